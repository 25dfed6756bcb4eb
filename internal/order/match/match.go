package match

import (
	"cmp"
	"slices"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/money"
)

// Order is an order that units may come from.
type Order struct {
	ID        int64
	PlacedAt  calendar.Instant
	Lines     []basket.Line
	Remaining basket.Remaining
}

// NewestFirst orders orders as they are tried.
func NewestFirst(a, b Order) int {
	return cmp.Or(cmp.Compare(b.PlacedAt, a.PlacedAt), cmp.Compare(b.ID, a.ID))
}

// Units pairs the lines of a return made at the instant with orders, which stand newest first. It answers what will remain of
// each order that gives units, and the part of the lines that no order accounts for.
func Units(lines []basket.Line, at calendar.Instant, orders []Order) (remaining map[int64]basket.Remaining, left []basket.Line) {
	remaining = map[int64]basket.Remaining{}
	for _, line := range lines {
		open := line.Quantity
		for i := range orders {
			if open > 0 && line.SKU != "" && orders[i].PlacedAt < at {
				open -= take(&orders[i], line.SKU, open, remaining)
			}
		}
		if open > 0 {
			line.TotalMinor = money.Part(line.TotalMinor, open, line.Quantity)
			line.Quantity = open
			left = append(left, line)
		}
	}
	return remaining, left
}

// take claims at most n units of the sku from an order.
func take(o *Order, sku string, n int64, remaining map[int64]basket.Remaining) (taken int64) {
	for l := range o.Lines {
		if o.Lines[l].SKU != sku {
			continue
		}
		rest := remaining[o.ID]
		if rest == nil {
			rest = slices.Clone(o.Remaining)
		}
		if part := min(n-taken, rest[l]); part > 0 {
			rest[l] -= part
			taken += part
			remaining[o.ID] = rest
		}
	}
	return taken
}
