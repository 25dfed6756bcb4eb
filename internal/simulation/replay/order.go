package replay

import (
	"fmt"
	"slices"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/member/tally"
	"regulars/internal/program"
)

// frozen is an order of which refunds will be told: what decided it and what it still keeps.
type frozen struct {
	order     *Order
	basket    basket.Basket
	standing  *program.Standing
	outcome   program.Outcome
	remaining basket.Remaining
	kept      program.Kept
	own       *origin
	drawn     []drawing
}

// Place decides an order of the past, books it, and answers what it comes to. It returns what program.Evaluate does where even an order that
// offers nothing cannot be decided.
func (w *World) Place(o *Order) (*program.Outcome, error) {
	b := basket.Basket{Channel: o.Channel, Store: o.Store, Lines: o.Lines}
	if o.Person == Guest {
		out, err := w.evaluate(&program.Standing{At: o.At}, &b, o)
		if err != nil {
			return nil, err
		}
		if o.Refunds > 0 {
			w.freeze(o, b, &program.Standing{At: o.At}, out)
		}
		return out, nil
	}
	p := &w.persons[o.Person]
	w.meet(p, o.At, o.Member)
	w.knowing(o.Known)
	defer w.knowing(nil)
	st := w.standAt(p, o.At, o.Refunds > 0)
	if p.member { // what was spent was there
		st.PrincipalMinor, st.BonusMinor = o.Principal, o.Bonus
	}
	out, err := w.evaluate(st, &b, o)
	if err != nil {
		return nil, err
	}
	var f *frozen
	if o.Refunds > 0 {
		f = w.freeze(o, b, st, out)
	}
	w.settle(p, o, out, f)
	w.count(p, o, out)
	w.assess(p, o.At, o.At, false)
	return out, nil
}

func (w *World) freeze(o *Order, b basket.Basket, st *program.Standing, out *program.Outcome) *frozen {
	f := &frozen{order: o, basket: b, standing: st, outcome: *out, remaining: basket.Full(b.Lines), own: &origin{}}
	f.kept = program.Remain(w.p, st, &b, &f.outcome, f.remaining)
	w.frozen[o.ID] = f
	return f
}

// evaluate decides the order with as many of the points offered as the programme takes.
func (w *World) evaluate(st *program.Standing, b *basket.Basket, o *Order) (*program.Outcome, error) {
	st.Region = o.Region
	if st.Categories = o.Categories; st.Categories == nil {
		st.Categories = w.upward.Of(b.Lines)
	}
	ask := program.Ask{Pricing: o.Pricing}
	if st.Member { // who is none brings nothing
		ask.Points, ask.Balance, ask.Hand = o.Points, o.Principal+o.Bonus, o.Hand
	}
	out, err := program.Evaluate(w.p, st, b, ask)
	if err == nil || ask.Points == 0 && ask.Balance == 0 {
		return &out, wrap(o, err)
	}
	// Fewer points, in whole steps, within what is there; of the stored value what there is still to pay.
	if ask.Balance > 0 {
		ask.Balance = program.Max
	}
	if offered := ask.Points; offered > 0 {
		ask.Points = program.Max
		if out, err = program.Evaluate(w.p, st, b, ask); err == nil && out.Points <= offered {
			return &out, nil
		}
		ask.Points = offered - offered%max(w.p.Document().Spending.Step, 1)
	}
	if out, err = program.Evaluate(w.p, st, b, ask); err == nil {
		return &out, nil
	}
	ask.Points = 0
	out, err = program.Evaluate(w.p, st, b, ask)
	return &out, wrap(o, err)
}

func wrap(o *Order, err error) error {
	if err != nil {
		return fmt.Errorf("order %d: %w", o.ID, err)
	}
	return nil
}

// settle books what the order spends and earns.
func (w *World) settle(p *person, o *Order, out *program.Outcome, f *frozen) {
	if out.Points > 0 {
		drawn := p.wallet.spend(out.Points, o.At, w.zone)
		if f != nil {
			f.drawn = drawn
		}
	}
	if out.Points > 0 || out.BonusMinor > 0 || out.PrincipalMinor > 0 {
		p.wallet.touch(o.At)
	}
	for _, e := range out.Earned {
		p.wallet.touch(o.At)
		if e.Asset != program.AssetPoints {
			p.growth += e.Amount
			continue
		}
		l := w.lotOf(e.Rule, o.At)
		if f != nil {
			l.of = f.own
		}
		l.available = max(l.available, o.At)
		if l.available == calendar.Never {
			l.available = w.reached(o)
		}
		p.wallet.give(l, e.Amount, o.At, w.zone)
	}
	w.use(p, out.Uses, o.At)
}

// lotOf is the lot of what a rule gives for a fact of the instant.
func (w *World) lotOf(rule string, at calendar.Instant) lot {
	l := lot{rule: rule, available: w.p.AvailableAt(at), expires: calendar.Never}
	if w.p.Inactive() {
		l.idle = w.p.Document().Points.Expiry.Months
	} else {
		l.expires = w.p.ExpiresAt(at)
	}
	return l
}

// reached is when points that wait for the order's way become available; Never where it has not come so far.
func (w *World) reached(o *Order) calendar.Instant {
	if o.Handed {
		at, _ := w.p.AvailableAfter("completed", o.At)
		return at
	}
	first := calendar.Never
	for _, s := range o.Steps {
		if at, waits := w.p.AvailableAfter(s.Status, s.At); waits {
			first = min(first, at)
		}
	}
	if first != calendar.Never {
		first = max(first, o.At)
	}
	return first
}

// count books the order on its day.
func (w *World) count(p *person, o *Order, out *program.Outcome) {
	fact := tally.OrderFact{At: o.At, PayableMinor: out.PayableMinor, PrincipalMinor: out.PrincipalMinor}
	if w.likes {
		fact.StoreID = o.StoreID
		fact.Categories = categories(o.Lines, out.Lines)
	}
	p.account.Place(&fact, w.zone)
	if points, growth := out.PointsEarned(), out.GrowthEarned(); points != 0 || growth != 0 {
		p.account.Book(tally.DayDelta{On: w.Day(o.At), Points: points, Growth: growth})
	}
}

// categories sums what is payable by category.
func categories(lines []basket.Line, out []program.LineOutcome) []tally.CategoryPart {
	var parts []tally.CategoryPart
	for i := range lines {
		code := lines[i].Category
		if code == "" {
			continue
		}
		at := slices.IndexFunc(parts, func(p tally.CategoryPart) bool { return p.Code == code })
		if at < 0 {
			at, parts = len(parts), append(parts, tally.CategoryPart{Code: code})
		}
		parts[at].Minor += out[i].PayableMinor
	}
	return parts
}
