package order_test

import (
	"fmt"
	"sort"
	"strings"

	"regulars/internal/basket"
	"regulars/internal/benefit"
	"regulars/internal/calendar"
	"regulars/internal/catalog/price"
	"regulars/internal/coupon"
	"regulars/internal/ledger"
	"regulars/internal/offer"
	"regulars/internal/offer/deal"
	"regulars/internal/order"
	"regulars/internal/order/hand"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/reward/entitle"
	"regulars/internal/store"
)

// generous promises something of every kind that comes off an order.
func generous(d *program.Document) {
	name := program.Text{Zh: "权益", En: "Benefit"}
	d.Benefits = []deal.Benefit{
		{Code: "off", Name: name, Kind: deal.Discount, OffBp: 1_000, FullPriceOnly: true},
		{Code: "price", Name: name, Kind: deal.MemberPrice, PriceList: "club"},
		{Code: "cup", Name: name, Kind: deal.Quota, Gives: deal.UnitFree, Quota: deal.Allowance{Quantity: 3, Per: deal.PerMonth}, When: `line.sku == "cup"`},
	}
}

// bag holds what a member of the story holds.
type bag struct {
	member        int64
	fixed, tenth  string // codes of ¥20 off ¥100, and of 10 % off
	fixedTemplate int64
}

// goods prepares what all members of the story buy by: a price list with few units, and two templates of coupons.
func (w *world) goods() (fixed, tenth int64) {
	w.Helper()
	w.Tx(func(tx *store.Tx) error {
		list, err := price.Add(w.Ctx, tx, price.List{Code: "club", Name: "Club"})
		if err != nil {
			return err
		}
		stock := int64(1_000)
		if _, err := price.Save(w.Ctx, tx, list.ID, []price.Set{{SKU: "milk", PriceMinor: 4_000, Stock: &stock}}); err != nil {
			return err
		}
		one, err := coupon.Save(w.Ctx, tx, coupon.TemplateIn{Stock: 10_000, Status: coupon.Active, Terms: coupon.Terms{
			Name: "满100减20", Kind: offer.AmountOff, AmountMinor: 2_000, MinSpendMinor: 10_000, Validity: coupon.Validity{Days: 10}, Stacking: coupon.Stacking{Mode: offer.Always, Order: 1},
		}})
		if err != nil {
			return err
		}
		two, err := coupon.Save(w.Ctx, tx, coupon.TemplateIn{Stock: 10_000, Status: coupon.Active, Terms: coupon.Terms{
			Name: "玩具9折", Kind: offer.PercentOff, OffBp: 1_000, Scope: coupon.Scope{SKUs: []string{"toy"}}, Stacking: coupon.Stacking{Mode: offer.OncePerClass, Class: "a", Order: 2},
		}})
		fixed, tenth = one.ID, two.ID
		return err
	})
	return fixed, tenth
}

// filled enrols a member who holds one of each.
func (w *world) filled(fixed, tenth int64) bag {
	w.Helper()
	b := bag{member: w.Join(), fixedTemplate: fixed}
	w.Give(b.member, 2_000)
	b.fixed, b.tenth = w.coupon(fixed, b.member), w.coupon(tenth, b.member)
	w.Tx(func(tx *store.Tx) error {
		bk, err := ledger.Open(w.Ctx, tx, []int64{b.member}, ledger.Need{})
		if err != nil {
			return err
		}
		for asset, amount := range map[ledger.Asset]int64{ledger.Principal: 5_000, ledger.Bonus: 1_000} {
			if _, refused := bk.Earn(b.member, ledger.In{Asset: asset, Amount: amount, Cause: ledger.Cause{Kind: "recharge", ID: 7}, Account: ledger.Recharged, At: tx.Now()}); refused != nil {
				return refused
			}
		}
		return bk.Save(tx)
	})
	return b
}

// coupon issues one to the member and answers its code.
func (w *world) coupon(template, member int64) (code string) {
	w.Helper()
	w.Tx(func(tx *store.Tx) error {
		held, err := reward.Open(w.Ctx, tx, reward.Need{
			Members: []int64{member}, From: tx.Now(), Until: tx.Now(), Coupons: &coupon.Need{Templates: []int64{template}, Give: []int64{member}},
		})
		if err != nil {
			return err
		}
		ids, refused := held.Coupon.Issue(w.Ctx, member, template, 1, coupon.Cause{Root: "test:1", At: tx.Now()})
		if refused != nil {
			return refused
		}
		code = held.Coupon.ByID(ids[0]).Code
		return held.Save(w.Ctx)
	})
	return code
}

// cups names free cups of the quota of the month.
func (b bag) cups(n int64) []hand.Uses {
	return []hand.Uses{{Ref: benefit.Ref{Member: b.member, Source: benefit.SourceProgram, Benefit: "cup"}, Line: deal.AnyLine, Quantity: n}}
}

// whole is an order that uses everything.
func (w *world) whole(b bag) order.RecordIn {
	in := w.In(b.member, line("milk", 3, 15_000), line("toy", 2, 20_000), line("cup", 4, 8_000), basket.Line{SKU: "way", Type: basket.Delivery, Quantity: 1, TotalMinor: 1_000})
	in.Asked = hand.Asked{Codes: []string{b.fixed, b.tenth}, Uses: b.cups(2)}
	in.Ask.Points, in.Ask.Balance = 1_500, 2_500
	return in
}

// holds is everything that the member holds beside points that were earned, as text.
func (w *world) holds(b bag) string {
	w.Helper()
	var out []string
	w.View(func(tx *store.Tx) error {
		need := entitle.Need([]int64{b.member}, benefit.Need{})
		need.From, need.Until = tx.Now(), tx.Now()
		held, err := reward.Open(w.Ctx, tx, need)
		if err != nil {
			return err
		}
		held.CatchUp(b.member, tx.Now())
		if err := entitle.Offer(w.Ctx, tx, held, b.member, tx.Now()); err != nil {
			return err
		}
		for _, e := range held.Benefit.All(b.member) {
			out = append(out, fmt.Sprintf("%s %d of %d, locked %d", e.Benefit, e.Used, e.Quantity, e.Locked))
		}
		for _, a := range []ledger.Asset{ledger.Points, ledger.Bonus, ledger.Principal} {
			balance := held.Ledger.Balance(b.member, a)
			out = append(out, fmt.Sprintf("%s %d held %d", a, balance.Net(), balance.Held))
		}
		for _, code := range []string{b.fixed, b.tenth} {
			c, err := coupon.ByCode(w.Ctx, tx, code)
			if err != nil {
				return err
			}
			out = append(out, fmt.Sprintf("coupon %s until %d", c.State(tx.Now()), c.ExpiresAt))
		}
		return nil
	})
	sort.Strings(out)
	return strings.Join(out, "; ")
}

// sold is how many units of the price list are sold.
func (w *world) sold() (n int64) {
	w.Helper()
	w.View(func(tx *store.Tx) error {
		return tx.Query(w.Ctx, `SELECT sold FROM catalog_price WHERE merchant_id = $1`, func(r store.Row) error { return r.Scan(&n) }, tx.MerchantID())
	})
	return n
}

// noted sums what was counted of benefits.
func (w *world) noted() (out map[string]int64) {
	w.Helper()
	out = map[string]int64{}
	w.View(func(tx *store.Tx) error {
		sums, err := benefit.Sheet(w.Ctx, tx, 0, calendar.Never)
		for _, s := range sums {
			if s.Quantity != 0 || s.AmountMinor != 0 {
				out[s.Kind+"/"+s.Benefit] += s.AmountMinor
			}
		}
		return err
	})
	return out
}
