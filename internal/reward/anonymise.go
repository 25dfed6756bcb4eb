package reward

import (
	"context"

	"regulars/internal/store"
)

// Anonymise takes the reasons off what was given to members who are erased: people write names there.
func Anonymise(ctx context.Context, tx *store.Tx, members []int64) error {
	_, err := tx.Exec(ctx, `UPDATE reward_grant SET reason = '' WHERE merchant_id = $1 AND member_id = ANY($2)`, tx.MerchantID(), members)
	return err
}
