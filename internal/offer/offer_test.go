package offer_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"regulars/internal/offer"
)

// drawBasket draws coupons over some lines; templates are few, so that copies meet.
func drawBasket(t *rapid.T) ([]offer.Coupon, []offer.Line) {
	lines := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) offer.Line {
		return offer.Line{
			PayableMinor: rapid.Int64Range(0, 2000).Draw(t, "payable"), Quantity: rapid.Int64Range(1, 3).Draw(t, "quantity"),
			Delivery: rapid.IntRange(0, 4).Draw(t, "delivery") == 0,
		}
	}), 1, 4).Draw(t, "lines")
	templates := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) offer.Coupon {
		kinds := []offer.Kind{offer.AmountOff, offer.PercentOff, offer.FixedPrice, offer.Gift, offer.FreeDelivery, offer.Exchange, offer.PointsMultiplier}
		c := offer.Coupon{Terms: offer.Terms{
			Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), AmountMinor: rapid.Int64Range(1, 1500).Draw(t, "amount"),
			OffBP: rapid.Int64Range(1, 10_000).Draw(t, "off"), CapMinor: rapid.SampledFrom([]int64{0, 0, 300}).Draw(t, "cap"),
			MinSpendMinor: rapid.SampledFrom([]int64{0, 0, 1000, 3000}).Draw(t, "minimum"),
			Stacking: offer.Stacking{
				Class: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "class"),
				Mode:  rapid.SampledFrom([]offer.Mode{offer.Never, offer.OncePerClass, offer.Always, offer.Always}).Draw(t, "mode"),
				Order: rapid.IntRange(0, 2).Draw(t, "order"),
			},
		}}
		if c.Terms.Kind == offer.PointsMultiplier {
			c.ExtraGain = rapid.Int64Range(0, 200).Draw(t, "gain")
		}
		for i := range lines {
			if rapid.Bool().Draw(t, "in scope") {
				c.Lines = append(c.Lines, i)
			}
			if c.Terms.Kind == offer.Gift && rapid.IntRange(0, 2).Draw(t, "article") == 0 {
				c.Units = append(c.Units, i)
			}
		}
		return c
	}), 1, 5).Draw(t, "templates")
	coupons := make([]offer.Coupon, rapid.IntRange(1, 8).Draw(t, "coupons"))
	for i := range coupons {
		k := rapid.IntRange(0, len(templates)-1).Draw(t, "template")
		coupons[i] = templates[k]
		coupons[i].ID, coupons[i].Template = int64(100+i), int64(k)
	}
	return coupons, lines
}

// lawful says whether coupons may stand together, by the words of rule 3.
func lawful(coupons []offer.Coupon) bool {
	classes := map[string]int{}
	for _, c := range coupons {
		switch c.Terms.Stacking.Mode {
		case offer.Never:
			if len(coupons) > 1 {
				return false
			}
		case offer.OncePerClass:
			if classes[c.Terms.Stacking.Class]++; classes[c.Terms.Stacking.Class] > 1 {
				return false
			}
		case offer.Always:
		}
	}
	return true
}

// The best combination is what trying every subset finds.
func TestBestIsTheBestOfAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		coupons, lines := drawBasket(t)
		got := offer.Best(coupons, lines)
		worth := int64(0)
		for set := range 1 << len(coupons) {
			var some []offer.Coupon
			for i := range coupons {
				if set&(1<<i) != 0 {
					some = append(some, coupons[i])
				}
			}
			if lawful(some) {
				worth = max(worth, offer.Apply(some, lines).WorthMinor)
			}
		}
		if got.WorthMinor != worth || got.GapMinor != 0 {
			t.Fatalf("worth %d with a gap of %d, the best of all subsets is worth %d", got.WorthMinor, got.GapMinor, worth)
		}
		if again := offer.Best(coupons, lines); fmt.Sprint(again) != fmt.Sprint(got) {
			t.Fatalf("another answer to the same: %v, %v", got, again)
		}
		check(t, got, coupons, lines)
	})
}

