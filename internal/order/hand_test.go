package order_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"regulars/internal/basket"
	"regulars/internal/benefit"
	"regulars/internal/coupon"
	"regulars/internal/member/proof"
	"regulars/internal/offer"
	"regulars/internal/offer/deal"
	"regulars/internal/order"
	"regulars/internal/order/hand"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// One order uses a discount, a member price, two coupons that stand together, an entitlement, points and balance.
func TestOrderWithEverything(t *testing.T) {
	each(t, generous, func(w *world) {
		b := w.filled(w.goods())
		before := w.holds(b)
		in := w.whole(b)
		quoted, err := w.quote(in.QuoteIn)
		if err != nil {
			w.Fatal(err)
		}
		if got := w.holds(b); got != before {
			w.Errorf("the quote left %s, there was %s", got, before)
		}
		o := w.Buy(in)
		if got, want := text(o.Outcome.Outcome), text(quoted.Outcome); got != want {
			w.Errorf("order %s\nquote %s", got, want)
		}
		// milk 3 × ¥40; toys ¥200 less 10 %; cups ¥72, two free; delivery ¥10
		sources := map[basket.Source]int64{}
		for _, l := range o.Outcome.Lines {
			var off int64
			for _, a := range l.Adjustments {
				sources[a.Source] += a.AmountMinor
				off += a.AmountMinor
			}
			if off != l.DiscountMinor || l.TotalMinor-off != l.PayableMinor {
				w.Errorf("line %d: %d off, discount %d", l.Index, off, l.DiscountMinor)
			}
		}
		want := map[basket.Source]int64{basket.FromMemberPrice: 3_000, basket.FromBenefit: 2_800, basket.FromEntitlement: 3_600, basket.FromPoints: 1_500}
		for source, amount := range want {
			if source == basket.FromBenefit {
				amount -= sources[basket.FromTier] // where the words put it
			}
			if sources[source] != amount {
				w.Errorf("%s took %d off, not %d: %v", source, sources[source], amount, sources)
			}
		}
		if len(o.Outcome.Deal.Coupons) != 2 || sources[basket.FromCoupon] < 3_000 {
			w.Errorf("coupons %+v", o.Outcome.Deal)
		}
		if o.Outcome.BonusMinor != 1_000 || o.Outcome.PrincipalMinor != 1_500 || w.sold() != 3 {
			w.Errorf("balance %d + %d, sold %d", o.Outcome.BonusMinor, o.Outcome.PrincipalMinor, w.sold())
		}
		if again := w.try(in)[0]; !again.Repeated || text(again.Order.Outcome) != text(o.Outcome) {
			w.Errorf("told again: %+v %v", again, again.Err)
		}
		r := w.Refund(o.ID)
		if len(r.Back.Coupons) != 2 || len(r.Back.Uses) != 1 || r.Back.Uses[0].Quantity != 2 {
			w.Errorf("back %+v", r.Back)
		}
		if got := w.holds(b); got != before {
			w.Errorf("after the refund %s, there was %s", got, before)
		}
		if n := w.noted(); len(n) != 0 || w.sold() != 0 {
			w.Errorf("still noted %v, sold %d", n, w.sold())
		}
		for account, sum := range w.causes(o.ID) {
			w.Errorf("the order is still the cause of %d in %s", sum, account)
		}
		w.Sound()
	})
}

