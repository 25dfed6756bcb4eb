package job

import (
	"context"
	"math"

	"regulars/internal/fault"
	"regulars/internal/store"
)

// Get gives one job, or ErrNotFound.
func Get(ctx context.Context, tx *store.Tx, id int64) (Job, error) {
	var j Job
	found, err := store.One(ctx, tx, `SELECT id, kind, state, params, result, error_code, error, done, total, due_at, tries,
			fence, cancel_said, made_by_kind, made_by_id, made_by_name, created_at, started_at, finished_at, seen_at
		FROM job WHERE merchant_id = $1 AND id = $2`, j.scan, tx.MerchantID(), id)
	if err == nil && !found {
		err = fault.ErrNotFound.New(fault.P{"what": "job"})
	}
	return j, err
}

// ListIn asks for a page of jobs.
type ListIn struct {
	Kind   string       // empty for all
	State  State        // empty for all
	MadeBy *store.Actor // those of this actor alone; nil for all
	Unseen bool         // those that have ended and whose maker has not taken note of it
	Before int64        // id of the former page's last; 0 for the newest
	Limit  int          // 1–MaxPage; 50 where it is 0
}

// List gives jobs, newest first.
func List(ctx context.Context, tx *store.Tx, in ListIn) ([]Job, error) {
	switch {
	case in.Limit == 0:
		in.Limit = 50
	case in.Limit < 0 || in.Limit > MaxPage:
		return nil, fault.ErrRange.At("limit", fault.P{"min": 1, "max": MaxPage})
	}
	if in.Before == 0 {
		in.Before = math.MaxInt64
	}
	byKind, byID := "", int64(0)
	if in.MadeBy != nil {
		byKind, byID = in.MadeBy.Kind, in.MadeBy.ID
	}
	var jobs []Job
	err := tx.Query(ctx, `SELECT id, kind, state, params, result, error_code, error, done, total, due_at, tries,
			fence, cancel_said, made_by_kind, made_by_id, made_by_name, created_at, started_at, finished_at, seen_at
		FROM job WHERE merchant_id = $1 AND id < $2 AND ($3 = '' OR kind = $3) AND ($4 = '' OR state = $4)
			AND ($6 = '' OR (made_by_kind = $6 AND made_by_id = $7)) AND (NOT $8 OR (finished_at > 0 AND seen_at = 0))
		ORDER BY id DESC LIMIT $5`, func(r store.Row) error {
		var j Job
		err := j.scan(r)
		jobs = append(jobs, j)
		return err
	}, tx.MerchantID(), in.Before, in.Kind, string(in.State), in.Limit, byKind, byID, in.Unseen)
	return jobs, err
}

func (j *Job) scan(r store.Row) error {
	var state, params, result string
	err := r.Scan(&j.ID, &j.Kind, &state, &params, &result, &j.ErrorCode, &j.Error, &j.Done, &j.Total, &j.DueAt, &j.Tries,
		&j.Fence, &j.CancelSaid, &j.MadeBy.Kind, &j.MadeBy.ID, &j.MadeBy.Name, &j.CreatedAt, &j.StartedAt, &j.FinishedAt, &j.SeenAt)
	j.State, j.Params, j.Result = State(state), []byte(params), []byte(result)
	return err
}
