package match_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/order/match"
)

// Returns that see only the orders that are wanted take the same units as those that see all of them.
func TestWantedIsEnough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		skus := []string{"a", "b", ""}
		var orders []match.Order
		for i := range rapid.IntRange(0, 8).Draw(t, "orders") {
			o := match.Order{ID: int64(i), PlacedAt: calendar.Instant(rapid.IntRange(0, 9).Draw(t, "placed"))}
			for range rapid.IntRange(1, 3).Draw(t, "lines") {
				o.Lines = append(o.Lines, line(rapid.SampledFrom(skus).Draw(t, "sku"), 3, 30))
				o.Remaining = append(o.Remaining, int64(rapid.IntRange(0, 3).Draw(t, "remaining")))
			}
			orders = append(orders, o)
		}
		slices.SortFunc(orders, match.NewestFirst)
		type back struct {
			at    calendar.Instant
			lines []basket.Line
		}
		var returns []back
		var wanted match.Wanted
		for range rapid.IntRange(1, 4).Draw(t, "returns") {
			b := back{at: calendar.Instant(rapid.IntRange(0, 10).Draw(t, "at"))}
			for range rapid.IntRange(1, 2).Draw(t, "lines back") {
				l := line(rapid.SampledFrom(skus).Draw(t, "sku back"), int64(rapid.IntRange(1, 5).Draw(t, "units")), 100)
				b.lines = append(b.lines, l)
				wanted.Add(1, l.SKU, b.at, l.Quantity)
			}
			returns = append(returns, b)
		}
		var few []match.Order
		for _, o := range orders {
			seen := false
			for l := range o.Lines {
				if o.Remaining[l] > 0 && wanted.Show(1, o.Lines[l].SKU, o.PlacedAt, o.Remaining[l]) {
					seen = true
				}
			}
			if seen {
				few = append(few, match.Order{ID: o.ID, PlacedAt: o.PlacedAt, Lines: o.Lines, Remaining: slices.Clone(o.Remaining)})
			}
		}
		play := func(of []match.Order) (out string) {
			for _, b := range returns {
				remaining, left := match.Units(b.lines, b.at, of)
				out += fmt.Sprint(remaining, left)
				for i := range of {
					if rest := remaining[of[i].ID]; rest != nil {
						of[i].Remaining = rest
					}
				}
			}
			return out
		}
		if all, some := play(orders), play(few); cmp.Compare(all, some) != 0 {
			t.Fatalf("of all: %s\nof those wanted: %s", all, some)
		}
	})
}

func TestWantedIsFew(t *testing.T) {
	var wanted match.Wanted
	wanted.Add(1, "a", 30, 2)
	wanted.Add(1, "a", 20, 1)
	wanted.Add(2, "b", 30, 1)
	wanted.Add(2, "", 30, 1)
	if got := fmt.Sprint(wanted.SKUs()); got != "[a b]" {
		t.Errorf("skus %s", got)
	}
	for _, c := range []struct {
		holder int64
		sku    string
		placed calendar.Instant
		want   bool
	}{
		{1, "a", 31, false}, // after the returns
		{1, "b", 25, false}, // another's
		{1, "a", 25, true},
		{1, "a", 15, true}, // of both returns
		{1, "a", 14, true}, // the later one has its three units now
		{1, "a", 13, true},
		{1, "a", 12, false},
		{2, "", 12, false},
		{3, "a", 12, false},
	} {
		if got := wanted.Show(c.holder, c.sku, c.placed, 1); got != c.want {
			t.Errorf("%d %q placed %d: %v", c.holder, c.sku, c.placed, got)
		}
	}
}
