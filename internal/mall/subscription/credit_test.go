package subscription_test

import (
	"encoding/json"
	"testing"

	"regulars/internal/basket"
	"regulars/internal/benefit"
	"regulars/internal/coupon"
	"regulars/internal/offer"
	"regulars/internal/offer/deal"
	"regulars/internal/order/hand"
	"regulars/internal/org"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/reward/entitle"
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

// What is noted of each plan that was exchanged is what it was credited with: a renewal that had not begun is credited whole, and its gift goes with it.
func TestRenewalIsCreditedWhole(t *testing.T) {
	each(t, nil, func(s *shop) {
		id, low, high := s.Join(), s.add("silver", silver()), s.add("gold", gold())
		s.sell(id, low)
		renewed := s.sell(id, low)
		s.Days(10)
		m := s.sell(id, high)
		var noted int64
		s.View(func(tx *store.Tx) error {
			list, err := plan.OfMember(s.Ctx, tx, id)
			for _, old := range list {
				if old.ID == renewed.ID && old.RefundMinor != old.PriceMinor {
					t.Errorf("of the renewal %d of %d", old.RefundMinor, old.PriceMinor)
				}
				noted += old.RefundMinor
			}
			return err
		})
		if noted != m.CreditMinor+m.BackMinor {
			t.Errorf("noted %d, credited %d", noted, m.CreditMinor+m.BackMinor)
		}
		before := s.Points(id).Net()
		if _, err := s.cancel(id, high); err != nil {
			t.Fatal(err)
		}
		if got := before - s.Points(id).Net(); got != 500+50 { // of gold, and of the renewal
			t.Errorf("%d points went", got)
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

// The same of uses: of three that the plan gave one was used, and that one comes back only where it was paid for.
func TestUsedUsesOfACancelledPlan(t *testing.T) {
	for _, c := range []struct {
		deduct bool
		want   int64
	}{{false, 0}, {true, 1}} {
		each(t, func(d *program.Document) {
			d.Benefits = append(d.Benefits, deal.Benefit{
				Code: "wash", Name: deal.Text{Zh: "洗车", En: "Wash"}, Kind: deal.Quota, Gives: deal.ByService, CostMinor: 20_00,
				Quota: deal.Allowance{Quantity: 1, Per: deal.PerYear}, Plans: []string{"gold"},
			})
		}, func(s *shop) {
			if c.deduct {
				s.deduct()
			}
			id := s.Join()
			terms := gold()
			terms.Gift = json.RawMessage(item.Encode([]item.Item{{Kind: item.Entitlement, Benefit: "wash", Quantity: 3}}))
			s.sell(id, s.add("gold", terms))
			washes := func() (given *benefit.Entitlement, left int64) {
				s.View(func(tx *store.Tx) error {
					list, err := entitle.List(s.Ctx, tx, id)
					for _, e := range list {
						if e.Kind == benefit.KindGiven {
							given, left = e, left+e.Left()
						}
					}
					return err
				})
				return given, left
			}
			given, left := washes()
			if left != 3 {
				t.Fatalf("%d were given", left)
			}
			in := s.In(id, basket.Line{SKU: "toy", Quantity: 1, TotalMinor: 300_00})
			in.Asked = hand.Asked{Uses: []hand.Uses{{Ref: benefit.Ref{ID: given.ID}, Line: deal.AnyLine, Quantity: 1}}}
			o := s.Buy(in)
			if cancelled, err := s.cancel(id, 0); err != nil || cancelled.UnrecoveredMinor != 20_00 {
				t.Fatalf("%+v %v", cancelled, err)
			}
			if _, left = washes(); left != 0 {
				t.Errorf("deducted %v: %d are left of what was not used", c.deduct, left)
			}
			s.Refund(o.ID)
			if _, left = washes(); left != c.want {
				t.Errorf("deducted %v: %d can be used", c.deduct, left)
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
