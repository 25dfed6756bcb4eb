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
	Benefit string `json:"benefit" doc:"Name of the benefit, of the kind member_price"`
}

// priceUsers are, by code of the list, the benefits of the programme in force and of the plans as they are sold.
func priceUsers(ctx context.Context, tx *store.Tx, language string) (map[string][]PriceUser, error) {
	out := map[string][]PriceUser{}
	add := func(u PriceUser, list []deal.Benefit) {
		for i := range list {
			if b := &list[i]; b.Kind == deal.MemberPrice {
				u.Benefit = b.Name.In(language)
				out[b.PriceList] = append(out[b.PriceList], u)
			}
		}
	}
	now, err := edition.At(ctx, tx, tx.Now())
	switch {
	case err == nil:
		add(PriceUser{By: "programme"}, now.Document().Benefits)
	case !fault.Has(err, edition.ErrNone):
		return nil, err
	}
	plans, err := plan.List(ctx, tx)
	for _, p := range plans {
		add(PriceUser{By: "plan", Plan: p.Terms.Name.In(language)}, p.Terms.Benefits)
	}
	return out, err
}
