package catalog_test

import (
	"context"
	"slices"
	"testing"

	"regulars/internal/catalog"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// A scope names what there is; where no products are kept nothing is missing, and what was named before stays.
func TestNamed(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		ctx, scope := context.Background(), storetest.Merchant(t, db)
		named := func(is, was catalog.Names) (fields []string) {
			t.Helper()
			err := db.View(ctx, scope, func(tx *store.Tx) error {
				wrong, err := catalog.Named(ctx, tx, "scope", is, was)
				for _, e := range wrong {
					fields = append(fields, e.Field)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return fields
		}
		some := catalog.Names{SKUs: []string{"a", "x"}, Categories: []string{"tea", "y"}}
		if got := named(some, catalog.Names{}); !slices.Equal(got, []string{"scope.categories[0]", "scope.categories[1]"}) {
			t.Errorf("without products: %v", got)
		}
		err := db.Tx(ctx, scope, func(tx *store.Tx) error {
			if _, err := catalog.SaveCategories(ctx, tx, []catalog.Category{{Code: "tea", Name: "t"}}); err != nil {
				return err
			}
			_, err := catalog.Save(ctx, tx, []catalog.Product{{SKU: "a", Name: "a", PriceMinor: 1}})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := named(some, catalog.Names{}); !slices.Equal(got, []string{"scope.skus[1]", "scope.categories[1]"}) {
			t.Errorf("with products: %v", got)
		}
		if got := named(some, catalog.Names{SKUs: []string{"x"}, Categories: []string{"y"}}); len(got) != 0 {
			t.Errorf("named before: %v", got)
		}
	})
}
