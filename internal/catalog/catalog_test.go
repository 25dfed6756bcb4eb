package catalog_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"

	"regulars/internal/catalog"
	"regulars/internal/fault"
	"regulars/internal/media"
	"regulars/internal/org"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

func write(t *testing.T, db *store.DB, scope store.Scope, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	if err := db.Tx(context.Background(), scope, func(tx *store.Tx) error { return fn(context.Background(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func codeOf(err *fault.Error) string {
	if err == nil {
		return ""
	}
	return err.Code.Code + "@" + err.Field
}

func TestCategories(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope, other := storetest.Merchant(t, db), storetest.Merchant(t, db)
		write(t, db, scope, func(ctx context.Context, tx *store.Tx) error {
			saved, err := catalog.SaveCategories(ctx, tx, []catalog.Category{
				{Code: "milk", Name: "奶粉", Parent: "baby"}, // before its parent
				{Code: "baby", Name: "母婴"},
				{Code: "lost", Parent: "nowhere"},
				{Code: "below-lost", Parent: "lost"},
				{Code: "self", Parent: "self"},
				{Code: "baby", Name: "again"},
				{Code: "", Name: "no code"},
				{Code: "nul\x00"},
				{Code: "ring1", Parent: "ring2"}, {Code: "ring2", Parent: "ring1"},
			})
			if err != nil {
				return err
			}
			want := []string{"", "", "category_unknown@parent", "category_unknown@parent", "category_unknown@parent",
				"repeated_in_batch@code", "required@code", "invalid@code", "category_unknown@parent", "category_unknown@parent"}
			for i, s := range saved {
				if codeOf(s.Err) != want[i] {
					t.Errorf("category %d: %q, want %q", i, codeOf(s.Err), want[i])
				}
			}
			return nil
		})
		write(t, db, scope, func(ctx context.Context, tx *store.Tx) error {
			saved, err := catalog.SaveCategories(ctx, tx, []catalog.Category{{Code: "baby", Name: "母婴", Parent: "milk"}})
			if got := codeOf(saved[0].Err); got != "category_circle@parent" {
				t.Errorf("a circle was accepted: %q", got)
			}
			return err
		})
		write(t, db, scope, func(ctx context.Context, tx *store.Tx) error {
			tree, err := catalog.LoadTree(ctx, tx)
			if err != nil {
				return err
			}
			if got := fmt.Sprint(tree.Path("milk")); got != "[baby milk]" {
				t.Errorf("path of milk: %s", got)
			}
			if n := len(tree.All()); n != 2 {
				t.Errorf("%d categories, want 2", n)
			}
			return nil
		})
		write(t, db, other, func(ctx context.Context, tx *store.Tx) error {
			tree, err := catalog.LoadTree(ctx, tx)
			if len(tree.All()) != 0 {
				t.Error("another merchant sees the categories")
			}
			return err
		})
	})
}

func TestCategoryDepth(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		write(t, db, storetest.Merchant(t, db), func(ctx context.Context, tx *store.Tx) error {
			var chain []catalog.Category
			for i := range catalog.MaxDepth + 1 {
				c := catalog.Category{Code: fmt.Sprint("c", i)}
				if i > 0 {
					c.Parent = fmt.Sprint("c", i-1)
				}
				chain = append(chain, c)
			}
			saved, err := catalog.SaveCategories(ctx, tx, chain)
			if err != nil {
				return err
			}
			for i, s := range saved {
				if (s.Err != nil) != (i == catalog.MaxDepth) {
					t.Errorf("level %d: %v", i+1, s.Err)
				}
			}
			// A tree of two levels cannot be hung below the last but one.
			_, err = catalog.SaveCategories(ctx, tx, []catalog.Category{{Code: "x"}, {Code: "y", Parent: "x"}})
			if err != nil {
				return err
			}
			saved, err = catalog.SaveCategories(ctx, tx, []catalog.Category{{Code: "x", Parent: "c6"}})
			if got := codeOf(saved[0].Err); got != "category_too_deep@parent" {
				t.Errorf("moved too deep: %q", got)
			}
			return err
		})
	})
}

func TestSaveProducts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope := storetest.Merchant(t, db)
		cost := int64(0)
		products := []catalog.Product{
			{SKU: "A1", Name: "奶粉 ＡＢＣ 900g", Category: "milk", PriceMinor: 19900, CostMinor: &cost},
			{SKU: "A2", Name: "100% Cotton_Bib"},
			{SKU: "A2", Name: "twice"},
			{SKU: "A3", Category: "nowhere"},
			{SKU: "A4", Type: "service"},
			{SKU: "A5", PriceMinor: -1},
			{SKU: strings.Repeat("x", 65)},
			{},
		}
		want := []string{"", "", "repeated_in_batch@sku", "category_unknown@category", "invalid@type", "out_of_range@price_minor",
			"too_long@sku", "required@sku"}
		var first []catalog.Saved
		write(t, db, scope, func(ctx context.Context, tx *store.Tx) error {
			if _, err := catalog.SaveCategories(ctx, tx, []catalog.Category{{Code: "milk"}}); err != nil {
				return err
			}
			var err error
			first, err = catalog.Save(ctx, tx, products)
			for i, s := range first {
				if codeOf(s.Err) != want[i] || s.Created != (want[i] == "") {
					t.Errorf("product %d: %+v, want %q", i, s, want[i])
				}
			}
			if n := len(tx.Emitted()); n != 2 {
				t.Errorf("%d events, want 2", n)
			}
			return err
		})
		write(t, db, scope, func(ctx context.Context, tx *store.Tx) error {
			again, err := catalog.Save(ctx, tx, []catalog.Product{products[0], {SKU: "A2", Name: "Bib", Status: catalog.OffSale}})
			if err != nil {
				return err
			}
			if again[0].ID != first[0].ID || again[0].Created || again[1].ID != first[1].ID || len(tx.Emitted()) != 0 {
				t.Errorf("saved again: %+v, first %+v", again, first)
			}
			found, err := catalog.Lookup(ctx, tx, []string{"A1", "A2", "A9", "A1"})
			if err != nil {
				return err
			}
			if len(found) != 2 || found["A1"].Version != 1 || found["A2"].Version != 2 || found["A2"].CostMinor != nil ||
				found["A1"].CostMinor == nil || *found["A1"].CostMinor != 0 || found["A2"].Type != catalog.TypeProduct {
				t.Errorf("found %+v", found)
			}
			return nil
		})
	})
}

