package plan

import (
	"context"
	"reflect"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/offer/deal"
	"regulars/internal/store"
)

// Kept is a benefit of programmes that members keep with the plans that they have, where another programme no longer gives as much.
type Kept struct {
	Plan        string // its code
	Benefit     deal.Benefit
	Memberships int64
	Until       calendar.Instant // the end of the last one
}

const sqlLasting = `SELECT m.plan_id, p.code, m.edition, COUNT(*), MAX(m.ends_at) FROM plan_membership m JOIN plan p ON p.merchant_id = $1 AND p.id = m.plan_id
	WHERE m.merchant_id = $1 AND m.ends_at > $2 AND m.closed_at > $2 GROUP BY m.plan_id, p.code, m.edition ORDER BY p.code, m.edition`

// Keeps is what members would keep of what their plans were bought with, were these benefits in force: by plan, each benefit in the terms of its sale.
func Keeps(ctx context.Context, tx *store.Tx, set *deal.Set) ([]Kept, error) {
	type lasting struct {
		Membership
		n int64
	}
	var all []lasting
	err := tx.Query(ctx, sqlLasting, func(r store.Row) error {
		var one lasting
		err := r.Scan(&one.PlanID, &one.Code, &one.Edition, &one.n, &one.EndsAt)
		all = append(all, one)
		return err
	}, tx.MerchantID(), tx.Now())
	if err != nil {
		return nil, err
	}
	var out []Kept
	for i := range all {
		one := &all[i]
		bought, err := sold(ctx, tx, &one.Membership)
		if err != nil {
			return nil, err
		}
		for _, p := range set.Kept(deal.Holding("", []deal.PlanBenefits{{Code: one.Code, Sold: bought}})).All() {
			same := func(k Kept) bool { return k.Plan == one.Code && reflect.DeepEqual(&k.Benefit, p.Benefit) }
			if k := slices.IndexFunc(out, same); k >= 0 {
				out[k].Memberships, out[k].Until = out[k].Memberships+one.n, max(out[k].Until, one.EndsAt)
				continue
			}
			out = append(out, Kept{Plan: one.Code, Benefit: *p.Benefit, Memberships: one.n, Until: one.EndsAt})
		}
	}
	return out, nil
}
