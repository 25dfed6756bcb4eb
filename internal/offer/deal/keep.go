package deal

import (
	"slices"

	"regulars/internal/basket"
	"regulars/internal/money"
)

// empty reports whether nothing was made.
func (m *Made) empty() bool {
	return len(m.Coupons)+len(m.Unused)+len(m.Entitlements)+len(m.Benefits)+len(m.Waits)+len(m.Multipliers)+len(m.Plans) == 0
}

// Keep is what stands of it when r remains of what was bought (rule 9). Why coupons were not used, and what opens later, is no part of it.
func (m *Made) Keep(bought []basket.Line, r basket.Remaining) *Made {
	if m == nil || r.Empty() {
		return nil
	}
	kept := &Made{GapMinor: m.GapMinor, Plans: m.Plans}
	for _, c := range m.Coupons {
		if c.Lines, c.AmountMinor = keepCuts(c.Lines, bought, r); len(c.Lines) > 0 {
			kept.Coupons = append(kept.Coupons, c)
		}
	}
	kept.Entitlements = keepUses(m.Entitlements, bought, r)
	for _, b := range m.Benefits {
		if b.Lines, b.AmountMinor = keepCuts(b.Lines, bought, r); len(b.Lines) > 0 {
			kept.Benefits = append(kept.Benefits, b)
		}
	}
	for _, p := range m.Prices {
		if p.Quantity = min(p.Quantity, r[p.Line]); p.Quantity > 0 {
			kept.Prices = append(kept.Prices, p)
		}
	}
	for _, x := range m.Multipliers {
		x.Lines = slices.DeleteFunc(slices.Clone(x.Lines), func(i int) bool { return r[i] == 0 })
		if len(x.Lines) > 0 {
			kept.Multipliers = append(kept.Multipliers, x)
		}
	}
	return kept
}

// keepCuts are the cuts of lines of which units remain, and their sum.
func keepCuts(cuts []Cut, bought []basket.Line, r basket.Remaining) (kept []Cut, amount int64) {
	for _, c := range cuts {
		if r[c.Line] > 0 {
			c.AmountMinor = money.Part(c.AmountMinor, r[c.Line], bought[c.Line].Quantity)
			kept = append(kept, c)
			amount += c.AmountMinor
		}
	}
	return kept, amount
}

// keepUses are the uses of which units remain. A unit that remains keeps one use: where several made units of a line free, the first keeps before the
// others. The money of a use is floor(A·j/q) while all its units remain free, and goes with its units from there on.
func keepUses(uses []EntitlementUse, bought []basket.Line, r basket.Remaining) (kept []EntitlementUse) {
	room, free := slices.Clone(r), make([]int64, len(r))
	for _, e := range uses {
		for _, c := range e.Lines {
			free[c.Line] += c.Quantity
		}
	}
	for _, e := range uses {
		if e.Gives == UnitFree {
			cuts := e.Lines
			e.Lines, e.Quantity, e.AmountMinor = nil, 0, 0
			for _, c := range cuts {
				keeps := min(c.Quantity, room[c.Line])
				if keeps == 0 {
					continue
				}
				room[c.Line] -= keeps
				c.AmountMinor = money.MulDiv(c.AmountMinor, max(r[c.Line], free[c.Line])*keeps, bought[c.Line].Quantity*c.Quantity, money.Floor)
				c.Quantity = keeps
				e.Lines, e.Quantity, e.AmountMinor = append(e.Lines, c), e.Quantity+keeps, e.AmountMinor+c.AmountMinor
			}
		}
		if e.Quantity > 0 {
			kept = append(kept, e)
		}
	}
	return kept
}

// Freed is what m keeps and after, a later state of the same deal, no longer does.
func (m *Made) Freed(after *Made) Freed {
	var f Freed
	if m == nil {
		return f
	}
	if after == nil {
		after = &Made{}
	}
	for _, c := range m.Coupons {
		if !slices.ContainsFunc(after.Coupons, func(o CouponUse) bool { return o.ID == c.ID }) {
			f.Coupons = append(f.Coupons, c)
		}
	}
	for _, e := range m.Entitlements {
		if i := slices.IndexFunc(after.Entitlements, func(o EntitlementUse) bool { return o.ID == e.ID }); i >= 0 {
			o := &after.Entitlements[i]
			e.Quantity, e.AmountMinor, e.CostMinor = e.Quantity-o.Quantity, e.AmountMinor-o.AmountMinor, e.CostMinor-o.CostMinor
		}
		if e.Quantity > 0 {
			f.Entitlements = append(f.Entitlements, e)
		}
	}
	for _, b := range m.Benefits {
		if i := slices.IndexFunc(after.Benefits, func(o BenefitUse) bool { return o.is(b) }); i >= 0 {
			b.AmountMinor -= after.Benefits[i].AmountMinor
		}
		if b.AmountMinor > 0 {
			f.Benefits = append(f.Benefits, b)
		}
	}
	for _, p := range m.Prices {
		if i := slices.IndexFunc(after.Prices, func(o PriceUse) bool { return o.List == p.List && o.Line == p.Line }); i >= 0 {
			p.Quantity -= after.Prices[i].Quantity
		}
		if p.Quantity > 0 {
			f.Prices = append(f.Prices, p)
		}
	}
	return f
}
