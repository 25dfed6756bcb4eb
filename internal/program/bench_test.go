package program_test

import (
	"fmt"
	"testing"

	"regulars/internal/basket"
	"regulars/internal/offer"
	"regulars/internal/offer/deal"
	"regulars/internal/program"
)

func BenchmarkEvaluate(b *testing.B) {
	basket := lines(line(1, 12_000), line(2, 3_998), line(1, 800))
	st := member()
	st.Tier = "gold"
	st.Attributes = program.Attributes{"birthday_this_month": false}
	withoutConditions := program.Default("CNY", "zh")
	withoutConditions.Earning = []program.Rule{withoutConditions.Earning[0], withoutConditions.Earning[2]}
	for name, doc := range map[string]program.Document{"default": program.Default("CNY", "zh"), "plain": withoutConditions} {
		p := compile(b, doc)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := program.Evaluate(p, st, basket, program.Ask{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRemain(b *testing.B) {
	basket := lines(line(1, 12_000), line(2, 3_998), line(1, 800))
	st := member()
	st.Attributes = program.Attributes{"birthday_this_month": false}
	p := compile(b, program.Default("CNY", "zh"))
	out := evaluate(b, p, st, basket, program.Ask{})
	r := []int64{1, 1, 0}
	b.ReportAllocs()
	for b.Loop() {
		program.Remain(p, st, basket, &out, r)
	}
}

// 50 coupons held and 30 lines: the best combination through the whole of an order.
func BenchmarkEvaluateHand(b *testing.B) {
	p := compile(b, tiered(benefit("tenth", deal.Discount, func(x *deal.Benefit) { x.OffBp = 1_000 })))
	drinks := scope(b, deal.ScopeTerms{Condition: `line.category == "c1" || line.category == "c2"`})
	list := make([]basket.Line, 30)
	for i := range list {
		list[i] = sold(fmt.Sprint("s", i), fmt.Sprint("c", i%4), int64(1+i%3), int64(1_000+137*i))
	}
	hand := &deal.Hand{Pick: deal.PickBest}
	for i := range 50 {
		c := deal.Coupon{ID: int64(i + 1), Code: fmt.Sprint(i), Template: int64(i / 2), Terms: offer.Terms{
			Kind: []offer.Kind{offer.AmountOff, offer.PercentOff, offer.Exchange}[i/2%3], AmountMinor: int64(300 + 50*(i/2)), OffBP: int64(300 + 20*(i/2)),
			Stacking: offer.Stacking{Mode: []offer.Mode{offer.Always, offer.OncePerClass, offer.OncePerClass, offer.Never}[i/2%4], Class: []string{"a", "b", "c"}[i/2%3], Order: i / 2 % 3},
		}}
		if i/2%4 == 0 {
			c.Scope = drinks
		}
		hand.Coupons = append(hand.Coupons, c)
	}
	bought := lines(list...)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := program.Evaluate(p, member(), bought, program.Ask{Hand: hand}); err != nil {
			b.Fatal(err)
		}
	}
}
