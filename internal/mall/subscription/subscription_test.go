package subscription_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/ledger/closing"
	"regulars/internal/mall/pay"
	"regulars/internal/mall/subscription"
	"regulars/internal/member"
	"regulars/internal/offer/deal"
	"regulars/internal/offer/form"
	"regulars/internal/order"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/reward/item"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

// shop is a world that sells plans.
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
			return plan.Check(s.Ctx, tx, func(f plan.Finding) { t.Errorf("found: %+v", f) })
		})
	})
}

func gift(points int64) json.RawMessage {
	return json.RawMessage(item.Encode([]item.Item{{Kind: item.Points, Amount: points}}))
}

// silver and gold are two plans; gold is the higher one.
func silver() plan.Terms {
	return plan.Terms{
		Name: deal.Text{Zh: "银月卡", En: "Silver"}, Level: 1, Period: plan.Year, PriceMinor: 365_00, RemindDays: 5,
		Gift: gift(100), RenewalGift: gift(50),
		Benefits: []deal.Benefit{{Code: "ten", Name: deal.Text{Zh: "九折", En: "Ten percent off"}, Kind: deal.Discount, OffBp: 1_000}},
	}
}

func gold() plan.Terms {
	return plan.Terms{Name: deal.Text{Zh: "金年卡", En: "Gold"}, Level: 2, Period: plan.Year, PriceMinor: 800_00, RemindDays: 5, CoolingDays: 7, Gift: gift(500)}
}

func (s *shop) add(code string, t plan.Terms) (id int64) {
	s.Helper()
	s.Tx(func(tx *store.Tx) error {
		p, err := plan.Add(s.Ctx, tx, plan.SaveIn{Code: code, OnSale: true, Terms: t, MadeBy: "test"})
		if err == nil {
			id = p.ID
		}
		return err
	})
	return id
}

func (s *shop) try(in subscription.BuyIn) (m *plan.Membership, err error) {
	if in.Number == "" {
		in.Source, in.Number = "till", fmt.Sprint("p", s.Next())
	}
	in.MadeBy = "test"
	err = s.DB.Tx(s.Ctx, s.Scope, func(tx *store.Tx) (err error) {
		m, _, err = subscription.Buy(s.Ctx, tx, in)
		return err
	})
	return m, err
}

func (s *shop) sell(id, planID int64) *plan.Membership {
	s.Helper()
	m, err := s.try(subscription.BuyIn{MemberID: id, PlanID: planID})
	if err != nil {
		s.Fatal(err)
	}
	return m
}

func (s *shop) cancel(id, planID int64) (c *subscription.Cancelled, err error) {
	err = s.DB.Tx(s.Ctx, s.Scope, func(tx *store.Tx) (err error) {
		c, err = subscription.Cancel(s.Ctx, tx, subscription.CancelIn{MemberID: id, PlanID: planID, Reason: "moved away", MadeBy: "test"})
		return err
	})
	return c, err
}

func (s *shop) active(id int64) (codes []string) {
	s.Helper()
	s.View(func(tx *store.Tx) error {
		bk := plan.OpenLater(tx, plan.Need{Members: []int64{id}, From: tx.Now()})
		err := tx.Flush(s.Ctx)
		codes = bk.Codes(id, tx.Now())
		return err
	})
	return codes
}

func (s *shop) has(id int64, codes ...string) {
	s.Helper()
	if diff := cmp.Diff(codes, s.active(id)); diff != "" {
		s.Error(diff)
	}
}

var shanghai, _ = time.LoadLocation("Asia/Shanghai")

func day(i calendar.Instant) string { return i.Day(shanghai).String() }

func TestBuyRenewAndEnd(t *testing.T) {
	each(t, nil, func(s *shop) {
		id, p := s.Join(), s.add("silver", silver())
		in := subscription.BuyIn{MemberID: id, PlanID: p, Source: "till", Number: "1", Payments: []pay.Payment{{Kind: "wechat", AmountMinor: 365_00}}}
		first, err := s.try(in)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := s.try(in); err != nil || again.ID != first.ID {
			t.Error("sold twice", err)
		}
		in.Payments = nil
		if _, err := s.try(in); !fault.Has(err, plan.ErrReused) {
			t.Error(err)
		}
		if first.Act != plan.Joined || s.Points(id).Available != 100 {
			t.Errorf("%s, %d points", first.Act, s.Points(id).Available)
		}
		second := s.sell(id, p)
		if second.Act != plan.Renewed || second.StartsAt != first.EndsAt || s.Points(id).Available != 150 {
			t.Errorf("%+v", second)
		}
		s.has(id, "silver")
		s.Days(366 + 364)
		s.has(id, "silver")
		s.Days(2)
		s.has(id)
		if m := s.sell(id, p); m.Act != plan.Returned || s.Points(id).Available != 0 { // those given before have expired
			t.Errorf("%s: %d", m.Act, s.Points(id).Available)
		}
	})
}

