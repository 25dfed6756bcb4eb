package register_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"regulars/internal/calendar"
	"regulars/internal/order"
	"regulars/internal/order/register"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// world is one merchant with orders written straight into the table.
type world struct {
	*testing.T
	db    *store.DB
	scope store.Scope
	ctx   context.Context
	rows  []register.Row // newest first
}

func newWorld(t *testing.T, db *store.DB, n int) *world {
	w := &world{T: t, db: db, scope: storetest.Merchant(t, db), ctx: context.Background()}
	rnd := rand.New(rand.NewPCG(3, 3))
	for i := range n {
		w.rows = append(w.rows, register.Row{
			ID: int64(i + 1), Source: "till", Number: fmt.Sprintf("A-%03d", i), MemberID: int64(rnd.IntN(3)), StoreID: int64(rnd.IntN(3)), Channel: []string{"pos", "web"}[rnd.IntN(2)],
			PlacedAt: calendar.Instant(1_000_000 * (1 + rnd.IntN(8))), Status: order.Status([]string{"paid", "refunded"}[rnd.IntN(2)]), Fulfilment: "none", PayableMinor: int64(rnd.IntN(5)),
		})
	}
	err := db.Tx(w.ctx, w.scope, func(tx *store.Tx) error {
		for _, o := range w.rows {
			_, err := tx.Exec(w.ctx, `INSERT INTO order_head (merchant_id, id, source, number, hash, member_id, store_id, channel, placed_at, placed_on, paid_at, recorded_at, made_by, pricing, edition,
status, fulfilment, total_minor, payable_minor, cash_minor, kept_minor, points_earned, growth_earned, standing, outcome, payments)
VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8, '', 0, 0, '', 'evaluate', 1, $9, 'none', 9, $10, 0, 0, 0, 0, '', '', '')`,
				tx.MerchantID(), o.ID, o.Source, o.Number, o.MemberID, o.StoreID, o.Channel, o.PlacedAt, string(o.Status), o.PayableMinor)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(w.rows, func(a, b register.Row) int {
		if a.PlacedAt != b.PlacedAt {
			return int(b.PlacedAt - a.PlacedAt)
		}
		return int(b.ID - a.ID)
	})
	return w
}

// all reads every page.
func (w *world) all(f register.Filter, size int) (ids []int64) {
	w.Helper()
	at := register.Place{}
	for range 500 {
		var rows []register.Row
		var next *register.Place
		err := w.db.View(w.ctx, w.scope, func(tx *store.Tx) (err error) {
			rows, next, err = register.List(w.ctx, tx, f, at, size)
			return err
		})
		if err != nil {
			w.Fatal(err)
		}
		for _, o := range rows {
			ids = append(ids, o.ID)
		}
		if next == nil {
			return ids
		}
		at = *next
	}
	w.Fatal("the list does not end")
	return nil
}

// TestListEqualsTheModel: whatever the cuts of pages and walks, each order stands there once (invariant 1).
func TestListEqualsTheModel(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db, 60)
		for name, c := range map[string]struct {
			f  register.Filter
			is func(o register.Row) bool
		}{
			"all":     {register.Filter{}, func(register.Row) bool { return true }},
			"store":   {register.Filter{Stores: []int64{1}}, func(o register.Row) bool { return o.StoreID == 1 }},
			"stores":  {register.Filter{Stores: []int64{1, 2}}, func(o register.Row) bool { return o.StoreID > 0 }},
			"none":    {register.Filter{Stores: []int64{}}, func(register.Row) bool { return false }},
			"channel": {register.Filter{Channel: "web", Status: "paid"}, func(o register.Row) bool { return o.Channel == "web" && o.Status == "paid" }},
			"amount":  {register.Filter{MinMinor: 2, MaxMinor: 3}, func(o register.Row) bool { return o.PayableMinor >= 2 && o.PayableMinor <= 3 }},
			"time": {register.Filter{From: 3_000_000, To: 6_000_000, Source: "till"}, func(o register.Row) bool {
				return o.PlacedAt >= 3_000_000 && o.PlacedAt < 6_000_000
			}},
			"member": {register.Filter{Members: []int64{1, 2}, Channel: "pos"}, func(o register.Row) bool { return o.MemberID > 0 && o.Channel == "pos" }},
			"number": {register.Filter{Number: "A-007"}, func(o register.Row) bool { return o.Number == "A-007" }},
			"nobody": {register.Filter{Source: "nowhere"}, func(register.Row) bool { return false }},
		} {
			var want []int64
			for _, o := range w.rows {
				if c.is(o) {
					want = append(want, o.ID)
				}
			}
			for _, cut := range [][2]int{{1, 1}, {7, 3}, {50, 1000}} {
				if got := w.all(c.f.Within(cut[1]), cut[0]); !slices.Equal(got, want) {
					t.Errorf("%s cut %v: %v, want %v", name, cut, got, want)
				}
			}
		}
	})
}
