package mall

import (
	"context"
	"time"

	"regulars/internal/store"
)

// Told is a redemption with whom it was sent to, for the person himself.
type Told struct {
	Redemption
	Recipient Recipient
}

// Of is everything that the records of a person have redeemed, oldest first.
func Of(ctx context.Context, tx *store.Tx, records []int64) ([]Told, error) {
	list, err := find(ctx, tx, `SELECT `+redemptionColumns+` FROM mall_redemption WHERE merchant_id = $1 AND member_id = ANY($2) ORDER BY id`, records)
	if err != nil {
		return nil, err
	}
	out := make([]Told, len(list))
	for i, r := range list {
		out[i].Redemption = *r
		if out[i].Recipient, err = RecipientOf(ctx, tx, r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Anonymise takes addresses and reasons off the redemptions of members who are erased: people write names there. Sums and goods stay.
func Anonymise(ctx context.Context, tx *store.Tx, records []int64) error {
	_, err := tx.Exec(ctx, `UPDATE mall_redemption SET recipient = $3, reason = '', parcel = '' WHERE merchant_id = $1 AND member_id = ANY($2)`,
		tx.MerchantID(), records, []byte{})
	return err
}

// ForgetRecipients takes off whom things were sent to that are done or cancelled for [RecipientDays], some of them; it answers how many.
func ForgetRecipients(ctx context.Context, tx *store.Tx) (int64, error) {
	before := tx.Now().Add(-RecipientDays * 24 * time.Hour)
	return tx.Exec(ctx, `UPDATE mall_redemption SET recipient = $4 WHERE merchant_id = $1 AND id IN (
			SELECT id FROM mall_redemption WHERE merchant_id = $1 AND state IN ('done', 'cancelled') AND recipient <> $4
				AND (done_at < $2 OR cancelled_at < $2) ORDER BY id LIMIT $3)`, tx.MerchantID(), before, int64(forgetBatch), []byte{})
}
