package order_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"regulars/internal/benefit"
	"regulars/internal/calendar"
	"regulars/internal/dossier"
	"regulars/internal/member"
	"regulars/internal/offer/deal"
	"regulars/internal/order"
	"regulars/internal/order/hand"
	"regulars/internal/reward"
	"regulars/internal/reward/item"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// An order that takes the last points is answered with what was made to everybody who sent it, not with what is missing now.
func TestSameOrderOfTheLastPoints(t *testing.T) {
	each(t, nil, func(w *world) {
		for range 6 {
			id := w.Join()
			w.Give(id, 1_000)
			in := w.In(id, line("a", 1, 5_000))
			in.Ask.Points = 1_000
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() {
					var out []order.Result
					err := w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) (err error) {
						out, err = order.Record(w.Ctx, tx, []order.RecordIn{in})
						return err
					})
					if err != nil || out[0].Err != nil {
						w.Errorf("%v %+v", err, out)
					}
				})
			}
			wg.Wait()
		}
		w.Sound()
	})
}

// Points and uses that end while a checkout holds them are the checkout's until it is over.
func TestHoldOutlivesWhatItHolds(t *testing.T) {
	each(t, generous, func(w *world) {
		id := w.Join()
		var gift int64
		w.Tx(func(tx *store.Tx) error {
			g, err := reward.Grant(w.Ctx, tx, reward.GrantIn{
				MemberID: id, Items: []reward.Item{{Kind: item.Points, Amount: 1_000}, {Kind: item.Entitlement, Benefit: "cup", Quantity: 2}}, Reason: "x",
				ExpiresAt: tx.Now().Add(time.Minute),
			})
			if err == nil {
				gift = g.Parts[1].Made[0]
			}
			return err
		})
		in := w.In(id, line("a", 1, 5_000), line("cup", 2, 4_000))
		in.Ask.Points, in.Asked.Uses = 600, []hand.Uses{{Ref: benefit.Ref{ID: gift}, Line: deal.AnyLine, Quantity: 1}}
		var h *hand.Hold
		w.Tx(func(tx *store.Tx) (err error) {
			h, _, err = order.Reserve(w.Ctx, tx, order.ReserveIn{QuoteIn: in.QuoteIn, Seconds: 600, MadeBy: "test"})
			return err
		})
		storetest.Clock(w.DB).Add(2 * time.Minute)
		in.Hold, in.Ask.Points = h.ID, 500
		o := w.Buy(in)
		if o.Outcome.Points != 500 || len(o.Outcome.Deal.Entitlements) != 1 {
			w.Errorf("spent %d, used %+v", o.Outcome.Points, o.Outcome.Deal)
		}
		if got := w.Points(id).Net(); got != o.Outcome.PointsEarned() {
			w.Errorf("left %d, earned %d", got, o.Outcome.PointsEarned())
		}
		w.Sound()
	})
}

// Gifts go with their orders, of whichever member of a batch of returns.
func TestReturnsTakeTheGiftsOfEverybody(t *testing.T) {
	each(t, generous, func(w *world) {
		fixed, tenth := w.goods()
		var bags []bag
		var ins []order.ReturnIn
		var orders []*order.Order
		for i := range 3 {
			b := w.filled(fixed, tenth)
			in := w.In(b.member, line("toy", 1, 20_000))
			if i == 0 { // only the first uses an entitlement
				in = w.In(b.member, line("toy", 1, 20_000), line("cup", 2, 4_000))
				in.Asked.Uses = b.cups(1)
			}
			o := w.Buy(in)
			w.Tx(func(tx *store.Tx) error {
				_, err := reward.Grant(w.Ctx, tx, reward.GrantIn{
					MemberID: b.member, Items: []reward.Item{{Kind: item.Entitlement, Benefit: "cup", Quantity: 2}}, Reason: "x", Root: fmt.Sprintf("order:%d", o.ID),
				})
				return err
			})
			bags, orders = append(bags, b), append(orders, o)
			back := returned(b.member, fmt.Sprint("b", i), in.Lines...)
			back.ReturnedAt = 0
			ins = append(ins, back)
		}
		storetest.Clock(w.DB).Add(time.Second)
		for i, out := range w.back(ins...) {
			if out.Err != nil || len(out.Return.Taken.Orders) != 1 {
				w.Fatalf("%d: %+v", i, out)
			}
		}
		for i, b := range bags {
			w.View(func(tx *store.Tx) error {
				var left int64
				err := tx.Query(w.Ctx, `SELECT CAST(COALESCE(SUM(quantity - used - revoked), 0) AS bigint) FROM benefit_entitlement WHERE merchant_id = $1 AND member_id = $2 AND kind = 'given'`,
					func(r store.Row) error { return r.Scan(&left) }, tx.MerchantID(), b.member)
				if left != 0 {
					w.Errorf("member %d of order %d has %d of the gift", i, orders[i].ID, left)
				}
				return err
			})
		}
		w.Sound()
	})
}

