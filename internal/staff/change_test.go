package staff_test

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/staff"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/internal/vault"
)

func TestPasswordRules(t *testing.T) {
	each(t, func(w world) {
		ctx := context.Background()
		for _, bad := range []string{"", "short", "九个字符九个字符九", "1234567890", "aaaaaaaaaaaaaaaa", "\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff", strings.Repeat("x", 257)} {
			if _, err := staff.HashPassword(ctx, w.db, bad); fault.As(err) == nil {
				w.Errorf("%q is taken: %v", bad, err)
			}
		}
		in, other := w.signedIn(), w.signedIn()
		w.refused(staff.ChangePassword(ctx, w.db, in.Principal, "wrong", "another long one"), staff.ErrPasswordWrong)
		w.refused(staff.ChangePassword(ctx, w.db, in.Principal, password, "short"), staff.ErrPasswordShort)
		w.must(staff.ChangePassword(ctx, w.db, in.Principal, password, "another long one"))
		_, err := w.authenticate(in.Token)
		w.must(err)
		_, err = w.authenticate(other.Token)
		w.refused(err, staff.ErrSession)
		_, err = w.signIn(ownerEmail, password, "")
		w.refused(err, staff.ErrSignIn)
		_, err = w.signIn(ownerEmail, "another long one", "")
		w.must(err)
		for range 10 {
			w.refused(staff.ChangePassword(ctx, w.db, in.Principal, "wrong", "yet another one"), staff.ErrPasswordWrong)
		}
		w.refused(staff.ChangePassword(ctx, w.db, in.Principal, "another long one", "yet another one"), staff.ErrTooManyTries)
	})
}

func TestInvitation(t *testing.T) {
	each(t, func(w world) {
		ctx := context.Background()
		var ben staff.Staff
		var first, second string
		w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
			ben, err = staff.Add(ctx, tx, staff.AddIn{Email: "ben@example.com", Name: "Ben", Role: org.Cashier, AllStores: true})
			if err != nil {
				return err
			}
			if first, err = staff.NewLink(ctx, tx, ben.ID); err != nil {
				return err
			}
			second, err = staff.NewLink(ctx, tx, ben.ID)
			return err
		})
		w.refused(staff.AcceptLink(ctx, w.db, first, password), staff.ErrLink) // replaced
		w.refused(staff.AcceptLink(ctx, w.db, "rl_", password), staff.ErrLink)
		w.refused(staff.AcceptLink(ctx, w.db, second, "short"), staff.ErrPasswordShort)
		w.must(staff.AcceptLink(ctx, w.db, second, password))
		w.refused(staff.AcceptLink(ctx, w.db, second, password), staff.ErrLink) // used
		in, err := w.signIn("ben@example.com", password, "")
		w.must(err)
		if in.Principal.Role != org.Cashier || in.Principal.May(org.PointsAdjust) {
			w.Errorf("came in as %+v", in.Principal)
		}
		var late string
		w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
			late, err = staff.NewLink(ctx, tx, ben.ID)
			return err
		})
		w.later(7 * 24 * time.Hour)
		w.refused(staff.AcceptLink(ctx, w.db, late, password), staff.ErrLink)
	})
}

