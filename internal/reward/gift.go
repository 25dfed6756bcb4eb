package reward

import (
	"context"
	"slices"

	"regulars/internal/fault"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// exchanges are the templates of the exchange coupons of articles; the first gift of an article makes its template. Returns
// ErrNamed for an article that the catalogue does not know.
func exchanges(ctx context.Context, tx *store.Tx, skus []string) (map[string]int64, error) {
	if len(skus) == 0 {
		return nil, nil
	}
	slices.Sort(skus)
	skus = slices.Compact(skus)
	out := make(map[string]int64, len(skus))
	err := tx.Query(ctx, `SELECT sku, template_id FROM reward_gift WHERE merchant_id = $1 AND sku = ANY($2)`, func(r store.Row) error {
		var sku string
		var id int64
		err := r.Scan(&sku, &id)
		out[sku] = id
		return err
	}, tx.MerchantID(), skus)
	if err != nil || len(out) == len(skus) {
		return out, err
	}
	for _, sku := range skus {
		if out[sku] == 0 {
			return nil, ErrNamed.At("rewards", fault.P{"kind": string(item.Gift) + " " + sku})
		}
	}
	return out, nil
}
