package order_test

import (
	"fmt"
	"testing"

	"regulars/internal/basket"
	"regulars/internal/coupon"
	"regulars/internal/edition"
	"regulars/internal/offer"
	"regulars/internal/order"
	"regulars/internal/reward"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/internal/worldtest"
)

// A quote of 30 lines by a member who holds 50 coupons of 10 templates, the best of which are looked for; and one that names nothing.
func BenchmarkQuote(b *testing.B) {
	db := storetest.Open(b, "sqlite", edition.NewCache(segment.Catalogue))
	w := &world{worldtest.New(b, db, generous)}
	id := w.Join()
	w.Tx(func(tx *store.Tx) error {
		for i := range 10 {
			terms := coupon.Terms{Name: "x", Kind: offer.AmountOff, AmountMinor: int64(500 + 100*i), MinSpendMinor: int64(10_000 * i), Stacking: coupon.Stacking{Mode: offer.Always, Order: int64(i)}}
			if i%2 == 1 {
				terms = coupon.Terms{Name: "x", Kind: offer.PercentOff, OffBp: 500, Scope: coupon.Scope{SKUs: []string{fmt.Sprintf("s%d", i)}},
					Stacking: coupon.Stacking{Mode: offer.OncePerClass, Class: fmt.Sprint(i % 4)}}
			}
			t, err := coupon.Save(w.Ctx, tx, coupon.TemplateIn{Stock: 100, Status: coupon.Active, Terms: terms})
			if err != nil {
				return err
			}
			in := reward.GrantIn{MemberID: id, Items: []reward.Item{{Kind: "coupon", TemplateID: t.ID, Quantity: 5}}, Reason: "x"}
			if _, err := reward.Grant(w.Ctx, tx, in); err != nil {
				return err
			}
		}
		return nil
	})
	lines := make([]basket.Line, 30)
	for i := range lines {
		lines[i] = line(fmt.Sprintf("s%d", i), 2, int64(2_000+100*i))
	}
	for name, best := range map[string]bool{"50 coupons": true, "nothing": false} {
		b.Run(name, func(b *testing.B) {
			in := w.In(id, lines...)
			in.Asked.Best = best
			for b.Loop() {
				w.View(func(tx *store.Tx) error {
					_, err := order.Quote(w.Ctx, tx, in.QuoteIn)
					return err
				})
			}
		})
	}
}
