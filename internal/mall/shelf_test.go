package mall_test

import (
	"bytes"
	"image"
	"image/png"
	"testing"

	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/mall"
	"regulars/internal/media"
	"regulars/internal/reward/budget"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// picture sends a picture.
func (s *shop) picture(width int) (p media.Picture) {
	s.Helper()
	var body bytes.Buffer
	if err := png.Encode(&body, image.NewGray(image.Rect(0, 0, width, 1))); err != nil {
		s.Fatal(err)
	}
	s.Tx(func(tx *store.Tx) (err error) {
		p, err = media.Keep(s.Ctx, tx, body.Bytes())
		return err
	})
	return p
}

// What was redeemed keeps the picture that the item had, and so it is not forgotten.
func TestPictureStaysWithWhatWasRedeemed(t *testing.T) {
	each(t, func(s *shop) {
		first, second := s.picture(1), s.picture(2)
		it := s.offer(func(it *mall.Item) { it.Picture = first.Digest })
		r := s.redeem(it, nil)
		for picture, want := range map[string]bool{second.Digest: true, "": true, "nowhere": false} {
			now := s.item(it.ID)
			now.Picture = picture
			err := s.DB.Tx(s.Ctx, s.Scope, func(tx *store.Tx) error {
				_, err := mall.ChangeItem(s.Ctx, tx, now.Version, now)
				return err
			})
			if (err == nil) != want || !want && !fault.Has(err, media.ErrUnknown) {
				t.Errorf("%q: %v", picture, err)
			}
		}
		s.Days(media.WaitDays + 1)
		s.Tx(func(tx *store.Tx) error {
			if n, err := media.Clean(s.Ctx, tx); n != 0 || err != nil {
				t.Errorf("%d forgotten, %v", n, err)
			}
			kept, err := mall.Get(s.Ctx, tx, r.ID)
			if err == nil && kept.Terms.Picture != first.Digest {
				t.Errorf("%+v", kept.Terms)
			}
			return err
		})
	})
}

// The budget of an item stops it in the same commit, and has back what is cancelled.
func TestBudgetOfAnItem(t *testing.T) {
	each(t, func(s *shop) {
		var b budget.Budget
		s.Tx(func(tx *store.Tx) (err error) {
			b, err = budget.Add(s.Ctx, tx, budget.Budget{Name: "Bonus of the mall", Unit: budget.Money, Total: 250, Period: budget.Ever})
			return err
		})
		in := mall.Item{Terms: mall.Terms{Name: "Mug", Points: 1, SKU: "mug"}, Stock: mall.Unlimited, BudgetID: b.ID}
		add := func() error {
			return s.DB.Tx(s.Ctx, s.Scope, func(tx *store.Tx) error {
				_, err := mall.AddItem(s.Ctx, tx, in)
				return err
			})
		}
		s.refused(add(), mall.ErrBudget)
		in.SKU, in.Gives, in.BudgetID = "", []item.Item{{Kind: item.Bonus, Amount: 100}}, 7
		s.refused(add(), budget.ErrUnknown)
		it := s.offer(func(it *mall.Item) { it.BudgetID = b.ID }, item.Item{Kind: item.Bonus, Amount: 100})
		r := s.redeem(it, func(in *mall.RedeemIn) { in.Quantity = 2 })
		before := s.held()
		_, _, err := s.try(s.in(it, nil))
		s.refused(err, budget.ErrSpent)
		if s.held() != before || s.item(it.ID).Taken != 2 {
			t.Errorf("held %v, taken %d", s.held(), s.item(it.ID).Taken)
		}
		if _, err := s.cancel(r.ID); err != nil {
			t.Error(err)
		}
		s.redeem(it, nil)
		if got := s.Holds(s.member, ledger.Bonus).Available; got != 400 {
			t.Errorf("bonus %d", got)
		}
	})
}
