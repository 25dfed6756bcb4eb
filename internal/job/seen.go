package job

import (
	"context"
	"time"

	"regulars/internal/store"
)

// Unseen is how many jobs of the actor have ended without the actor having taken note of it.
func Unseen(ctx context.Context, tx *store.Tx, by store.Actor) (n int64, err error) {
	_, err = store.One(ctx, tx, `SELECT COUNT(*) FROM job WHERE merchant_id = $1 AND made_by_kind = $2 AND made_by_id = $3 AND finished_at > 0 AND seen_at = 0`,
		func(r store.Row) error { return r.Scan(&n) }, tx.MerchantID(), by.Kind, by.ID)
	return n, err
}

// See notes that the actor of the transaction has taken note of the end of these jobs of theirs; none means all. Jobs of others and jobs
// that have not ended are left as they are. It answers how many are new to the actor.
func See(ctx context.Context, tx *store.Tx, ids []int64) (int64, error) {
	by := tx.Actor()
	if len(ids) == 0 {
		return tx.Exec(ctx, `UPDATE job SET seen_at = $4 WHERE merchant_id = $1 AND made_by_kind = $2 AND made_by_id = $3 AND finished_at > 0 AND seen_at = 0`,
			tx.MerchantID(), by.Kind, by.ID, tx.Now())
	}
	return tx.Exec(ctx, `UPDATE job SET seen_at = $4 WHERE merchant_id = $1 AND made_by_kind = $2 AND made_by_id = $3 AND finished_at > 0 AND seen_at = 0
		AND id = ANY($5)`, tx.MerchantID(), by.Kind, by.ID, tx.Now(), ids)
}

// Retention is how long a job is kept after its end.
const Retention = 90 * 24 * time.Hour

// cleanAtOnce is how many jobs one transaction removes.
const cleanAtOnce = 500

// Clean removes jobs that ended longer ago than Retention, a bounded number, and answers how many: for the day-turn.
func Clean(ctx context.Context, tx *store.Tx) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM job WHERE merchant_id = $1 AND id IN (SELECT id FROM job WHERE merchant_id = $1 AND finished_at > 0 AND finished_at < $2
		ORDER BY id LIMIT $3)`, tx.MerchantID(), tx.Now().Add(-Retention), cleanAtOnce)
}