func TestStaffIsChangedUnderAVersionAndInItsStores(t *testing.T) {
	each(t, func(w world) {
		other := found(w.T, w.db, "coffee", "eve@example.com")
		var mine, foreign org.Store
		w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
			mine, err = org.AddStore(ctx, tx, org.StoreIn{Code: "S1", Name: "x", Kind: "pos"})
			return err
		})
		other.tx(func(ctx context.Context, tx *store.Tx) (err error) {
			foreign, err = org.AddStore(ctx, tx, org.StoreIn{Code: "S1", Name: "x", Kind: "pos"})
			return err
		})
		ben := w.add("ben@example.com", org.Cashier)
		change := func(in staff.ChangeIn) error {
			return w.try(func(ctx context.Context, tx *store.Tx) error { _, err := staff.Change(ctx, tx, in); return err })
		}
		all, owner, king := false, org.Owner, org.Role("king")
		w.refused(change(staff.ChangeIn{ID: ben.ID, Version: 9}), org.ErrStale)
		w.refused(change(staff.ChangeIn{ID: ben.ID, Version: 1, AllStores: &all, Stores: &[]int64{foreign.ID}}), fault.ErrNotFound)
		w.refused(change(staff.ChangeIn{ID: ben.ID, Version: 1, Role: &king}), fault.ErrInvalid)
		w.refused(change(staff.ChangeIn{ID: ben.ID, Version: 1, Role: &owner, AllStores: &all}), fault.ErrInvalid)
		w.refused(change(staff.ChangeIn{ID: other.owner.ID, Version: 1}), fault.ErrNotFound)
		w.must(change(staff.ChangeIn{ID: ben.ID, Version: 1, AllStores: &all, Stores: &[]int64{mine.ID, mine.ID}}))
		in, err := w.signIn("ben@example.com", password, "")
		w.must(err)
		if in.Principal.RequireStore(mine.ID) != nil || in.Principal.RequireStore(foreign.ID) == nil {
			w.Errorf("works in %v", in.Principal.Stores)
		}
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			list, err := staff.List(ctx, tx, 0, 10)
			if len(list) != 2 || len(list[1].Stores) != 1 || list[1].Email != "ben@example.com" {
				w.Errorf("staff is %+v", list)
			}
			_, err2 := staff.Find(ctx, tx, "eve@example.com")
			w.refused(err2, fault.ErrNotFound)
			return err
		})
	})
}

func TestLastOwnerStays(t *testing.T) {
	each(t, func(w world) {
		disabled, cashier := staff.Disabled, org.Cashier
		change := func(in staff.ChangeIn) error {
			return w.try(func(ctx context.Context, tx *store.Tx) error { _, err := staff.Change(ctx, tx, in); return err })
		}
		w.refused(change(staff.ChangeIn{ID: w.owner.ID, Version: 1, Status: &disabled}), staff.ErrLastOwner)
		w.refused(change(staff.ChangeIn{ID: w.owner.ID, Version: 1, Role: &cashier}), staff.ErrLastOwner)
		second := w.add("ben@example.com", org.Owner)
		done := make(chan error, 2)
		for _, id := range []int64{w.owner.ID, second.ID} { // both remove each other at once
			go func() { done <- change(staff.ChangeIn{ID: id, Version: 1, Status: &disabled}) }()
		}
		a, b := <-done, <-done
		if (a == nil) == (b == nil) || !fault.Has(errors.Join(a, b), staff.ErrLastOwner) {
			w.Errorf("both removed: %v, %v", a, b)
		}
	})
}

