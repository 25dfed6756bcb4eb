package order_test

import (
	"fmt"
	"testing"

	"regulars/internal/benefit"
	"regulars/internal/coupon"
	"regulars/internal/offer/deal"
	"regulars/internal/order"
	"regulars/internal/order/hand"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// A gift that was used when the order that it was given for came back does not come to life again by the refund of the order that used it: the
// member has returned everything then, and would keep it for nothing.
func TestUsedGiftOfARefundedOrderDoesNotComeBack(t *testing.T) {
	each(t, generous, func(w *world) {
		fixed, _ := w.goods()
		id := w.Join()
		a := w.Buy(w.In(id, line("toy", 1, 20_000)))
		g := w.gifts(id, fixed, fmt.Sprintf("order:%d", a.ID))
		in := w.In(id, line("toy", 1, 30_000), line("cup", 1, 2_000))
		in.Asked = hand.Asked{Codes: []string{g.code}, Uses: []hand.Uses{{Ref: benefit.Ref{ID: g.cup}, Line: deal.AnyLine, Quantity: 1}}}
		b := w.Buy(in)
		if len(b.Outcome.Deal.Coupons) != 1 || len(b.Outcome.Deal.Entitlements) != 1 {
			w.Fatalf("used %+v", b.Outcome.Deal)
		}
		if r := w.Refund(a.ID); r.Back.UnrecoveredMinor == 0 {
			w.Errorf("back %+v", r.Back)
		}
		w.Sound()
		r := w.Refund(b.ID)
		if len(r.Back.Coupons) != 0 || len(r.Back.Uses) != 0 {
			w.Errorf("back: coupons %+v, uses %+v", r.Back.Coupons, r.Back.Uses)
		}
		if state, left := w.left(g); state != coupon.Void || left != 0 {
			w.Errorf("the coupon is %s, %d cups are left", state, left)
		}
		w.Sound()
	})
}

// Where the merchant keeps the worth of a used gift from the money, the member has paid for it: it comes back, a coupon and
// a use alike. What was not used does not.
func TestPaidGiftComesBack(t *testing.T) {
	each(t, generous, func(w *world) {
		w.Tx(func(tx *store.Tx) error {
			settings, version, err := org.GetSettings(w.Ctx, tx)
			if err == nil {
				settings.DeductUnrecovered = true
				_, err = org.SaveSettings(w.Ctx, tx, version, settings)
			}
			return err
		})
		fixed, _ := w.goods()
		id := w.Join()
		a := w.Buy(w.In(id, line("toy", 1, 20_000)))
		g := w.gifts(id, fixed, fmt.Sprintf("order:%d", a.ID))
		in := w.In(id, line("toy", 1, 30_000), line("cup", 1, 2_000))
		in.Asked = hand.Asked{Codes: []string{g.code}, Uses: []hand.Uses{{Ref: benefit.Ref{ID: g.cup}, Line: deal.AnyLine, Quantity: 1}}}
		b := w.Buy(in)
		if r := w.Refund(a.ID); r.Back.DeductedMinor == 0 || r.Back.DeductedMinor != r.Back.UnrecoveredMinor {
			w.Errorf("back %+v", r.Back)
		}
		if _, left := w.left(g); left != 0 {
			w.Errorf("%d cups are left of what was not used", left)
		}
		w.Sound()
		if r := w.Refund(b.ID); len(r.Back.Coupons) != 1 || len(r.Back.Uses) != 1 {
			w.Errorf("back: coupons %+v, uses %+v", r.Back.Coupons, r.Back.Uses)
		}
		if state, left := w.left(g); state != coupon.Usable || left != 1 {
			w.Errorf("the coupon is %s, %d cups are left", state, left)
		}
		w.Sound()
	})
}

// gifts are a coupon and free cups that a member was given.
type gifts struct {
	member, cup int64
	code        string
}

func (w *world) gifts(id, template int64, root string) (out gifts) {
	w.Helper()
	out.member = id
	w.Tx(func(tx *store.Tx) error {
		g, err := reward.Grant(w.Ctx, tx, reward.GrantIn{
			MemberID: id, Items: []reward.Item{{Kind: item.Coupon, TemplateID: template, Quantity: 1}, {Kind: item.Entitlement, Benefit: "cup", Quantity: 2}},
			Reason: "x", Root: root,
		})
		if err != nil {
			return err
		}
		out.cup = g.Parts[1].Made[0]
		c, err := coupon.ByID(w.Ctx, tx, g.Parts[0].Made[0])
		out.code = c.Code
		return err
	})
	return out
}

// left is what remains of gifts.
func (w *world) left(g gifts) (state coupon.State, cups int64) {
	w.Helper()
	w.View(func(tx *store.Tx) error {
		c, err := coupon.ByCode(w.Ctx, tx, g.code)
		if err != nil {
			return err
		}
		state = c.State(tx.Now())
		bk := benefit.OpenLater(tx, benefit.Need{Members: []int64{g.member}, IDs: []int64{g.cup}})
		err = tx.Flush(w.Ctx)
		cups = bk.Find(g.cup).Left()
		return err
	})
	return state, cups
}

var _ = order.Paid
