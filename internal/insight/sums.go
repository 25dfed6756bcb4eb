package insight

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

// quarter is the width in microseconds by which instants are grouped: every zone's midnight lies on its bounds.
const quarter = 900_000_000

const (
	// $4 is 1 where only the stores of $5 count.
	sqlOrders = `SELECT placed_on, CAST(SUM(payable_minor) AS bigint), CAST(SUM(CASE WHEN member_id <> 0 THEN payable_minor ELSE 0 END) AS bigint),
	SUM(CASE WHEN status <> 'refunded' AND payable_minor > 0 THEN 1 ELSE 0 END),
	SUM(CASE WHEN status <> 'refunded' AND payable_minor > 0 AND member_id <> 0 THEN 1 ELSE 0 END)
FROM order_head WHERE merchant_id = $1 AND placed_on >= $2 AND placed_on < $3 AND (CAST($4 AS bigint) = 0 OR store_id = ANY($5))
GROUP BY placed_on`

	// A refund has a member where its order has one: an order is not claimed once something of it came back.
	sqlRefunds = `SELECT refunded_at / 900000000, CAST(SUM(amount_minor) AS bigint), CAST(SUM(CASE WHEN member_id <> 0 THEN amount_minor ELSE 0 END) AS bigint)
FROM order_refund WHERE merchant_id = $1 AND refunded_at >= $2 AND refunded_at < $3 AND return_id = 0 GROUP BY 1`

	sqlStoreRefunds = `SELECT r.refunded_at / 900000000, CAST(SUM(r.amount_minor) AS bigint), CAST(SUM(CASE WHEN r.member_id <> 0 THEN r.amount_minor ELSE 0 END) AS bigint)
FROM order_refund r JOIN order_head h ON h.merchant_id = r.merchant_id AND h.id = r.order_id
WHERE r.merchant_id = $1 AND h.merchant_id = $1 AND r.refunded_at >= $2 AND r.refunded_at < $3 AND r.return_id = 0 AND h.store_id = ANY($4) GROUP BY 1`

	sqlReturns = `SELECT returned_on, CAST(SUM(amount_minor) AS bigint), CAST(SUM(CASE WHEN member_id <> 0 THEN amount_minor ELSE 0 END) AS bigint)
FROM order_return WHERE merchant_id = $1 AND returned_at >= $2 AND returned_at < $3 AND (CAST($4 AS bigint) = 0 OR store_id = ANY($5)) GROUP BY returned_on`

	// The channels there are, hopping from one to the next, and of each how many joined: an index scan that sorts nothing.
	sqlJoined = `WITH RECURSIVE c(channel) AS (
	SELECT MIN(channel) FROM member WHERE merchant_id = $1 AND status = 'member' AND alias_of = 0
	UNION ALL SELECT (SELECT MIN(m.channel) FROM member m WHERE m.merchant_id = $1 AND m.status = 'member' AND m.alias_of = 0 AND m.channel > c.channel)
		FROM c WHERE c.channel IS NOT NULL)
SELECT c.channel, (SELECT COUNT(*) FROM member j WHERE j.merchant_id = $1 AND j.status = 'member' AND j.alias_of = 0 AND j.channel = c.channel
	AND j.joined_at >= $2 AND j.joined_at < $3 AND (CAST($4 AS bigint) = 0 OR j.store_id = ANY($5)))
FROM c WHERE c.channel IS NOT NULL`

	// Grouping so many rows is quicker in memory than in SQLite.
	sqlBuyers = `SELECT member_id FROM order_head WHERE merchant_id = $1 AND placed_on >= $2 AND placed_on < $3 AND member_id <> 0
	AND status <> 'refunded' AND payable_minor > 0 AND (CAST($4 AS bigint) = 0 OR store_id = ANY($5))`

	sqlAliases = `SELECT id, alias_of FROM member WHERE merchant_id = $1 AND alias_of <> 0`
)

