package staff

import (
	"context"

	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// ChangeIn is what may change of a staff member; nil stays.
type ChangeIn struct {
	ID, Version int64
	Name        *string
	Role        *org.Role
	Status      *string // Active or Disabled
	AllStores   *bool
	Stores      *[]int64
}

const (
	sqlOwnersLock  = `SELECT id FROM staff WHERE merchant_id = $1 AND role = 'owner' AND status = 'active' ORDER BY id FOR UPDATE`
	sqlStaffChange = `UPDATE staff SET name = $3, role = $4, status = $5, all_stores = $6, version = version + 1
WHERE merchant_id = $1 AND id = $2 AND version = $7`
	sqlStaffPassword = `UPDATE staff SET password_hash = $3, status = $4, link_hash = '', link_until = 0, version = version + 1
WHERE merchant_id = $1 AND id = $2`
	sqlStaffLink = `UPDATE staff SET link_hash = $3, link_until = $4 WHERE merchant_id = $1 AND id = $2`
	sqlLinkStaff = `SELECT id FROM staff WHERE merchant_id = $1 AND link_hash = $2 AND link_hash <> '' AND link_until > $3`
	sqlLinkCut   = `UPDATE staff SET link_hash = '', link_until = 0 WHERE merchant_id = $1 AND id = $2`
)

// Change changes a staff member that has the given version. A disabled one is signed out everywhere.
// Returns org.ErrStale, ErrLastOwner where no active owner would be left.
func Change(ctx context.Context, tx *store.Tx, in ChangeIn) (Staff, error) {
	owners, err := lockOwners(ctx, tx)
	if err != nil {
		return Staff{}, err
	}
	old, err := lockStaff(ctx, tx, in.ID)
	if err != nil {
		return Staff{}, err
	}
	if old.Version != in.Version {
		return Staff{}, org.ErrStale.New(nil)
	}
	now, err := in.apply(old)
	if err != nil {
		return Staff{}, err
	}
	if len(owners) == 1 && owners[0] == now.ID && (now.Role != org.Owner || now.Status != Active) {
		return Staff{}, ErrLastOwner.New(nil)
	}
	_, err = tx.Exec(ctx, sqlStaffChange, tx.MerchantID(), now.ID, vault.From(tx).Seal(tx, now.ID, "staff.name", now.Name), string(now.Role), now.Status,
		now.AllStores, in.Version)
	if err != nil {
		return Staff{}, err
	}
	now.Version++
	if err := saveStores(ctx, tx, now); err != nil {
		return Staff{}, err
	}
	if now.Status == Disabled {
		if err := expel(ctx, tx, now.ID); err != nil {
			return Staff{}, err
		}
	}
	return now, org.Audit(ctx, tx, org.Change{Verb: "staff.changed", Subject: now.subject(), Before: old.doc(), After: now.doc()})
}

// lockOwners are the active owners, locked so that two owners cannot remove each other at the same moment.
func lockOwners(ctx context.Context, tx *store.Tx) ([]int64, error) {
	var owners []int64
	err := tx.Query(ctx, sqlOwnersLock, func(row store.Row) error {
		var id int64
		err := row.Scan(&id)
		owners = append(owners, id)
		return err
	}, tx.MerchantID())
	return owners, err
}

// apply is the staff member after the change.
func (in ChangeIn) apply(s Staff) (Staff, error) {
	var badName, badStatus *fault.Error
	s.Name, badName = org.CleanText("name", or(in.Name, s.Name), maxName)
	s.Role, s.AllStores = or(in.Role, s.Role), or(in.AllStores, s.AllStores)
	s.Stores = tidy(or(in.Stores, s.Stores))
	if s.AllStores {
		s.Stores = nil
	}
	if in.Status != nil {
		switch {
		case *in.Status == Active && s.passwordHash == "":
			s.Status = Invited
		case *in.Status == Active || *in.Status == Disabled:
			s.Status = *in.Status
		default:
			badStatus = fault.ErrInvalid.At("status", fault.P{"reason": "active or disabled"})
		}
	}
	return s, fault.Join(badName, badStatus, s.badRole())
}

// expel ends all sessions of a staff member and makes its link invalid.
func expel(ctx context.Context, tx *store.Tx, staffID int64) error {
	if _, err := tx.Exec(ctx, sqlLinkCut, tx.MerchantID(), staffID); err != nil {
		return err
	}
	return endSessions(ctx, tx, staffID, 0)
}

// NewLink makes the secret part of a link with which the staff member sets a password: an invitation, or help for one who has forgotten it.
// An older link becomes invalid; the password that is set stays until the link is used. It is shown once. Returns fault.ErrNotFound
// for one who is disabled.
func NewLink(ctx context.Context, tx *store.Tx, staffID int64) (string, error) {
	s, err := lockStaff(ctx, tx, staffID)
	if err != nil {
		return "", err
	}
	if s.Status == Disabled {
		return "", fault.ErrNotFound.New(fault.P{"what": "active staff member"})
	}
	link := store.FormatID(linkPrefix, tx.MerchantID()) + "_" + randomToken()
	if _, err := tx.Exec(ctx, sqlStaffLink, tx.MerchantID(), staffID, hashOf(link), tx.Now().Add(linkValid)); err != nil {
		return "", err
	}
	return link, org.Audit(ctx, tx, org.Change{Verb: "staff.link_made", Subject: s.subject()})
}

// linkPrefix and sessionPrefix begin what a browser carries; the merchant's id follows, so that no global table is asked.
const (
	linkPrefix    = "rl"
	sessionPrefix = "rs"
)

// merchantOf reads the merchant's id off a token; 0 where it is none of ours.
func merchantOf(prefix, token string) int64 {
	const idEnd, whole = 3 + 13, 3 + 13 + 1 + 43
	if len(token) != whole || token[idEnd] != '_' {
		return 0
	}
	id, err := store.ParseID(prefix, token[:idEnd])
	if err != nil {
		return 0
	}
	return id
}

// AcceptLink sets the password by a link and ends all sessions of the staff member. The second factor stays on.
// Returns ErrLink for a link that was used, replaced, or is too old.
func AcceptLink(ctx context.Context, db *store.DB, link, password string) error {
	merchantID := merchantOf(linkPrefix, link)
	scope, err := org.SystemScope(ctx, db, merchantID)
	if fault.Has(err, fault.ErrNotFound) {
		return ErrLink.New(nil)
	}
	if err != nil {
		return err
	}
	if err := checkPassword(password); err != nil {
		return err
	}
	if err := db.View(ctx, scope, func(tx *store.Tx) error { _, err := linked(ctx, tx, link); return err }); err != nil {
		return err // before the costly hash
	}
	hash, err := HashPassword(ctx, db, password)
	if err != nil {
		return err
	}
	return db.Tx(ctx, scope, func(tx *store.Tx) error {
		id, err := linked(ctx, tx, link)
		if err != nil {
			return err
		}
		s, err := lockStaff(ctx, tx, id)
		if err != nil {
			return err
		}
		if _, err := linked(ctx, tx, link); err != nil { // used while we waited for the row
			return err
		}
		return SetPassword(ctx, tx, s.ID, hash)
	})
}

func linked(ctx context.Context, tx *store.Tx, link string) (id int64, err error) {
	found, err := store.One(ctx, tx, sqlLinkStaff, func(row store.Row) error { return row.Scan(&id) }, tx.MerchantID(), hashOf(link), tx.Now())
	if err == nil && !found {
		err = ErrLink.New(nil)
	}
	return id, err
}

// SetPassword stores a hash of HashPassword, activates one who was invited, and signs out everywhere: for links and for
// the command line. A disabled staff member stays disabled.
func SetPassword(ctx context.Context, tx *store.Tx, staffID int64, hash string) error {
	s, err := lockStaff(ctx, tx, staffID)
	if err != nil {
		return err
	}
	status := s.Status
	if status == Invited {
		status = Active
	}
	if _, err := tx.Exec(ctx, sqlStaffPassword, tx.MerchantID(), staffID, hash, status); err != nil {
		return err
	}
	if err := endSessions(ctx, tx, staffID, 0); err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{Verb: "staff.password_set", Subject: s.subject()})
}

