package plan

import (
	"time"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/money"
)

// roundUp is the first instant of a day, or of the next one where start lies within its day: what was begun in the middle of
// a day has the rest of it on top.
func roundUp(start calendar.Instant, day calendar.Day, zone *time.Location) calendar.Instant {
	if start == start.Day(zone).Start(zone) {
		return day.Start(zone)
	}
	return day.End(zone)
}

// EndOf is when a period that begins at the instant ends.
func (p Period) EndOf(start calendar.Instant, zone *time.Location) calendar.Instant {
	if p == Lifetime {
		return calendar.Never
	}
	return roundUp(start, start.Day(zone).AddMonths(p.Months()), zone)
}

// remindAt is from when on the end is announced: the first instant of the day so many days before; Never where it is not.
func (m *Membership) remindAt(zone *time.Location) calendar.Instant {
	if m.EndsAt == calendar.Never || m.Terms.RemindDays == 0 {
		return calendar.Never
	}
	return (m.EndsAt.Day(zone) - calendar.Day(m.Terms.RemindDays)).Start(zone)
}

// Days are the days of the membership that can be used: for a lifetime those over which its price is used up.
func (m *Membership) Days(zone *time.Location) int64 {
	if m.EndsAt == calendar.Never {
		return max(m.Terms.LifetimeDays, 1)
	}
	return int64(m.EndsAt.Day(zone)-m.StartsAt.Day(zone)) - m.Rest.days(m.EndsAt.Day(zone), zone)
}

// days are those of rests before a day.
func (r *Rest) days(before calendar.Day, zone *time.Location) int64 {
	return r.Past + max(int64(min(r.Until.Day(zone), before)-r.From.Day(zone)), 0)
}

// Resting reports whether the membership rests at the instant, or is going to.
func (m *Membership) Resting(at calendar.Instant) bool { return at < m.Rest.Until && m.Lasts(at) }

// LastDay is the last day on which the membership gives its benefits: its end is the first instant at which it does not.
func (m *Membership) LastDay(zone *time.Location) calendar.Day {
	return (m.Until() - 1).Day(zone)
}

// Unused is how many of the membership's days are not used at the instant, and of how many. A day that has begun is used.
func (m *Membership) Unused(at calendar.Instant, zone *time.Location) (unused, of int64) {
	of = m.Days(zone)
	switch {
	case !m.Lasts(at):
		return 0, of
	case at < m.StartsAt:
		return of, of
	}
	used := int64(at.Day(zone)-m.StartsAt.Day(zone)) + 1 - m.Rest.days(at.Day(zone)+1, zone)
	return max(of-used, 0), of
}

// rest has a membership that has begun rest from tomorrow until an instant, in place of whatever rest was still to come; its end moves along.
func (m *Membership) rest(tomorrow, until calendar.Instant, zone *time.Location) {
	r := &m.Rest
	before := r.days(m.EndsAt.Day(zone), zone)
	switch {
	case r.Until <= tomorrow: // over
		r.Past = r.days(tomorrow.Day(zone), zone)
		r.From, r.Until = tomorrow, until
	case r.From >= tomorrow:
		r.From, r.Until = tomorrow, until
	default: // it rests now
		r.Until = until
	}
	if r.From == r.Until {
		r.From, r.Until = 0, 0
	}
	if m.EndsAt != calendar.Never {
		m.EndsAt = (m.EndsAt.Day(zone) + calendar.Day(r.days(until.Day(zone), zone)-before)).Start(zone)
	}
}

// Worth is what of the membership's price comes back at the instant: all of it within the cooling days, else by unused days, rounded down.
func (m *Membership) Worth(at calendar.Instant, zone *time.Location) int64 {
	if m.PriceMinor == 0 || !m.Lasts(at) {
		return 0
	}
	if days := m.Terms.CoolingDays; days > 0 && at < (m.MadeAt.Day(zone)+calendar.Day(days)).End(zone) {
		return m.PriceMinor
	}
	unused, of := m.Unused(at, zone)
	return money.MulDiv(m.PriceMinor, unused, of, money.Floor)
}

