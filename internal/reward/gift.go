package reward

import (
	"context"
	"slices"

	"regulars/internal/catalog"
	"regulars/internal/coupon"
	"regulars/internal/fault"
	"regulars/internal/offer"
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
	products, err := catalog.Lookup(ctx, tx, skus)
	if err != nil {
		return nil, err
	}
	for _, sku := range skus {
		if out[sku] != 0 {
			continue
		}
		p, known := products[sku]
		if !known {
			return nil, ErrNamed.At("rewards", fault.P{"kind": string(item.Gift) + " " + sku})
		}
		if out[sku], err = newExchange(ctx, tx, p); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// newExchange makes the template of the exchange coupons of an article. Where somebody else did so at this moment, the transaction runs again.
func newExchange(ctx context.Context, tx *store.Tx, p catalog.Product) (int64, error) {
	in := coupon.TemplateIn{Stock: coupon.MaxStock, Terms: coupon.Terms{
		Name: exchangeName(p), Kind: offer.Exchange, Scope: coupon.Scope{SKUs: []string{p.SKU}}, Stacking: coupon.Stacking{Mode: offer.Always},
	}}
	if p.CostMinor != nil {
		in.Terms.CostMinor = *p.CostMinor
	}
	made, err := coupon.Save(ctx, tx, in)
	if err != nil {
		return 0, err
	}
	n, err := tx.Exec(ctx, `INSERT INTO reward_gift (merchant_id, sku, template_id) VALUES ($1, $2, $3) ON CONFLICT (merchant_id, sku) DO NOTHING`,
		tx.MerchantID(), p.SKU, made.ID)
	if err == nil && n == 0 {
		err = store.ErrAgain
	}
	return made.ID, err
}

// exchangeName is the article's name, as far as a coupon's name goes.
func exchangeName(p catalog.Product) string {
	name := []rune(p.Name)
	if len(name) == 0 {
		name = []rune(p.SKU)
	}
	return string(name[:min(len(name), maxExchangeName)])
}
