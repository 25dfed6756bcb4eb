package reward_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"regulars/internal/benefit"
	"regulars/internal/catalog"
	"regulars/internal/coupon"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/member/trait"
	"regulars/internal/offer"
	"regulars/internal/offer/deal"
	"regulars/internal/plan"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/reward/budget"
	"regulars/internal/reward/item"
	"regulars/internal/reward/pack"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// points is a list of one reward.
func points(n int64) []reward.Item { return []reward.Item{{Kind: item.Points, Amount: n}} }

func (s *shop) grant(in reward.GrantIn) (g *reward.Granted, err error) {
	if in.MemberID == 0 {
		in.MemberID = s.member
	}
	if in.Reason == "" {
		in.Reason = "test"
	}
	err = s.db.Tx(ctx, s.scope, func(tx *store.Tx) (err error) {
		g, err = reward.Grant(ctx, tx, in)
		return err
	})
	return g, err
}

func (s *shop) revoke(id int64) (g *reward.Granted, err error) {
	err = s.db.Tx(ctx, s.scope, func(tx *store.Tx) (err error) {
		g, err = reward.Revoke(ctx, tx, id)
		return err
	})
	return g, err
}

func (s *shop) budget(b budget.Budget) (out budget.Budget) {
	s.t.Helper()
	b.Name = "spring"
	s.tx(func(tx *store.Tx) (err error) {
		out, err = budget.Add(ctx, tx, b)
		return err
	})
	return out
}

func (s *shop) used(id int64) (b budget.Budget) {
	s.t.Helper()
	s.view(func(tx *store.Tx) (err error) {
		b, err = budget.Get(ctx, tx, id)
		return err
	})
	return b
}

func (s *shop) pack(items ...reward.Item) (p pack.Pack) {
	s.t.Helper()
	s.tx(func(tx *store.Tx) (err error) {
		p, err = pack.Add(ctx, tx, pack.Pack{Name: "welcome", Items: items})
		return err
	})
	return p
}

func (s *shop) tagsOf(id int64) (out []trait.Tag) {
	s.t.Helper()
	s.view(func(tx *store.Tx) error {
		tags, err := trait.TagsOf(ctx, tx, []int64{id})
		out = tags[id]
		return err
	})
	return out
}

func TestAPackIsTakenApartAndTakenBackWhole(t *testing.T) {
	each(t, nil, func(s *shop) {
		p := s.pack(reward.Item{Kind: item.Points, Amount: 100}, reward.Item{Kind: item.Bonus, Amount: 2_000}, reward.Item{Kind: item.Growth, Amount: 5},
			reward.Item{Kind: item.Tag, Tag: "new"}, reward.Item{Kind: item.Commission, Amount: 30})
		g, err := s.grant(reward.GrantIn{Items: []reward.Item{{Kind: item.Pack, PackID: p.ID}, {Kind: item.Points, Amount: 7}}})
		if err != nil {
			s.t.Fatal(err)
		}
		if len(g.Parts) != 6 || g.Parts[0].PackID != p.ID || g.Parts[5].PackID != 0 || g.CostMinor != 107+2_000+30 {
			s.t.Errorf("%+v", g)
		}
		s.books(func(bk *reward.Books) {
			w := bk.Ledger.Wallet(s.member)
			if w.Of(ledger.Points).Available != 107 || w.Of(ledger.Bonus).Available != 2_000 || w.Of(ledger.Growth).Available != 5 || w.Of(ledger.Commission).Available != 30 {
				s.t.Errorf("%+v", w)
			}
		})
		if tags := s.tagsOf(s.member); len(tags) != 1 || tags[0].Source != trait.TagByReward {
			s.t.Errorf("%+v", tags)
		}
		s.tx(func(tx *store.Tx) error { // what was given does not change with the pack
			p.Items = points(1)
			_, err := pack.Change(ctx, tx, p)
			return err
		})
		back, err := s.revoke(g.ID)
		if err != nil || back.State != reward.Revoked || back.UnrecoveredMinor != 0 {
			s.t.Fatalf("%+v, %v", back, err)
		}
		s.books(func(bk *reward.Books) {
			for _, a := range ledger.Assets() {
				if b := bk.Ledger.Balance(s.member, a); b != (ledger.Balance{}) {
					s.t.Errorf("%s: %+v", a, b)
				}
			}
		})
		if tags := s.tagsOf(s.member); len(tags) != 0 {
			s.t.Errorf("%+v", tags)
		}
		if _, err := s.revoke(g.ID); !fault.Has(err, reward.ErrRevoked) {
			s.t.Errorf("again: %v", err)
		}
	})
}

