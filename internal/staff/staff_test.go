package staff_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/staff"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/internal/vault"
)

const (
	ownerEmail = "Ada@Example.com"
	password   = "correct horse battery"
)

// world is one merchant with its owner Ada on one engine.
type world struct {
	*testing.T
	db    *store.DB
	scope store.Scope
	owner staff.Staff
}

func each(t *testing.T, test func(w world)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { test(found(t, db, "tea", ownerEmail)) },
		vault.Ephemeral(), org.NewDirectory(), staff.NewDesk())
}

func found(t *testing.T, db *store.DB, slug, email string) world {
	t.Helper()
	ctx := context.Background()
	hash, err := staff.HashPassword(ctx, db, password)
	if err != nil {
		t.Fatal(err)
	}
	scope, err := staff.Found(ctx, db, staff.FoundIn{
		Merchant: org.CreateMerchantIn{Slug: slug, Name: "茶", Currency: "CNY", Zone: "Asia/Shanghai", Language: "zh"},
		Owner:    staff.AddIn{Email: email, Name: "Ada", PasswordHash: hash},
	})
	if err != nil {
		t.Fatal(err)
	}
	w := world{T: t, db: db, scope: scope}
	w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
		w.owner, err = staff.Find(ctx, tx, email)
		return err
	})
	return w
}

func (w world) try(fn func(ctx context.Context, tx *store.Tx) error) error {
	ctx := context.Background()
	return w.db.Tx(ctx, w.scope, func(tx *store.Tx) error { return fn(ctx, tx) })
}

func (w world) tx(fn func(ctx context.Context, tx *store.Tx) error) {
	w.Helper()
	if err := w.try(fn); err != nil {
		w.Fatal(err)
	}
}

func (w world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w world) refused(err error, code fault.Code) {
	w.Helper()
	if !fault.Has(err, code) {
		w.Fatalf("got %v, want %s", err, code.Code)
	}
}

// add makes an active staff member with the usual password.
func (w world) add(email string, role org.Role) (s staff.Staff) {
	w.Helper()
	hash, err := staff.HashPassword(context.Background(), w.db, password)
	w.must(err)
	w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
		s, err = staff.Add(ctx, tx, staff.AddIn{Email: email, Name: email, Role: role, AllStores: true, PasswordHash: hash})
		return err
	})
	return s
}

func (w world) signIn(email, password, code string) (staff.SignedIn, error) {
	return staff.SignIn(context.Background(), w.db, staff.SignInIn{Email: email, Password: password, Code: code, Address: "192.0.2.1", Agent: "test\x00browser"})
}

func (w world) signedIn() staff.SignedIn {
	w.Helper()
	in, err := w.signIn(ownerEmail, password, "")
	w.must(err)
	return in
}

func (w world) later(d time.Duration) { storetest.Clock(w.db).Add(d) }

func (w world) authenticate(token string) (org.Principal, error) {
	return staff.Authenticate(context.Background(), w.db, token)
}

func TestFoundingAMerchant(t *testing.T) {
	each(t, func(w world) {
		ctx := context.Background()
		if w.owner.Role != org.Owner || !w.owner.AllStores || w.owner.Status != staff.Active || w.owner.Email != "ada@example.com" {
			w.Errorf("the owner is %+v", w.owner)
		}
		_, err := staff.Found(ctx, w.db, staff.FoundIn{
			Merchant: org.CreateMerchantIn{Slug: "tea", Name: "x", Currency: "CNY", Zone: "Asia/Shanghai", Language: "zh"},
			Owner:    staff.AddIn{Email: "other@example.com", PasswordHash: "x"},
		})
		w.refused(err, org.ErrSlugTaken)
		_, err = staff.Found(ctx, w.db, staff.FoundIn{
			Merchant: org.CreateMerchantIn{Slug: "tea2", Name: "x", Currency: "CNY", Zone: "Asia/Shanghai", Language: "zh"},
			Owner:    staff.AddIn{Email: " ADA@example.com ", PasswordHash: "x"},
		})
		w.refused(err, staff.ErrLoginTaken)
		_, err = org.FindMerchant(ctx, w.db, "tea2")
		w.refused(err, fault.ErrNotFound) // nothing of it stays
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			lines, err := org.ListAudit(ctx, tx, org.AuditQuery{Limit: 10})
			if len(lines) != 2 || lines[1].Verb != "merchant.created" || strings.Contains(lines[0].After, "ada@") {
				w.Errorf("the audit trail begins %+v", lines)
			}
			err2 := tx.Query(ctx, `SELECT name, email FROM staff WHERE merchant_id = $1`, func(row store.Row) error {
				var name, email string
				err := row.Scan(&name, &email)
				if strings.Contains(name, "Ada") || strings.Contains(email, "ada") {
					w.Error("a staff member's name or e-mail lies readable")
				}
				return err
			}, tx.MerchantID())
			return errors.Join(err, err2)
		})
	})
}

