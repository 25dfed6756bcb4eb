package check_test

import (
	"testing"

	"regulars/internal/basket"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/reward/budget"
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

// drawn is a reward from a budget.
func (w *world) drawn(id, points int64) {
	w.Helper()
	w.Tx(func(tx *store.Tx) error {
		b, err := budget.Add(w.Ctx, tx, budget.Budget{Name: "spring", Unit: budget.Points, Total: 100, Period: budget.Month})
		if err != nil {
			return err
		}
		_, err = reward.Grant(w.Ctx, tx, reward.GrantIn{
			MemberID: id, Items: []reward.Item{{Kind: "points", Amount: points}}, Reason: "spring", Budgets: []int64{b.ID},
		})
		return err
	})
}