func TestATagThatWasThereStays(t *testing.T) {
	each(t, nil, func(s *shop) {
		s.tx(func(tx *store.Tx) error {
			return trait.AddTags(ctx, tx, trait.TagByHand, map[int64][]string{s.member: {"vip"}})
		})
		g, err := s.grant(reward.GrantIn{Items: []reward.Item{{Kind: item.Tag, Tag: "vip"}}})
		if err == nil {
			_, err = s.revoke(g.ID)
		}
		if tags := s.tagsOf(s.member); err != nil || len(tags) != 1 || tags[0].Source != trait.TagByHand {
			s.t.Errorf("%v, %+v", err, tags)
		}
	})
}

// A tag goes with the last of the grants that gave it; one that a rule put on is the grant's from then on.
func TestATagGoesWithItsLastGrant(t *testing.T) {
	each(t, nil, func(s *shop) {
		var grants []int64
		for range 3 {
			g, err := s.grant(reward.GrantIn{Items: []reward.Item{{Kind: item.Tag, Tag: "vip"}}})
			if err != nil {
				s.t.Fatal(err)
			}
			grants = append(grants, g.ID)
		}
		for i, want := range []int{1, 1, 0} {
			if _, err := s.revoke(grants[(i+1)%3]); err != nil {
				s.t.Fatal(err)
			}
			if tags := s.tagsOf(s.member); len(tags) != want {
				s.t.Errorf("after %d of three: %+v", i+1, tags)
			}
		}
	})
}

func TestGrantRefuses(t *testing.T) {
	each(t, nil, func(s *shop) {
		p := s.pack(points(1)...)
		s.tx(func(tx *store.Tx) error {
			p.Closed = true
			_, err := pack.Change(ctx, tx, p)
			return err
		})
		for name, c := range map[string]struct {
			in   reward.GrantIn
			code fault.Code
		}{
			"a stranger":            {reward.GrantIn{MemberID: 42, Items: points(1)}, member.ErrUnknown},
			"a closed pack":         {reward.GrantIn{Items: []reward.Item{{Kind: item.Pack, PackID: p.ID}}}, pack.ErrClosed},
			"no such pack":          {reward.GrantIn{Items: []reward.Item{{Kind: item.Pack, PackID: 42}}}, reward.ErrNamed},
			"no such budget":        {reward.GrantIn{Items: points(1), Budgets: []int64{42}}, budget.ErrUnknown},
			"an expiry in the past": {reward.GrantIn{Items: points(1), ExpiresAt: 1}, reward.ErrExpiry},
			"no such template":      {reward.GrantIn{Items: []reward.Item{{Kind: item.Coupon, TemplateID: 42}}}, reward.ErrNamed},
			"no such plan":          {reward.GrantIn{Items: []reward.Item{{Kind: item.PlanDays, PlanID: 42, Days: 1}}}, reward.ErrNamed},
			"no such benefit":       {reward.GrantIn{Items: []reward.Item{{Kind: item.Entitlement, Benefit: "spa"}}}, reward.ErrNamed},
			"no such article":       {reward.GrantIn{Items: []reward.Item{{Kind: item.Gift, SKU: "mug"}}}, reward.ErrNamed},
		} {
			if _, err := s.grant(c.in); !fault.Has(err, c.code) {
				s.t.Errorf("%s: %v", name, err)
			}
		}
		other := storetest.Merchant(s.t, s.db)
		err := s.db.Tx(ctx, other, func(tx *store.Tx) error {
			_, err := reward.Grant(ctx, tx, reward.GrantIn{MemberID: s.member, Items: points(1), Reason: "test"})
			return err
		})
		if !fault.Has(err, member.ErrUnknown) {
			s.t.Errorf("another merchant's member: %v", err)
		}
	})
}

func TestCheckNamesTheField(t *testing.T) {
	each(t, nil, func(s *shop) {
		s.view(func(tx *store.Tx) error {
			err := reward.Check(ctx, tx, []reward.Item{{Kind: item.Points, Amount: 1}, {Kind: item.Coupon, TemplateID: 4}, {Kind: item.Gift, SKU: "mug"}}, "rewards")
			e := fault.As(err)
			if !fault.Has(err, reward.ErrNamed) || e.Field != "rewards[1].template_id" || len(e.More) != 1 || e.More[0].Field != "rewards[2].sku" {
				s.t.Errorf("%v", err)
			}
			return reward.Check(ctx, tx, points(1), "rewards")
		})
	})
}

