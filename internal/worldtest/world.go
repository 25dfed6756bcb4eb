package worldtest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// World is one merchant with a programme.
type World struct {
	testing.TB
	Ctx   context.Context //nolint:containedctx // a test has one
	DB    *store.DB
	Scope store.Scope
	next  int
}

// Each runs the story on both engines, under the default programme changed by edit, which may be nil. values are what
// transactions carry beside the editions.
func Each(t *testing.T, edit func(*program.Document), story func(w *World), values ...any) {
	t.Helper()
	values = append([]any{edition.NewCache(segment.Catalogue)}, values...)
	storetest.Each(t, func(t *testing.T, db *store.DB) { story(New(t, db, edit)) }, values...)
}

// New founds a merchant in the database.
func New(t testing.TB, db *store.DB, edit func(*program.Document)) *World {
	t.Helper()
	w := &World{TB: t, Ctx: context.Background(), DB: db, Scope: storetest.Merchant(t, db)}
	doc := program.Default("CNY", "zh")
	if edit != nil {
		edit(&doc)
	}
	w.Tx(func(tx *store.Tx) error {
		_, err := edition.Start(w.Ctx, tx, doc)
		return err
	})
	return w
}

// Publish changes the programme in force.
func (w *World) Publish(edit func(*program.Document)) {
	w.Helper()
	w.Tx(func(tx *store.Tx) error {
		draft, err := edition.GetDraft(w.Ctx, tx)
		if err != nil {
			return err
		}
		edit(&draft.Document)
		if draft, err = edition.SaveDraft(w.Ctx, tx, draft.Version, draft.Document); err != nil {
			return err
		}
		_, err = edition.Publish(w.Ctx, tx, edition.PublishIn{Match: draft.Version, Note: program.Text{En: "x"}})
		return err
	})
}

// Tx runs fn in a transaction of the merchant.
func (w *World) Tx(fn func(tx *store.Tx) error) {
	w.Helper()
	if err := w.DB.Tx(w.Ctx, w.Scope, fn); err != nil {
		w.Fatal(err)
	}
}

// View runs fn on a snapshot.
func (w *World) View(fn func(tx *store.Tx) error) {
	w.Helper()
	if err := w.DB.View(w.Ctx, w.Scope, fn); err != nil {
		w.Fatal(err)
	}
}

// Now is the instant of the world's clock.
func (w *World) Now() calendar.Instant { return calendar.Of(storetest.Clock(w.DB).Now()) }

// Wait moves the clock.
func (w *World) Wait(d time.Duration) { storetest.Clock(w.DB).Add(d) }

// Days moves the clock by so many days.
func (w *World) Days(n int) { w.Wait(time.Duration(n) * 24 * time.Hour) }

// Next is a number that was not given out before.
func (w *World) Next() int {
	w.next++
	return w.next
}

// Join enrols a member by a phone and a name of its own.
func (w *World) Join() int64 {
	w.Helper()
	n := w.Next()
	return w.Enrol(member.EnrolIn{Identities: member.Identities{Phone: Phone(n)}, Name: fmt.Sprintf("客人 %d", n)})
}

// Phone is the number of the n-th person.
func Phone(n int) string { return fmt.Sprintf("138%08d", n) }

// Enrol enrols somebody.
func (w *World) Enrol(in member.EnrolIn) (id int64) {
	w.Helper()
	w.Tx(func(tx *store.Tx) error {
		out, err := reward.Enrol(w.Ctx, tx, []member.EnrolIn{in}, false)
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

// Line is a line of a basket: quantity units that cost total together, of a category of its own.
func Line(sku string, quantity, total int64) basket.Line {
	return basket.Line{SKU: sku, Category: "c-" + sku, Quantity: quantity, TotalMinor: total}
}

// In is an order of the member, to be changed or recorded.
func (w *World) In(id int64, lines ...basket.Line) order.RecordIn {
	return order.RecordIn{
		QuoteIn: order.QuoteIn{Member: member.Ref{ID: id}, Lines: lines, Trusted: true},
		Source:  "till", Number: fmt.Sprintf("n%d", w.Next()), MadeBy: "test",
	}
}

// Buy records the order.
func (w *World) Buy(in order.RecordIn) *order.Order {
	w.Helper()
	var out []order.Result
	w.Tx(func(tx *store.Tx) (err error) {
		out, err = order.Record(w.Ctx, tx, []order.RecordIn{in})
		return err
	})
	if out[0].Err != nil {
		w.Fatal(out[0].Err)
	}
	return out[0].Order
}

// Refund takes units of the order back, or all that remain.
func (w *World) Refund(id int64, takes ...basket.Take) (r *order.Refunding) {
	w.Helper()
	w.Tx(func(tx *store.Tx) (err error) {
		r, err = order.Refund(w.Ctx, tx, order.RefundIn{OrderID: id, Lines: takes, Reason: "test"})
		return err
	})
	return r
}

// Give grants points, as an apology.
func (w *World) Give(id, points int64) (g *reward.Granted) {
	w.Helper()
	w.Tx(func(tx *store.Tx) (err error) {
		g, err = reward.Grant(w.Ctx, tx, reward.GrantIn{MemberID: id, Items: []reward.Item{{Kind: "points", Amount: points}}, Reason: "sorry"})
		return err
	})
	return g
}
