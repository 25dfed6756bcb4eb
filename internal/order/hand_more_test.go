package order_test

import (
	"sync"
	"testing"

	"regulars/internal/basket"
	"regulars/internal/catalog/price"
	"regulars/internal/coupon"
	"regulars/internal/dossier"
	"regulars/internal/member"
	"regulars/internal/offer/deal"
	"regulars/internal/order"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// An active plan brings its discount and its multiplier, as they were bought; both go back with the goods.
func TestPlanBringsItsBenefits(t *testing.T) {
	each(t, func(d *program.Document) { d.Multipliers = program.JoinAdd }, func(w *world) {
		id := w.Join()
		name := program.Text{Zh: "年卡", En: "Year"}
		w.Tx(func(tx *store.Tx) error {
			p, err := plan.Add(w.Ctx, tx, plan.SaveIn{Code: "year", OnSale: true, Terms: plan.Terms{
				Name: name, Level: 1, Period: plan.Year, PriceMinor: 10_000, Benefits: []deal.Benefit{
					{Code: "off", Name: name, Kind: deal.Discount, OffBp: 2_000, When: `line.sku == "toy"`},
					{Code: "double", Name: name, Kind: deal.Multiplier, Bp: 20_000},
				},
			}})
			if err == nil {
				_, err = reward.Grant(w.Ctx, tx, reward.GrantIn{MemberID: id, Items: []reward.Item{{Kind: "plan_days", PlanID: p.ID, Days: 30}}, Reason: "x"})
			}
			return err
		})
		o := w.Buy(w.In(id, line("toy", 2, 10_000), line("cup", 1, 5_000)))
		if o.Outcome.PayableMinor != 13_000 || o.Outcome.PointsEarned() != 260 || len(o.Outcome.Deal.Plans) != 1 {
			w.Errorf("payable %d, %d points, plans %v", o.Outcome.PayableMinor, o.Outcome.PointsEarned(), o.Outcome.Deal)
		}
		if n := w.noted(); n["discount/year/off"] != 2_000 || n["multiplier/year/double"] != 130 {
			w.Errorf("noted %v", n)
		}
		w.Days(40) // the plan is over, and the order keeps what it was decided by
		w.Refund(o.ID, basket.Take{Line: 0, Quantity: 1})
		if n := w.noted(); n["discount/year/off"] != 1_000 || n["multiplier/year/double"] != 90 {
			w.Errorf("noted after the refund %v", n)
		}
		w.Refund(o.ID)
		if n := w.noted(); len(n) != 0 {
			w.Errorf("still noted %v", n)
		}
		if o := w.Buy(w.In(id, line("toy", 1, 10_000))); o.Outcome.PayableMinor != 10_000 {
			w.Errorf("after its end %d are payable", o.Outcome.PayableMinor)
		}
		w.Sound()
	})
}

// Goods that come back without a receipt bring coupons and uses back as a refund does.
func TestReturnGivesTheHandBack(t *testing.T) {
	each(t, generous, func(w *world) {
		b := w.filled(w.goods())
		before := w.holds(b)
		o := w.Buy(w.whole(b))
		var out []order.ReturnResult
		w.Tx(func(tx *store.Tx) (err error) {
			out, err = order.Return(w.Ctx, tx, []order.ReturnIn{{
				Member: member.Ref{ID: b.member}, Source: "till", Number: "back", ReturnedAt: tx.Now() + 1,
				Lines: []basket.Line{line("milk", 3, 1), line("toy", 2, 1), line("cup", 4, 1), line("way", 1, 1)},
			}})
			return err
		})
		if out[0].Err != nil || len(out[0].Return.Taken.Orders) != 1 || len(out[0].Return.Taken.Orders[0].Back.Coupons) != 2 {
			w.Fatalf("%v %+v", out[0].Err, out[0].Return)
		}
		if got := w.holds(b); got != before || w.sold() != 0 {
			w.Errorf("order %d left %s, there was %s; sold %d", o.ID, got, before, w.sold())
		}
		w.Sound()
	})
}

// Of a price with a stock no unit too many is sold, whoever comes at once; what is refunded is there again.
func TestFewUnitsAtAPrice(t *testing.T) {
	each(t, generous, func(w *world) {
		w.goods()
		w.Tx(func(tx *store.Tx) error {
			lists, err := price.Lists(w.Ctx, tx, 0, 10)
			if err != nil {
				return err
			}
			stock := int64(5)
			_, err = price.Save(w.Ctx, tx, lists[0].ID, []price.Set{{SKU: "milk", PriceMinor: 1_000, Stock: &stock}})
			return err
		})
		var wg sync.WaitGroup
		var mu sync.Mutex
		cheap, some := int64(0), int64(0)
		for range 16 {
			in := w.In(w.Join(), line("milk", 1, 5_000))
			wg.Go(func() {
				out, err := w.record(in)
				if err != nil || out[0].Err != nil {
					w.Errorf("%v %+v", err, out)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				if out[0].Order.Outcome.PayableMinor == 1_000 {
					cheap, some = cheap+1, out[0].Order.ID
				}
			})
		}
		wg.Wait()
		if cheap != 5 || w.sold() != 5 {
			w.Errorf("%d at the price, %d sold", cheap, w.sold())
		}
		w.Refund(some)
		if o := w.Buy(w.In(w.Join(), line("milk", 2, 10_000))); o.Outcome.PayableMinor != 6_000 || w.sold() != 5 {
			w.Errorf("%d are payable, %d sold", o.Outcome.PayableMinor, w.sold())
		}
		w.Sound()
	})
}

// What an order took comes back to the record that its member was merged into.
func TestHandComesBackAfterAMerge(t *testing.T) {
	each(t, generous, func(w *world) {
		b := w.filled(w.goods())
		o := w.Buy(w.whole(b))
		into := w.Join()
		w.Tx(func(tx *store.Tx) error {
			_, err := dossier.Merge(w.Ctx, tx, b.member, into)
			return err
		})
		r := w.Refund(o.ID)
		if len(r.Back.Coupons) != 2 || len(r.Back.Uses) != 1 {
			w.Errorf("back %+v", r.Back)
		}
		w.View(func(tx *store.Tx) error {
			c, err := coupon.ByCode(w.Ctx, tx, b.fixed)
			if err == nil && (c.MemberID != into || c.State(tx.Now()) != coupon.Usable) {
				w.Errorf("the coupon is %s with %d", c.State(tx.Now()), c.MemberID)
			}
			return err
		})
		b.member = into
		again := w.whole(b)
		if o := w.Buy(again); len(o.Outcome.Deal.Coupons) != 2 {
			w.Errorf("used %+v", o.Outcome.Deal)
		}
		w.Sound()
	})
}

// Each use goes back with its unit: who returns one of two free cups has one use again.
func TestUsesComeBackWithTheirUnits(t *testing.T) {
	each(t, generous, func(w *world) {
		b := bag{member: w.Join()}
		in := w.In(b.member, line("toy", 1, 5_000), line("cup", 3, 6_000))
		in.Asked.Uses = b.cups(2)
		o := w.Buy(in)
		for i, want := range []int64{0, 1, 1} { // of three cups two are free: the first to come back is the one that was paid for
			var back int64
			for _, u := range w.Refund(o.ID, basket.Take{Line: 1, Quantity: 1}).Back.Uses {
				back += u.Quantity
			}
			if back != want {
				w.Errorf("cup %d: %d uses came back, want %d", i, back, want)
			}
		}
		w.Sound()
	})
}