func TestRefusals(t *testing.T) {
	each(t, nil, func(s *shop) {
		id, low, high := s.Join(), s.add("silver", silver()), s.add("gold", gold())
		life := silver()
		life.Period, life.LifetimeDays = plan.Lifetime, 1000
		forever := s.add("life", life)
		due := int64(1)
		for name, c := range map[string]struct {
			in   subscription.BuyIn
			code fault.Code
		}{
			"no such plan":  {subscription.BuyIn{MemberID: id, PlanID: 7}, plan.ErrUnknown},
			"nobody":        {subscription.BuyIn{MemberID: 7, PlanID: low}, member.ErrUnknown},
			"payments":      {subscription.BuyIn{MemberID: id, PlanID: low, Payments: []pay.Payment{{Kind: "cash", AmountMinor: 5}}}, order.ErrPayments},
			"another price": {subscription.BuyIn{MemberID: id, PlanID: low, Expect: &due}, subscription.ErrPrice},
			"no number":     {subscription.BuyIn{MemberID: id, PlanID: low, Number: "x"}, fault.ErrRequired},
		} {
			if _, err := s.try(c.in); !fault.Has(err, c.code) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := s.cancel(id, 0); !fault.Has(err, plan.ErrNone) {
			t.Error(err)
		}
		s.sell(id, high)
		if _, err := s.try(subscription.BuyIn{MemberID: id, PlanID: low}); !fault.Has(err, plan.ErrLower) {
			t.Error(err)
		}
		other := s.Join()
		s.sell(other, forever)
		if _, err := s.try(subscription.BuyIn{MemberID: other, PlanID: forever}); !fault.Has(err, plan.ErrLifetime) {
			t.Error(err)
		}
		if _, err := s.try(subscription.BuyIn{MemberID: other, PlanID: low}); !fault.Has(err, plan.ErrLifetime) {
			t.Error(err)
		}
		s.Days(499) // of 1,000 days 500 are used with today
		c, err := s.cancel(other, 0)
		if err != nil || c.RefundMinor != 365_00/2 {
			t.Errorf("%+v %v", c, err)
		}
	})
}

// Of a year at 365.00 a day is worth 1.00, so every cent can be followed.
func TestUpgradeCreditsWhatIsUnused(t *testing.T) {
	each(t, nil, func(s *shop) {
		id, low, high := s.Join(), s.add("silver", silver()), s.add("gold", gold())
		first := s.sell(id, low)
		unused, of := int64(0), int64(0)
		s.Days(100)
		zone := s.Scope.Merchant.Zone
		unused, of = first.Unused(s.Now(), zone)
		want := 365_00 * unused / of
		var d *plan.Deal
		s.View(func(tx *store.Tx) (err error) {
			d, err = subscription.Quote(s.Ctx, tx, id, high)
			return err
		})
		if d.Act != plan.Upgraded || d.CreditMinor != want || d.DueMinor != 800_00-want || d.BackMinor != 0 {
			t.Errorf("%+v, want credit %d", d, want)
		}
		m := s.sell(id, high)
		if m.CreditMinor != want || m.Detail.Payments[0].AmountMinor != 800_00-want {
			t.Errorf("%+v", m)
		}
		s.has(id, "gold")
		if got := s.Points(id).Available; got != 600 {
			t.Error(got)
		}
		c, err := s.cancel(id, high) // within the cooling days the whole price comes back, credit included
		if err != nil || c.RefundMinor != 800_00 {
			t.Fatalf("%+v %v", c, err)
		}
		s.has(id)
		if got := s.Points(id).Net(); got != 100 { // the gift of gold is gone, that of silver was earned by its time
			t.Error(got)
		}
	})
}

// A credit above the price is paid out.
func TestUpgradeToACheaperPlanPaysOut(t *testing.T) {
	each(t, nil, func(s *shop) {
		cheap := gold()
		cheap.Period, cheap.PriceMinor = plan.Month, 30_00
		id, low, high := s.Join(), s.add("silver", silver()), s.add("gold", cheap)
		old := s.sell(id, low)
		s.Days(10)
		want := old.Worth(s.Now(), s.Scope.Merchant.Zone)
		m := s.sell(id, high)
		if m.CreditMinor != 30_00 || m.BackMinor != want-30_00 || len(m.Detail.Payments) != 0 || m.Detail.Refunded[0].AmountMinor != want-30_00 {
			t.Errorf("%+v", m)
		}
	})
}

func TestCancelPaysBackTheUnusedPartOnce(t *testing.T) {
	each(t, nil, func(s *shop) {
		id, p := s.Join(), s.add("silver", silver())
		first := s.sell(id, p)
		s.sell(id, p)
		s.Days(200)
		want := first.Worth(s.Now(), s.Scope.Merchant.Zone) + 365_00 // the renewal has not begun
		c, err := s.cancel(id, 0)
		if err != nil || c.RefundMinor != want || len(c.Memberships) != 2 {
			t.Fatalf("%+v %v, want %d", c, err, want)
		}
		s.has(id)
		if got := s.Points(id).Net(); got != 0 {
			t.Error("gifts are left:", got)
		}
		if _, err := s.cancel(id, 0); !fault.Has(err, plan.ErrNone) {
			t.Error("paid back twice", err)
		}
	})
}

func TestUsedGiftLessensTheRefundWhereTheMerchantSaysSo(t *testing.T) {
	each(t, nil, func(s *shop) {
		s.deduct()
		id, p := s.Join(), s.add("gold", gold())
		s.sell(id, p)
		c, err := s.cancel(id, 0)
		if err != nil || c.RefundMinor != 800_00-c.UnrecoveredMinor {
			t.Fatalf("%+v %v", c, err)
		}
	})
}

// What was bought keeps its terms when the plan changes, and the change is for who buys later.
func TestTermsBoughtStay(t *testing.T) {
	each(t, nil, func(s *shop) {
		id, p := s.Join(), s.add("silver", silver())
		s.sell(id, p)
		worse := silver()
		worse.Benefits[0].OffBp, worse.PriceMinor = 500, 500_00
		s.Tx(func(tx *store.Tx) error {
			if _, err := plan.Change(s.Ctx, tx, p, 2, plan.SaveIn{OnSale: true, Terms: worse}); !fault.Has(err, plan.ErrStale) {
				t.Error(err)
			}
			_, err := plan.Change(s.Ctx, tx, p, 1, plan.SaveIn{OnSale: true, Terms: worse})
			return err
		})
		late := s.Join()
		s.sell(late, p)
		for who, off := range map[int64]int64{id: 1_000, late: 500} {
			s.View(func(tx *store.Tx) error {
				bk := plan.OpenLater(tx, plan.Need{Members: []int64{who}, From: tx.Now()})
				if err := tx.Flush(s.Ctx); err != nil {
					return err
				}
				hand, err := bk.Hand(s.Ctx, who, tx.Now())
				if err == nil && (len(hand) != 1 || hand[0].Set.Find("ten").OffBp != off) {
					t.Errorf("%+v", hand)
				}
				return err
			})
		}
		s.Tx(func(tx *store.Tx) error {
			worse.Benefits[0].Tiers, worse.Level, worse.Period = []string{"gold"}, 0, "week"
			_, err := plan.Change(s.Ctx, tx, p, 2, plan.SaveIn{Terms: worse})
			e := fault.As(err)
			if e == nil || !fault.Has(err, fault.ErrRange) || len(e.More) != 2 || e.More[0].Code.Code != form.ErrChoice.Code {
				t.Errorf("%v %+v", err, e)
			}
			return nil
		})
		if _, err := s.try(subscription.BuyIn{MemberID: late, PlanID: p}); err != nil {
			t.Error(err)
		}
	})
}

// Days that are given stand behind what is had, and what follows moves up when they are taken back.
func TestGivenDays(t *testing.T) {
	each(t, nil, func(s *shop) {
		id, p := s.Join(), s.add("silver", silver())
		first := s.sell(id, p)
		give := func(days int64, cause string) {
			s.Tx(func(tx *store.Tx) error {
				bk := plan.OpenLater(tx, plan.Need{Members: []int64{id}, Plans: []int64{p}})
				if err := tx.Flush(s.Ctx); err != nil {
					return err
				}
				if _, refused := bk.Give(id, plan.GiveIn{PlanID: p, Days: days, Cause: cause, At: tx.Now()}); refused != nil {
					return refused
				}
				return bk.Save()
			})
		}
		give(30, "grant:1")
		give(10, "grant:2")
		last := func() (m *plan.Membership) {
			s.View(func(tx *store.Tx) error {
				list, err := plan.OfMember(s.Ctx, tx, id)
				m = list[0]
				return err
			})
			return m
		}
		zone := s.Scope.Merchant.Zone
		if got := last(); got.EndsAt.Day(zone) != first.EndsAt.Day(zone)+40 {
			t.Errorf("ends %s", day(got.EndsAt))
		}
		s.Tx(func(tx *store.Tx) error {
			bk := plan.OpenLater(tx, plan.Need{Members: []int64{id}})
			if err := tx.Flush(s.Ctx); err != nil {
				return err
			}
			if n := bk.TakeBack(id, "grant:1", tx.Now()); n != 30 {
				t.Error(n)
			}
			if n := bk.TakeBack(id, "grant:1", tx.Now()); n != 0 {
				t.Error("taken back twice:", n)
			}
			return bk.Save()
		})
		if got := last(); got.EndsAt.Day(zone) != first.EndsAt.Day(zone)+10 || got.StartsAt != first.EndsAt {
			t.Errorf("%s to %s", day(got.StartsAt), day(got.EndsAt))
		}
		if _, err := s.cancel(id, p); err != nil {
			t.Fatal(err)
		}
		s.has(id, "silver") // the ten days that were given run now
		s.Days(9)
		s.has(id, "silver")
		s.Days(2)
		s.has(id)
	})
}

func TestSoldAtOnce(t *testing.T) {
	each(t, nil, func(s *shop) {
		id, p := s.Join(), s.add("silver", silver())
		var wg sync.WaitGroup
		for range 12 {
			wg.Go(func() {
				if _, err := s.try(subscription.BuyIn{MemberID: id, PlanID: p, Source: "till", Number: "one"}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		paid := int64(0)
		for range 8 {
			wg.Go(func() {
				c, err := s.cancel(id, 0)
				if err == nil {
					paid += c.RefundMinor
				} else if !fault.Has(err, plan.ErrNone) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		s.View(func(tx *store.Tx) error {
			list, err := plan.OfMember(s.Ctx, tx, id)
			if len(list) != 1 {
				t.Errorf("sold %d times", len(list))
			}
			if paid != list[0].RefundMinor {
				t.Errorf("paid back %d", paid)
			}
			return err
		})
	})
}

func TestCustomerWhoBuysIsAMember(t *testing.T) {
	each(t, func(doc *program.Document) { doc.Entry.Kind = program.EntryBought }, func(s *shop) {
		id, p := s.Join(), s.add("silver", silver())
		if s.Tier(id) != "" {
			t.Error("a member already")
		}
		s.sell(id, p)
		if s.Tier(id) == "" {
			t.Error("no member after buying")
		}
		if got := s.Points(id).Available; got != 100 {
			t.Error(got)
		}
	})
}

func TestEndIsToldOnce(t *testing.T) {
	each(t, nil, func(s *shop) {
		id, renewed, p := s.Join(), s.Join(), s.add("silver", silver())
		m := s.sell(id, p)
		s.sell(renewed, p)
		s.sell(renewed, p)
		zone := s.Scope.Merchant.Zone
		tell := func() (kinds []string) {
			s.Tx(func(tx *store.Tx) error {
				if _, _, err := plan.Tell(s.Ctx, tx); err != nil {
					return err
				}
				for _, e := range tx.Emitted() {
					kinds = append(kinds, fmt.Sprint(e.Kind, " ", e.MemberID == id, " ", e.Data["amount"]))
				}
				return nil
			})
			return kinds
		}
		s.Days(int(m.EndsAt.Day(zone)-s.Now().Day(zone)) - 6)
		if got := tell(); got != nil {
			t.Error(got)
		}
		s.Days(1)
		if diff := cmp.Diff([]string{"plan.ending true 5"}, tell()); diff != "" {
			t.Error(diff)
		}
		if got := tell(); got != nil {
			t.Error("told twice", got)
		}
		s.Days(6)
		if diff := cmp.Diff([]string{"plan.ended true 0"}, tell()); diff != "" {
			t.Error(diff)
		}
		if got := tell(); got != nil {
			t.Error("told twice", got)
		}
	})
}
