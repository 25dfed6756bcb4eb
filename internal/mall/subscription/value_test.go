package subscription_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"regulars/internal/dossier"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/mall/pay"
	"regulars/internal/mall/recharge"
	"regulars/internal/mall/subscription"
	"regulars/internal/member/proof"
	"regulars/internal/order/payment"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/store"
)

// charge sells a member principal with bonus.
func (s *shop) charge(id, principal, bonus int64) {
	s.Helper()
	s.Tx(func(tx *store.Tx) error {
		o, err := recharge.AddOffer(s.Ctx, tx, recharge.OfferIn{OnSale: true, Terms: recharge.OfferTerms{
			Name: silver().Name, AmountMinor: principal, BonusMinor: bonus,
		}})
		if err != nil {
			return err
		}
		_, _, err = recharge.Make(s.Ctx, tx, recharge.MakeIn{MemberID: id, OfferID: o.ID, Source: "till", Number: fmt.Sprint("r", s.Next()), MadeBy: "test"})
		return err
	})
}

type value struct{ Principal, Bonus int64 }

func (s *shop) value(id int64) value {
	s.Helper()
	return value{s.Holds(id, ledger.Principal).Net(), s.Holds(id, ledger.Bonus).Net()}
}

func (s *shop) worth(id, principal, bonus int64) {
	s.Helper()
	if diff := cmp.Diff(value{principal, bonus}, s.value(id)); diff != "" {
		s.Error(diff)
	}
}

// trusted buys with stored value at a till that is trusted.
func (s *shop) trusted(id, planID, balance int64) (*plan.Membership, error) {
	return s.try(subscription.BuyIn{MemberID: id, PlanID: planID, Balance: balance, Proof: proof.TrustedCaller()})
}

// A plan is paid with stored value and money; what is not used of it goes back to where it came from, part by part, cent by cent.
func TestPlanPaidWithStoredValue(t *testing.T) {
	each(t, func(d *program.Document) { d.Spending.BalanceOrder = program.ProRata }, func(s *shop) {
		id, p := s.Join(), s.add("silver", silver())
		s.charge(id, 300_00, 30_00)
		m, err := s.trusted(id, p, 220_00)
		if err != nil {
			t.Fatal(err)
		}
		s.worth(id, 100_00, 10_00)
		if m.PrincipalMinor != 200_00 || m.BonusMinor != 20_00 || len(m.Detail.Payments) != 1 || m.Detail.Payments[0].AmountMinor != 145_00 {
			t.Errorf("%+v", m)
		}
		s.Days(100)
		c, err := s.cancel(id, p)
		if err != nil {
			t.Fatal(err)
		}
		var sum int64
		for _, b := range c.Refunded {
			sum += b.AmountMinor
		}
		if got := s.value(id); sum != c.RefundMinor || len(c.Refunded) != 3 || got.Principal-100_00 != c.Refunded[1].AmountMinor || got.Bonus-10_00 != c.Refunded[2].AmountMinor {
			t.Errorf("%+v of %+v", got, c)
		}
	})
}

// Within the cooling days every cent goes back; nothing is drawn twice for one number, and none without proof, above the price or above what there is.
func TestValueOfPlansOnceAndRefused(t *testing.T) {
	each(t, nil, func(s *shop) {
		terms := silver()
		terms.CoolingDays = 7
		id, p := s.Join(), s.add("silver", terms)
		s.charge(id, 400_00, 40_00)
		for _, c := range []struct {
			balance int64
			proof   proof.Shown
			want    fault.Code
		}{
			{-1, proof.TrustedCaller(), pay.ErrBalance},
			{365_01, proof.TrustedCaller(), pay.ErrBalance},
			{365_00, proof.Shown{}, proof.ErrRequired},
		} {
			if _, err := s.try(subscription.BuyIn{MemberID: id, PlanID: p, Balance: c.balance, Proof: c.proof}); !fault.Has(err, c.want) {
				t.Errorf("%d: %v", c.balance, err)
			}
		}
		in := subscription.BuyIn{MemberID: id, PlanID: p, Source: "till", Number: "once", Balance: 365_00, Proof: proof.TrustedCaller()}
		in.Payments = []pay.Payment{{Kind: "cash", AmountMinor: 1}}
		if _, err := s.try(in); !fault.Has(err, payment.ErrMismatch) {
			t.Error(err)
		}
		in.Payments = nil
		first, err := s.try(in)
		if err != nil {
			t.Fatal(err)
		}
		in.Proof = proof.Shown{} // a repeat is answered though the code is used
		if again, err := s.try(in); err != nil || again.ID != first.ID {
			t.Error(err)
		}
		in.Balance = 364_00
		if _, err := s.try(in); !fault.Has(err, plan.ErrReused) {
			t.Error(err)
		}
		if got := s.value(id); got.Principal+got.Bonus != 75_00 {
			t.Errorf("%+v", got)
		}
		if _, err := s.trusted(id, p, 365_00); !fault.Has(err, program.ErrBalanceShort) {
			t.Error(err)
		}
		if c, err := s.cancel(id, p); err != nil || c.RefundMinor != 365_00 {
			t.Errorf("%+v %v", c, err)
		}
		s.worth(id, 400_00, 40_00)
	})
}

// The value of a lower plan is credited to the higher one and comes back from there to its own lots; what the higher one costs less is paid out at once.
func TestValueGoesThroughAnUpgrade(t *testing.T) {
	each(t, nil, func(s *shop) {
		low, high, cheap := silver(), gold(), gold()
		low.CoolingDays, cheap.PriceMinor = 7, 100_00
		id, other := s.Join(), s.Join()
		a, b, c := s.add("silver", low), s.add("gold", high), s.add("cheap", cheap)
		s.charge(id, 365_00, 0)
		if _, err := s.trusted(id, a, 365_00); err != nil {
			t.Fatal(err)
		}
		s.worth(id, 0, 0)
		if m := s.sell(id, b); m.CreditMinor != 365_00 {
			t.Errorf("%+v", m)
		}
		if got, err := s.cancel(id, b); err != nil || got.RefundMinor != 800_00 {
			t.Errorf("%+v %v", got, err)
		}
		s.worth(id, 365_00, 0)

		s.charge(other, 300_00, 65_00)
		if _, err := s.trusted(other, a, 365_00); err != nil {
			t.Fatal(err)
		}
		m := s.sell(other, c)
		if got := s.value(other); m.BackMinor != 265_00 || got.Principal+got.Bonus != 265_00 {
			t.Errorf("%+v, %+v", m, got)
		}
		if _, err := s.cancel(other, c); err != nil {
			t.Error(err)
		}
		s.worth(other, 300_00, 65_00)
	})
}

// What one record paid for its plan comes back to it once the merge is undone, also where the plan was cancelled between.
func TestValueOfPlansThroughAMerge(t *testing.T) {
	each(t, nil, func(s *shop) {
		terms := silver()
		terms.CoolingDays = 7
		a, b, p := s.Join(), s.Join(), s.add("silver", terms)
		s.charge(a, 365_00, 0)
		if _, err := s.trusted(a, p, 365_00); err != nil {
			t.Fatal(err)
		}
		merge := s.merged(a, b)
		if _, err := s.cancel(b, p); err != nil {
			t.Fatal(err)
		}
		s.worth(b, 365_00, 0)
		s.Tx(func(tx *store.Tx) error { return dossier.Undo(s.Ctx, tx, merge) })
		s.worth(a, 365_00, 0)
		s.worth(b, 0, 0)
	})
}
