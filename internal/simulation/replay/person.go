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
	then   map[string]any // attributes that were frozen with the order that is being placed
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
	case "favourite_category":
		if path := f.w.upward[p.account.Stat.FavouriteCategory]; path != nil {
			return path, true
		}
	}
	if value, counted := p.account.Stat.Attribute(name, f.day); counted {
		return value, value != nil
	}
	if value, frozen := f.then[name]; frozen {
		return value, value != nil
	}
	switch name { // what days alone change
	case "birthday_this_month":
		return p.Birth.In(f.day)
	case "child_birthday_this_month":
		return p.Children.BirthdayIn(f.day), true
	case "youngest_child_days":
		return p.Children.Youngest(f.day)
	}
	value, known := p.Known[name]
	return value, known
}

// since is when the person joined, or for a customer came into the records.
func (p *person) since() calendar.Instant {
	if p.member {
		return p.joined
	}
	return p.Enrolled
}

// Counts reports whether the replay itself knows an attribute of a member: the others stand in Person.Known.
func Counts(name string) bool {
	switch name {
	case "tier", "status", "points_available", "growth_value", "joined_on", "joined_days", "favourite_store":
		return true
	}
	_, counted := (&tally.Stat{}).Attribute(name, 0)
	return counted
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
