package check

import (
	"context"

	"regulars/internal/dossier"
	"regulars/internal/reward/use"
	"regulars/internal/store"
)

// spends counts what an order keeps of budgets.
func (p *page) spends(s dossier.Standing) {
	for _, u := range s.Kept.Uses {
		if u.Shared {
			p.budgets[use.KeyOf(u, s.Order.PlacedAt, p.tx.Zone())] += u.Amount
		}
	}
}

// spent compares what is counted against budgets with what all orders and grants keep. The orders were read page by page, so while a server
// records others a difference is only a reason to look again.
func (c *checker) spent(ctx context.Context) error {
	return c.view(ctx, func(tx *store.Tx) error {
		counted := map[use.Key]int64{}
		err := tx.Query(ctx, `SELECT rule, period, used FROM reward_use WHERE merchant_id = $1 AND member_id = 0 ORDER BY rule, period`, func(r store.Row) error {
			var k use.Key
			var used int64
			err := r.Scan(&k.Rule, &k.Period, &used)
			counted[k] = used
			return err
		}, tx.MerchantID())
		for k, kept := range c.budgets {
			if counted[k] != kept {
				c.find("reward", 3, "", "of the budget of %s in %s %d is counted, orders and grants keep %d", k.Rule, orEver(k.Period), counted[k], kept)
			}
			delete(counted, k)
		}
		for k, used := range counted {
			if used != 0 {
				c.find("reward", 3, "", "of the budget of %s in %s %d is counted, orders and grants keep 0", k.Rule, orEver(k.Period), used)
			}
		}
		return err
	})
}
