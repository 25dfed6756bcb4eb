package benefit

import (
	"context"
	"fmt"

	"regulars/internal/store"
)

// Finding is a breach of an invariant of the room; Subject is the entitlement or use.
type Finding struct {
	Invariant int
	Subject   string
	Detail    string
}

// The breaches that one statement finds each: a row is what it was found at and two numbers that should agree.
const (
	sqlCheckSums = `SELECT e.id, e.used, CAST(COALESCE(SUM(u.quantity - u.returned), 0) AS bigint) FROM benefit_entitlement e
		LEFT JOIN benefit_use u ON u.merchant_id = e.merchant_id AND u.entitlement_id = e.id AND u.state IN ('used', 'undone')
		WHERE e.merchant_id = $1 GROUP BY e.id, e.used HAVING e.used <> CAST(COALESCE(SUM(u.quantity - u.returned), 0) AS bigint) ORDER BY e.id LIMIT $2`
	sqlCheckStates = `SELECT id, quantity, returned FROM benefit_use WHERE merchant_id = $1
		AND (state = 'undone' AND returned <> quantity OR state = 'used' AND returned = quantity OR state IN ('locked', 'released') AND returned <> 0) ORDER BY id LIMIT $2`
	sqlCheckStray = `SELECT u.id, u.entitlement_id, 0 FROM benefit_use u WHERE u.merchant_id = $1
		AND NOT EXISTS (SELECT 1 FROM benefit_entitlement e WHERE e.merchant_id = $1 AND e.id = u.entitlement_id AND e.member_id = u.member_id) ORDER BY u.id LIMIT $2`
	sqlCheckSales = `SELECT s.id, s.paid_minor, s.refunded_minor FROM benefit_sale s WHERE s.merchant_id = $1
		AND (NOT EXISTS (SELECT 1 FROM benefit_entitlement e WHERE e.merchant_id = $1 AND e.id = s.entitlement_id AND e.kind = 'card' AND e.part_of = 0)
		OR s.refunded_at < 9223372036854775807 AND EXISTS (SELECT 1 FROM benefit_entitlement e WHERE e.merchant_id = $1
			AND (e.id = s.entitlement_id OR e.part_of = s.entitlement_id AND e.part_of <> 0) AND e.follows = 0 AND e.used + e.revoked < e.quantity
			AND NOT EXISTS (SELECT 1 FROM benefit_use u WHERE u.merchant_id = $1 AND u.entitlement_id = e.id
				AND u.undone_at >= s.refunded_at AND u.undone_at < 9223372036854775807))) ORDER BY s.id LIMIT $2`
	sqlCheckHolder = `SELECT e.id, e.member_id, 0 FROM benefit_entitlement e WHERE e.merchant_id = $1
		AND NOT EXISTS (SELECT 1 FROM member m WHERE m.merchant_id = $1 AND m.id = e.member_id) ORDER BY e.id LIMIT $2`
	sqlCheckNotes = `SELECT n.cause_id, n.quantity, u.quantity - u.returned FROM benefit_note n JOIN benefit_use u ON u.merchant_id = n.merchant_id AND u.id = n.cause_id
		WHERE n.merchant_id = $1 AND u.merchant_id = $1 AND n.cause_kind = 'use' AND n.quantity <> u.quantity - u.returned ORDER BY n.cause_id LIMIT $2`
)

// Check proves the invariants of the room over a merchant and tells of each breach, at most limit of a kind.
func Check(ctx context.Context, tx *store.Tx, limit int, tell func(Finding)) error {
	for _, c := range []struct {
		sql, prefix, detail string
		invariant           int
	}{
		{sqlCheckSums, "etl", "%d are counted as used, the uses sum to %d", 2},
		{sqlCheckStates, "eus", "the state does not fit: %d used, %d returned", 2},
		{sqlCheckStray, "eus", "of an entitlement %d that is not there or another record's (%d)", 7},
		{sqlCheckSales, "eus", "a sale of a times card (paid %d, refunded %d) whose entitlement is missing or still usable", 5},
		{sqlCheckHolder, "etl", "belongs to member %d, who is not there (%d)", 7},
		{sqlCheckNotes, "eus", "%d are noted, %d were used", 6},
	} {
		err := tx.Query(ctx, c.sql, func(r store.Row) error {
			var id, a, b int64
			err := r.Scan(&id, &a, &b)
			tell(Finding{c.invariant, store.FormatID(c.prefix, id), fmt.Sprintf(c.detail, a, b)})
			return err
		}, tx.MerchantID(), limit)
		if err != nil {
			return err
		}
	}
	return nil
}
