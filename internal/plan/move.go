package plan

import (
	"context"

	"regulars/internal/store"
)

// Move gives what one record holds to another, into which it was merged. Of a plan that both have one span is used up after the other: nothing that was
// paid for is lost. Both members are locked.
func Move(ctx context.Context, tx *store.Tx, from, into int64) error {
	_, err := tx.Exec(ctx, `UPDATE plan_membership SET member_id = $3 WHERE merchant_id = $1 AND member_id = $2`, tx.MerchantID(), from, into)
	if err != nil {
		return err
	}
	bk := OpenLater(tx, Need{Members: []int64{into}, From: tx.Now()})
	if err := tx.Flush(ctx); err != nil {
		return err
	}
	bk.CloseGaps(into, tx.Now())
	return bk.Save()
}

// Unmove gives back to a record, once its merge is undone, what was made for it or for records that were merged into it before. What had been renewed on
// top of the other's spans moves up, and what rested goes on (invariant 3). Both members are locked.
func Unmove(ctx context.Context, tx *store.Tx, from, into int64, records []int64) error {
	_, err := tx.Exec(ctx, `UPDATE plan_membership SET member_id = $2 WHERE merchant_id = $1 AND member_id = $3 AND record_id = ANY($4)`,
		tx.MerchantID(), from, into, records)
	if err != nil {
		return err
	}
	bk := OpenLater(tx, Need{Members: []int64{from, into}, From: tx.Now()})
	if err := tx.Flush(ctx); err != nil {
		return err
	}
	bk.CloseGaps(from, tx.Now())
	bk.CloseGaps(into, tx.Now())
	return bk.Save()
}

// Erase ends what a forgotten person holds: nothing is paid back, gifts are forfeited with everything else.
func Erase(ctx context.Context, tx *store.Tx, records []int64) error {
	_, err := tx.Exec(ctx, `UPDATE plan_membership SET reason = '', closed = CASE WHEN closed = '' AND ends_at > $3 THEN 'erased' ELSE closed END,
		closed_at = CASE WHEN closed = '' AND ends_at > $3 THEN $3 ELSE closed_at END
		WHERE merchant_id = $1 AND record_id = ANY($2)`, tx.MerchantID(), records, tx.Now())
	return err
}

// Finding is what Check finds wrong.
type Finding struct {
	ID        int64
	Invariant int
	Detail    string
}

const sqlOverlap = `SELECT a.id, b.id FROM plan_membership a JOIN plan_membership b ON b.merchant_id = $1 AND b.member_id = a.member_id AND b.plan_id = a.plan_id AND b.id > a.id
	WHERE a.merchant_id = $1 AND a.closed = '' AND b.closed = '' AND a.record_id = b.record_id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at ORDER BY a.id LIMIT 1000`

const sqlUnpaid = `SELECT id, price_minor - credit_minor FROM plan_membership WHERE merchant_id = $1
	AND (credit_minor > price_minor OR (refund_minor > 0 AND closed <> 'cancelled' AND closed <> 'upgraded') OR (act = 'given' AND price_minor > 0)) ORDER BY id LIMIT 1000`

const sqlVersionless = `SELECT m.id, m.version FROM plan_membership m WHERE m.merchant_id = $1
	AND NOT EXISTS (SELECT 1 FROM plan_version v WHERE v.merchant_id = $1 AND v.plan_id = m.plan_id AND v.version = m.version) ORDER BY m.id LIMIT 1000`

// Check proves the invariants of the room over a merchant.
func Check(ctx context.Context, tx *store.Tx, report func(Finding)) error {
	for _, c := range []struct {
		invariant   int
		sql, detail string
	}{
		{3, sqlOverlap, "it overlaps another span of the plan"},
		{6, sqlUnpaid, "its money does not add up"},
		{1, sqlVersionless, "its version is not there"},
	} {
		err := tx.Query(ctx, c.sql, func(r store.Row) error {
			var id, other int64
			err := r.Scan(&id, &other)
			report(Finding{ID: id, Invariant: c.invariant, Detail: c.detail})
			return err
		}, tx.MerchantID())
		if err != nil {
			return err
		}
	}
	return nil
}