func TestChange(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope, other := storetest.Merchant(t, db), storetest.Merchant(t, db)
		write(t, db, scope, func(ctx context.Context, tx *store.Tx) error {
			_, err := catalog.Save(ctx, tx, []catalog.Product{{SKU: "A1", Name: "one"}})
			return err
		})
		change := func(scope store.Scope, match int64, p catalog.Product) error {
			return db.Tx(context.Background(), scope, func(tx *store.Tx) error {
				_, err := catalog.Change(context.Background(), tx, catalog.ChangeIn{Product: p, Match: match})
				return err
			})
		}
		if err := change(scope, 1, catalog.Product{SKU: "A1", Name: "two", PriceMinor: 5}); err != nil {
			t.Fatal(err)
		}
		if err := change(scope, 1, catalog.Product{SKU: "A1", Name: "three"}); !fault.Has(err, org.ErrStale) {
			t.Errorf("stale: %v", err)
		}
		if err := change(scope, 2, catalog.Product{SKU: "A1", Category: "nowhere"}); !fault.Has(err, catalog.ErrCategoryUnknown) {
			t.Errorf("unknown category: %v", err)
		}
		if err := change(other, 2, catalog.Product{SKU: "A1"}); !fault.Has(err, fault.ErrNotFound) {
			t.Errorf("another merchant's: %v", err)
		}
		write(t, db, scope, func(ctx context.Context, tx *store.Tx) error {
			p, err := catalog.Get(ctx, tx, "A1")
			if p.Name != "two" || p.PriceMinor != 5 || p.Version != 2 {
				t.Errorf("%+v", p)
			}
			return err
		})
	})
}

