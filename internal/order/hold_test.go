package order_test

import (
	"sync"
	"testing"

	"regulars/internal/benefit"
	"regulars/internal/coupon"
	"regulars/internal/member/proof"
	"regulars/internal/order"
	"regulars/internal/order/hand"
	"regulars/internal/program"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// A hold reserves what its quote takes: nothing else can use it; the order that names it can.
func TestHold(t *testing.T) {
	each(t, generous, func(w *world) {
		b := w.filled(w.goods())
		before := w.holds(b)
		in := w.whole(b)
		in.Trusted = false
		in.Shown = proof.Shown{Kind: proof.PIN, Member: b.member}
		hold := func() *hand.Hold {
			var h *hand.Hold
			w.Tx(func(tx *store.Tx) (err error) {
				h, _, err = order.Reserve(w.Ctx, tx, order.ReserveIn{QuoteIn: in.QuoteIn, Seconds: 600, MadeBy: "test"})
				return err
			})
			return h
		}
		h := hold()
		if h == nil || !h.Proven {
			w.Fatalf("hold %+v", h)
		}
		plain := w.whole(b)
		w.refused(w.try(plain)[0].Err, benefit.ErrUsedUp)
		plain.Asked.Uses = nil
		w.refused(w.try(plain)[0].Err, program.ErrPointsShort)
		plain.Ask.Points, plain.Ask.Balance = 0, 0
		quoted, err := w.quote(plain.QuoteIn)
		if err != nil || len(quoted.Deal.Coupons) != 0 || quoted.Deal.Unused[0].Reason != coupon.ReasonLocked {
			w.Errorf("%v: coupons %+v", err, quoted.Deal)
		}
		named := w.whole(b)
		named.Hold, named.Trusted = h.ID, false // the proof of the hold counts
		wrong := int64(1)
		named.ExpectPayable = &wrong
		held := w.holds(b)
		w.refused(w.try(named)[0].Err, order.ErrQuoteChanged)
		if got := w.holds(b); got != held {
			w.Errorf("a refused order left %s, want %s", got, held)
		}
		if _, err := w.record(named, w.In(w.Join(), line("toy", 1, 100))); err != order.ErrAlone { //nolint:errorlint // as it is answered
			w.Errorf("in a batch: %v", err)
		}
		named.ExpectPayable = nil
		more := named
		more.Number, more.Ask.Points = "more", 1_600
		w.refused(w.try(more)[0].Err, proof.ErrRequired)
		o := w.Buy(named)
		if len(o.Outcome.Deal.Coupons) != 2 || o.Outcome.Points != 1_500 {
			w.Errorf("order %+v", o.Outcome.Deal)
		}
		other := w.whole(b)
		other.Hold = h.ID
		w.refused(w.try(other)[0].Err, hand.ErrHoldUsed)
		w.Tx(func(tx *store.Tx) error {
			_, err := hand.Release(w.Ctx, tx, h.ID)
			w.refused(err, hand.ErrHoldUsed)
			_, err = hand.Release(w.Ctx, tx, 42)
			w.refused(err, hand.ErrHold)
			return nil
		})
		w.Refund(o.ID)
		if got := w.holds(b); got != before {
			w.Errorf("after the refund %s, there was %s", got, before)
		}

		h = hold()
		for range 2 { // the second time there is nothing to do
			w.Tx(func(tx *store.Tx) error {
				_, err := hand.Release(w.Ctx, tx, h.ID)
				return err
			})
		}
		if got := w.holds(b); got != before {
			w.Errorf("after the release %s, there was %s", got, before)
		}
		hold()
		storetest.Clock(w.DB).Add(601e9)
		if got := w.holds(b); got != before {
			w.Errorf("after its time %s, there was %s", got, before)
		}
		w.Buy(w.whole(b))
		w.Sound()
	})
}

// Two orders name one hold: one of them uses it.
func TestTwoNameOneHold(t *testing.T) {
	each(t, generous, func(w *world) {
		b := w.filled(w.goods())
		var h *hand.Hold
		w.Tx(func(tx *store.Tx) (err error) {
			h, _, err = order.Reserve(w.Ctx, tx, order.ReserveIn{QuoteIn: w.whole(b).QuoteIn, Seconds: 60, MadeBy: "test"})
			return err
		})
		var wg sync.WaitGroup
		var mu sync.Mutex
		used := 0
		for range 8 {
			in := w.whole(b)
			in.Hold = h.ID
			wg.Go(func() {
				out, err := w.record(in)
				if err != nil {
					w.Error(err)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				if out[0].Err == nil {
					used++
				}
			})
		}
		wg.Wait()
		if used != 1 {
			w.Errorf("%d orders used the hold", used)
		}
		w.Sound()
	})
}

// One order that names a hold, sent by many at once, is one order: none is told that the hold was used by another.
func TestSameOrderWithAHoldFromMany(t *testing.T) {
	each(t, generous, func(w *world) {
		fixed, tenth := w.goods()
		for range 6 {
			b := w.filled(fixed, tenth)
			in := w.whole(b)
			w.Tx(func(tx *store.Tx) error {
				h, _, err := order.Reserve(w.Ctx, tx, order.ReserveIn{QuoteIn: in.QuoteIn, Seconds: 60, MadeBy: "test"})
				in.Hold = h.ID
				return err
			})
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() {
					if out, err := w.record(in); err != nil || out[0].Err != nil {
						w.Errorf("%v %+v", err, out)
					}
				})
			}
			wg.Wait()
		}
		w.Sound()
	})
}