func TestSessionLivesFromSignInToSignOut(t *testing.T) {
	each(t, func(w world) {
		ctx := context.Background()
		in := w.signedIn()
		p, err := w.authenticate(in.Token)
		w.must(err)
		if p.StaffID != w.owner.ID || p.Scope.Merchant.Slug != "tea" || p.Scope.Actor.Kind != "staff" || !p.May(org.StaffWrite) || p.SessionID == 0 {
			w.Errorf("the principal is %+v", p)
		}
		for _, forged := range []string{"", "x", in.Token + "x", in.Token[:len(in.Token)-1] + "~", strings.Replace(in.Token, "rs_", "rl_", 1), "rs_0000000000000" + in.Token[16:], in.Token[:40]} {
			_, err := w.authenticate(forged)
			w.refused(err, staff.ErrSession)
		}
		other := found(w.T, w.db, "coffee", "eve@example.com") // a token names its merchant; another merchant's is worth nothing
		_, err = w.authenticate(store.FormatID("rs", other.scope.Merchant.ID) + in.Token[16:])
		w.refused(err, staff.ErrSession)

		w.must(staff.SignOut(ctx, w.db, in.Token))
		_, err = w.authenticate(in.Token)
		w.refused(err, staff.ErrSession)
		w.must(staff.SignOut(ctx, w.db, in.Token))
		w.must(staff.SignOut(ctx, w.db, "nonsense"))
	})
}

func TestSessionEndsByItselfAndSlides(t *testing.T) {
	each(t, func(w world) {
		idle, used := w.signedIn(), w.signedIn()
		for range 4 {
			w.later(12 * time.Hour)
			_, err := w.authenticate(used.Token)
			w.must(err)
		}
		_, err := w.authenticate(idle.Token)
		w.refused(err, staff.ErrSession)
		for range 70 { // 35 days of use every 12 hours
			w.later(12 * time.Hour)
			_, err = w.authenticate(used.Token)
		}
		w.refused(err, staff.ErrSession)
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			n, err := staff.ForgetSessions(ctx, tx)
			if n != 2 {
				w.Errorf("%d sessions forgotten", n)
			}
			return err
		})
	})
}

func TestRevokingSessionsAndDisabling(t *testing.T) {
	each(t, func(w world) {
		ben := w.add("ben@example.com", org.Cashier)
		desk, _ := store.FindValue[*staff.Desk](w.db)
		one, err := w.signIn("ben@example.com", password, "")
		w.must(err)
		two, err := w.signIn("ben@example.com", password, "")
		w.must(err)
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			list, err := staff.ListSessions(ctx, tx, ben.ID)
			if len(list) != 2 || list[0].Address != "192.0.2.1" || list[0].Agent != "testbrowser" {
				w.Errorf("sessions are %+v", list)
			}
			return err
		})
		w.refused(w.try(func(ctx context.Context, tx *store.Tx) error {
			return staff.EndSession(ctx, tx, w.owner.ID, one.Principal.SessionID) // not the owner's
		}), fault.ErrNotFound)
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			return staff.EndSession(ctx, tx, ben.ID, one.Principal.SessionID)
		})
		_, err = w.authenticate(one.Token)
		w.refused(err, staff.ErrSession)
		_, err = w.authenticate(two.Token) // now remembered for five seconds
		w.must(err)
		disabled := staff.Disabled
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			_, err := staff.Change(ctx, tx, staff.ChangeIn{ID: ben.ID, Version: ben.Version, Status: &disabled})
			return err
		})
		w.later(5 * time.Second)
		_, err = w.authenticate(two.Token)
		w.refused(err, staff.ErrSession)
		_, err = w.signIn("ben@example.com", password, "")
		w.refused(err, staff.ErrSignIn)
		desk.Clear()
	})
}