// check holds the sums of a result, and that each coupon is either used or explained.
func check(t *rapid.T, r offer.Result, coupons []offer.Coupon, lines []offer.Line) {
	left := make([]int64, len(lines))
	for i := range lines {
		left[i] = lines[i].PayableMinor
	}
	var used []offer.Coupon
	total := int64(0)
	for _, u := range r.Used {
		used = append(used, coupons[u.Coupon])
		amount := int64(0)
		for _, cut := range u.Lines {
			if cut.AmountMinor <= 0 {
				t.Fatalf("coupon %d takes %d off line %d", u.Coupon, cut.AmountMinor, cut.Line)
			}
			left[cut.Line] -= cut.AmountMinor
			amount += cut.AmountMinor
		}
		if amount != u.AmountMinor || amount+coupons[u.Coupon].ExtraGain == 0 {
			t.Fatalf("coupon %d took %d, its lines sum to %d", u.Coupon, u.AmountMinor, amount)
		}
		total += amount
	}
	for i := range left {
		if left[i] < 0 {
			t.Fatalf("line %d fell to %d", i, left[i])
		}
	}
	if total != r.AmountMinor || !lawful(used) || len(r.Used)+len(r.Unused) != len(coupons) {
		t.Fatalf("took %d of %d, lawful %v, %d used and %d explained of %d", total, r.AmountMinor, lawful(used), len(r.Used), len(r.Unused), len(coupons))
	}
}

func TestReasons(t *testing.T) {
	lines := []offer.Line{{PayableMinor: 10_000, Quantity: 2}, {PayableMinor: 1200, Quantity: 1, Delivery: true}}
	all := []int{0, 1}
	coupon := func(id int64, terms offer.Terms, of []int) offer.Coupon {
		return offer.Coupon{ID: id, Template: id, Terms: terms, Lines: of}
	}
	stack := offer.Stacking{Mode: offer.Always}
	got := offer.Best([]offer.Coupon{
		coupon(1, offer.Terms{Kind: offer.PercentOff, OffBP: 2000, Stacking: offer.Stacking{Mode: offer.OncePerClass, Class: "a"}}, all),
		coupon(2, offer.Terms{Kind: offer.AmountOff, AmountMinor: 500, Stacking: offer.Stacking{Mode: offer.OncePerClass, Class: "a"}}, all),
		coupon(3, offer.Terms{Kind: offer.AmountOff, AmountMinor: 500, MinSpendMinor: 20_000, Stacking: stack}, all),
		coupon(4, offer.Terms{Kind: offer.FreeDelivery, Stacking: stack}, []int{0}),
		coupon(5, offer.Terms{Kind: offer.FreeDelivery, Stacking: stack}, all),
		coupon(6, offer.Terms{Kind: offer.AmountOff, AmountMinor: 3000, Stacking: offer.Stacking{Mode: offer.Never}}, all),
		{ID: 7, Template: 7, Refused: "expired", Terms: offer.Terms{Kind: offer.Gift, Stacking: stack}, Lines: all},
	}, lines)
	// 20 % of 11,200 is 2,240, of which 240 lie on the delivery; what is left of the delivery is 960.
	if got.AmountMinor != 3200 || len(got.Used) != 2 || got.Used[0].Coupon != 0 || got.Used[1].Coupon != 4 || got.Used[1].AmountMinor != 960 {
		t.Fatalf("used %+v for %d", got.Used, got.AmountMinor)
	}
	want := map[int]offer.Reason{1: offer.NotCombinable, 2: offer.BelowMinimum, 3: offer.NotInScope, 5: offer.NotCombinable, 6: "expired"}
	for _, u := range got.Unused {
		if u.Reason != want[u.Coupon] || u.Reason == offer.BelowMinimum && u.MissingMinor != 8800 {
			t.Errorf("coupon %d: %+v, want %s", u.Coupon, u, want[u.Coupon])
		}
	}
}

