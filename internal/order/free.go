package order

import (
	"context"
	"strconv"
	"strings"

	"regulars/internal/calendar"
	"regulars/internal/member"
	"regulars/internal/offer/deal"
	"regulars/internal/order/back"
	"regulars/internal/order/hand"
	"regulars/internal/reward"
)

// freeHand returns the coupons and uses that no unit carries any more. What was a gift that has been taken back meanwhile goes the same way.
func (k *counter) freeHand(ctx context.Context, s *settlement) error {
	freed, err := k.hand.GiveBack(hand.Giving{
		ID: s.order.ID, Program: s.edition.Program, Before: s.before, After: s.after, At: s.on.clock, GraceUntil: k.grace(s.on.clock), By: s.on.madeBy, Why: s.on.why,
	})
	if err != nil {
		return err
	}
	void, err := k.forfeit(ctx, freed.Coupons, s.on.clock)
	if err != nil {
		return err
	}
	for _, c := range freed.Coupons {
		if !void[c.ID] {
			s.back.Coupons = append(s.back.Coupons, back.Coupon{Code: c.Code, Name: c.Name})
		}
	}
	for _, u := range freed.Entitlements {
		if k.books.Benefit.Find(u.ID).RevokedAt == calendar.Never {
			s.back.Uses = append(s.back.Uses, back.Use{Benefit: u.Code, Name: u.Name, Quantity: u.Quantity})
		}
	}
	return nil
}

// forfeit voids those of the coupons that were given because of a fact which is undone by now, unless the member has paid for them or
// another one holds them: they had been used when it was undone.
func (k *counter) forfeit(ctx context.Context, freed []deal.CouponUse, at calendar.Instant) (void map[int64]bool, err error) {
	var ids []int64
	for _, c := range freed {
		if id := k.books.Coupon.ByID(c.ID).GrantID; id != 0 {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	grants, err := reward.ManyGrants(ctx, k.tx, ids)
	if err != nil {
		return nil, err
	}
	void = map[int64]bool{}
	for _, g := range grants {
		paid, gone := k.lost[g.ID]
		if !gone && g.State == reward.Revoked {
			gone = true
			if paid, err = k.paid(ctx, g.Root); err != nil {
				return nil, err
			}
		}
		if !gone || paid {
			continue
		}
		holder, err := member.Holder(ctx, k.tx, g.MemberID)
		if err != nil {
			return nil, err
		}
		for _, c := range freed {
			if held := k.books.Coupon.ByID(c.ID); held.GrantID == g.ID && held.MemberID == holder {
				if refused := k.books.Coupon.Void(c.ID, at, "revoked"); refused != nil {
					return nil, refused
				}
				void[c.ID] = true
			}
		}
	}
	return void, nil
}

// paid reports whether the fact was an order whose refund kept the worth of used gifts from the money.
func (k *counter) paid(ctx context.Context, root string) (bool, error) {
	id, err := strconv.ParseInt(strings.TrimPrefix(root, "order:"), 10, 64)
	if err != nil || !strings.HasPrefix(root, "order:") {
		return false, nil //nolint:nilerr // another fact
	}
	list, err := Refunds(ctx, k.tx, id)
	for _, r := range list {
		if r.Back.Paid() {
			return true, err
		}
	}
	return false, err
}
