package vault_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/internal/vault"
)

func TestPersonsOwnKeyAndForgetting(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, scope, other := context.Background(), storetest.Merchant(t, db), storetest.Merchant(t, db)
		run := func(scope store.Scope, fn func(tx *store.Tx) error) error { return db.Tx(ctx, scope, fn) }
		var sealed, bens []byte
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(run(scope, func(tx *store.Tx) (err error) {
			if sealed, err = vault.SealFor(ctx, tx, 7, "王小明"); err == nil {
				bens, err = vault.SealFor(ctx, tx, 8, "Ben")
			}
			return err
		}))
		must(run(scope, func(tx *store.Tx) error {
			text, err := vault.UnsealFor(ctx, tx, 7, sealed)
			if text != "王小明" {
				t.Errorf("opened as %q", text)
			}
			return err
		}))
		refused(t, run(scope, func(tx *store.Tx) error { _, err := vault.UnsealFor(ctx, tx, 8, sealed); return err }), vault.ErrBroken)
		refused(t, run(other, func(tx *store.Tx) error { _, err := vault.UnsealFor(ctx, tx, 7, sealed); return err }), vault.ErrForgotten)
		for range 2 {
			must(run(scope, func(tx *store.Tx) error { return vault.Forget(ctx, tx, 7) }))
		}
		refused(t, run(scope, func(tx *store.Tx) error { _, err := vault.UnsealFor(ctx, tx, 7, sealed); return err }), vault.ErrForgotten)
		must(run(scope, func(tx *store.Tx) error {
			again, err := vault.SealFor(ctx, tx, 7, "back again")
			if len(again) != 0 {
				t.Error("something was sealed for a forgotten person")
			}
			text, err2 := vault.UnsealFor(ctx, tx, 8, bens)
			if text != "Ben" {
				t.Errorf("somebody else opens as %q", text)
			}
			return errors.Join(err, err2)
		}))
		must(run(scope, func(tx *store.Tx) error { return vault.Forget(ctx, tx, 99) })) // never had a key: stays without
		must(run(scope, func(tx *store.Tx) error {
			out, err := vault.SealFor(ctx, tx, 99, "x")
			if len(out) != 0 {
				t.Error("a person forgotten before the first key got one")
			}
			return err
		}))
	}, vault.Ephemeral())
}

func TestFirstKeyOfOnePersonMadeAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, scope := context.Background(), storetest.Merchant(t, db)
		type made struct {
			sealed []byte
			err    error
		}
		done := make(chan made, 8)
		for range 8 {
			go func() {
				var m made
				m.err = db.Tx(ctx, scope, func(tx *store.Tx) (err error) { m.sealed, err = vault.SealFor(ctx, tx, 7, "x"); return err })
				done <- m
			}()
		}
		for range 8 {
			m := <-done
			if m.err != nil {
				t.Fatal(m.err)
			}
			err := db.View(ctx, scope, func(tx *store.Tx) error { _, err := vault.UnsealFor(ctx, tx, 7, m.sealed); return err })
			if err != nil {
				t.Error("sealed with a key that was not kept:", err)
			}
		}
	}, vault.Ephemeral())
}

func TestDatabaseRefusesAnotherKeyset(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	file, foreign := filepath.Join(dir, "a.json"), filepath.Join(dir, "b.json")
	v := open(t, file, true)
	old := open(t, file, false) // a copy from before the rotation
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		if err := db.Tx(ctx, store.Installation, func(tx *store.Tx) error { return vault.Check(ctx, tx) }); err != nil {
			t.Fatal(err)
		}
		if err := db.Tx(ctx, store.Installation, func(tx *store.Tx) error { return vault.Check(ctx, tx) }); err != nil {
			t.Fatal("the second start:", err)
		}
	}, v)
	path := filepath.Join(dir, "x.db")
	check := func(v *vault.Vault) error {
		db, err := store.Open(ctx, store.Config{Path: path, Values: []any{v}})
		if err != nil {
			return err
		}
		defer db.Close()
		if err := db.Migrate(ctx); err != nil {
			return err
		}
		return db.Tx(ctx, store.Installation, func(tx *store.Tx) error { return vault.Check(ctx, tx) })
	}
	if err := check(v); err != nil {
		t.Fatal(err)
	}
	refused(t, check(open(t, foreign, true)), vault.ErrKeysetWrong)
	before := filepath.Join(dir, "before.json")
	copyFile(t, file, before)
	if err := v.Rotate(file); err != nil {
		t.Fatal(err)
	}
	if err := check(v); err != nil {
		t.Fatal("after a rotation:", err)
	}
	refused(t, check(open(t, before, false)), vault.ErrKeysetWrong)
	if err := check(old); err != nil {
		t.Error("a vault whose file was rotated finds the new key by itself:", err)
	}
}

func TestPersonKeysAreSealedAnew(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, scope := context.Background(), storetest.Merchant(t, db)
		err := db.Tx(ctx, scope, func(tx *store.Tx) error {
			sealed, err := vault.SealFor(ctx, tx, 7, "x")
			if err != nil {
				return err
			}
			if _, err := vault.SealFor(ctx, tx, 8, "y"); err != nil {
				return err
			}
			if err := vault.Forget(ctx, tx, 9); err != nil {
				return err
			}
			if err := vault.From(tx).Rotate(""); err != nil {
				return err
			}
			for _, want := range []int64{2, 0} {
				next, changed, err := vault.ResealPersons(ctx, tx, 0)
				if err != nil || next != 0 || changed != want {
					t.Errorf("sealed anew %d, want %d, next %d, %v", changed, want, next, err)
				}
			}
			text, err := vault.UnsealFor(ctx, tx, 7, sealed)
			if text != "x" {
				t.Errorf("opens as %q", text)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
