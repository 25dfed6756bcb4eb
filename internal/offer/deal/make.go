package deal

import (
	"slices"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/money"
)

// Facts answer conditions, of the order and the line as they stand at each step.
type Facts interface {
	expr.Facts
	Line(l *basket.Line, payableMinor int64) // of which line.* is asked from now on; nil is none
	Payable(minor int64)                     // what order.payable_minor is from now on
}

// Order is an order of a member on which a deal is made.
type Order struct {
	Lines []basket.Line // with what was stated; not changed

	Categories map[string][]string // of those of the lines that lie below others, the codes from each up to the top

	Channel string
	Store   string
	At      calendar.Instant
	Tier    string
	AsPaid  bool // prices are facts
	Facts   Facts

	// Worth is what a multiplier's points are worth in minor units, over lines as they now stand. Needed for coupons of more points.
	Worth func(lines []basket.Line, m Multiply) int64
}

// Make makes the deal of an order: the lines with everything that comes off them, and what was made; nil where nothing was. It refuses
// what an entitlement was asked for and cannot give. A nil hand is empty.
func Make(s *Set, o *Order, hand *Hand) ([]basket.Line, *Made, error) {
	if hand == nil {
		hand = &Hand{}
	}
	m := maker{set: s, order: o, hand: hand, holder: Holding(o.Tier, hand.Plans)}
	m.made.Plans = m.holder.Plans
	m.open()
	if !o.AsPaid {
		m.prices()
		m.discounts(Discount, basket.Product)
		m.discounts(FreeDelivery, basket.Delivery)
	}
	if err := m.entitlements(); err != nil {
		return nil, nil, err
	}
	if hand.Pick != PickNone {
		m.coupons()
	}
	m.multipliers()
	if m.made.empty() {
		return o.Lines, nil, nil
	}
	return m.lines, &m.made, nil
}

// maker makes one deal.
type maker struct {
	set    *Set
	order  *Order
	hand   *Hand
	holder Holder
	lines  []basket.Line // with adjustments of their own
	left   []int64       // what each line costs so far
	freed  []int64       // units of each line that entitlements made free
	spread []*spread     // of each entitlement that was named, or of each card
	made   Made

	early *offered // the longest early access, once asked for; nil is none
	asked bool
}

func (m *maker) open() {
	n := len(m.order.Lines)
	m.lines = make([]basket.Line, n)
	amounts := make([]int64, 2*n)
	m.left, m.freed = amounts[:n], amounts[n:]
	copy(m.lines, m.order.Lines)
	for i := range m.lines {
		m.left[i] = m.lines[i].TotalMinor - m.lines[i].DiscountMinor()
		k := len(m.lines[i].Adjustments)
		m.lines[i].Adjustments = m.lines[i].Adjustments[:k:k]
	}
}

// step begins a step: conditions see what the ones before left.
func (m *maker) step() {
	m.order.Facts.Line(nil, 0)
	m.order.Facts.Payable(total(m.left))
}

// cut takes an amount off a line.
func (m *maker) cut(i int, amount int64, source basket.Source, ref string) {
	if amount == 0 {
		return
	}
	m.left[i] -= amount
	list := m.lines[i].Adjustments
	if last := len(list) - 1; last >= 0 && list[last].Source == source && list[last].Ref == ref {
		list[last].AmountMinor += amount // one more unit for the same entitlement
		return
	}
	m.lines[i].Adjustments = append(list, basket.Adjustment{Source: source, Ref: ref, AmountMinor: amount})
}

// offered is a promise that the order may take.
type offered struct {
	*Promise
	plan  *PlanBenefits // nil is the programme's
	taken *int64        // what it took off, in all of its versions
	use   int           // index in made.Benefits; −1 where it has given nothing
}

// room is what is left of its cap.
func (p *offered) room() int64 { return p.most() - *p.taken }