// A budget bounds points, money and pieces, in all and for each member, and begins anew with its period.
func TestBudgets(t *testing.T) {
	each(t, nil, func(s *shop) {
		other := s.enrol(false)
		all := s.budget(budget.Budget{Unit: budget.Points, Total: 1_000, PerMember: 600, Period: budget.Day})
		money := s.budget(budget.Budget{Unit: budget.Money, Total: 900, Period: budget.Ever}) // a point is worth a fen
		count := s.budget(budget.Budget{Unit: budget.Count, PerMember: 3, Period: budget.Week})
		give := func(of, n int64, budgets ...int64) error {
			_, err := s.grant(reward.GrantIn{MemberID: of, Items: points(n), Budgets: budgets})
			return err
		}
		for i, c := range []struct {
			of, n   int64
			budgets []int64
			code    *fault.Code
		}{
			{s.member, 500, []int64{all.ID, money.ID, count.ID}, nil},
			{s.member, 101, []int64{all.ID}, &budget.ErrMemberSpent},
			{s.member, 100, []int64{all.ID}, nil},
			{other, 401, []int64{all.ID}, &budget.ErrSpent},
			{other, 400, []int64{all.ID, all.ID}, nil},
			{other, 1, []int64{all.ID}, &budget.ErrSpent},
			{other, 500, []int64{money.ID}, &budget.ErrSpent},
			{other, 400, []int64{money.ID, count.ID}, nil},
			{s.member, 1, []int64{count.ID}, nil},
			{s.member, 1, []int64{count.ID}, nil},
			{s.member, 1, []int64{count.ID}, &budget.ErrMemberSpent},
		} {
			err := give(c.of, c.n, c.budgets...)
			if c.code == nil && err != nil || c.code != nil && !fault.Has(err, *c.code) {
				s.t.Errorf("%d: %v", i, err)
			}
		}
		if b := s.used(all.ID); b.Used != 1_000 || b.Charges != 3 {
			s.t.Errorf("%+v", b)
		}
		storetest.Clock(s.db).Set(storetest.Start.Add(24 * time.Hour))
		if err := give(s.member, 600, all.ID); err != nil {
			s.t.Errorf("on the next day: %v", err)
		}
		s.tx(func(tx *store.Tx) error {
			all.Closed = true
			_, err := budget.Change(ctx, tx, all)
			return err
		})
		if err := give(other, 1, all.ID); !fault.Has(err, budget.ErrClosed) {
			s.t.Errorf("closed: %v", err)
		}
	})
}

// What is revoked comes back to the period it was drawn in.
func TestBudgetsComeBack(t *testing.T) {
	each(t, nil, func(s *shop) {
		b := s.budget(budget.Budget{Unit: budget.Points, Total: 100, PerMember: 100, Period: budget.Day})
		g, err := s.grant(reward.GrantIn{Items: points(100), Budgets: []int64{b.ID}, Root: "order:7"})
		if err != nil {
			s.t.Fatal(err)
		}
		storetest.Clock(s.db).Set(storetest.Start.Add(24 * time.Hour))
		today, err := s.grant(reward.GrantIn{Items: points(60), Budgets: []int64{b.ID}})
		if err != nil {
			s.t.Fatal(err)
		}
		s.tx(func(tx *store.Tx) error {
			out, err := reward.RevokeRoot(ctx, tx, "order:7")
			if len(out.Grants) != 1 || out.Points != 100 || out.Grants[0].ID != g.ID {
				s.t.Errorf("%+v", out)
			}
			return err
		})
		if got := s.used(b.ID); got.Used != 60 {
			s.t.Errorf("the day of now: %+v", got)
		}
		storetest.Clock(s.db).Set(storetest.Start)
		if got := s.used(b.ID); got.Used != 0 || got.Charges != 0 {
			s.t.Errorf("the day before: %+v", got)
		}
		storetest.Clock(s.db).Set(storetest.Start.Add(24 * time.Hour))
		if _, err := s.revoke(today.ID); err != nil {
			s.t.Fatal(err)
		}
		if _, err := s.grant(reward.GrantIn{Items: points(100), Budgets: []int64{b.ID}}); err != nil {
			s.t.Error(err)
		}
	})
}

