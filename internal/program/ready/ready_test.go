package ready_test

import (
	"context"
	"testing"

	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/program"
	"regulars/internal/program/ready"
	"regulars/internal/segment"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// Every ready programme can be published as it is by a merchant who has nothing yet.
func TestAllArePublished(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope := storetest.Merchant(t, db)
		all, err := ready.All()
		if err != nil || len(all) != 6 {
			t.Fatalf("%d: %v", len(all), err)
		}
		for _, p := range all {
			doc := p.Document
			err = db.View(t.Context(), scope, func(tx *store.Tx) error {
				mistakes, err := edition.Validate(context.Background(), tx, doc)
				for _, m := range mistakes {
					for _, one := range append([]*fault.Error{m}, m.More...) {
						t.Errorf("%s: %s: %s", p.Code, one.Field, one.Text("en"))
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if len(doc.Tiers) < 4 || len(doc.Benefits) < 5 || doc.Spending == (program.Spending{}) {
				t.Errorf("%s: %d tiers, %d benefits", p.Code, len(doc.Tiers), len(doc.Benefits))
			}
			if len(p.Advice) == 0 || p.Trade.Zh == "" || p.Trade.En == "" || p.Summary.Zh == "" || p.Summary.En == "" {
				t.Errorf("%s is not told of", p.Code)
			}
			for _, tier := range doc.Tiers {
				if tier.Name.Zh == "" || tier.Name.En == "" {
					t.Errorf("%s: tier %s has no name in one language", p.Code, tier.Code)
				}
			}
		}
		if _, ok, _ := ready.Find("bank"); ok {
			t.Error("a trade that there is not")
		}
	}, edition.NewCache(segment.Catalogue))
}
