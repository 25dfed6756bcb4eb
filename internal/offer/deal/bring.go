package deal

import (
	"fmt"
	"slices"
	"strconv"

	"regulars/internal/basket"
	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/offer"
)

// What an entitlement may be refused for.
var (
	ErrUsesShort = fault.Declare(fault.Refused, "entitlement_short",
		"There are {left} uses left; {asked} were asked for.", "剩余 {left} 次，不足 {asked} 次。")
	ErrNoUnit = fault.Declare(fault.Refused, "entitlement_no_unit",
		"Nothing in this order can be had for it.", "本单没有可使用该权益的商品。")
	ErrUseLine = fault.Declare(fault.Invalid, "entitlement_line", "There is no line {line}.", "没有第 {line} 行。")
)

// entitlements uses those that were named, as often as was asked (rule 6).
func (m *maker) entitlements() error {
	if len(m.hand.Entitlements) == 0 {
		return nil
	}
	m.step()
	before := slices.Clone(m.left)
	for k := range m.hand.Entitlements {
		e, field := &m.hand.Entitlements[k], fmt.Sprintf("entitlements[%d]", k)
		of := m.spreadOf(e, before)
		left := total(of.left)
		switch {
		case e.Quantity < 1 || e.Quantity > maxQuantity:
			return fault.ErrRange.At(field+".quantity", fault.P{"min": 1, "max": int64(maxQuantity)})
		case e.Quantity > left:
			return ErrUsesShort.At(field+".quantity", fault.P{"left": left, "asked": e.Quantity})
		case e.Line != AnyLine && (e.Line < 0 || e.Line >= len(m.lines)):
			return ErrUseLine.At(field+".line", fault.P{"line": e.Line})
		}
		if e.Gives == ByService {
			use := m.useOf(e)
			of.left[0] -= e.Quantity
			use.Quantity, use.CostMinor = use.Quantity+e.Quantity, use.CostMinor+e.Cost*e.Quantity
			continue
		}
		if !m.unitsFree(e, of, before) {
			return ErrNoUnit.At(field, nil)
		}
	}
	for _, of := range m.spread { // what was taken for one ask may have been moved for another
		for _, u := range of.taken {
			m.useOf(of.lines[u.by]).add(u.line, u.amount)
		}
	}
	return nil
}

// useOf is the use of an entitlement; one that is named two times has one.
func (m *maker) useOf(e *Entitlement) *EntitlementUse {
	for i := range m.made.Entitlements {
		if m.made.Entitlements[i].ID == e.ID {
			return &m.made.Entitlements[i]
		}
	}
	m.made.Entitlements = append(m.made.Entitlements, EntitlementUse{ID: e.ID, Code: e.Code, Name: e.Name, Gives: e.Gives})
	return &m.made.Entitlements[len(m.made.Entitlements)-1]
}

// unitsFree makes as many units free as were asked for, each the dearest; it reports false where there are fewer. before is what
// lines cost before any entitlement.
func (m *maker) unitsFree(e *Entitlement, of *spread, before []int64) bool {
	for made := int64(0); made < e.Quantity; {
		best, amount := -1, int64(0)
		for i := range m.lines {
			q, f := m.lines[i].Quantity, m.freed[i]
			if f == q || of.full[i] || e.Line != AnyLine && e.Line != i {
				continue
			}
			if off := money.Part(before[i], f+1, q) - money.Part(before[i], f, q); off > amount {
				best, amount = i, off
			}
		}
		switch {
		case best < 0:
			return false
		case !of.take(best, amount):
			of.full[best] = true // nor will it ever: what was taken is only moved, and each of it stays covered
			continue
		}
		made++
		m.freed[best]++
		m.cut(best, amount, basket.FromEntitlement, e.Code)
	}
	return true
}

// add notes one more free unit.
func (u *EntitlementUse) add(line int, amount int64) {
	u.Quantity++
	u.AmountMinor += amount
	for i := range u.Lines {
		if u.Lines[i].Line == line {
			u.Lines[i].Quantity++
			u.Lines[i].AmountMinor += amount
			return
		}
	}
	u.Lines = append(u.Lines, UnitCut{Line: line, Quantity: 1, AmountMinor: amount})
}

