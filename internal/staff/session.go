package staff

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// Session is one browser in which a staff member is signed in.
type Session struct {
	ID        int64
	StaffID   int64
	Address   string // network address at sign-in
	Agent     string // what the browser calls itself
	CreatedAt calendar.Instant
	SeenAt    calendar.Instant
	ExpiresAt calendar.Instant
}

const (
	sqlSessionAdd = `INSERT INTO staff_session (merchant_id, id, staff_id, hash, address, agent, created_at, seen_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)`
	sqlSessionFind = `SELECT s.id, s.staff_id, s.created_at, s.seen_at, s.expires_at FROM staff_session s
JOIN staff t ON t.merchant_id = s.merchant_id AND t.id = s.staff_id
WHERE s.merchant_id = $1 AND t.merchant_id = $1 AND s.hash = $2 AND s.expires_at > $3 AND t.status = 'active'`
	sqlSessionRenew = `UPDATE staff_session SET seen_at = $3, expires_at = $4 WHERE merchant_id = $1 AND id = $2`
	sqlSessionList  = `SELECT id, staff_id, address, agent, created_at, seen_at, expires_at FROM staff_session
WHERE merchant_id = $1 AND staff_id = $2 AND expires_at > $3 ORDER BY id DESC LIMIT $4`
	sqlSessionTrim = `DELETE FROM staff_session WHERE merchant_id = $1 AND staff_id = $2 AND (expires_at <= $3 OR id NOT IN (
SELECT id FROM staff_session WHERE merchant_id = $1 AND staff_id = $2 ORDER BY id DESC LIMIT $4))`
	sqlSessionEnd    = `DELETE FROM staff_session WHERE merchant_id = $1 AND id = $2 AND staff_id = $3`
	sqlSessionEndAll = `DELETE FROM staff_session WHERE merchant_id = $1 AND staff_id = $2 AND id <> $3`
	sqlSessionHash   = `DELETE FROM staff_session WHERE merchant_id = $1 AND hash = $2`
	sqlSessionOver   = `DELETE FROM staff_session WHERE merchant_id = $1 AND expires_at <= $2`
)

// addSession makes a session and its token; the oldest of too many end.
func addSession(ctx context.Context, tx *store.Tx, s Staff, in SignInIn) (SignedIn, error) {
	out := SignedIn{Token: store.FormatID(sessionPrefix, tx.MerchantID()) + "_" + randomToken(), ExpiresAt: tx.Now().Add(sessionIdle)}
	id := tx.NewID()
	address := vault.From(tx).Seal(tx, id, "session.address", in.Address)
	_, err := tx.Exec(ctx, sqlSessionAdd, tx.MerchantID(), id, s.ID, hashOf(out.Token), address, in.agent(), tx.Now(), out.ExpiresAt)
	if err != nil {
		return SignedIn{}, err
	}
	if _, err := tx.Exec(ctx, sqlSessionTrim, tx.MerchantID(), s.ID, tx.Now(), maxSessions); err != nil {
		return SignedIn{}, err
	}
	out.Principal = s.principal(tx.Scope(), id, out.ExpiresAt)
	return out, nil
}

// principal is the staff member at the door.
func (s Staff) principal(scope store.Scope, sessionID int64, until calendar.Instant) org.Principal {
	scope.Actor = store.Actor{Kind: "staff", ID: s.ID, Name: s.Name}
	return org.Principal{
		Scope: scope, StaffID: s.ID, SessionID: sessionID, Behind: s.ID, Role: s.Role,
		AllStores: s.AllStores, Stores: s.Stores, Permissions: s.Role.Permissions(), Until: until,
	}
}

// Authenticate is who holds the session token. Using a session keeps it alive; this is noted every five minutes.
// Returns ErrSession for a token that is unknown, over, or of a staff member who was disabled.
func Authenticate(ctx context.Context, db *store.DB, token string) (org.Principal, error) {
	merchantID := merchantOf(sessionPrefix, token)
	if merchantID == 0 {
		return org.Principal{}, ErrSession.New(nil)
	}
	hash, known := hashOf(token), desk(db).tokens()
	if p, found := known.Get(hash, db.Now()); found && db.Now() < p.Until {
		return p, nil
	}
	scope, err := org.SystemScope(ctx, db, merchantID)
	if fault.Has(err, fault.ErrNotFound) {
		return org.Principal{}, ErrSession.New(nil)
	}
	if err != nil {
		return org.Principal{}, err
	}
	var one Session
	var p org.Principal
	err = db.View(ctx, scope, func(tx *store.Tx) (err error) {
		one, p, err = findSession(ctx, tx, hash)
		return err
	})
	if err != nil {
		return org.Principal{}, err
	}
	if db.Now() >= one.SeenAt.Add(sessionRenew) {
		p.Until = renew(ctx, db, scope, one)
	}
	known.Put(hash, p, db.Now())
	return p, nil
}

