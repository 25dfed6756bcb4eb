package program

import (
	"slices"
	"strings"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/money"
	"regulars/internal/offer/deal"
)

// earner runs the rules of one asset over the lines of an order.
type earner struct {
	*engine
	facts   *facts
	lines   []basket.Line
	shares  []basket.Share
	out     *Outcome
	extra   []rule  // multipliers that plans and coupons brought
	weights []int64 // of the rule at hand, one a line
	exact   []int64 // amounts of per_amount and per_unit rules in 1/lcm, one a line: what multipliers multiply
	winner  []int   // of the joining "best": the place of the multiplier that a line takes, −1 for none
	used    []int64 // of each cap over all rules
}

// earn runs points and growth. lines and shares may be those of the whole order or those of what remains;
// lines without units earn nothing. What plans and coupons multiply is in out.Deal.
func (p *Program) earn(f *facts, lines []basket.Line, shares []basket.Share, out *Outcome) {
	if !f.standing.Member {
		out.Trace = append(out.Trace, Step{Kind: StepGuest})
		return
	}
	var space [2 * 16]int64
	scratch := space[:]
	if len(lines) > 16 {
		scratch = make([]int64, 2*len(lines))
	}
	n := len(lines)
	e := earner{facts: f, lines: lines, shares: shares, out: out, weights: scratch[:n], exact: scratch[n : 2*n]}
	e.extra = p.brought(out.Deal)
	e.run(&p.points, p.tierMultiplier(f.standing.Tier))
	clear(scratch)
	e.extra = nil
	e.run(&p.growth, nil)
}

// tierMultiplier is the multiply rule of a tier; nil where the tier gives nothing on top.
func (p *Program) tierMultiplier(code string) *rule {
	for i := range p.lifts {
		if p.doc.Tiers[i].Code == code && p.lifts[i].bp > money.BpOne {
			return &p.lifts[i]
		}
	}
	return nil
}

// brought are the multipliers that plans and coupons brought, as rules.
func (p *Program) brought(made *deal.Made) []rule {
	if made == nil || len(made.Multipliers) == 0 {
		return nil
	}
	rules := make([]rule, len(made.Multipliers))
	for i := range rules {
		m := &made.Multipliers[i]
		rules[i] = rule{
			code: m.Rule, name: &m.Name, kind: Multiply, bp: m.Bp, byLine: true, lines: m.Lines,
			until: calendar.Never, rounding: money.Rounding(p.doc.Points.Rounding),
			sold: strings.HasPrefix(m.Rule, benefitRule),
		}
	}
	return rules
}

// outdone reports whether a line takes a multiplier of the programme as a plan was bought with it: then that gives more.
func (e *earner) outdone(r *rule, i int) bool {
	return r.promise != nil && slices.ContainsFunc(e.extra, func(x rule) bool { return x.code == r.code && slices.Contains(x.lines, e.lines[i].Index) })
}

func (e *earner) run(rules *engine, tier *rule) {
	e.engine = rules
	e.used = nil
	if len(rules.caps) > 0 {
		e.used = make([]int64, len(rules.caps))
	}
	for i := range rules.base {
		e.runBase(&rules.base[i])
	}
	e.runMultipliers(tier)
	for i, k := range rules.caps {
		e.use(k, e.used[i])
	}
}

// runBase gives what a per_amount, per_unit or per_order rule gives.
func (e *earner) runBase(r *rule) {
	if !e.active(r) {
		return
	}
	step := Step{Kind: StepRule, Rule: r.code, How: r.kind, Asset: e.asset, Points: r.points, PerMinor: r.perMinor}
	clear(e.weights)
	matched := false
	for i := range e.lines {
		if e.lines[i].Quantity == 0 || r.byLine && !e.holdsFor(r, i) {
			continue
		}
		matched = true
		switch r.kind {
		case PerAmount:
			e.weights[i] = e.basisOf(i)
		case PerUnit:
			e.weights[i] = e.lines[i].Quantity
		default:
			e.weights[i] = e.shares[i].PayableMinor // only to share it out
			continue
		}
		e.exact[i] += e.weights[i] * r.factor
		step.Base += e.weights[i]
	}
	if !matched {
		return
	}
	if r.kind == PerOrder {
		e.give(r, step, r.points)
		return
	}
	if step.Base > 0 {
		e.give(r, step, money.MulDiv(step.Base, r.factor, e.lcm, r.rounding))
	}
}

// basisOf is the amount of a line on which per_amount rules count.
func (e *earner) basisOf(i int) int64 {
	s := &e.shares[i]
	switch e.basis {
	case OnPayable:
		return s.PayableMinor
	case OnBeforeDiscount:
		return s.TotalMinor
	default:
		return s.PayableMinor - s.BonusMinor
	}
}

// active reports whether the rule is in its dates and, unless it is asked by line, its condition holds.
func (e *earner) active(r *rule) bool {
	if at := e.facts.standing.At; at < r.from || at >= r.until {
		return false
	}
	if r.promise != nil && !r.promise.For(deal.Holder{Tier: e.facts.standing.Tier, Plans: e.facts.plans}) {
		return false
	}
	if r.when == nil || r.byLine {
		return true
	}
	e.facts.Line(nil, 0)
	return r.when.Holds(e.facts)
}

func (e *earner) holdsFor(r *rule, i int) bool {
	if r.when == nil {
		return slices.Contains(r.lines, e.lines[i].Index)
	}
	e.facts.Line(&e.lines[i], e.shares[i].PayableMinor)
	return r.when.Holds(e.facts)
}

