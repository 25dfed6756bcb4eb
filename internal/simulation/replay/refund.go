package replay

import (
	"slices"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/member/tally"
	"regulars/internal/program"
	"regulars/internal/program/limit"
)

// Back is what a refund or a return took back and gave back.
type Back struct {
	Share  basket.Share     // no longer kept
	Earned []program.Earned // what changed, by rule: below 0 is taken back
	Lines  []basket.Share   // of each line, what it still keeps
	Deal   *program.Kept    // what the order still keeps
}

// TakeBack lowers an order to what remains of it. It answers nil for an order that was never told, or told without refunds.
func (w *World) TakeBack(r *Refund) (*Back, error) {
	f := w.frozen[r.Order]
	if f == nil {
		return nil, nil //nolint:nilnil // an order from before the first fact
	}
	rest, err := f.remaining.Less(r.Takes)
	if err != nil {
		return nil, wrap(f.order, err)
	}
	var p *person
	if f.order.Person != Guest {
		p = &w.persons[f.order.Person]
		w.meet(p, r.At, false)
	}
	before := f.kept
	after := program.Remain(w.p, f.standing, &f.basket, &f.outcome, rest)
	back := &Back{Share: before.Minus(after.Share), Lines: after.Lines, Deal: &after}
	if p != nil {
		w.lower(p, f, &before, &after, lowering{rest: rest, at: r.At, back: back})
	}
	f.kept, f.remaining = after, rest
	if f.order.Refunds--; f.order.Refunds <= 0 {
		delete(w.frozen, r.Order)
	}
	return back, nil
}

// lowering is what a refund does to its member.
type lowering struct {
	rest basket.Remaining
	at   calendar.Instant
	back *Back
}

func (w *World) lower(p *person, f *frozen, before, after *program.Kept, l lowering) {
	if n := l.back.Share.Points; n > 0 {
		p.wallet.back(f.drawn, n, l.at, w.graceOf(l.at), w.zone)
	}
	changed := before.ChangeTo(after)
	l.back.Earned = changed.Earned
	points, growth := w.claw(p, f, changed.Earned, l.at)
	w.use(p, changed.Uses, f.order.At)
	fact := tally.RefundFact{
		At: f.order.At, AmountMinor: l.back.Share.PayableMinor, PrincipalMinor: l.back.Share.PrincipalMinor, Whole: l.rest.Empty(),
	}
	if w.likes {
		fact.StoreID, fact.Categories = f.order.StoreID, gone(f, after, l.rest)
	}
	p.account.TakeBack(&fact, w.zone)
	if points != 0 || growth != 0 {
		p.account.Book(tally.DayDelta{On: w.Day(f.order.At), Points: points, Growth: growth})
	}
	w.reassess(p, f.order.At, l.at)
}

// claw takes back, rule by rule, what the order no longer earns, and answers the change of points and growth.
func (w *World) claw(p *person, f *frozen, earned []program.Earned, at calendar.Instant) (points, growth int64) {
	for _, e := range earned {
		switch {
		case e.Asset != program.AssetPoints:
			growth += e.Amount
			p.growth += e.Amount
			if e.Amount > 0 {
				p.wallet.touch(at)
			}
			continue
		case e.Amount > 0: // a rule that gives for less
			p.wallet.touch(at)
			l := w.lotOf(e.Rule, f.order.At)
			if l.available == calendar.Never { // as what the order earned, when it has come so far
				l.available = w.reached(f.order)
			}
			l.available, l.of = max(l.available, at), f.own
			p.wallet.give(l, e.Amount, at, w.zone)
		default:
			p.wallet.claw(f.own.lots, e.Rule, -e.Amount, at, w.zone)
		}
		points += e.Amount
	}
	return points, growth
}

// gone is what came back by category, and whether the last of the category went with it.
func gone(f *frozen, after *program.Kept, rest basket.Remaining) []tally.CategoryPart {
	lines := f.order.Lines
	asOutcome := func(shares []basket.Share) []program.LineOutcome {
		out := make([]program.LineOutcome, len(shares))
		for i := range shares {
			out[i].Share = shares[i]
		}
		return out
	}
	holds := func(r basket.Remaining, code string) bool {
		for i := range lines {
			if lines[i].Category == code && r[i] > 0 {
				return true
			}
		}
		return false
	}
	was, is := categories(lines, asOutcome(f.kept.Lines)), categories(lines, asOutcome(after.Lines))
	for i := range was {
		was[i].Minor -= is[i].Minor
		was[i].Gone = holds(f.remaining, was[i].Code) && !holds(rest, was[i].Code)
	}
	return slices.DeleteFunc(was, func(p tally.CategoryPart) bool { return p.Minor == 0 && !p.Gone })
}

