package mall_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/mall"
	"regulars/internal/mall/pay"
	"regulars/internal/member"
	"regulars/internal/member/proof"
	"regulars/internal/order"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/reward/item"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/internal/vault"
	"regulars/internal/worldtest"
)

// shop is a merchant with a mall and a member who has points.
type shop struct {
	*worldtest.World
	member int64
}

func each(t *testing.T, story func(s *shop)) {
	t.Helper()
	worldtest.Each(t, nil, func(w *worldtest.World) {
		s := &shop{World: w}
		s.member = s.Join()
		s.give(s.member, item.Item{Kind: item.Points, Amount: 1_000}, item.Item{Kind: item.Bonus, Amount: 300})
		story(s)
		s.Sound()
	}, vault.Ephemeral())
}

// give gives the member items.
func (s *shop) give(id int64, items ...item.Item) {
	s.Helper()
	s.Tx(func(tx *store.Tx) error {
		_, err := reward.Grant(s.Ctx, tx, reward.GrantIn{MemberID: id, Items: items, Reason: "to spend"})
		return err
	})
}

// offer puts an item on offer: rewards where gives is not empty, else a mug.
func (s *shop) offer(edit func(*mall.Item), gives ...item.Item) (it mall.Item) {
	s.Helper()
	in := mall.Item{Terms: mall.Terms{Name: "Mug", Points: 100, Gives: gives}, Stock: mall.Unlimited}
	if len(gives) == 0 {
		in.SKU = "mug"
	}
	if edit != nil {
		edit(&in)
	}
	s.Tx(func(tx *store.Tx) (err error) {
		it, err = mall.AddItem(s.Ctx, tx, in)
		return err
	})
	return it
}

// in is a redemption of one of the item by the member.
func (s *shop) in(it mall.Item, edit func(*mall.RedeemIn)) mall.RedeemIn {
	in := mall.RedeemIn{
		Member: member.Ref{ID: s.member}, ItemID: it.ID, Source: "till", Number: fmt.Sprintf("m%d", s.Next()), Proof: proof.TrustedCaller(), MadeBy: "test",
	}
	if edit != nil {
		edit(&in)
	}
	return in
}

func (s *shop) try(in mall.RedeemIn) (r *mall.Redemption, repeated bool, err error) {
	err = s.DB.Tx(s.Ctx, s.Scope, func(tx *store.Tx) (err error) {
		r, repeated, err = mall.Redeem(s.Ctx, tx, in)
		return err
	})
	return r, repeated, err
}

func (s *shop) redeem(it mall.Item, edit func(*mall.RedeemIn)) *mall.Redemption {
	s.Helper()
	r, _, err := s.try(s.in(it, edit))
	if err != nil {
		s.Fatal(err)
	}
	return r
}

func (s *shop) cancel(id int64) (r *mall.Redemption, err error) {
	err = s.DB.Tx(s.Ctx, s.Scope, func(tx *store.Tx) (err error) {
		r, err = mall.Cancel(s.Ctx, tx, mall.CancelIn{ID: id, Reason: "changed my mind", By: "test"})
		return err
	})
	return r, err
}

func (s *shop) item(id int64) (it mall.Item) {
	s.Helper()
	s.View(func(tx *store.Tx) (err error) {
		it, err = mall.GetItem(s.Ctx, tx, id)
		return err
	})
	return it
}

func (s *shop) refused(err error, want fault.Code) {
	s.Helper()
	if !fault.Has(err, want) {
		s.Errorf("%v, want %s", err, want.Code)
	}
}

// held is what the member holds of what the mall takes.
func (s *shop) held() [3]int64 {
	return [3]int64{s.Points(s.member).Available, s.Holds(s.member, ledger.Bonus).Available, s.Holds(s.member, ledger.Principal).Available}
}

