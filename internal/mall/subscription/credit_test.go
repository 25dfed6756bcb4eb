package subscription_test

import (
	"encoding/json"
	"testing"

	"regulars/internal/basket"
	"regulars/internal/coupon"
	"regulars/internal/offer"
	"regulars/internal/order/hand"
	"regulars/internal/org"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// Whoever buys, upgrades and cancels has all his money back, and keeps no gift.
func TestGiftsGoWithWhatWasCreditedWhole(t *testing.T) {
	each(t, nil, func(s *shop) {
		id := s.Join()
		cooling := silver()
		cooling.CoolingDays = 7
		low, high := s.add("silver", cooling), s.add("gold", gold())
		s.sell(id, low)
		s.sell(id, low) // renewed
		s.Days(3)
		m := s.sell(id, high)
		if m.CreditMinor != 730_00 || s.Points(id).Net() != 650 {
			t.Errorf("credit %d, %+v", m.CreditMinor, s.Points(id))
		}
		c, err := s.cancel(id, high)
		if err != nil || c.RefundMinor != 800_00 {
			t.Fatalf("%+v %v", c, err)
		}
		if got := s.Points(id).Net(); got != 0 {
			t.Errorf("%d points are left", got)
		}
	})
}

// A gift of a plan that was used before the plan was cancelled: the refund of the order that used it brings it back only where the refund of the
// plan was less by its worth.
func TestUsedGiftOfACancelledPlan(t *testing.T) {
	for _, c := range []struct {
		deduct bool
		want   coupon.State
	}{{false, coupon.Void}, {true, coupon.Usable}} {
		each(t, nil, func(s *shop) {
			if c.deduct {
				s.deduct()
			}
			id, template := s.Join(), s.coupon()
			terms := gold()
			terms.Gift = json.RawMessage(item.Encode([]item.Item{{Kind: item.Coupon, TemplateID: template, Quantity: 1}}))
			s.sell(id, s.add("gold", terms))
			code := s.held(id)[0].Code
			in := s.In(id, basket.Line{SKU: "toy", Quantity: 1, TotalMinor: 300_00})
			in.Asked = hand.Asked{Codes: []string{code}}
			o := s.Buy(in)
			cancelled, err := s.cancel(id, 0)
			if err != nil || cancelled.UnrecoveredMinor != 50_00 {
				t.Fatalf("%+v %v", cancelled, err)
			}
			s.Refund(o.ID)
			if got := s.held(id)[0].State(s.Now()); got != c.want {
				t.Errorf("deducted %v: the coupon is %s", c.deduct, got)
			}
		})
	}
}

// deduct has the merchant keep the worth of used gifts.
func (s *shop) deduct() {
	s.Helper()
	s.Tx(func(tx *store.Tx) error {
		set, version, err := org.GetSettings(s.Ctx, tx)
		if err != nil {
			return err
		}
		set.DeductUnrecovered = true
		_, err = org.SaveSettings(s.Ctx, tx, version, set)
		return err
	})
}

// coupon makes a template of 50.00 off.
func (s *shop) coupon() (id int64) {
	s.Helper()
	s.Tx(func(tx *store.Tx) error {
		t, err := coupon.Save(s.Ctx, tx, coupon.TemplateIn{Stock: 10, Status: coupon.Active, Terms: coupon.Terms{
			Name: "减50", Kind: offer.AmountOff, AmountMinor: 50_00, Validity: coupon.Validity{Days: 30}, Stacking: coupon.Stacking{Mode: offer.Always, Order: 1},
		}})
		if err == nil {
			id = t.ID
		}
		return err
	})
	return id
}

// held are the member's coupons.
func (s *shop) held(id int64) (list []*coupon.Coupon) {
	s.Helper()
	s.View(func(tx *store.Tx) error {
		page, err := coupon.List(s.Ctx, tx, coupon.ListIn{MemberID: id, Limit: 10})
		list = page.Coupons
		return err
	})
	return list
}