// stores are the last two arguments of each statement.
func (l *look) stores() []any {
	if l.ask.Stores == nil {
		return []any{0, []int64{}}
	}
	return []any{1, l.ask.Stores}
}

// orders sums what was placed.
func (l *look) orders(ctx context.Context) error {
	return l.tx.Query(ctx, sqlOrders, func(r store.Row) error {
		var d Day
		if err := r.Scan(&d.On, &d.GrossMinor, &d.MemberGrossMinor, &d.Orders, &d.MemberOrders); err != nil {
			return err
		}
		l.day(d.On).add(d)
		return nil
	}, append([]any{l.tx.MerchantID(), l.ask.From, l.ask.To}, l.stores()...)...)
}

// refunds sums what was given back of orders.
func (l *look) refunds(ctx context.Context) error {
	keep := func(r store.Row) error {
		var at int64
		var d Day
		if err := r.Scan(&at, &d.RefundMinor, &d.MemberRefundMinor); err != nil {
			return err
		}
		l.day(calendar.Instant(at * quarter).Day(l.tx.Zone())).add(d)
		return nil
	}
	from, to := l.ask.From.Start(l.tx.Zone()), l.ask.To.Start(l.tx.Zone())
	if l.ask.Stores != nil {
		return l.tx.Query(ctx, sqlStoreRefunds, keep, l.tx.MerchantID(), from, to, l.ask.Stores)
	}
	return l.tx.Query(ctx, sqlRefunds, keep, l.tx.MerchantID(), from, to)
}

// returns sums what was given back without a receipt.
func (l *look) returns(ctx context.Context) error {
	return l.tx.Query(ctx, sqlReturns, func(r store.Row) error {
		var d Day
		if err := r.Scan(&d.On, &d.RefundMinor, &d.MemberRefundMinor); err != nil {
			return err
		}
		l.day(d.On).add(d)
		return nil
	}, append([]any{l.tx.MerchantID(), l.ask.From.Start(l.tx.Zone()), l.ask.To.Start(l.tx.Zone())}, l.stores()...)...)
}

// joined counts new members.
func (l *look) joined(ctx context.Context) error {
	for on := l.ask.From; on < l.ask.To; on++ {
		day, channels := l.day(on), l.figures(on).Channels
		args := append([]any{l.tx.MerchantID(), on.Start(l.tx.Zone()), on.End(l.tx.Zone())}, l.stores()...)
		err := l.tx.Query(ctx, sqlJoined, func(r store.Row) error {
			var n int64
			var channel string
			err := r.Scan(&channel, &n)
			if n > 0 {
				day.NewMembers += n
				channels[channel] += n
			}
			return err
		}, args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// buyersDays is how many days of purchases are read at once: it bounds what is held in memory.
const buyersDays = 14

// buyers counts who bought, and who bought more than once.
func (l *look) buyers(ctx context.Context, f *Figures, aliases map[int64]int64) error {
	again := map[int64]bool{} // who bought; true where more than once
	for from := f.From; from < f.To; from += buyersDays {
		args := append([]any{l.tx.MerchantID(), from, min(from+buyersDays, f.To)}, l.stores()...)
		err := l.tx.Query(ctx, sqlBuyers, func(r store.Row) error {
			var id int64
			err := r.Scan(&id)
			if into, merged := aliases[id]; merged {
				id = into
			}
			_, before := again[id]
			again[id] = before
			return err
		}, args...)
		if err != nil {
			return err
		}
	}
	f.Buyers = int64(len(again))
	for _, more := range again {
		if more {
			f.Repeat++
		}
	}
	return nil
}

// aliases are the records that were merged into others.
func (l *look) aliases(ctx context.Context) (map[int64]int64, error) {
	out := map[int64]int64{}
	err := l.tx.Query(ctx, sqlAliases, func(r store.Row) error {
		var id, into int64
		err := r.Scan(&id, &into)
		out[id] = into
		return err
	}, l.tx.MerchantID())
	return out, err
}
