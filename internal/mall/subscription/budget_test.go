package subscription_test

import (
	"testing"

	"regulars/internal/mall/recharge"
	"regulars/internal/offer/deal"
	"regulars/internal/reward/budget"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// budget makes one of so many points in all.
func (s *shop) budget(total int64) (id int64) {
	s.Helper()
	s.Tx(func(tx *store.Tx) error {
		b, err := budget.Add(s.Ctx, tx, budget.Budget{Name: "Gifts", Unit: budget.Points, Total: total, Period: budget.Ever})
		id = b.ID
		return err
	})
	return id
}

// left is what a budget has left.
func (s *shop) left(id int64) (n int64) {
	s.Helper()
	s.View(func(tx *store.Tx) error {
		b, err := budget.Get(s.Ctx, tx, id)
		n = b.Total - b.Used
		return err
	})
	return n
}

// Gifts of plans draw from budgets in the same commit; where one is at its end the plan is sold without, and says why; a cancellation returns what was drawn.
func TestGiftsOfPlansDrawFromBudgets(t *testing.T) {
	each(t, nil, func(s *shop) {
		b := s.budget(150)
		terms := silver()
		terms.Budgets, terms.CoolingDays = []int64{b}, 7
		p := s.add("silver", terms)
		first, second := s.Join(), s.Join()
		if m := s.sell(first, p); m.Detail.Giftless != (deal.Text{}) || s.Points(first).Net() != 100 || s.left(b) != 50 {
			t.Errorf("%+v, %d points, %d left", m, s.Points(first).Net(), s.left(b))
		}
		if m := s.sell(second, p); m.Detail.Giftless.Zh == "" || m.Detail.Giftless.En == "" || s.Points(second).Net() != 0 || s.left(b) != 50 {
			t.Errorf("%+v, %d points, %d left", m.Detail, s.Points(second).Net(), s.left(b))
		}
		if list := s.open(second); len(list) != 1 || list[0].Detail.Giftless.Zh == "" {
			t.Errorf("stored: %+v", list)
		}
		if m := s.sell(second, p); m.Detail.Giftless != (deal.Text{}) || s.left(b) != 0 { // the smaller gift of renewing
			t.Errorf("%+v, %d left", m, s.left(b))
		}
		if _, err := s.cancel(first, p); err != nil || s.left(b) != 100 {
			t.Errorf("%v, %d left", err, s.left(b))
		}
	})
}

// The same of what comes with a recharge.
func TestGiftsOfRechargesDrawFromBudgets(t *testing.T) {
	each(t, nil, func(s *shop) {
		b := s.budget(150)
		var offer, first int64
		s.Tx(func(tx *store.Tx) error {
			o, err := recharge.AddOffer(s.Ctx, tx, recharge.OfferIn{OnSale: true, Terms: recharge.OfferTerms{
				Name: silver().Name, AmountMinor: 100_00, Gift: []item.Item{{Kind: item.Points, Amount: 100}}, Budgets: []int64{b},
			}})
			offer = o.ID
			return err
		})
		for i, want := range []int64{100, 0} {
			id := s.Join()
			s.Tx(func(tx *store.Tx) error {
				r, _, err := recharge.Make(s.Ctx, tx, recharge.MakeIn{MemberID: id, OfferID: offer, Source: "till", Number: string(rune('a' + i))})
				if err == nil && (r.Giftless.Zh == "") != (want > 0) {
					t.Errorf("%+v", r)
				}
				return err
			})
			if got := s.Points(id).Net(); got != want || s.left(b) != 50 {
				t.Errorf("%d points, %d left", got, s.left(b))
			}
			if i == 1 {
				s.Tx(func(tx *store.Tx) error {
					_, err := recharge.Withdraw(s.Ctx, tx, recharge.WithdrawIn{MemberID: first, Because: recharge.OfMember, Reason: "asked", Approved: true})
					return err
				})
				if s.left(b) != 150 {
					t.Errorf("%d left once it was paid back", s.left(b))
				}
			}
			first = id
		}
	})
}
