package replay

import (
	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/member/tally"
	"regulars/internal/program"
)

// person is somebody while the past is played.
type person struct {
	*Person
	member  bool
	joined  calendar.Instant // meaningful where member
	account *tally.Account
	tier    program.TierState
	changes []change // of the tier, those that were not undone
	wallet  wallet
	growth  int64
	uses    []use
}

// change is a change of the tier.
type change struct {
	program.TierChange
	byTime bool // time alone made it
}

// use is what of a cap is used up in the latest period that was touched.
type use struct {
	rule   string
	per    program.Period
	period string
	used   int64
}

// facts answers conditions about a person as the world stands, for windows that end with a day.
type facts struct {
	w      *World
	person *person
	day    calendar.Day
}

var _ expr.Facts = (*facts)(nil)

// Window gives a window over the person's days.
func (f *facts) Window(name string, p expr.Period) (int64, bool) {
	return f.person.account.Sum(name, p, f.day)
}

// Attribute gives what is known of the person, by the names of the catalogue of segments.
func (f *facts) Attribute(name string) (any, bool) {
	p := f.person
	switch name {
	case "tier":
		return p.tier.Code, p.member
	case "status":
		if p.member {
			return "member", true
		}
		return "customer", true
	case "points_available":
		return p.wallet.available, true
	case "growth_value":
		return p.growth, true
	case "joined_on":
		return p.since().Day(f.w.zone).String(), true
	case "joined_days":
		return int64(f.day - p.since().Day(f.w.zone)), true
	case "favourite_store":
		code, known := f.w.stores[p.account.Stat.FavouriteStore]
		return code, known
	}
	if !Counts(name) {
		value, known := p.Known[name]
		return value, known
	}
	return p.bought(name, f.day)
}

// since is when the person joined, or for a customer came into the records.
func (p *person) since() calendar.Instant {
	if p.member {
		return p.joined
	}
	return p.Enrolled
}

// bought is what is counted of orders, as package member answers it.
func (p *person) bought(name string, day calendar.Day) (any, bool) {
	s := &p.account.Stat
	bought := s.PurchaseDays > 0
	switch name {
	case "order_count":
		return s.OrderCount, true
	case "spend_minor":
		return s.SpendMinor, true
	case "refund_minor":
		return s.RefundMinor, true
	case "average_minor":
		return s.AverageMinor(), s.OrderCount > 0
	case "purchase_days":
		return s.PurchaseDays, true
	case "interval_days":
		return s.IntervalDays()
	case "first_order_on":
		return s.FirstOrderOn.String(), bought
	case "last_order_on":
		return s.LastOrderOn.String(), bought
	case "first_order_days":
		return int64(day - s.FirstOrderOn), bought
	case "last_order_days":
		return int64(day - s.LastOrderOn), bought
	case "favourite_category":
		return s.FavouriteCategory, s.FavouriteCategory != ""
	}
	return nil, false
}

// Counts reports whether the replay itself knows an attribute of a member: the others stand in Person.Known.
func Counts(name string) bool {
	switch name {
	case "tier", "status", "points_available", "growth_value", "joined_on", "joined_days", "favourite_store", "order_count", "spend_minor", "refund_minor",
		"average_minor", "purchase_days", "interval_days", "first_order_on", "last_order_on", "first_order_days", "last_order_days", "favourite_category":
		return true
	}
	return false
}

// usedOf is what of a cap is used up in a period.
func (p *person) usedOf(rule string, per program.Period, period string) int64 {
	for i := range p.uses {
		if u := &p.uses[i]; u.rule == rule && u.per == per && u.period == period {
			return u.used
		}
	}
	return 0
}

// use counts what is used of a cap, or gives room back. Only the latest period of a cap is remembered: facts come in order, so
// nobody asks for an older one.
func (p *person) use(rule string, per program.Period, period string, amount int64) {
	for i := range p.uses {
		u := &p.uses[i]
		if u.rule != rule || u.per != per {
			continue
		}
		switch {
		case u.period == period:
			u.used = max(u.used+amount, 0)
		case u.period < period:
			u.period, u.used = period, max(amount, 0)
		}
		return
	}
	p.uses = append(p.uses, use{rule, per, period, max(amount, 0)})
}
