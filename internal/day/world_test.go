package day_test

import (
	"testing"
	"time"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/program"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

// world is a merchant whose days turn.
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

func instant(t time.Time) calendar.Instant { return calendar.Of(t) }
