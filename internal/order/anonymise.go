package order

import (
	"context"

	"regulars/internal/order/hand"
	"regulars/internal/store"
)

// Anonymise takes the reasons off the refunds and returns of members who are erased: people write names there. Their holds go. Sums and
// goods stay.
func Anonymise(ctx context.Context, tx *store.Tx, members []int64) error {
	_, err := tx.Exec(ctx, `UPDATE order_refund SET reason = '' WHERE merchant_id = $1 AND order_id IN
		(SELECT h.id FROM order_head h WHERE h.merchant_id = $1 AND h.member_id = ANY($2))`, tx.MerchantID(), members)
	if err != nil {
		return err
	}
	if err := hand.Forget(ctx, tx, members); err != nil {
		return err
	}
	list, err := ReturnsOf(ctx, tx, members)
	if err != nil {
		return err
	}
	rows := make([][]any, len(list))
	for i, b := range list {
		b.Taken.Reason = ""
		taken, err := encode(b.Taken)
		if err != nil {
			return err
		}
		rows[i] = []any{b.ID, taken}
	}
	_, err = store.UpdateMany(ctx, tx, store.Update{Table: "order_return", Key: []string{"id"}, Set: []string{"outcome"}}, rows)
	return err
}