// 200 callers draw from a budget of 1,000 points at once: never over, and what it lets through was given.
func TestBudgetUnderContention(t *testing.T) {
	each(t, nil, func(s *shop) {
		b := s.budget(budget.Budget{Unit: budget.Points, Total: 1_000, Period: budget.Month})
		ids := make([]int64, 20)
		for i := range ids {
			ids[i] = s.enrol(false)
		}
		var wg sync.WaitGroup
		given := make([]bool, 200)
		for i := range given {
			wg.Go(func() {
				_, err := s.grant(reward.GrantIn{MemberID: ids[i%len(ids)], Items: points(30), Budgets: []int64{b.ID}})
				given[i] = err == nil
				if err != nil && !fault.Has(err, budget.ErrSpent) {
					s.t.Error(err)
				}
			})
		}
		wg.Wait()
		n := int64(0)
		for _, yes := range given {
			if yes {
				n++
			}
		}
		if got := s.used(b.ID); n != 33 || got.Used != 990 || got.Charges != 33 {
			s.t.Errorf("%d given, %+v", n, got)
		}
	})
}

// Many are given to in one commit: who is refused spoils nobody, and a budget is drawn from in the order of the list.
func TestGrantMany(t *testing.T) {
	each(t, nil, func(s *shop) {
		b := s.budget(budget.Budget{Unit: budget.Count, Total: 3, Period: budget.Ever})
		gone := s.enrol(false)
		ids := []int64{s.member, s.enrol(false), 42, s.enrol(false), gone, s.enrol(false)}
		full := make([]string, trait.MaxTags)
		for i := range full {
			full[i] = string(rune('a'+i%26)) + string(rune('a'+i/26))
		}
		s.tx(func(tx *store.Tx) error {
			return trait.AddTags(ctx, tx, trait.TagByHand, map[int64][]string{ids[1]: full})
		})
		ins := make([]reward.GrantIn, len(ids))
		for i, id := range ids {
			ins[i] = reward.GrantIn{MemberID: id, Items: append(points(10), reward.Item{Kind: item.Tag, Tag: "spring"}), Reason: "mass", Budgets: []int64{b.ID}}
		}
		var out []reward.Result
		var events int
		s.tx(func(tx *store.Tx) (err error) {
			out, err = reward.GrantMany(ctx, tx, ins)
			for _, e := range tx.Emitted() {
				if e.Kind == reward.EventGranted {
					events++
				}
			}
			return err
		})
		want := []*fault.Code{nil, &fault.ErrTooMany, &member.ErrUnknown, nil, nil, &budget.ErrSpent}
		for i, c := range want {
			if c == nil && out[i].Err != nil || c != nil && !errors.Is(out[i].Err, c.New(nil)) {
				s.t.Errorf("%d: %v", i, out[i].Err)
			}
		}
		if got := s.used(b.ID); got.Used != 3 || events != 3 {
			s.t.Errorf("%+v, %d events", got, events)
		}
		s.view(func(tx *store.Tx) error { // who was refused half-way has nothing
			bk, err := ledger.Open(ctx, tx, []int64{ids[1], ids[5]}, ledger.Need{})
			if err == nil && (bk.Balance(ids[1], ledger.Points).Net() != 0 || bk.Balance(ids[5], ledger.Points).Net() != 0) {
				s.t.Error("somebody who was refused has points")
			}
			return err
		})
	})
}

// Coupons, articles, draw chances and what a pack holds of them are given, used, and taken back as far as they are left.
func TestCouponsAndArticles(t *testing.T) {
	each(t, nil, func(s *shop) {
		var template int64
		s.tx(func(tx *store.Tx) error {
			cost := int64(900)
			if _, err := catalog.Save(ctx, tx, []catalog.Product{{SKU: "mug", Name: "Mug", Type: "product", CostMinor: &cost}}); err != nil {
				return err
			}
			made, err := coupon.Save(ctx, tx, coupon.TemplateIn{
				Stock: 3, Terms: coupon.Terms{Name: "Five off", Kind: offer.AmountOff, AmountMinor: 500, Stacking: coupon.Stacking{Mode: offer.Always}},
			})
			if err == nil {
				template = made.ID
			}
			return err
		})
		items := []reward.Item{
			{Kind: item.Coupon, TemplateID: template, Quantity: 2}, {Kind: item.Gift, SKU: "mug"}, {Kind: item.DrawChances, Benefit: "spring", Quantity: 3},
		}
		s.view(func(tx *store.Tx) error {
			w, err := reward.Weigh(ctx, tx, items)
			if w != (reward.Weight{CostMinor: 1_900, Unpriced: 3}) {
				s.t.Errorf("it would be %+v", w)
			}
			return err
		})
		g, err := s.grant(reward.GrantIn{Items: items})
		if err != nil || g.CostMinor != 1_900 || len(g.Parts[0].Made) != 2 || len(g.Parts[1].Made) != 1 || len(g.Parts[2].Made) != 1 {
			s.t.Fatalf("%+v, %v", g, err)
		}
		again, err := s.grant(reward.GrantIn{Items: []reward.Item{{Kind: item.Gift, SKU: "mug", Quantity: 2}}})
		if err != nil || again.Parts[0].TemplateID != g.Parts[1].TemplateID {
			s.t.Errorf("the article's coupons have another template: %+v, %v", again, err)
		}
		if _, err := s.grant(reward.GrantIn{Items: append(points(5), items[0])}); !fault.Has(err, coupon.ErrStock) {
			s.t.Errorf("out of stock: %v", err)
		}
		s.tx(func(tx *store.Tx) error { // one is used
			bk, err := reward.Open(ctx, tx, reward.Need{
				Members: []int64{s.member}, From: tx.Now(), Until: tx.Now(), Coupons: &coupon.Need{Members: []int64{s.member}},
			})
			if err != nil {
				return err
			}
			if refused := bk.Coupon.Redeem(g.Parts[0].Made[0], coupon.RedeemIn{OrderID: 7, MemberID: s.member, At: tx.Now(), AmountMinor: 500}); refused != nil {
				return refused
			}
			return bk.Save(ctx)
		})
		back, err := s.revoke(g.ID)
		if err != nil || back.UnrecoveredMinor != 500 || back.Parts[0].TakenBack != 1 || back.Parts[1].TakenBack != 1 || back.Parts[2].TakenBack != 3 {
			s.t.Errorf("%+v, %v", back, err)
		}
		if s.points().Net() != 0 {
			s.t.Error("who was refused has points")
		}
	})
}

