package program_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/offer"
	"regulars/internal/offer/deal"
	"regulars/internal/program"
)

// drawHand draws what a member brings: coupons of few templates, of more points too if they are wanted, entitlements, prices, a plan.
func drawHand(t *rapid.T, scopes []*deal.Scope, plus *deal.PlanBenefits) *deal.Hand {
	h := &deal.Hand{Pick: rapid.SampledFrom([]deal.Pick{deal.PickBest, deal.PickNamed}).Draw(t, "pick")}
	kinds := []offer.Kind{offer.AmountOff, offer.PercentOff, offer.FixedPrice, offer.Gift, offer.FreeDelivery, offer.Exchange}
	if plus != nil {
		kinds = append(kinds, offer.PointsMultiplier)
		if rapid.Bool().Draw(t, "subscribed") {
			h.Plans = []deal.PlanBenefits{*plus}
		}
	}
	var templates []deal.Coupon
	for k := range rapid.IntRange(1, 4).Draw(t, "templates") {
		templates = append(templates, deal.Coupon{
			Template: int64(k), Scope: rapid.SampledFrom(scopes).Draw(t, "scope"), Bp: rapid.SampledFrom([]int64{10_000, 15_000, 30_000}).Draw(t, "bp"),
			Terms: offer.Terms{
				Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), AmountMinor: rapid.Int64Range(1, 600).Draw(t, "amount"),
				OffBP: rapid.Int64Range(1, 10_000).Draw(t, "off"), MinSpendMinor: rapid.SampledFrom([]int64{0, 0, 700}).Draw(t, "minimum"),
				Stacking: offer.Stacking{
					Mode:  rapid.SampledFrom([]offer.Mode{offer.Never, offer.OncePerClass, offer.Always, offer.Always}).Draw(t, "mode"),
					Order: rapid.IntRange(0, 1).Draw(t, "order"),
				},
			},
		})
	}
	for i := range rapid.IntRange(0, 6).Draw(t, "coupons") {
		c := rapid.SampledFrom(templates).Draw(t, "template")
		c.ID, c.Code, c.Until = int64(i+1), fmt.Sprint(i+1), calendar.Never
		h.Coupons = append(h.Coupons, c)
	}
	if rapid.Bool().Draw(t, "entitled") {
		h.Entitlements = []deal.Entitlement{{ID: 9, Code: "e", Gives: rapid.SampledFrom([]deal.Gives{deal.UnitFree, deal.ByService}).Draw(t, "gives"), Left: 2, Quantity: 1, Line: deal.AnyLine}}
	}
	h.Prices = deal.Prices{"m": {"x": {UnitMinor: rapid.Int64Range(0, 300).Draw(t, "price"), Limited: rapid.Bool().Draw(t, "limited"), Left: 2}}}
	return h
}

func drawDeal(t *rapid.T, p *program.Program, scopes []*deal.Scope, plus *deal.PlanBenefits) (*program.Standing, *basket.Basket, program.Ask) {
	b := drawBasket(t)
	for i := range b.Lines {
		b.Lines[i].Adjustments = nil
		b.Lines[i].SKU = rapid.SampledFrom([]string{"x", "y"}).Draw(t, "sku")
		b.Lines[i].Type = rapid.SampledFrom([]basket.Type{basket.Product, basket.Product, basket.Product, basket.Delivery, basket.Fee}).Draw(t, "type")
	}
	st := drawStanding(t)
	st.Tier = rapid.SampledFrom([]string{"base", "silver", "gold"}).Draw(t, "tier")
	ask := program.Ask{Hand: drawHand(t, scopes, plus), Points: rapid.SampledFrom([]int64{0, program.Max}).Draw(t, "points"), Balance: rapid.SampledFrom([]int64{0, program.Max}).Draw(t, "balance")}
	if _, err := program.Evaluate(p, st, b, ask); fault.Has(err, deal.ErrNoUnit) {
		ask.Hand.Entitlements = nil
	}
	return st, b, ask
}

// subscription is a plan with a discount and a multiplier of its own.
func subscription(t *testing.T) *deal.PlanBenefits {
	p := plan(t, "plus",
		benefit("off", deal.Discount, func(b *deal.Benefit) { b.OffBp, b.When = 1_500, "order.payable_minor >= 500" }),
		benefit("more", deal.Multiplier, func(b *deal.Benefit) { b.Bp, b.When = 12_000, `line.category != "c"` }),
	)
	return &p
}

