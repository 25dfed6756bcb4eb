package catalog

import (
	"context"

	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/store"
)

// SaveCategories adds categories and replaces those whose code is there already. A parent may stand in the
// same batch, before or after its children. The results stand in the order of the categories; a refused one
// does not spoil the others, but takes with it those that would lie below it.
func SaveCategories(ctx context.Context, tx *store.Tx, categories []Category) ([]Saved, error) {
	if len(categories) > MaxBatch {
		return nil, fault.ErrTooMany.At("categories", fault.P{"limit": MaxBatch})
	}
	// The tree is checked as a whole, so writers of it go one after another: the lock is the merchant's
	// first category, and the first ever writer has nobody to meet but a unique index.
	if err := lockTree(ctx, tx); err != nil {
		return nil, err
	}
	tree, err := LoadTree(ctx, tx)
	if err != nil {
		return nil, err
	}
	if tree.with(categories) > MaxCategories {
		return nil, fault.ErrTooMany.At("categories", fault.P{"limit": MaxCategories})
	}
	results := make([]Saved, len(categories))
	seen := make(map[string]bool, len(categories))
	var rows [][]any
	var changes []org.Change
	for _, i := range parentsFirst(categories) {
		c := categories[i]
		old, exists := tree.Get(c.Code)
		r := &results[i]
		if r.Err = refusal(tree, &c, seen); r.Err != nil {
			continue
		}
		seen[c.Code] = true
		r.Created, r.ID = !exists, old.ID
		if !exists {
			r.ID = tx.NewID()
		}
		if !exists || !c.same(&old) {
			rows = append(rows, []any{tx.MerchantID(), r.ID, c.Code, c.Name, c.Parent, c.Position,
				stored(c.MarginBp), int64(1), tx.Now(), tx.Now()})
			changes = append(changes, change("category", r.ID, exists, old, c))
		}
	}
	if err := writeCategories(ctx, tx, rows); err != nil {
		return nil, err
	}
	return results, org.AuditMany(ctx, tx, changes)
}

func refusal(tree *Tree, c *Category, seen map[string]bool) *fault.Error {
	if err := c.check(); err != nil {
		return err
	}
	if seen[c.Code] {
		return ErrRepeated.At("code", fault.P{"code": c.Code})
	}
	return tree.place(c)
}

func lockTree(ctx context.Context, tx *store.Tx) error {
	return tx.Query(ctx, `SELECT id FROM catalog_category WHERE merchant_id = $1 ORDER BY id LIMIT 1 FOR UPDATE`,
		func(store.Row) error { return nil }, tx.MerchantID())
}

func writeCategories(ctx context.Context, tx *store.Tx, rows [][]any) error {
	if len(rows) == 0 {
		return nil
	}
	_, err := store.InsertMany(ctx, tx, store.Insert{
		Table: "catalog_category",
		Columns: []string{"merchant_id", "id", "code", "name", "parent", "position", "margin_bp", "version",
			"created_at", "updated_at"},
		Conflict: `ON CONFLICT (merchant_id, code) DO UPDATE SET name = excluded.name, parent = excluded.parent,
			position = excluded.position, margin_bp = excluded.margin_bp,
			version = catalog_category.version + 1, updated_at = excluded.updated_at`,
	}, rows)
	if err != nil {
		return err
	}
	return edition.Restamp(ctx, tx)
}

// parentsFirst gives the indexes of the batch so that a parent comes before its children; what lies in a
// circle comes last and is refused when it is placed.
func parentsFirst(categories []Category) []int {
	inBatch := make(map[string]bool, len(categories))
	for _, c := range categories {
		inBatch[c.Code] = true
	}
	order := make([]int, 0, len(categories))
	taken := make([]bool, len(categories))
	for grew := true; grew; {
		grew = false
		for i, c := range categories {
			if taken[i] || (c.Parent != "" && inBatch[c.Parent]) {
				continue
			}
			taken[i], grew = true, true
			order = append(order, i)
		}
		for _, i := range order {
			delete(inBatch, categories[i].Code)
		}
	}
	for i := range categories {
		if !taken[i] {
			order = append(order, i)
		}
	}
	return order
}
