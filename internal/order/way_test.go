package order_test

import (
	"testing"
	"time"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/program"
	"regulars/internal/store"
)

// waiting has points wait until three days after the order was signed for.
func waiting(d *program.Document) {
	d.Points.Pending = program.Pending{Kind: program.PendingFulfilment, Status: "signed", Days: 3}
}

func (w *world) tell(id int64, step order.Fulfilment, at calendar.Instant) error {
	return w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) error {
		_, err := order.SetStatus(w.Ctx, tx, order.StatusIn{OrderID: id, Fulfilment: step, At: at})
		return err
	})
}

func (w *world) step(id int64, step order.Fulfilment) {
	w.Helper()
	if err := w.tell(id, step, 0); err != nil {
		w.Fatal(err)
	}
}

// online is an order of the member that is sent to him.
func (w *world) online(id int64, lines ...basket.Line) order.RecordIn {
	in := w.In(id, lines...)
	in.Channel = "web"
	return in
}

// The first step that makes points available counts: a parcel's news of the same step, or a later step, puts nothing off.
func TestLaterStepsPutNothingOff(t *testing.T) {
	each(t, waiting, func(w *world) {
		id := w.Join()
		o := w.Buy(w.online(id, line("a", 1, 10_000)))
		w.step(o.ID, order.Signed)
		w.Days(2)
		w.step(o.ID, order.Signed)
		w.step(o.ID, order.Completed)
		w.Days(1)
		if b := w.points(id); b.Available != 100 {
			w.Errorf("three days after it was signed for: %+v", b)
		}
		w.Sound()
	})
}

// What was handed over at a counter waits for no parcel.
func TestStepsOfWhatWasHandedOver(t *testing.T) {
	each(t, waiting, func(w *world) {
		id := w.Join()
		o := w.Buy(w.In(id, line("a", 1, 10_000)))
		w.Days(2)
		w.step(o.ID, order.Completed)
		w.Days(1)
		if b := w.points(id); b.Available != 100 {
			w.Errorf("%+v", b)
		}
	})
}

func TestStepBeforeTheOrder(t *testing.T) {
	each(t, waiting, func(w *world) {
		o := w.Buy(w.online(w.Join(), line("a", 1, 10_000)))
		w.refused(w.tell(o.ID, order.Signed, o.PlacedAt-1), order.ErrBefore)
		if err := w.tell(o.ID, order.Signed, o.PlacedAt); err != nil {
			w.Error(err)
		}
		ahead := w.online(w.Join(), line("a", 1, 10_000))
		ahead.PlacedAt = w.Now().Add(5 * time.Minute) // the till's clock
		if err := w.tell(w.Buy(ahead).ID, order.Shipped, 0); err != nil {
			w.Error(err)
		}
	})
}

// edges gives 50 points for large orders and for small ones.
func edges(d *program.Document) {
	waiting(d)
	d.Earning = append(d.Earning, program.Rule{
		Code: "edges", Name: program.Text{En: "edges"}, Kind: program.PerOrder, Points: 50, When: "order.payable_minor >= 10000 || order.payable_minor < 5000",
	})
}

// A rule that gives for what remains what it had taken back at the refund before gives it as the order's other points are: those of an order that
// has arrived can be spent.
func TestMoreAfterARefundIsNotWaiting(t *testing.T) {
	each(t, edges, func(w *world) {
		for name, buy := range map[string]func(id int64) *order.Order{
			"arrived": func(id int64) *order.Order {
				o := w.Buy(w.online(id, line("a", 3, 12_000)))
				w.step(o.ID, order.Signed)
				return o
			},
			"handed over": func(id int64) *order.Order { return w.Buy(w.In(id, line("a", 3, 12_000))) },
		} {
			id := w.Join()
			o := buy(id)
			w.Days(10)
			w.Refund(o.ID, basket.Take{Line: 0, Quantity: 1})
			if b := w.points(id); b.Available != 80 {
				w.Errorf("%s, two left: %+v", name, b)
			}
			w.Refund(o.ID, basket.Take{Line: 0, Quantity: 1})
			if b := w.points(id); b.Available != 90 {
				w.Errorf("%s, one left: %+v", name, b)
			}
		}
		w.Sound()
	})
}

// An order that is claimed at the moment in which its way is told has the points that the step makes available.
func TestClaimWhileAStepIsTold(t *testing.T) {
	each(t, waiting, func(w *world) {
		for range 8 {
			id := w.Join()
			o := w.Buy(w.online(0, line("a", 1, 10_000)))
			done := make(chan error, 1)
			go func() {
				done <- w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) error {
					_, err := order.Claim(w.Ctx, tx, order.ClaimIn{OrderID: o.ID, Member: member.Ref{ID: id}, Backdate: true})
					return err
				})
			}()
			w.step(o.ID, order.Signed)
			if err := <-done; err != nil {
				w.Fatal(err)
			}
			w.Days(3)
			if b := w.points(id); b.Available != 100 {
				w.Errorf("%+v", b)
			}
		}
	})
}