// Units that come back by two returns of one batch lower what was counted of benefits to what is kept after both.
func TestTwoReturnsOfOneOrderInABatch(t *testing.T) {
	each(t, generous, func(w *world) {
		b := w.filled(w.goods())
		o := w.Buy(w.whole(b))
		storetest.Clock(w.DB).Add(time.Second)
		for i, out := range w.back(
			returned(b.member, "x", line("milk", 1, 1), line("toy", 1, 1), line("cup", 1, 1)),
			returned(b.member, "y", line("milk", 2, 1), line("toy", 1, 1), line("cup", 3, 1), line("way", 1, 1)),
		) {
			if out.Err != nil || len(out.Return.Taken.Orders) != 1 {
				w.Fatalf("%d: %+v", i, out)
			}
		}
		if got := w.noted(); len(got) != 0 {
			w.Errorf("order %d: counted still: %v", o.ID, got)
		}
		if w.sold() != 0 {
			w.Errorf("sold %d", w.sold())
		}
		w.Sound()
	})
}

// An order that is told late counts against the quota of the month in which it was placed.
func TestLateOrderAndTheQuotaOfItsMonth(t *testing.T) {
	each(t, generous, func(w *world) {
		b := bag{member: w.Join()}
		buy := func(n int64, at calendar.Instant) order.Result {
			in := w.In(b.member, line("cup", 4, 8_000))
			in.PlacedAt, in.Backdate, in.Asked.Uses = at, true, b.cups(n)
			return w.try(in)[0]
		}
		then := calendar.Of(storetest.Clock(w.DB).Now())
		first := buy(2, 0)
		if first.Err != nil {
			w.Fatal(first.Err)
		}
		w.Days(40)
		w.refused(buy(2, then).Err, benefit.ErrUsedUp)
		late := buy(1, then)
		if late.Err != nil {
			w.Fatal(late.Err)
		}
		w.refused(buy(1, then).Err, benefit.ErrUsedUp)
		w.Refund(first.Order.ID)
		if again := buy(2, then); again.Err != nil {
			w.Error(again.Err)
		}
		if now := buy(3, 0); now.Err != nil {
			w.Error(now.Err)
		}
		w.Sound()
	})
}

// What a checkout holds for a record that is merged meanwhile, the member who has it now takes, and has it back.
func TestHoldOfAMergedRecord(t *testing.T) {
	each(t, generous, func(w *world) {
		b := w.filled(w.goods())
		into := w.Join()
		in := w.whole(b)
		var h *hand.Hold
		w.Tx(func(tx *store.Tx) (err error) {
			h, _, err = order.Reserve(w.Ctx, tx, order.ReserveIn{QuoteIn: in.QuoteIn, Seconds: 600, MadeBy: "test"})
			return err
		})
		var merge int64
		w.Tx(func(tx *store.Tx) (err error) {
			merge, err = dossier.Merge(w.Ctx, tx, b.member, into)
			return err
		})
		w.Sound()
		in.Hold, in.Member = h.ID, member.Ref{ID: into}
		o := w.Buy(in)
		if len(o.Outcome.Deal.Coupons) != 2 || o.Outcome.Points != 1_500 || len(o.Outcome.Deal.Entitlements) != 1 {
			w.Errorf("%+v", o.Outcome.Deal)
		}
		w.Sound()
		w.Tx(func(tx *store.Tx) error { return dossier.Undo(w.Ctx, tx, merge) })
		w.Sound()
		w.Refund(o.ID)
		if got := w.Points(into).Net(); got != 0 {
			w.Errorf("%d points of the order are left", got)
		}
		w.Sound()
	})
}
