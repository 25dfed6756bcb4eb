package reward_test

import (
	"testing"

	"regulars/internal/coupon"
	"regulars/internal/fault"
	"regulars/internal/offer"
	"regulars/internal/offer/deal"
	"regulars/internal/plan"
	"regulars/internal/reward"
	"regulars/internal/reward/budget"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// A budget of money holds days of plans at their price, and gives nothing that nobody has said the cost of, neither bare nor in a pack.
func TestABudgetOfMoneyAsksForTheCost(t *testing.T) {
	each(t, nil, func(s *shop) {
		template := func(terms coupon.Terms) (id int64) {
			terms.Name, terms.Stacking = "50 %", coupon.Stacking{Mode: offer.Always}
			s.tx(func(tx *store.Tx) error {
				made, err := coupon.Save(ctx, tx, coupon.TemplateIn{Stock: 1000, Terms: terms})
				if err == nil {
					id = made.ID
				}
				return err
			})
			return id
		}
		half := template(coupon.Terms{Kind: offer.PercentOff, OffBp: 5000})
		capped := template(coupon.Terms{Kind: offer.PercentOff, OffBp: 5000, CapMinor: 300})
		said := template(coupon.Terms{Kind: offer.PercentOff, OffBp: 5000, CostMinor: 200})
		var vip int64
		s.tx(func(tx *store.Tx) error {
			p, err := plan.Add(ctx, tx, plan.SaveIn{Code: "vip", OnSale: true, MadeBy: "staff:1", Terms: plan.Terms{Name: deal.Text{Zh: "贵宾"}, Level: 1, Period: plan.Year, PriceMinor: 36_500}})
			if err == nil {
				vip = p.ID
			}
			return err
		})
		pack := s.pack(reward.Item{Kind: item.Coupon, TemplateID: half})
		b := s.budget(budget.Budget{Unit: budget.Money, Total: 1_000, Period: budget.Ever})
		count := s.budget(budget.Budget{Unit: budget.Count, Total: 10, Period: budget.Ever})
		give := func(budget int64, items ...reward.Item) error {
			_, err := s.grant(reward.GrantIn{Items: items, Budgets: []int64{budget}})
			return err
		}
		for name, c := range map[string]struct {
			it   reward.Item
			want fault.Code
		}{
			"nobody knows": {reward.Item{Kind: item.Coupon, TemplateID: half}, budget.ErrCostUnknown}, "in a pack": {reward.Item{Kind: item.Pack, PackID: pack.ID}, budget.ErrCostUnknown},
			"chances": {reward.Item{Kind: item.DrawChances, Benefit: "spring"}, budget.ErrCostUnknown},
			"a year":  {reward.Item{Kind: item.PlanDays, PlanID: vip, Days: 365}, budget.ErrSpent},
		} {
			if err := give(b.ID, c.it); !fault.Has(err, c.want) {
				s.t.Errorf("%s: %v", name, err)
			}
		}
		for _, it := range []reward.Item{
			{Kind: item.Coupon, TemplateID: capped}, {Kind: item.Coupon, TemplateID: said}, {Kind: item.PlanDays, PlanID: vip, Days: 4}, {Kind: item.Growth, Amount: 9}, {Kind: item.Tag, Tag: "dear"},
		} {
			if err := give(b.ID, it); err != nil {
				s.t.Errorf("%s: %v", it.Kind, err)
			}
		}
		if got := s.used(b.ID).Used; got != 300+200+400 {
			s.t.Errorf("used %d", got)
		}
		if err := give(b.ID, reward.Item{Kind: item.PlanDays, PlanID: vip, Days: 2}); !fault.Has(err, budget.ErrSpent) {
			s.t.Errorf("more than is left: %v", err)
		}
		if err := give(count.ID, reward.Item{Kind: item.Coupon, TemplateID: half}); err != nil {
			s.t.Errorf("pieces: %v", err)
		}
	})
}
