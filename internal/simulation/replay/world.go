package replay

import (
	"time"

	"regulars/internal/calendar"
	"regulars/internal/catalog"
	"regulars/internal/ledger"
	"regulars/internal/member/tally"
	"regulars/internal/program"
	"regulars/internal/program/limit"
)

// Setting is what a world is made of.
type Setting struct {
	Program   *program.Program
	Persons   []Person
	Stores    map[int64]string // codes, by id
	Upward    catalog.Paths    // of categories
	GraceDays int              // what comes back expired lives so much longer
	Likes     bool             // the programme asks for favourite categories or stores
}

// World is what persons would hold had the programme been in force from the first fact on.
type World struct {
	p      *program.Program
	needs  *program.Needs
	zone   *time.Location
	stores map[int64]string
	upward catalog.Paths
	grace  int
	likes  bool

	persons []person
	frozen  map[int64]*frozen
	deeds   map[int64]*deed
	shared  map[sharedKey]int64 // budgets of all members

	facts    facts // one is asked at a time
	standing program.Standing
	last     dayMemo
}

// sharedKey names a budget in a period.
type sharedKey struct {
	rule, period string
}

// dayMemo remembers the local day of an instant: facts come in order, so the next one mostly lies on the same.
type dayMemo struct {
	from, to calendar.Instant
	day      calendar.Day
	names    map[program.Period]string // of the periods of caps that it lies in
}

// New makes the world before its first fact.
func New(s Setting) *World {
	w := &World{
		p: s.Program, needs: s.Program.Needs(), zone: s.Program.Zone(), stores: s.Stores, upward: s.Upward, grace: s.GraceDays, likes: s.Likes,
		persons: make([]person, len(s.Persons)), frozen: map[int64]*frozen{}, deeds: map[int64]*deed{}, shared: map[sharedKey]int64{},
	}
	for i := range s.Persons {
		p := &w.persons[i]
		p.Person = &s.Persons[i]
		p.account = tally.Open(tally.Stat{}, tally.AllDays)
		p.wallet.due = calendar.Never
	}
	w.facts.w = w
	return w
}

// Day is the local day of an instant.
func (w *World) Day(at calendar.Instant) calendar.Day {
	if at < w.last.from || at >= w.last.to {
		day := at.Day(w.zone)
		w.last = dayMemo{day.Start(w.zone), day.End(w.zone), day, map[program.Period]string{}}
		for _, per := range []program.Period{program.PerDay, program.PerWeek, program.PerMonth, program.PerYear} {
			w.last.names[per] = limit.Key(per, at, w.zone)
		}
	}
	return w.last.day
}

// period names the period of a cap that an instant lies in.
func (w *World) period(per program.Period, at calendar.Instant) string {
	w.Day(at)
	return w.last.names[per]
}

// knowing has conditions asked by what was known with an order, until it is called with nil.
func (w *World) knowing(then map[string]any) { w.facts.then = then }

// factsAt answers conditions about a person, for windows that end with the day of the instant. The next call ends it.
func (w *World) factsAt(p *person, at calendar.Instant) *facts {
	w.facts.person, w.facts.day = p, w.Day(at)
	return &w.facts
}

// meet posts what is due for the person before a fact, and lets one join who was let in by then. asMember says that the fact itself was
// decided for a member.
func (w *World) meet(p *person, at calendar.Instant, asMember bool) {
	byCondition := w.p.Document().Entry.Kind == program.EntryCondition
	if !p.member && !byCondition && (p.JoinedAt <= at || asMember) {
		w.join(p, min(p.JoinedAt, at))
	}
	w.catchUp(p, at)
}

// join makes the person a member of the base tier.
func (w *World) join(p *person, at calendar.Instant) {
	p.member, p.joined = true, at
	p.tier = w.p.Start(at)
	w.assess(p, at, at, false)
}

// catchUp posts what is due until the instant, instant by instant: points that become available or expire, then the tier.
func (w *World) catchUp(p *person, until calendar.Instant) {
	for range ledger.MaxInstants {
		due := calendar.Never
		if p.member {
			due = p.tier.DueAt()
		}
		at := min(p.wallet.due, due)
		if at > until {
			return
		}
		p.wallet.post(at, w.zone)
		if due <= at {
			w.assess(p, at, at-1, true) // what ends is asked for its own last day
		}
	}
}

