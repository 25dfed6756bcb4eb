package proof_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/member/proof"
	"regulars/internal/org"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/internal/worldtest"
)

var ctx = context.Background()

// who is somebody at a till with these permissions.
func who(w *worldtest.World, may ...org.Permission) org.Principal {
	p := org.Principal{Scope: w.Scope, AllStores: true, Permissions: org.Permissions{}}
	for _, one := range may {
		p.Permissions[one] = true
	}
	return p
}

func code(w *worldtest.World, id int64) (text string) {
	w.Helper()
	w.Tx(func(tx *store.Tx) error {
		c, ok, err := proof.Now(ctx, tx, id)
		if !ok {
			w.Errorf("no code")
		}
		text = c.Text
		return err
	})
	return text
}

func show(w *worldtest.World, id int64, p *proof.Proof, may ...org.Permission) proof.Shown {
	w.Helper()
	s, err := proof.Show(ctx, w.DB, proof.In{Member: member.Ref{ID: id}, Proof: p, Who: who(w, may...)})
	if err != nil {
		w.Fatal(err)
	}
	return s
}

func enough(s proof.Shown, id int64, spend proof.Spend) *fault.Error {
	return s.Enough(id, org.DefaultSettings(), spend)
}

// spend uses a proof up as an order does.
func spend(w *worldtest.World, id int64, s proof.Shown) error {
	return spendOf(w, id, s, org.DefaultSettings(), proof.Spend{Points: 10})
}

func spendOf(w *worldtest.World, id int64, s proof.Shown, set org.Settings, what proof.Spend) error {
	return w.DB.Tx(ctx, w.Scope, func(tx *store.Tx) error {
		if _, err := ledger.Open(ctx, tx, []int64{id}, ledger.Need{}); err != nil {
			return err
		}
		bk := proof.OpenLater(tx, set, proof.Showing{Member: id, Shown: s})
		if err := tx.Flush(ctx); err != nil {
			return err
		}
		if refused := bk.Use(id, s, what, "order:1"); refused != nil {
			return refused
		}
		return bk.Save(ctx)
	})
}

func want(t testing.TB, what string, err error, code fault.Code) {
	t.Helper()
	if e, ok := err.(*fault.Error); ok && e == nil { //nolint:errorlint // a refusal that is none
		err = nil
	}
	if code.Code == "" && err != nil || code.Code != "" && !fault.Has(err, code) {
		t.Errorf("%s: %v, want %q", what, err, code.Code)
	}
}

func TestMemberCode(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id, other := w.Join(), w.Join()
		text := code(w, id)
		if len(text) != 18 || strings.Trim(text, "0123456789") != "" || text[0] != '9' {
			t.Errorf("code %q", text)
		}
		if again := code(w, id); again != text {
			t.Errorf("within half a minute %s became %s", text, again)
		}
		if code(w, other) == text {
			t.Error("two members have one code")
		}
		by := &proof.Proof{Kind: proof.Code, Value: text}
		want(t, "nothing spent", enough(show(w, id, nil), id, proof.Spend{}), fault.Code{})
		want(t, "no proof", enough(show(w, id, nil), id, proof.Spend{Points: 1}), proof.ErrRequired)
		want(t, "the code", enough(show(w, id, by), id, proof.Spend{Points: 1, BalanceMinor: 1, Coupons: 1, Uses: 1}), fault.Code{})
		want(t, "for another", enough(show(w, other, by), other, proof.Spend{Points: 1}), proof.ErrWrong)
		want(t, "shown for one, spent for another", enough(show(w, id, by), other, proof.Spend{Points: 1}), proof.ErrMember)
		found, err := proof.Find(ctx, w.DB, w.Scope, text)
		if err != nil || found != id {
			t.Errorf("scanned: %d %v", found, err)
		}
		w.Wait(150 * time.Second)
		want(t, "a while later", spend(w, id, show(w, id, by)), fault.Code{})
		want(t, "a second time", spend(w, id, show(w, id, by)), proof.ErrUsed)
		fresh := &proof.Proof{Kind: proof.Code, Value: code(w, id)}
		want(t, "the next one", spend(w, id, show(w, id, fresh)), fault.Code{})
		want(t, "one shown before it", spend(w, id, show(w, id, by)), proof.ErrUsed)
		w.Wait(4 * time.Minute)
		want(t, "too late", enough(show(w, id, fresh), id, proof.Spend{Points: 1}), proof.ErrExpired)
		if s := state(w, id); s.LockedUntil != 0 {
			t.Errorf("codes that ran out are no guesses: %+v", s)
		}
	})
}

