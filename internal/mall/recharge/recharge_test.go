package recharge_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"regulars/internal/basket"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/ledger/closing"
	"regulars/internal/mall/pay"
	"regulars/internal/mall/recharge"
	"regulars/internal/member"
	"regulars/internal/offer/deal"
	"regulars/internal/order"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/reward/item"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

// shop is a world that sells stored value.
type shop struct{ *worldtest.World }

func each(t *testing.T, edit func(*program.Document), story func(s *shop)) {
	t.Helper()
	worldtest.Each(t, edit, func(w *worldtest.World) {
		s := &shop{w}
		story(s)
		s.Sound()
		s.View(func(tx *store.Tx) error {
			if err := closing.Check(s.Ctx, tx, func(f closing.Finding) { t.Errorf("found: %+v", f) }); err != nil {
				return err
			}
			return recharge.Check(s.Ctx, tx, func(f recharge.Finding) { t.Errorf("found: %+v", f) })
		})
	})
}

func (s *shop) offer(t recharge.OfferTerms) (id int64) {
	s.Helper()
	t.Name = deal.Text{Zh: "充值", En: "Recharge"}
	s.Tx(func(tx *store.Tx) error {
		o, err := recharge.AddOffer(s.Ctx, tx, recharge.OfferIn{OnSale: true, Terms: t})
		if err == nil {
			id = o.ID
		}
		return err
	})
	return id
}

func (s *shop) make(in recharge.MakeIn) (r *recharge.Recharge, err error) {
	if in.Number == "" {
		in.Source, in.Number = "till", fmt.Sprint("r", s.Next())
	}
	in.MadeBy = "test"
	err = s.DB.Tx(s.Ctx, s.Scope, func(tx *store.Tx) (err error) {
		r, _, err = recharge.Make(s.Ctx, tx, in)
		return err
	})
	return r, err
}

func (s *shop) charged(in recharge.MakeIn) *recharge.Recharge {
	s.Helper()
	r, err := s.make(in)
	if err != nil {
		s.Fatal(err)
	}
	return r
}

func (s *shop) withdraw(in recharge.WithdrawIn) (w *recharge.Withdrawal, err error) {
	in.Reason, in.MadeBy = "asked", "test"
	err = s.DB.Tx(s.Ctx, s.Scope, func(tx *store.Tx) (err error) {
		w, err = recharge.Withdraw(s.Ctx, tx, in)
		return err
	})
	return w, err
}

func (s *shop) value(id int64) recharge.Value {
	s.Helper()
	return recharge.Value{PrincipalMinor: s.Holds(id, ledger.Principal).Net(), BonusMinor: s.Holds(id, ledger.Bonus).Net()}
}

func (s *shop) holds(id, principal, bonus int64) {
	s.Helper()
	if diff := cmp.Diff(recharge.Value{PrincipalMinor: principal, BonusMinor: bonus}, s.value(id)); diff != "" {
		s.Error(diff)
	}
}

// spend buys goods of a list price at a discount and pays so much with value.
func (s *shop) spend(id, list, discount, value int64) *order.Order {
	s.Helper()
	line := worldtest.Line("a", 2, list)
	in := s.In(id, line)
	in.Ask.Balance = value
	if discount > 0 {
		in.Ask.Pricing = program.PriceAsPaid
		in.Lines[0].Adjustments = []basket.Adjustment{{Source: basket.FromStated, AmountMinor: discount}}
	}
	return s.Buy(in)
}

func order1(doc *program.Document) { doc.Spending.BalanceOrder = program.PrincipalFirst }

func proRata(doc *program.Document) { doc.Spending.BalanceOrder = program.ProRata }

