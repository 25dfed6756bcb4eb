package dossier_test

import (
	"testing"

	"regulars/internal/basket"
	"regulars/internal/program"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

// world is one merchant with a programme.
type world struct{ *worldtest.World }

// each runs the story on both engines, under the default programme changed by edit.
func each(t *testing.T, edit func(*program.Document), story func(w *world)) {
	t.Helper()
	worldtest.Each(t, edit, func(w *worldtest.World) { story(&world{w}) })
}

func newWorld(t testing.TB, db *store.DB, edit func(*program.Document)) *world {
	return &world{worldtest.New(t, db, edit)}
}

func line(sku string, quantity, total int64) basket.Line { return worldtest.Line(sku, quantity, total) }
