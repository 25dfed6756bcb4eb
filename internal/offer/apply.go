package offer

import (
	"cmp"
	"slices"
)

// Apply applies the coupons that were named, in the declared order. Those that may not stand beside one before them in that order
// are left out, as are those that would give nothing.
func Apply(coupons []Coupon, lines []Line) Result {
	usable, unused := sift(coupons, lines)
	var chosen []int
	for _, i := range usable {
		if against := conflict(coupons, chosen, i); against >= 0 {
			unused = append(unused, Unused{Coupon: i, Reason: NotCombinable, With: against})
			continue
		}
		chosen = append(chosen, i)
	}
	return finish(coupons, lines, chosen, unused)
}

// finish applies what was chosen; what gives nothing after the others goes to the unused (rule 4).
func finish(coupons []Coupon, lines []Line, chosen []int, unused []Unused) Result {
	b := newBench(lines)
	out := Result{}
	for _, i := range chosen {
		cuts := b.apply(&coupons[i])
		amount := sum(cuts)
		if amount == 0 && coupons[i].ExtraGain == 0 {
			unused = append(unused, Unused{Coupon: i, Reason: GivesNothing, With: -1})
			continue
		}
		out.Used = append(out.Used, Used{Coupon: i, AmountMinor: amount, Lines: cuts})
		out.AmountMinor += amount
		out.WorthMinor += amount + coupons[i].ExtraGain
	}
	sortUnused(unused)
	out.Unused = unused
	return out
}

// sift gives the coupons that could be used alone, in the order of application, and why the others could not.
func sift(coupons []Coupon, lines []Line) (usable []int, unused []Unused) {
	b := newBench(lines)
	for i := range coupons {
		c := &coupons[i]
		reason, missing := c.Refused, int64(0)
		if reason == "" {
			reason, missing = b.refuse(c)
		}
		if reason != "" {
			unused = append(unused, Unused{Coupon: i, Reason: reason, MissingMinor: missing, With: -1})
			continue
		}
		usable = append(usable, i)
	}
	slices.SortFunc(usable, func(a, b int) int { return before(&coupons[a], &coupons[b]) })
	return usable, unused
}

// before compares by the order of application (rule 1).
func before(a, b *Coupon) int {
	return cmp.Or(cmp.Compare(a.Terms.Stacking.Order, b.Terms.Stacking.Order), cmp.Compare(a.Template, b.Template),
		cmp.Compare(a.Until, b.Until), cmp.Compare(a.ID, b.ID))
}

// conflict gives the index of a chosen coupon beside which this one may not stand, or −1 (rule 3).
func conflict(coupons []Coupon, chosen []int, i int) int {
	s := coupons[i].Terms.Stacking
	for _, j := range chosen {
		o := coupons[j].Terms.Stacking
		if s.Mode == Never || o.Mode == Never || s.Mode == OncePerClass && o.Mode == OncePerClass && s.Class == o.Class {
			return j
		}
	}
	return -1
}

func sum(cuts []Cut) int64 {
	total := int64(0)
	for _, c := range cuts {
		total += c.AmountMinor
	}
	return total
}

// sortUnused puts them in the order in which the coupons were given.
func sortUnused(unused []Unused) {
	slices.SortFunc(unused, func(a, b Unused) int { return a.Coupon - b.Coupon })
}
