package shell

import (
	"regulars/internal/api/wire"
	"regulars/internal/calendar"
	"regulars/internal/store"
)

// Period is the days of a report.
type Period struct {
	From wire.Date `query:"from" doc:"First day; 30 days before to where absent"`
	To   wire.Date `query:"to" doc:"The day after the last; tomorrow where absent"`
}

// Span is the instants of the period.
func (p Period) Span(tx *store.Tx) (from, until calendar.Instant) {
	last, first := p.To.Day(), p.From.Day()
	if last == 0 {
		last = tx.Today() + 1
	}
	if first == 0 {
		first = last - 30
	}
	return first.Start(tx.Zone()), max(first, last).Start(tx.Zone())
}
