package reward

import (
	"context"
	"fmt"

	"regulars/internal/benefit/card"
	"regulars/internal/catalog"
	"regulars/internal/coupon"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/member/trait"
	"regulars/internal/plan"
	"regulars/internal/reward/item"
	"regulars/internal/reward/pack"
	"regulars/internal/store"
)

// Check refuses items that are no lawful list (see item.Check), or name what does not exist now. field is the path of the list. A room
// that keeps items to give them later asks it when they are written.
func Check(ctx context.Context, tx *store.Tx, items []Item, field string) error {
	if err := item.Check(items, field); err != nil {
		return err
	}
	var refused []*fault.Error
	for i, it := range items {
		e, err := missing(ctx, tx, it, fmt.Sprintf("%s[%d].", field, i))
		if err != nil {
			return err
		}
		refused = append(refused, e)
	}
	return fault.Join(refused...)
}

// missing says what of an item does not exist.
func missing(ctx context.Context, tx *store.Tx, it Item, at string) (*fault.Error, error) {
	var err error
	field := ""
	switch it.Kind {
	case item.Coupon:
		field = "template_id"
		_, err = coupon.Get(ctx, tx, it.TemplateID)
	case item.Pack:
		field = "pack_id"
		var p pack.Pack
		if p, err = pack.Get(ctx, tx, it.PackID); err == nil && p.Closed {
			err = pack.ErrClosed.At(at+field, fault.P{"name": p.Name})
		}
	case item.PlanDays:
		field = "plan_id"
		_, err = plan.Get(ctx, tx, it.PlanID)
	case item.Gift:
		field = "sku"
		_, err = catalog.Get(ctx, tx, it.SKU)
	case item.Tag:
		return trait.CheckTag(at+"tag", it.Tag), nil
	case item.Entitlement:
		return promised(ctx, tx, it.Benefit, at+"benefit")
	case item.TierDays:
		return reached(ctx, tx, it.Tier, at+"tier")
	case item.Points, item.Growth, item.Bonus, item.Commission, item.DrawChances:
	}
	switch e := fault.As(err); {
	case err == nil:
		return nil, nil
	case e == nil:
		return nil, err
	case e.Code.Kind == fault.NotFound:
		return ErrNamed.At(at+field, fault.P{"kind": string(it.Kind)}), nil
	default:
		return e, nil
	}
}

// reached refuses a tier that the programme in force does not have, or that everybody has.
func reached(ctx context.Context, tx *store.Tx, code, field string) (*fault.Error, error) {
	ed, err := edition.At(ctx, tx, tx.Now())
	if err != nil {
		return nil, err
	}
	for i, t := range ed.Document().Tiers {
		if t.Code == code && i > 0 {
			return nil, nil
		}
	}
	return ErrNamed.At(field, fault.P{"kind": code}), nil
}

// promised refuses what the programme in force does not have as a benefit that is used at a time, and is no times card.
func promised(ctx context.Context, tx *store.Tx, code, field string) (*fault.Error, error) {
	ed, err := edition.At(ctx, tx, tx.Now())
	if err != nil {
		return nil, err
	}
	of, err := card.Offered(ctx, tx, ed.Document().Benefits, []string{code})
	if err != nil || len(of) > 0 {
		return nil, err
	}
	return ErrNamed.At(field, fault.P{"kind": code}), nil
}
