package mall_test

import (
	"sync"
	"testing"

	"regulars/internal/coupon"
	"regulars/internal/dossier"
	"regulars/internal/fault"
	"regulars/internal/mall"
	"regulars/internal/offer"
	"regulars/internal/reward"
	"regulars/internal/reward/item"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

// Whoever cancels at once has everything back once, and so has the shelf.
func TestCancelledAtOnce(t *testing.T) {
	each(t, func(s *shop) {
		it := s.offer(func(it *mall.Item) { it.Stock = 5 }, item.Item{Kind: item.Bonus, Amount: 50})
		r := s.redeem(it, nil)
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				if _, err := s.cancel(r.ID); err != nil && !fault.Has(err, mall.ErrCancelled) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got := s.held(); got != [3]int64{1_000, 300, 0} || s.item(it.ID).Taken != 0 {
			t.Errorf("held %v, taken %d", got, s.item(it.ID).Taken)
		}
	})
}

// What was taken back of a redemption by hand, being used, cannot be cancelled for its points.
func TestCancelAfterTheGiftWasRevoked(t *testing.T) {
	each(t, func(s *shop) {
		var template int64
		s.Tx(func(tx *store.Tx) error {
			made, err := coupon.Save(s.Ctx, tx, coupon.TemplateIn{Stock: 10, Status: coupon.Active, Terms: coupon.Terms{
				Name: "Off", Kind: offer.AmountOff, AmountMinor: 10_00, Validity: coupon.Validity{Days: 10}, Stacking: coupon.Stacking{Mode: offer.Always},
			}})
			template = made.ID
			return err
		})
		it := s.offer(nil, item.Item{Kind: item.Coupon, TemplateID: template, Quantity: 1})
		for _, used := range []bool{false, true} {
			r := s.redeem(it, nil)
			if used {
				buy := s.In(s.member, worldtest.Line("a", 1, 50_00))
				buy.Asked.Best = true
				if o := s.Buy(buy); len(o.Outcome.Deal.Coupons) != 1 {
					t.Fatalf("%+v", o.Outcome.Deal)
				}
			}
			s.Tx(func(tx *store.Tx) error {
				grants, err := reward.GrantsOfRoot(s.Ctx, tx, r.Root())
				if err == nil {
					_, err = reward.Revoke(s.Ctx, tx, grants[0].ID)
				}
				return err
			})
			before := s.held()
			_, err := s.cancel(r.ID)
			if !used && err != nil || used && !fault.Has(err, mall.ErrUsed) {
				t.Errorf("used %t: %v", used, err)
			}
			if got := s.held()[0] - before[0]; used && got != 0 || !used && got != 100 {
				t.Errorf("used %t: %d points came back", used, got)
			}
		}
	})
}

// A redemption of a record that was merged, and of one that was parted again, is cancelled for who has it now.
func TestCancelledAfterAMerge(t *testing.T) {
	each(t, func(s *shop) {
		r := s.redeem(s.offer(nil, item.Item{Kind: item.Bonus, Amount: 50}), nil)
		second := s.redeem(s.offer(nil), func(in *mall.RedeemIn) { in.HandOver = "" })
		into := s.Join()
		var merge int64
		s.Tx(func(tx *store.Tx) (err error) {
			merge, err = dossier.Merge(s.Ctx, tx, s.member, into)
			return err
		})
		if _, err := s.cancel(r.ID); err != nil {
			t.Error(err)
		}
		if got := s.Points(into).Net(); got != 900 {
			t.Errorf("%d points", got)
		}
		s.Tx(func(tx *store.Tx) error { return dossier.Undo(s.Ctx, tx, merge) })
		if _, err := s.cancel(second.ID); err != nil {
			t.Error(err)
		}
		if got := s.held(); got != [3]int64{1_000, 300, 0} {
			t.Errorf("held %v", got)
		}
	})
}
