package reward

import (
	"cmp"
	"context"
	"slices"

	"regulars/internal/benefit"
	"regulars/internal/calendar"
	"regulars/internal/coupon"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/member/trait"
	"regulars/internal/money"
	"regulars/internal/offer"
	"regulars/internal/offer/deal"
	"regulars/internal/plan"
	"regulars/internal/reward/item"
)

// cost is what a part is reckoned to cost the merchant, in minor units: points at what they are worth when they are spent, days of a plan at its
// price, coupons and entitlements at what their terms say; known is false where nobody has said it.
func (bk *Books) cost(p *Part) (minor int64, known bool) {
	by := prices{doc: bk.Editions.At(bk.tx.Now()).Document(), templates: bk.stock.templates, benefits: bk.stock.benefits}
	if p.Kind == item.PlanDays {
		by.plans = map[int64]*plan.Plan{p.PlanID: bk.Plan.Sold(p.PlanID)}
	}
	return by.of(p)
}

func (by *prices) of(p *Part) (minor int64, known bool) {
	switch p.Kind {
	case item.Points:
		spending := by.doc.Spending
		if p.Amount <= 0 || spending.Minor <= 0 || spending.Points <= 0 {
			return 0, true
		}
		return money.MulDiv(p.Amount, spending.Minor, spending.Points, money.Ceil), true
	case item.Bonus, item.Commission:
		return p.Amount, true
	case item.Coupon, item.Gift:
		if t := by.templates[p.TemplateID]; t != nil {
			minor = p.Amount * couponCost(&t.Terms)
		}
	case item.Entitlement:
		if of, known := by.benefits[p.Benefit]; known {
			minor = of.CostMinor(p.Amount)
		}
	case item.PlanDays:
		if sold := by.plans[p.PlanID]; sold != nil {
			return sold.Terms.Worth(p.Amount), true
		}
	case item.Growth, item.Tag:
		return 0, true
	case item.TierDays, item.DrawChances, item.Pack:
	}
	return minor, minor > 0
}

// couponCost is what one coupon is reckoned to cost: what its template says, else the most that it takes off, where that is known.
func couponCost(t *coupon.Terms) int64 {
	switch {
	case t.CostMinor > 0:
		return t.CostMinor
	case t.Kind == offer.AmountOff:
		return t.AmountMinor
	}
	return t.CapMinor
}

// apply gives one part.
func (bk *Books) apply(g *Granted, p *Part, expires calendar.Instant) *fault.Error {
	switch p.Kind {
	case item.Points, item.Growth, item.Bonus, item.Commission:
		return bk.post(g, ledger.Asset(p.Kind), p.Amount, expires)
	case item.Coupon, item.Gift:
		ids, refused := bk.Coupon.Issue(context.Background(), g.MemberID, p.TemplateID, int(p.Amount), coupon.Cause{
			Root: g.Root, Rule: g.Rule, Grant: g.ID, At: g.At,
		})
		p.Made = ids
		return at("rewards", refused)
	case item.Entitlement, item.DrawChances:
		return bk.entitle(g, p, expires)
	case item.PlanDays:
		m, refused := bk.Plan.Give(g.MemberID, plan.GiveIn{
			PlanID: p.PlanID, Days: p.Amount, Edition: bk.Editions.At(g.At).Number, Cause: g.cause().String(), At: g.At, MadeBy: g.MadeBy,
		})
		if refused == nil {
			p.Made = []int64{m.ID}
		}
		return at("rewards", refused)
	case item.TierDays:
		id, refused := bk.Tier.Give(g.MemberID, p.Tier, p.Amount, bk.assessing(g.At, g.Root))
		p.Made = []int64{id}
		return at("rewards", refused)
	case item.Tag:
		return bk.tag(g, p)
	case item.Pack: // was taken apart
	}
	return item.ErrKind.At("rewards", fault.P{"kind": string(p.Kind)})
}

// at has a refusal of another room speak of the field by which it came here.
func at(field string, refused *fault.Error) *fault.Error {
	if refused == nil {
		return nil
	}
	moved := *refused
	moved.Field = field
	if moved.Code.Kind == fault.NotFound { // what the body names, not what the path names
		return ErrNamed.At(field, fault.P{"kind": moved.Code.Code})
	}
	return &moved
}

// entitle gives uses of a benefit that the programme in force knows, uses of a times card or cards of several lines, or chances in an activity.
func (bk *Books) entitle(g *Granted, p *Part, expires calendar.Instant) *fault.Error {
	lines := []benefit.GiveIn{{
		Kind: benefit.KindDraw, Benefit: p.Benefit, Quantity: p.Amount, Terms: benefit.Terms{Name: deal.Text{Zh: p.Benefit, En: p.Benefit}, Gives: deal.ByService},
	}}
	if p.Kind == item.Entitlement {
		of, known := bk.stock.benefits[p.Benefit]
		if !known {
			return ErrNamed.At("rewards", fault.P{"kind": p.Benefit})
		}
		lines = of.Give(p.Amount)
	}
	for i := range lines {
		in := &lines[i]
		in.Source, in.Root, in.Rule, in.ExpiresAt = g.cause().String(), g.Root, g.Rule, cmp.Or(expires, in.ExpiresAt)
	}
	made, refused := bk.Benefit.GiveCard(g.MemberID, lines)
	for _, e := range made {
		p.Made = append(p.Made, e.ID)
	}
	return at("rewards", refused)
}

// tag puts a tag on the member; Made says that it is there by rewards, this one among them.
func (bk *Books) tag(g *Granted, p *Part) *fault.Error {
	if refused := trait.CheckTag("rewards", p.Tag); refused != nil {
		return refused
	}
	has := bk.stock.tagged[g.MemberID]
	at := slices.IndexFunc(has, func(t trait.Tag) bool { return t.Tag == p.Tag })
	switch {
	case at < 0 && len(has) >= trait.MaxTags:
		return fault.ErrTooMany.At("rewards", fault.P{"limit": trait.MaxTags})
	case at < 0:
		bk.stock.tagged[g.MemberID] = append(has, trait.Tag{Tag: p.Tag, Source: trait.TagByReward, At: g.At})
	case has[at].Source != trait.TagByReward && has[at].Source != trait.TagByRule: // somebody else's, which stays
		return nil
	}
	bk.tags = append(bk.tags, trait.TagsFor{MemberID: g.MemberID, Tags: []string{p.Tag}})
	p.Made = []int64{g.MemberID}
	return nil
}
