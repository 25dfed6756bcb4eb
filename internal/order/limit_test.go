package order_test

import (
	"testing"

	"regulars/internal/coupon"
	"regulars/internal/offer"
	"regulars/internal/store"
)

// A member who names two codes of a template of which one may be had uses one of them: the other is refused, and the order goes on.
func TestCodesBeyondAMembersLimit(t *testing.T) {
	each(t, nil, func(w *world) {
		var codes []string
		w.Tx(func(tx *store.Tx) error {
			one, err := coupon.Save(w.Ctx, tx, coupon.TemplateIn{Stock: 10, PerMemberLimit: 1, Status: coupon.Active, Terms: coupon.Terms{
				Name: "新客", Kind: offer.AmountOff, AmountMinor: 100, Stacking: coupon.Stacking{Mode: offer.Always},
			}})
			if err != nil {
				return err
			}
			b, err := coupon.MakeCodes(w.Ctx, tx, coupon.BatchIn{TemplateID: one.ID, Count: 2})
			if err != nil {
				return err
			}
			made, err := b.Coupons(w.Ctx, tx)
			for _, m := range made {
				codes = append(codes, m.Code)
			}
			return err
		})
		in := w.In(w.Join(), line("milk", 1, 1_000))
		in.Asked.Codes = codes
		quoted, err := w.quote(in.QuoteIn)
		if err != nil {
			t.Fatal(err)
		}
		if made := quoted.Deal; len(made.Coupons) != 1 || len(made.Unused) != 1 || made.Unused[0].Reason != coupon.ReasonLimit {
			t.Errorf("%+v", made)
		}
		if o := w.Buy(in); o.Outcome.PayableMinor != 900 {
			t.Errorf("%+v", o.Outcome)
		}
		w.Sound()
	})
}