// versionOf reports whether the two are one benefit, as it is now and as a plan was bought with it, or in two versions of a plan.
func (p *offered) versionOf(o *offered) bool {
	return p.Code == o.Code && (p.plan == nil && o.plan == nil || p.plan != nil && o.plan != nil && p.plan.Code == o.plan.Code)
}

// source is on whose account it is, and how adjustments and rules name it.
func (p *offered) source(h Holder) (basket.Source, string) {
	switch {
	case p.plan != nil:
		return basket.FromPlan, p.plan.Code + "/" + p.Code
	case !p.Sold && len(p.Tiers) > 0 && p.ForTier(h.Tier, p.tiers):
		return basket.FromTier, p.Code
	case len(p.Plans) > 0:
		return basket.FromPlan, p.Code
	}
	return basket.FromBenefit, p.Code
}

// offers are the promises of a kind that the order may take, the programme's first. What they ask of lines is asked later.
func (m *maker) offers(kind Kind) []offered {
	var out []offered
	add := func(list []*Promise, plan *PlanBenefits) {
		for _, p := range list {
			if p.Kind != kind || !p.At(m.order.At) || p.When != nil && !p.ByLine && !p.When.Holds(m.order.Facts) {
				continue
			}
			one := offered{Promise: p, plan: plan, use: -1}
			if i := slices.IndexFunc(out, func(o offered) bool { return o.versionOf(&one) }); i >= 0 {
				one.taken = out[i].taken // a cap is for all versions together
			} else {
				one.taken = new(int64)
			}
			out = append(out, one)
		}
	}
	add(m.set.For(m.holder), nil)
	for i := range m.hand.Plans {
		add(m.hand.Plans[i].Set.All(), &m.hand.Plans[i])
	}
	return out
}

// touches reports whether the promise holds for a line.
func (m *maker) touches(p *offered, i int) bool {
	if !p.ByLine {
		return true
	}
	m.order.Facts.Line(&m.lines[i], m.left[i])
	return p.When.Holds(m.order.Facts)
}

// take has a promise take an amount off a line, and notes it.
func (m *maker) take(p *offered, i int, amount int64) {
	if p.use < 0 {
		use := BenefitUse{Code: p.Code, Kind: p.Kind, Name: p.Name, Sold: p.Sold, OffBp: p.OffBp}
		if p.EarlyHours > 0 {
			use.CostMinor = p.CostMinor
		}
		if p.plan != nil {
			use.Plan = p.plan.Code
		}
		if p.use = slices.IndexFunc(m.made.Benefits, func(o BenefitUse) bool { return o.is(use) }); p.use < 0 {
			p.use = len(m.made.Benefits)
			m.made.Benefits = append(m.made.Benefits, use)
		}
	}
	u := &m.made.Benefits[p.use]
	u.BaseMinor += m.left[i]
	u.AmountMinor += amount
	u.Lines = append(u.Lines, Cut{Line: i, AmountMinor: amount})
	source, ref := p.source(m.holder)
	if p.Kind == MemberPrice {
		source = basket.FromMemberPrice
	}
	m.cut(i, amount, source, ref)
	*p.taken += amount
}

// prices gives each line of products its lowest member price (rule 5).
func (m *maker) prices() {
	if len(m.hand.Prices) == 0 {
		return
	}
	m.step()
	offers := m.offers(MemberPrice)
	sold := map[[2]string]int64{} // units of limited prices that lines before took
	for i := range m.lines {
		l := &m.lines[i]
		if l.Type != basket.Product || l.SKU == "" {
			continue
		}
		var best, later priced
		for k := range offers {
			price, listed := m.hand.Prices[offers[k].PriceList][l.SKU]
			if !listed || !m.touches(&offers[k], i) {
				continue
			}
			n := l.Quantity
			if price.Limited {
				n = max(min(n, price.Left-sold[[2]string{offers[k].PriceList, l.SKU}]), 0)
			}
			off := money.Part(m.left[i], n, l.Quantity) - price.UnitMinor*n
			opens, early := m.opens(price.From)
			if one := (priced{&offers[k], early, off, n, price.From, opens}); opens > m.order.At && off > later.off {
				later = one
			} else if opens <= m.order.At && off > best.off {
				best = one
			}
		}
		if later.off > best.off {
			m.wait(&later)
		}
		if best.off > 0 {
			if best.early != nil {
				m.take(best.early, i, 0)
			}
			m.take(best.by, i, best.off)
			sold[[2]string{best.by.PriceList, l.SKU}] += best.units
			m.made.Prices = append(m.made.Prices, PriceUse{List: best.by.PriceList, SKU: l.SKU, Line: i, Quantity: best.units, From: best.from})
		}
	}
}

