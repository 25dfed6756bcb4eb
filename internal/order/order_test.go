package order_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"regulars/internal/basket"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/program"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

func TestRecordEarnsAndRepeats(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.Join()
		in := w.In(id, line("milk", 2, 12_050), line("toy", 1, 7_999))
		o := w.Buy(in)
		if got := o.Outcome.PointsEarned(); got != 200 {
			w.Errorf("¥200.49 earned %d points", got)
		}
		if o.Outcome.TierBefore != "base" || o.Outcome.TierAfter != "base" {
			w.Errorf("tier %s → %s", o.Outcome.TierBefore, o.Outcome.TierAfter)
		}
		again := w.try(in)[0]
		if again.Err != nil || !again.Repeated || again.Order.ID != o.ID || again.Order.Outcome.PointsEarned() != 200 {
			w.Errorf("the same order again: %+v", again)
		}
		other := in
		other.Lines = []basket.Line{line("milk", 1, 1)}
		w.refused(w.try(other)[0].Err, order.ErrNumberReused)
		w.Sound()
	})
}

func TestTierRisesInTheSameCommit(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.Join()
		for _, step := range []struct {
			total int64
			tier  string
			earns int64
		}{{99_999, "base", 999}, {1, "silver", 0}, {399_999, "silver", 3_999}, {1, "gold", 0}, {10_000, "gold", 150}} {
			o := w.Buy(w.In(id, line("x", 1, step.total)))
			if o.Outcome.TierAfter != step.tier || o.Outcome.PointsEarned() != step.earns {
				w.Errorf("%d: %s %d", step.total, o.Outcome.TierAfter, o.Outcome.PointsEarned())
			}
		}
	})
}

func TestQuoteEqualsOrder(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.Join()
		w.Give(id, 5_000)
		in := w.In(id, line("a", 3, 10_000), line("b", 1, 3_333))
		in.Ask.Points = program.Max
		var quote order.Outcome
		w.View(func(tx *store.Tx) (err error) {
			quote, err = order.Quote(w.Ctx, tx, in.QuoteIn)
			return err
		})
		before := w.Standing(id)
		if got := w.Standing(id); got != before {
			w.Errorf("a quote changed the member: %s, was %s", got, before)
		}
		o := w.Buy(in)
		if got, want := fmt.Sprintf("%+v", o.Outcome), fmt.Sprintf("%+v", quote); got != want {
			w.Errorf("order %s\nquote %s", got, want)
		}
		if o.Outcome.Points != 5_000 || o.Outcome.PayableMinor != 8_333 {
			w.Errorf("spent %d, payable %d", o.Outcome.Points, o.Outcome.PayableMinor)
		}
	})
}

func TestRefusals(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.Join()
		w.Give(id, 500)
		good := func() order.RecordIn { return w.In(id, line("a", 1, 1_000)) }
		payable := int64(999)
		for name, c := range map[string]struct {
			edit func(*order.RecordIn)
			code fault.Code
		}{
			"unknown member": {func(in *order.RecordIn) { in.Member = member.Ref{ID: 42} }, order.ErrMember},
			"unknown phone":  {func(in *order.RecordIn) { in.Member = member.Ref{Identities: member.Identities{Phone: "13800000000"}} }, order.ErrMember},
			"unknown store":  {func(in *order.RecordIn) { in.StoreID = 42 }, order.ErrStore},
			"future":         {func(in *order.RecordIn) { in.PlacedAt = instant(storetest.Start.Add(11 * time.Minute)) }, order.ErrFuture},
			"old":            {func(in *order.RecordIn) { in.PlacedAt = instant(storetest.Start.AddDate(0, 0, -32)) }, order.ErrTooOld},
			"payments":       {func(in *order.RecordIn) { in.Payments = []order.Payment{{Kind: "cash", AmountMinor: 999}} }, order.ErrPayments},
			"expected":       {func(in *order.RecordIn) { in.ExpectPayable = &payable }, order.ErrQuoteChanged},
			"no proof":       {func(in *order.RecordIn) { in.Trusted, in.Ask.Points = false, program.Max }, order.ErrProof},
			"points short":   {func(in *order.RecordIn) { in.Ask.Points = 1_000_000 }, program.ErrPointsShort},
			"no number":      {func(in *order.RecordIn) { in.Number = "" }, fault.ErrRequired},
			"no lines":       {func(in *order.RecordIn) { in.Lines = nil }, basket.ErrNoLines},
		} {
			in := good()
			c.edit(&in)
			spoilt, fine := w.try(in, good()), 0
			if !fault.Has(spoilt[0].Err, c.code) {
				w.Errorf("%s: %v", name, spoilt[0].Err)
			}
			if spoilt[1].Err == nil {
				fine++
			}
			if fine != 1 {
				w.Errorf("%s spoilt its neighbour: %v", name, spoilt[1].Err)
			}
		}
		w.Sound()
	})
}

func TestGuestsEarnNothing(t *testing.T) {
	each(t, nil, func(w *world) {
		in := w.In(0, line("a", 2, 9_000))
		o := w.Buy(in)
		if o.Outcome.PointsEarned() != 0 || o.MemberID != 0 {
			w.Errorf("a guest earned %d", o.Outcome.PointsEarned())
		}
		r := w.Refund(o.ID, basket.Take{Line: 0, Quantity: 1})
		if r.AmountMinor != 4_500 || r.Back.Status != order.PartlyRefunded {
			w.Errorf("refund %+v", r)
		}
	})
}

func TestConcurrentOrdersLoseNothing(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.Join()
		w.Give(id, 10_000)
		const callers, each = 8, 6
		var wg sync.WaitGroup
		for c := range callers {
			wg.Go(func() {
				for n := range each {
					in := w.in0(id, fmt.Sprintf("c%d-%d", c, n), line("a", 2, 2_000))
					in.Ask.Points = 100
					var out []order.Result
					err := w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) (err error) {
						out, err = order.Record(w.Ctx, tx, []order.RecordIn{in})
						return err
					})
					if err != nil || out[0].Err != nil {
						w.Errorf("%v %+v", err, out)
						return
					}
					if n%2 == 0 {
						if _, err := w.tryRefund(order.RefundIn{OrderID: out[0].Order.ID, Number: "all"}); err != nil {
							w.Error(err)
						}
					}
				}
			})
		}
		wg.Wait()
		const kept = callers * each / 2
		if got, want := w.Points(id).Net(), int64(10_000-kept*100+kept*19); got != want {
			w.Errorf("%d points, want %d", got, want)
		}
		w.Sound()
	})
}

// One caller of many wins; the others are answered with what it made.
func TestSameOrderFromManyCallers(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.Join()
		in := w.In(id, line("a", 1, 5_000))
		var wg sync.WaitGroup
		var mu sync.Mutex
		ids := map[int64]int{}
		for range 16 {
			wg.Go(func() {
				var out []order.Result
				err := w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) (err error) {
					out, err = order.Record(w.Ctx, tx, []order.RecordIn{in})
					return err
				})
				if err != nil || out[0].Err != nil {
					w.Errorf("%v %+v", err, out)
					return
				}
				mu.Lock()
				ids[out[0].Order.ID]++
				mu.Unlock()
			})
		}
		wg.Wait()
		if len(ids) != 1 || w.Points(id).Net() != 50 {
			w.Errorf("orders %v, %d points", ids, w.Points(id).Net())
		}
	})
}
