package catalog

import (
	"context"
	"fmt"
	"slices"

	"regulars/internal/fault"
	"regulars/internal/store"
)

// Missing are those of the skus that no product has; none where the merchant keeps no products here, as orders tell theirs themselves.
func Missing(ctx context.Context, tx *store.Tx, skus []string) (map[string]bool, error) {
	kept, err := store.One(ctx, tx, `SELECT 1 FROM catalog_product WHERE merchant_id = $1 LIMIT 1`, func(r store.Row) error {
		var one int64
		return r.Scan(&one)
	}, tx.MerchantID())
	if err != nil || !kept || len(skus) == 0 {
		return nil, err
	}
	unknown := make(map[string]bool, len(skus))
	for _, sku := range skus {
		unknown[sku] = true
	}
	return unknown, tx.Query(ctx, `SELECT sku FROM catalog_product WHERE merchant_id = $1 AND sku = ANY($2)`, func(r store.Row) error {
		var sku string
		err := r.Scan(&sku)
		delete(unknown, sku)
		return err
	}, tx.MerchantID(), skus)
}

// Named refuses skus and categories of a scope that are not there; field is the path of the scope, or empty. What was named before stays.
func Named(ctx context.Context, tx *store.Tx, field string, is, was Names) (wrong []*fault.Error, err error) {
	if field != "" {
		field += "."
	}
	unknown, err := Missing(ctx, tx, is.SKUs)
	if err != nil {
		return nil, err
	}
	for _, sku := range was.SKUs {
		delete(unknown, sku)
	}
	for i, sku := range is.SKUs {
		if unknown[sku] {
			wrong = append(wrong, ErrProductUnknown.At(fmt.Sprintf("%sskus[%d]", field, i), fault.P{"sku": sku}))
		}
	}
	if len(is.Categories) == 0 {
		return wrong, nil
	}
	tree, err := LoadTree(ctx, tx)
	if err != nil {
		return nil, err
	}
	for i, code := range is.Categories {
		if tree.byCode[code] == nil && !slices.Contains(was.Categories, code) {
			wrong = append(wrong, ErrCategoryUnknown.At(fmt.Sprintf("%scategories[%d]", field, i), fault.P{"code": code}))
		}
	}
	return wrong, nil
}

// Names are what a scope names of the catalogue.
type Names struct{ SKUs, Categories []string }
