package deal

import (
	"slices"

	"regulars/internal/money"
)

// Naming are the promises that name a plan: what who buys it is promised beside its own benefits, and keeps as long as it was bought for.
func (s *Set) Naming(plan string) *Set {
	out := &Set{}
	for _, p := range s.All() {
		if !slices.Contains(p.Plans, plan) {
			continue
		}
		one := *p
		one.Sold = true
		out.add(&one)
	}
	return out
}

// For are the promises for a holder, in the order of the document; then those which plans were bought with and that are not given as well
// any more (rule 10). Conditions and days come on top.
func (s *Set) For(h Holder) []*Promise {
	var out []*Promise
	for _, p := range s.All() {
		if p.For(h) {
			out = append(out, p)
		}
	}
	for _, sold := range h.Sold {
		for _, p := range sold.All() {
			out = p.beside(out)
		}
	}
	return out
}

// Kept are those of the promises for a holder that plans were bought with and nothing gives as well any more.
func (s *Set) Kept(h Holder) *Set {
	out := &Set{}
	if len(h.Sold) == 0 {
		return out
	}
	for _, p := range s.For(h) {
		if p.Sold {
			out.add(p)
		}
	}
	return out
}

// beside puts what was bought beside what a holder has, where nothing of its code is as good; what is no better than it goes. Of a quota there is one:
// two numbers of uses in two sorts of periods are not for the same member.
func (p *Promise) beside(list []*Promise) []*Promise {
	if slices.ContainsFunc(list, func(o *Promise) bool { return o.Code == p.Code && o.covers(p) }) {
		return list
	}
	list = slices.DeleteFunc(list, func(o *Promise) bool {
		return o.Code == p.Code && (p.covers(o) || p.Kind == Quota && !o.Sold)
	})
	return append(list, p)
}

// covers reports whether it gives at least what the other one of the same holder gives, whatever the order and the day.
func (p *Promise) covers(o *Promise) bool {
	if p.Kind != o.Kind || p.From > o.From || p.Until < o.Until || p.Benefit.When != "" && p.Benefit.When != o.Benefit.When {
		return false
	}
	switch p.Kind {
	case Discount:
		return p.OffBp >= o.OffBp && p.most() >= o.most() && (!p.FullPriceOnly || o.FullPriceOnly)
	case FreeDelivery:
		return p.most() >= o.most()
	case MemberPrice:
		return p.PriceList == o.PriceList
	case Multiplier:
		return p.Bp >= o.Bp
	case Quota:
		return p.Gives == o.Gives && p.Quota.Per == o.Quota.Per && p.Quota.Quantity >= o.Quota.Quantity
	case Service:
		return p.Service == o.Service && p.EarlyHours >= o.EarlyHours
	}
	return false
}

// most is the most that it takes off one order.
func (p *Promise) most() int64 {
	if p.CapMinor == 0 {
		return money.Limit
	}
	return p.CapMinor
}