func TestSignInTellsNothing(t *testing.T) {
	each(t, func(w world) {
		w.tx(func(ctx context.Context, tx *store.Tx) error { // invited: no password yet
			_, err := staff.Add(ctx, tx, staff.AddIn{Email: "new@example.com", Role: org.Support, AllStores: true})
			return err
		})
		texts := map[string]bool{}
		for _, c := range [][2]string{
			{"nobody@example.com", password}, {ownerEmail, "wrong password"}, {ownerEmail, ""}, {"new@example.com", ""}, {"new@example.com", password},
			{"", ""}, {"ada@example.com\x00", password}, {"\xff", password}, {ownerEmail, strings.Repeat("x", 1<<20)}, {strings.Repeat("x", 1<<20), password},
		} {
			_, err := w.signIn(c[0], c[1], "")
			w.refused(err, staff.ErrSignIn)
			texts[err.Error()] = true
		}
		if len(texts) != 1 {
			w.Errorf("answers differ: %v", texts)
		}
		if _, err := w.signIn("  ADA@example.COM", password, ""); err != nil {
			w.Error(err)
		}
	})
}

func TestUnknownLoginCostsAsMuchAsAKnownOne(t *testing.T) {
	db := storetest.Open(t, "sqlite", vault.Ephemeral(), org.NewDirectory(), staff.NewDesk())
	w := found(t, db, "tea", ownerEmail)
	spent := func(email string) time.Duration {
		best := time.Hour
		for range 4 {
			begin := time.Now()
			_, err := w.signIn(email, "wrong password", "")
			best = min(best, time.Since(begin))
			w.refused(err, staff.ErrSignIn)
		}
		return best
	}
	known, unknown := spent(ownerEmail), spent("nobody@example.com")
	if unknown < known/2 || known < unknown/2 {
		t.Errorf("a known login takes %v, an unknown one %v", known, unknown)
	}
}

func TestFailedSignInsAreLimited(t *testing.T) {
	each(t, func(w world) {
		for range 5 {
			_, err := w.signIn(ownerEmail, "wrong password", "")
			w.refused(err, staff.ErrSignIn)
		}
		_, err := w.signIn(ownerEmail, password, "") // right, but too late
		w.refused(err, staff.ErrTooManyTries)
		elsewhere := staff.SignInIn{Email: ownerEmail, Password: password, Address: "198.51.100.7"}
		_, err = staff.SignIn(context.Background(), w.db, elsewhere) // the owner at home is not locked out by a stranger
		w.must(err)
		w.later(15 * time.Minute)
		_, err = w.signIn(ownerEmail, password, "")
		w.must(err)
		w.tx(func(ctx context.Context, tx *store.Tx) error { // tables hold neither e-mail nor address
			return tx.Query(ctx, `SELECT digest FROM staff_attempt WHERE kind <> ''`, func(row store.Row) error {
				var digest string
				err := row.Scan(&digest)
				if strings.Contains(digest, "ada") || strings.Contains(digest, "192") {
					w.Errorf("readable: %s", digest)
				}
				return err
			})
		})
		w.later(48 * time.Hour)
		w.must(w.db.Tx(context.Background(), store.Installation, func(tx *store.Tx) error {
			n, err := staff.ForgetAttempts(context.Background(), tx)
			if n == 0 {
				w.Error("old counters stay")
			}
			return err
		}))
	})
}

func TestOneAddressAndManyLogins(t *testing.T) {
	db := storetest.Open(t, "sqlite", vault.Ephemeral(), staff.NewDesk())
	w := found(t, db, "tea", ownerEmail)
	var err error
	for i := range 51 {
		address := "2001:db8::" + string(rune('a'+i%6)) // one /64
		_, err = staff.SignIn(context.Background(), db, staff.SignInIn{Email: strings.Repeat("n", i+1) + "@example.com", Password: "x", Address: address})
		if i < 50 {
			w.refused(err, staff.ErrSignIn)
		}
	}
	w.refused(err, staff.ErrTooManyTries)
}

func TestTriesAtOnceDoNotPassTheLimit(t *testing.T) {
	each(t, func(w world) {
		const tries = 24
		done := make(chan error, tries)
		for range tries {
			go func() { _, err := w.signIn(ownerEmail, "wrong password", ""); done <- err }()
		}
		looked := 0
		for range tries {
			if err := <-done; fault.Has(err, staff.ErrSignIn) {
				looked++
			} else if !fault.Has(err, staff.ErrTooManyTries) {
				w.Error(err)
			}
		}
		if looked != 5 {
			w.Errorf("%d of %d tries at once were held against the password, the limit is 5", looked, tries)
		}
	})
}
