package job

import (
	"context"
	"encoding/json"
	"fmt"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/store"
)

// Parked is an event that a consumer could not take.
type Parked struct {
	Event    event.Event
	Consumer string
	Tries    int64
	DueAt    calendar.Instant // when it is tried again; Never: it waits for a person
	Error    string
	ParkedAt calendar.Instant
}

// park puts the event aside for the consumer, so that the others go on.
func park(ctx context.Context, tx *store.Tx, consumer string, e event.Event, why error) error {
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO job_parked (merchant_id, event_id, consumer, event, tries, due_at, error, parked_at)
		VALUES ($1, $2, $3, $4, 1, $5, $6, $7) ON CONFLICT (merchant_id, event_id, consumer) DO NOTHING`,
		tx.MerchantID(), e.ID, consumer, string(text), tx.Now().Add(eventDelay(1)), cut(why.Error()), tx.Now())
	return err
}

// dueParked reads events that are to be tried again.
func dueParked(ctx context.Context, tx *store.Tx) ([]Parked, error) {
	return readParked(ctx, tx, `SELECT event, consumer, tries, due_at, error, parked_at FROM job_parked
		WHERE merchant_id = $1 AND due_at <= $2 ORDER BY due_at, event_id, consumer LIMIT 100`, tx.MerchantID(), tx.Now())
}

// ListParked gives the merchant's parked events, oldest first, at most MaxPage: the ones that wait for a person
// too. An operator's page and the check show them.
func ListParked(ctx context.Context, tx *store.Tx) ([]Parked, error) {
	return readParked(ctx, tx, `SELECT event, consumer, tries, due_at, error, parked_at FROM job_parked
		WHERE merchant_id = $1 ORDER BY event_id, consumer LIMIT 200`, tx.MerchantID())
}

func readParked(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]Parked, error) {
	var out []Parked
	err := tx.Query(ctx, sql, func(r store.Row) error {
		var p Parked
		var text string
		if err := r.Scan(&text, &p.Consumer, &p.Tries, &p.DueAt, &p.Error, &p.ParkedAt); err != nil {
			return err
		}
		out = append(out, p)
		return json.Unmarshal([]byte(text), &out[len(out)-1].Event)
	}, args...)
	return out, err
}

// Unpark has a parked event tried again now, its tries counted anew. Returns ErrNotFound.
func Unpark(ctx context.Context, tx *store.Tx, eventID int64, consumer string) error {
	n, err := tx.Exec(ctx, `UPDATE job_parked SET tries = 0, due_at = $4 WHERE merchant_id = $1 AND event_id = $2 AND consumer = $3`,
		tx.MerchantID(), eventID, consumer, tx.Now())
	if err == nil && n == 0 {
		err = fault.ErrNotFound.New(fault.P{"what": "parked event"})
	}
	return err
}

// retry gives a parked event to its consumer once more.
func (t *round) retry(ctx context.Context, p Parked) error {
	why := t.retake(ctx, p)
	if why == nil || passing(ctx, why) {
		return why
	}
	return t.tx(ctx, p.Event, func(tx *store.Tx) error {
		due := tx.Now().Add(eventDelay(p.Tries + 1))
		if p.Tries+1 >= MaxTries {
			due = calendar.Never
		}
		_, err := tx.Exec(ctx, `UPDATE job_parked SET tries = tries + 1, due_at = $4, error = $5
			WHERE merchant_id = $1 AND event_id = $2 AND consumer = $3`,
			tx.MerchantID(), p.Event.ID, p.Consumer, due, cut(why.Error()))
		return err
	})
}

func (t *round) retake(ctx context.Context, p Parked) error {
	for _, c := range t.Consumers {
		if c.Name != p.Consumer {
			continue
		}
		return t.tx(ctx, p.Event, func(tx *store.Tx) error {
			n, err := tx.Exec(ctx, `DELETE FROM job_parked WHERE merchant_id = $1 AND event_id = $2 AND consumer = $3`,
				tx.MerchantID(), p.Event.ID, p.Consumer)
			if err != nil || n == 0 {
				return err
			}
			return Guard(func() error { return c.Take(ctx, tx, []event.Event{p.Event}) })
		})
	}
	return fmt.Errorf("there is no consumer %q any more", p.Consumer)
}
