package ladder

import (
	"regulars/internal/calendar"
	"regulars/internal/expr"
)

// Progress is what a member still needs for a tier.
type Progress struct {
	Tier    string           // the code of that tier; "" where there is none above
	By      calendar.Instant // for keeping a tier: until when; Never for reaching one
	Holds   bool             // nothing is missing
	Clauses []expr.Clause    // the parts of its condition with what is there (Have) and what is wanted (Want)
}

// Missing is what lacks to the next higher tier that a condition gives. One that is given by
// hand now does not shorten the way.
func (l *Ladder) Missing(s State, facts expr.Facts) Progress {
	for i := max(l.height(s.Merit), 0) + 1; i < len(l.tiers); i++ {
		if !l.tiers[i].Manual {
			return l.progress(i, calendar.Never, facts)
		}
	}
	return Progress{By: calendar.Never, Holds: true}
}

// Keeping is what lacks to keep the present tier beyond its keep period or grace.
func (l *Ladder) Keeping(s State, facts expr.Facts) Progress {
	height := l.height(s.Merit)
	if height <= 0 || s.DueAt() == calendar.Never || l.tiers[height].Downgrade == DowngradeNever {
		return Progress{Tier: s.Merit, By: calendar.Never, Holds: true}
	}
	by := s.KeepUntil
	if s.GraceUntil != calendar.Never {
		by = s.GraceUntil
	}
	return l.progress(height, by, facts)
}

func (l *Ladder) progress(height int, by calendar.Instant, facts expr.Facts) Progress {
	t := &l.tiers[height]
	out := Progress{Tier: t.Code, By: by, Holds: l.holds(height, facts)}
	if t.recharges {
		facts = netOfPrincipal{facts}
	}
	if t.when != nil {
		out.Clauses = t.when.Explain(facts)
	}
	return out
}
