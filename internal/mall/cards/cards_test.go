package cards_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"regulars/internal/benefit"
	"regulars/internal/benefit/card"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/mall/cards"
	"regulars/internal/mall/pay"
	"regulars/internal/mall/recharge"
	"regulars/internal/member/proof"
	"regulars/internal/offer/deal"
	"regulars/internal/program"
	"regulars/internal/reward/entitle"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

// shop is a world that sells a card of three washes for ¥90.
type shop struct {
	*worldtest.World
	kind int64
}

func each(t *testing.T, story func(s *shop)) {
	t.Helper()
	worldtest.Each(t, func(d *program.Document) { d.Spending.BalanceOrder = program.ProRata }, func(w *worldtest.World) {
		s := &shop{World: w}
		s.Tx(func(tx *store.Tx) error {
			k, err := card.Create(s.Ctx, tx, "wash", card.Document{
				Name: deal.Text{Zh: "洗车卡", En: "Washes"}, PriceMinor: 90_00, Days: 365,
				Lines: []card.Line{{Uses: 3, ListMinor: 40_00, Gives: deal.ByService, Service: "Wash"}},
			})
			if err == nil {
				s.kind = k.ID
			}
			return err
		})
		story(s)
		s.Sound()
	})
}

// charged enrols a member with ¥100 of principal and ¥20 of bonus.
func (s *shop) charged() int64 {
	s.Helper()
	id := s.Join()
	s.Tx(func(tx *store.Tx) error {
		o, err := recharge.AddOffer(s.Ctx, tx, recharge.OfferIn{OnSale: true, Terms: recharge.OfferTerms{
			Name: deal.Text{En: "R"}, AmountMinor: 100_00, BonusMinor: 20_00,
		}})
		if err != nil {
			return err
		}
		_, _, err = recharge.Make(s.Ctx, tx, recharge.MakeIn{MemberID: id, OfferID: o.ID, Source: "till", Number: fmt.Sprint("r", s.Next())})
		return err
	})
	return id
}

func (s *shop) sell(id, balance, cash int64, number string, shown proof.Shown) (sale *card.Sale, err error) {
	in := cards.SellIn{SellIn: card.SellIn{CardID: s.kind, MemberID: id, Source: "till", Number: number, MadeBy: "test", Asked: balance}, Proof: shown}
	if cash > 0 {
		in.Payments = []card.Payment{{Kind: "cash", AmountMinor: cash}}
	}
	err = s.DB.Tx(s.Ctx, s.Scope, func(tx *store.Tx) (err error) {
		sale, _, err = cards.Sell(s.Ctx, tx, in)
		return err
	})
	return sale, err
}

func (s *shop) holds(id, principal, bonus int64) {
	s.Helper()
	if p, b := s.Holds(id, ledger.Principal).Net(), s.Holds(id, ledger.Bonus).Net(); p != principal || b != bonus {
		s.Errorf("%d and %d, want %d and %d", p, b, principal, bonus)
	}
}

// A card is paid with stored value and money; what is not used goes back to where it came from, once.
func TestCardPaidWithStoredValue(t *testing.T) {
	each(t, func(s *shop) {
		id := s.charged()
		for _, c := range []struct {
			balance, cash int64
			shown         proof.Shown
			want          fault.Code
		}{
			{-1, 90_01, proof.TrustedCaller(), pay.ErrBalance},
			{90_01, 0, proof.TrustedCaller(), pay.ErrBalance},
			{60_00, 30_00, proof.Shown{}, proof.ErrRequired},
			{60_00, 29_99, proof.TrustedCaller(), card.ErrPaid},
		} {
			if _, err := s.sell(id, c.balance, c.cash, "bad", c.shown); !fault.Has(err, c.want) {
				t.Errorf("%d and %d: %v", c.balance, c.cash, err)
			}
		}
		s.holds(id, 100_00, 20_00)
		sale, err := s.sell(id, 60_00, 30_00, "1", proof.TrustedCaller())
		if err != nil || sale.PrincipalMinor != 50_00 || sale.BonusMinor != 10_00 {
			t.Fatalf("%+v %v", sale, err)
		}
		if again, err := s.sell(id, 60_00, 30_00, "1", proof.Shown{}); err != nil || again.ID != sale.ID {
			t.Error(err)
		}
		if _, err := s.sell(id, 59_00, 31_00, "1", proof.TrustedCaller()); !fault.Has(err, card.ErrReused) {
			t.Error(err)
		}
		s.holds(id, 50_00, 10_00)
		s.Tx(func(tx *store.Tx) error {
			_, _, err := entitle.Use(s.Ctx, tx, entitle.UseIn{Ref: benefit.Ref{ID: sale.EntitlementID}, Quantity: 1, Shown: proof.TrustedCaller(), MadeBy: "test"})
			return err
		})
		for range 2 {
			s.Tx(func(tx *store.Tx) (err error) {
				sale, _, err = cards.Refund(s.Ctx, tx, card.RefundIn{SaleID: sale.ID, Number: "b", Reason: card.ForMerchant, By: "test"})
				return err
			})
		}
		if sale.RefundedMinor != 60_00 || sale.PrincipalBackMinor != 33_33 || sale.BonusBackMinor != 6_67 {
			t.Errorf("%+v", sale)
		}
		s.holds(id, 83_33, 16_67)
	})
}

// All of it with stored value, and more than there is.
func TestCardPaidWithValueAlone(t *testing.T) {
	each(t, func(s *shop) {
		id := s.charged()
		sale, err := s.sell(id, 90_00, 0, "1", proof.TrustedCaller())
		if err != nil || len(sale.Payments) != 0 {
			t.Fatalf("%+v %v", sale, err)
		}
		if _, err := s.sell(id, 90_00, 0, "2", proof.TrustedCaller()); !fault.Has(err, program.ErrBalanceShort) {
			t.Error(err)
		}
		s.Tx(func(tx *store.Tx) (err error) {
			_, _, err = cards.Refund(s.Ctx, tx, card.RefundIn{SaleID: sale.ID, Number: "b", Reason: card.ForMember, By: "test"})
			return err
		})
		s.holds(id, 100_00, 20_00)
	})
}

// Whoever gives a card back at once gives its value back once, and is told who was first.
func TestCardGivenBackAtOnce(t *testing.T) {
	each(t, func(s *shop) {
		id := s.charged()
		sale, err := s.sell(id, 60_00, 30_00, "1", proof.TrustedCaller())
		if err != nil {
			t.Fatal(err)
		}
		s.Tx(func(tx *store.Tx) error { // a third comes back: what was drawn would be enough for more
			_, _, err := entitle.Use(s.Ctx, tx, entitle.UseIn{Ref: benefit.Ref{ID: sale.EntitlementID}, Quantity: 2, Shown: proof.TrustedCaller(), MadeBy: "test"})
			return err
		})
		var all sync.WaitGroup
		var first atomic.Int64
		for range 8 {
			all.Go(func() {
				var again bool
				err := s.DB.Tx(s.Ctx, s.Scope, func(tx *store.Tx) (err error) {
					_, again, err = cards.Refund(s.Ctx, tx, card.RefundIn{SaleID: sale.ID, Number: "b", Reason: card.ForMerchant, By: "test"})
					return err
				})
				if err != nil {
					t.Error(err)
				}
				if !again {
					first.Add(1)
				}
			})
		}
		all.Wait()
		if first.Load() != 1 {
			t.Errorf("%d were first", first.Load())
		}
		s.holds(id, 66_66, 13_34)
	})
}
