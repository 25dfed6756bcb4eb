package job

import (
	"context"
	"encoding/json"
	"fmt"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/store"
)

// State is where a job stands.
type State string

// The states.
const (
	Waiting   State = "waiting"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Job is one piece of work.
type Job struct {
	ID         int64
	Kind       string
	State      State
	Params     json.RawMessage
	Result     json.RawMessage // "null" until there is one
	ErrorCode  string          // stable code of what went wrong, or "internal_error"
	Error      string          // what went wrong, for people
	Done       int64           // progress, in whatever unit Total has
	Total      int64           // 0 while it is not known
	DueAt      calendar.Instant
	Tries      int64
	MadeBy     store.Actor
	CreatedAt  calendar.Instant
	StartedAt  calendar.Instant // 0 before the first run
	FinishedAt calendar.Instant // 0 before the end
	SeenAt     calendar.Instant // when its maker took note of its end; 0 until then
	Fence      int64
	CancelSaid bool // somebody has asked a running job to stop
}

// Order is what is to be done.
type Order struct {
	Kind   string
	Params any              // kept as JSON
	RunAt  calendar.Instant // 0: at once
	Key    string           // at most one open job of a key; may be empty
}

// Enqueue orders a job that may run as soon as the transaction has committed.
func Enqueue(ctx context.Context, tx *store.Tx, kind string, params any) (int64, error) {
	id, _, err := EnqueueOrder(ctx, tx, Order{Kind: kind, Params: params})
	return id, err
}

// EnqueueOrder orders a job. Where an open job of the same key exists it answers that one and created=false.
func EnqueueOrder(ctx context.Context, tx *store.Tx, in Order) (id int64, created bool, err error) {
	params, err := json.Marshal(in.Params)
	if err != nil {
		return 0, false, fmt.Errorf("job %s: %w", in.Kind, err)
	}
	if len(params) > MaxDocument {
		return 0, false, fault.ErrTooLong.At("params", fault.P{"limit": MaxDocument})
	}
	id = tx.NewID()
	actor := tx.Actor()
	n, err := tx.Exec(ctx, `INSERT INTO job (merchant_id, id, kind, key, state, params, result, error_code, error, done, total,
			due_at, tries, fence, cancel_said, made_by_kind, made_by_id, made_by_name, created_at, started_at, finished_at, seen_at)
		VALUES ($1, $2, $3, $4, 'waiting', $5, 'null', '', '', 0, 0, $6, 0, 0, false, $7, $8, $9, $10, 0, 0, 0)
		ON CONFLICT (merchant_id, key) WHERE key <> '' DO NOTHING`,
		tx.MerchantID(), id, in.Kind, in.Key, string(params), max(in.RunAt, tx.Now()),
		actor.Kind, actor.ID, actor.Name, tx.Now())
	if err != nil || n == 1 {
		return id, n == 1, err
	}
	found, err := store.One(ctx, tx, `SELECT id FROM job WHERE merchant_id = $1 AND key = $2`,
		func(r store.Row) error { return r.Scan(&id) }, tx.MerchantID(), in.Key)
	if err == nil && !found { // it has just ended
		err = store.ErrAgain
	}
	return id, false, err
}

// Cancel stops a job: at once where it waits, and where it runs as soon as its handler looks up.
// Returns ErrNotFound and ErrFinished.
func Cancel(ctx context.Context, tx *store.Tx, id int64) (Job, error) {
	j, err := Get(ctx, tx, id)
	if err != nil {
		return Job{}, err
	}
	n, err := tx.Exec(ctx, `UPDATE job SET cancel_said = true WHERE merchant_id = $1 AND id = $2 AND state = 'running'`,
		tx.MerchantID(), id)
	if err != nil {
		return Job{}, err
	}
	if n == 0 {
		n, err = tx.Exec(ctx, `UPDATE job SET state = 'cancelled', key = '', due_at = $3, finished_at = $4
			WHERE merchant_id = $1 AND id = $2 AND state = 'waiting'`, tx.MerchantID(), id, calendar.Never, tx.Now())
		if err != nil {
			return Job{}, err
		}
	}
	if n == 0 {
		return Job{}, ErrFinished.New(fault.P{"state": j.State})
	}
	return Get(ctx, tx, id)
}