func TestSecondFactor(t *testing.T) {
	each(t, func(w world) {
		ctx := context.Background()
		in := w.signedIn()
		var setUp staff.Enrolment
		begin := func() error {
			return w.try(func(ctx context.Context, tx *store.Tx) error {
				e, err := staff.BeginSecondFactor(ctx, tx, w.owner.ID)
				if err == nil {
					setUp = e
				}
				return err
			})
		}
		w.must(begin())
		if u, err := url.Parse(setUp.URL); err != nil || u.Scheme != "otpauth" {
			w.Errorf("the address for the app is %q", setUp.URL)
		}
		code := func() string {
			c, err := totp.GenerateCode(setUp.Secret, storetest.Clock(w.db).Now())
			w.must(err)
			return c
		}
		_, err := w.signIn(ownerEmail, password, "") // begun is not on
		w.must(err)
		_, err = staff.ConfirmSecondFactor(ctx, w.db, in.Principal, "000000x")
		w.refused(err, staff.ErrFactorCode)
		recovery, err := staff.ConfirmSecondFactor(ctx, w.db, in.Principal, code())
		w.must(err)
		if len(recovery) != 10 {
			w.Errorf("%d recovery codes", len(recovery))
		}
		w.refused(begin(), staff.ErrFactorOn)

		_, err = w.signIn(ownerEmail, password, "")
		w.refused(err, staff.ErrSecondFactor)
		_, err = w.signIn(ownerEmail, "wrong password", code())
		w.refused(err, staff.ErrSignIn)
		_, err = w.signIn(ownerEmail, password, code()) // used already, to confirm
		w.refused(err, staff.ErrSignIn)
		w.later(30 * time.Second)
		once := code()
		_, err = w.signIn(ownerEmail, password, once)
		w.must(err)
		_, err = w.signIn(ownerEmail, password, once)
		w.refused(err, staff.ErrSignIn)
		w.later(10 * time.Minute)
		_, err = w.signIn(ownerEmail, password, once) // far too old
		w.refused(err, staff.ErrSignIn)

		_, err = w.signIn(ownerEmail, password, strings.ToUpper(recovery[0]))
		w.must(err)
		_, err = w.signIn(ownerEmail, password, recovery[0])
		w.refused(err, staff.ErrSignIn)

		renewed, err := staff.RenewRecoveryCodes(ctx, w.db, in.Principal, code())
		w.must(err)
		w.refused(staff.DropSecondFactor(ctx, w.db, in.Principal, recovery[1]), staff.ErrFactorCode) // replaced
		w.must(staff.DropSecondFactor(ctx, w.db, in.Principal, renewed[1]))
		_, err = w.signIn(ownerEmail, password, "")
		w.must(err)
	})
}

func TestOneCodeUsedTwiceAtOnce(t *testing.T) {
	each(t, func(w world) {
		in := w.signedIn()
		var setUp staff.Enrolment
		w.tx(func(ctx context.Context, tx *store.Tx) (err error) {
			setUp, err = staff.BeginSecondFactor(ctx, tx, w.owner.ID)
			return err
		})
		code, _ := totp.GenerateCode(setUp.Secret, storetest.Clock(w.db).Now())
		_, err := staff.ConfirmSecondFactor(context.Background(), w.db, in.Principal, code)
		w.must(err)
		w.later(time.Minute)
		code, _ = totp.GenerateCode(setUp.Secret, storetest.Clock(w.db).Now())
		done := make(chan error, 4)
		for range 4 {
			go func() { _, err := w.signIn(ownerEmail, password, code); done <- err }()
		}
		won := 0
		for range 4 {
			if <-done == nil {
				won++
			}
		}
		if won != 1 {
			w.Errorf("one code let %d in", won)
		}
		w.tx(func(ctx context.Context, tx *store.Tx) error { return staff.ResetSecondFactor(ctx, tx, w.owner.ID) })
		w.refused(w.try(func(ctx context.Context, tx *store.Tx) error { return staff.ResetSecondFactor(ctx, tx, w.owner.ID) }), staff.ErrFactorOff)
	})
}

