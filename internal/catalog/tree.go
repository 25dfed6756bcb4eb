package catalog

import (
	"context"
	"fmt"
	"slices"

	"regulars/internal/basket"
	"regulars/internal/edition"
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
	t := TreeLater(tx)
	return t, tx.Flush(ctx)
}

// TreeLater is LoadTree; the tree is filled when the transaction next waits for an answer.
func TreeLater(tx *store.Tx) *Tree {
	t := &Tree{byCode: map[string]*Category{}}
	tx.QueryLater(`SELECT id, code, name, parent, position, margin_bp, version FROM catalog_category
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
	return t
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

// Upward gives a category as conditions see it: the codes from its own up to the top, or the code alone where nothing is above it.
func (t *Tree) Upward(code string) any {
	path := t.Path(code)
	if len(path) < 2 {
		return code
	}
	slices.Reverse(path)
	return path
}

// Paths are, of the categories that lie below others, the codes from each up to the top.
type Paths map[string][]string

// Upward gives the paths of all categories below others as they stand under the stamp of the merchant's editions, which each change of
// categories moves: they are read once for many orders. They must not be changed.
func Upward(ctx context.Context, tx *store.Tx, stamp int64) (Paths, error) {
	return edition.Remember(tx, fmt.Sprintf("categories:%d", stamp), func() (Paths, error) {
		t, err := LoadTree(ctx, tx)
		if err != nil {
			return nil, err
		}
		out := Paths{}
		for code := range t.byCode {
			if path, below := t.Upward(code).([]string); below {
				out[code] = path
			}
		}
		return out, nil
	})
}

// Of are those of the categories of some lines; nil where none lies below another.
func (p Paths) Of(lines []basket.Line) (out map[string][]string) {
	for i := range lines {
		path := p[lines[i].Category]
		if path == nil {
			continue
		}
		if out == nil {
			out = map[string][]string{}
		}
		out[lines[i].Category] = path
	}
	return out
}

// Below gives the codes of a category and of all that lie below it.
func (t *Tree) Below(code string) []string {
	below := []string{code}
	for _, c := range t.order {
		if c != code && t.levelsUpTo(t.byCode[c], code) > 0 {
			below = append(below, c)
		}
	}
	return below
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
