package check

import (
	"context"

	"regulars/internal/program"
	"regulars/internal/store"
)

// priced names a price of a list.
type priced struct{ list, sku string }

// sells counts the units that an order keeps at prices of lists.
func (p *page) sells(kept *program.Kept) {
	if kept.Deal == nil {
		return
	}
	for _, u := range kept.Deal.Prices {
		p.units[priced{u.List, u.SKU}] += u.Quantity
	}
}

const sqlSold = `SELECT list, sku, sold FROM catalog_price WHERE merchant_id = $1 AND sold > 0 ORDER BY list, sku`

// soldBefore notes, before the orders are read, what is counted as sold of limited prices.
func (c *checker) soldBefore(ctx context.Context) error {
	return c.sold(ctx, func(k priced, units int64) { c.before[k] = units })
}

// soldAfter finds prices of which more is counted than orders keep. While a server works, orders are recorded and refunded between the
// pages: what was counted both before and after them is told alone. (Fewer may be counted: units that were sold while the price had no limit.)
func (c *checker) soldAfter(ctx context.Context) error {
	return c.sold(ctx, func(k priced, units int64) {
		if counted := min(c.before[k], units); counted > c.units[k] {
			c.find("price", 2, k.list, "of %s %d units are counted as sold, orders keep %d", k.sku, counted, c.units[k])
		}
	})
}

func (c *checker) sold(ctx context.Context, tell func(k priced, units int64)) error {
	return c.view(ctx, func(tx *store.Tx) error {
		return tx.Query(ctx, sqlSold, func(r store.Row) error {
			var k priced
			var units int64
			err := r.Scan(&k.list, &k.sku, &units)
			tell(k, units)
			return err
		}, tx.MerchantID())
	})
}
