package register

import (
	"context"
	"math"

	"regulars/internal/calendar"
	"regulars/internal/order"
	"regulars/internal/store"
)

// Limits of the room.
const (
	MaxPage = 200   // orders of one page
	maxWalk = 8_000 // orders that are looked at for one page
	unasked = 1_000 // the same where nothing is asked of them: an end keeps PostgreSQL from sorting everything
)

// Row is an order as a list shows it.
type Row struct {
	ID              int64
	Source, Number  string
	MemberID        int64 // 0 for a guest; the record that it was placed by, merged or not
	StoreID         int64
	Channel         string
	PlacedAt        calendar.Instant
	PaidAt          calendar.Instant
	RecordedAt      calendar.Instant
	MadeBy, Pricing string
	Status          order.Status
	Fulfilment      order.Fulfilment
	TotalMinor      int64 // before any discount
	PayableMinor    int64
	CashMinor       int64
	KeptMinor       int64
	PointsEarned    int64
	GrowthEarned    int64
}

// Filter selects orders. Empty fields select all.
type Filter struct {
	Members    []int64 // of these records (a person and those merged into them); nil for all
	Number     string
	Source     string
	Stores     []int64 // nil for all; those of no store are of none
	Channel    string
	Status     order.Status
	Fulfilment order.Fulfilment
	From       calendar.Instant // placed at this instant or later
	To         calendar.Instant // placed before this instant; 0 for no end
	MinMinor   int64            // payable, from this one on
	MaxMinor   int64            // payable, up to this one; 0 for no end

	walk int // how many are looked at for one page; maxWalk where it is 0
}

// Place is where a page ended; the zero value is the beginning.
type Place struct {
	At calendar.Instant
	ID int64
}

const columns = `SELECT id, source, number, member_id, store_id, channel, placed_at, paid_at, recorded_at, made_by, pricing, status, fulfilment,
	total_minor, payable_minor, cash_minor, kept_minor, points_earned, growth_earned FROM order_head`

const filter = ` merchant_id = $1 AND placed_at >= $2 AND placed_at < $3 AND (placed_at, id) < ($4, $5)
	AND (CAST($7 AS text) = '' OR source = $7) AND (CAST($8 AS boolean) OR store_id = ANY($14)) AND (CAST($9 AS text) = '' OR channel = $9)
	AND (CAST($10 AS text) = '' OR status = $10) AND (CAST($11 AS text) = '' OR fulfilment = $11) AND payable_minor >= $12 AND payable_minor <= $13
	ORDER BY placed_at DESC, id DESC LIMIT $6`

const (
	byTime   = columns + ` WHERE` + filter
	byNumber = columns + ` WHERE number = $15 AND` + filter
	byMember = columns + ` WHERE member_id = ANY($15) AND (CAST($16 AS text) = '' OR number = $16) AND` + filter
	timeEnd  = `SELECT placed_at FROM order_head WHERE merchant_id = $1 AND placed_at >= $2 AND placed_at < $3 AND placed_at <= $4 ORDER BY placed_at DESC LIMIT 1 OFFSET $5`
	byPrefix = columns + ` WHERE merchant_id = $1 AND number >= $2 AND number < $3 AND (CAST($5 AS boolean) OR store_id = ANY($6)) ORDER BY number, source LIMIT $4`
	byIDs    = columns + ` WHERE merchant_id = $1 AND id = ANY($2) ORDER BY id`
)

// List is a page of orders, newest first, and the place of the next one, nil at the end.
func List(ctx context.Context, tx *store.Tx, f Filter, after Place, limit int) ([]Row, *Place, error) {
	limit = min(max(limit, 1), MaxPage)
	if after == (Place{}) {
		after = Place{calendar.Never, int64(calendar.Never)}
	}
	if f.To == 0 {
		f.To = calendar.Never
	}
	if f.MaxMinor == 0 {
		f.MaxMinor = math.MaxInt64
	}
	from, more := f.From, false
	sql, args := byTime, []any(nil)
	switch {
	case f.Members != nil:
		sql, args = byMember, []any{f.Members, f.Number}
	case f.Number != "":
		sql, args = byNumber, []any{f.Number}
	default:
		stop, walked, err := f.stop(ctx, tx, after)
		if err != nil {
			return nil, nil, err
		}
		if more = walked; more {
			from = stop
		}
	}
	args = append([]any{tx.MerchantID(), from, f.To, after.At, after.ID, limit + 1, f.Source, f.Stores == nil, f.Channel, string(f.Status), string(f.Fulfilment),
		f.MinMinor, f.MaxMinor, append([]int64{}, f.Stores...)}, args...)
	rows, err := read(ctx, tx, sql, args...)
	switch {
	case err != nil:
		return nil, nil, err
	case len(rows) > limit:
		last := rows[limit-1]
		return rows[:limit], &Place{last.PlacedAt, last.ID}, nil
	case more:
		return rows, &Place{At: from}, nil // what was placed at that instant has been looked at
	}
	return rows, nil, nil
}

// stop is the instant at which a walk ends that has looked at so many orders; more is false where it ends by itself.
func (f *Filter) stop(ctx context.Context, tx *store.Tx, after Place) (stop calendar.Instant, more bool, err error) {
	last := after.At
	if after.ID == 0 {
		last-- // all of that instant have been looked at
	}
	more, err = store.One(ctx, tx, timeEnd, func(r store.Row) error { return r.Scan(&stop) }, tx.MerchantID(), f.From, f.To, last, f.walkAt())
	return stop, more, err
}

// asks reports whether anything but the time is asked of orders.
func (f *Filter) asks() bool {
	return f.Source != "" || f.Stores != nil || f.Channel != "" || f.Status != "" || f.Fulfilment != "" || f.MinMinor != 0 || f.MaxMinor != math.MaxInt64
}

func (f *Filter) walkAt() int {
	switch {
	case f.walk != 0:
		return f.walk
	case f.asks():
		return maxWalk
	}
	return unasked
}

// Find are orders of some stores (nil for all) whose number begins with the text, by number; at most limit.
func Find(ctx context.Context, tx *store.Tx, text string, stores []int64, limit int) ([]Row, error) {
	if text == "" {
		return nil, nil
	}
	return read(ctx, tx, byPrefix, tx.MerchantID(), text, text+"\U0010FFFF", limit, stores == nil, append([]int64{}, stores...))
}

// GetMany are the orders of these ids, oldest first; unknown ones are left out.
func GetMany(ctx context.Context, tx *store.Tx, ids []int64) ([]Row, error) {
	return read(ctx, tx, byIDs, tx.MerchantID(), ids)
}

func read(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]Row, error) {
	var out []Row
	err := tx.Query(ctx, sql, func(r store.Row) error {
		var o Row
		var status, fulfilment string
		err := r.Scan(&o.ID, &o.Source, &o.Number, &o.MemberID, &o.StoreID, &o.Channel, &o.PlacedAt, &o.PaidAt, &o.RecordedAt, &o.MadeBy, &o.Pricing,
			&status, &fulfilment, &o.TotalMinor, &o.PayableMinor, &o.CashMinor, &o.KeptMinor, &o.PointsEarned, &o.GrowthEarned)
		o.Status, o.Fulfilment = order.Status(status), order.Fulfilment(fulfilment)
		out = append(out, o)
		return err
	}, args...)
	return out, err
}
