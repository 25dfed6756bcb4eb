package insight_test

import (
	"fmt"
	"testing"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/insight"
	"regulars/internal/job"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

// world is a merchant with three stores whose points live for a month.
type world struct {
	*worldtest.World
	stores []int64 // the first is 0: no store
}

// each runs the story on both engines.
func each(t *testing.T, story func(w *world)) {
	t.Helper()
	worldtest.Each(t, month, func(w *worldtest.World) { story(withStores(w)) }, insight.NewShelf())
}

// month lets points live for a month.
func month(doc *program.Document) {
	doc.Points.Expiry = program.Expiry{Kind: program.ExpiryRollingMonths, Months: 1}
}

func withStores(base *worldtest.World) *world {
	w := &world{World: base, stores: []int64{0}}
	w.Tx(func(tx *store.Tx) error {
		for i := range 3 {
			s, err := org.AddStore(w.Ctx, tx, org.StoreIn{Code: fmt.Sprintf("s%d", i), Name: "店", Kind: "pos"})
			if err != nil {
				return err
			}
			w.stores = append(w.stores, s.ID)
		}
		return nil
	})
	return w
}

// join enrols a member by a phone of its own.
func (w *world) join(in member.EnrolIn) int64 {
	w.Helper()
	in.Phone = worldtest.Phone(w.Next())
	return w.Enrol(in)
}

// goods are quantity units that cost total together.
func goods(sku string, quantity, total int64) basket.Line {
	return basket.Line{SKU: sku, Quantity: quantity, TotalMinor: total}
}

// buy records an order as it was paid; 0 is a guest.
func (w *world) buy(memberID, storeID int64, at calendar.Instant, lines ...basket.Line) *order.Order {
	w.Helper()
	in := w.In(memberID, lines...)
	in.StoreID, in.Channel, in.PlacedAt, in.Backdate = storeID, "pos", at, true
	return w.Buy(in)
}

// deliver carries the outbox to the consumer of facts.
func (w *world) deliver() {
	w.Helper()
	w.Drain(job.Consumer{Name: "facts", Take: insight.Take, Kinds: insight.Kinds()})
}

// look is the overview of a period, of some stores or all.
func (w *world) look(p insight.Period, stores []int64) (o *insight.Overview) {
	w.Helper()
	w.View(func(tx *store.Tx) (err error) {
		o, err = insight.Look(w.Ctx, tx, insight.Ask{Period: p, Stores: stores})
		return err
	})
	return o
}
