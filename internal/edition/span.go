package edition

import (
	"context"
	"slices"
	"sort"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

// Span is the editions in force over a stretch of time, compiled: books decide by it without the database.
type Span struct {
	Stamp    int64 // of the timetable
	editions []*Edition
}

// Span gives the editions in force from one instant to another, both included.
func (t *Timetable) Span(ctx context.Context, tx *store.Tx, from, to calendar.Instant) (*Span, error) {
	s := &Span{Stamp: t.stamp}
	at := t.VersionAt(from)
	for {
		ed, err := t.edition(ctx, tx, at)
		if err != nil {
			return nil, err
		}
		s.editions = append(s.editions, ed)
		next, ok := t.Next(max(at.EffectiveAt, from))
		if !ok || next.EffectiveAt > to {
			return s, nil
		}
		at = next
	}
}

// At is the edition in force at the instant; before the span its first, after it its last.
func (s *Span) At(at calendar.Instant) *Edition {
	i := sort.Search(len(s.editions), func(i int) bool { return s.editions[i].EffectiveAt > at })
	return s.editions[max(i-1, 0)]
}

// All are the editions of the span, in the order of time.
func (s *Span) All() []*Edition { return slices.Clone(s.editions) }
