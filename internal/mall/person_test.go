package mall_test

import (
	"strings"
	"testing"

	"regulars/internal/dossier"
	"regulars/internal/mall"
	"regulars/internal/member"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// What a record has redeemed counts for the member whom it was merged into, comes back to that member, and goes back with the record.
func TestMergedRecords(t *testing.T) {
	each(t, func(s *shop) {
		first, second := s.member, s.Join()
		s.give(second, item.Item{Kind: item.Points, Amount: 200})
		it := s.offer(func(it *mall.Item) { it.PerMember = 2 })
		kept := s.redeem(it, nil)
		back := s.redeem(it, nil)
		var merge int64
		s.Tx(func(tx *store.Tx) (err error) {
			merge, err = dossier.Merge(s.Ctx, tx, first, second)
			return err
		})
		s.Sound()
		_, _, err := s.try(s.in(it, func(in *mall.RedeemIn) { in.Member = member.Ref{ID: second} }))
		s.refused(err, mall.ErrLimit)
		if _, err := s.cancel(back.ID); err != nil {
			t.Fatal(err)
		}
		if got := s.Points(second).Available; got != 1_100 { // 1,000 − 200 and 200, and 100 back
			t.Errorf("together %d points", got)
		}
		later := s.redeem(it, func(in *mall.RedeemIn) { in.Member = member.Ref{ID: first} }) // an alias stands for its member
		if later.MemberID != second {
			t.Errorf("made for %d", later.MemberID)
		}
		s.Sound()
		s.Tx(func(tx *store.Tx) error { return dossier.Undo(s.Ctx, tx, merge) })
		s.Sound()
		if _, err := s.cancel(kept.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.cancel(later.ID); err != nil {
			t.Fatal(err)
		}
		if a, b := s.Points(first).Net(), s.Points(second).Net(); a != 1_000 || b != 200 {
			t.Errorf("apart %d and %d points", a, b)
		}
		s.member = first
	})
}

// A person is told of what was redeemed; of an erased one neither address nor reason stays.
func TestExportedAndErased(t *testing.T) {
	each(t, func(s *shop) {
		to := &mall.Recipient{Name: "陈一", Phone: "13800009999", Address: "徐汇区 1 号"}
		r := s.redeem(s.offer(func(it *mall.Item) { it.HandOver = mall.Delivery }), func(in *mall.RedeemIn) { in.Recipient = to })
		s.Tx(func(tx *store.Tx) error {
			text, err := dossier.Export(s.Ctx, tx, s.member)
			for _, want := range []string{`"redeemed"`, "徐汇区 1 号", "Mug"} {
				if !strings.Contains(string(text), want) {
					t.Errorf("the export lacks %s", want)
				}
			}
			return err
		})
		s.Tx(func(tx *store.Tx) error { return dossier.Erase(s.Ctx, tx, s.member, "asked for it") })
		s.View(func(tx *store.Tx) error {
			left, err := mall.Get(s.Ctx, tx, r.ID)
			if err != nil || left.HasRecipient() || left.Points != 100 {
				t.Errorf("%+v, %v", left, err)
			}
			return err
		})
	})
}
