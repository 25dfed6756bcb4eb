package ladder

import (
	"time"

	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/fault"
)

// State is the tier of one member. Two tracks make it: the one that conditions decide (Merit with its keep period),
// and the one given by hand (Manual until its end). The one in force is the higher of the two.
type State struct {
	Code  string           `json:"code"`  // in force
	Since calendar.Instant `json:"since"` // in force since

	Merit      string           `json:"merit"`       // by conditions
	KeepUntil  calendar.Instant `json:"keep_until"`  // Never: for good
	GraceUntil calendar.Instant `json:"grace_until"` // Never: not in grace

	Manual      string           `json:"manual,omitempty"` // by hand; "" for none
	ManualUntil calendar.Instant `json:"manual_until"`     // Never: none
}

// Until is when the tier in force may end; Never where nothing ends it.
func (s *State) Until() calendar.Instant {
	switch {
	case s.Code == s.Manual && s.Code != s.Merit:
		return s.ManualUntil
	case s.GraceUntil != calendar.Never:
		return s.GraceUntil
	}
	return s.KeepUntil
}

// Move says how a tier state changed.
type Move string

// The moves of a tier.
const (
	Upgraded   Move = "upgraded"
	Renewed    Move = "renewed"     // the keep period starts again
	Grace      Move = "grace"       // the condition does not hold; the tier goes at the end of grace
	Downgraded Move = "downgraded"  // by the policy of the tier
	Replaced   Move = "replaced"    // the tier left the programme: the highest that holds took its place
	Given      Move = "given"       // by hand
	GivenEnded Move = "given_ended" // what was given by hand is over
)

// Change is one move, with the states around it: restoring Before undoes it.
type Change struct {
	Move   Move             `json:"move"`
	From   string           `json:"from"` // in force before
	To     string           `json:"to"`   // in force after; the same for renewals and grace
	At     calendar.Instant `json:"at"`
	Why    string           `json:"why,omitempty"` // what made it be assessed: the caller's word
	Before State            `json:"before"`
	After  State            `json:"after"`
}

// Start is the state of who becomes a member: the base tier.
func (l *Ladder) Start(at calendar.Instant) State {
	s := State{
		Since: at, Merit: l.tiers[0].Code, KeepUntil: calendar.Never, GraceUntil: calendar.Never, ManualUntil: calendar.Never,
	}
	s.Code = s.Merit
	return s
}

// DueAt is the next instant at which something about the state may change by itself; Never for none.
func (s *State) DueAt() calendar.Instant {
	due := min(s.GraceUntil, s.ManualUntil)
	if s.GraceUntil == calendar.Never {
		due = min(due, s.KeepUntil)
	}
	return due
}

// Assess moves a member's tier to an instant: what was given by hand ends, the highest tier whose condition
// holds is reached at once, keep periods end in renewal, grace or downgrade. facts answers
// for the member as of the instant; at DueAt, as of the day before, the last one of what ends. It is asked after whatever changes the member's windows, and at DueAt; asked twice
// at one instant it changes nothing the second time. why is kept with the changes. The state may change without a
// move: a keep period that ends without a downgrade ends for good.
func (l *Ladder) Assess(s State, facts expr.Facts, at calendar.Instant, why string) (State, []Change) {
	a := assessment{l: l, facts: facts, at: at, why: why, state: s}
	if s.Manual != "" && at >= s.ManualUntil {
		a.state.Manual, a.state.ManualUntil = "", calendar.Never
		a.move(GivenEnded, s)
	}
	a.merit()
	return a.state, a.changes
}

// assessment is one run of Assess.
type assessment struct {
	l       *Ladder
	facts   expr.Facts
	at      calendar.Instant
	why     string
	state   State
	changes []Change
}

// merit moves the track that conditions decide.
func (a *assessment) merit() {
	before := a.state
	now := a.l.height(before.Merit)
	highest := a.l.Highest(a.facts)
	switch {
	case now < 0: // the tier is no longer in the programme
		a.reach(max(highest, 0))
		a.move(Replaced, before)
	case highest > now:
		a.reach(highest)
		a.move(Upgraded, before)
	case a.over():
		a.end(now, highest)
	case before.GraceUntil != calendar.Never && a.l.holds(now, a.facts):
		a.reach(now) // earned back while in grace
		a.move(Renewed, before)
	}
}

// over reports whether the keep period, or the grace after it, has ended.
func (a *assessment) over() bool {
	if a.state.GraceUntil != calendar.Never {
		return a.at >= a.state.GraceUntil
	}
	return a.at >= a.state.KeepUntil
}

// end decides what follows a keep period or a grace that is over.
func (a *assessment) end(now, highest int) {
	before := a.state
	t := &a.l.tiers[now]
	switch {
	case a.l.holds(now, a.facts):
		a.reach(now)
		a.move(Renewed, before)
	case t.Downgrade == DowngradeNever || now == 0:
		a.state.KeepUntil, a.state.GraceUntil = calendar.Never, calendar.Never
	case before.GraceUntil == calendar.Never && t.GraceDays > 0:
		a.state.GraceUntil = (before.KeepUntil.Day(a.l.zone) + calendar.Day(t.GraceDays)).Start(a.l.zone)
		a.move(Grace, before)
		if a.at >= a.state.GraceUntil { // asked late
			a.end(now, highest)
		}
	case t.Downgrade == DowngradeReassess:
		a.reach(highest)
		a.move(Downgraded, before)
	default:
		a.reach(a.l.below(now))
		a.move(Downgraded, before)
	}
}

