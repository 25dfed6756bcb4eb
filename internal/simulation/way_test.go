package simulation_test

import (
	"testing"

	"regulars/internal/basket"
	"regulars/internal/order"
	"regulars/internal/program"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

// Invariant 1 with points that wait for an order's way: the first step that makes them available counts, and what a rule gives again after a
// second refund waits no longer than the rest.
func TestUnchangedWay(t *testing.T) {
	edges := func(d *program.Document) {
		d.Points.Pending = program.Pending{Kind: program.PendingFulfilment, Status: "signed", Days: 3}
		d.Earning = append(d.Earning, program.Rule{
			Code: "edges", Name: program.Text{En: "edges"}, Kind: program.PerOrder, Points: 50, When: "order.payable_minor >= 10000 || order.payable_minor < 5000",
		})
	}
	worldtest.Each(t, edges, func(w *worldtest.World) {
		for _, channel := range []string{"web", "pos"} {
			in := w.In(w.Join(), worldtest.Line("a", 3, 12_000))
			in.Channel = channel
			o := w.Buy(in)
			w.Days(1)
			for _, step := range []order.Fulfilment{order.Signed, order.Signed, order.Completed} {
				w.Tx(func(tx *store.Tx) error {
					_, err := order.SetStatus(w.Ctx, tx, order.StatusIn{OrderID: o.ID, Fulfilment: step})
					return err
				})
				w.Days(1)
			}
			check := func() {
				found := play(w, inForce(w))
				same(w, found)
				equal(w, &found.Report)
			}
			check()
			for range 2 {
				w.Refund(o.ID, basket.Take{Line: 0, Quantity: 1})
				w.Days(1)
				check()
			}
		}
	})
}
