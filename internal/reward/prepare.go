package reward

import (
	"context"
	"slices"

	"regulars/internal/benefit"
	"regulars/internal/benefit/card"
	"regulars/internal/coupon"
	"regulars/internal/fault"
	"regulars/internal/member/trait"
	"regulars/internal/plan"
	"regulars/internal/reward/budget"
	"regulars/internal/reward/item"
	"regulars/internal/reward/pack"
)

// stock is what the grants of a commit name, read once: shared rows are locked after all members, budgets before templates.
type stock struct {
	packs     map[int64]pack.Pack
	budgets   *budget.Books
	tagged    map[int64][]trait.Tag
	templates map[int64]*coupon.Template // for what they cost; the books of coupons count the stock
	gifts     map[string]int64           // article to the template of its exchange coupons
	benefits  map[string]card.Offer      // of what uses can be given
}

// wish is what some grants name, packs taken apart.
type wish struct {
	budgets, members, packs, templates, plans []int64
	skus, uses                                []string
	tags, benefits                            bool
}

func (w *wish) add(it Item) {
	switch it.Kind {
	case item.Pack:
		w.packs = append(w.packs, it.PackID)
	case item.Coupon:
		w.templates = append(w.templates, it.TemplateID)
	case item.Gift:
		w.skus = append(w.skus, it.SKU)
	case item.PlanDays:
		w.plans = append(w.plans, it.PlanID)
	case item.Entitlement:
		w.benefits, w.uses = true, append(w.uses, it.Benefit)
	case item.DrawChances:
		w.benefits = true
	case item.Tag:
		w.tags = true
	case item.Points, item.Growth, item.Bonus, item.Commission, item.TierDays:
	}
}

// prepare loads, after all members, what the grants name.
func (bk *Books) prepare(ctx context.Context, ins []GrantIn) error {
	var w wish
	for i := range ins {
		if refused := checkExpiry(ins[i].ExpiresAt, bk.tx.Now()); refused != nil {
			return refused
		}
		if len(ins[i].Budgets) > budget.MaxNamed {
			return fault.ErrTooMany.At("budget_ids", fault.P{"limit": budget.MaxNamed})
		}
		w.budgets, w.members = append(w.budgets, ins[i].Budgets...), append(w.members, ins[i].MemberID)
		for _, it := range ins[i].Items {
			w.add(it)
		}
	}
	if err := bk.loadPacks(ctx, &w); err != nil {
		return err
	}
	var err error
	if w.tags {
		if bk.stock.tagged, err = trait.TagsOf(ctx, bk.tx, w.members); err != nil {
			return err
		}
	}
	if bk.stock.budgets != nil { // of grants on the same books before
		bk.stock.budgets.Save()
	}
	if bk.stock.budgets, err = budget.Open(ctx, bk.tx, w.budgets, w.members); err != nil {
		return err
	}
	if err := bk.loadCoupons(ctx, &w); err != nil {
		return err
	}
	return bk.loadPromises(ctx, &w)
}

// loadPacks reads the packs and adds what is in them to the wish. Returns pack.ErrUnknown and pack.ErrClosed.
func (bk *Books) loadPacks(ctx context.Context, w *wish) (err error) {
	if bk.stock.packs, err = pack.Many(ctx, bk.tx, w.packs); err != nil {
		return err
	}
	for _, id := range w.packs {
		switch p, known := bk.stock.packs[id]; {
		case !known:
			return ErrNamed.At("rewards", fault.P{"kind": string(item.Pack)})
		case p.Closed:
			return pack.ErrClosed.At("rewards", fault.P{"name": p.Name})
		default:
			for _, it := range p.Items {
				w.add(it)
			}
		}
	}
	return nil
}

// loadCoupons locks the templates and counts what the members have of them; articles get the template of their exchange coupons.
func (bk *Books) loadCoupons(ctx context.Context, w *wish) (err error) {
	if bk.stock.gifts, err = exchanges(ctx, bk.tx, w.skus); err != nil {
		return err
	}
	for _, id := range bk.stock.gifts {
		w.templates = append(w.templates, id)
	}
	if len(w.templates) == 0 {
		return nil
	}
	slices.Sort(w.templates)
	w.templates = slices.Compact(w.templates)
	need := coupon.Need{Templates: w.templates, Give: w.members}
	if bk.Coupon == nil {
		bk.Coupon = coupon.OpenLater(bk.tx, need)
	} else {
		bk.Coupon.Load(need)
	}
	if err := bk.Coupon.Complete(ctx); err != nil {
		return err
	}
	bk.stock.templates = make(map[int64]*coupon.Template, len(w.templates))
	for _, id := range w.templates {
		t, err := coupon.Get(ctx, bk.tx, id)
		if fault.Has(err, coupon.ErrTemplate) {
			return ErrNamed.At("rewards", fault.P{"kind": string(item.Coupon)})
		}
		if err != nil {
			return err
		}
		bk.stock.templates[id] = t
	}
	return nil
}

// loadPromises opens plans and entitlements, and finds what uses can be given of.
func (bk *Books) loadPromises(ctx context.Context, w *wish) (err error) {
	if len(w.plans) > 0 {
		bk.loadPlans(plan.Need{Members: w.members, Plans: w.plans})
	}
	if !w.benefits {
		return bk.tx.Flush(ctx)
	}
	bk.loadBenefits(benefit.Need{Members: w.members})
	bk.stock.benefits, err = card.Offered(ctx, bk.tx, bk.Editions.At(bk.tx.Now()).Document().Benefits, w.uses)
	if err != nil {
		return err
	}
	return bk.tx.Flush(ctx)
}

// partsOf takes an item apart: a pack into what is in it.
func (bk *Books) partsOf(it Item) []Part {
	if it.Kind != item.Pack {
		return []Part{bk.partOf(it, 0)}
	}
	var out []Part
	for _, inner := range bk.stock.packs[it.PackID].Items {
		out = append(out, bk.partOf(inner, it.PackID))
	}
	return out
}

func (bk *Books) partOf(it Item, packID int64) Part {
	switch it.Kind {
	case item.Coupon, item.Entitlement, item.DrawChances:
		it.Quantity = it.Count()
	case item.Gift:
		it.Quantity, it.TemplateID = it.Count(), bk.stock.gifts[it.SKU]
	}
	return Part{Item: it, PackID: packID, Amount: it.Count()}
}
