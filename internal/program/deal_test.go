package program_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"regulars/internal/basket"
	"regulars/internal/expr"
	"regulars/internal/fault"
	"regulars/internal/offer"
	"regulars/internal/offer/deal"
	"regulars/internal/offer/form"
	"regulars/internal/program"
)

func benefit(code string, kind deal.Kind, change func(*deal.Benefit)) deal.Benefit {
	b := deal.Benefit{Code: code, Name: program.Text{En: code}, Kind: kind}
	change(&b)
	return b
}

// tiered is a programme of a base, a silver and a gold tier with the given benefits and one point a yuan.
func tiered(benefits ...deal.Benefit) program.Document {
	doc := plain(program.Rule{Code: "spend", Kind: program.PerAmount, Points: 1, PerMinor: 100})
	for _, code := range []string{"silver", "gold"} {
		doc.Tiers = append(doc.Tiers, program.Tier{Code: code, Name: program.Text{En: code}, Manual: true})
	}
	doc.Benefits = benefits
	doc.Spending = program.Spending{Enabled: true, Points: 100, Minor: 100}
	return doc
}

func sold(sku, category string, quantity, total int64) basket.Line {
	return basket.Line{SKU: sku, Category: category, Type: basket.Product, Quantity: quantity, TotalMinor: total}
}

func parcel(total int64) basket.Line {
	return basket.Line{Type: basket.Delivery, Quantity: 1, TotalMinor: total}
}

func scope(t testing.TB, terms deal.ScopeTerms) *deal.Scope {
	t.Helper()
	c := form.Checker{Catalogue: catalogue(t), Zone: shanghai}
	s := deal.CompileScope(&c, "scope", terms)
	if err := fault.Join(c.Wrong...); err != nil {
		t.Fatal(err)
	}
	return s
}

func plan(t testing.TB, code string, benefits ...deal.Benefit) deal.PlanBenefits {
	t.Helper()
	c := form.Checker{Catalogue: catalogue(t), Zone: shanghai}
	s := deal.CompilePlan(&c, benefits)
	if err := fault.Join(c.Wrong...); err != nil {
		t.Fatal(err)
	}
	return deal.PlanBenefits{Code: code, Set: s}
}

func always(order int) offer.Stacking { return offer.Stacking{Mode: offer.Always, Order: order} }

// sources is what each source took off, by line.
func sources(out program.Outcome) []string {
	var list []string
	for _, l := range out.Lines {
		for _, a := range l.Adjustments {
			list = append(list, fmt.Sprintf("%d %s %s %d", l.Index, a.Source, a.Ref, a.AmountMinor))
		}
	}
	return list
}

// One order with everything: each step takes its part of what the ones before left.
func TestOrderOfApplication(t *testing.T) {
	p := compile(t, tiered(
		benefit("list", deal.MemberPrice, func(b *deal.Benefit) { b.PriceList = "members" }),
		benefit("tenth", deal.Discount, func(b *deal.Benefit) { b.OffBp, b.Tiers = 1_000, []string{"silver"} }),
		benefit("parcel", deal.FreeDelivery, func(b *deal.Benefit) { b.CapMinor, b.When = 1_000, "order.payable_minor >= 10000" }),
		benefit("double", deal.Multiplier, func(b *deal.Benefit) { b.Bp, b.Tiers = 20_000, []string{"gold"} }),
	))
	st := member()
	st.Tier, st.PointsAvailable, st.PrincipalMinor = "gold", 500, 300
	b := lines(sold("bean", "coffee", 2, 20_000), sold("cup", "ware", 1, 5_000), parcel(1_200))
	ask := program.Ask{Points: 500, Balance: 300, Hand: &deal.Hand{
		Prices:       deal.Prices{"members": {"bean": {UnitMinor: 9_000}}},
		Entitlements: []deal.Entitlement{{ID: 7, Code: "free-cup", Gives: deal.UnitFree, Left: 1, Quantity: 1, Line: deal.AnyLine, Scope: scope(t, deal.ScopeTerms{Categories: []string{"ware"}})}},
		Pick:         deal.PickNamed,
		Coupons: []deal.Coupon{
			{ID: 1, Code: "A", Template: 1, Terms: offer.Terms{Kind: offer.AmountOff, AmountMinor: 1_000, MinSpendMinor: 10_000, Stacking: always(1)}},
			{ID: 2, Code: "B", Template: 2, Terms: offer.Terms{Kind: offer.PercentOff, OffBP: 500, Stacking: always(2)}},
		},
	}}
	out := evaluate(t, p, st, b, ask)
	want := []string{
		"0 member_price list 2000", "0 tier tenth 1800", "0 coupon A 1000", "0 coupon B 760", "0 points  493",
		"1 tier tenth 500", "1 entitlement free-cup 4500",
		"2 benefit parcel 1000", "2 points  7",
	}
	if d := cmp.Diff(want, sources(out)); d != "" {
		t.Error(d)
	}
	if out.PayableMinor != 14_140 || out.CashMinor != 13_840 || out.PointsEarned() != 282 {
		t.Errorf("payable %d, cash %d, %d points", out.PayableMinor, out.CashMinor, out.PointsEarned())
	}
	var steps []string
	for _, s := range out.Trace {
		steps = append(steps, fmt.Sprintf("%s %s %d", s.Kind, s.Rule, s.Amount))
	}
	wantSteps := []string{
		"member_price benefit:list 2000", "discount benefit:tenth 2300", "free_delivery benefit:parcel 1000", "entitlement free-cup 4500",
		"coupon A 1000", "coupon B 760", "points  500", "balance  300", "rule spend 141", "multiply benefit:double 141",
	}
	if d := cmp.Diff(wantSteps, steps); d != "" {
		t.Error(d)
	}
}

