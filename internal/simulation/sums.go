package simulation

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/money"
	"regulars/internal/program"
)

// rate is what points are worth.
type rate struct{ points, minor int64 }

// rateOf is that of a programme; nothing where points take nothing off.
func rateOf(doc *program.Document) rate {
	if s := &doc.Spending; s.Enabled && s.Points > 0 {
		return rate{s.Points, s.Minor}
	}
	return rate{}
}

// of is what points are worth, toward zero.
func (r rate) of(points int64) int64 {
	switch {
	case r.points == 0:
		return 0
	case points < 0:
		return -r.of(-points)
	}
	return money.MulDiv(points, r.minor, r.points, money.Floor)
}

// got is what somebody, a month or a category got.
type got struct{ points, discount int64 }

func (g *got) add(o got) { g.points, g.discount = g.points+o.points, g.discount+o.discount }

// minor is what it cost.
func (g got) minor(r rate) int64 { return r.of(g.points) + g.discount }

// pair is what was and what would be.
type pair struct{ was, would got }

func (p *pair) add(o pair) {
	p.was.add(o.was)
	p.would.add(o.would)
}

// sums add up the window.
type sums struct {
	from       calendar.Instant
	zone       *time.Location
	was, would rate
	report     *Report
	persons    []pair
	spend      []int64
	months     map[calendar.Day]*month
	categories map[string]*category
	rules      map[ruleKey]*[2]int64
}

type month struct {
	pair
	orders int64
}

type category struct {
	pair
	sales int64
}

type ruleKey struct{ kind, code string }

func newSums(r *Report, zone *time.Location, persons int, was, would rate) *sums {
	return &sums{
		from: r.From, zone: zone, was: was, would: would, report: r, persons: make([]pair, persons), spend: make([]int64, persons),
		months: map[calendar.Day]*month{}, categories: map[string]*category{}, rules: map[ruleKey]*[2]int64{},
	}
}

const discountKind = "discount"

// couponRule is what points of coupons are summed under: each coupon is a cause of its own.
const couponRule = "coupon"

// rule adds to what a rule gave: 0 was, 1 would.
func (s *sums) rule(kind, code string, side int, amount int64) {
	if strings.HasPrefix(code, "coupon:") {
		code = couponRule
	}
	k := ruleKey{kind, code}
	if s.rules[k] == nil {
		s.rules[k] = &[2]int64{}
	}
	s.rules[k][side] += amount
}

func (s *sums) month(at calendar.Instant) *month {
	day := at.Day(s.zone).FirstOfMonth()
	if s.months[day] == nil {
		s.months[day] = &month{}
	}
	return s.months[day]
}

func (s *sums) category(code string) *category {
	if s.categories[code] == nil {
		s.categories[code] = &category{}
	}
	return s.categories[code]
}

// discounts are what the programme, and plans, took off each line.
func discounts(out *program.Outcome) []int64 {
	minor := make([]int64, len(out.Lines))
	if out.Deal == nil {
		return minor
	}
	for _, b := range out.Deal.Benefits {
		for _, cut := range b.Lines {
			minor[cut.Line] += cut.AmountMinor
		}
	}
	return minor
}

// order adds an order of a member, as it was and as it would be.
func (s *sums) order(o *played, was, would *program.Outcome) {
	r := s.report
	r.Orders++
	m := s.month(o.at)
	m.orders++
	r.Was.SalesMinor += was.PayableMinor
	r.Would.SalesMinor += would.PayableMinor
	r.Was.PointsSpent += was.Points
	r.Would.PointsSpent += would.Points
	r.Was.SpentMinor += was.PointsMinor
	r.Would.SpentMinor += would.PointsMinor
	s.spend[o.person] += was.PayableMinor
	earned(&r.Was, was.Earned)
	s.give(would.Earned)
	var all pair
	o.discounts(was, would)
	for i := range o.lines {
		l := &o.lines[i]
		part := pair{was: got{was.Lines[i].PointsEarned, l.was}, would: got{would.Lines[i].PointsEarned, l.would}}
		all.add(part)
		c := s.category(l.category)
		c.add(part)
		c.sales += was.Lines[i].PayableMinor
	}
	all.was.points, all.would.points = was.PointsEarned(), would.PointsEarned()
	s.add(o.person, m, all)
	s.benefits(0, was)
	s.benefits(1, would)
}

// add adds what somebody got to the person, the month and the whole.
func (s *sums) add(person int, m *month, p pair) {
	s.persons[person].add(p)
	m.add(p)
	s.report.Was.DiscountMinor += p.was.discount
	s.report.Would.DiscountMinor += p.would.discount
}

