package card

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

// Sums are what one card did.
type Sums struct {
	CardID        int64
	Sold          int64 // in the period
	PaidMinor     int64
	Refunded      int64 // in the period, whenever they were sold
	RefundedMinor int64
	Used          int64 // of all that were ever sold
	Left          int64 // that can still be used now
}

const (
	sqlReport = `SELECT s.card_id, CAST(SUM(CASE WHEN s.at >= $2 AND s.at < $3 THEN 1 ELSE 0 END) AS bigint),
			CAST(SUM(CASE WHEN s.at >= $2 AND s.at < $3 THEN s.paid_minor ELSE 0 END) AS bigint),
			CAST(SUM(CASE WHEN s.refunded_at >= $2 AND s.refunded_at < $3 THEN 1 ELSE 0 END) AS bigint),
			CAST(SUM(CASE WHEN s.refunded_at >= $2 AND s.refunded_at < $3 THEN s.refunded_minor ELSE 0 END) AS bigint)
		FROM benefit_sale s WHERE s.merchant_id = $1 GROUP BY s.card_id ORDER BY s.card_id`
	sqlReportUses = `SELECT of.card_id, CAST(SUM(of.used) AS bigint), CAST(SUM(CASE WHEN of.expires_at > $2 THEN of.unused ELSE 0 END) AS bigint) FROM (
			SELECT s.card_id, e.used, e.expires_at, e.quantity - e.used - e.revoked AS unused FROM benefit_sale s
				JOIN benefit_entitlement e ON e.merchant_id = s.merchant_id AND e.id = s.entitlement_id WHERE s.merchant_id = $1 AND e.merchant_id = $1
			UNION ALL SELECT s.card_id, e.used, e.expires_at, e.quantity - e.used - e.revoked FROM benefit_sale s
				JOIN benefit_entitlement e ON e.merchant_id = s.merchant_id AND e.part_of = s.entitlement_id AND e.part_of <> 0
				WHERE s.merchant_id = $1 AND e.merchant_id = $1) of
		GROUP BY of.card_id`
)

// Report is what the cards did that were ever sold: what was sold and given back from an instant on and before another, and how their uses stand now.
func Report(ctx context.Context, tx *store.Tx, from, until calendar.Instant) ([]*Sums, error) {
	var out []*Sums
	of := map[int64]*Sums{}
	err := tx.Query(ctx, sqlReport, func(r store.Row) error {
		s := &Sums{}
		err := r.Scan(&s.CardID, &s.Sold, &s.PaidMinor, &s.Refunded, &s.RefundedMinor)
		out, of[s.CardID] = append(out, s), s
		return err
	}, tx.MerchantID(), from, until)
	if err != nil {
		return nil, err
	}
	return out, tx.Query(ctx, sqlReportUses, func(r store.Row) error {
		var id, used, left int64
		err := r.Scan(&id, &used, &left)
		of[id].Used, of[id].Left = used, left
		return err
	}, tx.MerchantID(), tx.Now())
}
