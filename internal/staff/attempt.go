package staff

import (
	"context"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// attempt is one counter of tries: a kind, whom it counts (blind), and how many are allowed in a window.
type attempt struct {
	kind, whom string
	limit      int64
}

const (
	sqlAttempt = `INSERT INTO staff_attempt (kind, digest, tries, since_at) VALUES ($1, $2, 1, $3)
ON CONFLICT (kind, digest) DO UPDATE SET
  tries = CASE WHEN staff_attempt.since_at <= $4 THEN 1 ELSE staff_attempt.tries + 1 END,
  since_at = CASE WHEN staff_attempt.since_at <= $4 THEN excluded.since_at ELSE staff_attempt.since_at END
RETURNING tries, since_at`
	sqlAttemptBack   = `UPDATE staff_attempt SET tries = tries - 1 WHERE kind = $1 AND digest = $2 AND tries > 0`
	sqlAttemptClear  = `DELETE FROM staff_attempt WHERE kind = $1 AND digest = $2`
	sqlAttemptForget = `DELETE FROM staff_attempt WHERE since_at < $1`
)

// reserve counts a try before it is made, so that a thousand at once cannot all be the first. Returns ErrTooManyTries,
// counting nothing, where one of the counters is full. The counters are locked in the given order, always the same.
func reserve(ctx context.Context, tx *store.Tx, attempts []attempt) error {
	for _, a := range attempts {
		var tries int64
		var since calendar.Instant
		_, err := store.One(ctx, tx, sqlAttempt, func(row store.Row) error { return row.Scan(&tries, &since) },
			a.kind, a.digest(tx), tx.Now(), tx.Now().Add(-attemptWindow))
		if err != nil {
			return err
		}
		if tries > a.limit {
			left := since.Add(attemptWindow).Time().Sub(tx.Now().Time())
			return ErrTooManyTries.New(fault.P{"minutes": int64((left + time.Minute - 1) / time.Minute)})
		}
	}
	return nil
}

// giveBack takes back the reservations of a try that was no failure.
func giveBack(ctx context.Context, tx *store.Tx, attempts []attempt) error {
	for _, a := range attempts {
		if _, err := tx.Exec(ctx, sqlAttemptBack, a.kind, a.digest(tx)); err != nil {
			return err
		}
	}
	return nil
}

// forgive forgets all tries of the counter.
func (a attempt) forgive(ctx context.Context, tx *store.Tx) error {
	_, err := tx.Exec(ctx, sqlAttemptClear, a.kind, a.digest(tx))
	return err
}

// digest is the blind index of whom the counter counts: neither e-mails nor addresses lie in the table.
func (a attempt) digest(tx *store.Tx) string {
	return vault.From(tx).Blind(0, "attempt "+a.kind, a.whom)
}

// guard makes one try of a signed-in staff member to prove something again (the old password, a code), counting it unless
// it succeeds. Returns ErrTooManyTries or the try's error.
func guard(ctx context.Context, db *store.DB, staffID int64, try func() error) error {
	counter := []attempt{{"staff", org.Subject("staff", staffID), triesOfFactor}}
	err := db.Tx(ctx, store.Installation, func(tx *store.Tx) error { return reserve(ctx, tx, counter) })
	if err != nil {
		return err
	}
	if err := try(); err != nil {
		return err
	}
	return db.Tx(ctx, store.Installation, func(tx *store.Tx) error { return counter[0].forgive(ctx, tx) })
}

// ForgetAttempts deletes counters that count no more, in the scope of the installation: for the day-turn.
func ForgetAttempts(ctx context.Context, tx *store.Tx) (int64, error) {
	return tx.Exec(ctx, sqlAttemptForget, tx.Now().Add(-attemptRetention))
}
