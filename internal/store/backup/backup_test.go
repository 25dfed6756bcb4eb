package backup_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/store"
	"regulars/internal/store/backup"
	"regulars/internal/store/storetest"
)

var keys = store.Insert{Table: "store_idempotency", Columns: []string{"merchant_id", "key", "hash", "made_kind", "made_id", "at"}}

func demand(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// What is taken from one engine can be loaded into the other, and is the same when it is taken again.
func TestBackupMovesBetweenEngines(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope := storetest.Merchant(t, db)
		demand(t, db.Tx(ctx, scope, func(tx *store.Tx) error {
			var rows [][]any
			for i := range 4500 { // several pages, the last one short
				rows = append(rows, []any{scope.Merchant.ID, fmt.Sprintf("key-%d ‘’\n", i), "h", "k", int64(i), tx.Now()})
			}
			tx.Emit(event.Event{Kind: "a.b", At: 1, Data: map[string]any{"x": "年"}})
			_, err := store.InsertMany(ctx, tx, keys, rows)
			return err
		}))
		var first bytes.Buffer
		demand(t, backup.Write(ctx, db, &first))
		for _, engine := range []string{"sqlite", db.Engine()} {
			other := storetest.Open(t, engine)
			demand(t, backup.Load(ctx, other, bytes.NewReader(first.Bytes())))
			var second bytes.Buffer
			demand(t, backup.Write(ctx, other, &second))
			if !bytes.Equal(first.Bytes(), second.Bytes()) {
				t.Errorf("%s: %d bytes became %d", engine, first.Len(), second.Len())
			}
			if err := backup.Load(ctx, other, bytes.NewReader(first.Bytes())); !fault.Has(err, backup.ErrNotEmpty) {
				t.Errorf("loaded twice: %v", err)
			}
		}
	})
}

func TestDamagedBackupLoadsNothing(t *testing.T) {
	ctx := context.Background()
	db := storetest.Open(t, "sqlite")
	storetest.Merchant(t, db)
	var whole bytes.Buffer
	demand(t, backup.Write(ctx, db, &whole))
	for _, cut := range []int{0, 10, whole.Len() / 2, whole.Len() - 9} {
		other := storetest.Open(t, "sqlite")
		if err := backup.Load(ctx, other, bytes.NewReader(whole.Bytes()[:cut])); !fault.Has(err, backup.ErrBackup) {
			t.Errorf("%d of %d bytes: %v", cut, whole.Len(), err)
		}
		demand(t, backup.Load(ctx, other, bytes.NewReader(whole.Bytes())))
	}
}