// ChangePassword sets a new password for one who knows the old one; other sessions end, this one stays.
// Returns ErrPasswordWrong for a wrong old password, ErrTooManyTries.
func ChangePassword(ctx context.Context, db *store.DB, p org.Principal, old, password string) error {
	if err := checkPassword(password); err != nil {
		return err
	}
	return guard(ctx, db, p.StaffID, func() error {
		var s Staff
		err := db.View(ctx, p.Scope, func(tx *store.Tx) (err error) { s, err = Get(ctx, tx, p.StaffID); return err })
		if err != nil {
			return err
		}
		check, err := verify(ctx, db, old, s.passwordHash)
		if err != nil {
			return err
		}
		if !check.right {
			return ErrPasswordWrong.At("old_password", nil)
		}
		hash, err := HashPassword(ctx, db, password)
		if err != nil {
			return err
		}
		return db.Tx(ctx, p.Scope, func(tx *store.Tx) error { return replacePassword(ctx, tx, p, s, hash) })
	})
}

func replacePassword(ctx context.Context, tx *store.Tx, p org.Principal, seen Staff, hash string) error {
	now, err := lockStaff(ctx, tx, p.StaffID)
	if err != nil {
		return err
	}
	if now.passwordHash != seen.passwordHash || now.Status != Active {
		return ErrSession.New(nil) // changed or disabled meanwhile
	}
	if _, err := tx.Exec(ctx, sqlStaffPassword, tx.MerchantID(), p.StaffID, hash, Active); err != nil {
		return err
	}
	if err := endSessions(ctx, tx, p.StaffID, p.SessionID); err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{Verb: "staff.password_changed", Subject: now.subject()})
}
