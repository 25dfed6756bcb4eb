package staff

import (
	"context"
	"strings"
	"unicode/utf8"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/store"
)

// SignInIn is what the sign-in form sends.
type SignInIn struct {
	Email, Password string
	Code            string // of the second factor, or a recovery code; "" where not asked for yet
	Address         string // network address of the browser, for counting tries
	Agent           string
}

// SignedIn is a new session. The token is shown here only.
type SignedIn struct {
	Token     string
	Principal org.Principal
	ExpiresAt calendar.Instant
}

// agent is what the browser calls itself, cut and made harmless.
func (in SignInIn) agent() string {
	text := strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError {
			return -1
		}
		return r
	}, in.Agent)
	if runes := []rune(text); len(runes) > maxAgent {
		text = string(runes[:maxAgent])
	}
	return text
}

// counters are what the try counts against, in locking order.
func (in SignInIn) counters() []attempt {
	email, address := foldEmail(in.Email), foldAddress(in.Address)
	return []attempt{
		{"address", address, triesPerAddress},
		{"login", email, triesPerLogin},
		{"pair", email + " " + address, triesPerPair},
	}
}

// SignIn checks e-mail, password and, where it is on, the second factor, and begins a session. An unknown login, a wrong password,
// a disabled staff member and a wrong code get the same answer at the same cost.
// Returns ErrSignIn, ErrSecondFactor (the password was right; ask for the code), ErrTooManyTries, ErrSignInBusy.
func SignIn(ctx context.Context, db *store.DB, in SignInIn) (SignedIn, error) {
	if len(in.Email) > 4*maxEmail || !utf8.ValidString(in.Email) {
		return SignedIn{}, ErrSignIn.New(nil)
	}
	var who login
	err := db.Tx(ctx, store.Installation, func(tx *store.Tx) (err error) {
		if err = reserve(ctx, tx, in.counters()); err == nil {
			who, err = findLogin(ctx, tx, in.Email)
		}
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	scope, s, err := whoSignsIn(ctx, db, who)
	if err != nil {
		return SignedIn{}, err
	}
	check, err := verify(ctx, db, in.Password, s.passwordHash)
	switch {
	case fault.Has(err, ErrSignInBusy):
		return SignedIn{}, settle(ctx, db, in, err)
	case err != nil:
		return SignedIn{}, err
	case !check.right || s.Status != Active:
		return SignedIn{}, ErrSignIn.New(nil)
	case s.SecondFactor && in.Code == "":
		return SignedIn{}, settle(ctx, db, in, ErrSecondFactor.New(nil))
	}
	rehashed := ""
	if check.stale { // made with weaker parameters: now is the time to have the password
		if rehashed, err = HashPassword(ctx, db, in.Password); err != nil {
			rehashed = "" // next time: an old password may be shorter than new ones must be
		}
	}
	var out SignedIn
	err = db.Tx(ctx, scope, func(tx *store.Tx) (err error) {
		out, err = admit(ctx, tx, admission{seen: s, in: in, rehashed: rehashed})
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	return out, settle(ctx, db, in, nil)
}

// whoSignsIn reads the staff member. An unknown login runs the same statement and yields an empty one, against which no
// password is right.
func whoSignsIn(ctx context.Context, db *store.DB, who login) (store.Scope, Staff, error) {
	scope := store.Installation
	if who.merchantID != 0 {
		var err error
		if scope, err = org.SystemScope(ctx, db, who.merchantID); err != nil {
			return scope, Staff{}, err
		}
	}
	var s Staff
	err := db.View(ctx, scope, func(tx *store.Tx) (err error) { s, err = Get(ctx, tx, who.staffID); return err })
	if fault.Has(err, fault.ErrNotFound) {
		return scope, Staff{}, nil
	}
	scope.Actor = store.Actor{Kind: "staff", ID: s.ID, Name: s.Name}
	return scope, s, err
}

// admission is a staff member whose password was right a moment ago.
type admission struct {
	seen     Staff
	in       SignInIn
	rehashed string
}

const sqlStaffRehash = `UPDATE staff SET password_hash = $3 WHERE merchant_id = $1 AND id = $2`

// admit uses up the code and begins the session, unless password or status changed since.
func admit(ctx context.Context, tx *store.Tx, a admission) (SignedIn, error) {
	s, err := lockStaff(ctx, tx, a.seen.ID)
	if err != nil {
		return SignedIn{}, err
	}
	if s.passwordHash != a.seen.passwordHash || s.Status != Active || s.SecondFactor && a.in.Code == "" {
		return SignedIn{}, ErrSignIn.New(nil)
	}
	if s.SecondFactor {
		right, err := useCode(ctx, tx, s, a.in.Code)
		if err != nil {
			return SignedIn{}, err
		}
		if !right {
			return SignedIn{}, ErrSignIn.New(nil)
		}
	}
	if a.rehashed != "" {
		if _, err := tx.Exec(ctx, sqlStaffRehash, tx.MerchantID(), s.ID, a.rehashed); err != nil {
			return SignedIn{}, err
		}
	}
	out, err := addSession(ctx, tx, s, a.in)
	if err != nil {
		return SignedIn{}, err
	}
	return out, org.Audit(ctx, tx, org.Change{Verb: "staff.signed_in", Subject: s.subject()})
}

// settle takes a try that was no failure out of the count; after a whole sign-in (because is nil) the failures of this login are
// forgiven, from this address and in all. The address keeps its other failures, which may concern other logins.
func settle(ctx context.Context, db *store.DB, in SignInIn, because error) error {
	err := db.Tx(ctx, store.Installation, func(tx *store.Tx) error {
		counters := in.counters()
		if because != nil {
			return giveBack(ctx, tx, counters)
		}
		if err := giveBack(ctx, tx, counters[:1]); err != nil {
			return err
		}
		for _, counter := range counters[1:] {
			if err := counter.forgive(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	if because != nil {
		return because
	}
	return err
}
