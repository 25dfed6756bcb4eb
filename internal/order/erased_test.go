package order_test

import (
	"testing"

	"regulars/internal/basket"
	"regulars/internal/coupon"
	"regulars/internal/dossier"
	"regulars/internal/ledger"
	"regulars/internal/store"
)

// What comes back of the order of somebody who was erased comes back to nobody: a wallet without a person would owe it for ever.
func TestNobodyHoldsWhatComesBackAfterErasure(t *testing.T) {
	each(t, generous, func(w *world) {
		b := w.filled(w.goods())
		o := w.Buy(w.whole(b))
		if o.Outcome.Points == 0 || o.Outcome.PrincipalMinor+o.Outcome.BonusMinor == 0 || len(o.Outcome.Deal.Coupons) != 2 || len(o.Outcome.Deal.Entitlements) != 1 {
			t.Fatalf("the order takes %+v", o.Outcome)
		}
		w.Tx(func(tx *store.Tx) error { return dossier.Erase(w.Ctx, tx, b.member, "letter 9") })
		empty := func(when string) {
			t.Helper()
			for _, asset := range []ledger.Asset{ledger.Points, ledger.Growth, ledger.Principal, ledger.Bonus} {
				if has := w.Holds(b.member, asset); has != (ledger.Balance{}) {
					t.Errorf("%s: holds %+v of %s", when, has, asset)
				}
			}
			w.Sound()
		}
		w.Refund(o.ID, basket.Take{Line: 1, Quantity: 2}, basket.Take{Line: 2, Quantity: 3})
		empty("in part")
		r := w.Refund(o.ID)
		empty("whole")
		if len(r.Back.Coupons)+len(r.Back.Uses) != 0 {
			t.Errorf("said to be usable again: %+v, %+v", r.Back.Coupons, r.Back.Uses)
		}
		w.View(func(tx *store.Tx) error {
			for _, code := range []string{b.fixed, b.tenth} {
				if c, err := coupon.ByCode(w.Ctx, tx, code); err != nil || c.State(tx.Now()) != coupon.Void {
					t.Errorf("%v: %s", err, c.State(tx.Now()))
				}
			}
			return nil
		})
	})
}
