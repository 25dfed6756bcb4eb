package dossier

import (
	"context"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/order/back"
	"regulars/internal/program"
	"regulars/internal/reward/use"
	"regulars/internal/store"
)

// Past is everything that a member's statistics and uses of caps are made of, read from the documents themselves.
type Past struct {
	History member.History
	Uses    map[use.Key]int64
	Budgets map[use.Key]int64 // what grants use of the budgets of all members
}

// Standing is one order as it stands: what it keeps of everything, and who holds that.
type Standing struct {
	Holder int64
	Order  *order.Order
	Kept   *program.Kept
}

// Pasts reads the past of members, and of the records that were merged into them, from their orders, returns and grants. visit, which may
// be nil, sees every order on the way. Orders are read in pages; what is kept of them is small.
func Pasts(ctx context.Context, tx *store.Tx, holders []int64, visit func(Standing) error) (map[int64]*Past, error) {
	records, err := member.Records(ctx, tx, holders)
	if err != nil {
		return nil, err
	}
	w := &walk{tx: tx, visit: visit, records: records, pasts: make(map[int64]*Past, len(holders))}
	for _, id := range holders {
		w.pasts[id] = &Past{Uses: map[use.Key]int64{}, Budgets: map[use.Key]int64{}}
	}
	for id := range records {
		w.ids = append(w.ids, id)
	}
	slices.Sort(w.ids)
	for _, step := range []func(context.Context) error{w.orders, w.returns, w.grants, w.recharges} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return w.pasts, nil
}

// walk is one run of Pasts.
type walk struct {
	tx      *store.Tx
	visit   func(Standing) error
	table   *edition.Timetable
	records map[int64]int64 // record to holder
	ids     []int64         // records, sorted
	pasts   map[int64]*Past
}

const sqlOrdersOf = `SELECT id FROM order_head WHERE merchant_id = $1 AND member_id = ANY($2)`

func (w *walk) orders(ctx context.Context) (err error) {
	var ids []int64
	err = w.tx.Query(ctx, sqlOrdersOf, func(r store.Row) error {
		var id int64
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	}, w.tx.MerchantID(), w.ids)
	if err != nil || len(ids) == 0 {
		return err
	}
	if w.table, err = edition.Load(ctx, w.tx); err != nil {
		return err
	}
	slices.Sort(ids)
	for page := range slices.Chunk(ids, ordersPage) {
		found, err := order.Many(ctx, w.tx, page)
		if err != nil {
			return err
		}
		for _, id := range page {
			if err := w.order(ctx, found[id]); err != nil {
				return err
			}
		}
	}
	return nil
}

// order adds one order.
func (w *walk) order(ctx context.Context, o *order.Order) error {
	ed, err := w.table.ByNumber(ctx, w.tx, o.Outcome.Edition)
	if err != nil {
		return err
	}
	holder := w.records[o.MemberID]
	kept := o.Keeps(ed.Program)
	past := w.pasts[holder]
	placed, refund := o.Past(&kept)
	past.History.Orders = append(past.History.Orders, placed)
	if refund != nil {
		past.History.Refunds = append(past.History.Refunds, *refund)
	}
	past.add(o.PlacedAt.Day(w.tx.Zone()), kept.PointsEarned(), kept.GrowthEarned())
	for _, u := range kept.Uses {
		if u.Shared { // stands under nobody's name
			continue
		}
		past.Uses[use.KeyOf(u, o.PlacedAt, w.tx.Zone())] += u.Amount
	}
	if w.visit == nil {
		return nil
	}
	return w.visit(Standing{Holder: holder, Order: o, Kept: &kept})
}

func (p *Past) add(on calendar.Day, points, growth int64) {
	if points != 0 || growth != 0 {
		p.History.Others = append(p.History.Others, member.DayDelta{On: on, Points: points, Growth: growth})
	}
}

// returns adds what no order accounts for.
func (w *walk) returns(ctx context.Context) error {
	list, err := back.ReturnsOf(ctx, w.tx, w.ids)
	for _, b := range list {
		past := w.pasts[w.records[b.MemberID]]
		fact, points, growth := b.Unmatched()
		if fact.AmountMinor != 0 {
			past.History.Refunds = append(past.History.Refunds, fact)
		}
		past.add(b.ReturnedAt.Day(w.tx.Zone()), -points, -growth)
	}
	return err
}

const sqlGrantsOf = `SELECT g.member_id, p.kind, p.amount - p.taken_back, g.at FROM reward_grant g
	JOIN reward_part p ON p.merchant_id = g.merchant_id AND p.grant_id = g.id
	WHERE g.merchant_id = $1 AND p.merchant_id = $1 AND g.member_id = ANY($2) AND p.kind IN ('points', 'growth') ORDER BY g.id, p.position`

// grants adds what was given or taken other than by orders, and not revoked.
func (w *walk) grants(ctx context.Context) error {
	used, err := use.OfGrants(ctx, w.tx, w.ids)
	if err != nil {
		return err
	}
	for _, g := range used {
		past := w.pasts[w.records[g.MemberID]]
		for _, u := range g.Uses {
			key := use.KeyOf(u, g.At, w.tx.Zone())
			if u.Shared {
				past.Budgets[key] += u.Amount
			} else {
				past.Uses[key] += u.Amount
			}
		}
	}
	return w.tx.Query(ctx, sqlGrantsOf, func(r store.Row) error {
		var id, amount int64
		var asset string
		var at calendar.Instant
		if err := r.Scan(&id, &asset, &amount, &at); err != nil {
			return err
		}
		past, on := w.pasts[w.records[id]], at.Day(w.tx.Zone())
		if ledger.Asset(asset) == ledger.Growth {
			past.add(on, 0, amount)
		} else {
			past.add(on, amount, 0)
		}
		return nil
	}, w.tx.MerchantID(), w.ids)
}
