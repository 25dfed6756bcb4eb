package order_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"regulars/internal/basket"
	"regulars/internal/order"
	"regulars/internal/program"
)

// Whatever an order uses of everything, and however it is cut, what is left of it is the same as if it had come back at once.
func TestAnyCuttingOfWhatAnOrderUses(t *testing.T) {
	each(t, generous, func(w *world) {
		fixed, tenth := w.goods()
		r := rand.New(rand.NewPCG(7, 11))
		for round := range 16 {
			lines, uses := bought(r)
			points, balance := []int64{0, 500, 1_500, program.Max}[r.IntN(4)], []int64{0, 700, 2_500, program.Max}[r.IntN(4)]
			named := r.IntN(3)
			buy := func() (bag, *order.Order) {
				b := w.filled(fixed, tenth)
				in := w.In(b.member, slices.Clone(lines)...)
				in.Ask.Points, in.Ask.Balance, in.Asked.Uses = points, balance, b.cups(uses)
				switch named {
				case 0:
					in.Asked.Best = true
				case 1:
					in.Asked.Codes = []string{b.tenth, b.fixed}
				}
				if uses == 0 {
					in.Asked.Uses = nil
				}
				return b, w.try(in)[0].Order
			}
			whole, atOnce := buy()
			cut, inParts := buy()
			if atOnce == nil { // such as more points than it takes
				continue
			}
			var units []int
			for i, l := range lines {
				for range r.Int64N(l.Quantity + 1) {
					units = append(units, i)
				}
			}
			if len(units) == 0 {
				continue
			}
			w.Refund(atOnce.ID, takes(units)...)
			r.Shuffle(len(units), func(i, j int) { units[i], units[j] = units[j], units[i] })
			for len(units) > 0 {
				n := 1 + r.IntN(len(units))
				w.Refund(inParts.ID, takes(units[:n])...)
				units = units[n:]
			}
			if a, b := w.causes(atOnce.ID), w.causes(inParts.ID); !maps.Equal(a, b) {
				w.Errorf("round %d, sums by cause: at once %v, in parts %v", round, a, b)
			}
			if a, b := w.holds(whole)+w.Standing(whole.member), w.holds(cut)+w.Standing(cut.member); a != b {
				w.Errorf("round %d\nat once  %s\nin parts %s", round, a, b)
			}
		}
		w.Sound()
	})
}

// bought is what somebody buys, and how many free cups it uses.
func bought(r *rand.Rand) (lines []basket.Line, uses int64) {
	for _, sku := range []string{"milk", "toy", "cup"} {
		if n := r.Int64N(5); n > 0 {
			lines = append(lines, line(sku, n, n*(1_000+r.Int64N(9_000))))
			if sku == "cup" {
				uses = r.Int64N(min(n, 3) + 1)
			}
		}
	}
	return append(lines, basket.Line{SKU: "way", Type: basket.Delivery, Quantity: 1, TotalMinor: 1_000}), uses
}
