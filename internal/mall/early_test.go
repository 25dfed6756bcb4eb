package mall_test

import (
	"testing"
	"time"

	"regulars/internal/benefit"
	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/mall"
	"regulars/internal/member/trait"
	"regulars/internal/offer/deal"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// early is how often a benefit counts in the sheet.
func (s *shop) early(code string) (n int64) {
	s.Helper()
	s.View(func(tx *store.Tx) error {
		sheet, err := benefit.Sheet(s.Ctx, tx, 0, tx.Now()+1)
		for _, one := range sheet {
			if one.Kind == string(deal.Service) && one.Benefit == code {
				n = one.Quantity
			}
		}
		return err
	})
	return n
}

// waits holds an attempt to be refused with the instant at which the item opens for the member.
func (s *shop) waits(it mall.Item, opens calendar.Instant) {
	s.Helper()
	_, _, err := s.try(s.in(it, nil))
	e := fault.As(err)
	if !fault.Has(err, mall.ErrNotYet) || e.Params["at"] != opens.In(s.Scope.Merchant.Zone).Format("2006-01-02 15:04") {
		s.Errorf("%v", err)
	}
}

// What opens at a time is had before by members with early access, of the programme or of a plan, to the microsecond.
func TestRedeemedBeforeOthers(t *testing.T) {
	each(t, func(s *shop) {
		name := program.Text{Zh: "优先购", En: "First"}
		s.Publish(func(d *program.Document) {
			d.Benefits = []deal.Benefit{{
				Code: "first", Name: name, Kind: deal.Service, Service: deal.Priority, EarlyHours: 24, When: `"vip" in tags`, CostMinor: 50,
			}}
		})
		opens := s.Now().Add(96 * time.Hour)
		it := s.offer(func(it *mall.Item) { it.FromAt = opens })
		s.waits(it, opens)
		s.Tx(func(tx *store.Tx) error {
			return trait.AddTags(s.Ctx, tx, trait.TagByHand, map[int64][]string{s.member: {"vip"}})
		})
		s.waits(it, opens.Add(-24*time.Hour))
		var vip *plan.Plan
		s.Tx(func(tx *store.Tx) (err error) {
			vip, err = plan.Add(s.Ctx, tx, plan.SaveIn{Code: "vip", OnSale: true, MadeBy: "test", Terms: plan.Terms{
				Name: name, Level: 1, PriceMinor: 1_000, Period: plan.Month,
				Benefits: []deal.Benefit{{Code: "before", Name: name, Kind: deal.Service, Service: deal.Priority, EarlyHours: 48}},
			}})
			if err == nil {
				_, err = reward.Grant(s.Ctx, tx, reward.GrantIn{
					MemberID: s.member, Items: []item.Item{{Kind: item.PlanDays, PlanID: vip.ID, Days: 2}}, Reason: "to try", MadeBy: "test",
				})
			}
			return err
		})
		s.waits(it, opens.Add(-48*time.Hour))
		s.Wait(48*time.Hour - time.Microsecond)
		s.waits(it, opens.Add(-48*time.Hour))
		s.Wait(time.Microsecond)
		r := s.redeem(it, nil)
		if r.Terms.Early != "vip/before" || s.early("vip/before") != 1 {
			t.Errorf("%+v, %d", r.Terms, s.early("vip/before"))
		}
		if _, err := s.cancel(r.ID); err != nil || s.early("vip/before") != 0 {
			t.Errorf("cancelled: %v, %d", err, s.early("vip/before"))
		}

		s.Days(1) // the days of the plan end now
		r = s.redeem(it, nil)
		if r.Terms.Early != "first" || s.early("first") != 1 {
			t.Errorf("%+v, %d", r.Terms, s.early("first"))
		}
		s.Days(1)
		if r = s.redeem(it, nil); r.Terms.Early != "" || s.early("first") != 1 {
			t.Errorf("open to all: %+v, %d", r.Terms, s.early("first"))
		}
	})
}

// Early access opens what opens later; it does not open what is for others, closed or gone.
func TestEarlyAccessOpensNothingElse(t *testing.T) {
	each(t, func(s *shop) {
		s.Publish(func(d *program.Document) {
			d.Benefits = []deal.Benefit{{Code: "first", Name: program.Text{En: "First"}, Kind: deal.Service, Service: deal.Priority, EarlyHours: 24}}
		})
		later := s.Now().Add(time.Hour)
		for name, c := range map[string]struct {
			edit func(*mall.Item)
			want fault.Code
		}{
			"closed":       {func(it *mall.Item) { it.Closed = true }, mall.ErrClosed},
			"sold out":     {func(it *mall.Item) { it.Stock = 0 }, mall.ErrSoldOut},
			"a condition":  {func(it *mall.Item) { it.Condition = "order_count > 5" }, mall.ErrCondition},
			"a tier above": {func(it *mall.Item) { it.Tier = s.top() }, mall.ErrTierBelow},
		} {
			it := s.offer(func(it *mall.Item) { it.FromAt = later; c.edit(it) })
			if _, _, err := s.try(s.in(it, nil)); !fault.Has(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// top is the code of the highest tier.
func (s *shop) top() string {
	tiers := program.Default("CNY", "zh").Tiers
	return tiers[len(tiers)-1].Code
}