// Whatever is refunded, in whatever order and cutting, ends the same; what is used no more comes back at once.
func TestPartialRefundsEndTheSame(t *testing.T) {
	each(t, generous, func(w *world) {
		fixed, tenth := w.goods()
		takes := []basket.Take{{Line: 0, Quantity: 2}, {Line: 1, Quantity: 2}, {Line: 2, Quantity: 3}, {Line: 3, Quantity: 1}}
		var ends []string
		for _, way := range [][]int{{0, 1, 2, 3}, {3, 2, 1, 0}, {1, 3, 0, 2}, {2, 0, 3, 1}} {
			b := w.filled(fixed, tenth)
			o := w.Buy(w.whole(b))
			for _, i := range way {
				w.Refund(o.ID, takes[i])
			}
			end := w.holds(b) + " | " + w.Standing(b.member)
			at := w.Refund(o.ID) // what is left
			if at.Back.Status != order.Refunded {
				w.Errorf("left is %s", at.Back.Status)
			}
			ends = append(ends, end+" | "+w.holds(b))
		}
		// at once
		b := w.filled(fixed, tenth)
		o := w.Buy(w.whole(b))
		w.Refund(o.ID, takes...)
		end := w.holds(b) + " | " + w.Standing(b.member)
		w.Refund(o.ID)
		ends = append(ends, end+" | "+w.holds(b))
		slices.Sort(ends)
		for _, e := range slices.Compact(ends)[1:] {
			w.Errorf("ended otherwise:\n%s\n%s", ends[0], e)
		}
		w.Sound()
	})
}

// A coupon whose time ran out meanwhile comes back with the merchant's grace.
func TestCouponComesBackWithGrace(t *testing.T) {
	each(t, generous, func(w *world) {
		b := w.filled(w.goods())
		o := w.Buy(w.whole(b))
		w.Days(20)
		w.Refund(o.ID, basket.Take{Line: 1, Quantity: 2}) // the toys: the second coupon stands on them alone
		w.View(func(tx *store.Tx) error {
			one, err := coupon.ByCode(w.Ctx, tx, b.fixed)
			if err != nil {
				return err
			}
			two, err := coupon.ByCode(w.Ctx, tx, b.tenth)
			if one.State(tx.Now()) != coupon.Used || two.State(tx.Now()) != coupon.Usable {
				w.Errorf("%s and %s", one.State(tx.Now()), two.State(tx.Now()))
			}
			return err
		})
		w.Refund(o.ID)
		w.View(func(tx *store.Tx) error {
			c, err := coupon.ByCode(w.Ctx, tx, b.fixed)
			if until := (tx.Today() + 30).End(tx.Zone()); err == nil && (c.State(tx.Now()) != coupon.Usable || c.ExpiresAt != until) {
				w.Errorf("%s until %s, want %s", c.State(tx.Now()), c.ExpiresAt, until)
			}
			return err
		})
	})
}

// What cannot be used is told with a reason, and burned nothing; what takes an entitlement that is not there is refused.
func TestHandRefuses(t *testing.T) {
	each(t, generous, func(w *world) {
		fixed, tenth := w.goods()
		b, other := w.filled(fixed, tenth), w.filled(fixed, tenth)
		in := w.In(b.member, line("cup", 1, 2_000))
		in.Asked.Codes = []string{b.fixed, other.tenth, "123456789012", b.tenth}
		o := w.Buy(in)
		reasons := map[string]offer.Reason{}
		for _, u := range o.Outcome.Deal.Unused {
			reasons[u.Code] = u.Reason
		}
		if reasons[b.fixed] != offer.BelowMinimum || reasons[other.tenth] != coupon.ReasonOther || reasons["123456789012"] != hand.ReasonUnknown || reasons[b.tenth] != offer.NotInScope {
			w.Errorf("reasons %v", reasons)
		}
		before := w.holds(b)
		for name, c := range map[string]struct {
			edit func(in *order.RecordIn)
			code string
		}{
			"another's": {func(in *order.RecordIn) { in.Asked.Uses = other.cups(1) }, "entitlement_not_found"},
			"too many":  {func(in *order.RecordIn) { in.Asked.Uses = b.cups(4) }, "entitlement_used_up"},
			"no such": {func(in *order.RecordIn) {
				in.Asked.Uses = []hand.Uses{{Ref: benefit.Ref{ID: 42}, Quantity: 1, Line: deal.AnyLine}}
			}, "entitlement_not_found"},
			"wrong line":   {func(in *order.RecordIn) { in.Asked.Uses = b.cups(1); in.Asked.Uses[0].Line = 9 }, "out_of_range"},
			"no quantity":  {func(in *order.RecordIn) { in.Asked.Uses = b.cups(0) }, "out_of_range"},
			"guest":        {func(in *order.RecordIn) { in.Member.ID, in.Asked.Uses = 0, b.cups(1) }, "not_a_member"},
			"unknown hold": {func(in *order.RecordIn) { in.Hold = 42 }, "hold_unknown"},
			"no proof":     {func(in *order.RecordIn) { in.Trusted, in.Asked.Best = false, true }, "proof_required"},
			"bad proof": {func(in *order.RecordIn) {
				in.Trusted, in.Asked.Best, in.Shown = false, true, proof.Shown{Kind: proof.Code, Member: other.member}
			}, "proof_of_another"},
		} {
			in := w.In(b.member, line("cup", 2, 4_000), line("toy", 1, 30_000))
			c.edit(&in)
			fine := w.In(other.member, line("cup", 1, 2_000))
			fine.Asked.Uses = other.cups(1)
			results := w.try(in, fine)
			if results[0].Err == nil || results[0].Err.Code.Code != c.code {
				w.Errorf("%s: %v", name, results[0].Err)
			}
			if results[1].Err != nil {
				w.Errorf("%s spoilt its neighbour: %v", name, results[1].Err)
				continue
			}
			w.Refund(results[1].Order.ID)
		}
		if got, want := w.holds(b), before; got != want {
			w.Errorf("refusals left %s, want %s", got, want)
		}
		w.Sound()
	})
}

