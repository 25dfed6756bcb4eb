package recharge_test

import (
	"testing"

	"regulars/internal/dossier"
	"regulars/internal/mall/recharge"
	"regulars/internal/store"
)

// What two records recharged is one member's after a merge, is paid back as one, and parts again when the merge is undone.
func TestMergeAndUndo(t *testing.T) {
	each(t, nil, func(s *shop) {
		a, b := s.Join(), s.Join()
		offer := s.offer(recharge.OfferTerms{AmountMinor: 100_00, BonusMinor: 20_00})
		s.charged(recharge.MakeIn{MemberID: a, OfferID: offer})
		s.charged(recharge.MakeIn{MemberID: b, OfferID: offer})
		s.spend(a, 30_00, 0, 30_00)
		var merge int64
		s.Tx(func(tx *store.Tx) (err error) {
			merge, err = dossier.Merge(s.Ctx, tx, a, b)
			return err
		})
		s.holds(b, 190_00, 20_00)
		s.Sound()
		s.View(func(tx *store.Tx) error {
			list, err := recharge.Accounts(s.Ctx, tx, b)
			if len(list) != 2 || list[1].Used() != 30_00 || list[0].Used() != 0 {
				t.Errorf("%+v", list)
			}
			return err
		})
		s.Tx(func(tx *store.Tx) error { return dossier.Undo(s.Ctx, tx, merge) })
		s.holds(a, 90_00, 0)
		s.holds(b, 100_00, 20_00)
		w, err := s.withdraw(recharge.WithdrawIn{MemberID: a, Because: recharge.OfMerchant, Approved: true})
		if err != nil || w.AmountMinor != 75_00 {
			t.Errorf("%+v %v", w, err)
		}
		s.holds(b, 100_00, 20_00)
	})
}

func TestErasedPersonLeavesSumsAlone(t *testing.T) {
	each(t, nil, func(s *shop) {
		id := s.Join()
		s.charged(recharge.MakeIn{MemberID: id, AmountMinor: 100_00})
		if _, err := s.withdraw(recharge.WithdrawIn{MemberID: id, AmountMinor: 40_00, Because: recharge.OfMember, Approved: true}); err != nil {
			t.Fatal(err)
		}
		s.Tx(func(tx *store.Tx) error { return dossier.Erase(s.Ctx, tx, id, "asked for it") })
		s.View(func(tx *store.Tx) error {
			list, err := recharge.Withdrawals(s.Ctx, tx, recharge.ListIn{})
			if err == nil && (len(list) != 1 || list[0].Reason != "" || list[0].AmountMinor != 40_00) {
				t.Errorf("%+v", list)
			}
			return err
		})
		s.holds(id, 0, 0)
	})
}
