package demo

import (
	"context"
	"sync/atomic"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

// clock is the time of the story.
type clock struct{ now atomic.Int64 }

func (c *clock) set(at calendar.Instant) { c.now.Store(int64(at)) }

func (c *clock) time() time.Time { return calendar.Instant(c.now.Load()).Time() }

// reopen opens the database once more, with the clock of the story. What transactions carry is shared: keys, compiled programmes.
func reopen(ctx context.Context, db *store.DB, c *clock) (*store.DB, error) {
	config := db.Config()
	config.Clock, config.Readers = c.time, 2
	past, err := store.Open(ctx, config)
	if err != nil {
		return nil, err
	}
	if err := past.Lease(ctx); err != nil { // ids must not meet those of a server that runs
		past.Close()
		return nil, err
	}
	return past, nil
}