func TestKeys(t *testing.T) {
	each(t, func(w world) {
		ctx := context.Background()
		ask := func(in staff.MakeKeyIn) (text string, made staff.Key, err error) {
			err = w.try(func(ctx context.Context, tx *store.Tx) (err error) {
				text, made, err = staff.MakeKey(ctx, tx, in)
				return err
			})
			return text, made, err
		}
		owner := w.signedIn().Principal
		text, made, err := ask(staff.MakeKeyIn{Name: "till", By: &owner})
		w.must(err)
		p, err := staff.AuthenticateKey(ctx, w.db, text)
		w.must(err)
		if p.KeyID != made.ID || p.Behind != w.owner.ID || !p.May(org.SpendTrusted) || p.May(org.StaffWrite) || p.Scope.Actor.Kind != "key" || p.Scope.Merchant.Slug != "tea" {
			w.Errorf("the principal is %+v", p)
		}
		for _, wrong := range []string{"", "rk_", text + "a", text[:len(text)-1] + "!", "rk_" + strings.Repeat("a", 52), strings.ToUpper(text)} {
			_, err := staff.AuthenticateKey(ctx, w.db, wrong)
			w.refused(err, staff.ErrKey)
		}
		_, _, err = ask(staff.MakeKeyIn{Name: "x", Scopes: []string{org.ScopeAdmin}, By: &p})
		w.refused(err, staff.ErrScopeBeyond)
		_, _, err = ask(staff.MakeKeyIn{Name: "x", Scopes: []string{"no:such"}})
		w.refused(err, org.ErrScope)
		_, _, err = ask(staff.MakeKeyIn{Name: " "})
		w.refused(err, fault.ErrRequired)
		narrow, _, err := ask(staff.MakeKeyIn{Name: "reader", Scopes: []string{"members:read"}, ExpiresAt: w.db.Now().Add(time.Hour)})
		w.must(err)
		reader, err := staff.AuthenticateKey(ctx, w.db, narrow)
		w.must(err)
		if !reader.May(org.MembersRead) || reader.May(org.MembersWrite) {
			w.Errorf("a narrow key may %v", reader.Permissions.List())
		}
		w.later(time.Hour)
		_, err = staff.AuthenticateKey(ctx, w.db, narrow)
		w.refused(err, staff.ErrKey)
		w.tx(func(ctx context.Context, tx *store.Tx) error { return staff.RevokeKey(ctx, tx, made.ID) })
		w.tx(func(ctx context.Context, tx *store.Tx) error { return staff.RevokeKey(ctx, tx, made.ID) })
		w.later(5 * time.Second)
		_, err = staff.AuthenticateKey(ctx, w.db, text)
		w.refused(err, staff.ErrKey)
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			list, err := staff.ListKeys(ctx, tx, 0, 10)
			if len(list) != 2 || list[0].UsedAt == 0 || list[0].RevokedAt > tx.Now() || !strings.HasSuffix(text, list[0].Hint) {
				w.Errorf("keys are %+v", list)
			}
			return err
		})
		w.refused(w.try(func(ctx context.Context, tx *store.Tx) error { return staff.RevokeKey(ctx, tx, 1) }), fault.ErrNotFound)
	})
}

func TestEverythingLeavesAWholeAuditTrail(t *testing.T) {
	each(t, func(w world) {
		w.add("ben@example.com", org.Support)
		w.signedIn()
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			found, err := org.VerifyAudit(ctx, tx)
			if len(found) != 0 {
				w.Errorf("found %v", found)
			}
			n, err2 := staff.Reseal(ctx, tx)
			if n != 0 {
				w.Errorf("nothing was rotated, yet %d rows were sealed anew", n)
			}
			return errors.Join(err, err2)
		})
	})
}

func TestRotationSealsStaffAnew(t *testing.T) {
	each(t, func(w world) {
		in := w.signedIn()
		w.tx(func(ctx context.Context, tx *store.Tx) error {
			if _, err := org.Ask(ctx, tx, org.AskIn{Verb: "x", Subject: "y", Permission: org.PointsAdjust, Body: "{}", Behind: 1}); err != nil {
				return err
			}
			if err := vault.From(tx).Rotate(""); err != nil {
				return err
			}
			for _, want := range []int64{2, 0} { // the owner and the session; the second time nothing
				if n, err := staff.Reseal(ctx, tx); err != nil || n != want {
					w.Errorf("%d rows sealed anew, want %d: %v", n, want, err)
				}
			}
			if n, err := org.Reseal(ctx, tx); err != nil || n != 1 {
				w.Errorf("%d requests sealed anew: %v", n, err)
			}
			again, err := staff.Get(ctx, tx, w.owner.ID)
			if again.Name != "Ada" {
				w.Errorf("the owner reads %+v", again)
			}
			return err
		})
		_, err := w.authenticate(in.Token)
		w.must(err)
		_, err = w.signIn(ownerEmail, password, "") // logins are blind indexes, which do not rotate
		w.must(err)
	})
}