func TestDealTables(t *testing.T) {
	off := func(code string, bp int64, change func(*deal.Benefit)) deal.Benefit {
		return benefit(code, deal.Discount, func(b *deal.Benefit) {
			b.OffBp = bp
			change(b)
		})
	}
	none := func(*deal.Benefit) {}
	priced := benefit("list", deal.MemberPrice, func(b *deal.Benefit) { b.PriceList = "m" })
	bean := func(p deal.Price) *deal.Hand { return &deal.Hand{Prices: deal.Prices{"m": {"a": p}}} }
	for name, c := range map[string]struct {
		benefits []deal.Benefit
		tier     string
		basket   *basket.Basket
		hand     *deal.Hand
		want     []string
	}{
		"the higher discount of each line": {
			[]deal.Benefit{off("a", 1_000, none), off("b", 2_000, func(b *deal.Benefit) { b.When = `line.category == "x"` })},
			"base", lines(sold("1", "x", 1, 1_000), sold("2", "y", 1, 999)), nil, []string{"0 benefit b 200", "1 benefit a 99"},
		},
		"a cap that is used up leaves the next best": {
			[]deal.Benefit{off("half", 5_000, func(b *deal.Benefit) { b.CapMinor = 600 }), off("tenth", 1_000, none)},
			"base", lines(sold("1", "", 1, 1_000), sold("2", "", 1, 1_000), sold("3", "", 1, 1_000)), nil,
			[]string{"0 benefit half 500", "1 benefit half 100", "2 benefit tenth 100"},
		},
		"from a tier upward": {[]deal.Benefit{off("a", 1_000, func(b *deal.Benefit) { b.Tiers = []string{"silver"} })}, "gold", lines(sold("1", "", 1, 100)), nil, []string{"0 tier a 10"}},
		"not below it":       {[]deal.Benefit{off("a", 1_000, func(b *deal.Benefit) { b.Tiers = []string{"silver"} })}, "base", lines(sold("1", "", 1, 100)), nil, nil},
		"that tier alone":    {[]deal.Benefit{off("a", 1_000, func(b *deal.Benefit) { b.Tiers, b.Exact = []string{"silver"}, true })}, "gold", lines(sold("1", "", 1, 100)), nil, nil},
		"a plan is enough": {
			[]deal.Benefit{off("a", 1_000, func(b *deal.Benefit) { b.Tiers, b.Plans = []string{"gold"}, []string{"plus"} })}, "base",
			lines(sold("1", "", 1, 100)), &deal.Hand{Plans: []deal.PlanBenefits{{Code: "plus"}}}, []string{"0 plan a 10"},
		},
		"a plan's own": {
			nil, "base", lines(sold("1", "", 1, 100)), &deal.Hand{Plans: []deal.PlanBenefits{plan(t, "plus", off("a", 1_000, none))}}, []string{"0 plan plus/a 10"},
		},
		"not yet":             {[]deal.Benefit{off("a", 1_000, func(b *deal.Benefit) { b.From = "2026-03-16" })}, "base", lines(sold("1", "", 1, 100)), nil, nil},
		"on the last day":     {[]deal.Benefit{off("a", 1_000, func(b *deal.Benefit) { b.Until = "2026-03-15" })}, "base", lines(sold("1", "", 1, 100)), nil, []string{"0 benefit a 10"}},
		"delivery is no good": {[]deal.Benefit{off("a", 1_000, none)}, "base", lines(parcel(100)), nil, nil},
		"free delivery asks what the goods cost after discounts": {
			[]deal.Benefit{off("a", 1_000, none), benefit("p", deal.FreeDelivery, func(b *deal.Benefit) { b.When = "order.payable_minor >= 1100" })}, "base",
			lines(sold("1", "", 1, 1_100), parcel(100)), nil, []string{"0 benefit a 110"},
		},
		"a member price, then the discount": {[]deal.Benefit{priced, off("a", 1_000, none)}, "base", lines(sold("a", "", 2, 2_000)), bean(deal.Price{UnitMinor: 800}), []string{"0 member_price list 400", "0 benefit a 160"}},
		"full price only":                   {[]deal.Benefit{priced, off("a", 1_000, func(b *deal.Benefit) { b.FullPriceOnly = true })}, "base", lines(sold("a", "", 2, 2_000), sold("b", "", 1, 100)), bean(deal.Price{UnitMinor: 800}), []string{"0 member_price list 400", "1 benefit a 10"}},
		"a price above is none":             {[]deal.Benefit{priced}, "base", lines(sold("a", "", 2, 2_000)), bean(deal.Price{UnitMinor: 1_001}), nil},
		"a flash price for what is left": {
			[]deal.Benefit{priced}, "base", lines(sold("a", "", 2, 2_000), sold("a", "", 3, 3_000)), bean(deal.Price{UnitMinor: 100, Limited: true, Left: 3}),
			[]string{"0 member_price list 1800", "1 member_price list 900"},
		},
		"a flash price that is sold out": {[]deal.Benefit{priced}, "base", lines(sold("a", "", 2, 2_000)), bean(deal.Price{UnitMinor: 100, Limited: true}), nil},
	} {
		t.Run(name, func(t *testing.T) {
			st := member()
			st.Tier = c.tier
			out := evaluate(t, compile(t, tiered(c.benefits...)), st, c.basket, program.Ask{Hand: c.hand})
			if d := cmp.Diff(c.want, sources(out)); d != "" {
				t.Error(d)
			}
			guest := evaluate(t, compile(t, tiered(c.benefits...)), &program.Standing{At: st.At}, c.basket, program.Ask{Hand: c.hand})
			if guest.DiscountMinor != 0 || guest.Deal != nil {
				t.Errorf("a guest gets %v", sources(guest))
			}
			paid := evaluate(t, compile(t, tiered(c.benefits...)), st, c.basket, program.Ask{Hand: c.hand, Pricing: program.PriceAsPaid})
			if paid.DiscountMinor != 0 {
				t.Errorf("where prices are facts: %v", sources(paid))
			}
		})
	}
}

