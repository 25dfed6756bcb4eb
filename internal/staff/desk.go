package staff

import (
	"context"
	"sync/atomic"

	"regulars/internal/org"
	"regulars/internal/store"
)

// Desk is what one server remembers of sessions and keys for a few seconds, so that a hot call costs no statement, and the queue
// before the password hasher. App makes one and gives it to store.Open in Config.Values; without one everything
// works, reads the database each time, and hashes without a queue.
type Desk struct {
	sessions org.Brief[string, org.Principal]
	keys     org.Brief[string, org.Principal]
	hashers  chan struct{}
	waiting  atomic.Int64
}

// NewDesk is an empty desk.
func NewDesk() *Desk { return &Desk{hashers: make(chan struct{}, maxHashers)} }

// Clear forgets who came in: called after a change that must be felt at once on this server. Other servers feel it
// within five seconds.
func (d *Desk) Clear() {
	if d == nil {
		return
	}
	d.sessions.Clear()
	d.keys.Clear()
}

// desk is the one given to the database, or nil.
func desk(db *store.DB) *Desk {
	d, _ := store.FindValue[*Desk](db)
	return d
}

func (d *Desk) tokens() *org.Brief[string, org.Principal] {
	if d == nil {
		return nil
	}
	return &d.sessions
}

func (d *Desk) secrets() *org.Brief[string, org.Principal] {
	if d == nil {
		return nil
	}
	return &d.keys
}

// hash runs fn when one of the hashers is free. Returns ErrSignInBusy where too many wait already.
func (d *Desk) hash(ctx context.Context, fn func()) error {
	if d == nil {
		fn()
		return nil
	}
	if d.waiting.Add(1) > maxWaiting+maxHashers {
		d.waiting.Add(-1)
		return ErrSignInBusy.New(nil)
	}
	defer d.waiting.Add(-1)
	select {
	case d.hashers <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-d.hashers }()
	fn()
	return nil
}
