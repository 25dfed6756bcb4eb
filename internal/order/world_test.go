package order_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/ledger/closing"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// world is one merchant with a programme, and the verbs of a shop's day in short form.
type world struct {
	t     testing.TB
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
	w := &world{t: t, ctx: context.Background(), db: db, scope: storetest.Merchant(t, db)}
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
	w.t.Helper()
	if err := w.db.Tx(w.ctx, w.scope, fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) view(fn func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.db.View(w.ctx, w.scope, fn); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) days(n int) { storetest.Clock(w.db).Add(time.Duration(n) * 24 * time.Hour) }

// join enrols a member.
func (w *world) join() int64 {
	w.t.Helper()
	w.next++
	var id int64
	w.tx(func(tx *store.Tx) error {
		out, err := reward.Enrol(w.ctx, tx, []member.EnrolIn{{Identities: member.Identities{ExternalID: fmt.Sprintf("x%d", w.next)}}}, false)
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

// in is an order of the member, paid as stated.
func (w *world) in(id int64, lines ...basket.Line) order.RecordIn {
	w.next++
	return order.RecordIn{
		QuoteIn: order.QuoteIn{Member: member.Ref{ID: id}, Lines: lines, Trusted: true},
		Source:  "till", Number: fmt.Sprintf("n%d", w.next), MadeBy: "test",
	}
}

func (w *world) try(ins ...order.RecordIn) []order.Result {
	w.t.Helper()
	var out []order.Result
	w.tx(func(tx *store.Tx) (err error) {
		out, err = order.Record(w.ctx, tx, ins)
		return err
	})
	return out
}

func (w *world) buy(in order.RecordIn) *order.Order {
	w.t.Helper()
	out := w.try(in)[0]
	if out.Err != nil {
		w.t.Fatal(out.Err)
	}
	return out.Order
}

func (w *world) refund(id int64, takes ...basket.Take) *order.Refunding {
	w.t.Helper()
	r, err := w.tryRefund(order.RefundIn{OrderID: id, Lines: takes, Reason: "test"})
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func (w *world) tryRefund(in order.RefundIn) (r *order.Refunding, err error) {
	err = w.db.Tx(w.ctx, w.scope, func(tx *store.Tx) (err error) {
		r, err = order.Refund(w.ctx, tx, in)
		return err
	})
	return r, err
}

func (w *world) give(id, points int64) {
	w.t.Helper()
	w.tx(func(tx *store.Tx) error {
		_, err := reward.Grant(w.ctx, tx, reward.GrantIn{MemberID: id, Items: []reward.Item{{Kind: "points", Amount: points}}, Reason: "test"})
		return err
	})
}

// standing is all that a member holds and has done, as text: two histories that end the same have the same.
func (w *world) standing(id int64) string {
	w.t.Helper()
	var out string
	w.view(func(tx *store.Tx) error {
		bk, err := reward.Open(w.ctx, tx, reward.Need{Members: []int64{id}, From: tx.Now(), Until: tx.Now(), AllDays: true})
		if err != nil {
			return err
		}
		bk.CatchUp(id, tx.Now())
		s := bk.Member.Stat(id)
		p, g := bk.Ledger.Balance(id, ledger.Points), bk.Ledger.Balance(id, ledger.Growth)
		out = fmt.Sprintf("net %d growth %d tier %s orders %d spend %d first %d last %d likes %s", p.Net(), g.Net(), bk.TierOf(id),
			s.OrderCount, s.SpendMinor, s.FirstOrderAt, s.LastOrderAt, s.Favourites)
		for _, d := range bk.Member.Days(id) {
			out += fmt.Sprintf(" [%s %d %d %d %d]", d.On, d.Orders, d.Spend, d.Points, d.Growth)
		}
		return nil
	})
	return out
}

// causes are the sums of the ledger that an order or return is the cause of, by account and asset.
func (w *world) causes(id int64) map[string]int64 {
	w.t.Helper()
	out := map[string]int64{}
	w.view(func(tx *store.Tx) error {
		return tx.Query(w.ctx, `SELECT asset, account, CAST(SUM(amount) AS bigint) FROM ledger_entry
			WHERE merchant_id = $1 AND cause_id = $2 AND account IN ('issued', 'spent') GROUP BY asset, account`, func(r store.Row) error {
			var asset, account string
			var sum int64
			err := r.Scan(&asset, &account, &sum)
			if sum != 0 {
				out[asset+"/"+account] = sum
			}
			return err
		}, tx.MerchantID(), id)
	})
	return out
}

// sound proves the invariants of the ledger.
func (w *world) sound() {
	w.t.Helper()
	w.view(func(tx *store.Tx) error {
		return closing.Check(w.ctx, tx, func(f closing.Finding) { w.t.Errorf("ledger: %v", f) })
	})
}

func (w *world) refused(err error, code fault.Code) {
	w.t.Helper()
	if !fault.Has(err, code) {
		w.t.Errorf("want %s, got %v", code.Code, err)
	}
}

func instant(t time.Time) calendar.Instant { return calendar.Of(t) }

// in0 is in with a number of the caller's.
func (w *world) in0(id int64, number string, lines ...basket.Line) order.RecordIn {
	return order.RecordIn{
		QuoteIn: order.QuoteIn{Member: member.Ref{ID: id}, Lines: lines, Trusted: true},
		Source:  "till", Number: number, MadeBy: "test",
	}
}

// net is the member's points, debt taken off.
func (w *world) net(id int64) (n int64) {
	w.t.Helper()
	w.view(func(tx *store.Tx) error {
		bk, err := ledger.Open(w.ctx, tx, []int64{id}, ledger.Need{})
		if err == nil {
			n = bk.Balance(id, ledger.Points).Net()
		}
		return err
	})
	return n
}
