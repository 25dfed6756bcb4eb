package offer

import (
	"slices"

	"regulars/internal/money"
)

// bench is a basket on which coupons are tried one after another.
type bench struct {
	lines []Line
	left  []int64 // what still has to be paid of each line
	units []int64 // of each line that no coupon of one unit has taken
	taken []int64 // what those that were taken still cost: part of left

	weights []int64 // of the line that is being lowered; kept between calls
}

func newBench(lines []Line) *bench {
	n := len(lines)
	amounts := make([]int64, 3*n)
	b := &bench{lines: lines, left: amounts[:n], units: amounts[n : 2*n], taken: amounts[2*n:]}
	for i := range lines {
		b.left[i], b.units[i] = lines[i].PayableMinor, lines[i].Quantity
	}
	return b
}

// refuse says why a coupon cannot be used on the whole basket, were it alone.
func (b *bench) refuse(c *Coupon) (Reason, int64) {
	if c.Terms.Kind != PointsMultiplier && !b.touches(c) {
		return NotInScope, 0
	}
	base := int64(0)
	for _, i := range c.Lines {
		if c.Terms.Kind != FreeDelivery || !b.lines[i].Delivery {
			base += b.lines[i].PayableMinor
		}
	}
	if c.Terms.Kind == Gift {
		if line, amount := b.unit(c); slices.Contains(c.Lines, line) {
			base -= amount
		}
	}
	if base < c.Terms.MinSpendMinor {
		return BelowMinimum, c.Terms.MinSpendMinor - base
	}
	if b.gain(c) == 0 && c.ExtraGain == 0 {
		return GivesNothing, 0
	}
	return "", 0
}

// touches says whether the basket has a line that the coupon may lower; of a gift, and one that it is given for.
func (b *bench) touches(c *Coupon) bool {
	open := func(i int) bool {
		return b.lines[i].Quantity > 0 && (c.Terms.Kind != FreeDelivery || b.lines[i].Delivery)
	}
	return slices.ContainsFunc(c.Lines, open) && slices.ContainsFunc(c.unitLines(), open)
}

// gain is what the coupon would take off what is left.
func (b *bench) gain(c *Coupon) int64 {
	switch c.Terms.Kind {
	case AmountOff:
		return capped(min(c.Terms.AmountMinor, b.open(c, false)), c)
	case PercentOff:
		return capped(money.MulDiv(b.open(c, false), c.Terms.OffBP, money.BpOne, money.Floor), c)
	case FreeDelivery:
		return capped(b.open(c, true), c)
	case FixedPrice, Gift, Exchange:
		_, amount := b.unit(c)
		return amount
	case PointsMultiplier:
	}
	return 0
}

// open is what is left of the coupon's lines.
func (b *bench) open(c *Coupon, delivery bool) int64 {
	total := int64(0)
	for _, i := range c.Lines {
		if !delivery || b.lines[i].Delivery {
			total += b.left[i]
		}
	}
	return total
}

// price is what one unit costs with a coupon of one unit.
func (c *Coupon) price() int64 {
	if c.Terms.Kind == FixedPrice {
		return c.Terms.AmountMinor
	}
	return 0
}

// unit is the line where one unit for the coupon's price saves most, the first of equals, and what it saves. A unit that another
// coupon took is not taken again.
func (b *bench) unit(c *Coupon) (line int, amount int64) {
	line = -1
	for _, i := range c.unitLines() {
		if b.units[i] > 0 {
			if off := capped(max(b.left[i]-b.taken[i], 0)/b.units[i]-c.price(), c); off > amount {
				line, amount = i, off
			}
		}
	}
	return line, amount
}

// bound is at least what the coupon gives after any others. Where a price does not divide by the units, the last of them are dearer by one.
func (b *bench) bound(c *Coupon) int64 {
	most := b.gain(c)
	if most == 0 || !c.ofUnit() {
		return most
	}
	for _, i := range c.unitLines() {
		if b.units[i] > 0 {
			most = max(most, capped((b.left[i]+b.units[i]-1)/b.units[i]-c.price(), c))
		}
	}
	return most
}

// unitLines are the lines of which a coupon for one unit takes it.
func (c *Coupon) unitLines() []int {
	if c.Units != nil {
		return c.Units
	}
	return c.Lines
}

// ofUnit reports whether the coupon is for one unit.
func (c *Coupon) ofUnit() bool {
	return c.Terms.Kind == FixedPrice || c.Terms.Kind == Gift || c.Terms.Kind == Exchange
}

// apply lowers the lines and says by how much; a line is named once.
func (b *bench) apply(c *Coupon) []Cut {
	if c.ofUnit() {
		line, amount := b.unit(c)
		if amount == 0 {
			return nil
		}
		costs := max(b.left[line]-b.taken[line], 0)/b.units[line] - amount
		b.left[line] -= amount
		b.units[line]--
		b.taken[line] += costs
		return []Cut{{Line: line, AmountMinor: amount, unit: true, costs: costs}}
	}
	amount := b.gain(c)
	if amount == 0 {
		return nil
	}
	delivery := c.Terms.Kind == FreeDelivery
	b.weights = b.weights[:0]
	for _, i := range c.Lines {
		weight := b.left[i]
		if delivery && !b.lines[i].Delivery {
			weight = 0
		}
		b.weights = append(b.weights, weight)
	}
	cuts := make([]Cut, 0, len(c.Lines))
	for k, part := range money.Spread(amount, b.weights) {
		if part > 0 {
			cuts = append(cuts, Cut{Line: c.Lines[k], AmountMinor: part})
			b.left[c.Lines[k]] -= part
		}
	}
	return cuts
}

// undo gives back what apply took.
func (b *bench) undo(cuts []Cut) {
	for _, c := range cuts {
		b.left[c.Line] += c.AmountMinor
		if c.unit {
			b.units[c.Line]++
			b.taken[c.Line] -= c.costs
		}
	}
}

// capped is at most the coupon's cap, and not negative.
func capped(amount int64, c *Coupon) int64 {
	if c.Terms.CapMinor > 0 {
		amount = min(amount, c.Terms.CapMinor)
	}
	return max(amount, 0)
}