func TestMakeOnceAndRefusals(t *testing.T) {
	each(t, nil, func(s *shop) {
		id := s.Join()
		offer := s.offer(recharge.OfferTerms{AmountMinor: 50_000, BonusMinor: 8_000, BonusDays: 90, PerMember: 2})
		in := recharge.MakeIn{MemberID: id, OfferID: offer, Source: "till", Number: "1", Payments: []pay.Payment{{Kind: "cash", AmountMinor: 50_000}}}
		r := s.charged(in)
		if again := s.charged(in); again.ID != r.ID {
			t.Error("a repeat made a second recharge")
		}
		s.holds(id, 50_000, 8_000)
		other := in
		other.OfferID, other.AmountMinor, other.Payments = 0, 100, nil
		for name, c := range map[string]struct {
			in   recharge.MakeIn
			code fault.Code
		}{
			"other content":    {other, recharge.ErrReused},
			"payments":         {recharge.MakeIn{MemberID: id, OfferID: offer, Payments: []pay.Payment{{Kind: "cash", AmountMinor: 1}}}, order.ErrPayments},
			"amount of offer":  {recharge.MakeIn{MemberID: id, OfferID: offer, AmountMinor: 1}, recharge.ErrAmount},
			"no such offer":    {recharge.MakeIn{MemberID: id, OfferID: 7}, recharge.ErrOffer},
			"nothing":          {recharge.MakeIn{MemberID: id}, fault.ErrRange},
			"below 0":          {recharge.MakeIn{MemberID: id, AmountMinor: -5}, fault.ErrRange},
			"beyond the card":  {recharge.MakeIn{MemberID: id, AmountMinor: 450_001}, recharge.ErrLimit},
			"nobody":           {recharge.MakeIn{MemberID: 7, AmountMinor: 100}, member.ErrUnknown},
			"without a number": {recharge.MakeIn{MemberID: id, AmountMinor: 100, Number: "x"}, fault.ErrRequired},
		} {
			if _, err := s.make(c.in); !fault.Has(err, c.code) {
				t.Errorf("%s: %v", name, err)
			}
		}
		s.charged(recharge.MakeIn{MemberID: id, OfferID: offer})
		if _, err := s.make(recharge.MakeIn{MemberID: id, OfferID: offer}); !fault.Has(err, recharge.ErrOften) {
			t.Error(err)
		}
		s.holds(id, 100_000, 16_000)
		s.charged(recharge.MakeIn{MemberID: id, AmountMinor: 400_000}) // exactly the limit
		s.Days(91)
		s.View(func(tx *store.Tx) error {
			bk, err := reward.Open(s.Ctx, tx, reward.Need{Members: []int64{id}, From: tx.Now(), Until: tx.Now(), Draw: []int64{id}})
			if err == nil {
				bk.CatchUp(id, tx.Now())
				if b := bk.Ledger.Balance(id, ledger.Bonus).Available; b != 0 {
					t.Error("bonus is left after its days:", b)
				}
			}
			return err
		})
	})
}

func TestAnonymousCardHoldsLess(t *testing.T) {
	each(t, nil, func(s *shop) {
		id := s.Enrol(member.EnrolIn{Identities: member.Identities{Card: "C-1001"}})
		if _, err := s.make(recharge.MakeIn{MemberID: id, AmountMinor: 100_001}); !fault.Has(err, recharge.ErrLimit) {
			t.Error(err)
		}
		s.charged(recharge.MakeIn{MemberID: id, AmountMinor: 100_000})
	})
}