// benefits adds what each benefit took off.
func (s *sums) benefits(side int, out *program.Outcome) {
	if out.Deal == nil {
		return
	}
	for _, b := range out.Deal.Benefits {
		s.rule(discountKind, codeOf(b.Plan, b.Code), side, b.AmountMinor)
	}
}

// codeOf names a benefit: that of a plan by both.
func codeOf(plan, code string) string {
	if plan == "" {
		return code
	}
	return plan + "/" + code
}

// give adds what rules of the programme in question give for an order. What rules gave is asked of the ledger.
func (s *sums) give(list []program.Earned) {
	s.byRule(list)
	earned(&s.report.Would, list)
}

// undo adds what refunds and returns change of it: below 0 is taken back, above 0 what a rule gives for less, which lowers what was taken back.
func (s *sums) undo(list []program.Earned) {
	s.byRule(list)
	side := &s.report.Would
	side.PointsBack -= program.EarnedOf(list, program.AssetPoints)
	side.GrowthBack -= program.EarnedOf(list, program.AssetGrowth)
}

func (s *sums) byRule(list []program.Earned) {
	for _, e := range list {
		s.rule(string(e.Asset), e.Rule, 1, e.Amount)
	}
}

// earned adds to a side what rules gave.
func earned(side *Side, list []program.Earned) {
	side.PointsGiven += program.EarnedOf(list, program.AssetPoints)
	side.GrowthGiven += program.EarnedOf(list, program.AssetGrowth)
}

// back adds what a refund or a return took back, in points of either side, and what of discounts went with it.
func (s *sums) back(person int, at calendar.Instant, p pair) { s.add(person, s.month(at), p) }

// returned is the discounts that go with units that came back: floor(A·j/q) of each line stays.
func (o *played) returned(takes []basket.Take) (p pair) {
	for _, t := range takes {
		l := &o.lines[t.Line]
		before := l.left
		l.left -= t.Quantity
		p.was.discount -= money.Part(l.was, before, l.quantity) - money.Part(l.was, l.left, l.quantity)
		p.would.discount -= money.Part(l.would, before, l.quantity) - money.Part(l.would, l.left, l.quantity)
	}
	return p
}

// played is what is remembered of an order until its refunds have been told.
type played struct {
	at     calendar.Instant
	person int
	lines  []playedLine
}

// discounts notes what of each line both programmes took off.
func (o *played) discounts(was, would *program.Outcome) {
	a, b := discounts(was), discounts(would)
	for i := range o.lines {
		o.lines[i].was, o.lines[i].would = a[i], b[i]
	}
}

type playedLine struct {
	category       string
	quantity, left int64
	was, would     int64 // discounts of the programmes
}

// bounds of the spread, in units of money that buy something.
var bounds = []int64{-1000, -100, -10, -1, 0, 1, 10, 100, 1000}

// spread sorts members by how much more or less they would have got.
func (s *sums) spread(unit int64) {
	r := s.report
	edges := make([]int64, 0, len(bounds)+2)
	edges = append(edges, -math.MaxInt64)
	for _, b := range bounds {
		if b != 0 {
			edges = append(edges, b*unit)
		}
	}
	edges = append(edges, math.MaxInt64)
	for i := range len(edges) - 1 {
		r.Spread = append(r.Spread, Spread{FromMinor: edges[i], ToMinor: edges[i+1]})
	}
	for i := range s.persons {
		delta := s.delta(i)
		switch p := &s.persons[i]; {
		case *p == pair{}:
			continue
		case delta > 0 || delta == 0 && p.would.points > p.was.points:
			r.Gaining++
			r.GainMinor += delta
		case delta < 0 || p.would.points < p.was.points:
			r.Losing++
			r.LossMinor -= delta
		default:
			r.Same++
		}
		at, found := slices.BinarySearch(edges, delta)
		if !found {
			at--
		}
		r.Spread[min(at, len(r.Spread)-1)].Members++
	}
}

// delta is how much more somebody would have got, in money.
func (s *sums) delta(person int) int64 {
	p := &s.persons[person]
	return p.would.minor(s.would) - p.was.minor(s.was)
}

// movers are the persons who gain most (sign 1) or lose most (sign −1), those first; by points where points are worth nothing.
func (s *sums) movers(sign int64) []int {
	var out []int
	points := func(i int) int64 { return s.persons[i].would.points - s.persons[i].was.points }
	for i := range s.persons {
		if d := sign * s.delta(i); d > 0 || d == 0 && sign*points(i) > 0 {
			out = append(out, i)
		}
	}
	slices.SortFunc(out, func(a, b int) int {
		return cmp.Or(cmp.Compare(sign*s.delta(b), sign*s.delta(a)), cmp.Compare(sign*points(b), sign*points(a)), cmp.Compare(a, b))
	})
	return out[:min(len(out), MaxMovers)]
}
