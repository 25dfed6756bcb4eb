package check_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"regulars/internal/basket"
	"regulars/internal/check"
	"regulars/internal/edition"
	"regulars/internal/job"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/reward/budget"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// world is one merchant with a programme, and the verbs of a shop's day in short form.
type world struct {
	testing.TB
	ctx   context.Context
	db    *store.DB
	scope store.Scope
	next  int
}

// each runs the story on both engines, under the default programme changed by edit.
func each(t *testing.T, edit func(*program.Document), story func(w *world)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { story(newWorld(t, db, edit)) }, edition.NewCache(segment.Catalogue))
}

func newWorld(t testing.TB, db *store.DB, edit func(*program.Document)) *world {
	t.Helper()
	w := &world{TB: t, ctx: context.Background(), db: db, scope: storetest.Merchant(t, db)}
	doc := program.Default("CNY", "zh")
	if edit != nil {
		edit(&doc)
	}
	w.tx(func(tx *store.Tx) error {
		_, err := edition.Start(w.ctx, tx, doc)
		return err
	})
	return w
}

func (w *world) tx(fn func(tx *store.Tx) error) {
	w.Helper()
	if err := w.db.Tx(w.ctx, w.scope, fn); err != nil {
		w.Fatal(err)
	}
}

func (w *world) days(n int) { storetest.Clock(w.db).Add(time.Duration(n) * 24 * time.Hour) }

// join enrols a member by a phone of its own.
func (w *world) join() int64 {
	w.Helper()
	w.next++
	return w.enrol(member.EnrolIn{Identities: member.Identities{Phone: fmt.Sprintf("1380000%04d", w.next)}, Name: fmt.Sprintf("客人 %d", w.next)})
}

func (w *world) enrol(in member.EnrolIn) (id int64) {
	w.Helper()
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

// line is a line of a basket: quantity units that cost total together.
func line(sku string, quantity, total int64) basket.Line {
	return basket.Line{SKU: sku, Category: "c-" + sku, Quantity: quantity, TotalMinor: total}
}

// in is an order of the member.
func (w *world) in(id int64, lines ...basket.Line) order.RecordIn {
	w.next++
	return order.RecordIn{
		QuoteIn: order.QuoteIn{Member: member.Ref{ID: id}, Lines: lines, Trusted: true},
		Source:  "till", Number: fmt.Sprintf("n%d", w.next), MadeBy: "test",
	}
}

func (w *world) buy(in order.RecordIn) *order.Order {
	w.Helper()
	var out []order.Result
	w.tx(func(tx *store.Tx) (err error) {
		out, err = order.Record(w.ctx, tx, []order.RecordIn{in})
		return err
	})
	if out[0].Err != nil {
		w.Fatal(out[0].Err)
	}
	return out[0].Order
}

func (w *world) refund(id int64, takes ...basket.Take) *order.Refunding {
	w.Helper()
	var r *order.Refunding
	w.tx(func(tx *store.Tx) (err error) {
		r, err = order.Refund(w.ctx, tx, order.RefundIn{OrderID: id, Lines: takes, Reason: "test"})
		return err
	})
	return r
}

func (w *world) give(id, points int64) (g *reward.Granted) {
	w.Helper()
	w.tx(func(tx *store.Tx) (err error) {
		g, err = reward.Grant(w.ctx, tx, reward.GrantIn{MemberID: id, Items: []reward.Item{{Kind: "points", Amount: points}}, Reason: "sorry"})
		return err
	})
	return g
}

// drain carries the outbox to no consumer at all.
func (w *world) drain() {
	w.Helper()
	scopeOf := func(context.Context, int64) (store.Scope, error) { return w.scope, nil }
	relay := &job.Relay{DB: w.db, Scope: scopeOf, Holder: "test"}
	if err := relay.Drain(w.ctx, w.scope.Merchant.ID); err != nil {
		w.Fatal(err)
	}
}

// findings are what check finds.
func (w *world) findings() (out []string) {
	w.Helper()
	if err := check.Run(w.ctx, w.db, w.scope, func(f check.Finding) { out = append(out, f.String()) }); err != nil {
		w.Fatal(err)
	}
	return out
}

// drawn is a reward from a budget.
func (w *world) drawn(id, points int64) {
	w.Helper()
	w.tx(func(tx *store.Tx) error {
		b, err := budget.Add(w.ctx, tx, budget.Budget{Name: "spring", Unit: budget.Points, Total: 100, Period: budget.Month})
		if err != nil {
			return err
		}
		_, err = reward.Grant(w.ctx, tx, reward.GrantIn{
			MemberID: id, Items: []reward.Item{{Kind: "points", Amount: points}}, Reason: "spring", Budgets: []int64{b.ID},
		})
		return err
	})
}
