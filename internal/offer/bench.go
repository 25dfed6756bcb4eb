package offer

import "regulars/internal/money"

// bench is a basket on which coupons are tried one after another.
type bench struct {
	lines []Line
	left  []int64 // what still has to be paid of each line

	weights []int64 // of the line that is being lowered; kept between calls
}

func newBench(lines []Line) *bench {
	b := &bench{lines: lines, left: make([]int64, len(lines))}
	for i := range lines {
		b.left[i] = lines[i].PayableMinor
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
		base += b.lines[i].PayableMinor
	}
	if base < c.Terms.MinSpendMinor {
		return BelowMinimum, c.Terms.MinSpendMinor - base
	}
	if b.gain(c) == 0 && c.ExtraGain == 0 {
		return GivesNothing, 0
	}
	return "", 0
}

// touches says whether the basket has a line that the coupon may lower.
func (b *bench) touches(c *Coupon) bool {
	for _, i := range c.Lines {
		if b.lines[i].Quantity > 0 && (c.Terms.Kind != FreeDelivery || b.lines[i].Delivery) {
			return true
		}
	}
	return false
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

// unit is the line where one unit for the coupon's price saves most, the first of equals, and what it saves.
func (b *bench) unit(c *Coupon) (line int, amount int64) {
	price := int64(0)
	if c.Terms.Kind == FixedPrice {
		price = c.Terms.AmountMinor
	}
	line = -1
	for _, i := range c.Lines {
		if q := b.lines[i].Quantity; q > 0 {
			if off := capped(b.left[i]/q-price, c); off > amount {
				line, amount = i, off
			}
		}
	}
	return line, amount
}

// apply lowers the lines and says by how much; a line is named once.
func (b *bench) apply(c *Coupon) []Cut {
	if c.Terms.Kind == FixedPrice || c.Terms.Kind == Gift || c.Terms.Kind == Exchange {
		line, amount := b.unit(c)
		if amount == 0 {
			return nil
		}
		b.left[line] -= amount
		return []Cut{{Line: line, AmountMinor: amount}}
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
	}
}

// capped is at most the coupon's cap, and not negative.
func capped(amount int64, c *Coupon) int64 {
	if c.Terms.CapMinor > 0 {
		amount = min(amount, c.Terms.CapMinor)
	}
	return max(amount, 0)
}
