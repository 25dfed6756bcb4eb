package order_test

import (
	"testing"
	"time"

	"regulars/internal/basket"
	"regulars/internal/benefit"
	"regulars/internal/catalog/price"
	"regulars/internal/member/trait"
	"regulars/internal/offer/deal"
	"regulars/internal/order"
	"regulars/internal/program"
	"regulars/internal/store"
)

// early promises the prices of a list to everybody, and to those with a tag a day before others.
func early(d *program.Document) {
	name := program.Text{Zh: "优先购", En: "First"}
	d.Benefits = []deal.Benefit{
		{Code: "new", Name: name, Kind: deal.MemberPrice, PriceList: "new"},
		{Code: "first", Name: name, Kind: deal.Service, Service: deal.Priority, EarlyHours: 24, When: `"vip" in tags`},
	}
}

// early is how often early access counts in the sheet of benefits.
func (w *world) early() (n int64) {
	w.Helper()
	w.View(func(tx *store.Tx) error {
		sheet, err := benefit.Sheet(w.Ctx, tx, 0, tx.Now()+1)
		for _, s := range sheet {
			if s.Kind == string(deal.Service) && s.Benefit == "first" {
				n = s.Quantity
			}
		}
		return err
	})
	return n
}

// Prices that open at a time are had before by who has early access: at the quote and in the order, and what is refunded is had by nobody.
func TestPricesBeforeOthers(t *testing.T) {
	each(t, early, func(w *world) {
		opens := w.Now().Add(48 * time.Hour)
		stock := int64(3)
		w.Tx(func(tx *store.Tx) error {
			list, err := price.Add(w.Ctx, tx, price.List{Code: "new", FromAt: opens})
			if err == nil {
				_, err = price.Save(w.Ctx, tx, list.ID, []price.Set{{SKU: "milk", PriceMinor: 4_000, Stock: &stock}})
			}
			return err
		})
		vip, other := w.Join(), w.Join()
		w.Tx(func(tx *store.Tx) error {
			return trait.AddTags(w.Ctx, tx, trait.TagByHand, map[int64][]string{vip: {"vip"}})
		})
		both := func(what string, wantVip, wantOther int64) {
			w.Helper()
			for id, want := range map[int64]int64{vip: wantVip, other: wantOther} {
				in := w.In(id, line("milk", 1, 5_000))
				if out, err := w.quote(in.QuoteIn); err != nil || out.PayableMinor != want {
					w.Errorf("%s: %d, %v; want %d", what, out.PayableMinor, err, want)
				}
			}
		}
		both("two days before", 5_000, 5_000)
		w.Wait(24*time.Hour - time.Microsecond)
		both("just too early", 5_000, 5_000)
		w.Wait(time.Microsecond)
		both("a day before", 4_000, 5_000)

		o := w.Buy(w.In(vip, line("milk", 2, 10_000)))
		if o.Outcome.PayableMinor != 8_000 || w.early() != 1 || o.Outcome.Deal.Prices[0].From != opens {
			w.Errorf("pays %d, %d early: %+v", o.Outcome.PayableMinor, w.early(), o.Outcome.Deal)
		}
		waits := w.Buy(w.In(other, line("milk", 1, 5_000)))
		if d := waits.Outcome.Deal; d == nil || len(d.Waits) != 1 || d.Waits[0].At != opens {
			w.Errorf("the other waits for %+v", d)
		}
		w.Refund(o.ID, basket.Take{Line: 0, Quantity: 1})
		if w.early() != 1 {
			w.Errorf("half is refunded: %d", w.early())
		}
		w.Refund(o.ID)
		w.Refund(waits.ID)
		if w.early() != 0 {
			w.Errorf("all is refunded: %d", w.early())
		}
		w.Wait(24*time.Hour - time.Microsecond)
		both("just before", 4_000, 5_000)
		w.Wait(time.Microsecond)
		both("open", 4_000, 4_000)
		w.Buy(w.In(vip, line("milk", 1, 5_000)))
		if w.early() != 0 {
			w.Errorf("counted where it was open to all")
		}
		w.Sound()
	})
}

// A late order counts as of when it was placed: early access then is early access.
func TestEarlyAccessOfALateOrder(t *testing.T) {
	each(t, early, func(w *world) {
		opens := w.Now().Add(24 * time.Hour)
		w.Tx(func(tx *store.Tx) error {
			list, err := price.Add(w.Ctx, tx, price.List{Code: "new", FromAt: opens})
			if err == nil {
				_, err = price.Save(w.Ctx, tx, list.ID, []price.Set{{SKU: "milk", PriceMinor: 4_000}})
			}
			return err
		})
		id := w.Join()
		w.Tx(func(tx *store.Tx) error {
			return trait.AddTags(w.Ctx, tx, trait.TagByHand, map[int64][]string{id: {"vip"}})
		})
		placed := w.Now()
		w.Days(2)
		for _, c := range []struct {
			at   time.Duration
			want int64
		}{{0, 4_000}, {-time.Microsecond, 5_000}} {
			in := w.In(id, line("milk", 1, 5_000))
			in.PlacedAt = placed.Add(c.at)
			out := w.try(in)
			if out[0].Err != nil || out[0].Order.Outcome.PayableMinor != c.want {
				w.Errorf("%v: %+v", c.at, out[0])
			}
		}
		var none order.RecordIn
		none.Lines = []basket.Line{line("milk", 1, 5_000)}
		if out, err := w.quote(none.QuoteIn); err != nil || out.PayableMinor != 5_000 {
			w.Errorf("a guest pays %d, %v", out.PayableMinor, err)
		}
	})
}
