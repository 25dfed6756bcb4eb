package insight

import (
	"regulars/internal/calendar"
	"regulars/internal/fault"
)

// Period is the days from From up to but without To.
type Period struct{ From, To calendar.Day }

// NewPeriod is the period between two days; where To is 0 it ends with today, where From is 0 it has 30 days.
// Returns fault.ErrRange.
func NewPeriod(from, to, today calendar.Day) (Period, error) {
	p := Period{from, to}
	if p.To == 0 {
		p.To = max(today+1, p.From+1)
	}
	if p.From == 0 {
		p.From = p.To - 30
	}
	if p.Days() < 1 || p.Days() > MaxDays {
		return p, fault.ErrRange.At("to", fault.P{"min": p.From + 1, "max": p.From + MaxDays})
	}
	return p, nil
}

// Days is how many days the period has.
func (p Period) Days() int { return int(p.To - p.From) }

// Before is the period of the same length that ends where this one begins.
func (p Period) Before() Period { return Period{p.From - (p.To - p.From), p.From} }

// Holds reports whether the day lies in the period.
func (p Period) Holds(d calendar.Day) bool { return p.From <= d && d < p.To }
