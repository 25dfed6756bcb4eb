package plan

import (
	"context"

	"regulars/internal/catalog/price"
	"regulars/internal/offer/deal"
	"regulars/internal/store"
)

// Named is what benefits of programmes may name: the merchant's plans, those no longer sold too, and price lists.
func Named(ctx context.Context, tx *store.Tx) (*deal.Named, error) {
	lists, err := price.Codes(ctx, tx)
	if err != nil {
		return nil, err
	}
	out := &deal.Named{PriceLists: lists}
	err = tx.Query(ctx, `SELECT code FROM plan WHERE merchant_id = $1 ORDER BY code`, func(r store.Row) error {
		var code string
		err := r.Scan(&code)
		out.Plans = append(out.Plans, code)
		return err
	}, tx.MerchantID())
	return out, err
}