// What of an unused and of a used recharge is paid back, by reason and day: 法释〔2025〕4号.
func TestWithdrawByReason(t *testing.T) {
	for name, c := range map[string]struct {
		order       func(*program.Document)
		days        int
		because     recharge.Because
		pays        int64
		left, bonus int64
	}{
		"whole within 7 days, uses at the ratio":    {nil, 7, recharge.OfMember, 100_00 - 20_00, 0, 0},
		"after that at the price before discount":   {nil, 8, recharge.OfMember, 100_00 - 30_00, 0, 0},
		"for the shop's reason at the ratio":        {nil, 8, recharge.OfMerchant, 80_00, 0, 0},
		"the same where principal is spent first":   {order1, 8, recharge.OfMerchant, 80_00, 0, 0},
		"own reason, principal first":               {order1, 8, recharge.OfMember, 70_00, 0, 0},
		"own reason, both in proportion":            {proRata, 8, recharge.OfMember, 70_00, 0, 0},
		"shop's reason, both in proportion, a year": {proRata, 365, recharge.OfMerchant, 80_00, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, c.order, func(s *shop) {
				id := s.Join()
				offer := s.offer(recharge.OfferTerms{AmountMinor: 100_00, BonusMinor: 20_00})
				r := s.charged(recharge.MakeIn{MemberID: id, OfferID: offer, Payments: []pay.Payment{{Kind: "cash", AmountMinor: 60_00}, {Kind: "wechat", AmountMinor: 40_00}}})
				bought := s.spend(id, 30_00, 6_00, 24_00) // 24 of value for goods of 30
				s.Days(c.days)
				w, err := s.withdraw(recharge.WithdrawIn{MemberID: id, Because: c.because, Approved: true})
				if err != nil {
					t.Fatal(err)
				}
				if w.AmountMinor != c.pays {
					t.Errorf("paid back %d, not %d", w.AmountMinor, c.pays)
				}
				if got := w.Parts[0].Back[0]; got.Kind != "wechat" || got.AmountMinor != 40_00 {
					t.Errorf("%+v", w.Parts[0].Back)
				}
				s.holds(id, c.left, c.bonus)
				if _, err := s.withdraw(recharge.WithdrawIn{MemberID: id, Because: c.because, Approved: true}); !fault.Has(err, recharge.ErrTooMuch) {
					t.Error("paid back twice:", err)
				}
				s.Refund(bought.ID) // what it had paid for comes back, and can be paid back too: in all exactly what was paid
				w, err = s.withdraw(recharge.WithdrawIn{MemberID: id, Because: c.because, Approved: true})
				if err != nil || w.AmountMinor != 100_00-c.pays {
					t.Fatalf("%+v %v", w, err)
				}
				s.holds(id, 0, 0)
				s.View(func(tx *store.Tx) error {
					got, err := recharge.Get(s.Ctx, tx, r.ID)
					if err == nil && got.WithdrawnMinor != 100_00 {
						t.Errorf("%+v", got)
					}
					return err
				})
			})
		})
	}
}

// What members are shown says what is reckoned: of 1,000 with a bonus of 200 and 600 used, the bonus first, 500 come back within the cooling days,
// and not the 600 of principal that are left.
func TestCoolingCountsUsesAtTheRatioAsTheTextSays(t *testing.T) {
	a := recharge.Account{
		Recharge: &recharge.Recharge{AmountMinor: 1_000_00, BonusMinor: 200_00}, PrincipalLeft: 600_00, Uses: []recharge.Use{{Principal: 400_00, Bonus: 200_00, ListMinor: 700_00}},
	}
	terms := recharge.DefaultTerms("CNY")
	if got := a.Worth(&terms, recharge.OfMember, true); got != 500_00 {
		t.Errorf("%d come back", got)
	}
	if told := terms.Told(); !strings.Contains(told.Zh, "充值后 7 日内可无理由退款：未消费的全额退回本金") || !strings.Contains(told.En, "Within 7 days") {
		t.Errorf("promised: %+v", told)
	}
	terms.CoolingDays, terms.OwnBasis, terms.Text.En = 0, recharge.Paid, "Ask us."
	if told := terms.Told(); strings.Contains(told.Zh, "无理由") || !strings.Contains(told.Zh, "按实际抵扣的金额计算") || told.En != "Ask us." {
		t.Errorf("promised: %+v", told)
	}
}

