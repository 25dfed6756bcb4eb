package insight_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/insight"
	"regulars/internal/job"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// world is one merchant with a programme and three stores, and the verbs of a shop's day in short form.
type world struct {
	*testing.T
	ctx    context.Context
	db     *store.DB
	scope  store.Scope
	stores []int64 // the first is 0: no store
	next   int
}

// each runs the story on both engines.
func each(t *testing.T, story func(w *world)) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			story(newWorld(t, storetest.Open(t, engine, edition.NewCache(segment.Catalogue), insight.NewShelf())))
		})
	}
}

func newWorld(t *testing.T, db *store.DB) *world {
	t.Helper()
	w := &world{T: t, ctx: context.Background(), db: db, scope: storetest.Merchant(t, db), stores: []int64{0}}
	w.tx(func(tx *store.Tx) error {
		doc := program.Default("CNY", "zh")
		doc.Points.Expiry = program.Expiry{Kind: program.ExpiryRollingMonths, Months: 1}
		if _, err := edition.Start(w.ctx, tx, doc); err != nil {
			return err
		}
		for i := range 3 {
			s, err := org.AddStore(w.ctx, tx, org.StoreIn{Code: fmt.Sprintf("s%d", i), Name: "店", Kind: "pos"})
			if err != nil {
				return err
			}
			w.stores = append(w.stores, s.ID)
		}
		return nil
	})
	return w
}

func (w *world) tx(fn func(tx *store.Tx) error) {
	w.Helper()
	if err := w.db.Tx(w.ctx, w.scope, fn); err != nil {
		w.Fatal(err)
	}
}

func (w *world) view(fn func(tx *store.Tx) error) {
	w.Helper()
	if err := w.db.View(w.ctx, w.scope, fn); err != nil {
		w.Fatal(err)
	}
}

func (w *world) now() calendar.Instant { return calendar.Of(storetest.Clock(w.db).Now()) }

func (w *world) wait(d time.Duration) { storetest.Clock(w.db).Add(d) }

// join enrols a member.
func (w *world) join(in member.EnrolIn) (id int64) {
	w.Helper()
	w.next++
	in.Phone = fmt.Sprintf("1380000%04d", w.next)
	w.tx(func(tx *store.Tx) error {
		out, err := reward.Enrol(w.ctx, tx, []member.EnrolIn{in}, false)
		if err == nil && out[0].Err != nil {
			err = out[0].Err
		}
		if err == nil {
			id = out[0].MemberID
		}
		return err
	})
	return id
}

// goods are quantity units that cost total together.
func goods(sku string, quantity, total int64) basket.Line {
	return basket.Line{SKU: sku, Quantity: quantity, TotalMinor: total}
}

// buy records an order as it was paid; 0 is a guest.
func (w *world) buy(memberID, storeID int64, at calendar.Instant, lines ...basket.Line) *order.Order {
	w.Helper()
	w.next++
	var out []order.Result
	w.tx(func(tx *store.Tx) (err error) {
		out, err = order.Record(w.ctx, tx, []order.RecordIn{{
			QuoteIn: order.QuoteIn{Member: member.Ref{ID: memberID}, StoreID: storeID, Channel: "pos", PlacedAt: at, Lines: lines, Trusted: true, Backdate: true},
			Source:  "till", Number: fmt.Sprintf("n%d", w.next), MadeBy: "test",
		}})
		return err
	})
	if out[0].Err != nil {
		w.Fatal(out[0].Err)
	}
	return out[0].Order
}

func (w *world) refund(id int64, takes ...basket.Take) (r *order.Refunding) {
	w.Helper()
	w.tx(func(tx *store.Tx) (err error) {
		r, err = order.Refund(w.ctx, tx, order.RefundIn{OrderID: id, Lines: takes, Reason: "test"})
		return err
	})
	return r
}

// deliver carries the outbox to the consumer of facts.
func (w *world) deliver() {
	w.Helper()
	relay := &job.Relay{
		DB: w.db, Scope: func(context.Context, int64) (store.Scope, error) { return w.scope, nil }, Holder: "test",
		Consumers: []job.Consumer{{Name: "facts", Take: insight.Take, Kinds: insight.Kinds()}},
	}
	if err := relay.Drain(w.ctx, w.scope.Merchant.ID); err != nil {
		w.Fatal(err)
	}
}

// look is the overview of a period, of some stores or all.
func (w *world) look(p insight.Period, stores []int64) (o *insight.Overview) {
	w.Helper()
	w.view(func(tx *store.Tx) (err error) {
		o, err = insight.Look(w.ctx, tx, insight.Ask{Period: p, Stores: stores})
		return err
	})
	return o
}
