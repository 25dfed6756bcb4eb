package known

import (
	"context"
	"slices"

	"regulars/internal/basket"
	"regulars/internal/catalog"
	"regulars/internal/store"
)

// Number is the natural key of an order.
type Number struct{ Source, Number string }

// Again returns store.ErrAgain where one of the numbers is an order's that somebody else recorded since this transaction looked for it: what an order
// of the same number is refused for now is what that one took.
func Again(ctx context.Context, tx *store.Tx, numbers []Number) error {
	if len(numbers) == 0 {
		return nil
	}
	var sources, list []string
	for _, n := range numbers {
		sources, list = append(sources, n.Source), append(list, n.Number)
	}
	again := false
	err := tx.Query(ctx, `SELECT source, number FROM order_head WHERE merchant_id = $1 AND source = ANY($2) AND number = ANY($3)`, func(r store.Row) error {
		var n Number
		err := r.Scan(&n.Source, &n.Number)
		again = again || slices.Contains(numbers, n)
		return err
	}, tx.MerchantID(), sources, list)
	if err == nil && again {
		err = store.ErrAgain
	}
	return err
}

// Store is what conditions ask of a store.
type Store struct{ Code, Region string }

// StoresLater finds stores, by id; 0 is no store. The map is filled once the transaction has flushed; a store that is not in
// it then is not there.
func StoresLater(tx *store.Tx, ids []int64) map[int64]Store {
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id int64) bool { return id == 0 })
	stores := make(map[int64]Store, len(ids))
	if len(ids) == 0 {
		return stores
	}
	tx.QueryLater(`SELECT id, code, region FROM org_store WHERE merchant_id = $1 AND id = ANY($2)`, func(r store.Row) error {
		var id int64
		var s Store
		err := r.Scan(&id, &s.Code, &s.Region)
		stores[id] = s
		return err
	}, tx.MerchantID(), ids)
	return stores
}

// Lines are the lines of some orders that the catalogue may know more of.
type Lines struct {
	open []line
	skus []string
}

type line struct {
	*basket.Line
	untyped bool
}

// Add adds the lines of an order; untyped says which of them stated no type.
func (s *Lines) Add(lines []basket.Line, untyped []bool) {
	for i := range lines {
		if l := &lines[i]; l.Category == "" && l.SKU != "" {
			s.open = append(s.open, line{l, untyped[i]})
			s.skus = append(s.skus, l.SKU)
		}
	}
}

// FillLater looks the lines up; what it answers fills in their names, categories and types once the transaction has flushed.
func (s *Lines) FillLater(tx *store.Tx) (fill func()) {
	slices.Sort(s.skus)
	products := catalog.LookupLater(tx, slices.Compact(s.skus))
	return func() {
		for _, l := range s.open {
			p, known := products[l.SKU]
			if !known {
				continue
			}
			l.Category = p.Category
			if l.Name == "" {
				l.Name = p.Name
			}
			if l.untyped {
				l.Type = basket.Type(p.Type)
			}
		}
	}
}
