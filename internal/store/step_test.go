package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// What is put off is done in its order, before the statement that is waited for, and all of it is read before the first callback.
func TestLaterKeepsTheOrder(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var told []string
		read := func(tx *store.Tx, name string) {
			tx.QueryLater(`SELECT key FROM store_idempotency WHERE merchant_id = $1 ORDER BY key`, func(r store.Row) error {
				var key string
				err := r.Scan(&key)
				told = append(told, name+":"+key)
				return err
			}, tx.MerchantID())
		}
		demand(t, db.Tx(ctx, scope, func(tx *store.Tx) error {
			read(tx, "empty")
			store.InsertLater(tx, keys, [][]any{keyRow("a", 1), keyRow("b", 2)}, func(n int64) error {
				told = append(told, fmt.Sprint("inserted ", n))
				return nil
			})
			read(tx, "two")
			store.UpdateLater(tx, store.Update{Table: "store_idempotency", Key: []string{"key"}, Set: []string{"made_id"}}, [][]any{{"a", int64(7)}, {"c", int64(8)}},
				func(n int64) error { told = append(told, fmt.Sprint("updated ", n)); return nil })
			if len(told) > 0 {
				t.Errorf("told too early: %v", told)
			}
			n, err := tx.Exec(ctx, `DELETE FROM store_idempotency WHERE merchant_id = $1 AND made_id = 7`, tx.MerchantID())
			told = append(told, fmt.Sprint("deleted ", n))
			store.InsertLater(tx, keys, [][]any{keyRow("at the end", 3)}, nil)
			return err
		}))
		want := []string{"inserted 2", "two:a", "two:b", "updated 1", "deleted 1"}
		if !slices.Equal(told, want) {
			t.Errorf("told %v, want %v", told, want)
		}
		if n := count(t, db, `SELECT COUNT(*) FROM store_idempotency WHERE merchant_id = 7`); n != 2 {
			t.Errorf("%d rows: the last one was put off until the commit", n)
		}
	})
}

// What fails among that which was put off fails the transaction, whoever waits for it and whatever becomes of its error.
func TestLaterSticks(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		refused := errors.New("refused")
		for name, put := range map[string]func(tx *store.Tx){
			"check": func(tx *store.Tx) {
				store.InsertLater(tx, keys, [][]any{keyRow("a", 1)}, func(int64) error { return refused })
			},
			"row":       func(tx *store.Tx) { tx.QueryLater(`SELECT 1`, func(store.Row) error { return refused }) },
			"statement": func(tx *store.Tx) { store.InsertLater(tx, keys, [][]any{keyRow("b", 1), keyRow("b", 1)}, nil) },
		} {
			err := db.Tx(ctx, scope, func(tx *store.Tx) error {
				put(tx)
				if err := tx.Query(ctx, `SELECT 2`, func(store.Row) error { return nil }); err == nil {
					t.Errorf("%s: the next answer came all the same", name)
				}
				return nil // as if nothing had happened
			})
			if name == "statement" && !errors.Is(err, store.ErrUnique) || name != "statement" && !errors.Is(err, refused) {
				t.Errorf("%s: %v", name, err)
			}
			if err := db.Tx(ctx, scope, func(tx *store.Tx) error { put(tx); return nil }); err == nil {
				t.Errorf("%s: committed", name) // nobody asks for an answer any more, but the commit does
			}
			if n := count(t, db, `SELECT COUNT(*) FROM store_idempotency WHERE merchant_id = 7`); n != 0 {
				t.Errorf("%s: %d rows were kept", name, n)
			}
		}
	})
}

// Another server was faster: what was put off says so at the commit, and the transaction is run again.
func TestLaterRunsAgain(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		runs := 0
		demand(t, db.Tx(ctx, scope, func(tx *store.Tx) error {
			runs++
			rows := [][]any{keyRow("mine", 1)}
			store.InsertLater(tx, keys, rows, func(n int64) error {
				if runs == 1 {
					n = 0
				}
				return store.AllOrAgain(rows)(n)
			})
			return nil
		}))
		if n := count(t, db, `SELECT COUNT(*) FROM store_idempotency WHERE merchant_id = 7`); n != 1 || runs != 2 {
			t.Errorf("%d rows after %d runs", n, runs)
		}
	})
}
