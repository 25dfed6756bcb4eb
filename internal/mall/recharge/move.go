package recharge

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

// Move gives the recharges of one record to another, into which it was merged; their lots move in the ledger.
func Move(ctx context.Context, tx *store.Tx, from, into int64) error {
	for _, sql := range []string{
		`UPDATE mall_recharge SET member_id = $3 WHERE merchant_id = $1 AND member_id = $2`,
		`UPDATE mall_withdrawal SET member_id = $3 WHERE merchant_id = $1 AND member_id = $2`,
	} {
		if _, err := tx.Exec(ctx, sql, tx.MerchantID(), from, into); err != nil {
			return err
		}
	}
	return nil
}

// Unmove gives back to a record, once its merge is undone, what was made for it or for records that were merged into it before.
func Unmove(ctx context.Context, tx *store.Tx, from, into int64, records []int64) error {
	for _, sql := range []string{
		`UPDATE mall_recharge SET member_id = $2 WHERE merchant_id = $1 AND member_id = $3 AND record_id = ANY($4)`,
		`UPDATE mall_withdrawal SET member_id = $2 WHERE merchant_id = $1 AND member_id = $3 AND record_id = ANY($4)`,
	} {
		if _, err := tx.Exec(ctx, sql, tx.MerchantID(), from, into, records); err != nil {
			return err
		}
	}
	return nil
}

// Erase takes words about a forgotten person out; the sums stay.
func Erase(ctx context.Context, tx *store.Tx, records []int64) error {
	_, err := tx.Exec(ctx, `UPDATE mall_withdrawal SET reason = '' WHERE merchant_id = $1 AND record_id = ANY($2)`, tx.MerchantID(), records)
	return err
}

// Fact is a recharge as statistics see it: what of it stands, on its day.
type Fact struct {
	RecordID int64
	MadeAt   calendar.Instant
	Minor    int64 // less what was paid back
}

// Facts are the recharges of records, oldest first.
func Facts(ctx context.Context, tx *store.Tx, records []int64) ([]Fact, error) {
	var out []Fact
	err := tx.Query(ctx, `SELECT record_id, made_at, amount_minor - withdrawn_minor FROM mall_recharge WHERE merchant_id = $1 AND record_id = ANY($2) ORDER BY id`,
		func(r store.Row) error {
			var f Fact
			err := r.Scan(&f.RecordID, &f.MadeAt, &f.Minor)
			out = append(out, f)
			return err
		}, tx.MerchantID(), records)
	return out, err
}

// OfRecords are all recharges and withdrawals of records, for the export of a person.
func OfRecords(ctx context.Context, tx *store.Tx, records []int64) ([]*Recharge, []*Withdrawal, error) {
	recharges, err := readRecharges(ctx, tx, rechargeSelect+` AND record_id = ANY($2) ORDER BY id`, tx.MerchantID(), records)
	if err != nil {
		return nil, nil, err
	}
	withdrawals, err := readWithdrawals(ctx, tx, withdrawalSelect+` AND record_id = ANY($2) ORDER BY id`, tx.MerchantID(), records)
	return recharges, withdrawals, err
}

// Finding is what Check finds wrong.
type Finding struct {
	ID        int64
	Invariant int
	Detail    string
}

// sqlWrong sums the entries of each recharge. Merges move entries and keep their causes, so nobody is named.
const sqlWrong = `WITH booked AS (
		SELECT cause_id, CAST(SUM(CASE WHEN asset = 'principal' AND account = 'recharged' THEN amount ELSE 0 END) AS bigint) AS principal,
			CAST(SUM(CASE WHEN asset = 'principal' AND account = 'spent' THEN amount ELSE 0 END) AS bigint) AS charged,
			CAST(SUM(CASE WHEN asset = 'bonus' AND account = 'issued' THEN amount ELSE 0 END) AS bigint) AS bonus
		FROM ledger_entry WHERE merchant_id = $1 AND cause_kind = 'recharge' AND account IN ('recharged', 'spent', 'issued') GROUP BY cause_id)
	SELECT r.id, COALESCE(b.principal, 0) - (r.amount_minor - r.withdrawn_minor + r.extra_minor), COALESCE(b.charged, 0) + r.charged_minor,
		COALESCE(b.bonus, 0) - (r.bonus_minor - r.voided_minor)
	FROM mall_recharge r LEFT JOIN booked b ON b.cause_id = r.id WHERE r.merchant_id = $1
		AND (COALESCE(b.principal, 0) <> r.amount_minor - r.withdrawn_minor + r.extra_minor OR COALESCE(b.charged, 0) <> -r.charged_minor
			OR COALESCE(b.bonus, 0) <> r.bonus_minor - r.voided_minor) ORDER BY r.id LIMIT 1000`

const sqlUneven = `SELECT (SELECT CAST(COALESCE(SUM(withdrawn_minor), 0) AS bigint) FROM mall_recharge WHERE merchant_id = $1),
	(SELECT CAST(COALESCE(SUM(amount_minor), 0) AS bigint) FROM mall_withdrawal WHERE merchant_id = $1)`