func TestWithdrawPart(t *testing.T) {
	each(t, nil, func(s *shop) {
		id := s.Join()
		offer := s.offer(recharge.OfferTerms{AmountMinor: 100_00, BonusMinor: 20_00})
		s.charged(recharge.MakeIn{MemberID: id, OfferID: offer})
		s.Days(30)
		s.charged(recharge.MakeIn{MemberID: id, AmountMinor: 50_00})
		in := recharge.WithdrawIn{MemberID: id, AmountMinor: 70_00, Because: recharge.OfMember}
		if _, err := s.withdraw(in); !fault.Has(err, recharge.ErrSecond) {
			t.Error(err)
		}
		s.holds(id, 150_00, 20_00)
		in.Approved = true
		w, err := s.withdraw(in)
		if err != nil {
			t.Fatal(err)
		}
		if len(w.Parts) != 2 || w.Parts[0].AmountMinor != 50_00 || w.Parts[1].AmountMinor != 20_00 || w.Parts[1].VoidedMinor != 4_00 {
			t.Errorf("%+v", w.Parts)
		}
		s.holds(id, 80_00, 16_00)
		in.AmountMinor = 80_01
		if _, err := s.withdraw(in); !fault.Has(err, recharge.ErrTooMuch) {
			t.Error(err)
		}
		in.AmountMinor = 80_00
		if _, err := s.withdraw(in); err != nil {
			t.Error(err)
		}
		s.holds(id, 0, 0)
	})
}

// Bonus alone never becomes money, whatever it is mixed with.
func TestBonusIsNeverPaidOut(t *testing.T) {
	each(t, nil, func(s *shop) {
		id := s.Join()
		s.Tx(func(tx *store.Tx) error {
			_, err := reward.Grant(s.Ctx, tx, reward.GrantIn{MemberID: id, Items: []item.Item{{Kind: item.Bonus, Amount: 50_00}}, Reason: "sorry", MadeBy: "test"})
			return err
		})
		if _, err := s.withdraw(recharge.WithdrawIn{MemberID: id, Because: recharge.OfMerchant, Approved: true}); !fault.Has(err, recharge.ErrTooMuch) {
			t.Error(err)
		}
		s.charged(recharge.MakeIn{MemberID: id, AmountMinor: 10_00})
		w, err := s.withdraw(recharge.WithdrawIn{MemberID: id, Because: recharge.OfMerchant, Approved: true})
		if err != nil || w.AmountMinor != 10_00 {
			t.Errorf("%+v %v", w, err)
		}
		s.holds(id, 0, 50_00)
	})
}

func TestGiftsGoWithTheWholeRecharge(t *testing.T) {
	each(t, nil, func(s *shop) {
		err := s.DB.Tx(s.Ctx, s.Scope, func(tx *store.Tx) error {
			_, err := recharge.AddOffer(s.Ctx, tx, recharge.OfferIn{OnSale: true, Terms: recharge.OfferTerms{
				Name: deal.Text{En: "Recharge"}, AmountMinor: 1, Gift: []item.Item{{Kind: item.PlanDays, PlanID: 7, Days: 1}},
			}})
			return err
		})
		if !fault.Has(err, reward.ErrNamed) {
			t.Error(err)
		}
		id := s.Join()
		offer := s.offer(recharge.OfferTerms{AmountMinor: 100_00, Gift: []item.Item{{Kind: item.Points, Amount: 200}}})
		s.charged(recharge.MakeIn{MemberID: id, OfferID: offer})
		if got := s.Points(id).Available; got != 200 {
			t.Error(got)
		}
		if _, err := s.withdraw(recharge.WithdrawIn{MemberID: id, Because: recharge.OfMember, Approved: true}); err != nil {
			t.Fatal(err)
		}
		if got := s.Points(id).Net(); got != 0 {
			t.Error(got)
		}
	})
}

