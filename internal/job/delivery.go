package job

import (
	"context"

	"regulars/internal/event"
	"regulars/internal/store"
)

func deliveries(ctx context.Context, tx *store.Tx, events []int64) (map[delivery]bool, error) {
	found := map[delivery]bool{}
	err := tx.Query(ctx, `SELECT event_id, consumer FROM job_delivery WHERE merchant_id = $1 AND event_id = ANY($2)`,
		func(r store.Row) error {
			var d delivery
			err := r.Scan(&d.event, &d.consumer)
			found[d] = true
			return err
		}, tx.MerchantID(), events)
	return found, err
}

// deliver writes that the consumer has the events, and answers those that it did not have before.
func deliver(ctx context.Context, tx *store.Tx, consumer string, events []event.Event) ([]event.Event, error) {
	rows := make([][]any, len(events))
	for i, e := range events {
		rows[i] = []any{tx.MerchantID(), e.ID, consumer}
	}
	written := make(map[int64]bool, len(events))
	err := store.InsertReturning(ctx, tx, store.Insert{
		Table: "job_delivery", Columns: []string{"merchant_id", "event_id", "consumer"},
		Conflict: "ON CONFLICT (merchant_id, event_id, consumer) DO NOTHING",
	}, rows, "event_id", func(r store.Row) error {
		var id int64
		err := r.Scan(&id)
		written[id] = true
		return err
	})
	if err != nil {
		return nil, err
	}
	var fresh []event.Event
	for _, e := range events {
		if written[e.ID] {
			fresh = append(fresh, e)
		}
	}
	return fresh, nil
}

func forget(ctx context.Context, tx *store.Tx, done []int64) error {
	if len(done) == 0 {
		return nil
	}
	if err := store.OutboxDone(ctx, tx, done); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM job_delivery WHERE merchant_id = $1 AND event_id = ANY($2)`, tx.MerchantID(), done)
	return err
}
