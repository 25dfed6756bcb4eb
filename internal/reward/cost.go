package reward

import (
	"context"

	"regulars/internal/benefit/card"
	"regulars/internal/catalog"
	"regulars/internal/coupon"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/reward/item"
	"regulars/internal/reward/pack"
	"regulars/internal/store"
)

// Weight is how much items are, packs taken apart.
type Weight struct {
	CostMinor int64 // what giving them is reckoned to cost, as far as it is known
	Unpriced  int64 // how many pieces nobody has said the cost of
	Points    int64 // points and growth
	TierDays  int64 // of tiers
}

// Weigh is how much giving the items to one member is now. It writes nothing; Check has been asked. Returns pack.ErrUnknown and what else is not there.
func Weigh(ctx context.Context, tx *store.Tx, items []Item) (Weight, error) {
	var w Weight
	ed, err := edition.At(ctx, tx, tx.Now())
	if err != nil {
		return w, err
	}
	if items, err = Apart(ctx, tx, items); err != nil {
		return w, err
	}
	p := &prices{doc: ed.Document(), templates: map[int64]*coupon.Template{}, plans: map[int64]*plan.Plan{}}
	var codes []string
	for _, it := range items {
		codes = append(codes, it.Benefit)
	}
	if p.benefits, err = card.Offered(ctx, tx, p.doc.Benefits, codes); err != nil {
		return w, err
	}
	for _, it := range items {
		minor, known, err := p.look(ctx, tx, it)
		if err != nil {
			return w, err
		}
		w.CostMinor += minor
		switch {
		case it.Kind == item.TierDays: // has a limit of its own
			w.TierDays += it.Days
		case !known:
			w.Unpriced += it.Count()
		case it.Kind == item.Points, it.Kind == item.Growth:
			w.Points += it.Amount
		}
	}
	return w, nil
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
	benefits  map[string]card.Offer
	plans     map[int64]*plan.Plan
}

// look is what an item costs, with what it names read first.
func (p *prices) look(ctx context.Context, tx *store.Tx, it Item) (minor int64, known bool, err error) {
	switch it.Kind {
	case item.Coupon:
		if p.templates[it.TemplateID] == nil {
			t, err := coupon.Get(ctx, tx, it.TemplateID)
			if err != nil {
				return 0, false, err
			}
			p.templates[it.TemplateID] = t
		}
	case item.Gift:
		product, err := catalog.Get(ctx, tx, it.SKU)
		if err != nil || product.CostMinor == nil {
			return 0, false, ignoreNotFound(err)
		}
		return it.Count() * *product.CostMinor, *product.CostMinor > 0, nil
	case item.PlanDays:
		sold, err := plan.Get(ctx, tx, it.PlanID)
		if err != nil {
			return 0, false, err
		}
		p.plans[it.PlanID] = sold
	}
	part := Part{Item: it, Amount: it.Count()}
	minor, known = p.of(&part)
	return minor, known, nil
}

// ignoreNotFound lets go that something does not exist.
func ignoreNotFound(err error) error {
	if e := fault.As(err); e != nil && e.Code.Kind == fault.NotFound {
		return nil
	}
	return err
}
