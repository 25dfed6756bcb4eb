package store_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"testing"

	"regulars/internal/calendar"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// Whatever columns are alike in the rows of one run, and differ in those of the next, what was written is what was meant.
func TestSetOperationsOfRowsThatAreAlike(t *testing.T) {
	insert := store.Insert{Table: "vault_person", Columns: []string{"merchant_id", "member_id", "sealed_key", "created_at", "forgotten_at"}}
	upsert := insert
	upsert.Conflict = "ON CONFLICT (merchant_id, member_id) DO UPDATE SET sealed_key = excluded.sealed_key, created_at = excluded.created_at"
	update := store.Update{Table: "vault_person", Key: []string{"member_id"}, Set: []string{"sealed_key", "created_at"}}
	type person struct {
		key  string
		made int64
	}
	ctx := context.Background()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		rnd := rand.New(rand.NewPCG(3, 4))
		cells := func(p person) (key, made any) {
			key = []byte(p.key)
			if p.key == "" && rnd.IntN(2) == 0 {
				key = []byte(nil)
			}
			made = p.made
			if rnd.IntN(2) == 0 {
				made = calendar.Instant(p.made)
			}
			return key, made
		}
		model := map[int64]person{}
		for range 60 {
			demand(t, db.Tx(ctx, scope, func(tx *store.Tx) error {
				some := person{[]string{"", "a", "b"}[rnd.IntN(3)], rnd.Int64N(2)}
				var fresh, known, both [][]any
				for id := range int64(40) {
					if rnd.IntN(8) != 0 {
						continue
					}
					p := some
					if rnd.IntN(3) == 0 {
						p = person{[]string{"", "a", "b"}[rnd.IntN(3)], rnd.Int64N(2)}
					}
					_, is := model[id]
					model[id] = p
					key, made := cells(p)
					switch {
					case rnd.IntN(2) == 0:
						both = append(both, []any{int64(7), id, key, made, int64(calendar.Never)})
					case is:
						known = append(known, []any{id, key, made})
					default:
						fresh = append(fresh, []any{int64(7), id, key, made, int64(calendar.Never)})
					}
				}
				store.InsertLater(tx, insert, fresh, nil)
				store.InsertLater(tx, upsert, both, nil)
				if n, err := store.UpdateMany(ctx, tx, update, known); err != nil || n != int64(len(known)) {
					t.Errorf("%d of %d changed", n, len(known))
					return err
				}
				found := 0
				err := tx.Query(ctx, `SELECT member_id, sealed_key, created_at FROM vault_person WHERE merchant_id = $1`, func(r store.Row) error {
					var id, made int64
					var key []byte
					err := r.Scan(&id, &key, &made)
					found++
					if p := model[id]; !bytes.Equal(key, []byte(p.key)) || made != p.made {
						t.Errorf("%d is %q %d, want %v", id, key, made, p)
					}
					return err
				}, int64(7))
				if found != len(model) {
					t.Errorf("%d rows, want %d", found, len(model))
				}
				return err
			}))
		}
	})
}