// The best combination is taken where none is named; a conditional coupon asks for what else is known of the member.
func TestBestCoupons(t *testing.T) {
	each(t, generous, func(w *world) {
		b := w.filled(w.goods())
		var rich int64
		w.Tx(func(tx *store.Tx) error {
			t, err := coupon.Save(w.Ctx, tx, coupon.TemplateIn{Stock: 10, Status: coupon.Active, Terms: coupon.Terms{
				Name: "rich", Kind: offer.AmountOff, AmountMinor: 9_000, Scope: coupon.Scope{Condition: `spend(30) >= 100`}, Stacking: coupon.Stacking{Mode: offer.Never},
			}})
			rich = t.ID
			return err
		})
		code := w.coupon(rich, b.member)
		ask := w.In(b.member, line("toy", 2, 20_000))
		ask.Asked.Best = true
		first, err := w.quote(ask.QuoteIn)
		if err != nil || len(first.Deal.Coupons) != 2 {
			w.Fatalf("%v: %+v", err, first.Deal)
		}
		w.Buy(w.In(b.member, line("cup", 10, 20_000)))
		o := w.Buy(ask)
		if len(o.Outcome.Deal.Coupons) != 1 || o.Outcome.Deal.Coupons[0].Code != code || len(o.Outcome.Deal.Unused) != 2 {
			w.Errorf("used %+v", o.Outcome.Deal)
		}
	})
}

// Of many callers one uses the coupon; the others' orders are recorded without it.
func TestManyRedeemOneCoupon(t *testing.T) {
	each(t, generous, func(w *world) {
		const callers = 64
		fixed, _ := w.goods()
		owner := w.Join()
		owned := w.coupon(fixed, owner)
		var open string
		w.Tx(func(tx *store.Tx) error {
			b, err := coupon.MakeCodes(w.Ctx, tx, coupon.BatchIn{TemplateID: fixed, Kind: coupon.BatchCodes, Count: 1})
			if err != nil {
				return err
			}
			made, err := b.Coupons(w.Ctx, tx)
			open = made[0].Code
			return err
		})
		people := make([]int64, callers)
		for i := range people {
			people[i] = w.Join()
		}
		for _, c := range []struct {
			code string
			who  func(i int) int64
		}{{owned, func(int) int64 { return owner }}, {open, func(i int) int64 { return people[i] }}} {
			ins := make([]order.RecordIn, callers)
			for i := range ins {
				ins[i] = w.In(c.who(i), line("toy", 1, 20_000))
				ins[i].Asked.Codes = []string{c.code}
			}
			var used, recorded int
			var mu sync.Mutex
			var wg sync.WaitGroup
			for i := range ins {
				wg.Go(func() {
					var out []order.Result
					err := w.DB.Tx(w.Ctx, w.Scope, func(tx *store.Tx) (err error) {
						out, err = order.Record(w.Ctx, tx, ins[i:i+1])
						return err
					})
					if err != nil || out[0].Err != nil {
						w.Errorf("%v %+v", err, out)
						return
					}
					mu.Lock()
					defer mu.Unlock()
					recorded++
					used += len(out[0].Order.Outcome.Deal.Coupons)
				})
			}
			wg.Wait()
			if used != 1 || recorded != callers {
				w.Errorf("%d uses in %d orders", used, recorded)
			}
		}
		w.View(func(tx *store.Tx) error {
			return coupon.Check(w.Ctx, tx, func(f coupon.Finding) { w.Errorf("%+v", f) })
		})
	})
}