// Return takes back what the base tier would have earned for goods that no order accounts for.
func (w *World) Return(r *Return) (*Back, error) {
	back := &Back{}
	if r.Person == Guest {
		return back, nil
	}
	p := &w.persons[r.Person]
	w.meet(p, r.At, false)
	if len(r.Lines) > 0 && p.member {
		st := program.Standing{Member: true, Tier: w.p.Document().Tiers[0].Code, At: r.At, Region: r.Region, Categories: w.upward.Of(r.Lines)}
		b := basket.Basket{Channel: "pos", Store: r.Store, Lines: r.Lines}
		out, err := program.Evaluate(w.p, &st, &b, program.Ask{Pricing: program.PriceAsPaid})
		if err != nil {
			return nil, err
		}
		for _, e := range out.Earned {
			back.Earned = append(back.Earned, program.Earned{Rule: e.Rule, Asset: e.Asset, Amount: -e.Amount})
			if e.Asset == program.AssetPoints {
				p.wallet.claw(nil, e.Rule, e.Amount, r.At, w.zone)
			} else {
				p.growth -= e.Amount
			}
		}
	}
	points, growth := program.EarnedOf(back.Earned, program.AssetPoints), program.EarnedOf(back.Earned, program.AssetGrowth)
	if r.AmountMinor != 0 {
		fact := tally.RefundFact{At: r.At, AmountMinor: r.AmountMinor}
		if w.likes {
			shares := make([]program.LineOutcome, len(r.Lines))
			for i := range r.Lines {
				shares[i].PayableMinor = r.Lines[i].TotalMinor
			}
			fact.StoreID, fact.Categories = r.StoreID, categories(r.Lines, shares)
		}
		p.account.TakeBack(&fact, w.zone)
	}
	if points != 0 || growth != 0 {
		p.account.Book(tally.DayDelta{On: w.Day(r.At), Points: points, Growth: growth})
	}
	if r.AmountMinor != 0 || points != 0 || growth != 0 {
		w.assess(p, r.At, r.At, false)
	}
	return back, nil
}

// reassess asks each upgrade since a fact again, at its own instant, over the days as they now stand. From the first that fails on all
// changes are undone, and what has fallen due since then is asked again.
func (w *World) reassess(p *person, since, at calendar.Instant) {
	if !p.member {
		w.assess(p, at, at, false)
		return
	}
	first, _ := slices.BinarySearchFunc(p.changes, since, func(c change, since calendar.Instant) int {
		if c.At >= since {
			return 1
		}
		return -1
	})
	for i := first; i < len(p.changes); i++ {
		c := &p.changes[i]
		if c.Move != program.TierUpgraded {
			continue
		}
		asOf := c.At
		if c.byTime {
			asOf--
		}
		if !w.p.Upheld(c.TierChange, w.factsAt(p, asOf)) {
			w.undo(p, i, at)
			break
		}
	}
	w.assess(p, at, at, false)
}

// undo restores the state before a change and those after it: those of the track of conditions. What was given by hand since, or
// ended, stays.
func (w *World) undo(p *person, from int, at calendar.Instant) {
	now, s := p.tier, p.changes[from].Before
	was := s.Code
	s.Manual, s.ManualUntil = now.Manual, now.ManualUntil
	switch s.Code = w.inForce(&s); s.Code {
	case now.Code:
		s.Since = now.Since
	case was: // since then, as it was
	default:
		s.Since = at
	}
	p.tier = s
	kept := p.changes[:from]
	for _, c := range p.changes[from:] {
		if c.Move == program.TierGiven || c.Move == program.TierGivenEnded {
			kept = append(kept, c)
		}
	}
	p.changes = kept
	for { // what of the tier has fallen due since
		due := p.tier.DueAt()
		if due > at {
			return
		}
		before := p.tier
		w.assess(p, due, due-1, true)
		if p.tier == before {
			return
		}
	}
}

