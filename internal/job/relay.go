package job

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"sync"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

// Relay carries events from the outbox of each merchant to the consumers.
type Relay struct {
	DB        *store.DB
	Scope     ScopeOf
	Consumers []Consumer
	Holder    string        // names this relay among those of other servers; must be unique
	Workers   int           // merchants at a time; 4 where it is 0
	Poll      time.Duration // how often it looks when nobody wakes it; 250 ms where it is 0
	Log       *slog.Logger

	alarm alarm
	mu    sync.Mutex
	busy  map[int64]bool  // merchants that a goroutine of this relay serves now
	held  map[int64]lease // by merchant: what this relay may have, as it last wrote it
}

// lease is the right to serve one merchant.
type lease struct {
	fence int64
	until calendar.Instant
}

// Wake has the relay look for events now.
func (r *Relay) Wake() { r.alarm.ring() }

// Run carries events until ctx ends, and gives the leases back. A merchant whose consumers fail or are slow takes up one
// worker at most.
func (r *Relay) Run(ctx context.Context) error {
	slots := make(chan struct{}, orElse(r.Workers, 4))
	var all sync.WaitGroup
	defer func() {
		all.Wait()
		r.letGoAll(ctx)
	}()
	for ctx.Err() == nil {
		found, err := r.waiting(ctx)
		if err != nil && ctx.Err() == nil {
			r.log().Error("relay", "error", err)
		}
		for _, id := range found {
			if !r.reserve(id) {
				continue
			}
			select {
			case slots <- struct{}{}:
			case <-ctx.Done():
				r.release(id)
				return ctx.Err()
			}
			all.Go(func() {
				defer func() { r.release(id); <-slots }()
				r.serve(ctx, id)
			})
		}
		r.alarm.wait(ctx, orElse(r.Poll, 250*time.Millisecond))
	}
	return ctx.Err()
}

// waiting lists merchants with events, or with parked events that are due again.
func (r *Relay) waiting(ctx context.Context) ([]int64, error) {
	var found []int64
	err := r.DB.View(ctx, store.Installation, func(tx *store.Tx) error {
		for after := int64(0); ; {
			page, err := store.OutboxMerchants(ctx, tx, after, 100)
			if err != nil || len(page) == 0 {
				found = append(found, page...)
				return err
			}
			found, after = append(found, page...), page[len(page)-1]
		}
	})
	if err != nil {
		return nil, err
	}
	err = r.DB.View(ctx, store.Installation, func(tx *store.Tx) error {
		parked, err := merchants(ctx, tx, `SELECT m.id FROM org_merchant m WHERE EXISTS
			(SELECT 1 FROM job_parked p WHERE p.merchant_id = m.id AND p.due_at <= $1) ORDER BY m.id LIMIT 1000`, tx.Now())
		found = append(found, parked...) // one that stands twice is taken once
		return err
	})
	return found, err
}

// serve goes on with one merchant while there is something to do.
func (r *Relay) serve(ctx context.Context, merchantID int64) {
	limited, done := context.WithTimeout(ctx, roundLimit)
	defer done()
	handled, more, err := r.round(limited, merchantID)
	if err != nil && ctx.Err() == nil {
		r.log().Error("relay", "merchant", merchantID, "error", err)
		return
	}
	switch {
	case more:
		r.Wake()
	case handled > 0: // more will come: a few large rounds cost less than many small ones
		time.AfterFunc(gather, r.Wake)
	}
}

// Drain carries the merchant's events until none is left, those caused on the way too, and gives the lease back. Where
// another relay has the lease it waits until that has carried them. Events that are parked for later stay parked.
func (r *Relay) Drain(ctx context.Context, merchantID int64) error {
	for {
		if !r.reserve(merchantID) {
			r.alarm.wait(ctx, 5*time.Millisecond)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			continue
		}
		handled, _, err := r.round(ctx, merchantID)
		held := errors.Is(err, errHeld)
		if !held && (err != nil || handled == 0) {
			err = errors.Join(err, r.letGo(ctx, merchantID))
			r.release(merchantID)
			return err
		}
		r.release(merchantID)
		if !held {
			continue
		}
		if none, err := r.nothingLeft(ctx, merchantID); err != nil || none {
			return err
		}
		r.alarm.wait(ctx, 50*time.Millisecond)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// nothingLeft reports whether the merchant's outbox is empty.
func (r *Relay) nothingLeft(ctx context.Context, merchantID int64) (none bool, err error) {
	scope, err := r.Scope(ctx, merchantID)
	if err != nil {
		return false, err
	}
	err = r.DB.View(ctx, scope, func(tx *store.Tx) error {
		left, err := store.Outbox(ctx, tx, 1)
		none = len(left) == 0
		return err
	})
	return none, err
}

// letGo ends the lease of a merchant, so that the next relay need not wait until it runs out.
func (r *Relay) letGo(ctx context.Context, merchantID int64) error {
	scope, err := r.Scope(ctx, merchantID)
	if err != nil {
		return err
	}
	return r.DB.Tx(ctx, scope, func(tx *store.Tx) error {
		r.keep(merchantID, lease{})
		_, err := tx.Exec(ctx, `UPDATE job_lease SET until_at = 0 WHERE merchant_id = $1 AND name = 'relay' AND holder = $2`, tx.MerchantID(), r.Holder)
		return err
	})
}

// letGoAll ends the leases of all merchants that were served. What cannot be ended runs out.
func (r *Relay) letGoAll(ctx context.Context) {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), letGoLimit)
	defer done()
	r.mu.Lock()
	held := maps.Clone(r.held)
	r.mu.Unlock()
	for id := range held {
		if err := r.letGo(ctx, id); err != nil {
			r.log().Warn("a lease of the relay stays behind", "merchant", id, "error", err)
			return
		}
	}
}

func (r *Relay) reserve(id int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.busy == nil {
		r.busy = map[int64]bool{}
	}
	if r.busy[id] {
		return false
	}
	r.busy[id] = true
	return true
}

// keep notes what the relay has for a merchant; the zero lease is none.
func (r *Relay) keep(id int64, l lease) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.held == nil {
		r.held = map[int64]lease{}
	}
	if r.held[id] = l; l == (lease{}) {
		delete(r.held, id)
	}
}

func (r *Relay) leaseOf(id int64) lease {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.held[id]
}

func (r *Relay) release(id int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.busy, id)
}

func (r *Relay) log() *slog.Logger { return orElse(r.Log, slog.Default()) }
