package program

import (
	"time"

	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/fault"
)

// TierState is the tier of one member. Two tracks make it: the one that conditions decide (Merit with its keep period),
// and the one given by hand (Manual until its end). The one in force is the higher of the two.
type TierState struct {
	Code  string           `json:"code"`  // in force
	Since calendar.Instant `json:"since"` // in force since

	Merit      string           `json:"merit"`       // by conditions
	KeepUntil  calendar.Instant `json:"keep_until"`  // Never: for good
	GraceUntil calendar.Instant `json:"grace_until"` // Never: not in grace

	Manual      string           `json:"manual,omitempty"` // by hand; "" for none
	ManualUntil calendar.Instant `json:"manual_until"`     // Never: none
}

// Until is when the tier in force may end; Never where nothing ends it.
func (s *TierState) Until() calendar.Instant {
	switch {
	case s.Code == s.Manual && s.Code != s.Merit:
		return s.ManualUntil
	case s.GraceUntil != calendar.Never:
		return s.GraceUntil
	}
	return s.KeepUntil
}

// TierMove says how a tier state changed.
type TierMove string

// The moves of a tier.
const (
	TierUpgraded   TierMove = "upgraded"
	TierRenewed    TierMove = "renewed"     // the keep period starts again
	TierGrace      TierMove = "grace"       // the condition does not hold; the tier goes at the end of grace
	TierDowngraded TierMove = "downgraded"  // by the policy of the tier
	TierReplaced   TierMove = "replaced"    // the tier left the programme: the highest that holds took its place
	TierGiven      TierMove = "given"       // by hand
	TierGivenEnded TierMove = "given_ended" // what was given by hand is over
)

// TierChange is one move, with the states around it: restoring Before undoes it.
type TierChange struct {
	Move   TierMove         `json:"move"`
	From   string           `json:"from"` // in force before
	To     string           `json:"to"`   // in force after; the same for renewals and grace
	At     calendar.Instant `json:"at"`
	Why    string           `json:"why,omitempty"` // what made it be assessed: the caller's word
	Before TierState        `json:"before"`
	After  TierState        `json:"after"`
}

// Start is the state of who becomes a member: the base tier.
func (p *Program) Start(at calendar.Instant) TierState {
	s := TierState{
		Since: at, Merit: p.tiers[0].Code, KeepUntil: calendar.Never, GraceUntil: calendar.Never, ManualUntil: calendar.Never,
	}
	s.Code = s.Merit
	return s
}