func state(w *worldtest.World, id int64) (s proof.State) {
	w.Helper()
	w.View(func(tx *store.Tx) (err error) {
		s, err = proof.Get(ctx, tx, id)
		return err
	})
	return s
}

func setPIN(w *worldtest.World, id int64, pin string) error {
	hash, err := proof.HashPIN(w.DB, w.Scope, id, pin)
	if err != nil {
		return err
	}
	return w.DB.Tx(ctx, w.Scope, func(tx *store.Tx) error { return proof.SetPIN(ctx, tx, id, hash, true) })
}

func TestPIN(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id := w.Join()
		pin := func(value string) proof.Shown { return show(w, id, &proof.Proof{Kind: proof.PIN, Value: value}) }
		one := proof.Spend{Points: 1}
		want(t, "none was ever set", enough(pin("280531"), id, one), proof.ErrNoPIN)
		for bad, code := range map[string]fault.Code{"": proof.ErrPINForm, "12345": proof.ErrPINForm, "12a456": proof.ErrPINForm, "111111": proof.ErrPINWeak, "123456": proof.ErrPINWeak, "654321": proof.ErrPINWeak, "121121": proof.ErrPINWeak} {
			want(t, "PIN "+bad, setPIN(w, id, bad), code)
		}
		want(t, "a good one", setPIN(w, id, "280531"), fault.Code{})
		want(t, "right", enough(pin("280531"), id, one), fault.Code{})
		for range 4 {
			want(t, "wrong", enough(pin("280532"), id, one), proof.ErrWrong)
		}
		want(t, "right in time", enough(pin("280531"), id, one), fault.Code{})
		for range 5 {
			want(t, "wrong again", enough(pin("280532"), id, one), proof.ErrWrong)
		}
		want(t, "right too late", enough(pin("280531"), id, one), proof.ErrLocked)
		if s := state(w, id); !s.HasPIN || s.LockedUntil == 0 {
			t.Errorf("%+v", s)
		}
		want(t, "the code neither", enough(show(w, id, &proof.Proof{Kind: proof.Code, Value: code(w, id)}), id, one), proof.ErrLocked)
		w.Wait(15 * time.Minute)
		want(t, "after a while", enough(pin("280531"), id, one), fault.Code{})
	})
}

// A code that somebody has seen, valid, used or run out, does not let him try PINs without end; nor does a member without a PIN let codes be tried.
func TestKindsCountForThemselves(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		one := proof.Spend{Points: 1}
		try := func(id int64, kind proof.Kind, value string) error {
			return enough(show(w, id, &proof.Proof{Kind: kind, Value: value}), id, one)
		}
		for name, wait := range map[string]time.Duration{"valid": 0, "used": 1, "run out": 6 * time.Minute} {
			id := w.Join()
			want(t, "set", setPIN(w, id, "280531"), fault.Code{})
			seen := code(w, id)
			if wait == 1 {
				want(t, "spent", spend(w, id, show(w, id, &proof.Proof{Kind: proof.Code, Value: seen})), fault.Code{})
			}
			w.Wait(wait)
			for range 5 {
				want(t, name+": a wrong PIN", try(id, proof.PIN, "000001"), proof.ErrWrong)
				_ = try(id, proof.Code, seen)
			}
			want(t, name+": then", try(id, proof.PIN, "280531"), proof.ErrLocked)
		}
		id := w.Join()
		bad := "9" + strings.Repeat("0", 17)
		code(w, id)
		for range 5 {
			want(t, "a wrong code", try(id, proof.Code, bad), proof.ErrWrong)
			_ = try(id, proof.PIN, "280531")
		}
		want(t, "then the right code", try(id, proof.Code, code(w, id)), proof.ErrLocked)
	})
}