// A gift is given for what is bought beside it: neither the article itself nor what is out of scope counts for its threshold.
func TestGiftFromAnAmount(t *testing.T) {
	line := func(payable, quantity int64) offer.Line { return offer.Line{PayableMinor: payable, Quantity: quantity} }
	for name, c := range map[string]struct {
		lines   []offer.Line // the second is the article
		scope   []int
		off     int64
		reason  offer.Reason
		missing int64
	}{
		"enough beside it":      {[]offer.Line{line(10_000, 2), line(3_000, 1)}, []int{0, 1}, 3_000, "", 0},
		"only with the article": {[]offer.Line{line(9_000, 2), line(3_000, 1)}, []int{0, 1}, 0, offer.BelowMinimum, 1_000},
		"one of two is bought":  {[]offer.Line{line(7_000, 2), line(6_000, 2)}, []int{0, 1}, 3_000, "", 0},
		"given for other goods": {[]offer.Line{line(10_000, 2), line(3_000, 1)}, []int{0}, 3_000, "", 0},
		"of goods too little":   {[]offer.Line{line(9_000, 2), line(30_000, 1)}, []int{0}, 0, offer.BelowMinimum, 1_000},
		"nothing in scope":      {[]offer.Line{line(0, 0), line(30_000, 1)}, []int{0}, 0, offer.NotInScope, 0},
		"the article is not in": {[]offer.Line{line(10_000, 2), line(0, 0)}, []int{0, 1}, 0, offer.NotInScope, 0},
	} {
		got := offer.Best([]offer.Coupon{{ID: 1, Lines: c.scope, Units: []int{1}, Terms: offer.Terms{Kind: offer.Gift, MinSpendMinor: 10_000}}}, c.lines)
		if got.AmountMinor != c.off || c.off > 0 && got.Used[0].Lines[0].Line != 1 {
			t.Errorf("%s: %+v, want %d off", name, got, c.off)
		}
		if c.off == 0 && (got.Unused[0].Reason != c.reason || got.Unused[0].MissingMinor != c.missing) {
			t.Errorf("%s: %+v, want %s and %d missing", name, got.Unused, c.reason, c.missing)
		}
	}
}

func BenchmarkBest(b *testing.B) {
	lines := make([]offer.Line, 30)
	all := make([]int, len(lines))
	for i := range lines {
		lines[i], all[i] = offer.Line{PayableMinor: int64(1000 + 137*i), Quantity: int64(1 + i%3)}, i
	}
	coupons := make([]offer.Coupon, 50)
	for i := range coupons {
		coupons[i] = offer.Coupon{ID: int64(i), Template: int64(i / 2), Lines: all[i%7:], Terms: offer.Terms{
			Kind: []offer.Kind{offer.AmountOff, offer.PercentOff, offer.Exchange}[i%3], AmountMinor: int64(300 + 50*i), OffBP: int64(300 + 20*i),
			Stacking: offer.Stacking{Mode: []offer.Mode{offer.Always, offer.OncePerClass, offer.OncePerClass, offer.Never}[i/2%4], Class: []string{"a", "b", "c"}[i/2%3], Order: i % 3},
		}}
	}
	for b.Loop() {
		offer.Best(coupons, lines)
	}
}

// Where the search ends before its end, what it found is lawful, exact, and within the gap that it states; more patience changes nothing of that.
func TestBestOfManyIsBounded(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 10 {
		lines := make([]offer.Line, 30)
		all := make([]int, len(lines))
		for i := range lines {
			lines[i], all[i] = offer.Line{PayableMinor: int64(500 + r.IntN(20_000)), Quantity: int64(1 + r.IntN(3))}, i
		}
		coupons := make([]offer.Coupon, 50)
		for i := range coupons {
			from := r.IntN(20)
			coupons[i] = offer.Coupon{ID: int64(i), Template: int64(i), Lines: all[from : from+1+r.IntN(30-from)], Terms: offer.Terms{
				Kind: []offer.Kind{offer.AmountOff, offer.PercentOff, offer.Exchange}[r.IntN(3)], AmountMinor: int64(300 + r.IntN(5_000)), OffBP: int64(300 + r.IntN(4_000)),
				Stacking: offer.Stacking{Mode: []offer.Mode{offer.Always, offer.OncePerClass, offer.OncePerClass}[r.IntN(3)], Class: fmt.Sprint(r.IntN(9)), Order: r.IntN(5)},
			}}
		}
		best := offer.Best(coupons, lines)
		var named []offer.Coupon
		total := int64(0)
		for _, u := range best.Used {
			named = append(named, coupons[u.Coupon])
		}
		for _, l := range lines {
			total += l.PayableMinor
		}
		if got := offer.Apply(named, lines); got.WorthMinor != best.WorthMinor || len(got.Unused) != 0 || !lawful(named) {
			t.Errorf("named, the best is worth %d, not %d: %+v", got.WorthMinor, best.WorthMinor, got.Unused)
		}
		if best.WorthMinor+best.GapMinor > total || len(best.Used)+len(best.Unused) != len(coupons) {
			t.Errorf("worth %d with a gap of %d, of an order of %d", best.WorthMinor, best.GapMinor, total)
		}
		for i := range coupons { // no coupon alone beats it
			if alone := offer.Apply(coupons[i:i+1], lines); alone.WorthMinor > best.WorthMinor {
				t.Errorf("coupon %d alone is worth %d, the best %d", i, alone.WorthMinor, best.WorthMinor)
			}
		}
	}
}