// coupons chooses and applies coupons (rules 7 and 8).
func (m *maker) coupons() {
	if len(m.hand.Coupons) == 0 {
		return
	}
	m.step()
	lines := make([]offer.Line, len(m.lines))
	for i := range m.lines {
		lines[i] = offer.Line{PayableMinor: m.left[i], Quantity: m.lines[i].Quantity - m.freed[i], Delivery: m.lines[i].Type == basket.Delivery}
	}
	coupons := make([]offer.Coupon, len(m.hand.Coupons))
	seen := map[int64]int{} // of each template the first that was looked at
	for i := range m.hand.Coupons {
		c := &m.hand.Coupons[i]
		coupons[i] = offer.Coupon{ID: c.ID, Template: c.Template, Terms: c.Terms, Until: c.Until, Refused: c.Refused}
		if c.Refused != "" {
			continue
		}
		if first, known := seen[c.Template]; known {
			of := &coupons[first]
			coupons[i].Lines, coupons[i].Units, coupons[i].ExtraGain, coupons[i].Refused = of.Lines, of.Units, of.ExtraGain, of.Refused
			continue
		}
		seen[c.Template] = i
		m.fit(c, &coupons[i])
	}
	choose := offer.Best
	if m.hand.Pick == PickNamed {
		choose = offer.Apply
	}
	m.bring(choose(coupons, lines), coupons)
}

// fit finds the lines of a coupon, and what it is worth where it multiplies points.
func (m *maker) fit(c *Coupon, out *offer.Coupon) {
	if !c.Scope.whole(m.order) {
		out.Refused = offer.NotInScope
		return
	}
	for i := range m.lines {
		switch l := &m.lines[i]; l.Type {
		case basket.Product:
			if c.Scope.line(m.order, l, m.left[i]) {
				out.Lines = append(out.Lines, i)
			}
			if c.Gift != "" && c.Gift == l.SKU {
				out.Units = append(out.Units, i)
			}
		case basket.Delivery:
			if c.Terms.Kind == offer.FreeDelivery {
				out.Lines = append(out.Lines, i)
			}
		case basket.Fee:
		}
	}
	if c.Gift != "" && len(out.Units) == 0 || c.Terms.Kind == offer.PointsMultiplier && len(out.Lines) == 0 {
		out.Refused = offer.NotInScope
		return
	}
	if c.Terms.Kind != offer.PointsMultiplier {
		return
	}
	if m.order.Worth != nil {
		out.ExtraGain = m.order.Worth(m.lines, m.multiplier(c, out.Lines))
		m.step() // others are asked of the order as it stands
	}
}

func (m *maker) multiplier(c *Coupon, lines []int) Multiply {
	return Multiply{Rule: CouponRule(c.ID), Name: c.Name, Bp: c.Bp, Lines: lines}
}

// CouponRule is the cause of the points that a coupon adds.
func CouponRule(id int64) string { return "coupon:" + strconv.FormatInt(id, 10) }

// bring applies what was chosen, and notes why the others were not.
func (m *maker) bring(r offer.Result, fitted []offer.Coupon) {
	hand := m.hand.Coupons
	for _, u := range r.Used {
		c := &hand[u.Coupon]
		use := CouponUse{ID: c.ID, Code: c.Code, Name: c.Name, Kind: c.Terms.Kind, AmountMinor: u.AmountMinor}
		for _, cut := range u.Lines {
			use.Lines = append(use.Lines, Cut{Line: cut.Line, AmountMinor: cut.AmountMinor})
			m.cut(cut.Line, cut.AmountMinor, basket.FromCoupon, c.Code)
		}
		if c.Terms.Kind == offer.PointsMultiplier {
			lines := fitted[u.Coupon].Lines
			use.Bp = c.Bp
			for _, i := range lines {
				use.Lines = append(use.Lines, Cut{Line: i})
			}
			m.made.Multipliers = append(m.made.Multipliers, m.multiplier(c, lines))
		}
		m.made.Coupons = append(m.made.Coupons, use)
	}
	for _, u := range r.Unused {
		c := &hand[u.Coupon]
		why := CouponUnused{ID: c.ID, Code: c.Code, Name: c.Name, Reason: u.Reason, MissingMinor: u.MissingMinor}
		if u.With >= 0 {
			why.With, why.WithName = hand[u.With].Code, hand[u.With].Name
		}
		m.made.Unused = append(m.made.Unused, why)
	}
	m.made.GapMinor = r.GapMinor
}