// text is all of a value.
func text(v any) string {
	out, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(out)
}

// What was given because of an order goes with it; of what is used already the worth is told, and kept from the money where the merchant has it so.
func TestGiftsOfAnOrderGoWithIt(t *testing.T) {
	each(t, generous, func(w *world) {
		fixed, _ := w.goods()
		b := bag{member: w.Join()}
		o := w.Buy(w.In(b.member, line("toy", 1, 20_000)))
		var given []string
		w.Tx(func(tx *store.Tx) error {
			settings, version, err := org.GetSettings(w.Ctx, tx)
			if err != nil {
				return err
			}
			settings.DeductUnrecovered = true
			if _, err := org.SaveSettings(w.Ctx, tx, version, settings); err != nil {
				return err
			}
			_, err = reward.Grant(w.Ctx, tx, reward.GrantIn{
				MemberID: b.member, Items: []reward.Item{{Kind: "coupon", TemplateID: fixed, Quantity: 2}}, Reason: "x", Root: fmt.Sprintf("order:%d", o.ID),
			})
			if err != nil {
				return err
			}
			held, err := coupon.List(w.Ctx, tx, coupon.ListIn{MemberID: b.member, Limit: 10})
			for _, c := range held.Coupons {
				given = append(given, c.Code)
			}
			return err
		})
		use := w.In(b.member, line("cup", 6, 30_000))
		use.Asked.Codes = given[:1]
		w.Buy(use)
		r := w.Refund(o.ID)
		if r.Back.UnrecoveredMinor != 2_000 || r.Back.DeductedMinor != 2_000 {
			w.Errorf("unrecovered %d, deducted %d", r.Back.UnrecoveredMinor, r.Back.DeductedMinor)
		}
		w.View(func(tx *store.Tx) error {
			c, err := coupon.ByCode(w.Ctx, tx, given[1])
			if err == nil && c.State(tx.Now()) != coupon.Void {
				w.Errorf("the other coupon is %s", c.State(tx.Now()))
			}
			return err
		})
		w.Sound()
	})
}

// What an order has and does not keep, or keeps and does not have, is found.
func TestCheckLooksAtWhatOrdersHave(t *testing.T) {
	for name, sql := range map[string]string{
		"a coupon freed unseen": `UPDATE coupon SET order_id = 0, used_at = 9223372036854775807 WHERE merchant_id = $1 AND order_id = $2`,
		"a use undone unseen":   `UPDATE benefit_use SET returned = quantity WHERE merchant_id = $1 AND cause_id = $2`,
	} {
		t.Run(name, func(t *testing.T) {
			each(t, generous, func(w *world) {
				o := w.Buy(w.whole(w.filled(w.goods())))
				w.Refund(o.ID, basket.Take{Line: 0, Quantity: 1})
				w.Sound()
				w.Tx(func(tx *store.Tx) error {
					_, err := tx.Exec(w.Ctx, sql, tx.MerchantID(), o.ID)
					return err
				})
				if !slices.ContainsFunc(w.Findings(), func(f string) bool { return strings.Contains(f, "order invariant 9") }) {
					w.Errorf("not found: %v", w.Findings())
				}
			})
		})
	}
}