func dealProgram(t *testing.T) (*program.Program, []*deal.Scope) {
	doc := tiered(
		benefit("list", deal.MemberPrice, func(b *deal.Benefit) { b.PriceList = "m" }),
		benefit("fifth", deal.Discount, func(b *deal.Benefit) { b.OffBp, b.Tiers, b.CapMinor = 2_000, []string{"silver"}, 150 }),
		benefit("tenth", deal.Discount, func(b *deal.Benefit) { b.OffBp, b.When = 1_000, `line.category != "a"` }),
		benefit("parcel", deal.FreeDelivery, func(b *deal.Benefit) { b.CapMinor, b.When = 300, "order.payable_minor >= 600" }),
		benefit("double", deal.Multiplier, func(b *deal.Benefit) { b.Bp, b.When = 20_000, `line.category == "b"` }),
	)
	doc.Spending.BalanceOrder = program.ProRata
	scopes := []*deal.Scope{nil, nil, scope(t, deal.ScopeTerms{Categories: []string{"a", "b"}}), scope(t, deal.ScopeTerms{Condition: "line.quantity >= 2"}), scope(t, deal.ScopeTerms{SKUs: []string{"x"}})}
	return compile(t, doc), scopes
}

// A deal is a function of its arguments, which it does not change; each line's adjustments sum to its discount, and each use to its lines.
func TestDealsAreExact(t *testing.T) {
	p, scopes := dealProgram(t)
	plus := subscription(t)
	rapid.Check(t, func(t *rapid.T) {
		st, b, ask := drawDeal(t, p, scopes, plus)
		before, _ := json.Marshal([]any{st, b, ask.Hand.Coupons, ask.Hand.Entitlements, ask.Hand.Prices})
		out, err := program.Evaluate(p, st, b, ask)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := program.Evaluate(p, st, b, ask)
		if d := cmp.Diff(out, again); d != "" {
			t.Fatalf("another answer to the same:\n%s", d)
		}
		if after, _ := json.Marshal([]any{st, b, ask.Hand.Coupons, ask.Hand.Entitlements, ask.Hand.Prices}); string(after) != string(before) {
			t.Fatalf("changed %s\ninto %s", before, after)
		}
		bySource := map[basket.Source]int64{}
		for _, l := range out.Lines {
			var sum int64
			for _, a := range l.Adjustments {
				if a.AmountMinor <= 0 {
					t.Fatalf("%+v", a)
				}
				sum += a.AmountMinor
				bySource[a.Source] += a.AmountMinor
			}
			if sum != l.DiscountMinor || l.PayableMinor < 0 || l.TotalMinor-sum != l.PayableMinor {
				t.Fatalf("line %+v with adjustments of %d", l, sum)
			}
		}
		made := out.Deal
		if made == nil {
			made = &deal.Made{}
		}
		for _, c := range made.Coupons {
			if c.AmountMinor == 0 && amount(out.Earned, program.Earned{Rule: deal.CouponRule(c.ID), Asset: program.AssetPoints}) == 0 {
				t.Fatalf("used for nothing: %+v", c)
			}
			bySource[basket.FromCoupon] -= c.AmountMinor
			if sumOf(c.Lines) != c.AmountMinor {
				t.Fatalf("%+v", c)
			}
		}
		for _, e := range made.Entitlements {
			bySource[basket.FromEntitlement] -= e.AmountMinor
		}
		for _, u := range made.Benefits {
			if sumOf(u.Lines) != u.AmountMinor {
				t.Fatalf("%+v", u)
			}
		}
		if bySource[basket.FromCoupon] != 0 || bySource[basket.FromEntitlement] != 0 || len(made.Coupons)+len(made.Unused) != len(ask.Hand.Coupons) {
			t.Fatalf("%v of %+v", bySource, made)
		}
	})
}

func sumOf(cuts []deal.Cut) int64 {
	var sum int64
	for _, c := range cuts {
		sum += c.AmountMinor
	}
	return sum
}

// The best combination through the whole of Evaluate is what naming every subset finds.
func TestBestThroughEvaluate(t *testing.T) {
	p, scopes := dealProgram(t)
	rapid.Check(t, func(t *rapid.T) {
		st, b, ask := drawDeal(t, p, scopes, nil)
		ask.Points, ask.Hand.Pick = 0, deal.PickBest
		best, err := program.Evaluate(p, st, b, ask)
		if err != nil {
			t.Fatal(err)
		}
		most := int64(0)
		for set := range 1 << len(ask.Hand.Coupons) {
			named := *ask.Hand
			named.Pick, named.Coupons = deal.PickNamed, nil
			for i, c := range ask.Hand.Coupons {
				if set&(1<<i) != 0 {
					named.Coupons = append(named.Coupons, c)
				}
			}
			out, err := program.Evaluate(p, st, b, program.Ask{Hand: &named})
			if err != nil {
				t.Fatal(err)
			}
			most = max(most, out.DiscountMinor)
		}
		if best.DiscountMinor != most || best.Deal != nil && best.Deal.GapMinor != 0 {
			t.Fatalf("the best takes %d off, a subset %d", best.DiscountMinor, most)
		}
	})
}

