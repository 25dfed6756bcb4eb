package store_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// demand fails the test on an error.
func demand(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var scope = store.Scope{Merchant: store.Merchant{ID: 7, Zone: store.Installation.Merchant.Zone}, Actor: store.System}

var keys = store.Insert{Table: "store_idempotency", Columns: []string{"merchant_id", "key", "hash", "made_kind", "made_id", "at"}}

func keyRow(key string, id int64) []any {
	return []any{int64(7), key, "h", "k", id, calendar.Instant(5)}
}

func count(t *testing.T, db *store.DB, sql string, args ...any) int64 {
	t.Helper()
	var n int64
	demand(t, db.View(context.Background(), scope, func(tx *store.Tx) error {
		_, err := store.One(context.Background(), tx, sql, func(r store.Row) error { return r.Scan(&n) }, args...)
		return err
	}))
	return n
}

func TestSetOperations(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, n := range []int{1, 3} { // one row and several take different ways
			demand(t, db.Tx(ctx, scope, func(tx *store.Tx) error {
				var rows [][]any
				for i := range n {
					rows = append(rows, keyRow(fmt.Sprintf("n%d-%d", n, i), int64(i)))
				}
				if got, err := store.InsertMany(ctx, tx, keys, rows); err != nil || got != int64(n) {
					return fmt.Errorf("inserted %d: %w", got, err)
				}
				again := keys
				again.Conflict = "ON CONFLICT (merchant_id, key) DO NOTHING"
				rows = append(rows, keyRow(fmt.Sprintf("n%d-new", n), 99))
				var returned []string
				err := store.InsertReturning(ctx, tx, again, rows, "key", func(r store.Row) error {
					var k string
					err := r.Scan(&k)
					returned = append(returned, k)
					return err
				})
				if err != nil || strings.Join(returned, ",") != fmt.Sprintf("n%d-new", n) {
					return fmt.Errorf("returned %v: %w", returned, err)
				}
				var changes [][]any
				for i := range n {
					changes = append(changes, []any{fmt.Sprintf("n%d-%d", n, i), int64(1000 + i)})
				}
				changed, err := store.UpdateMany(ctx, tx, store.Update{Table: "store_idempotency", Key: []string{"key"}, Set: []string{"made_id"}}, changes)
				if err != nil || changed != int64(n) {
					return fmt.Errorf("changed %d: %w", changed, err)
				}
				return nil
			}))
		}
		sum := count(t, db, `SELECT CAST(SUM(made_id) AS bigint) FROM store_idempotency WHERE merchant_id = $1 AND key = ANY($2)`, int64(7), []string{"n1-0", "n3-2", "n3-new", "absent"})
		if sum != 1000+1002+99 {
			t.Errorf("sum %d", sum)
		}
		if n := count(t, db, `SELECT COUNT(*) FROM store_idempotency WHERE merchant_id = $1 AND made_id = ANY($2)`, int64(7), []int64{}); n != 0 {
			t.Errorf("an empty list matched %d", n)
		}
	})
}

// Lists are bound one by one or as an array by their length; both find the same.
func TestLists(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		demand(t, db.Tx(ctx, scope, func(tx *store.Tx) error {
			var rows [][]any
			for i := range 20 {
				rows = append(rows, keyRow(fmt.Sprintf("k%02d", i), int64(i)))
			}
			_, err := store.InsertMany(ctx, tx, keys, rows)
			return err
		}))
		for n := range 12 {
			ids, names := []int64{}, []string{}
			for i := range n {
				ids, names = append(ids, int64(i)), append(names, fmt.Sprintf("k%02d", i+1))
			}
			both := count(t, db, `SELECT COUNT(*) FROM store_idempotency WHERE merchant_id = $1 AND made_id = ANY($2) AND key = ANY($3) AND at = $4`,
				int64(7), ids, names, calendar.Instant(5))
			if want := int64(max(n-1, 0)); both != want {
				t.Errorf("%d values: %d rows, want %d", n, both, want)
			}
		}
	})
}

func TestFirstErrorSticks(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		err := db.Tx(ctx, scope, func(tx *store.Tx) error {
			if _, err := store.InsertMany(ctx, tx, keys, [][]any{keyRow("a", 1)}); err != nil {
				return err
			}
			_, err := store.InsertMany(ctx, tx, keys, [][]any{keyRow("a", 2)})
			if !errors.Is(err, store.ErrUnique) {
				t.Errorf("a second key gave %v", err)
			}
			return nil // the mistake: going on
		})
		if err == nil {
			t.Error("committed after a failed statement")
		}
		if n := count(t, db, `SELECT COUNT(*) FROM store_idempotency WHERE merchant_id = $1`, int64(7)); n != 0 {
			t.Errorf("%d rows stayed", n)
		}
	})
}

