package mall_test

import (
	"testing"

	"regulars/internal/dossier"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/mall"
	"regulars/internal/reward/item"
	"regulars/internal/reward/pack"
	"regulars/internal/store"
)

// Whoever takes three packs has what is in a pack three times; a tag can be had once.
func TestPacksAreGivenAsOftenAsTheyAreTaken(t *testing.T) {
	each(t, func(s *shop) {
		var id int64
		s.Tx(func(tx *store.Tx) error {
			p, err := pack.Add(s.Ctx, tx, pack.Pack{Name: "Newcomers", Items: []item.Item{{Kind: item.Growth, Amount: 7}, {Kind: item.Bonus, Amount: 10}}})
			id = p.ID
			return err
		})
		r := s.redeem(s.offer(nil, item.Item{Kind: item.Pack, PackID: id}), func(in *mall.RedeemIn) { in.Quantity = 3 })
		if got := s.Holds(s.member, ledger.Growth).Available; got != 21 || r.CostMinor != 30 {
			t.Errorf("growth %d, cost %d", got, r.CostMinor)
		}
		if _, err := s.cancel(r.ID); err != nil || s.Holds(s.member, ledger.Growth).Net() != 0 {
			t.Errorf("%v, growth %d", err, s.Holds(s.member, ledger.Growth).Net())
		}
		_, _, err := s.try(s.in(s.offer(nil, item.Item{Kind: item.Tag, Tag: "collector"}), func(in *mall.RedeemIn) { in.Quantity = 2 }))
		s.refused(err, fault.ErrRange)
	})
}

// A redemption of somebody who was erased since is cancelled for the shelf alone: nobody holds what was given back.
func TestCancelledAfterErasure(t *testing.T) {
	each(t, func(s *shop) {
		it := s.offer(func(it *mall.Item) { it.Stock = 3 })
		r := s.redeem(it, nil)
		s.Tx(func(tx *store.Tx) error { return dossier.Erase(s.Ctx, tx, s.member, "asked for it") })
		if _, err := s.cancel(r.ID); err != nil || s.held() != [3]int64{} || s.item(it.ID).Taken != 0 {
			t.Errorf("%v: held %v, taken %d", err, s.held(), s.item(it.ID).Taken)
		}
	})
}
