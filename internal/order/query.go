package order

import (
	"context"
	"encoding/json"

	"regulars/internal/basket"
	"regulars/internal/fault"
	"regulars/internal/program"
	"regulars/internal/store"
)

const headColumns = `id, source, number, hash, member_id, store_id, channel, placed_at, paid_at, recorded_at, made_by, pricing, edition, status, fulfilment,
	kept_minor, standing, outcome, payments`

// Get reads an order. Returns ErrUnknown.
func Get(ctx context.Context, tx *store.Tx, id int64) (*Order, error) {
	orders, err := load(ctx, tx, []int64{id})
	if err != nil {
		return nil, err
	}
	if orders[id] == nil {
		return nil, ErrUnknown.New(nil)
	}
	return orders[id], nil
}

// load reads orders with their lines, by id.
func load(ctx context.Context, tx *store.Tx, ids []int64) (map[int64]*Order, error) {
	orders := make(map[int64]*Order, len(ids))
	err := tx.Query(ctx, `SELECT `+headColumns+` FROM order_head WHERE merchant_id = $1 AND id = ANY($2)`, func(r store.Row) error {
		o, err := scanHead(r)
		if err == nil {
			orders[o.ID] = o
		}
		return err
	}, tx.MerchantID(), ids)
	if err != nil {
		return nil, err
	}
	return orders, loadLines(ctx, tx, ids, orders)
}

func scanHead(r store.Row) (*Order, error) {
	o := &Order{}
	var pricing, status, fulfilment, standing, outcome, payments string
	var edition int64
	err := r.Scan(&o.ID, &o.Source, &o.Number, &o.Hash, &o.MemberID, &o.StoreID, &o.Channel, &o.PlacedAt, &o.PaidAt, &o.RecordedAt, &o.MadeBy,
		&pricing, &edition, &status, &fulfilment, &o.KeptMinor, &standing, &outcome, &payments)
	if err != nil {
		return nil, err
	}
	o.Pricing, o.Status, o.Fulfilment = program.Pricing(pricing), Status(status), Fulfilment(fulfilment)
	if err := json.Unmarshal([]byte(standing), &o.Standing); err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(outcome), &o.Outcome); err != nil {
		return nil, err
	}
	o.Outcome.Edition = edition
	return o, json.Unmarshal([]byte(payments), &o.Payments)
}

func loadLines(ctx context.Context, tx *store.Tx, ids []int64, orders map[int64]*Order) error {
	return tx.Query(ctx, `SELECT order_id, sku, name, category, kind, quantity, remaining, total_minor, payable_minor,
		points, points_minor, bonus_minor, principal_minor, points_earned, growth_earned, adjustments
		FROM order_line WHERE merchant_id = $1 AND order_id = ANY($2) ORDER BY order_id, line`, func(r store.Row) error {
		var id, remaining, points, growth int64
		var l basket.Line
		var s basket.Share
		var kind, adjustments string
		err := r.Scan(&id, &l.SKU, &l.Name, &l.Category, &kind, &l.Quantity, &remaining, &s.TotalMinor, &s.PayableMinor,
			&s.Points, &s.PointsMinor, &s.BonusMinor, &s.PrincipalMinor, &points, &growth, &adjustments)
		if err != nil {
			return err
		}
		o := orders[id]
		if o == nil {
			return nil
		}
		if adjustments != "" {
			if err := json.Unmarshal([]byte(adjustments), &l.Adjustments); err != nil {
				return err
			}
		}
		l.Type, l.TotalMinor, l.Index = basket.Type(kind), s.TotalMinor, len(o.Lines)
		s.DiscountMinor = s.TotalMinor - s.PayableMinor
		s.CashMinor = s.PayableMinor - s.BonusMinor - s.PrincipalMinor
		o.Lines = append(o.Lines, l)
		o.Remaining = append(o.Remaining, remaining)
		o.Outcome.Lines = append(o.Outcome.Lines, outcomeOf(&l, s, points, growth))
		return nil
	}, tx.MerchantID(), ids)
}

// ListIn asks for a page of orders, newest first.
type ListIn struct {
	Members []int64 // of these members (a person and the records merged into it); nil for all
	Number  string
	Source  string
	StoreID int64
	Status  Status
	From    int64 // placed_at, microseconds, from this one on
	To      int64 // placed_at, up to but without this one; 0 for no end
	AfterAt int64 // the cursor: placed_at and id of the last order of the former page
	AfterID int64
	Limit   int // 1–MaxPage
}

// List gives a page of orders without their lines, newest first.
func List(ctx context.Context, tx *store.Tx, in ListIn) ([]*Order, error) {
	if in.Limit < 1 || in.Limit > MaxPage {
		return nil, fault.ErrRange.At("limit", fault.P{"min": 1, "max": MaxPage})
	}
	if in.To == 0 {
		in.To = 1<<63 - 1
	}
	if in.AfterAt == 0 {
		in.AfterAt, in.AfterID = 1<<63-1, 1<<63-1
	}
	var out []*Order
	keep := func(r store.Row) error {
		o, err := scanHead(r)
		out = append(out, o)
		return err
	}
	sql := listByTime
	args := []any{tx.MerchantID(), in.From, in.To, in.AfterAt, in.AfterID, in.Number, in.Source, in.StoreID, string(in.Status), in.Limit}
	switch {
	case in.Members != nil:
		sql, args = listByMember, append(args, in.Members)
	case in.Number != "":
		sql = listByNumber
	}
	err := tx.Query(ctx, sql, keep, args...)
	return out, err
}

const listFilter = ` merchant_id = $1 AND placed_at >= $2 AND placed_at < $3 AND (placed_at, id) < ($4, $5)
	AND (CAST($6 AS text) = '' OR number = $6) AND (CAST($7 AS text) = '' OR source = $7)
	AND (CAST($8 AS bigint) = 0 OR store_id = $8) AND (CAST($9 AS text) = '' OR status = $9)`

const (
	listByTime   = `SELECT ` + headColumns + ` FROM order_head WHERE` + listFilter + ` ORDER BY placed_at DESC, id DESC LIMIT $10`
	listByNumber = `SELECT ` + headColumns + ` FROM order_head WHERE number = $6 AND` + listFilter + ` ORDER BY placed_at DESC, id DESC LIMIT $10`
	listByMember = `SELECT ` + headColumns + ` FROM order_head WHERE member_id = ANY($11) AND` + listFilter + ` ORDER BY placed_at DESC, id DESC LIMIT $10`
)
