package segment_test

import (
	"testing"

	"regulars/internal/expr"
	"regulars/internal/program"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

func TestChoices(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db, 40)
		draft, inForce := program.Default("CNY", "zh"), program.Default("CNY", "zh")
		draft.Tiers = draft.Tiers[:2]
		draft.Tiers[1].Name = program.Text{Zh: "银钻"}
		w.see(func(tx *store.Tx) error {
			got, err := segment.Choices(w.ctx, tx, &draft, &inForce)
			if err != nil {
				return err
			}
			if tiers := got["tier"]; len(tiers) != 4 || tiers[1] != (expr.Choice{Value: "silver", En: "银钻", Zh: "银钻"}) || tiers[3].Value != "black" {
				t.Errorf("tiers: %v", tiers)
			}
			for _, name := range []string{"store", "order.store", "tags", "channel"} {
				values := got[name]
				if len(values) == 0 {
					t.Errorf("%s: %v", name, values)
				}
				seen := map[string]bool{}
				for _, v := range values {
					if seen[v.Value] || v.Value == "" {
						t.Errorf("%s has %q twice, or nothing", name, v.Value)
					}
					seen[v.Value] = true
				}
			}
			speaker, err := segment.Speaker(w.ctx, tx, &draft, &inForce)
			if err != nil {
				return err
			}
			if said := speaker.Condition(`tier == "silver"`); said.Zh != "会员等级为银钻" {
				t.Error(said)
			}
			return nil
		})
		// Another merchant has nothing of this one's.
		scope := storetest.Merchant(t, db)
		err := db.View(w.ctx, scope, func(tx *store.Tx) error {
			got, err := segment.Choices(w.ctx, tx)
			for name, values := range got {
				if len(values) != 0 {
					t.Errorf("%s: %v", name, values)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
