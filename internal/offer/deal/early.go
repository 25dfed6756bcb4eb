package deal

import (
	"time"

	"regulars/internal/calendar"
	"regulars/internal/expr"
)

// asks is over what the condition of the benefit may be: early access, which priority always is, is asked for without an order, too.
func (b *Benefit) asks(scope expr.Scope) expr.Scope {
	if b.Kind == Service && b.Service == Priority {
		return scope & expr.Member
	}
	return scope
}

// Opens is when what opens for everybody at an instant opens for who has the benefit.
func (b *Benefit) Opens(from calendar.Instant) calendar.Instant {
	return from.Add(-time.Duration(b.EarlyHours) * time.Hour)
}

// Early is the promise among them that opens things first; nil where none does.
func Early(held []*Promise) (first *Promise) {
	for _, p := range held {
		if p.EarlyHours > 0 && (first == nil || p.EarlyHours > first.EarlyHours) {
			first = p
		}
	}
	return first
}
