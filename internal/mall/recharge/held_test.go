package recharge_test

import (
	"testing"

	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/mall/recharge"
	"regulars/internal/order"
	"regulars/internal/order/hand"
	"regulars/internal/program"
	"regulars/internal/reward/item"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

// A bonus that a checkout holds cannot be left behind when its principal is paid back.
func TestHeldBonusGoesWithItsPrincipal(t *testing.T) {
	each(t, func(doc *program.Document) { doc.Spending.BalanceOrder = program.BonusFirst }, func(s *shop) {
		id := s.Join()
		s.charged(recharge.MakeIn{MemberID: id, OfferID: s.offer(recharge.OfferTerms{AmountMinor: 100_00, BonusMinor: 20_00})})
		in := s.In(id, worldtest.Line("a", 1, 20_00))
		in.Ask.Balance = 20_00
		var h *hand.Hold
		s.Tx(func(tx *store.Tx) (err error) {
			h, _, err = order.Reserve(s.Ctx, tx, order.ReserveIn{QuoteIn: in.QuoteIn, Seconds: 600, MadeBy: "test"})
			return err
		})
		for _, amount := range []int64{100_00, 99_99, 50_00} {
			_, err := s.withdraw(recharge.WithdrawIn{MemberID: id, AmountMinor: amount, Because: recharge.OfMerchant, Approved: true})
			if !fault.Has(err, recharge.ErrHeld) {
				t.Errorf("%d: %v", amount, err)
			}
		}
		s.Tx(func(tx *store.Tx) error {
			_, err := hand.Release(s.Ctx, tx, h.ID)
			return err
		})
		if _, err := s.withdraw(recharge.WithdrawIn{MemberID: id, AmountMinor: 50_00, Because: recharge.OfMerchant, Approved: true}); err != nil {
			t.Error(err)
		}
		s.holds(id, 50_00, 10_00)
	})
}

// Whoever spends a trifle and has the rest paid back keeps no gift of the recharge; who has a part paid back does.
func TestGiftsGoWhenARechargeIsClosed(t *testing.T) {
	each(t, nil, func(s *shop) {
		id := s.Join()
		s.charged(recharge.MakeIn{MemberID: id, OfferID: s.offer(recharge.OfferTerms{AmountMinor: 100_00, Gift: []item.Item{{Kind: item.Growth, Amount: 200}}})})
		s.spend(id, 1_00, 0, 1_00)
		before := s.Holds(id, ledger.Growth).Net()
		if _, err := s.withdraw(recharge.WithdrawIn{MemberID: id, AmountMinor: 40_00, Because: recharge.OfMember, Approved: true}); err != nil || s.Holds(id, ledger.Growth).Net() != before {
			t.Errorf("%v, growth %d", err, s.Holds(id, ledger.Growth).Net())
		}
		if _, err := s.withdraw(recharge.WithdrawIn{MemberID: id, Because: recharge.OfMember, Approved: true}); err != nil || s.Holds(id, ledger.Growth).Net() != before-200 {
			t.Errorf("%v, growth %d of %d", err, s.Holds(id, ledger.Growth).Net(), before)
		}
	})
}
