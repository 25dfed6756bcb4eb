package coupon_test

import (
	"slices"
	"testing"

	"regulars/internal/calendar"
	"regulars/internal/coupon"
	"regulars/internal/fault"
	"regulars/internal/offer"
	"regulars/internal/offer/deal"
	"regulars/internal/segment"
	"regulars/internal/store"
)

// dealt is what the books give an order's hand of the coupon of a code, for the member.
func (s *shop) dealt(code string, member int64) (out deal.Coupon, needs []string) {
	s.t.Helper()
	s.view(func(tx *store.Tx) error {
		bk, err := coupon.Open(ctx, tx, coupon.Need{Codes: []string{code}, Give: []int64{member}})
		if err != nil {
			return err
		}
		out = bk.Deal(bk.ByCode(code), member, tx.Now())
		for _, n := range bk.Needs() {
			needs = append(needs, n.Attributes...)
		}
		return nil
	})
	return out, needs
}

func TestAScopeGoesIntoTheDeal(t *testing.T) {
	each(t, func(s *shop) {
		tpl := s.template(func(in *coupon.TemplateIn) {
			in.Terms.Scope = coupon.Scope{
				SKUs: []string{"A", "B"}, Channels: []string{"pos"}, Tiers: []string{"gold"}, Weekdays: []int64{6, 7}, HourFrom: 18, HourUntil: 21,
				Condition: `order_count > 3 || "vip" in tags`,
			}
		})
		got, needs := s.dealt(s.give(tpl, s.ada)[0], s.ada)
		want := `tier in ["gold"] && order.weekday in [6, 7] && order.hour >= 18 && order.hour < 21 && (order_count > 3 || "vip" in tags)`
		if terms := got.Scope.Terms(); terms.Condition != want || !slices.Equal(terms.SKUs, []string{"A", "B"}) {
			s.t.Errorf("%+v", terms)
		}
		night := s.template(func(in *coupon.TemplateIn) {
			in.Terms.Scope = coupon.Scope{Weekdays: []int64{5, 7}, HourFrom: 22, HourUntil: 2}
		})
		nightly, _ := s.dealt(s.give(night, s.ada)[0], s.ada)
		if got, want := nightly.Scope.Terms().Condition, `(order.hour >= 22 && order.weekday in [5, 7] || order.hour < 2 && order.weekday in [6, 1])`; got != want {
			s.t.Errorf("the night is %s", got)
		}
		if !slices.Contains(needs, "order_count") || !slices.Contains(needs, "tags") {
			s.t.Errorf("asks for %v", needs)
		}
		gift := s.template(func(in *coupon.TemplateIn) {
			in.Terms = coupon.Terms{Name: "赠杯", Kind: offer.Gift, GiftSKU: "CUP", Scope: coupon.Scope{SKUs: []string{"POT"}}}
		})
		if got, _ := s.dealt(s.give(gift, s.ada)[0], s.ada); got.Gift != "CUP" || !slices.Equal(got.Scope.Terms().SKUs, []string{"POT"}) {
			s.t.Errorf("a gift of %q for %+v", got.Gift, got.Scope.Terms())
		}
		double := s.template(func(in *coupon.TemplateIn) {
			in.Terms = coupon.Terms{Name: "双倍", Kind: offer.PointsMultiplier, PointsBp: 15_000, Stacking: coupon.Stacking{Mode: offer.OncePerClass, Class: "p", Order: 3}}
		})
		if got, _ := s.dealt(s.give(double, s.ada)[0], s.ada); got.Bp != 15_000 || got.Terms.Stacking != (offer.Stacking{Mode: offer.OncePerClass, Class: "p", Order: 3}) {
			s.t.Errorf("%+v", got)
		}
	})
}

func TestACouponForASegment(t *testing.T) {
	each(t, func(s *shop) {
		var list, rich segment.Segment
		s.tx(func(tx *store.Tx) (err error) {
			if list, err = segment.Save(ctx, tx, segment.Segment{Name: "名单", Kind: segment.Static}); err != nil {
				return err
			}
			if _, err = segment.AddMembers(ctx, tx, list.ID, []int64{s.ada}); err != nil {
				return err
			}
			rich, err = segment.Save(ctx, tx, segment.Segment{Name: "常客", Kind: segment.Dynamic, Condition: "order_count > 100"})
			return err
		})
		tpl := s.template(func(in *coupon.TemplateIn) { in.Terms.Scope.Segments = []int64{list.ID, rich.ID} })
		of := s.give(tpl, s.ada, s.bea)
		for i, want := range []offer.Reason{"", coupon.ReasonSegment} {
			if got, _ := s.dealt(of[i], []int64{s.ada, s.bea}[i]); got.Refused != want {
				s.t.Errorf("of %d: refused %q, want %q", i, got.Refused, want)
			}
		}
	})
}

func TestWhyACouponIsRefusedBeforeTheBasket(t *testing.T) {
	each(t, func(s *shop) {
		tpl := s.template(func(in *coupon.TemplateIn) { in.PerMemberLimit = 1 })
		mine := s.give(tpl, s.ada)[0]
		free := s.codes(coupon.BatchIn{TemplateID: tpl.ID, Count: 1})[0]
		for name, c := range map[string]struct {
			code   string
			member int64
			want   offer.Reason
		}{
			"one's own": {mine, s.ada, ""}, "another's": {mine, s.bea, coupon.ReasonOther}, "a guest's": {mine, 0, coupon.ReasonOther}, "of a guest": {free, 0, coupon.ReasonGuest},
			"a code": {free, s.bea, ""}, "a code over the limit": {free, s.ada, coupon.ReasonLimit},
		} {
			if got, _ := s.dealt(c.code, c.member); got.Refused != c.want {
				s.t.Errorf("%s: %q, want %q", name, got.Refused, c.want)
			}
		}
	})
}

// A coupon that came back is used anew, on the same books and later; every use is kept.
func TestUsedGivenBackAndUsedAgain(t *testing.T) {
	each(t, func(s *shop) {
		code := s.give(s.template(nil), s.ada)[0]
		err := s.on(coupon.Need{Members: []int64{s.ada}}, []int64{s.ada}, func(bk *coupon.Books, at calendar.Instant) *fault.Error {
			id := bk.ByCode(code).ID
			for order := int64(1); order <= 3; order++ {
				if refused := bk.Redeem(id, coupon.RedeemIn{MemberID: s.ada, OrderID: order, At: at, AmountMinor: 100 * order}); refused != nil {
					return refused
				}
				if order < 3 {
					if refused := bk.GiveBack(id, at, at); refused != nil {
						return refused
					}
				}
			}
			return nil
		})
		if err != nil || s.coupon(code).OrderID != 3 {
			s.t.Fatalf("%v, %+v", err, s.coupon(code))
		}
		if err := s.giveBack(3, s.ada, 0); err != nil || s.state(code) != coupon.Usable {
			s.t.Errorf("%v, %s", err, s.state(code))
		}
		s.view(func(tx *store.Tx) error {
			uses, err := coupon.Uses(ctx, tx, s.coupon(code).TemplateID, 0, 10)
			if err != nil || len(uses) != 3 {
				s.t.Errorf("%d uses, %v", len(uses), err)
			}
			row, err := coupon.GetRow(ctx, tx, s.coupon(code).TemplateID)
			if err != nil || row.Used != 0 || row.DiscountMinor != 0 {
				s.t.Errorf("%v %+v", err, row)
			}
			return nil
		})
	})
}
