package order_test

import (
	"fmt"
	"testing"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/member"
	"regulars/internal/member/family"
	"regulars/internal/offer/deal"
	"regulars/internal/org"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/reward/item"
	"regulars/internal/segment"
	"regulars/internal/store"
)

// rule gives ten points for an order where the condition holds.
func rule(code, when string) program.Rule {
	return program.Rule{Code: code, Name: program.Text{En: code}, Asset: program.AssetPoints, Kind: program.PerOrder, Points: 10, When: when}
}

// What an order is decided by of its member, beside what the member bought: who has a paid plan, is in a segment, has a birthday this month by
// either calendar, or a child that has; and where the store lies.
func TestFactsOfTheMember(t *testing.T) {
	each(t, func(d *program.Document) { d.Earning = nil }, func(w *world) {
		var north, plus, list int64
		today := w.Now().Day(w.Scope.Merchant.Zone)
		w.Tx(func(tx *store.Tx) error {
			s, err := org.AddStore(w.Ctx, tx, org.StoreIn{Code: "n1", Name: "N", Kind: "pos", Region: "北区"})
			if err != nil {
				return err
			}
			north = s.ID
			p, err := plan.Add(w.Ctx, tx, plan.SaveIn{Code: "plus", OnSale: true, Terms: plan.Terms{
				Name: program.Text{En: "Plus"}, Level: 1, Period: plan.Year, PriceMinor: 100,
			}, MadeBy: "test"})
			if err != nil {
				return err
			}
			plus = p.ID
			g, err := segment.Save(w.Ctx, tx, segment.Segment{Name: "list", Kind: segment.Static})
			list = g.ID
			return err
		})
		named := store.FormatID("seg", list)
		w.Publish(func(d *program.Document) {
			d.Earning = []program.Rule{
				rule("plan", `"plus" in plans`), rule("segment", fmt.Sprintf("%q in segments", named)), rule("birthday", "birthday_this_month"),
				rule("child", "child_birthday_this_month && youngest_child_days < 400"), rule("region", `order.region == "北区"`),
			}
			d.Benefits = []deal.Benefit{{Code: "off", Name: program.Text{En: "x"}, Kind: deal.Discount, OffBp: 1_000, When: fmt.Sprintf("%q in segments && order.region == \"北区\"", named)}}
		})
		_, month, _ := today.Date()
		born := calendar.DayOf(1990, month, 1)
		lunar := today.LunarOfMonth()[0]
		nobody := w.Join()
		solar := w.Enrol(member.EnrolIn{Identities: member.Identities{ExternalID: "s"}, Birthday: &born})
		moon := w.Enrol(member.EnrolIn{Identities: member.Identities{ExternalID: "m"}, Lunar: member.Lunar{Month: lunar.Month, Day: lunar.From}})
		mother := w.Join()
		w.Tx(func(tx *store.Tx) error {
			if _, err := family.Add(w.Ctx, tx, family.Child{MemberID: mother, Name: "a", Birthday: today.FirstOfMonth() - 365, ConsentAt: tx.Now()}); err != nil {
				return err
			}
			if _, err := segment.AddMembers(w.Ctx, tx, list, []int64{mother}); err != nil {
				return err
			}
			_, err := reward.Grant(w.Ctx, tx, reward.GrantIn{MemberID: mother, Reason: "x", Items: []reward.Item{{Kind: item.PlanDays, PlanID: plus, Days: 10}}})
			return err
		})
		w.Wait(time.Second)
		for who, want := range map[int64]int64{nobody: 10, solar: 20, moon: 20, mother: 40} {
			in := w.In(who, line("s", 1, 10_000))
			in.StoreID = north
			o := w.Buy(in)
			if o.Outcome.PointsEarned() != want || (o.Outcome.DiscountMinor == 1_000) != (who == mother) {
				t.Errorf("%d earned %d, want %d; %+v", who, o.Outcome.PointsEarned(), want, o.Outcome.Earned)
			}
			if r := w.Refund(o.ID); r.Back.Points.ClawedBack != want {
				t.Errorf("back %+v", r.Back.Points)
			}
		}
		elsewhere := w.Buy(w.In(mother, line("s", 1, 10_000)))
		if elsewhere.Outcome.PointsEarned() != 30 || elsewhere.Outcome.DiscountMinor != 0 {
			t.Errorf("elsewhere %+v", elsewhere.Outcome.Earned)
		}
		w.Days(40) // the plan is over, the month too
		if o := w.Buy(w.In(mother, line("s", 1, 10_000))); o.Outcome.PointsEarned() != 10 {
			t.Errorf("later %+v", o.Outcome.Earned)
		}
		w.Sound()
	})
}