// runMultipliers gives what the tier and the multiply rules give on top. The extra of a line is its exact base
// amount × (bp − 1); each multiplier is rounded once over its lines.
func (e *earner) runMultipliers(tier *rule) {
	if tier == nil && len(e.multiply)+len(e.extra) == 0 {
		return
	}
	if e.join == JoinBest {
		e.chooseBest(tier)
	}
	if tier != nil {
		e.runMultiplier(tier, 0)
	}
	for k := range e.multiply {
		e.runMultiplier(&e.multiply[k], k+1)
	}
	for k := range e.extra {
		e.runMultiplier(&e.extra[k], k+1+len(e.multiply))
	}
}

// chooseBest finds each line's highest multiplier; of equal ones the first.
func (e *earner) chooseBest(tier *rule) {
	e.winner = make([]int, len(e.lines))
	best := make([]int64, len(e.lines))
	try := func(r *rule, place int) {
		if !e.active(r) {
			return
		}
		for i := range e.lines {
			if e.exact[i] > 0 && r.bp > best[i] && (!r.byLine || e.holdsFor(r, i)) {
				best[i], e.winner[i] = r.bp, place
			}
		}
	}
	for i := range e.winner {
		e.winner[i] = -1
	}
	if tier != nil {
		try(tier, 0)
	}
	for k := range e.multiply {
		try(&e.multiply[k], k+1)
	}
	for k := range e.extra {
		try(&e.extra[k], k+1+len(e.multiply))
	}
}

func (e *earner) runMultiplier(r *rule, place int) {
	if e.join == JoinAdd && !e.active(r) {
		return
	}
	clear(e.weights)
	var sum int64
	for i := range e.lines {
		if e.exact[i] == 0 {
			continue
		}
		takes := e.join == JoinBest && e.winner[i] == place ||
			e.join == JoinAdd && (!r.byLine || e.holdsFor(r, i)) && !e.outdone(r, i)
		if takes {
			e.weights[i] = e.exact[i]
			sum += e.exact[i]
		}
	}
	if sum == 0 {
		return
	}
	step := Step{Kind: StepMultiply, Rule: r.code, Name: r.name, How: Multiply, Asset: e.asset, Bp: r.bp, Base: sum / e.lcm, Sold: r.sold}
	e.give(r, step, money.MulDiv(sum, r.bp-money.BpOne, e.lcm*money.BpOne, r.rounding))
}

// give books what a rule gives within its caps: in the trace, as earned, as used, and on the lines by their weights.
func (e *earner) give(r *rule, step Step, amount int64) {
	amount = min(amount, money.Limit)
	step.Amount = amount
	e.out.Trace = append(e.out.Trace, step)
	for i := range r.caps {
		amount = e.cut(&r.caps[i], r.code, amount, 0)
	}
	for i := range e.caps {
		amount = e.cut(&e.caps[i], r.code, amount, e.used[i])
	}
	for i := range e.used {
		e.used[i] += amount
	}
	for _, k := range r.caps {
		e.use(k, amount)
	}
	if amount == 0 {
		return
	}
	e.out.earned(Earned{Rule: r.code, Asset: e.asset, Amount: amount})
	e.shareOut(amount)
}

// earned adds what a rule gave: one benefit may give by two of its versions.
func (o *Outcome) earned(more Earned) {
	for i := range o.Earned {
		if was := &o.Earned[i]; was.Rule == more.Rule && was.Asset == more.Asset {
			was.Amount += more.Amount
			return
		}
	}
	o.Earned = append(o.Earned, more)
}

// cut is what a cap leaves of an amount; used is what this order took of it already.
func (e *earner) cut(k *ceiling, code string, amount, used int64) int64 {
	if k.per == PerOrderCap && e.facts.act != nil {
		return amount // an event is no order
	}
	room := k.amount
	if k.per != PerOrderCap {
		if seen, ok := e.facts.standing.Room[k.key]; ok {
			room = seen
		}
	}
	room = max(room-used, 0)
	if amount <= room {
		return amount
	}
	e.out.Trace = append(e.out.Trace, Step{
		Kind: StepCapped, Rule: code, Asset: e.asset, Amount: amount - room, Per: k.per, Limit: k.amount, Room: room, Shared: k.shared,
	})
	return room
}

// use notes what is used of a cap over more than the order.
func (e *earner) use(k ceiling, amount int64) {
	if k.per != PerOrderCap && amount > 0 {
		e.out.Uses = append(e.out.Uses, Use{Rule: k.rule, Per: k.per, Amount: amount, Shared: k.shared})
	}
}

// shareOut shows an amount on the lines, by cumulative floor over the weights; where all weights are 0,
// over the quantities.
func (e *earner) shareOut(amount int64) {
	if len(e.out.Lines) == 0 {
		return // of a refund nothing is shown by line
	}
	var total int64
	for i := range e.weights {
		total += e.weights[i]
	}
	if total == 0 {
		for i := range e.lines {
			e.weights[i] = e.lines[i].Quantity
			total += e.weights[i]
		}
	}
	var seen, given int64
	for i, w := range e.weights {
		seen += w
		upTo := money.MulDiv(amount, seen, total, money.Floor)
		if e.asset == AssetPoints {
			e.out.Lines[i].PointsEarned += upTo - given
		} else {
			e.out.Lines[i].GrowthEarned += upTo - given
		}
		given = upTo
	}
}