// DueAt is the next instant at which something about the state may change by itself; Never for none.
func DueAt(s TierState) calendar.Instant {
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
func (p *Program) Assess(s TierState, facts expr.Facts, at calendar.Instant, why string) (TierState, []TierChange) {
	a := assessment{p: p, facts: facts, at: at, why: why, state: s}
	if s.Manual != "" && at >= s.ManualUntil {
		a.state.Manual, a.state.ManualUntil = "", calendar.Never
		a.move(TierGivenEnded, s)
	}
	a.merit()
	return a.state, a.changes
}

// assessment is one run of Assess.
type assessment struct {
	p       *Program
	facts   expr.Facts
	at      calendar.Instant
	why     string
	state   TierState
	changes []TierChange
}

// merit moves the track that conditions decide.
func (a *assessment) merit() {
	before := a.state
	now := a.p.height(before.Merit)
	highest := a.p.Highest(a.facts)
	switch {
	case now < 0: // the tier is no longer in the programme
		a.reach(max(highest, 0))
		a.move(TierReplaced, before)
	case highest > now:
		a.reach(highest)
		a.move(TierUpgraded, before)
	case a.over():
		a.end(now, highest)
	case before.GraceUntil != calendar.Never && a.p.holds(now, a.facts):
		a.reach(now) // earned back while in grace
		a.move(TierRenewed, before)
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
	t := &a.p.tiers[now]
	switch {
	case a.p.holds(now, a.facts):
		a.reach(now)
		a.move(TierRenewed, before)
	case t.Downgrade == DowngradeNever || now == 0:
		a.state.KeepUntil, a.state.GraceUntil = calendar.Never, calendar.Never
	case before.GraceUntil == calendar.Never && t.GraceDays > 0:
		a.state.GraceUntil = (before.KeepUntil.Day(a.p.zone) + calendar.Day(t.GraceDays)).Start(a.p.zone)
		a.move(TierGrace, before)
		if a.at >= a.state.GraceUntil { // asked late
			a.end(now, highest)
		}
	case t.Downgrade == DowngradeReassess:
		a.reach(highest)
		a.move(TierDowngraded, before)
	default:
		a.reach(a.p.below(now))
		a.move(TierDowngraded, before)
	}
}

// reach sets the track of conditions to a tier whose keep period starts.
func (a *assessment) reach(height int) {
	t := &a.p.tiers[height]
	a.state.Merit = t.Code
	a.state.KeepUntil = keepUntil(t.Keep, a.at, a.p.zone)
	a.state.GraceUntil = calendar.Never
}

// move settles which tier is in force and notes the change.
func (a *assessment) move(move TierMove, before TierState) {
	s := &a.state
	s.Code = s.Merit
	if s.Manual != "" && a.p.height(s.Manual) > a.p.height(s.Merit) {
		s.Code = s.Manual
	}
	if s.Code != before.Code {
		s.Since = a.at
	}
	a.changes = append(a.changes, TierChange{
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
func (p *Program) Assign(s TierState, code string, until, at calendar.Instant) (TierState, TierChange, error) {
	height := p.height(code)
	switch {
	case height < 0:
		return s, TierChange{}, ErrTierUnknown.At("tier", fault.P{"code": code})
	case until <= at || until == calendar.Never:
		return s, TierChange{}, ErrTierEnd.At("until", nil)
	case height <= p.height(s.Merit):
		return s, TierChange{}, ErrTierNotHigher.At("tier", fault.P{"code": s.Merit})
	}
	a := assessment{p: p, at: at, state: s}
	a.state.Manual, a.state.ManualUntil = code, until
	a.move(TierGiven, s)
	return a.state, a.changes[0], nil
}

// Unassign ends at once what was given by hand.
func (p *Program) Unassign(s TierState, at calendar.Instant) (TierState, []TierChange) {
	if s.Manual == "" {
		return s, nil
	}
	a := assessment{p: p, at: at, state: s}
	a.state.Manual, a.state.ManualUntil = "", calendar.Never
	a.move(TierGivenEnded, s)
	return a.state, a.changes
}

// Highest is the place of the highest tier whose condition holds: 0, the base tier, where none does.
// Tiers given by hand only are never reached so.
func (p *Program) Highest(facts expr.Facts) int {
	for i := len(p.tiers) - 1; i > 0; i-- {
		if p.holds(i, facts) {
			return i
		}
	}
	return 0
}

// Upheld reports whether an upgrade still stands over the facts of its own instant as they are known now: a
// refund asks it of each upgrade since the order, and undoes from the first that fails on.
func (p *Program) Upheld(change TierChange, facts expr.Facts) bool {
	height := p.height(change.After.Merit)
	return change.Move != TierUpgraded || height >= 0 && p.holds(height, facts)
}

// Deserves reports whether the condition of a tier holds: false for an unknown one, and for those given by hand only.
func (p *Program) Deserves(code string, facts expr.Facts) bool {
	height := p.height(code)
	return height >= 0 && p.holds(height, facts)
}

// holds reports whether the condition of a tier holds; the base tier's always does.
func (p *Program) holds(height int, facts expr.Facts) bool {
	t := &p.tiers[height]
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
func (p *Program) below(height int) int {
	for i := height - 1; i > 0; i-- {
		if !p.tiers[i].Manual {
			return i
		}
	}
	return 0
}

// height is the place of a tier; −1 for an unknown one.
func (p *Program) height(code string) int {
	for i := range p.tiers {
		if p.tiers[i].Code == code {
			return i
		}
	}
	return -1
}

// Tier is the tier of a code.
func (p *Program) Tier(code string) (*Tier, bool) {
	if i := p.height(code); i >= 0 {
		return p.tiers[i].Tier, true
	}
	return nil, false
}

// Admits reports whether a customer becomes a member by himself: at once where entry is open, and where
// the condition of entry holds. facts may be nil where entry has no condition.
func (p *Program) Admits(facts expr.Facts) bool {
	switch p.doc.Entry.Kind {
	case EntryOpen:
		return true
	case EntryCondition:
		return p.entry != nil && facts != nil && p.entry.Holds(facts)
	default:
		return false
	}
}
