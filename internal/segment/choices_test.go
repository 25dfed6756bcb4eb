package segment_test

import (
	"fmt"
	"testing"

	"regulars/internal/expr"
	"regulars/internal/expr/tree"
	"regulars/internal/program"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

func TestChoices(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db, 40)
		named := w.named()[0]
		sold := tree.Choices{"plans": {{Value: "plus", En: "Plus", Zh: "尊享"}}}
		draft, inForce := program.Default("CNY", "zh"), program.Default("CNY", "zh")
		draft.Tiers = draft.Tiers[:2]
		draft.Tiers[1].Name = program.Text{Zh: "银钻"}
		w.see(func(tx *store.Tx) error {
			got, err := segment.Choices(w.ctx, tx, sold, &draft, &inForce)
			if err != nil {
				return err
			}
			if tiers := got["tier"]; len(tiers) != 4 || tiers[1] != (expr.Choice{Value: "silver", En: "银钻", Zh: "银钻"}) || tiers[3].Value != "black" {
				t.Errorf("tiers: %v", tiers)
			}
			for _, name := range []string{"store", "order.store", "order.region", "plans", "tags", "channel"} {
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
			speaker, err := segment.Speaker(w.ctx, tx, sold, &draft, &inForce)
			if err != nil {
				return err
			}
			if said := speaker.Condition(`tier == "silver"`); said.Zh != "会员等级为银钻" {
				t.Error(said)
			}
			for text, want := range map[string][2]string{
				`"plus" in plans`:                    {"付费会员包含尊享", "paid plans include Plus"},
				fmt.Sprintf("%q in segments", named): {"所属人群包含Old or rich", "segments include Old or rich"},
				`birthday_this_month`:                {"本月生日（含农历）", "birthday this month, by either calendar"},
				`!child_birthday_this_month`:         {"孩子本月生日：否", "a child's birthday this month: no"},
				`youngest_child_days <= 365`:         {"最小的孩子出生天数不超过 365 天", "age of the youngest child is at most 365 days"},
			} {
				if said := speaker.Condition(text); said.Zh != want[0] || said.En != want[1] {
					t.Errorf("%s: %+v", text, said)
				}
			}
			return nil
		})
		// Another merchant has nothing of this one's.
		scope := storetest.Merchant(t, db)
		err := db.View(w.ctx, scope, func(tx *store.Tx) error {
			got, err := segment.Choices(w.ctx, tx, nil)
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
