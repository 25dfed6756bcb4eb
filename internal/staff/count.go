package staff

import (
	"context"

	"regulars/internal/fault"
	"regulars/internal/store"
)

// refuseFull returns fault.ErrTooMany where the merchant has limit rows already.
func refuseFull(ctx context.Context, tx *store.Tx, sqlCount string, limit int) error {
	have := 0
	_, err := store.One(ctx, tx, sqlCount, func(row store.Row) error { return row.Scan(&have) }, tx.MerchantID())
	if err == nil && have >= limit {
		err = fault.ErrTooMany.New(fault.P{"limit": limit})
	}
	return err
}
