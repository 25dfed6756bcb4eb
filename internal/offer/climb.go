package offer

import "slices"

// maxTries is how many combinations climb looks at.
const maxTries = 1_000

// again searches with more patience, and with a good combination known: what cannot reach it is not looked at. It stands where the search
// finds none as good.
func (s *search) again() {
	best, worth := s.climb()
	s.nodes, s.most, s.ceiling = 0, MaxNodes, 0
	s.best, s.worth = best, worth-1 // of those that are worth as much the search takes its own first one (rule 5)
	s.try(0)
	s.worth = max(s.worth, worth)
}

// climb makes the best found better, coupon by coupon: one more, in place of those that may not stand beside it.
func (s *search) climb() (best []int, worth int64) {
	var in []bool
	places := make([]int, len(s.order)) // the most promising first
	for k := range places {
		places[k] = k
	}
	slices.SortStableFunc(places, func(a, b int) int { return int(min(max(s.gains[b]-s.gains[a], -1), 1)) })
	in = make([]bool, len(s.order))
	for k, i := range s.order {
		in[k] = slices.Contains(s.best, i)
	}
	worth = s.worthOf(in)
	tries := 0
	for better := true; better; {
		better = false
		for _, k := range places {
			if tries++; tries > maxTries {
				return s.chosenOf(in), worth
			}
			next := slices.Clone(in)
			next[k] = !in[k]
			for j := range next {
				if j != k && next[k] && s.classes[k] >= 0 && s.classes[j] == s.classes[k] {
					next[j] = false
				}
			}
			if w := s.worthOf(next); w > worth {
				in, worth, better = next, w, true
			}
		}
	}
	return s.chosenOf(in), worth
}

// worthOf is what some of the coupons are worth together.
func (s *search) worthOf(in []bool) int64 {
	worth := int64(0)
	var cuts [][]Cut
	for k, i := range s.order {
		if !in[k] {
			continue
		}
		cut := s.bench.apply(&s.coupons[i])
		worth += sum(cut) + s.coupons[i].ExtraGain
		cuts = append(cuts, cut)
	}
	for _, cut := range slices.Backward(cuts) {
		s.bench.undo(cut)
	}
	return worth
}

func (s *search) chosenOf(in []bool) []int {
	var out []int
	for k, i := range s.order {
		if in[k] {
			out = append(out, i)
		}
	}
	return out
}
