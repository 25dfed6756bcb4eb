package proof_test

import (
	"sync"
	"testing"
	"time"

	"regulars/internal/fault"
	"regulars/internal/member/proof"
	"regulars/internal/org"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

// What leaves a member without proof is limited a day, not at once (invariant 6).
func TestLimitsHoldADay(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id, other := w.Join(), w.Join()
		set := org.DefaultSettings()
		set.ProofAbovePoints, set.ProofAboveCoupons = 100, 3
		none, by := show(w, id, nil), &proof.Proof{Kind: proof.Override, Reason: "phone is empty"}
		want(t, "small change", spendOf(w, id, none, set, proof.Spend{Points: 100}), fault.Code{})
		want(t, "again", spendOf(w, id, none, set, proof.Spend{Points: 1}), proof.ErrRequired)
		want(t, "of somebody else", spendOf(w, other, none, set, proof.Spend{Points: 100}), fault.Code{})
		for range 3 { // they take nothing off, and are worth something
			want(t, "a coupon", spendOf(w, id, none, set, proof.Spend{Coupons: 1}), fault.Code{})
		}
		want(t, "a fourth coupon", spendOf(w, id, none, set, proof.Spend{Coupons: 1}), proof.ErrRequired)
		override := show(w, id, by, org.SpendOverride)
		want(t, "by override, beside it", spendOf(w, id, override, set, proof.Spend{Points: 1900}), fault.Code{})
		want(t, "by override, more", spendOf(w, id, override, set, proof.Spend{Points: 1}), proof.ErrOverrideLimit)
		wrong := show(w, id, &proof.Proof{Kind: proof.Code, Value: "9" + "00000000000000000"})
		want(t, "by a wrong code", spendOf(w, id, wrong, set, proof.Spend{Points: 1}), proof.ErrWrong)
		want(t, "the member himself", spendOf(w, id, show(w, id, &proof.Proof{Kind: proof.Code, Value: code(w, id)}), set, proof.Spend{Points: 5000}), fault.Code{})
		w.Wait(24 * time.Hour)
		want(t, "the next day", spendOf(w, id, none, set, proof.Spend{Points: 100}), fault.Code{})
	})
}

// Overrides at once let no more go than overrides in turn.
func TestOverridesAtOnce(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id := w.Join()
		s := show(w, id, &proof.Proof{Kind: proof.Override, Reason: "phone is empty"}, org.SpendOverride)
		var mu sync.Mutex
		var all sync.WaitGroup
		done := 0
		for range 12 {
			all.Go(func() {
				err := spendOf(w, id, s, org.DefaultSettings(), proof.Spend{Points: 500})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					done++
				} else if !fault.Has(err, proof.ErrOverrideLimit) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if done != 4 {
			t.Errorf("%d overrides of 500, the limit is 2,000 a day", done)
		}
	})
}

// A PIN that staff set without the member is no way round the limits of an override, nor is a PIN that it sets (invariant 4).
func TestPINByOverride(t *testing.T) {
	worldtest.Each(t, nil, func(w *worldtest.World) {
		id := w.Join()
		set := func(s proof.Shown, opens proof.Spend, pin string) error {
			hash, err := proof.HashPIN(w.DB, w.Scope, id, pin)
			if err != nil {
				return err
			}
			return w.DB.Tx(ctx, w.Scope, func(tx *store.Tx) error {
				bk := proof.OpenLater(tx, org.DefaultSettings(), proof.Showing{Member: id, Shown: s})
				if err := tx.Flush(ctx); err != nil {
					return err
				}
				if refused := bk.Insist(id, s, opens, "member:1"); refused != nil {
					return refused
				}
				if err := proof.SetPIN(ctx, tx, id, hash, s.Proves(id)); err != nil {
					return err
				}
				return bk.Save(ctx)
			})
		}
		pin := func(value string) proof.Shown { return show(w, id, &proof.Proof{Kind: proof.PIN, Value: value}) }
		override := show(w, id, &proof.Proof{Kind: proof.Override, Reason: "he asks for it"}, org.SpendOverride)
		want(t, "by nothing", set(show(w, id, nil), proof.Spend{}, "280531"), proof.ErrRequired)
		want(t, "by override", set(override, proof.Spend{}, "280531"), fault.Code{})
		want(t, "what opens more than an override may", set(override, proof.Spend{Uses: 2}, "280531"), proof.ErrOverrideLimit)
		if s := state(w, id); !s.HasPIN || s.PINProven {
			t.Errorf("%+v", s)
		}
		want(t, "much by it", spendOf(w, id, pin("280531"), org.DefaultSettings(), proof.Spend{Points: 50_000}), proof.ErrPINLimit)
		want(t, "little by it", spendOf(w, id, pin("280531"), org.DefaultSettings(), proof.Spend{Points: 2000}), fault.Code{})
		want(t, "more by override", spendOf(w, id, override, org.DefaultSettings(), proof.Spend{Points: 1}), proof.ErrOverrideLimit)
		want(t, "the next PIN by it", set(pin("280531"), proof.Spend{}, "390642"), fault.Code{})
		want(t, "by that one", spendOf(w, id, pin("390642"), org.DefaultSettings(), proof.Spend{Points: 1}), proof.ErrPINLimit)
		want(t, "by the code", set(show(w, id, &proof.Proof{Kind: proof.Code, Value: code(w, id)}), proof.Spend{}, "280531"), fault.Code{})
		want(t, "his own", spendOf(w, id, pin("280531"), org.DefaultSettings(), proof.Spend{Points: 50_000}), fault.Code{})
	})
}
