package simulation_test

import (
	"testing"

	"regulars/internal/basket"
	"regulars/internal/benefit"
	"regulars/internal/catalog/price"
	"regulars/internal/coupon"
	"regulars/internal/ledger"
	"regulars/internal/offer"
	"regulars/internal/offer/deal"
	"regulars/internal/order/hand"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/store"
	"regulars/internal/worldtest"
)

// generousTerms promises something of every kind that comes off an order.
func generousTerms(d *program.Document) {
	name := program.Text{Zh: "权益", En: "Benefit"}
	d.Benefits = []deal.Benefit{
		{Code: "off", Name: name, Kind: deal.Discount, OffBp: 1_000, FullPriceOnly: true},
		{Code: "price", Name: name, Kind: deal.MemberPrice, PriceList: "club"},
		{Code: "cup", Name: name, Kind: deal.Quota, Gives: deal.UnitFree, Quota: deal.Allowance{Quantity: 3, Per: deal.PerMonth}, When: `line.sku == "cup"`},
		{Code: "more", Name: name, Kind: deal.Multiplier, Bp: 15_000},
	}
}

// couponOf issues a coupon of new terms to the member and answers its code.
func couponOf(w *worldtest.World, member int64, terms coupon.Terms) (code string) {
	w.Helper()
	w.Tx(func(tx *store.Tx) error {
		t, err := coupon.Save(w.Ctx, tx, coupon.TemplateIn{Stock: 100, Status: coupon.Active, Terms: terms})
		if err != nil {
			return err
		}
		held, err := reward.Open(w.Ctx, tx, reward.Need{
			Members: []int64{member}, From: tx.Now(), Until: tx.Now(), Coupons: &coupon.Need{Templates: []int64{t.ID}, Give: []int64{member}},
		})
		if err != nil {
			return err
		}
		ids, refused := held.Coupon.Issue(w.Ctx, member, t.ID, 1, coupon.Cause{Root: "test:1", At: tx.Now()})
		if refused != nil {
			return refused
		}
		code = held.Coupon.ByID(ids[0]).Code
		return held.Save(w.Ctx)
	})
	return code
}

// stocked gives the member points, stored value and a plan, and prices to the list of the club.
func stocked(w *worldtest.World, id int64) {
	w.Helper()
	w.Tx(func(tx *store.Tx) error {
		list, err := price.Add(w.Ctx, tx, price.List{Code: "club", Name: "Club"})
		if err != nil {
			return err
		}
		stock := int64(2) // fewer than are bought
		if _, err = price.Save(w.Ctx, tx, list.ID, []price.Set{{SKU: "milk", PriceMinor: 4_000, Stock: &stock}}); err != nil {
			return err
		}
		year := program.Text{Zh: "年卡", En: "Year"}
		p, err := plan.Add(w.Ctx, tx, plan.SaveIn{Code: "year", OnSale: true, Terms: plan.Terms{
			Name: year, Level: 1, Period: plan.Year, PriceMinor: 10_000, Benefits: []deal.Benefit{
				{Code: "toys", Name: year, Kind: deal.Discount, OffBp: 2_000, When: `line.sku == "toy"`}, {Code: "double", Name: year, Kind: deal.Multiplier, Bp: 20_000},
			},
		}})
		if err != nil {
			return err
		}
		_, err = reward.Grant(w.Ctx, tx, reward.GrantIn{MemberID: id, Reason: "x", Items: []reward.Item{
			{Kind: "plan_days", PlanID: p.ID, Days: 30}, {Kind: "points", Amount: 3_000},
		}})
		return err
	})
	w.Tx(func(tx *store.Tx) error {
		bk, err := ledger.Open(w.Ctx, tx, []int64{id}, ledger.Need{})
		if err != nil {
			return err
		}
		for asset, amount := range map[ledger.Asset]int64{ledger.Principal: 5_000, ledger.Bonus: 1_000} {
			in := ledger.In{Asset: asset, Amount: amount, Cause: ledger.Cause{Kind: "recharge", ID: 7}, Account: ledger.Recharged, At: tx.Now()}
			if _, refused := bk.Earn(id, in); refused != nil {
				return refused
			}
		}
		return bk.Save(tx)
	})
}

// Invariant 1 with all that a member brings: a member price for some units, discounts of programme and plan, free units, two
// coupons and one of more points, points and stored value, taken back in parts.
func TestUnchangedHand(t *testing.T) {
	worldtest.Each(t, generousTerms, func(w *worldtest.World) {
		id := w.Join()
		w.Wait(1e9)
		stocked(w, id)
		w.Wait(1e9)
		fixed := couponOf(w, id, coupon.Terms{
			Name: "满100减20", Kind: offer.AmountOff, AmountMinor: 2_000, MinSpendMinor: 10_000, Stacking: coupon.Stacking{Mode: offer.Always, Order: 1},
		})
		tenth := couponOf(w, id, coupon.Terms{
			Name: "玩具9折", Kind: offer.PercentOff, OffBp: 1_000, Scope: coupon.Scope{SKUs: []string{"toy"}}, Stacking: coupon.Stacking{Mode: offer.OncePerClass, Class: "a", Order: 2},
		})
		more := couponOf(w, id, coupon.Terms{Name: "三倍积分", Kind: offer.PointsMultiplier, PointsBp: 30_000, Stacking: coupon.Stacking{Mode: offer.Always}})
		in := w.In(id, worldtest.Line("milk", 3, 15_000), worldtest.Line("toy", 2, 20_000), worldtest.Line("cup", 4, 8_000),
			basket.Line{SKU: "way", Type: basket.Delivery, Quantity: 1, TotalMinor: 1_000})
		in.Asked = hand.Asked{Codes: []string{fixed, tenth, more}, Uses: []hand.Uses{{
			Ref: benefit.Ref{Member: id, Source: benefit.SourceProgram, Benefit: "cup"}, Line: deal.AnyLine, Quantity: 2,
		}}}
		in.Ask.Points, in.Ask.Balance = 1_500, 2_500
		o := w.Buy(in)
		if made := o.Outcome.Deal; made == nil || len(made.Coupons) < 2 || len(made.Entitlements) != 1 || len(made.Prices) != 1 || len(made.Plans) != 1 {
			w.Fatalf("the order does not use everything: %+v", made)
		}
		whole := play(w, inForce(w))
		same(w, whole)
		equal(w, &whole.Report)
		if whole.Report.Was.DiscountMinor == 0 || whole.Report.Was.SpentMinor != 1_500 {
			w.Errorf("%+v", whole.Report.Was)
		}
		w.Refund(o.ID, basket.Take{Line: 1, Quantity: 1}, basket.Take{Line: 0, Quantity: 2})
		part := play(w, inForce(w))
		same(w, part)
		equal(w, &part.Report)
		w.Refund(o.ID)
		none := play(w, inForce(w))
		same(w, none)
		equal(w, &none.Report)
		// Without its benefits the programme gives less off, and the coupons stay what they were.
		bare := inForce(w)
		bare.Benefits = nil
		less := play(w, bare)
		if less.Report.Would.DiscountMinor >= none.Report.Was.DiscountMinor && none.Report.Was.DiscountMinor != 0 || less.Report.Skipped != 0 {
			w.Errorf("%+v", less.Report.Would)
		}
	})
}
