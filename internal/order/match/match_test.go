package match_test

import (
	"fmt"
	"testing"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/order/match"
)

func line(sku string, quantity, total int64) basket.Line {
	return basket.Line{SKU: sku, Quantity: quantity, TotalMinor: total}
}

func TestUnits(t *testing.T) {
	orders := []match.Order{
		{ID: 3, PlacedAt: 30, Lines: []basket.Line{line("a", 2, 200)}, Remaining: basket.Remaining{2}},
		{ID: 2, PlacedAt: 20, Lines: []basket.Line{line("a", 2, 200), line("b", 1, 50), line("a", 1, 90)}, Remaining: basket.Remaining{1, 1, 1}},
		{ID: 1, PlacedAt: 10, Lines: []basket.Line{line("b", 5, 500)}, Remaining: basket.Remaining{0}},
	}
	for _, c := range []struct {
		name      string
		lines     []basket.Line
		at        int64
		remaining string
		left      string
	}{
		{"newest first", []basket.Line{line("a", 3, 300)}, 40, "map[2:[0 1 1] 3:[0]]", "[]"},
		{"placed before", []basket.Line{line("a", 3, 300)}, 30, "map[2:[0 1 0]]", "[a 1 100]"},
		{"nothing remains", []basket.Line{line("b", 2, 101)}, 40, "map[2:[1 0 1]]", "[b 1 50]"},
		{"two lines of one sku", []basket.Line{line("a", 2, 2), line("a", 4, 8)}, 40, "map[2:[0 1 0] 3:[0]]", "[a 2 4]"},
		{"unknown", []basket.Line{line("z", 7, 70)}, 40, "map[]", "[z 7 70]"},
	} {
		remaining, rest := match.Units(c.lines, calendar.Instant(c.at), orders)
		left := "["
		for _, l := range rest {
			left += fmt.Sprintf("%s %d %d", l.SKU, l.Quantity, l.TotalMinor)
		}
		if got := fmt.Sprint(remaining); got != c.remaining || left+"]" != c.left {
			t.Errorf("%s: %s, left %s", c.name, got, left+"]")
		}
	}
}
