package order

import (
	"context"

	"regulars/internal/order/back"
	"regulars/internal/order/hand"
	"regulars/internal/store"
)

// Anonymise takes the words that people wrote off what came back from members who are erased. Their holds go. Sums and goods stay.
func Anonymise(ctx context.Context, tx *store.Tx, members []int64) error {
	if err := back.Anonymise(ctx, tx, members); err != nil {
		return err
	}
	return hand.Forget(ctx, tx, members)
}