// reach sets the track of conditions to a tier whose keep period starts.
func (a *assessment) reach(height int) {
	t := &a.l.tiers[height]
	a.state.Merit = t.Code
	a.state.KeepUntil = keepUntil(t.Keep, a.at, a.l.zone)
	a.state.GraceUntil = calendar.Never
}

// move settles which tier is in force and notes the change.
func (a *assessment) move(move Move, before State) {
	s := &a.state
	s.Code = s.Merit
	if s.Manual != "" && a.l.height(s.Manual) > a.l.height(s.Merit) {
		s.Code = s.Manual
	}
	if s.Code != before.Code {
		s.Since = a.at
	}
	a.changes = append(a.changes, Change{
		Move: move, From: before.Code, To: s.Code, At: a.at, Why: a.why, Before: before, After: *s,
	})
}

// keepUntil is when a keep period that starts at an instant is over.
func keepUntil(k Keep, at calendar.Instant, zone *time.Location) calendar.Instant {
	switch k.Kind {
	case KeepDays:
		return (at.Day(zone) + calendar.Day(k.Days)).End(zone)
	case KeepYearEnd:
		year, _, _ := at.Day(zone).Date()
		return calendar.DayOf(year+k.AfterYears, time.December, 31).End(zone)
	default:
		return calendar.Never
	}
}

// Assign gives a tier by hand until an instant. It refuses one that is not higher than what the member holds by merit, an
// unknown one, and an end that is not ahead.
func (l *Ladder) Assign(s State, code string, until, at calendar.Instant) (State, Change, error) {
	height := l.height(code)
	switch {
	case height < 0:
		return s, Change{}, ErrUnknown.At("tier", fault.P{"code": code})
	case until <= at || until == calendar.Never:
		return s, Change{}, ErrEnd.At("until", nil)
	case height <= l.height(s.Merit):
		return s, Change{}, ErrNotHigher.At("tier", fault.P{"code": s.Merit})
	}
	a := assessment{l: l, at: at, state: s}
	a.state.Manual, a.state.ManualUntil = code, until
	a.move(Given, s)
	return a.state, a.changes[0], nil
}

// Unassign ends at once what was given by hand.
func (l *Ladder) Unassign(s State, at calendar.Instant) (State, []Change) {
	if s.Manual == "" {
		return s, nil
	}
	a := assessment{l: l, at: at, state: s}
	a.state.Manual, a.state.ManualUntil = "", calendar.Never
	a.move(GivenEnded, s)
	return a.state, a.changes
}

// Highest is the place of the highest tier whose condition holds: 0, the base tier, where none does.
// Tiers given by hand only are never reached so.
func (l *Ladder) Highest(facts expr.Facts) int {
	for i := len(l.tiers) - 1; i > 0; i-- {
		if l.holds(i, facts) {
			return i
		}
	}
	return 0
}

// Upheld reports whether an upgrade still stands over the facts of its own instant as they are known now: a
// refund asks it of each upgrade since the order, and undoes from the first that fails on.
func (l *Ladder) Upheld(change Change, facts expr.Facts) bool {
	height := l.height(change.After.Merit)
	return change.Move != Upgraded || height >= 0 && l.holds(height, facts)
}

// Deserves reports whether the condition of a tier holds: false for an unknown one, and for those given by hand only.
func (l *Ladder) Deserves(code string, facts expr.Facts) bool {
	height := l.height(code)
	return height >= 0 && l.holds(height, facts)
}

// holds reports whether the condition of a tier holds; the base tier's always does.
func (l *Ladder) holds(height int, facts expr.Facts) bool {
	t := &l.tiers[height]
	switch {
	case height == 0:
		return true
	case t.Manual || t.when == nil:
		return false
	case t.recharges:
		facts = netOfPrincipal{facts}
	}
	return t.when.Holds(facts)
}

// netOfPrincipal counts spend without what was paid out of recharged principal, for conditions that count
// recharge too: the same money never counts two times.
type netOfPrincipal struct{ expr.Facts }

// Window gives a window of the member.
func (n netOfPrincipal) Window(name string, p expr.Period) (int64, bool) {
	sum, ok := n.Facts.Window(name, p)
	if !ok || name != "spend" {
		return sum, ok
	}
	principal, _ := n.Facts.Window("principal", p)
	return sum - principal, true
}

// below is the next lower tier that is not by hand only.
func (l *Ladder) below(height int) int {
	for i := height - 1; i > 0; i-- {
		if !l.tiers[i].Manual {
			return i
		}
	}
	return 0
}

// height is the place of a tier; −1 for an unknown one.
func (l *Ladder) height(code string) int {
	for i := range l.tiers {
		if l.tiers[i].Code == code {
			return i
		}
	}
	return -1
}

// Tier is the tier of a code.
func (l *Ladder) Tier(code string) (*Tier, bool) {
	if i := l.height(code); i >= 0 {
		return l.tiers[i].Tier, true
	}
	return nil, false
}
