package order

import (
	"context"
	"encoding/json"

	"regulars/internal/basket"
	"regulars/internal/program"
	"regulars/internal/store"
)

const headColumns = `id, source, number, hash, member_id, store_id, channel, placed_at, paid_at, recorded_at, made_by, pricing, edition, status, fulfilment,
	kept_minor, standing, outcome, payments`

// Get reads an order. Returns ErrUnknown.
func Get(ctx context.Context, tx *store.Tx, id int64) (*Order, error) {
	orders, err := Many(ctx, tx, []int64{id})
	if err != nil {
		return nil, err
	}
	if orders[id] == nil {
		return nil, ErrUnknown.New(nil)
	}
	return orders[id], nil
}

// Many reads orders with their lines, by id; unknown ids are left out. The caller bounds their number.
func Many(ctx context.Context, tx *store.Tx, ids []int64) (map[int64]*Order, error) {
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