func findSession(ctx context.Context, tx *store.Tx, hash string) (Session, org.Principal, error) {
	var one Session
	found, err := store.One(ctx, tx, sqlSessionFind, func(row store.Row) error {
		return row.Scan(&one.ID, &one.StaffID, &one.CreatedAt, &one.SeenAt, &one.ExpiresAt)
	}, tx.MerchantID(), hash, tx.Now())
	if err == nil && !found {
		err = ErrSession.New(nil)
	}
	if err != nil {
		return one, org.Principal{}, err
	}
	s, err := Get(ctx, tx, one.StaffID)
	if err != nil {
		return one, org.Principal{}, err
	}
	p := s.principal(tx.Scope(), one.ID, one.ExpiresAt)
	settings, _, err := org.GetSettings(ctx, tx)
	if settings.SecondFactorForAll && !s.SecondFactor {
		p.FactorFirst, p.Permissions = true, org.Permissions{}
	}
	return one, p, err
}

// renew moves the end of a session, at most to sessionMax after its beginning. That it fails (a full disk) must not keep
// anybody from reading, so it is logged only.
func renew(ctx context.Context, db *store.DB, scope store.Scope, one Session) calendar.Instant {
	until := min(db.Now().Add(sessionIdle), one.CreatedAt.Add(sessionMax))
	err := db.Tx(ctx, scope, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, sqlSessionRenew, tx.MerchantID(), one.ID, tx.Now(), until)
		return err
	})
	if err != nil {
		db.Config().Log.Warn("session not renewed", "error", err)
		return one.ExpiresAt
	}
	return until
}

// SignOut ends the session of the token; one that is over already is no error.
func SignOut(ctx context.Context, db *store.DB, token string) error {
	merchantID := merchantOf(sessionPrefix, token)
	if merchantID == 0 {
		return nil
	}
	scope, err := org.SystemScope(ctx, db, merchantID)
	if fault.Has(err, fault.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	err = db.Tx(ctx, scope, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, sqlSessionHash, tx.MerchantID(), hashOf(token))
		return err
	})
	desk(db).tokens().Drop(hashOf(token))
	return err
}

// ListSessions are the sessions of a staff member that are not over, newest first.
func ListSessions(ctx context.Context, tx *store.Tx, staffID int64) ([]Session, error) {
	var out []Session
	err := tx.Query(ctx, sqlSessionList, func(row store.Row) error {
		var s Session
		var address []byte
		err := row.Scan(&s.ID, &s.StaffID, &address, &s.Agent, &s.CreatedAt, &s.SeenAt, &s.ExpiresAt)
		if err != nil {
			return err
		}
		s.Address, err = vault.From(tx).Unseal(tx, s.ID, "session.address", address)
		out = append(out, s)
		return err
	}, tx.MerchantID(), staffID, tx.Now(), maxSessions)
	return out, err
}

// EndSession ends one session of a staff member. Returns fault.ErrNotFound. Call [Desk.Clear] afterwards.
func EndSession(ctx context.Context, tx *store.Tx, staffID, sessionID int64) error {
	ended, err := tx.Exec(ctx, sqlSessionEnd, tx.MerchantID(), sessionID, staffID)
	if err == nil && ended == 0 {
		err = fault.ErrNotFound.New(fault.P{"what": "session"})
	}
	return err
}

// endSessions ends all sessions of a staff member but one (0: all).
func endSessions(ctx context.Context, tx *store.Tx, staffID, but int64) error {
	_, err := tx.Exec(ctx, sqlSessionEndAll, tx.MerchantID(), staffID, but)
	return err
}

// ForgetSessions deletes the merchant's sessions that are over: for the day-turn.
func ForgetSessions(ctx context.Context, tx *store.Tx) (int64, error) {
	return tx.Exec(ctx, sqlSessionOver, tx.MerchantID(), tx.Now())
}
