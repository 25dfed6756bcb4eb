package job

import (
	"context"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

// claim takes the merchant's next due job of one of the kinds, or answers nil. A job that has been started too
// often (it takes its server down with it, say) is failed instead.
func claim(ctx context.Context, tx *store.Tx, kinds []string, lease time.Duration) (*Job, error) {
	for {
		var j Job
		found, err := store.One(ctx, tx, `UPDATE job SET state = 'running', fence = fence + 1, tries = tries + 1, due_at = $4,
				started_at = CASE WHEN started_at = 0 THEN $3 ELSE started_at END
			WHERE merchant_id = $1 AND id = (SELECT id FROM job WHERE merchant_id = $1 AND kind = ANY($2) AND due_at <= $3
				ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
			RETURNING id, kind, state, params, result, error_code, error, done, total, due_at, tries,
				fence, cancel_said, made_by_kind, made_by_id, made_by_name, created_at, started_at, finished_at, seen_at`,
			j.scan, tx.MerchantID(), kinds, tx.Now(), tx.Now().Add(lease))
		if err != nil || !found {
			return nil, err
		}
		if j.Tries <= MaxTries {
			return &j, nil
		}
		if err := end(ctx, tx, &j, ending{state: Failed, code: "gave_up", text: "The job was started too often without coming to an end."}); err != nil {
			return nil, err
		}
	}
}

// ending is how a run ends.
type ending struct {
	state  State
	code   string
	text   string
	result string        // JSON; "" keeps what is there
	delay  time.Duration // of the next try, for Waiting
	unused bool          // this run does not count as a try
}

// end closes the run of the job, or sends it back to wait. Returns ErrLeaseLost where the run is no longer ours.
func end(ctx context.Context, tx *store.Tx, j *Job, e ending) error {
	due, finished, tries := calendar.Never, tx.Now(), j.Tries
	if e.state == Waiting {
		due, finished = tx.Now().Add(e.delay), 0
	}
	if e.unused {
		tries--
	}
	n, err := tx.Exec(ctx, `UPDATE job SET state = $4, error_code = $5, error = $6, due_at = $7, finished_at = $8, tries = $9,
			result = CASE WHEN $10 = '' THEN result ELSE $10 END, key = CASE WHEN $4 = 'waiting' THEN key ELSE '' END
		WHERE merchant_id = $1 AND id = $2 AND fence = $3 AND state = 'running'`,
		tx.MerchantID(), j.ID, j.Fence, string(e.state), e.code, cut(e.text), due, finished, tries, e.result)
	if err == nil && n == 0 {
		err = ErrLeaseLost
	}
	return err
}

// hold proves in the transaction that the run is still ours, and makes its lease longer.
// Returns ErrLeaseLost, or ErrCancelled where somebody asked it to stop.
func hold(ctx context.Context, tx *store.Tx, j *Job, lease time.Duration) error {
	cancelled := false
	found, err := store.One(ctx, tx, `UPDATE job SET due_at = CASE WHEN due_at > $4 THEN due_at ELSE $4 END WHERE merchant_id = $1 AND id = $2 AND fence = $3 AND state = 'running'
		RETURNING cancel_said`, func(r store.Row) error { return r.Scan(&cancelled) },
		tx.MerchantID(), j.ID, j.Fence, tx.Now().Add(lease))
	switch {
	case err != nil:
		return err
	case !found:
		return ErrLeaseLost
	case cancelled:
		return ErrCancelled
	}
	return nil
}

func cut(text string) string {
	if r := []rune(text); len(r) > MaxError {
		return string(r[:MaxError-1]) + "…"
	}
	return text
}
