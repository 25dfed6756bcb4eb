package order_test

import (
	"sync"
	"testing"

	"regulars/internal/order"
	"regulars/internal/program"
	"regulars/internal/store"
)

// A budget of all members is never exceeded, whoever asks at once, and a refund gives its room back.
func TestBudgetOfAllMembers(t *testing.T) {
	shared := func(d *program.Document) {
		d.Earning[0].Caps = []program.RuleCap{{Per: program.PerDay, Amount: 1_000, AllMembers: true}}
	}
	each(t, shared, func(w *world) {
		const callers = 12
		ids := make([]int64, callers)
		for i := range ids {
			ids[i] = w.Join()
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		var first *order.Order
		var earned int64
		for i, id := range ids {
			wg.Go(func() {
				in := w.in0(id, string(rune('a'+i)), line("x", 1, 15_000))
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
				defer mu.Unlock()
				earned += out[0].Order.Outcome.PointsEarned()
				if out[0].Order.Outcome.PointsEarned() == 150 {
					first = out[0].Order
				}
			})
		}
		wg.Wait()
		if earned != 1_000 {
			w.Errorf("%d points of a budget of 1,000", earned)
		}
		w.Refund(first.ID)
		o := w.Buy(w.In(ids[0], line("y", 1, 99_000)))
		if got := o.Outcome.PointsEarned(); got != 150 {
			w.Errorf("the refund gave room for %d", got)
		}
		w.Days(1)
		if o := w.Buy(w.In(ids[1], line("y", 1, 20_000))); o.Outcome.PointsEarned() != 200 {
			w.Errorf("the next day has a budget of its own: %d", o.Outcome.PointsEarned())
		}
		w.Sound()
	})
}
