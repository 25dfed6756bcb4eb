package program

import (
	"slices"
	"strings"

	"regulars/internal/basket"
	"regulars/internal/money"
	"regulars/internal/offer"
	"regulars/internal/offer/deal"
)

// withDeal decides an order with benefits and what the member brings. A coupon of more points that adds none in the end is put aside,
// and the order decided again: each time there is one less.
func (p *Program) withDeal(f *facts, ask Ask) (Outcome, error) {
	order := deal.Order{
		Lines: f.basket.Lines, Categories: f.standing.Categories, Channel: f.basket.Channel, Store: f.basket.Store, At: f.standing.At, Tier: f.standing.Tier,
		AsPaid: ask.Pricing == PriceAsPaid, Facts: f,
		Worth: func(lines []basket.Line, m deal.Multiply) int64 { return p.worthOf(f, lines, m) },
	}
	f.hand = ask.Hand
	f.total, _ = f.basket.Totals()
	for {
		lines, made, err := deal.Make(p.benefits, &order, f.hand)
		if err != nil {
			return Outcome{}, err
		}
		if made != nil {
			f.plans = made.Plans
		}
		out, err := p.settle(f, lines, ask, made)
		idle := out.idleCoupon()
		if err != nil || idle == 0 {
			return out, err
		}
		f.hand = f.hand.Without(idle, offer.GivesNothing)
	}
}

// worthOf is what the points that a multiplier adds would buy: at least one minor unit where it adds any.
func (p *Program) worthOf(f *facts, lines []basket.Line, m deal.Multiply) int64 {
	shares, err := basket.Allocate(make([]basket.Share, 0, len(lines)), lines, basket.Tenders{})
	if err != nil {
		return 0
	}
	f.payable = basket.Sum(shares).PayableMinor
	with, without := Outcome{Deal: &deal.Made{Multipliers: []deal.Multiply{m}}}, Outcome{}
	p.earn(f, lines, shares, &with)
	p.earn(f, lines, shares, &without)
	more := with.PointsEarned() - without.PointsEarned()
	switch {
	case more <= 0:
		return 0
	case !p.doc.Spending.Enabled:
		return 1
	}
	return max(money.MulDiv(more, p.doc.Spending.Minor, p.doc.Spending.Points, money.Floor), 1)
}

// OpenLists are the price lists by which somebody with these plans could buy the basket, as far as the lines are not asked.
func (p *Program) OpenLists(st *Standing, b *basket.Basket, plans []string) (lists []string) {
	total, discount := b.Totals()
	f := facts{standing: st, basket: b, zone: p.zone, total: total, payable: total - discount}
	for _, m := range p.benefits.Of(deal.MemberPrice) {
		if m.For(deal.Holder{Tier: st.Tier, Plans: plans}) && m.At(st.At) && (m.When == nil || m.ByLine || m.When.Holds(&f)) {
			lists = append(lists, m.PriceList)
		}
	}
	return lists
}

// idleCoupon is a coupon of more points that added none; 0 for none.
func (o *Outcome) idleCoupon() int64 {
	if o.Deal == nil {
		return 0
	}
	for _, c := range o.Deal.Coupons {
		if c.Kind == offer.PointsMultiplier && !slices.ContainsFunc(o.Earned, func(e Earned) bool { return e.Rule == deal.CouponRule(c.ID) }) {
			return c.ID
		}
	}
	return 0
}

// traceDeal tells what took money off, in the order of application.
func (o *Outcome) traceDeal() {
	if o.Deal == nil {
		return
	}
	kinds := map[deal.Kind]StepKind{deal.MemberPrice: StepPrice, deal.Discount: StepDiscount, deal.FreeDelivery: StepDelivery}
	for i := range o.Deal.Benefits {
		b := &o.Deal.Benefits[i]
		if b.Kind == deal.Service {
			o.Trace = append(o.Trace, Step{Kind: StepEarly, Rule: b.Rule(), Name: &b.Name, Sold: b.Sold})
			continue
		}
		o.Trace = append(o.Trace, Step{Kind: kinds[b.Kind], Rule: b.Rule(), Name: &b.Name, Amount: b.AmountMinor, Base: b.BaseMinor, Bp: b.OffBp, Sold: b.Sold})
	}
	for i := range o.Deal.Waits {
		w := &o.Deal.Waits[i]
		o.Trace = append(o.Trace, Step{Kind: StepWait, Rule: w.List, Name: &w.Name, At: w.At})
	}
	for i := range o.Deal.Entitlements {
		e := &o.Deal.Entitlements[i]
		o.Trace = append(o.Trace, Step{Kind: StepUse, Rule: e.Code, Name: &e.Name, Amount: e.AmountMinor, Base: e.Quantity})
	}
	for i := range o.Deal.Coupons {
		if c := &o.Deal.Coupons[i]; c.Kind != offer.PointsMultiplier { // that one is told with the points
			o.Trace = append(o.Trace, Step{Kind: StepCoupon, Rule: c.Code, Name: &c.Name, Amount: c.AmountMinor})
		}
	}
}

// BenefitUses is each use of a benefit of the programme or of a plan, in an outcome or in what is kept of it: what it took off,
// or the points that it gave.
func (p *Program) BenefitUses(made *deal.Made, earned []Earned) []deal.BenefitUse {
	var uses []deal.BenefitUse
	if made != nil {
		uses = slices.Clone(made.Benefits)
	}
	for _, e := range earned {
		if code, ok := strings.CutPrefix(e.Rule, benefitRule); ok {
			use := deal.BenefitUse{Code: code, Kind: deal.Multiplier, Points: e.Amount}
			if b := p.benefits.Find(code); b != nil {
				use.Name = b.Name
			}
			uses = append(uses, use)
			continue
		}
		if rule, ok := strings.CutPrefix(e.Rule, "plan:"); ok {
			plan, code, _ := strings.Cut(rule, "/")
			uses = append(uses, deal.BenefitUse{Plan: plan, Code: code, Kind: deal.Multiplier, Points: e.Amount})
		}
	}
	return uses
}