// Many callers sell one offer that is for the first recharge alone, and pay it back at once.
func TestAtOnce(t *testing.T) {
	each(t, nil, func(s *shop) {
		id := s.Join()
		offer := s.offer(recharge.OfferTerms{AmountMinor: 100_00, BonusMinor: 10_00, FirstOnly: true})
		var wg sync.WaitGroup
		var mu sync.Mutex
		made := 0
		for n := range 16 {
			wg.Go(func() {
				_, err := s.make(recharge.MakeIn{MemberID: id, OfferID: offer, Source: "till", Number: fmt.Sprint("at-once-", n)})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					made++
				} else if !fault.Has(err, recharge.ErrFirst) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if made != 1 {
			t.Errorf("%d first recharges", made)
		}
		paid := 0
		for range 8 {
			wg.Go(func() {
				_, err := s.withdraw(recharge.WithdrawIn{MemberID: id, Because: recharge.OfMember, Approved: true})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					paid++
				} else if !fault.Has(err, recharge.ErrTooMuch) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if paid != 1 {
			t.Errorf("paid back %d times", paid)
		}
		s.holds(id, 0, 0)
	})
}

// A recharge counts for a tier once: spending it does not count again, and paying it back takes the tier with it.
func TestTierByRecharge(t *testing.T) {
	edit := func(doc *program.Document) {
		for i := range doc.Tiers {
			if doc.Tiers[i].Code == "gold" {
				doc.Tiers[i].When = `recharge("ever") + spend("ever") >= 200000`
			}
		}
	}
	each(t, edit, func(s *shop) {
		id := s.Join()
		before := s.Tier(id)
		s.charged(recharge.MakeIn{MemberID: id, AmountMinor: 199_999})
		if got := s.Tier(id); got != before {
			t.Error(got)
		}
		s.spend(id, 100_000, 0, 100_000)
		if got := s.Tier(id); got == "gold" {
			t.Error("the same money counted twice")
		}
		s.charged(recharge.MakeIn{MemberID: id, AmountMinor: 1})
		if got := s.Tier(id); got != "gold" {
			t.Error(got)
		}
		if _, err := s.withdraw(recharge.WithdrawIn{MemberID: id, AmountMinor: 1, Because: recharge.OfMember, Approved: true}); err != nil {
			t.Fatal(err)
		}
		if got := s.Tier(id); got == "gold" {
			t.Error("kept gold after the money went back")
		}
	})
}

func TestStatement(t *testing.T) {
	each(t, proRata, func(s *shop) {
		id := s.Join()
		from := s.Now()
		offer := s.offer(recharge.OfferTerms{AmountMinor: 100_00, BonusMinor: 20_00})
		s.charged(recharge.MakeIn{MemberID: id, OfferID: offer})
		s.Days(1)
		o := s.spend(id, 60_00, 0, 60_00)
		s.Days(1)
		middle := s.Now()
		s.Refund(o.ID, basket.Take{Line: 0, Quantity: 1})
		s.Days(1)
		s.View(func(tx *store.Tx) error {
			st, err := recharge.StatementOf(s.Ctx, tx, id, from, tx.Now())
			if err != nil {
				return err
			}
			if len(st.Lines) != 3 || st.Closing != (recharge.Value{PrincipalMinor: 75_00, BonusMinor: 15_00}) || st.Lines[1].Value != (recharge.Value{PrincipalMinor: -50_00, BonusMinor: -10_00}) {
				t.Errorf("%+v", st)
			}
			if st, err = recharge.StatementOf(s.Ctx, tx, id, middle, tx.Now()); err == nil && (st.Opening != (recharge.Value{PrincipalMinor: 50_00, BonusMinor: 10_00}) || st.Closing != (recharge.Value{PrincipalMinor: 75_00, BonusMinor: 15_00})) {
				t.Errorf("%+v", st)
			}
			return err
		})
		s.View(func(tx *store.Tx) error {
			r, err := recharge.ReportOf(s.Ctx, tx, from, tx.Now())
			if err == nil && (r.Recharges != 1 || r.Members != 1 || r.Spent != recharge.Value{PrincipalMinor: 25_00, BonusMinor: 5_00} || r.Outstanding != recharge.Value{PrincipalMinor: 75_00, BonusMinor: 15_00}) {
				t.Errorf("%+v", r)
			}
			return err
		})
	})
}
