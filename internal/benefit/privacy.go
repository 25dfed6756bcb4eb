package benefit

import (
	"context"

	"regulars/internal/store"
)

// Forfeit takes away all that erased records could still use, and what was written about them: the numbers stay, without words. The caller holds
// the locks.
func Forfeit(ctx context.Context, tx *store.Tx, records []int64) error {
	_, err := tx.Exec(ctx, `UPDATE benefit_entitlement SET revoked = quantity - used, revoked_at = $3 WHERE merchant_id = $1 AND member_id = ANY($2) AND revoked_at > $3`,
		tx.MerchantID(), records, tx.Now())
	if err != nil {
		return err
	}
	for _, sql := range []string{
		`UPDATE benefit_use SET state = 'released' WHERE merchant_id = $1 AND member_id = ANY($2) AND state = 'locked'`,
		`UPDATE benefit_use SET note = '', undone_why = '' WHERE merchant_id = $1 AND member_id = ANY($2)`,
		`UPDATE benefit_sale SET refund_why = '' WHERE merchant_id = $1 AND member_id = ANY($2)`,
		`DELETE FROM benefit_sharer WHERE merchant_id = $1 AND (member_id = ANY($2)
			OR entitlement_id IN (SELECT e.id FROM benefit_entitlement e WHERE e.merchant_id = $1 AND e.member_id = ANY($2)))`,
	} {
		if _, err := tx.Exec(ctx, sql, tx.MerchantID(), records); err != nil {
			return err
		}
	}
	return nil
}

// Document is what is known of records here.
type Document struct {
	Entitlements []*Entitlement
	Uses         []*Use
	Sales        []SaleLine
}

// SaleLine is a times card that was bought, as an export tells of it.
type SaleLine struct {
	ID            int64
	Source        string
	Number        string
	PaidMinor     int64
	RefundedMinor int64
	RefundWhy     string
}

// Export is what is known of records here.
func Export(ctx context.Context, tx *store.Tx, records []int64) (Document, error) {
	var doc Document
	var err error
	if doc.Entitlements, err = OfRecords(ctx, tx, records); err != nil {
		return doc, err
	}
	err = tx.Query(ctx, `SELECT `+useColumns+` FROM benefit_use u WHERE u.merchant_id = $1 AND (u.member_id = ANY($2) OR u.used_by = ANY($2)) ORDER BY u.id`,
		func(r store.Row) error {
			u, err := scanUse(r)
			doc.Uses = append(doc.Uses, u)
			return err
		}, tx.MerchantID(), records)
	if err != nil {
		return doc, err
	}
	err = tx.Query(ctx, `SELECT id, source, number, paid_minor, refunded_minor, refund_why FROM benefit_sale WHERE merchant_id = $1 AND member_id = ANY($2) ORDER BY id`,
		func(r store.Row) error {
			var s SaleLine
			err := r.Scan(&s.ID, &s.Source, &s.Number, &s.PaidMinor, &s.RefundedMinor, &s.RefundWhy)
			doc.Sales = append(doc.Sales, s)
			return err
		}, tx.MerchantID(), records)
	return doc, err
}
