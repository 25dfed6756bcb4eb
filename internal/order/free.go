package order

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/order/back"
	"regulars/internal/order/hand"
)

// freeHand returns the coupons and uses that no unit carries any more. What was a gift that has been taken back meanwhile goes the same way.
func (k *counter) freeHand(ctx context.Context, s *settlement) error {
	freed, err := k.hand.GiveBack(hand.Giving{
		ID: s.order.ID, Program: s.edition.Program, Before: s.before, After: s.after, At: s.on.clock, GraceUntil: k.grace(s.on.clock), By: s.on.madeBy, Why: s.on.why,
	})
	if err != nil {
		return err
	}
	void, err := k.hand.Forfeit(ctx, freed.Coupons, k.lost, s.on.clock)
	if err != nil {
		return err
	}
	erased := k.books.Erased(s.on.member)
	for _, c := range freed.Coupons {
		if erased && k.books.Coupon.ByID(c.ID).MemberID == s.on.member { // nobody holds what came back
			if refused := k.books.Coupon.Void(c.ID, s.on.clock, ""); refused != nil {
				return refused
			}
			continue
		}
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
