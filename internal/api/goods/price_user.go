package goods

import (
	"context"

	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/offer/deal"
	"regulars/internal/plan"
	"regulars/internal/store"
)

// PriceUser is what lets members buy by a price list.
type PriceUser struct {
	By      string `json:"by" enum:"programme,plan" doc:"The programme in force, or a paid plan"`
	Plan    string `json:"plan,omitempty" doc:"Name of the plan"`
	Benefit string `json:"benefit" doc:"Name of the benefit"`
}

// priceUsers are, by code of the list, the benefits of the programme in force and of the plans as they are sold.
func priceUsers(ctx context.Context, tx *store.Tx, language string) (map[string][]PriceUser, error) {
	out := map[string][]PriceUser{}
	return out, eachBenefit(ctx, tx, language, func(u PriceUser, b *deal.Benefit) {
		if b.Kind == deal.MemberPrice {
			out[b.PriceList] = append(out[b.PriceList], u)
		}
	})
}

// eachBenefit tells of each benefit of the programme in force and of the plans as they are sold, and who has it.
func eachBenefit(ctx context.Context, tx *store.Tx, language string, tell func(PriceUser, *deal.Benefit)) error {
	add := func(u PriceUser, list []deal.Benefit) {
		for i := range list {
			u.Benefit = list[i].Name.In(language)
			tell(u, &list[i])
		}
	}
	now, err := edition.At(ctx, tx, tx.Now())
	switch {
	case err == nil:
		add(PriceUser{By: "programme"}, now.Document().Benefits)
	case !fault.Has(err, edition.ErrNone):
		return err
	}
	plans, err := plan.List(ctx, tx)
	for _, p := range plans {
		add(PriceUser{By: "plan", Plan: p.Terms.Name.In(language)}, p.Terms.Benefits)
	}
	return err
}
