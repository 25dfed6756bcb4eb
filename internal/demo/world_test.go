package demo_test

import (
	"context"
	"testing"

	"regulars/internal/check"
	"regulars/internal/demo"
	"regulars/internal/edition"
	"regulars/internal/org"
	"regulars/internal/segment"
	"regulars/internal/staff"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// each runs the story on both engines.
func each(t *testing.T, story func(t *testing.T, w *world)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) { story(t, &world{t, context.Background(), db}) }, values()...)
}

func values() []any {
	return []any{edition.NewCache(segment.Catalogue), org.NewDirectory(), staff.NewDesk()}
}

type world struct {
	*testing.T
	ctx context.Context
	db  *store.DB
}

func (w *world) fill(o demo.Options) demo.Result {
	w.Helper()
	r, err := demo.FillWith(w.ctx, w.db, o)
	if err != nil {
		w.Fatal(err)
	}
	return r
}

func (w *world) view(r demo.Result, fn func(tx *store.Tx) error) {
	w.Helper()
	if err := w.db.View(w.ctx, w.scope(r), fn); err != nil {
		w.Fatal(err)
	}
}

func (w *world) scope(r demo.Result) store.Scope {
	return store.Scope{Merchant: r.Merchant, Actor: store.System}
}

// sound proves that nothing is wrong with the merchant.
func (w *world) sound(r demo.Result) {
	w.Helper()
	err := check.Run(w.ctx, w.db, w.scope(r), func(f check.Finding) {
		if f.Note {
			w.Log(f)
			return
		}
		w.Error(f)
	})
	if err != nil {
		w.Fatal(err)
	}
}
