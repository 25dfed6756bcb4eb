package catalog

import (
	"context"

	"regulars/internal/fault"
	"regulars/internal/store"
)

// Tree is all the categories of a merchant.
type Tree struct {
	byCode map[string]*Category
	order  []string // codes by parent, position and code
}

// LoadTree reads the merchant's categories.
func LoadTree(ctx context.Context, tx *store.Tx) (*Tree, error) {
	t := &Tree{byCode: map[string]*Category{}}
	err := tx.Query(ctx, `SELECT id, code, name, parent, position, margin_bp, version FROM catalog_category
		WHERE merchant_id = $1 ORDER BY parent, position, code`, func(r store.Row) error {
		var c Category
		var margin int64
		if err := r.Scan(&c.ID, &c.Code, &c.Name, &c.Parent, &c.Position, &margin, &c.Version); err != nil {
			return err
		}
		c.MarginBp = Known(margin)
		t.byCode[c.Code] = &c
		t.order = append(t.order, c.Code)
		return nil
	}, tx.MerchantID())
	if err != nil {
		return nil, err
	}
	return t, nil
}

// All gives the categories, siblings together and in their order.
func (t *Tree) All() []Category {
	all := make([]Category, 0, len(t.order))
	for _, code := range t.order {
		all = append(all, *t.byCode[code])
	}
	return all
}

// Get finds a category by its code.
func (t *Tree) Get(code string) (Category, bool) {
	c, ok := t.byCode[code]
	if !ok {
		return Category{}, false
	}
	return *c, true
}

// Path gives the codes from the top down to code itself; nil where code is unknown.
func (t *Tree) Path(code string) []string {
	var path []string
	for c := t.byCode[code]; c != nil && len(path) <= MaxDepth; c = t.byCode[c.Parent] {
		path = append([]string{c.Code}, path...)
	}
	return path
}

// with is how many categories there would be with these.
func (t *Tree) with(categories []Category) int {
	n := len(t.byCode)
	for i := range categories {
		if t.byCode[categories[i].Code] == nil {
			n++
		}
	}
	return n
}

// place puts a checked category into the tree, or says why its parent cannot stand (invariant 2).
func (t *Tree) place(c *Category) *fault.Error {
	if c.Parent != "" && t.byCode[c.Parent] == nil {
		return ErrCategoryUnknown.At("parent", fault.P{"code": c.Parent})
	}
	above := 0
	for p := c.Parent; p != "" && above <= MaxDepth; p = t.byCode[p].Parent {
		if above++; p == c.Code {
			return ErrCategoryCircle.At("parent", fault.P{"code": c.Code})
		}
	}
	old := t.byCode[c.Code]
	if above+t.height(c.Code, old != nil && old.Parent != c.Parent) > MaxDepth {
		return ErrCategoryDepth.At("parent", fault.P{"limit": MaxDepth})
	}
	if old == nil {
		t.order = append(t.order, c.Code)
	}
	t.byCode[c.Code] = c
	return nil
}

// height is how many levels code and what lies below it take. Only a category that moves can have
// anything below it that matters.
func (t *Tree) height(code string, moved bool) int {
	if !moved {
		return 1
	}
	most := 1
	for _, c := range t.byCode {
		most = max(most, t.levelsUpTo(c, code))
	}
	return most
}

// levelsUpTo counts the levels from c up to code, both included; 0 where code is not above c.
func (t *Tree) levelsUpTo(c *Category, code string) int {
	for levels := 1; c != nil && levels <= MaxDepth+1; levels++ {
		if c.Code == code {
			return levels
		}
		c = t.byCode[c.Parent]
	}
	return 0
}
