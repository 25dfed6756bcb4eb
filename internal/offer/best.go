package offer

// MaxNodes is how many combinations Best looks at; some milliseconds.
const MaxNodes = 12_000

// firstNodes is how many it looks at before it looks for a good one to begin with.
const firstNodes = 1_500

// Best finds the lawful combination that is worth most (rules 3 to 6).
func Best(coupons []Coupon, lines []Line) Result {
	usable, unused := sift(coupons, lines)
	s := newSearch(coupons, lines, usable)
	s.most = firstNodes
	if s.try(0); s.nodes > s.most {
		s.again()
	}
	s.alone(usable)
	out := finish(coupons, lines, s.best, unused)
	out.GapMinor = max(s.ceiling-s.worth, 0)
	explain(&out, coupons, lines, usable)
	return out
}

// search looks at combinations in the order of application, with the coupon first and then without it.
type search struct {
	coupons []Coupon
	bench   *bench
	order   []int   // those that may stand beside others
	gains   []int64 // what each of order is worth at most: alone, or after any others
	classes []int   // number of the class of each of order, −1 of Always
	always  []int64 // sum of the gains of Always from here to the end
	once    [][]int64
	taken   []bool // by class

	chosen  []int
	nodes   int
	most    int // nodes
	best    []int
	worth   int64
	ceiling int64 // of what was not looked at
	open    int64 // what is left to pay
	extra   int64 // what points on top are worth, of all coupons together
	now     int64 // worth of what is chosen
	skipped map[int64]bool
}

// newSearch measures each coupon alone and sums what the rest can give at most.
func newSearch(coupons []Coupon, lines []Line, usable []int) *search {
	s := &search{coupons: coupons, bench: newBench(lines), skipped: map[int64]bool{}}
	s.open = sum64(s.bench.left)
	numbers := map[string]int{}
	for _, i := range usable {
		c := &coupons[i]
		if c.Terms.Stacking.Mode == Never {
			continue
		}
		class := -1
		if c.Terms.Stacking.Mode == OncePerClass {
			number, known := numbers[c.Terms.Stacking.Class]
			if !known {
				number = len(numbers)
				numbers[c.Terms.Stacking.Class] = number
			}
			class = number
		}
		s.order = append(s.order, i)
		s.gains = append(s.gains, s.bench.bound(c)+c.ExtraGain)
		s.extra += c.ExtraGain
		s.classes = append(s.classes, class)
	}
	s.taken = make([]bool, len(numbers))
	s.always = make([]int64, len(s.order)+1)
	s.once = make([][]int64, len(s.order)+1)
	s.once[len(s.order)] = make([]int64, len(numbers))
	for k := len(s.order) - 1; k >= 0; k-- {
		s.always[k], s.once[k] = s.always[k+1], append([]int64(nil), s.once[k+1]...)
		if class := s.classes[k]; class < 0 {
			s.always[k] += s.gains[k]
		} else {
			s.once[k][class] = max(s.once[k][class], s.gains[k])
		}
	}
	return s
}

// rest bounds what the coupons from k on can add to what is chosen: no more than they give alone, and than is left to pay.
func (s *search) rest(k int) int64 {
	bound := s.always[k]
	for class, gain := range s.once[k] {
		if !s.taken[class] {
			bound += gain
		}
	}
	return min(bound, s.open+s.extra)
}

func sum64(amounts []int64) int64 {
	total := int64(0)
	for _, a := range amounts {
		total += a
	}
	return total
}

// try looks at every combination of the coupons from k on, beside what is chosen.
func (s *search) try(k int) {
	if s.now > s.worth || s.now == s.worth && len(s.chosen) < len(s.best) {
		s.worth, s.best = s.now, append(s.best[:0:0], s.chosen...)
	}
	if k == len(s.order) {
		return
	}
	bound := s.now + s.rest(k)
	if bound < s.worth || bound == s.worth && len(s.chosen)+1 >= len(s.best) {
		return
	}
	if s.nodes++; s.nodes > s.most {
		s.ceiling = max(s.ceiling, bound)
		return
	}
	i, class := s.order[k], s.classes[k]
	c := &s.coupons[i]
	// Where a coupon of the same template was left out, this one is left out too: it would only stand in its place.
	if !s.skipped[c.Template] && (class < 0 || !s.taken[class]) {
		s.with(k, i, class)
	}
	if s.skipped[c.Template] {
		s.try(k + 1)
		return
	}
	s.skipped[c.Template] = true
	s.try(k + 1)
	delete(s.skipped, c.Template)
}

// with looks at the combinations in which coupon i, the k-th, is used.
func (s *search) with(k, i, class int) {
	cuts := s.bench.apply(&s.coupons[i])
	amount := sum(cuts)
	gain := amount + s.coupons[i].ExtraGain
	if gain > 0 {
		if class >= 0 {
			s.taken[class] = true
		}
		s.chosen = append(s.chosen, i)
		s.now += gain
		s.open -= amount
		s.try(k + 1)
		s.open += amount
		s.now -= gain
		s.chosen = s.chosen[:len(s.chosen)-1]
		if class >= 0 {
			s.taken[class] = false
		}
	}
	s.bench.undo(cuts)
}

// alone looks at the coupons that stand alone.
func (s *search) alone(usable []int) {
	for _, i := range usable {
		c := &s.coupons[i]
		if c.Terms.Stacking.Mode != Never {
			continue
		}
		worth := s.bench.gain(c) + c.ExtraGain
		if worth > s.worth || worth == s.worth && len(s.best) > 1 {
			s.worth, s.best = worth, []int{i}
		}
	}
}

// explain says of each usable coupon that was not used why.
func explain(out *Result, coupons []Coupon, lines []Line, usable []int) {
	b := newBench(lines)
	chosen := make([]int, 0, len(out.Used))
	used := make(map[int]bool, len(out.Used))
	for _, u := range out.Used {
		b.apply(&coupons[u.Coupon])
		chosen = append(chosen, u.Coupon)
		used[u.Coupon] = true
	}
	for _, u := range out.Unused {
		used[u.Coupon] = true
	}
	for _, i := range usable {
		if used[i] {
			continue
		}
		why := Unused{Coupon: i, Reason: NotBest, With: -1}
		if against := conflict(coupons, chosen, i); against >= 0 {
			why.Reason, why.With = NotCombinable, against
		} else if b.gain(&coupons[i]) == 0 && coupons[i].ExtraGain == 0 {
			why.Reason = GivesNothing
		}
		out.Unused = append(out.Unused, why)
	}
	sortUnused(out.Unused)
}
