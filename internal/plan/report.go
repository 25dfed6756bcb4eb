package plan

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/money"
	"regulars/internal/store"
)

// Report is what one plan did in a period.
type Report struct {
	PlanID       int64
	Active       int64 // members who have it now
	Joined       int64
	Returned     int64
	Renewed      int64
	Upgraded     int64 // to it
	Given        int64 // spans of given days
	Cancelled    int64
	RevenueMinor int64 // paid, less credit that was paid out
	ValueMinor   int64 // of what was paid, with stored value
	RefundMinor  int64 // of cancellations
	Ended        int64 // bought spans whose end came in the period
	Continued    int64 // of them, renewed on time or within the days after
}

// RenewalBp is how many of those that ended were continued, in basis points.
func (r *Report) RenewalBp() int64 {
	if r.Ended == 0 {
		return 0
	}
	return money.MulDiv(r.Continued, money.BpOne, r.Ended, money.Floor)
}

// continuedWithin is how late a renewal may come and still be one: thirty days.
const continuedWithin = 30 * 86_400_000_000

const sqlActive = `SELECT plan_id, COUNT(DISTINCT member_id) FROM plan_membership
	WHERE merchant_id = $1 AND starts_at <= $2 AND ends_at > $2 AND closed_at > $2 GROUP BY plan_id`

const sqlSales = `SELECT plan_id, act, COUNT(*), CAST(SUM(price_minor - credit_minor - back_minor) AS bigint),
	CAST(SUM(principal_minor + bonus_minor) AS bigint) FROM plan_membership
	WHERE merchant_id = $1 AND made_at >= $2 AND made_at < $3 GROUP BY plan_id, act`

const sqlCancelled = `SELECT plan_id, COUNT(*), CAST(SUM(refund_minor) AS bigint) FROM plan_membership
	WHERE merchant_id = $1 AND closed = 'cancelled' AND closed_at >= $2 AND closed_at < $3 GROUP BY plan_id`

const sqlContinued = `SELECT m.plan_id, COUNT(*), CAST(SUM(CASE WHEN EXISTS (SELECT 1 FROM plan_membership n WHERE n.merchant_id = $1 AND n.member_id = m.member_id
		AND n.plan_id = m.plan_id AND n.id <> m.id AND n.act <> 'given' AND n.closed_at > n.starts_at AND n.starts_at >= m.ends_at
		AND n.starts_at < m.ends_at + CAST($4 AS bigint)) THEN 1 ELSE 0 END) AS bigint)
	FROM plan_membership m WHERE m.merchant_id = $1 AND m.act <> 'given' AND m.closed = '' AND m.ends_at >= $2 AND m.ends_at < $3 GROUP BY m.plan_id`

// Reports are what the plans did from the first instant until before the second, by plan.
func Reports(ctx context.Context, tx *store.Tx, from, until calendar.Instant) (map[int64]*Report, error) {
	out := map[int64]*Report{}
	of := func(id int64) *Report {
		if out[id] == nil {
			out[id] = &Report{PlanID: id}
		}
		return out[id]
	}
	tx.QueryLater(sqlActive, func(r store.Row) error {
		var id, n int64
		err := r.Scan(&id, &n)
		of(id).Active = n
		return err
	}, tx.MerchantID(), tx.Now())
	tx.QueryLater(sqlSales, func(r store.Row) error {
		var id, n, paid, value int64
		var act string
		err := r.Scan(&id, &act, &n, &paid, &value)
		of(id).ValueMinor += value
		of(id).sold(Act(act), n, paid)
		return err
	}, tx.MerchantID(), from, until)
	tx.QueryLater(sqlCancelled, func(r store.Row) error {
		var id int64
		var n, back int64
		err := r.Scan(&id, &n, &back)
		of(id).Cancelled, of(id).RefundMinor = n, back
		return err
	}, tx.MerchantID(), from, until)
	tx.QueryLater(sqlContinued, func(r store.Row) error {
		var id, n, kept int64
		err := r.Scan(&id, &n, &kept)
		of(id).Ended, of(id).Continued = n, kept
		return err
	}, tx.MerchantID(), from, min(until, tx.Now()), int64(continuedWithin))
	return out, tx.Flush(ctx)
}

func (r *Report) sold(act Act, n, paid int64) {
	r.RevenueMinor += paid
	switch act {
	case Joined:
		r.Joined = n
	case Returned:
		r.Returned = n
	case Renewed:
		r.Renewed = n
	case Upgraded:
		r.Upgraded = n
	case Given:
		r.Given = n
	}
}