func TestList(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		write(t, db, storetest.Merchant(t, db), func(ctx context.Context, tx *store.Tx) error {
			var all []catalog.Product
			for i := range 25 {
				all = append(all, catalog.Product{SKU: fmt.Sprintf("S%02d", i), Name: "plain"})
			}
			all[3].Name, all[4].Name, all[5].Name = "100% Baumwolle", "ＡＢＣ奶粉", "100x Baumwolle"
			all[6].SKU = "a-lower" // sorts after capitals, on every engine
			if _, err := catalog.Save(ctx, tx, all); err != nil {
				return err
			}
			var seen []string
			in := catalog.ListIn{Limit: 10}
			for range 4 {
				page, err := catalog.List(ctx, tx, in)
				if err != nil {
					return err
				}
				for _, p := range page.Products {
					seen = append(seen, p.SKU)
				}
				if in.After = page.Next; in.After == "" {
					break
				}
			}
			if len(seen) != 25 || seen[24] != "a-lower" || seen[0] != "S00" {
				t.Errorf("pages gave %v", seen)
			}
			for text, want := range map[string]string{"100%": "S03", "abc": "S04", "_": "", "S2": "S20 S21 S22 S23 S24", `\`: ""} {
				page, err := catalog.List(ctx, tx, catalog.ListIn{Text: text})
				var got []string
				for _, p := range page.Products {
					got = append(got, p.SKU)
				}
				if err != nil || strings.Join(got, " ") != want {
					t.Errorf("search %q: %v %v, want %s", text, got, err, want)
				}
			}
			if _, err := catalog.SaveCategories(ctx, tx, []catalog.Category{{Code: "wear"}, {Code: "socks", Parent: "wear"}}); err != nil {
				return err
			}
			if _, err := catalog.Save(ctx, tx, []catalog.Product{{SKU: "S01", Category: "socks"}, {SKU: "S02", Category: "wear"}}); err != nil {
				return err
			}
			for category, want := range map[string]int{"wear": 2, "socks": 1, "nowhere": 0} {
				if page, err := catalog.List(ctx, tx, catalog.ListIn{Category: category}); err != nil || len(page.Products) != want {
					t.Errorf("%s: %d, %v", category, len(page.Products), err)
				}
			}
			if _, err := catalog.List(ctx, tx, catalog.ListIn{After: "!"}); !fault.Has(err, fault.ErrInvalid) {
				t.Errorf("a bad cursor: %v", err)
			}
			if _, err := catalog.List(ctx, tx, catalog.ListIn{Limit: 201}); !fault.Has(err, fault.ErrRange) {
				t.Errorf("a page too long: %v", err)
			}
			return nil
		})
	})
}

// A product keeps its picture where a till says nothing of it, and shows none that is not there.
func TestPictures(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope := storetest.Merchant(t, db)
		var body bytes.Buffer
		if err := png.Encode(&body, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
			t.Fatal(err)
		}
		write(t, db, scope, func(ctx context.Context, tx *store.Tx) error {
			p, err := media.Keep(ctx, tx, body.Bytes())
			if err != nil {
				return err
			}
			nowhere, none := "nowhere", ""
			for _, c := range []struct {
				picture *string
				refused bool
				want    string
			}{{&p.Digest, false, p.Digest}, {nil, false, p.Digest}, {&nowhere, true, p.Digest}, {&none, false, ""}, {nil, false, ""}} {
				saved, err := catalog.Save(ctx, tx, []catalog.Product{{SKU: "A", Name: "one", Picture: c.picture}, {SKU: "B"}})
				if err != nil {
					return err
				}
				if (saved[0].Err != nil) != c.refused || c.refused && !fault.Has(saved[0].Err, media.ErrUnknown) || saved[1].Err != nil {
					t.Errorf("%+v", saved)
				}
				shown, err := catalog.Pictures(ctx, tx, []string{"A", "B"})
				if err != nil || shown["A"] != c.want || shown["B"] != "" {
					t.Errorf("%v, %v, want %q", shown, err, c.want)
				}
			}
			return nil
		})
	})
}