func TestAgainIsBounded(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		runs := 0
		err := db.Tx(context.Background(), scope, func(*store.Tx) error { runs++; return store.ErrAgain })
		if !errors.Is(err, store.ErrAgain) || runs < 2 || runs > 20 {
			t.Errorf("%d runs, %v", runs, err)
		}
	})
}

func TestViewDoesNotWrite(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		err := db.View(ctx, scope, func(tx *store.Tx) error {
			if err := tx.Query(ctx, `SELECT key FROM store_idempotency WHERE merchant_id = $1 FOR UPDATE`, func(store.Row) error { return nil }, int64(7)); err != nil {
				t.Errorf("a locking read in a view: %v", err)
			}
			_, err := tx.Exec(ctx, `DELETE FROM store_outbox WHERE merchant_id = $1`, int64(7))
			return err
		})
		if err == nil {
			t.Error("a view wrote")
		}
	})
}

func TestConcurrentCounters(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		demand(t, db.Tx(ctx, scope, func(tx *store.Tx) error {
			_, err := store.InsertMany(ctx, tx, keys, [][]any{keyRow("n", 0)})
			return err
		}))
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for range 10 {
					if err := db.Tx(ctx, scope, func(tx *store.Tx) error {
						var n int64
						if _, err := store.One(ctx, tx, `SELECT made_id FROM store_idempotency WHERE merchant_id = $1 AND key = $2 FOR UPDATE`,
							func(r store.Row) error { return r.Scan(&n) }, int64(7), "n"); err != nil {
							return err
						}
						_, err := tx.Exec(ctx, `UPDATE store_idempotency SET made_id = $3 WHERE merchant_id = $1 AND key = $2`, int64(7), "n", n+1)
						return err
					}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if n := count(t, db, `SELECT made_id FROM store_idempotency WHERE merchant_id = $1 AND key = $2`, int64(7), "n"); n != 80 {
			t.Errorf("80 increments gave %d", n)
		}
	})
}

func TestOutboxAndKeys(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		demand(t, db.Tx(ctx, scope, func(tx *store.Tx) error {
			tx.Emit(event.Event{Kind: "a.happened", MemberID: 3, At: 5, Data: map[string]any{"n": 1}})
			return store.Keep(ctx, tx, "key", "hash", store.Made{Kind: "order", ID: 12})
		}))
		demand(t, db.Tx(ctx, scope, func(tx *store.Tx) error {
			events, err := store.Outbox(ctx, tx, 10)
			if err != nil || len(events) != 1 || events[0].Kind != "a.happened" || events[0].Data["n"] != 1.0 {
				t.Errorf("outbox %v %v", events, err)
			}
			made, err := store.Claim(ctx, tx, "key", "hash")
			if err != nil || made == nil || made.ID != 12 {
				t.Errorf("claim %v %v", made, err)
			}
			if _, err := store.Claim(ctx, tx, "key", "other"); !fault.Has(err, store.ErrKeyReused) {
				t.Errorf("another body: %v", err)
			}
			return store.OutboxDone(ctx, tx, []int64{events[0].ID})
		}))
		if n := count(t, db, `SELECT COUNT(*) FROM store_outbox WHERE merchant_id = $1`, int64(7)); n != 0 {
			t.Errorf("%d events left", n)
		}
	})
}

func TestNodesAndIDs(t *testing.T) {
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		demand(t, db.Lease(ctx))
		seen := map[int64]bool{}
		var last int64
		demand(t, db.Tx(ctx, scope, func(tx *store.Tx) error {
			for range 10_000 {
				id := tx.NewID()
				if seen[id] || id <= last {
					t.Fatalf("id %d after %d", id, last)
				}
				seen[id], last = true, id
			}
			return nil
		}))
	})
	for _, id := range []int64{0, 1, last63, math.MaxInt64} {
		got, err := store.ParseID("mem", store.FormatID("mem", id))
		if err != nil || got != id {
			t.Errorf("%d became %d: %v", id, got, err)
		}
	}
	for _, text := range []string{"", "mem_", "ord_0000000000000", "mem_z000000000000", "mem_000000000000u", "mem_00000000000000"} {
		if _, err := store.ParseID("mem", text); err == nil {
			t.Errorf("%q passed as an id", text)
		}
	}
}

const last63 = int64(1)<<62 + 12345

func TestSQLiteIsSafe(t *testing.T) {
	db := storetest.Open(t, "sqlite")
	var version string
	demand(t, db.View(context.Background(), scope, func(tx *store.Tx) error {
		_, err := store.One(context.Background(), tx, `SELECT sqlite_version()`, func(r store.Row) error { return r.Scan(&version) })
		return err
	}))
	var a, b, c int
	if _, err := fmt.Sscanf(version, "%d.%d.%d", &a, &b, &c); err != nil || a*1_000_000+b*1_000+c < 3_051_003 {
		t.Errorf("SQLite %s corrupts when the log is reset; 3.51.3 or later is needed", version)
	}
}
