package order_test

import (
	"testing"

	"regulars/internal/basket"
	"regulars/internal/benefit"
	"regulars/internal/catalog"
	"regulars/internal/coupon"
	"regulars/internal/offer"
	"regulars/internal/offer/deal"
	"regulars/internal/order/hand"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// categorise puts categories under their parents.
func (w *world) categorise(pairs ...[2]string) {
	w.Helper()
	w.Tx(func(tx *store.Tx) error {
		var in []catalog.Category
		for _, p := range pairs {
			in = append(in, catalog.Category{Code: p[0], Name: p[0], Parent: p[1]})
		}
		out, err := catalog.SaveCategories(w.Ctx, tx, in)
		for _, r := range out {
			if err == nil && r.Err != nil {
				err = r.Err
			}
		}
		return err
	})
}

func of(category string, total int64) basket.Line {
	return basket.Line{SKU: "s-" + category, Category: category, Quantity: 1, TotalMinor: total}
}

// A category includes those below it, wherever one is named: in rules, benefits, scopes of coupons and of entitlements. What an order earned by
// it stays its own when the tree changes later, and what comes back without receipt earns no less.
func TestCategoryIncludesThoseBelow(t *testing.T) {
	food := func(d *program.Document) {
		d.Earning = []program.Rule{{
			Code: "food", Name: program.Text{En: "Food"}, Asset: program.AssetPoints, Kind: program.PerOrder, Points: 50, When: `line.category == "food"`,
		}}
		d.Benefits = []deal.Benefit{
			{Code: "off", Name: program.Text{En: "Food"}, Kind: deal.Discount, OffBp: 1_000, When: `line.category in ["food"] && line.category != "wine"`},
			{Code: "cup", Name: program.Text{En: "Cup"}, Kind: deal.Quota, Gives: deal.UnitFree, Quota: deal.Allowance{Quantity: 9, Per: deal.PerEver}, When: `line.category == "food"`},
		}
	}
	each(t, food, func(w *world) {
		w.categorise([2]string{"food", ""}, [2]string{"snack", "food"}, [2]string{"nuts", "snack"}, [2]string{"wine", "food"}, [2]string{"toys", ""})
		id := w.Join()
		deep := w.Buy(w.In(id, of("nuts", 10_000)))
		if o := deep.Outcome; o.PointsEarned() != 50 || o.PayableMinor != 9_000 {
			w.Errorf("nuts: %d points, %d to pay", o.PointsEarned(), o.PayableMinor)
		}
		if o := w.Buy(w.In(id, of("wine", 10_000))).Outcome; o.PointsEarned() != 50 || o.PayableMinor != 10_000 {
			w.Errorf("wine: %d points, %d to pay", o.PointsEarned(), o.PayableMinor)
		}
		if o := w.Buy(w.In(id, of("toys", 10_000), of("strange", 100))).Outcome; o.PointsEarned() != 0 || o.PayableMinor != 10_100 {
			w.Errorf("toys: %d points, %d to pay", o.PointsEarned(), o.PayableMinor)
		}
		w.scoped(id)

		// The tree changes: the order keeps what it was decided by, the next one is decided anew.
		w.categorise([2]string{"snack", "toys"})
		if r := w.Refund(deep.ID, basket.Take{Line: 0, Quantity: 1}); r.Back.Points.ClawedBack != 50 {
			w.Errorf("back %+v", r.Back.Points)
		}
		if o := w.Buy(w.In(id, of("nuts", 10_000))).Outcome; o.PointsEarned() != 0 || o.PayableMinor != 10_000 {
			w.Errorf("after: %d points, %d to pay", o.PointsEarned(), o.PayableMinor)
		}
		w.Sound()
	})
}

// scoped uses a coupon and an entitlement whose scopes name a category above.
func (w *world) scoped(id int64) {
	w.Helper()
	var code string
	var cup int64
	w.Tx(func(tx *store.Tx) error {
		t, err := coupon.Save(w.Ctx, tx, coupon.TemplateIn{Stock: 1, Status: coupon.Active, Terms: coupon.Terms{
			Name: "x", Kind: offer.AmountOff, AmountMinor: 1_000, Stacking: coupon.Stacking{Mode: offer.Always}, Scope: coupon.Scope{Categories: []string{"food"}},
		}})
		if err != nil {
			return err
		}
		g, err := reward.Grant(w.Ctx, tx, reward.GrantIn{MemberID: id, Reason: "x", Items: []reward.Item{
			{Kind: item.Coupon, TemplateID: t.ID, Quantity: 1}, {Kind: item.Entitlement, Benefit: "cup", Quantity: 1},
		}})
		if err != nil {
			return err
		}
		cup = g.Parts[1].Made[0]
		c, err := coupon.ByID(w.Ctx, tx, g.Parts[0].Made[0])
		code = c.Code
		return err
	})
	in := w.In(id, of("nuts", 20_000), of("snack", 5_000))
	in.Asked.Codes = []string{code}
	in.Asked.Uses = []hand.Uses{{Ref: benefit.Ref{ID: cup}, Line: deal.AnyLine, Quantity: 1}}
	if o := w.try(in)[0]; o.Err != nil || o.Order.Outcome.PayableMinor != 5_000*9/10-1_000 {
		w.Errorf("scoped: %v %+v", o.Err, o.Order)
	}
}

// A refund after the tree changed takes back what the rules gave, and leaves what remains what it was.
func TestPartialRefundAfterTheTreeChanged(t *testing.T) {
	perUnit := func(d *program.Document) {
		d.Earning = []program.Rule{{
			Code: "food", Name: program.Text{En: "Food"}, Asset: program.AssetPoints, Kind: program.PerUnit, Points: 50, When: `line.category == "food"`,
		}}
	}
	each(t, perUnit, func(w *world) {
		w.categorise([2]string{"food", ""}, [2]string{"snack", "food"})
		id := w.Join()
		o := w.Buy(w.In(id, of("snack", 1_000), of("snack", 2_000)))
		w.categorise([2]string{"snack", ""})
		if r := w.Refund(o.ID, basket.Take{Line: 0, Quantity: 1}); r.Back.Points.ClawedBack != 50 || w.Points(id).Net() != 50 {
			w.Errorf("back %+v, holds %d", r.Back.Points, w.Points(id).Net())
		}
		w.Sound()
	})
}
