package deal_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"regulars/internal/basket"
	"regulars/internal/fault"
	"regulars/internal/offer/deal"
	"regulars/internal/offer/form"
)

func product(sku string, quantity, total int64) basket.Line {
	return basket.Line{SKU: sku, Type: basket.Product, Quantity: quantity, TotalMinor: total}
}

// cardOf is a card whose lines are good for articles, each so often: "cut,wash×2" is two uses for either.
func cardOf(lines ...string) deal.Entitlement {
	var all []deal.Entitlement
	for i, text := range lines {
		skus, times, _ := strings.Cut(text, "×")
		var left int64
		_, _ = fmt.Sscan(times, &left)
		scope := deal.CompileScope(&form.Checker{}, "scope", deal.ScopeTerms{SKUs: strings.Split(skus, ",")})
		all = append(all, deal.Entitlement{ID: int64(i + 1), Code: "card", Gives: deal.UnitFree, Scope: scope, Left: left, Line: deal.AnyLine})
	}
	all[0].Or = all[1:]
	return all[0]
}

func used(made *deal.Made) string {
	var out []string
	for _, e := range made.Entitlements {
		out = append(out, fmt.Sprintf("%d:%d=%d", e.ID, e.Quantity, e.AmountMinor))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// What is in the order says which line of a card is used; units are covered whatever the order of the lines.
func TestLinesOfACard(t *testing.T) {
	for name, c := range map[string]struct {
		card  []string
		asked int64
		lines []basket.Line
		want  string
		code  fault.Code
	}{
		"each its own":         {[]string{"cut×5", "dye×2"}, 2, []basket.Line{product("cut", 1, 80), product("dye", 1, 300)}, "1:1=80 2:1=300", fault.Code{}},
		"the dearest":          {[]string{"cut×5", "dye×2"}, 1, []basket.Line{product("cut", 1, 80), product("dye", 1, 300)}, "2:1=300", fault.Code{}},
		"one line is used up":  {[]string{"cut×5", "dye×1"}, 2, []basket.Line{product("dye", 2, 600), product("cut", 1, 80)}, "1:1=80 2:1=300", fault.Code{}},
		"moved to make room":   {[]string{"cut,dye×1", "dye×1"}, 2, []basket.Line{product("dye", 1, 300), product("cut", 1, 80)}, "1:1=80 2:1=300", fault.Code{}},
		"moved twice":          {[]string{"a,b×1", "b,c×1", "c×1"}, 3, []basket.Line{product("c", 1, 30), product("b", 1, 20), product("a", 1, 10)}, "1:1=10 2:1=20 3:1=30", fault.Code{}},
		"nothing for it":       {[]string{"cut×5", "dye×2"}, 1, []basket.Line{product("tea", 1, 80)}, "", deal.ErrNoUnit},
		"fewer than asked for": {[]string{"cut×5", "dye×2"}, 2, []basket.Line{product("cut", 1, 80)}, "", deal.ErrNoUnit},
		"more than is left":    {[]string{"cut×1", "dye×1"}, 3, []basket.Line{product("cut", 3, 240)}, "", deal.ErrUsesShort},
	} {
		card := cardOf(c.card...)
		card.Quantity = c.asked
		lines, made, err := deal.Make(nil, &deal.Order{Lines: c.lines, Facts: nothing{}}, &deal.Hand{Entitlements: []deal.Entitlement{card}})
		if c.code.Code != "" {
			if !fault.Has(err, c.code) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || used(made) != c.want {
			t.Errorf("%s: %v, %v, want %s", name, made, err, c.want)
			continue
		}
		var off, all int64
		for i := range lines {
			off += lines[i].DiscountMinor()
		}
		for _, e := range made.Entitlements {
			all += e.AmountMinor
		}
		if off != all {
			t.Errorf("%s: %d off the lines, %d noted", name, off, all)
		}
	}
}

// As many units are free as any division of the uses among the lines would make, and none is used oftener than it is left.
func TestSpreadIsTheLargest(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // a test
	names := []string{"a", "b", "c"}
	for range 500 {
		texts, uses := randomCard(r)
		var lines []basket.Line
		units := [3]int{}
		for i, name := range names {
			units[i] = 1 + r.IntN(2)
			lines = append(lines, product(name, int64(units[i]), int64(units[i])*int64(10+r.IntN(50))))
		}
		most := covered(uses, units)
		for asked := 1; asked <= most+1; asked++ {
			card := cardOf(texts...)
			card.Quantity = int64(asked)
			_, made, err := deal.Make(nil, &deal.Order{Lines: lines, Facts: nothing{}}, &deal.Hand{Entitlements: []deal.Entitlement{card}})
			if (err == nil) != (asked <= most) {
				t.Fatalf("%v of %v: %d asked, %d can be: %v", texts, units, asked, most, err)
			}
			for i := 0; err == nil && i < len(made.Entitlements); i++ {
				if e := made.Entitlements[i]; e.Quantity > int64(uses[e.ID-1][1]) {
					t.Fatalf("%v: %d of line %d", texts, e.Quantity, e.ID)
				}
			}
		}
	}
}

// A card that is named for several lines of the order, or for one of them several times, is one card: its uses are divided among all that was asked for.
func TestOneCardForSeveralLines(t *testing.T) {
	on := func(card deal.Entitlement, line int, quantity int64) deal.Entitlement {
		card.Line, card.Quantity = line, quantity
		return card
	}
	made := func(lines []basket.Line, asks ...deal.Entitlement) (*deal.Made, error) {
		_, made, err := deal.Make(nil, &deal.Order{Lines: lines, Facts: nothing{}}, &deal.Hand{Entitlements: asks})
		return made, err
	}
	drinks := []basket.Line{product("latte", 1, 30), product("tea", 1, 20)}
	card := cardOf("latte,tea×1", "latte×1")
	if m, err := made(drinks, on(card, 0, 1), on(card, 1, 1)); err != nil || used(m) != "1:1=20 2:1=30" {
		t.Errorf("%+v %v", m, err)
	}
	if _, err := made(drinks, on(card, 0, 1), on(card, 1, 2)); !fault.Has(err, deal.ErrUsesShort) {
		t.Error(err)
	}
	r := rand.New(rand.NewPCG(5, 6)) //nolint:gosec // a test
	for range 500 {
		texts, uses := randomCard(r)
		var lines []basket.Line
		var units [3]int
		var asks []deal.Entitlement
		card := cardOf(texts...)
		for i, name := range []string{"a", "b", "c"} {
			lines = append(lines, product(name, 3, int64(30+r.IntN(90))))
			for range r.IntN(3) {
				units[i]++
				asks = append(asks, on(card, i, 1))
			}
		}
		asked := units[0] + units[1] + units[2]
		m, err := made(lines, asks...)
		if can := covered(uses, units) == asked; (err == nil) != can {
			t.Fatalf("%v for %v: can be %t: %v", texts, units, can, err)
		}
		if err == nil && asked > 0 {
			var sum int64
			for _, e := range m.Entitlements {
				if sum += e.Quantity; e.Quantity > int64(uses[e.ID-1][1]) {
					t.Fatalf("%v: %d of line %d", texts, e.Quantity, e.ID)
				}
			}
			if sum != int64(asked) {
				t.Fatalf("%d of %d", sum, asked)
			}
		}
	}
}

// randomCard is a card of one to three lines, each good for some of a, b and c: what it is good for, as bits, and how often.
func randomCard(r *rand.Rand) (texts []string, uses [][2]int) {
	for range 1 + r.IntN(3) {
		bits, times := 1+r.IntN(7), 1+r.IntN(2)
		var skus []string
		for i, name := range []string{"a", "b", "c"} {
			if bits&(1<<i) != 0 {
				skus = append(skus, name)
			}
		}
		texts, uses = append(texts, fmt.Sprintf("%s×%d", strings.Join(skus, ","), times)), append(uses, [2]int{bits, times})
	}
	return texts, uses
}

// covered is the most units that uses can make free, by trying all.
func covered(uses [][2]int, units [3]int) int {
	best := 0
	for u := range uses {
		if uses[u][1] == 0 {
			continue
		}
		for i := range units {
			if units[i] > 0 && uses[u][0]&(1<<i) != 0 {
				uses[u][1]--
				units[i]--
				best = max(best, 1+covered(uses, units))
				uses[u][1]++
				units[i]++
			}
		}
		break // the first with uses left: it is used now, or never
	}
	for u := range uses {
		if n := uses[u][1]; n > 0 { // never
			uses[u][1] = 0
			best = max(best, covered(uses, units))
			uses[u][1] = n
			break
		}
	}
	return best
}

// Two lines of a card made one line of the order free: of what remains each unit keeps one use, and each use the money of its units.
func TestUnitsThatRemainKeepOneUseEach(t *testing.T) {
	card := cardOf("cut×1", "cut×2")
	card.Quantity = 3
	bought := []basket.Line{product("cut", 4, 401)}
	_, made, err := deal.Make(nil, &deal.Order{Lines: bought, Facts: nothing{}}, &deal.Hand{Entitlements: []deal.Entitlement{card}})
	if err != nil {
		t.Fatal(err)
	}
	for remains, want := range []string{"", "1:1=75", "1:1=75 2:1=75", "1:1=75 2:2=150", "1:1=100 2:2=200"} {
		kept := made.Keep(bought, basket.Remaining{int64(remains)})
		if kept == nil {
			kept = &deal.Made{}
		}
		if used(kept) != want {
			t.Errorf("%d remain: %s, want %s", remains, used(kept), want)
		}
	}
}

// Of what remains no use keeps more than before, neither units nor money; of all of it each keeps all (rule 9).
func TestUsesNeverGrow(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8)) //nolint:gosec // a test
	for range 500 {
		texts, uses := randomCard(r)
		var bought []basket.Line
		var units [3]int
		for i, name := range []string{"a", "b", "c"} {
			units[i] = 1 + r.IntN(4)
			bought = append(bought, product(name, int64(units[i]), int64(units[i]*10+r.IntN(90))))
		}
		card := cardOf(texts...)
		if card.Quantity = int64(covered(uses, units)); card.Quantity == 0 {
			continue
		}
		_, made, err := deal.Make(nil, &deal.Order{Lines: bought, Facts: nothing{}}, &deal.Hand{Entitlements: []deal.Entitlement{card}})
		if err != nil {
			t.Fatal(err)
		}
		rest := basket.Full(bought)
		before := made.Keep(bought, rest)
		if used(before) != used(made) {
			t.Fatalf("of all %s, made %s", used(before), used(made))
		}
		for !rest.Empty() {
			i := r.IntN(len(rest))
			rest[i] = max(rest[i]-1, 0)
			after := made.Keep(bought, rest)
			if after == nil {
				after = &deal.Made{}
			}
			for _, e := range after.Entitlements {
				k := slices.IndexFunc(before.Entitlements, func(o deal.EntitlementUse) bool { return o.ID == e.ID })
				if k < 0 || e.Quantity > before.Entitlements[k].Quantity || e.AmountMinor > before.Entitlements[k].AmountMinor {
					t.Fatalf("%v of %v: %s, before %s", rest, bought, used(after), used(before))
				}
			}
			before = after
		}
	}
}