// What a deal keeps depends on what remains alone, never grows, survives freezing, and ends with nothing.
func TestDealRemains(t *testing.T) {
	p, scopes := dealProgram(t)
	plus := subscription(t)
	rapid.Check(t, func(t *rapid.T) {
		st, b, ask := drawDeal(t, p, scopes, plus)
		out, err := program.Evaluate(p, st, b, ask)
		if err != nil {
			t.Fatal(err)
		}
		var frozen program.Outcome
		text, err := json.Marshal(out)
		if err == nil {
			err = json.Unmarshal(text, &frozen)
		}
		if d := cmp.Diff(out, frozen, cmpopts.EquateEmpty()); err != nil || d != "" {
			t.Fatalf("%v\n%s", err, d)
		}
		r := basket.Full(b.Lines)
		before := program.Remain(p, st, b, &frozen, r)
		if len(program.Freed(b, &out, r).Coupons) != 0 {
			t.Fatal("all remains, and a coupon goes back")
		}
		coupons, uses := 0, int64(0)
		for !r.Empty() {
			i := rapid.IntRange(0, len(r)-1).Draw(t, "line")
			rest := slices.Clone(r)
			if rest[i] = max(r[i]-rapid.Int64Range(1, 3).Draw(t, "back"), 0); rest[i] == r[i] {
				continue
			}
			after := program.Remain(p, st, b, &frozen, rest)
			freed := before.Deal.Freed(after.Deal)
			coupons += len(freed.Coupons)
			for _, e := range freed.Entitlements {
				if e.Quantity < 0 || e.AmountMinor < 0 {
					t.Fatalf("%+v", e)
				}
				uses += e.Quantity
			}
			for _, u := range freed.Benefits {
				if u.AmountMinor < 0 {
					t.Fatalf("%+v", u)
				}
			}
			for _, e := range after.Earned {
				if e.Amount > amount(before.Earned, e) {
					t.Fatalf("%+v grew", e)
				}
			}
			r, before = rest, after
		}
		if before.Deal != nil {
			t.Fatalf("nothing remains, kept %+v", before.Deal)
		}
		if out.Deal != nil && (coupons != len(out.Deal.Coupons) || len(out.Deal.Entitlements) > 0 && uses != out.Deal.Entitlements[0].Quantity) {
			t.Fatalf("%d coupons and %d uses went back of %+v", coupons, uses, out.Deal)
		}
		all := program.Freed(b, &out, r)
		if out.Deal != nil && len(all.Coupons) != len(out.Deal.Coupons) {
			t.Fatalf("%+v", all)
		}
	})
}

func amount(list []program.Earned, like program.Earned) int64 {
	for _, e := range list {
		if e.Rule == like.Rule && e.Asset == like.Asset {
			return e.Amount
		}
	}
	return 0
}

// No single benefit would have made the order cheaper.
func TestDiscountsAreNeverWorseThanOne(t *testing.T) {
	shared := catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		var benefits []deal.Benefit
		for i := range rapid.IntRange(1, 4).Draw(t, "benefits") {
			benefits = append(benefits, benefit(fmt.Sprintf("b%d", i), deal.Discount, func(b *deal.Benefit) {
				b.OffBp = rapid.Int64Range(1, 10_000).Draw(t, "off")
				b.CapMinor = rapid.SampledFrom([]int64{0, 50, 400}).Draw(t, "cap")
				b.When = rapid.SampledFrom([]string{"", `line.category == "a"`, "line.quantity > 1"}).Draw(t, "when")
			}))
		}
		b := drawBasket(t)
		for i := range b.Lines {
			b.Lines[i].Adjustments = nil
		}
		decide := func(list ...deal.Benefit) int64 {
			p, err := program.Compile(tiered(list...), shared, shanghai)
			if err != nil {
				t.Fatal(err)
			}
			out, err := program.Evaluate(p, member(), b, program.Ask{})
			if err != nil {
				t.Fatal(err)
			}
			return out.DiscountMinor
		}
		all := decide(benefits...)
		for _, one := range benefits {
			if alone := decide(one); alone > all {
				t.Fatalf("%+v alone takes %d off, all together %d", one, alone, all)
			}
		}
	})
}