// height is the place of a tier; −1 for an unknown one.
func (w *World) height(code string) int {
	return slices.IndexFunc(w.p.Document().Tiers, func(t program.Tier) bool { return t.Code == code })
}

// Give books points or growth that no order gave, or takes them. What is taken back has the upgrades since it was given asked again.
func (w *World) Give(g *Gift) {
	p := &w.persons[g.Person]
	w.meet(p, g.At, false)
	if !p.member {
		return
	}
	if g.Capped {
		for _, c := range w.needs.Caps {
			if c.Rule == limit.Whole(g.Asset) {
				w.use(p, []program.Use{{Rule: c.Rule, Per: c.Per, Amount: g.Amount, Shared: c.Shared}}, g.On)
			}
		}
	}
	delta := tally.DayDelta{On: w.Day(g.On)}
	if g.Asset == program.AssetGrowth {
		p.growth += g.Amount
		delta.Growth = g.Amount
	} else if w.gift(p, g); g.Kind == Given || g.Kind == Revoked {
		delta.Points = g.Amount
	}
	p.account.Book(delta)
	if g.Kind == Revoked {
		w.reassess(p, g.On, g.At)
		return
	}
	w.assess(p, g.At, g.At, false)
}

// gift moves points of the wallet.
func (w *World) gift(p *person, g *Gift) {
	var of *deed
	if g.Origin != 0 {
		if of = w.deeds[g.Origin]; of == nil {
			of = &deed{}
			w.deeds[g.Origin] = of
		}
	}
	amount := g.Amount
	switch {
	case g.Kind == Returned && of != nil:
		p.wallet.back(of.drawn, amount, g.At, w.graceOf(g.At), w.zone)
	case g.Kind == Revoked && of != nil && amount < 0:
		p.wallet.claw(of.own.lots, "", -amount, g.At, w.zone)
	case amount > 0:
		l := lot{available: g.AvailableAt, expires: g.ExpiresAt, idle: g.IdleMonths}
		if of != nil {
			l.of = &of.own
		}
		p.wallet.give(l, amount, g.At, w.zone)
	case g.Kind == Revoked:
		p.wallet.claw(nil, "", -amount, g.At, w.zone)
	default:
		drawn := p.wallet.spend(min(-amount, p.wallet.available), g.At, w.zone)
		if of != nil {
			of.drawn = append(of.drawn, drawn...)
		}
		if g.Kind == Spent {
			p.wallet.touch(g.At)
		}
	}
}

// deed is what something other than an order gave and took, as long as that may be undone.
type deed struct {
	own   origin
	drawn []drawing
}

// graceOf is how long what comes back expired lives.
func (w *World) graceOf(at calendar.Instant) calendar.Instant {
	if w.grace == 0 {
		return at
	}
	return (w.Day(at) + calendar.Day(w.grace)).End(w.zone)
}

// Book counts what a day has beside orders. What is paid back of a recharge has the upgrades since asked again, as a refund has.
func (w *World) Book(t *Turn) {
	p := &w.persons[t.Person]
	w.meet(p, t.At, false)
	p.account.Book(tally.DayDelta{On: t.On.Day(w.zone), Recharge: t.Recharge, Referrals: t.Referrals})
	if t.Recharge < 0 {
		w.reassess(p, t.On, t.At)
		return
	}
	w.assess(p, t.At, t.At, false)
}

// Assign sets the track by hand: what is given until an instant, or nothing. A tier that the programme does not have is never in force.
func (w *World) Assign(h *Assigned) {
	p := &w.persons[h.Person]
	w.meet(p, h.At, false)
	if !p.member {
		return
	}
	before, move := p.tier, program.TierGiven
	p.tier.Manual, p.tier.ManualUntil = h.Code, h.Until
	if h.Code == "" {
		move, p.tier.ManualUntil = program.TierGivenEnded, calendar.Never
	}
	if p.tier == before {
		return
	}
	if p.tier.Code = w.inForce(&p.tier); p.tier.Code != before.Code {
		p.tier.Since = h.At
	}
	p.changes = append(p.changes, change{program.TierChange{Move: move, From: before.Code, To: p.tier.Code, At: h.At, Before: before, After: p.tier}, false})
}

// inForce is the higher of the two tracks.
func (w *World) inForce(s *program.TierState) string {
	if s.Manual != "" && w.height(s.Manual) > w.height(s.Merit) {
		return s.Manual
	}
	return s.Merit
}