// Uses of a benefit and days of a plan come with a grant, and what of them is left goes with it.
func TestEntitlementsAndPlanDays(t *testing.T) {
	wash := func(d *program.Document) {
		d.Benefits = []deal.Benefit{{
			Code: "wash", Name: deal.Text{En: "Wash", Zh: "洗护"}, Kind: deal.Quota, Quota: deal.Allowance{Quantity: 2, Per: deal.PerMonth}, Gives: deal.ByService, CostMinor: 300,
		}}
	}
	each(t, wash, func(s *shop) {
		var p *plan.Plan
		s.tx(func(tx *store.Tx) (err error) {
			p, err = plan.Add(ctx, tx, plan.SaveIn{Code: "plus", OnSale: true, Terms: plan.Terms{
				Name: deal.Text{En: "Plus", Zh: "PLUS"}, Level: 1, Period: plan.Year, PriceMinor: 9_900,
			}})
			return err
		})
		items := []reward.Item{{Kind: item.Entitlement, Benefit: "wash", Quantity: 3}, {Kind: item.PlanDays, PlanID: p.ID, Days: 30}}
		g, err := s.grant(reward.GrantIn{Items: items})
		if err != nil || g.CostMinor != 900+814 { // of 9,900 a year
			s.t.Fatalf("%+v, %v", g, err)
		}
		open := func(tx *store.Tx) *reward.Books {
			bk, err := reward.Open(ctx, tx, reward.Need{
				Members: []int64{s.member}, From: tx.Now(), Until: tx.Now(),
				Benefits: &benefit.Need{Members: []int64{s.member}}, Plans: &plan.Need{Members: []int64{s.member}},
			})
			if err != nil {
				s.t.Fatal(err)
			}
			return bk
		}
		s.tx(func(tx *store.Tx) error {
			bk := open(tx)
			if codes := bk.Plan.Codes(s.member, tx.Now()); len(codes) != 1 || codes[0] != "plus" {
				s.t.Errorf("plans: %v", codes)
			}
			_, refused := bk.Benefit.Use(g.Parts[0].Made[0], benefit.UseIn{Quantity: 1, Cause: ledger.Cause{Kind: "use", ID: 5}})
			if refused != nil {
				return refused
			}
			return bk.Save(ctx)
		})
		storetest.Clock(s.db).Set(storetest.Start.Add(10 * 24 * time.Hour))
		back, err := s.revoke(g.ID)
		if err != nil || back.Parts[0].TakenBack != 2 || back.UnrecoveredMinor < 300+814*10/30 || back.UnrecoveredMinor > 300+814*12/30 || back.Parts[1].TakenBack < 18 || back.Parts[1].TakenBack > 20 {
			s.t.Errorf("%+v, %v", back, err)
		}
		s.view(func(tx *store.Tx) error {
			bk := open(tx)
			if len(bk.Plan.Codes(s.member, tx.Now())) != 0 || len(bk.Benefit.Held(s.member, tx.Now())) != 0 {
				s.t.Error("something is still held")
			}
			return nil
		})
	})
}
