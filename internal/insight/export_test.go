package insight

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

// Forget empties the shelf, as that of a server that has just started.
func (s *Shelf) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.merchants = map[int64]map[string]*count{}
}

// KeepCount saves a count as the shelf does, and answers from when the one is that is kept then.
func KeepCount(ctx context.Context, db *store.DB, scope store.Scope, at calendar.Instant) (calendar.Instant, error) {
	if err := saveCount(ctx, db, scope, "test", taken{value: int64(at), at: at}); err != nil {
		return 0, err
	}
	kept, err := loadCount[int64](ctx, db, scope, "test")
	return kept.at, err
}