// opens is when what opens for everybody at an instant opens for the member, and by which promise before.
func (m *maker) opens(from calendar.Instant) (calendar.Instant, *offered) {
	if from <= m.order.At {
		return from, nil
	}
	if !m.asked {
		m.asked = true
		offers := m.offers(Service)
		for k := range offers {
			if p := &offers[k]; p.EarlyHours > 0 && (m.early == nil || p.EarlyHours > m.early.EarlyHours) {
				m.early = p
			}
		}
	}
	if m.early == nil {
		return from, nil
	}
	return m.early.Opens(from), m.early
}

// priced is what a price would take off a line.
type priced struct {
	by    *offered
	early *offered // by which it is open before others; nil where it is open to everybody
	off   int64
	units int64
	from  calendar.Instant // when it opens for everybody
	opens calendar.Instant // and for the member
}

// wait notes that a line would be cheaper by a list that opens for the member later.
func (m *maker) wait(p *priced) {
	if !slices.ContainsFunc(m.made.Waits, func(w PriceWait) bool { return w.List == p.by.PriceList }) {
		m.made.Waits = append(m.made.Waits, PriceWait{List: p.by.PriceList, Name: p.by.Name, At: p.opens})
	}
}

// discounts gives each line of a type the promise that takes most off it (rule 4).
func (m *maker) discounts(kind Kind, lines basket.Type) {
	m.step()
	offers := m.offers(kind)
	for i := range m.lines {
		if len(offers) == 0 || m.lines[i].Type != lines {
			continue
		}
		var best *offered
		amount := int64(0)
		for k := range offers {
			p := &offers[k]
			off := m.left[i]
			if kind == Discount {
				off = money.MulDiv(m.left[i], p.OffBp, money.BpOne, money.Floor)
			}
			if off = min(off, p.room()); off > amount && !(p.FullPriceOnly && len(m.lines[i].Adjustments) > 0) && m.touches(p, i) {
				best, amount = p, off
			}
		}
		if best != nil {
			m.take(best, i, amount)
		}
	}
}

// multipliers freezes what active plans multiply (rule 8). The programme's own multipliers are rules of its.
func (m *maker) multipliers() {
	if len(m.hand.Plans) == 0 {
		return
	}
	m.step()
	offers := m.offers(Multiplier)
	for k := range offers {
		p := &offers[k]
		if p.plan == nil && !p.Sold {
			continue
		}
		use := BenefitUse{Code: p.Code}
		if p.plan != nil {
			use.Plan = p.plan.Code
		}
		one := Multiply{Rule: use.Rule(), Name: p.Name, Bp: p.Bp}
		for i := range m.lines {
			if m.touches(p, i) && !m.outdone(offers, k, i) {
				one.Lines = append(one.Lines, i)
			}
		}
		if len(one.Lines) > 0 {
			m.made.Multipliers = append(m.made.Multipliers, one)
		}
	}
}

// outdone reports whether another version of a multiplier gives a line more, or as much and stands before it.
func (m *maker) outdone(offers []offered, k, i int) bool {
	p := &offers[k]
	for j := range offers {
		o := &offers[j]
		if j != k && o.versionOf(p) && (o.Bp > p.Bp || o.Bp == p.Bp && j < k) && m.touches(o, i) {
			return true
		}
	}
	return false
}

func total(amounts []int64) int64 {
	sum := int64(0)
	for _, a := range amounts {
		sum += a
	}
	return sum
}
