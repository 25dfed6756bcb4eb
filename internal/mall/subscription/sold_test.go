package subscription_test

import (
	"slices"
	"strings"
	"testing"

	"regulars/internal/basket"
	"regulars/internal/benefit"
	"regulars/internal/catalog/price"
	"regulars/internal/member"
	"regulars/internal/offer/deal"
	"regulars/internal/order"
	"regulars/internal/order/hand"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/program/wording"
	"regulars/internal/reward/entitle"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

// promising promises who has the plan silver something of every kind.
func promising(d *program.Document) {
	for _, b := range []deal.Benefit{
		{Code: "off", Kind: deal.Discount, OffBp: 2_000, CapMinor: 50_00},
		{Code: "price", Kind: deal.MemberPrice, PriceList: "club"},
		{Code: "parcel", Kind: deal.FreeDelivery},
		{Code: "double", Kind: deal.Multiplier, Bp: 20_000},
		{Code: "cup", Kind: deal.Quota, Gives: deal.UnitFree, Quota: deal.Allowance{Quantity: 3, Per: deal.PerMonth}, When: `line.sku == "cup" && gender == "female"`},
		{Code: "line", Kind: deal.Service, Service: deal.Hotline, Contact: "4001"},
	} {
		b.Name, b.Plans = deal.Text{Zh: "卡" + b.Code, En: "Card " + b.Code}, []string{"silver"}
		d.Benefits = append(d.Benefits, b)
	}
}

// promised are the codes of what a member is promised now; those that a plan was bought with are marked.
func (s *shop) promised(id int64) (out []string) {
	s.Helper()
	s.View(func(tx *store.Tx) error {
		bk, plans, err := entitle.Promised(s.Ctx, tx, id)
		if err != nil {
			return err
		}
		for _, p := range bk.Editions.At(tx.Now()).Benefits().Held(deal.Holding(bk.TierOf(id), plans), tx.Now(), bk.FactsAt(id, tx.Now())) {
			code := p.Code
			if p.Sold {
				code += "*"
			}
			out = append(out, code)
		}
		return nil
	})
	return out
}

// cups are the free cups that a member has left.
func (s *shop) cups(id int64) (left int64) {
	s.Helper()
	s.View(func(tx *store.Tx) error {
		list, err := entitle.List(s.Ctx, tx, id)
		for _, e := range list {
			if e.Benefit == "cup" {
				left += e.Left()
			}
		}
		return err
	})
	return left
}

// everything is an order that a member takes all the promises to.
func (s *shop) everything(id int64) order.RecordIn {
	in := s.In(id, worldtest.Line("milk", 2, 100_00), worldtest.Line("tea", 1, 100_00), worldtest.Line("cup", 2, 40_00),
		basket.Line{SKU: "way", Type: basket.Delivery, Quantity: 1, TotalMinor: 10_00})
	in.Asked = hand.Asked{Uses: []hand.Uses{{
		Ref: benefit.Ref{Member: id, Source: benefit.SourceProgram, Benefit: "cup"}, Line: deal.AnyLine, Quantity: 1,
	}}}
	return in
}

func (s *shop) listed() {
	s.Helper()
	s.Tx(func(tx *store.Tx) error {
		list, err := price.Add(s.Ctx, tx, price.List{Code: "club", Name: "Club"})
		if err != nil {
			return err
		}
		_, err = price.Save(s.Ctx, tx, list.ID, []price.Set{{SKU: "milk", PriceMinor: 40_00}})
		return err
	})
}

// What the programme promised for a plan stays with who has bought it, at every till, until what was bought ends; who buys later has what is promised then.
func TestPaidBenefitsOfTheProgrammeStay(t *testing.T) {
	each(t, promising, func(s *shop) {
		s.listed()
		p := s.add("silver", plan.Terms{Name: deal.Text{En: "Silver", Zh: "银卡"}, Level: 1, Period: plan.Year, PriceMinor: 365_00})
		early, late := s.woman(), s.woman()
		s.sell(early, p)
		before := s.Buy(s.everything(early))
		s.Days(1)
		s.Publish(func(d *program.Document) { d.Benefits = nil })
		s.sell(late, p)

		after := s.Buy(s.everything(early))
		if a, b := after.Outcome.PayableMinor, before.Outcome.PayableMinor; a != b || a >= 250_00 {
			t.Errorf("cost %d, and now %d", b, a)
		}
		if a, b := after.Outcome.PointsEarned(), before.Outcome.PointsEarned(); a != b || b == 0 {
			t.Errorf("gave %d points, and now %d", b, a)
		}
		var told int
		for _, step := range after.Outcome.Trace {
			said := wording.Step(after.Outcome.Program, step, "zh", "CNY")
			if strings.Contains(said, "benefit:") {
				t.Error("a raw code:", said)
			}
			if strings.Contains(said, "开通时的条款") {
				told++
			}
		}
		if told != 4 { // price, discount, delivery, points; the cup is named by its entitlement
			t.Errorf("%d of %+v", told, after.Outcome.Trace)
		}
		if got := s.promised(early); !slices.Equal(got, []string{"off*", "price*", "parcel*", "double*", "cup*", "line*"}) {
			t.Error(got)
		}
		if n := s.cups(early); n != 1 {
			t.Errorf("%d cups left", n)
		}
		if got := s.promised(late); len(got) != 0 {
			t.Error("sold after it had gone:", got)
		}
		plain := s.everything(late)
		plain.Asked = hand.Asked{}
		if o := s.Buy(plain); o.Outcome.DiscountMinor != 0 {
			t.Error("sold after it had gone:", o.Outcome.DiscountMinor)
		}
		for _, take := range []basket.Take{{Line: 0, Quantity: 1}, {Line: 2, Quantity: 2}} {
			s.Refund(after.ID, take)
		}
		s.Refund(after.ID)
		if n := s.cups(early); n != 2 {
			t.Errorf("%d cups after the refund", n)
		}
	})
}

// A renewal has the terms of its own day, and they begin when it does.
func TestRenewalTakesTheTermsOfItsDay(t *testing.T) {
	each(t, promising, func(s *shop) {
		s.listed()
		p := s.add("silver", plan.Terms{Name: deal.Text{En: "Silver"}, Level: 1, Period: plan.Month, PriceMinor: 30_00})
		id := s.woman()
		s.sell(id, p)
		s.Days(1)
		s.Publish(func(d *program.Document) { d.Benefits = d.Benefits[:1]; d.Benefits[0].OffBp = 1_000 })
		s.sell(id, p)
		cost := func(want int64) {
			t.Helper()
			if o := s.Buy(s.In(id, worldtest.Line("tea", 1, 100_00))); o.Outcome.PayableMinor != want {
				t.Errorf("cost %d, want %d", o.Outcome.PayableMinor, want)
			}
		}
		cost(80_00)
		s.Days(40)
		s.Publish(func(d *program.Document) { d.Benefits = nil })
		cost(90_00)
		if got := s.promised(id); !slices.Equal(got, []string{"off*"}) {
			t.Error(got)
		}
		s.Days(40)
		cost(100_00)
	})
}

// Better terms are for everybody at once; worse ones for nobody who has paid.
func TestTheBetterTermsCount(t *testing.T) {
	each(t, promising, func(s *shop) {
		s.listed()
		p := s.add("silver", plan.Terms{Name: deal.Text{En: "Silver"}, Level: 1, Period: plan.Year, PriceMinor: 365_00})
		id := s.woman()
		s.sell(id, p)
		for _, c := range []struct {
			bp, most, want int64
			promised       string
		}{
			{3_000, 0, 700_00, "off"},           // better in both
			{2_000, 50_00, 950_00, "off"},       // as it was
			{1_000, 20_00, 950_00, "off*"},      // worse in both: that of the sale
			{3_000, 20_00, 950_00, "off, off*"}, // neither: what takes more off, within the larger cap
			{1_000, 0, 900_00, "off, off*"},
		} {
			s.Days(1)
			s.Publish(func(d *program.Document) { d.Benefits[0].OffBp, d.Benefits[0].CapMinor = c.bp, c.most })
			o := s.Buy(s.In(id, worldtest.Line("tea", 1, 1_000_00)))
			if o.Outcome.PayableMinor != c.want {
				t.Errorf("%d bp up to %d: cost %d, want %d", c.bp, c.most, o.Outcome.PayableMinor, c.want)
			}
			var off []string
			for _, code := range s.promised(id) {
				if strings.HasPrefix(code, "off") {
					off = append(off, code)
				}
			}
			if got := strings.Join(off, ", "); got != c.promised {
				t.Errorf("%d bp up to %d: promised %q, want %q", c.bp, c.most, got, c.promised)
			}
			s.Refund(o.ID)
		}
	})
}

// woman enrols a member of whom the gender is known.
func (s *shop) woman() int64 {
	s.Helper()
	return s.Enrol(member.EnrolIn{Identities: member.Identities{Phone: worldtest.Phone(s.Next())}, Gender: "female"})
}