func TestItemsAreRefused(t *testing.T) {
	each(t, func(s *shop) {
		coupon := item.Item{Kind: item.Gift, SKU: "mug"}
		for name, c := range map[string]struct {
			edit  func(*mall.Item)
			want  fault.Code
			field string
		}{
			"no name":             {func(it *mall.Item) { it.Name = " " }, fault.ErrRequired, "name"},
			"for nothing":         {func(it *mall.Item) { it.Points = 0 }, mall.ErrFree, "points"},
			"below 0":             {func(it *mall.Item) { it.Points = -1 }, fault.ErrRange, "points"},
			"neither":             {func(it *mall.Item) { it.SKU = "" }, mall.ErrGives, "gives"},
			"both":                {func(it *mall.Item) { it.Gives = []item.Item{coupon} }, mall.ErrGives, "gives"},
			"points for points":   {func(it *mall.Item) { it.SKU, it.Gives = "", []item.Item{{Kind: item.Points, Amount: 1}} }, mall.ErrGivesFor, "gives[0].kind"},
			"a reward that lacks": {func(it *mall.Item) { it.SKU, it.Gives = "", []item.Item{{Kind: item.Gift}} }, fault.ErrRequired, "gives[0].sku"},
			"what nobody knows":   {func(it *mall.Item) { it.SKU, it.Gives = "", []item.Item{{Kind: item.Coupon, TemplateID: 7}} }, reward.ErrNamed, "gives[0].template_id"},
			"a tier of all":       {func(it *mall.Item) { it.SKU, it.Gives = "", []item.Item{{Kind: item.TierDays, Tier: "base", Days: 3}} }, reward.ErrNamed, "gives[0].tier"},
			"rewards by post": {func(it *mall.Item) { it.SKU, it.Gives, it.HandOver = "", []item.Item{coupon}, mall.Delivery }, mall.ErrHandOver,
				"hand_over"},
			"goods at once": {func(it *mall.Item) { it.HandOver = mall.AtOnce }, mall.ErrHandOver, "hand_over"},
			"a hand-over":   {func(it *mall.Item) { it.HandOver = "pigeon" }, fault.ErrInvalid, "hand_over"},
			"no such tier":  {func(it *mall.Item) { it.Tier = "tin" }, mall.ErrTier, "tier"},
			"a period":      {func(it *mall.Item) { it.Per = "hour" }, fault.ErrInvalid, "limit_per"},
			"a span":        {func(it *mall.Item) { it.FromAt, it.UntilAt = 5, 5 }, mall.ErrSpan, "until"},
			"a stock":       {func(it *mall.Item) { it.Stock = -7 }, fault.ErrRange, "stock"},
			"no condition":  {func(it *mall.Item) { it.Condition = "order_count >" }, fault.Code{Code: "condition_syntax"}, "condition"},
		} {
			in := mall.Item{Terms: mall.Terms{Name: "Mug", Points: 100, SKU: "mug"}, Stock: mall.Unlimited}
			c.edit(&in)
			err := s.DB.Tx(s.Ctx, s.Scope, func(tx *store.Tx) error {
				_, err := mall.AddItem(s.Ctx, tx, in)
				return err
			})
			if e := fault.As(err); e == nil || e.Field != c.field || e.Code.Code != c.want.Code && c.want.Code != "condition_syntax" {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestAnItemIsChangedByVersion(t *testing.T) {
	each(t, func(s *shop) {
		it := s.offer(func(it *mall.Item) { it.Stock = 3 })
		s.redeem(it, func(in *mall.RedeemIn) { in.Quantity = 2 })
		change := func(version int64, edit func(*mall.Item)) (mall.Item, error) {
			in := s.item(it.ID)
			edit(&in)
			var out mall.Item
			err := s.DB.Tx(s.Ctx, s.Scope, func(tx *store.Tx) (err error) {
				out, err = mall.ChangeItem(s.Ctx, tx, version, in)
				return err
			})
			return out, err
		}
		_, err := change(1, func(it *mall.Item) { it.Stock = 1 })
		s.refused(err, mall.ErrTaken)
		out, err := change(1, func(it *mall.Item) { it.Stock, it.Name = 2, "Cup" })
		if err != nil || out.Version != 2 || out.Left() != 0 || out.Taken != 2 || out.State(s.Now()) != "sold_out" {
			t.Errorf("%+v, %v", out, err)
		}
		_, err = change(1, func(it *mall.Item) { it.Name = "Pot" })
		s.refused(err, org.ErrStale)
		stranger := storetest.Merchant(t, s.DB)
		err = s.DB.Tx(s.Ctx, stranger, func(tx *store.Tx) error {
			_, err := mall.ChangeItem(s.Ctx, tx, 2, s.item(it.ID))
			return err
		})
		s.refused(err, mall.ErrItem)
		s.View(func(tx *store.Tx) error {
			all, err := mall.Items(s.Ctx, tx, mall.ItemsIn{Text: "ＣＵ", Limit: 10})
			offered, err2 := mall.Items(s.Ctx, tx, mall.ItemsIn{OnOffer: true, Limit: 10})
			if err != nil || err2 != nil || len(all) != 1 || len(offered) != 0 {
				t.Errorf("%v %v: %v, %v", all, offered, err, err2)
			}
			return nil
		})
	})
}

func TestRewardsAtOnceAndTheirCancellation(t *testing.T) {
	each(t, func(s *shop) {
		it := s.offer(nil, item.Item{Kind: item.Growth, Amount: 50}, item.Item{Kind: item.Bonus, Amount: 200}, item.Item{Kind: item.Tag, Tag: "collector"})
		before, standing := s.held(), s.Standing(s.member)
		r := s.redeem(it, func(in *mall.RedeemIn) { in.Quantity = 2 })
		if got := s.held(); r.State != mall.Done || got != [3]int64{before[0] - 200, before[1] + 400, 0} || r.CostMinor != 400 {
			t.Errorf("%+v, held %v", r, got)
		}
		if growth := s.Holds(s.member, ledger.Growth).Available; growth != 100 {
			t.Errorf("growth %d", growth)
		}
		undone, err := s.cancel(r.ID)
		if err != nil || undone.State != mall.Cancelled || s.held() != before || s.Standing(s.member) != standing || s.item(it.ID).Taken != 0 {
			t.Errorf("%v, held %v, want %v\n%s\n%s", err, s.held(), before, s.Standing(s.member), standing)
		}
		_, err = s.cancel(r.ID)
		s.refused(err, mall.ErrCancelled)
	})
}

func TestGoodsArePickedUpByCode(t *testing.T) {
	each(t, func(s *shop) {
		it := s.offer(func(it *mall.Item) { it.Stock, it.CostMinor = 5, 700 })
		in := s.in(it, nil)
		r, _, err := s.try(in)
		if err != nil || r.State != mall.Waiting || len(r.Code) != 10 || r.CostMinor != 700 {
			t.Fatalf("%+v, %v", r, err)
		}
		again, repeated, err := s.try(in)
		if err != nil || !repeated || again.ID != r.ID {
			t.Errorf("again: %+v, %v", again, err)
		}
		in.Quantity = 2
		_, _, err = s.try(in)
		s.refused(err, mall.ErrNumberReused)
		serve := func(in mall.ServeIn) (out *mall.Redemption, err error) {
			in.ID, in.By = r.ID, "till-1"
			err = s.DB.Tx(s.Ctx, s.Scope, func(tx *store.Tx) (err error) {
				out, err = mall.Serve(s.Ctx, tx, in)
				return err
			})
			return out, err
		}
		_, err = serve(mall.ServeIn{State: mall.Done, Code: "1234567897"})
		s.refused(err, mall.ErrCode)
		_, err = serve(mall.ServeIn{State: mall.Shipped, Code: r.Code})
		s.refused(err, mall.ErrState)
		s.View(func(tx *store.Tx) error {
			found, err := mall.ByCode(s.Ctx, tx, r.Code[:4]+" "+r.Code[4:])
			if err != nil || found.ID != r.ID {
				t.Errorf("by code: %v", err)
			}
			return nil
		})
		for range 2 { // a till that asks twice
			done, err := serve(mall.ServeIn{State: mall.Done, Code: r.Code, StoreID: 9})
			if err != nil || done.State != mall.Done || done.DoneBy != "till-1" || done.StoreID != 9 {
				t.Errorf("%+v, %v", done, err)
			}
		}
		if _, err := s.cancel(r.ID); err != nil || s.held()[0] != 1_000 {
			t.Errorf("%v, held %v", err, s.held())
		}
		_, err = serve(mall.ServeIn{State: mall.Done, Code: r.Code})
		s.refused(err, mall.ErrState)
	})
}

func TestGoodsAreSentToARecipient(t *testing.T) {
	each(t, func(s *shop) {
		it := s.offer(func(it *mall.Item) { it.HandOver = mall.Either })
		_, _, err := s.try(s.in(it, nil))
		s.refused(err, fault.ErrRequired)
		_, _, err = s.try(s.in(it, func(in *mall.RedeemIn) { in.HandOver = mall.Delivery }))
		s.refused(err, mall.ErrRecipient)
		to := &mall.Recipient{Name: "陈一", Phone: "13800000000", Address: "上海市徐汇区 1 号"}
		_, _, err = s.try(s.in(it, func(in *mall.RedeemIn) { in.HandOver, in.Recipient = mall.Pickup, to }))
		s.refused(err, mall.ErrForeign)
		r := s.redeem(it, func(in *mall.RedeemIn) { in.HandOver, in.Recipient = mall.Delivery, to })
		var sent *mall.Redemption
		s.Tx(func(tx *store.Tx) (err error) {
			if _, err = mall.Serve(s.Ctx, tx, mall.ServeIn{ID: r.ID, State: mall.Shipped, Carrier: "SF", Parcel: "SF1"}); err != nil {
				return err
			}
			sent, err = mall.Serve(s.Ctx, tx, mall.ServeIn{ID: r.ID, State: mall.Done, By: "post"})
			return err
		})
		if sent.State != mall.Done || sent.Carrier != "SF" || sent.Code != "" {
			t.Errorf("%+v", sent)
		}
		recipient := func() (out mall.Recipient) {
			s.View(func(tx *store.Tx) error {
				r, err := mall.Get(s.Ctx, tx, r.ID)
				if err == nil {
					out, err = mall.RecipientOf(s.Ctx, tx, r)
				}
				return err
			})
			return out
		}
		if got := recipient(); got != *to {
			t.Errorf("%+v", got)
		}
		forget := func() (n int64) {
			s.Tx(func(tx *store.Tx) (err error) {
				n, err = mall.ForgetRecipients(s.Ctx, tx)
				return err
			})
			return n
		}
		if n := forget(); n != 0 {
			t.Errorf("%d forgotten at once", n)
		}
		s.Days(mall.RecipientDays + 1)
		if n := forget(); n != 1 || recipient() != (mall.Recipient{}) {
			t.Errorf("%d forgotten", n)
		}
	})
}

func TestPointsAndMoney(t *testing.T) {
	each(t, func(s *shop) {
		it := s.offer(func(it *mall.Item) { it.PriceMinor = 500 })
		paid := func(balance int64, sums ...int64) func(*mall.RedeemIn) {
			return func(in *mall.RedeemIn) {
				in.BalanceMinor = balance
				for _, n := range sums {
					in.Payments = append(in.Payments, pay.Payment{Kind: "cash", AmountMinor: n})
				}
			}
		}
		for _, c := range []struct {
			edit func(*mall.RedeemIn)
			want fault.Code
		}{
			{paid(100, 500), order.ErrPayments}, {paid(501), pay.ErrBalance}, {paid(400, 100), program.ErrBalanceShort},
			{paid(0, 600, -100), fault.ErrRange},
		} {
			_, _, err := s.try(s.in(it, c.edit))
			s.refused(err, c.want)
		}
		r := s.redeem(it, paid(200, 250, 50))
		if got := s.held(); r.BonusMinor != 200 || r.PrincipalMinor != 0 || got != [3]int64{900, 100, 0} {
			t.Errorf("%+v, held %v", r, got)
		}
		if _, err := s.cancel(r.ID); err != nil || s.held() != [3]int64{1_000, 300, 0} {
			t.Errorf("%v, held %v", err, s.held())
		}
		dear := s.offer(func(it *mall.Item) { it.Points = 1_001 })
		_, _, err := s.try(s.in(dear, nil))
		s.refused(err, ledger.ErrNotEnoughPoints)
	})
}

func TestWhoMayHaveWhatAndWhen(t *testing.T) {
	each(t, func(s *shop) {
		try := func(edit func(*mall.Item), want fault.Code) {
			t.Helper()
			_, _, err := s.try(s.in(s.offer(edit), nil))
			s.refused(err, want)
		}
		now := s.Now()
		try(func(it *mall.Item) { it.Closed = true }, mall.ErrClosed)
		try(func(it *mall.Item) { it.FromAt = now + 1 }, mall.ErrNotYet)
		try(func(it *mall.Item) { it.FromAt, it.UntilAt = now-5, now }, mall.ErrOver)
		try(func(it *mall.Item) { it.Stock = 0 }, mall.ErrSoldOut)
		try(func(it *mall.Item) { it.Tier = "gold" }, mall.ErrTierBelow)
		try(func(it *mall.Item) { it.Condition = "order_count > 0" }, mall.ErrCondition)
		s.redeem(s.offer(func(it *mall.Item) { it.Tier, it.Condition = "base", "order_count == 0" }), nil)
		_, _, err := s.try(s.in(s.offer(nil), func(in *mall.RedeemIn) { in.Member = member.Ref{ID: 77} }))
		s.refused(err, order.ErrMember)
		_, _, err = s.try(s.in(s.offer(nil), func(in *mall.RedeemIn) { in.Proof = proof.Shown{} }))
		s.refused(err, proof.ErrRequired)
		if got := s.held()[0]; got != 900 {
			t.Errorf("points %d", got)
		}
	})
}

func TestLimitOfAMemberByPeriod(t *testing.T) {
	each(t, func(s *shop) {
		it := s.offer(func(it *mall.Item) { it.PerMember, it.Per = 2, mall.PerDay })
		r := s.redeem(it, func(in *mall.RedeemIn) { in.Quantity = 2 })
		_, _, err := s.try(s.in(it, nil))
		s.refused(err, mall.ErrLimit)
		if _, err := s.cancel(r.ID); err != nil {
			t.Error(err)
		}
		s.redeem(it, nil)
		_, _, err = s.try(s.in(it, func(in *mall.RedeemIn) { in.Quantity = 2 }))
		s.refused(err, mall.ErrLimit)
		s.Days(1)
		s.redeem(it, func(in *mall.RedeemIn) { in.Quantity = 2 })
	})
}

// Points that were spent and expired since come back for the days of grace.
func TestCancelledAfterExpiry(t *testing.T) {
	each(t, func(s *shop) {
		s.Tx(func(tx *store.Tx) error {
			_, err := reward.Grant(s.Ctx, tx, reward.GrantIn{
				MemberID: s.member, Items: []item.Item{{Kind: item.Points, Amount: 100}}, Reason: "short", ExpiresAt: tx.Now().AddMonths(1, tx.Zone()),
			})
			return err
		})
		r := s.redeem(s.offer(nil), nil)
		s.Days(60)
		if _, err := s.cancel(r.ID); err != nil || s.held()[0] != 1_100 {
			t.Errorf("%v, held %v", err, s.held())
		}
	})
}

// Many callers take few items: never over, and every point that left belongs to an item.
func TestNeverOver(t *testing.T) {
	each(t, func(s *shop) {
		const stock, callers, tries = 100, 40, 250 // 10,000 calls
		it := s.offer(func(it *mall.Item) { it.Stock, it.Points = stock, 1 })
		ids := make([]int64, callers)
		for i := range ids {
			ids[i] = s.Join()
			s.give(ids[i], item.Item{Kind: item.Points, Amount: tries})
		}
		var all sync.WaitGroup
		var had, refused atomic.Int64
		for i, id := range ids {
			all.Go(func() {
				for n := range tries {
					_, _, err := s.try(mall.RedeemIn{
						Member: member.Ref{ID: id}, ItemID: it.ID, Source: "crowd", Number: fmt.Sprintf("%d-%d", i, n), Proof: proof.TrustedCaller(),
					})
					switch {
					case err == nil:
						had.Add(1)
					case fault.Has(err, mall.ErrSoldOut):
						refused.Add(1)
					default:
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		if had.Load() != stock || refused.Load() != callers*tries-stock || s.item(it.ID).Taken != stock {
			t.Errorf("%d had, %d refused, %d taken", had.Load(), refused.Load(), s.item(it.ID).Taken)
		}
		var left int64
		for _, id := range ids {
			left += s.Points(id).Available
		}
		if left != callers*tries-stock {
			t.Errorf("%d points left", left)
		}
	})
}

// One number at once from two tills is one redemption.
func TestOneNumberAtOnce(t *testing.T) {
	each(t, func(s *shop) {
		in := s.in(s.offer(nil), nil)
		var all sync.WaitGroup
		ids := make([]int64, 8)
		for i := range ids {
			all.Go(func() {
				r, _, err := s.try(in)
				if err != nil {
					t.Error(err)
					return
				}
				ids[i] = r.ID
			})
		}
		all.Wait()
		for _, id := range ids {
			if id != ids[0] {
				t.Errorf("redemptions %v", ids)
			}
		}
		if s.held()[0] != 900 {
			t.Errorf("held %v", s.held())
		}
	})
}

// One number at once is one redemption though nobody may have a second one, and the last points went into it.
func TestOneNumberOfTheLastPoints(t *testing.T) {
	each(t, func(s *shop) {
		in := s.in(s.offer(func(it *mall.Item) { it.Points, it.PerMember, it.Per, it.Stock = 1_000, 1, mall.PerEver, 1 }), nil)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if _, _, err := s.try(in); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if s.held()[0] != 0 {
			t.Errorf("held %v", s.held())
		}
	})
}
