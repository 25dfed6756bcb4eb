package reward

import (
	"context"

	"regulars/internal/catalog"
	"regulars/internal/coupon"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/offer/deal"
	"regulars/internal/program"
	"regulars/internal/reward/item"
	"regulars/internal/reward/pack"
	"regulars/internal/store"
)

// Cost is what giving the items to one member is reckoned to cost now, in minor units. It writes nothing; Check has been asked.
func Cost(ctx context.Context, tx *store.Tx, items []Item) (int64, error) {
	ed, err := edition.At(ctx, tx, tx.Now())
	if err != nil {
		return 0, err
	}
	p := &prices{doc: ed.Document(), templates: map[int64]*coupon.Template{}, benefits: map[string]*deal.Benefit{}}
	for i := range p.doc.Benefits {
		p.benefits[p.doc.Benefits[i].Code] = &p.doc.Benefits[i]
	}
	if items, err = Apart(ctx, tx, items); err != nil {
		return 0, err
	}
	var sum int64
	for _, it := range items {
		minor, err := p.look(ctx, tx, it)
		if err != nil {
			return 0, err
		}
		sum += minor
	}
	return sum, nil
}

// Apart are the items with packs taken apart. Returns pack.ErrUnknown.
func Apart(ctx context.Context, tx *store.Tx, items []Item) ([]Item, error) {
	var out []Item
	for _, it := range items {
		if it.Kind != item.Pack {
			out = append(out, it)
			continue
		}
		held, err := pack.Get(ctx, tx, it.PackID)
		if err != nil {
			return nil, err
		}
		out = append(out, held.Items...)
	}
	return out, nil
}

// prices is by what a reward's cost is reckoned: the programme's terms, templates of coupons and benefits.
type prices struct {
	doc       *program.Document
	templates map[int64]*coupon.Template
	benefits  map[string]*deal.Benefit
}

// look is what an item costs, with what it names read first.
func (p *prices) look(ctx context.Context, tx *store.Tx, it Item) (int64, error) {
	switch it.Kind {
	case item.Coupon:
		if p.templates[it.TemplateID] == nil {
			t, err := coupon.Get(ctx, tx, it.TemplateID)
			if err != nil {
				return 0, err
			}
			p.templates[it.TemplateID] = t
		}
	case item.Gift:
		product, err := catalog.Get(ctx, tx, it.SKU)
		if err != nil || product.CostMinor == nil {
			return 0, ignoreNotFound(err)
		}
		return it.Count() * *product.CostMinor, nil
	}
	part := Part{Item: it, Amount: it.Count()}
	return p.of(&part), nil
}

// ignoreNotFound lets go that something does not exist.
func ignoreNotFound(err error) error {
	if e := fault.As(err); e != nil && e.Code.Kind == fault.NotFound {
		return nil
	}
	return err
}