// Deal is what buying a plan would come to for a member.
type Deal struct {
	Act         Act
	StartsAt    calendar.Instant
	EndsAt      calendar.Instant
	PriceMinor  int64
	CreditMinor int64 // the unused part of the lower plans, as far as the price takes it
	DueMinor    int64 // to be paid
	BackMinor   int64 // the unused part beyond the price: it is paid out
	Closes      []*Membership
	Sources     []Payment // where the unused part had been paid from
	Credit      []Payment // of it, what is credited
	Back        []Payment // of it, what is paid out
}

// Decide says what buying the plan would come to for a member with these memberships; before says that the member had it before.
// Returns ErrOffSale, ErrLower, ErrLifetime.
func Decide(held []*Membership, p *Plan, before bool, at calendar.Instant, zone *time.Location) (*Deal, *fault.Error) {
	d := &Deal{Act: Joined, StartsAt: at, PriceMinor: p.Terms.PriceMinor}
	if before {
		d.Act = Returned
	}
	if !p.OnSale {
		return nil, ErrOffSale.At("plan_id", nil)
	}
	for _, m := range held {
		switch {
		case !m.Lasts(at):
		case m.PlanID == p.ID || m.Act != Given && m.Terms.Level == p.Terms.Level:
			d.Act, d.StartsAt = Renewed, max(d.StartsAt, m.Until())
		case m.Act == Given:
		case m.Terms.Level > p.Terms.Level && m.Until() == calendar.Never:
			return nil, ErrLifetime.At("plan_id", nil)
		case m.Terms.Level > p.Terms.Level:
			return nil, ErrLower.At("plan_id", fault.P{"plan": m.Terms.Name, "until": m.LastDay(zone).String()})
		default:
			d.Closes = append(d.Closes, m)
		}
	}
	if d.StartsAt == calendar.Never {
		return nil, ErrLifetime.At("plan_id", nil)
	}
	d.EndsAt = p.Terms.Period.EndOf(d.StartsAt, zone)
	d.credit(at, zone)
	return d, nil
}

// credit sums what the closed memberships are still worth and sets it against the price.
func (d *Deal) credit(at calendar.Instant, zone *time.Location) {
	var worth int64
	for _, m := range d.Closes {
		part := m.Worth(at, zone)
		worth += part
		d.Sources = merged(d.Sources, Share(m.Detail.Sources, part))
	}
	if len(d.Closes) > 0 && d.Act != Renewed {
		d.Act = Upgraded
	}
	d.CreditMinor = min(worth, d.PriceMinor)
	d.BackMinor = worth - d.CreditMinor
	d.Credit = Share(d.Sources, d.CreditMinor)
	d.Back = less(d.Sources, d.Credit)
	d.DueMinor = d.PriceMinor - d.CreditMinor
}

// Share divides an amount over payments as they stand to each other.
func Share(sources []Payment, amount int64) []Payment {
	weights := make([]int64, len(sources))
	for i, s := range sources {
		weights[i] = s.AmountMinor
	}
	var out []Payment
	for i, part := range money.Spread(amount, weights) {
		if part > 0 {
			out = append(out, Payment{sources[i].Kind, part, sources[i].Of})
		}
	}
	return out
}

// merged joins two lists of payments, one entry a kind.
func merged(a, b []Payment) []Payment {
	out := append([]Payment(nil), a...)
next:
	for _, p := range b {
		for i := range out {
			if out[i].Kind == p.Kind && out[i].Of == p.Of {
				out[i].AmountMinor += p.AmountMinor
				continue next
			}
		}
		out = append(out, p)
	}
	return out
}

// less is what is left of payments once a part of them is taken.
func less(all, part []Payment) []Payment {
	var out []Payment
	for _, p := range all {
		for _, q := range part {
			if q.Kind == p.Kind && q.Of == p.Of {
				p.AmountMinor -= q.AmountMinor
			}
		}
		if p.AmountMinor > 0 {
			out = append(out, p)
		}
	}
	return out
}

// Merge joins two lists of payments, one entry a kind.
func Merge(a, b []Payment) []Payment { return merged(merged(nil, a), b) }
