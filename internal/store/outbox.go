package store

import (
	"context"
	"encoding/json"
	"fmt"

	"regulars/internal/event"
)

var insertOutbox = Insert{Table: "store_outbox", Columns: []string{"merchant_id", "id", "kind", "member_id", "subject", "at", "root", "depth", "historic", "data"}}

func (tx *Tx) saveEvents() error {
	if len(tx.events) == 0 {
		return nil
	}
	rows := make([][]any, len(tx.events))
	for i, e := range tx.events {
		if e.Depth > event.MaxDepth {
			return fmt.Errorf("store: %s would be caused by more than %d events in a row", e.Kind, event.MaxDepth)
		}
		data := []byte("{}")
		if len(e.Data) > 0 {
			var err error
			if data, err = json.Marshal(e.Data); err != nil {
				return fmt.Errorf("event %s: %w", e.Kind, err)
			}
		}
		rows[i] = []any{tx.MerchantID(), e.ID, e.Kind, e.MemberID, e.Subject, e.At, e.Root, e.Depth, e.Historic, string(data)}
	}
	InsertLater(tx, insertOutbox, rows, nil)
	return nil
}

// Outbox reads the merchant's oldest events that no consumer has finished with, at most limit.
func Outbox(ctx context.Context, tx *Tx, limit int) ([]event.Event, error) {
	var out []event.Event
	err := tx.Query(ctx, `SELECT id, kind, member_id, subject, at, root, depth, historic, data FROM store_outbox WHERE merchant_id = $1 ORDER BY id LIMIT $2`,
		func(r Row) error {
			var e event.Event
			var data string
			if err := r.Scan(&e.ID, &e.Kind, &e.MemberID, &e.Subject, &e.At, &e.Root, &e.Depth, &e.Historic, &data); err != nil {
				return err
			}
			if data != "{}" {
				if err := json.Unmarshal([]byte(data), &e.Data); err != nil {
					return err
				}
			}
			out = append(out, e)
			return nil
		}, tx.MerchantID(), limit)
	return out, err
}

// OutboxDone removes events that every consumer has finished with.
func OutboxDone(ctx context.Context, tx *Tx, ids []int64) error {
	rows := make([][]any, len(ids))
	for i, id := range ids {
		rows[i] = []any{id}
	}
	return deleteMany(ctx, tx, deletion{table: "store_outbox", key: []string{"id"}}, rows)
}

// OutboxMerchants lists, in order, merchants after the given id that have events waiting.
func OutboxMerchants(ctx context.Context, tx *Tx, after int64, limit int) ([]int64, error) {
	var out []int64
	err := tx.Query(ctx, `SELECT m.id FROM org_merchant m WHERE m.id > $1 AND EXISTS (SELECT 1 FROM store_outbox o WHERE o.merchant_id = m.id) ORDER BY m.id LIMIT $2`,
		func(r Row) error {
			var id int64
			out = append(out, 0)
			err := r.Scan(&id)
			out[len(out)-1] = id
			return err
		}, after, limit)
	return out, err
}