func TestEntitlements(t *testing.T) {
	use := func(change func(*deal.Entitlement)) deal.Entitlement {
		e := deal.Entitlement{ID: 1, Code: "coffee", Gives: deal.UnitFree, Left: 5, Quantity: 1, Line: deal.AnyLine}
		change(&e)
		return e
	}
	for name, c := range map[string]struct {
		uses []deal.Entitlement
		want []string
		code fault.Code
	}{
		"the dearest unit":    {[]deal.Entitlement{use(func(*deal.Entitlement) {})}, []string{"1 entitlement coffee 500"}, fault.Code{}},
		"each unit once":      {[]deal.Entitlement{use(func(e *deal.Entitlement) { e.Quantity = 3 })}, []string{"0 entitlement coffee 666", "1 entitlement coffee 500"}, fault.Code{}},
		"the line named":      {[]deal.Entitlement{use(func(e *deal.Entitlement) { e.Line = 0 })}, []string{"0 entitlement coffee 333"}, fault.Code{}},
		"on two lines":        {[]deal.Entitlement{use(func(e *deal.Entitlement) { e.Line = 0 }), use(func(e *deal.Entitlement) { e.Line = 1 })}, []string{"0 entitlement coffee 333", "1 entitlement coffee 500"}, fault.Code{}},
		"a service":           {[]deal.Entitlement{use(func(e *deal.Entitlement) { e.Gives, e.Quantity, e.Cost = deal.ByService, 2, 30 })}, nil, fault.Code{}},
		"more than are left":  {[]deal.Entitlement{use(func(e *deal.Entitlement) { e.Quantity = 6 })}, nil, deal.ErrUsesShort},
		"more in two parts":   {[]deal.Entitlement{use(func(e *deal.Entitlement) { e.Left = 1 }), use(func(e *deal.Entitlement) { e.Left = 1 })}, nil, deal.ErrUsesShort},
		"more than units":     {[]deal.Entitlement{use(func(e *deal.Entitlement) { e.Quantity = 5 })}, nil, deal.ErrNoUnit},
		"nothing in scope":    {[]deal.Entitlement{use(func(e *deal.Entitlement) { e.Scope = scope(t, deal.ScopeTerms{SKUs: []string{"tea"}}) })}, nil, deal.ErrNoUnit},
		"not the delivery":    {[]deal.Entitlement{use(func(e *deal.Entitlement) { e.Line = 2 })}, nil, deal.ErrNoUnit},
		"a line not there":    {[]deal.Entitlement{use(func(e *deal.Entitlement) { e.Line = 3 })}, nil, deal.ErrUseLine},
		"no uses":             {[]deal.Entitlement{use(func(e *deal.Entitlement) { e.Quantity = 0 })}, nil, fault.ErrRange},
		"in another store":    {[]deal.Entitlement{use(func(e *deal.Entitlement) { e.Scope = scope(t, deal.ScopeTerms{Stores: []string{"s2"}}) })}, nil, deal.ErrNoUnit},
		"by a member's trait": {[]deal.Entitlement{use(func(e *deal.Entitlement) { e.Scope = scope(t, deal.ScopeTerms{Condition: `gender == "f"`}) })}, []string{"1 entitlement coffee 500"}, fault.Code{}},
	} {
		t.Run(name, func(t *testing.T) {
			b := lines(sold("bean", "", 3, 1_000), sold("cup", "", 1, 500), parcel(900))
			b.Store = "s1"
			hand := &deal.Hand{Entitlements: c.uses, Attributes: map[string]any{"gender": "f"}}
			if err := b.Validate(); err != nil {
				t.Fatal(err)
			}
			out, err := program.Evaluate(compile(t, tiered()), member(), b, program.Ask{Hand: hand})
			if c.code != (fault.Code{}) {
				if !fault.Has(err, c.code) {
					t.Fatalf("%v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, sources(out)); d != "" {
				t.Error(d)
			}
			if n := out.Deal.Entitlements[0]; len(out.Deal.Entitlements) != 1 || n.Quantity < 1 || n.AmountMinor != out.DiscountMinor {
				t.Errorf("%+v", out.Deal.Entitlements)
			}
			if _, err := program.Evaluate(compile(t, tiered()), &program.Standing{}, b, program.Ask{Hand: hand}); !fault.Has(err, program.ErrNotMember) {
				t.Errorf("a guest: %v", err)
			}
		})
	}
}

// Coupons of more points join the other multipliers by the programme's rule, are worth what they add, and are not used for nothing.
func TestPointsCoupons(t *testing.T) {
	coupon := func(id, bp int64, s *deal.Scope) deal.Coupon {
		return deal.Coupon{ID: id, Code: fmt.Sprint(id), Template: id, Bp: bp, Scope: s, Terms: offer.Terms{Kind: offer.PointsMultiplier, Stacking: always(0)}}
	}
	tea := scope(t, deal.ScopeTerms{Categories: []string{"tea"}})
	b := lines(sold("a", "tea", 1, 10_000), sold("b", "ware", 1, 5_000))
	for name, c := range map[string]struct {
		join    program.Joining
		tier    int64
		coupons []deal.Coupon
		want    []program.Earned
		used    []int64
	}{
		"on its lines":         {"best", 0, []deal.Coupon{coupon(1, 20_000, tea)}, []program.Earned{points("spend", 150), points("coupon:1", 100)}, []int64{1}},
		"better than the tier": {"best", 15_000, []deal.Coupon{coupon(1, 20_000, tea)}, []program.Earned{points("spend", 150), points("tier:base", 25), points("coupon:1", 100)}, []int64{1}},
		"not better":           {"best", 20_000, []deal.Coupon{coupon(1, 20_000, tea)}, []program.Earned{points("spend", 150), points("tier:base", 150)}, nil},
		"added to the tier":    {"add", 20_000, []deal.Coupon{coupon(1, 20_000, tea)}, []program.Earned{points("spend", 150), points("tier:base", 150), points("coupon:1", 100)}, []int64{1}},
		"one beside a better":  {"best", 0, []deal.Coupon{coupon(1, 15_000, nil), coupon(2, 20_000, nil)}, []program.Earned{points("spend", 150), points("coupon:2", 150)}, []int64{2}},
		"nothing in scope":     {"best", 0, []deal.Coupon{coupon(1, 20_000, scope(t, deal.ScopeTerms{SKUs: []string{"x"}}))}, []program.Earned{points("spend", 150)}, nil},
	} {
		for _, pick := range []deal.Pick{deal.PickBest, deal.PickNamed} {
			t.Run(name+" "+string(pick), func(t *testing.T) {
				doc := tiered()
				doc.Multipliers, doc.Tiers[0].EarnBp = c.join, c.tier
				p := compile(t, doc)
				out := evaluate(t, p, member(), b, program.Ask{Hand: &deal.Hand{Pick: pick, Coupons: c.coupons}})
				if d := cmp.Diff(earned(c.want...), out.Earned); d != "" {
					t.Error(d)
				}
				var used []int64
				for _, u := range out.Deal.Coupons {
					used = append(used, u.ID)
				}
				if !slices.Equal(used, c.used) || len(out.Deal.Unused) != len(c.coupons)-len(used) {
					t.Errorf("used %v, unused %+v", used, out.Deal.Unused)
				}
				kept := program.Remain(p, member(), b, &out, basket.Remaining{0, 1})
				if c.used != nil && c.coupons[0].Scope != nil && len(kept.Deal.Coupons) != 0 {
					t.Errorf("without tea, kept %+v", kept.Deal.Coupons)
				}
			})
		}
	}
}

// Multipliers of plans are frozen with their lines; those of the programme are asked again of what remains.
func TestMultipliersOfBenefits(t *testing.T) {
	p := compile(t, tiered(benefit("double", deal.Multiplier, func(b *deal.Benefit) {
		b.Bp, b.Plans, b.When = 20_000, []string{"plus"}, "order.payable_minor >= 10000"
	})))
	tea := benefit("tea", deal.Multiplier, func(b *deal.Benefit) { b.Bp, b.When = 30_000, `line.category == "tea"` })
	hand := &deal.Hand{Plans: []deal.PlanBenefits{plan(t, "plus", tea)}}
	b := lines(sold("a", "tea", 1, 2_000), sold("b", "ware", 2, 8_000))
	out := evaluate(t, p, member(), b, program.Ask{Hand: hand})
	wantEarned(t, out, points("spend", 100), points("benefit:double", 80), points("plan:plus/tea", 40))
	uses := p.BenefitUses(out.Deal, out.Earned)
	want := []deal.BenefitUse{
		{Code: "double", Kind: deal.Multiplier, Name: program.Text{En: "double"}, Points: 80}, {Code: "tea", Plan: "plus", Kind: deal.Multiplier, Points: 40},
	}
	if d := cmp.Diff(want, uses); d != "" {
		t.Error(d)
	}
	kept := program.Remain(p, member(), b, &out, basket.Remaining{1, 1})
	if d := cmp.Diff(earned(points("spend", 60), points("plan:plus/tea", 40)), kept.Earned); d != "" {
		t.Error(d)
	}
	if n := p.Needs(); !n.ByOrder || len(n.PriceLists) != 0 {
		t.Errorf("%+v", n)
	}
}

// Members have what tier, plan, days and conditions over them give; conditions over orders are left to the order.
func TestHeldBenefits(t *testing.T) {
	set := compile(t, tiered(
		benefit("a", deal.Service, func(b *deal.Benefit) { b.Service, b.Tiers = deal.Hotline, []string{"gold"} }),
		benefit("b", deal.Quota, func(b *deal.Benefit) {
			b.Quota, b.Gives, b.When = deal.Allowance{Quantity: 1, Per: deal.PerMonth}, deal.UnitFree, `line.category == "coffee"`
		}),
		benefit("c", deal.Service, func(b *deal.Benefit) { b.Service, b.When = deal.Queue, `gender == "f"` }),
		benefit("d", deal.Service, func(b *deal.Benefit) { b.Service, b.Plans = deal.Queue, []string{"plus"} }),
		benefit("e", deal.Service, func(b *deal.Benefit) { b.Service, b.Until = deal.Queue, "2026-03-14" }),
	)).Benefits()
	held := func(h deal.Holder, gender string) (codes []string) {
		for _, p := range set.Held(h, instant("2026-03-15 12:00"), known{"gender": gender}) {
			codes = append(codes, p.Code)
		}
		return codes
	}
	if got := held(deal.Holder{Tier: "gold"}, "m"); !slices.Equal(got, []string{"a", "b"}) {
		t.Error(got)
	}
	if got := held(deal.Holder{Tier: "silver", Plans: []string{"plus"}}, "f"); !slices.Equal(got, []string{"b", "c", "d"}) {
		t.Error(got)
	}
	if need := set.NeedOfHeld(); !slices.Contains(need.Attributes, "gender") || len(set.Need().Attributes) != 0 {
		t.Errorf("%+v", need)
	}
}

type known map[string]any

func (k known) Attribute(name string) (any, bool) { v, ok := k[name]; return v, ok }

func (k known) Window(string, expr.Period) (int64, bool) { return 0, false }
