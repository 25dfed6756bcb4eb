package hand

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/member"
	"regulars/internal/offer/deal"
	"regulars/internal/order/back"
	"regulars/internal/plan"
	"regulars/internal/reward"
)

// Forfeit voids those of the coupons that were given because of a fact which is undone by now, unless the member has paid for them or
// another one holds them: they had been used when it was undone. lost are the grants that went on these books, and whether they were paid for.
func (bk *Books) Forfeit(ctx context.Context, freed []deal.CouponUse, lost map[int64]bool, at calendar.Instant) (void map[int64]bool, err error) {
	var ids []int64
	for _, c := range freed {
		if id := bk.held.Coupon.ByID(c.ID).GrantID; id != 0 {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	grants, err := reward.ManyGrants(ctx, bk.tx, ids)
	if err != nil {
		return nil, err
	}
	void = map[int64]bool{}
	for _, g := range grants {
		holder, err := member.Holder(ctx, bk.tx, g.MemberID)
		if err != nil {
			return nil, err
		}
		paid, gone := lost[g.ID]
		if !gone && g.State == reward.Revoked {
			gone = true
			if paid, err = bk.paidFor(ctx, holder, g.Root); err != nil {
				return nil, err
			}
		}
		if !gone || paid {
			continue
		}
		for _, c := range freed {
			if held := bk.held.Coupon.ByID(c.ID); held.GrantID == g.ID && held.MemberID == holder {
				if refused := bk.held.Coupon.Void(c.ID, at, "revoked"); refused != nil {
					return nil, refused
				}
				void[c.ID] = true
			}
		}
	}
	return void, nil
}

// paidFor reports whether a refund, of the order or of the plan that gave it, was less by the worth of what was used.
func (bk *Books) paidFor(ctx context.Context, holder int64, root string) (bool, error) {
	paid, err := back.PaidFor(ctx, bk.tx, root)
	if err != nil || paid {
		return paid, err
	}
	return plan.PaidFor(ctx, bk.tx, holder, root)
}
