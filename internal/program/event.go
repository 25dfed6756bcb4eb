package program

import (
	"regulars/internal/program/act"
)

// The steps that only the trace of an event has.
const (
	StepUnmet StepKind = "unmet" // the condition of a rule did not hold
	StepLate  StepKind = "late"  // it was told more than Base days after it happened, so nothing is earned
)

// Happened decides what something that a member did beside buying earns by the per_event rules. Like Evaluate it is a function of its
// arguments alone. Multipliers are of what orders earn; caps are of both.
func Happened(p *Program, st *Standing, a *act.Act) Outcome {
	var out Outcome
	if !st.Member {
		out.Trace = []Step{{Kind: StepGuest, How: PerEvent}}
		return out
	}
	e := earner{facts: &facts{standing: st, zone: p.zone, act: a}, out: &out}
	for _, rules := range []*engine{&p.points, &p.growth} {
		e.engine, e.used = rules, make([]int64, len(rules.caps))
		for i := range rules.events {
			e.runEvent(&rules.events[i])
		}
		for i, k := range rules.caps {
			e.use(k, e.used[i])
		}
	}
	return out
}

// Rewards reports whether the programme has a rule for a kind of event.
func (p *Program) Rewards(kind string) bool {
	for i := range p.doc.Earning {
		if p.doc.Earning[i].Event == kind {
			return true
		}
	}
	return false
}

// UsesOf is what of the caps one rule used.
func (o *Outcome) UsesOf(e Earned) []Use { return usesOf(o.Uses, []Earned{e}) }

// runEvent gives what a rule gives for the event at hand.
func (e *earner) runEvent(r *rule) {
	at := e.facts.standing.At
	switch step := (Step{Kind: StepRule, Rule: r.code, How: r.kind, Asset: e.asset, Points: r.points}); {
	case r.event != e.facts.act.Kind || at < r.from || at >= r.until:
	case r.when.Holds(e.facts):
		e.give(r, step, r.points)
	default:
		step.Kind = StepUnmet
		e.out.Trace = append(e.out.Trace, step)
	}
}
