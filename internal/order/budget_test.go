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
			ids[i] = w.join()
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		var first *order.Order
		var earned int64
		for i, id := range ids {
			wg.Go(func() {
				in := w.in0(id, string(rune('a'+i)), line("x", 1, 15_000))
				var out []order.Result
				err := w.db.Tx(w.ctx, w.scope, func(tx *store.Tx) (err error) {
					out, err = order.Record(w.ctx, tx, []order.RecordIn{in})
					return err
				})
				if err != nil || out[0].Err != nil {
					w.t.Errorf("%v %+v", err, out)
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
			w.t.Errorf("%d points of a budget of 1,000", earned)
		}
		w.refund(first.ID)
		o := w.buy(w.in(ids[0], line("y", 1, 99_000)))
		if got := o.Outcome.PointsEarned(); got != 150 {
			w.t.Errorf("the refund gave room for %d", got)
		}
		w.days(1)
		if o := w.buy(w.in(ids[1], line("y", 1, 20_000))); o.Outcome.PointsEarned() != 200 {
			w.t.Errorf("the next day has a budget of its own: %d", o.Outcome.PointsEarned())
		}
		w.sound()
	})
}
