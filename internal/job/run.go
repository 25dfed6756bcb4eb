package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"regulars/internal/fault"
	"regulars/internal/store"
)

// Handler does the work of one kind of job. It returns nil when it is done; a fault.Error ends the job as failed
// (a refusal will not get better by itself), any other error has it tried again. Because a run may be cut off
// anywhere, a handler goes on from what is committed.
type Handler func(ctx context.Context, run *Run) error

// Run is one run of a job, as its handler sees it.
type Run struct {
	Job
	DB     *store.DB
	Scope  store.Scope // of the merchant, acting for whoever made the job
	Result any         // what the handler leaves; kept as JSON

	lease time.Duration
}

// Decode reads the job's params.
func (r *Run) Decode(into any) error {
	if err := json.Unmarshal(r.Params, into); err != nil {
		return fault.ErrInvalid.At("params", fault.P{"reason": err.Error()})
	}
	return nil
}

// Tx runs fn in a transaction that commits only while the run holds its lease, which it renews.
// Returns ErrLeaseLost and ErrCancelled; the handler passes them on.
func (r *Run) Tx(ctx context.Context, fn func(tx *store.Tx) error) error {
	return r.DB.Tx(ctx, r.Scope, func(tx *store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return hold(ctx, tx, &r.Job, r.lease) // last: the job's row is locked from here on, and a handler may run two at a time
	})
}

// Progress records how far the run is, in a commit of its own.
func (r *Run) Progress(ctx context.Context, done, total int64) error {
	return r.Tx(ctx, func(tx *store.Tx) error { return r.ProgressIn(ctx, tx, done, total) })
}

// ProgressIn records how far the run is, in the commit of what it has done.
func (r *Run) ProgressIn(ctx context.Context, tx *store.Tx, done, total int64) error {
	_, err := tx.Exec(ctx, `UPDATE job SET done = $3, total = $4 WHERE merchant_id = $1 AND id = $2`,
		tx.MerchantID(), r.ID, done, total)
	return err
}

// work runs the handler under a heartbeat and records how it ended.
func (r *Run) work(ctx context.Context, handler Handler) error {
	run, stop := context.WithCancelCause(ctx)
	beating := make(chan struct{})
	go func() {
		defer close(beating)
		r.beat(run, stop)
	}()
	err := Guard(func() error { return handler(run, r) })
	if cause := context.Cause(run); err != nil && cause != nil && errors.Is(err, context.Canceled) {
		err = cause
	}
	stop(nil)
	<-beating
	// What is left to say is said even while the server stops.
	last, done := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer done()
	how := r.ending(ctx, err)
	if how == nil {
		return nil
	}
	err = r.DB.Tx(last, r.Scope, func(tx *store.Tx) error { return end(last, tx, &r.Job, *how) })
	if errors.Is(err, ErrLeaseLost) {
		return nil
	}
	return err
}

// ending tells what becomes of the job; nil where it is no longer ours to say.
func (r *Run) ending(ctx context.Context, err error) *ending {
	refusal := fault.As(err)
	switch {
	case err == nil:
		return r.success()
	case errors.Is(err, ErrLeaseLost):
		return nil
	case errors.Is(err, ErrCancelled):
		return &ending{state: Cancelled}
	case ctx.Err() != nil: // the server stops: another run goes on
		return &ending{state: Waiting, unused: true}
	case refusal != nil && refusal.Code.Kind != fault.Unavailable && refusal.Code.Kind != fault.Internal:
		return &ending{state: Failed, code: refusal.Code.Code, text: refusal.Text(r.Scope.Merchant.Language)}
	case r.Tries >= MaxTries:
		return &ending{state: Failed, code: "internal_error", text: err.Error()}
	}
	return &ending{state: Waiting, code: "internal_error", text: err.Error(), delay: jobDelay(r.Tries)}
}

func (r *Run) success() *ending {
	result, err := json.Marshal(r.Result)
	switch {
	case err != nil:
		return &ending{state: Failed, code: "internal_error", text: err.Error()}
	case len(result) > MaxDocument:
		return &ending{state: Failed, code: "internal_error", text: "the result is too long"}
	}
	return &ending{state: Done, result: string(result)}
}

// beat renews the lease until ctx ends, and stops the run when the lease is lost or the job cancelled.
func (r *Run) beat(ctx context.Context, stop context.CancelCauseFunc) {
	tick := time.NewTicker(r.lease / 4)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := r.DB.Tx(ctx, r.Scope, func(tx *store.Tx) error { return hold(ctx, tx, &r.Job, r.lease) })
		if errors.Is(err, ErrLeaseLost) || errors.Is(err, ErrCancelled) {
			stop(err)
			return
		}
	}
}

// Guard turns a panic into an error, so that one bad job or event does not take the server down. A handler guards what it starts
// beside itself.
func Guard(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return fn()
}