// byFact is why a tier was asked, where time alone did not make it so.
const byFact = "fact"

// assess asks at an instant which tier the person deserves, by windows that end with the local day of another.
func (w *World) assess(p *person, at, asOf calendar.Instant, byTime bool) {
	if !p.member {
		if w.p.Document().Entry.Kind == program.EntryCondition && w.p.Admits(w.factsAt(p, asOf)) {
			w.join(p, at)
		}
		return
	}
	why := byFact
	if byTime {
		why = ""
	}
	after, changes := w.p.Assess(p.tier, w.factsAt(p, asOf), at, why)
	p.tier = after
	for _, c := range changes {
		p.changes = append(p.changes, change{c, byTime})
	}
}

// standAt is what the programme needs to know of a person at the instant of an order. The answer is the world's own unless it is
// to be kept.
func (w *World) standAt(p *person, at calendar.Instant, keep bool) *program.Standing {
	st := &w.standing
	if keep {
		st = &program.Standing{}
	}
	clear(st.Attributes)
	clear(st.Windows)
	clear(st.Room)
	*st = program.Standing{At: at, Attributes: st.Attributes, Windows: st.Windows, Room: st.Room}
	if !p.member {
		return st
	}
	st.Member, st.Tier = true, p.tier.Code
	f := w.factsAt(p, at)
	for _, name := range w.needs.Earn.Attributes {
		if value, ok := f.Attribute(name); ok {
			if st.Attributes == nil {
				st.Attributes = program.Attributes{}
			}
			st.Attributes[name] = value
		}
	}
	for _, use := range w.needs.Earn.Windows {
		if st.Windows == nil {
			st.Windows = map[string]int64{}
		}
		st.Windows[program.WindowKey(use.Name, use.Period)], _ = f.Window(use.Name, use.Period)
	}
	for _, c := range w.needs.Caps {
		if st.Room == nil {
			st.Room = map[string]int64{}
		}
		period := w.period(c.Per, at)
		used := w.shared[sharedKey{c.Rule, period}]
		if !c.Shared {
			used = p.usedOf(c.Rule, c.Per, period)
		}
		st.Room[c.Key()] = max(c.Amount-used, 0)
	}
	st.PointsAvailable = p.wallet.available
	return st
}

// use counts what an order uses of caps and budgets, or gives back.
func (w *World) use(p *person, uses []program.Use, at calendar.Instant) {
	for _, u := range uses {
		period := w.period(u.Per, at)
		if u.Shared {
			k := sharedKey{u.Rule, period}
			w.shared[k] = max(w.shared[k]+u.Amount, 0)
			continue
		}
		p.use(u.Rule, u.Per, period, u.Amount)
	}
}

// Finish posts what falls due for everybody until the instant, and lets those join who were let in by then.
func (w *World) Finish(until calendar.Instant) {
	for i := range w.persons {
		w.meet(&w.persons[i], until, false)
	}
}

// State is what a person would hold and deserve.
type State struct {
	Member  bool
	Tier    string
	Points  int64 // available and pending, less what is owed
	Waiting int64 // of it, not yet available
	Debt    int64
	Growth  int64
	Expired int64 // points, from the first fact on
}

// State is how a person stands.
func (w *World) State(n int) State {
	p := &w.persons[n]
	s := State{Member: p.member, Points: p.wallet.held(), Waiting: p.wallet.pending, Debt: p.wallet.debt, Growth: p.growth, Expired: p.wallet.expired}
	if p.member {
		s.Tier = p.tier.Code
	}
	return s
}

// Moves counts the upgrades and downgrades from an instant on that were not undone.
func (w *World) Moves(from calendar.Instant) (up, down int64) {
	for i := range w.persons {
		for _, c := range w.persons[i].changes {
			switch {
			case c.At < from:
			case c.Move == program.TierUpgraded:
				up++
			case c.Move == program.TierDowngraded:
				down++
			}
		}
	}
	return up, down
}

// Expired is how many points of everybody expired so far, less what a claw-back brought to light again.
func (w *World) Expired() (sum int64) {
	for i := range w.persons {
		sum += w.persons[i].wallet.expired
	}
	return sum
}