// Guesses at once do not get more tries than guesses in turn.
func TestGuessesAtOnce(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id := w.Join()
		want(t, "set", setPIN(w, id, "280531"), fault.Code{})
		var mu sync.Mutex
		var all sync.WaitGroup
		wrong := 0
		for range 20 {
			all.Go(func() {
				s, err := proof.Show(ctx, w.DB, proof.In{Member: member.Ref{ID: id}, Proof: &proof.Proof{Kind: proof.PIN, Value: "000001"}, Who: who(w)})
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				if fault.Has(s.Enough(id, org.DefaultSettings(), proof.Spend{Points: 1}), proof.ErrWrong) {
					wrong++
				}
			})
		}
		all.Wait()
		if wrong > 5 {
			t.Errorf("%d guesses were compared", wrong)
		}
		want(t, "then", enough(show(w, id, &proof.Proof{Kind: proof.PIN, Value: "280531"}), id, proof.Spend{Points: 1}), proof.ErrLocked)
	})
}

// Two spend with one code at once: one of them does.
func TestOneCodeAtOnce(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id := w.Join()
		s := show(w, id, &proof.Proof{Kind: proof.Code, Value: code(w, id)})
		var mu sync.Mutex
		var all sync.WaitGroup
		done := 0
		for range 16 {
			all.Go(func() {
				err := spend(w, id, s)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					done++
				} else if !fault.Has(err, proof.ErrUsed) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if done != 1 {
			t.Errorf("%d spent with one code", done)
		}
	})
}

func TestOverrideAndTrust(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id := w.Join()
		by := &proof.Proof{Kind: proof.Override, Reason: "phone is empty"}
		want(t, "who may not", enough(show(w, id, by), id, proof.Spend{Points: 1}), proof.ErrOverride)
		want(t, "without a reason", enough(show(w, id, &proof.Proof{Kind: proof.Override}, org.SpendOverride), id, proof.Spend{Points: 1}), fault.ErrRequired)
		may := show(w, id, by, org.SpendOverride)
		want(t, "up to the limit", enough(may, id, proof.Spend{Points: 2000, BalanceMinor: 10_000, Uses: 1}), fault.Code{})
		want(t, "above it", enough(may, id, proof.Spend{Points: 2001}), proof.ErrOverrideLimit)
		want(t, "two uses", enough(may, id, proof.Spend{Uses: 2}), proof.ErrOverrideLimit)
		want(t, "spent", spend(w, id, may), fault.Code{})
		w.View(func(tx *store.Tx) error {
			lines, err := org.ListAudit(ctx, tx, org.AuditQuery{Limit: 10})
			if len(lines) == 0 || lines[0].Verb != "proof.overridden" {
				t.Errorf("audit: %+v", lines)
			}
			return err
		})
		want(t, "a trusted system", enough(show(w, id, nil, org.SpendTrusted), id, proof.Spend{Points: 1 << 30}), fault.Code{})
		want(t, "sms", enough(show(w, id, &proof.Proof{Kind: proof.SMS, Value: "1"}), id, proof.Spend{Points: 1}), proof.ErrKind)
		set := org.DefaultSettings()
		set.ProofAbovePoints = 100
		want(t, "small change", show(w, id, nil).Enough(id, set, proof.Spend{Points: 100}), fault.Code{})
		want(t, "a point more", show(w, id, nil).Enough(id, set, proof.Spend{Points: 101}), proof.ErrRequired)
		other := storetest.Merchant(t, w.DB)
		if _, err := proof.Find(ctx, w.DB, other, code(w, id)); !fault.Has(err, proof.ErrWrong) {
			t.Errorf("at another merchant: %v", err)
		}
	})
}
