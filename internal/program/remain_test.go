package program_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"regulars/internal/basket"
	"regulars/internal/program"
)

// The example of the rule: a cap of 100, one order earns 80, the next 20; the first goes back: the second keeps its 20,
// and what was freed is there for a later order.
func TestRefundFreesCapForLaterOrdersOnly(t *testing.T) {
	rule := program.Rule{Code: "r", Kind: program.PerAmount, Points: 1, PerMinor: 100, Caps: []program.RuleCap{{Per: program.PerDay, Amount: 100}}}
	p := compile(t, plain(rule))
	a, b := lines(line(1, 8_000)), lines(line(2, 5_000))
	stA, stB, stC := member(), member(), member()
	outA := evaluate(t, p, stA, a, program.Ask{})
	stB.Room = map[string]int64{"r/day": 100 - outA.Uses[0].Amount}
	outB := evaluate(t, p, stB, b, program.Ask{})
	wantEarned(t, outB, points("r", 20))

	keptA := program.Remain(p, stA, a, &outA, basket.Remaining{0})
	if len(keptA.Earned) != 0 || len(keptA.Uses) != 0 {
		t.Errorf("A keeps %+v", keptA)
	}
	keptB := program.Remain(p, stB, b, &outB, basket.Remaining{2})
	if keptB.PointsEarned() != 20 || keptB.Uses[0].Amount != 20 {
		t.Errorf("B keeps %+v", keptB)
	}
	stC.Room = map[string]int64{"r/day": 80}
	wantEarned(t, evaluate(t, p, stC, lines(line(1, 9_000)), program.Ask{}), points("r", 80))
	// Of B, one unit worth 50 remains: it keeps the 20 that the cap let through.
	if kept := program.Remain(p, stB, b, &outB, basket.Remaining{1}); kept.PointsEarned() != 20 {
		t.Errorf("half of B keeps %d", kept.PointsEarned())
	}
}

// A rule that gives more for less does not make up for what another lost.
func TestKeptIsTheSmallerRuleByRule(t *testing.T) {
	p := compile(t, plain(
		program.Rule{Code: "big", Kind: program.PerOrder, Points: 50, When: "order.payable_minor >= 10000"},
		program.Rule{Code: "small", Kind: program.PerOrder, Points: 40, When: "order.payable_minor < 10000"},
	))
	b := lines(line(2, 10_000))
	out := evaluate(t, p, member(), b, program.Ask{})
	wantEarned(t, out, points("big", 50))
	if kept := program.Remain(p, member(), b, &out, basket.Remaining{1}); len(kept.Earned) != 0 {
		t.Errorf("kept %+v", kept.Earned)
	}
}

func TestLinesWithoutUnitsEarnNothing(t *testing.T) {
	p := compile(t, plain(
		program.Rule{Code: "tea", Kind: program.PerOrder, Points: 50, When: `line.category == "tea"`},
		program.Rule{Code: "unit", Kind: program.PerUnit, Points: 3},
	))
	b := lines(basket.Line{Quantity: 1, TotalMinor: 0, Category: "tea"}, line(4, 100))
	out := evaluate(t, p, member(), b, program.Ask{})
	wantEarned(t, out, points("tea", 50), points("unit", 15))
	kept := program.Remain(p, member(), b, &out, basket.Remaining{0, 2})
	if d := cmp.Diff(earned(points("unit", 6)), kept.Earned); d != "" {
		t.Error(d)
	}
}

// drawProgramme makes a programme of random rules, caps and multipliers, some of which are not monotone.
func drawProgramme(t *rapid.T) program.Document {
	conditions := []string{
		"", `line.category == "a"`, `line.quantity >= 2`, "order.payable_minor >= 500", "order.payable_minor < 700",
		`line.category != "b"`, "order.total_minor > 300",
	}
	var rules []program.Rule
	for i := range rapid.IntRange(1, 5).Draw(t, "rules") {
		r := program.Rule{
			Code: fmt.Sprintf("r%d", i), Kind: rapid.SampledFrom([]program.RuleKind{program.PerAmount, program.PerUnit, program.PerOrder, program.Multiply}).Draw(t, "kind"),
			When:     rapid.SampledFrom(conditions).Draw(t, "when"),
			Asset:    rapid.SampledFrom([]program.Asset{program.AssetPoints, program.AssetPoints, program.AssetGrowth}).Draw(t, "asset"),
			Rounding: rapid.SampledFrom([]program.RoundingName{"floor", "half_up", "ceil"}).Draw(t, "rounding"),
		}
		if r.Kind == program.Multiply {
			r.Bp = rapid.SampledFrom([]int64{10_000, 15_000, 23_456}).Draw(t, "bp")
		} else {
			r.Points = rapid.Int64Range(1, 20).Draw(t, "points")
		}
		if r.Kind == program.PerAmount {
			r.PerMinor = rapid.SampledFrom([]int64{1, 7, 100}).Draw(t, "per")
		}
		for _, per := range []program.Period{program.PerOrderCap, program.PerDay} {
			if rapid.IntRange(0, 3).Draw(t, "capped") == 0 {
				r.Caps = append(r.Caps, program.RuleCap{Per: per, Amount: rapid.Int64Range(1, 100).Draw(t, "cap")})
			}
		}
		rules = append(rules, r)
	}
	doc := plain(rules...)
	doc.Multipliers = rapid.SampledFrom([]program.Joining{program.JoinAdd, program.JoinBest}).Draw(t, "join")
	doc.Tiers[0].EarnBp = rapid.SampledFrom([]int64{0, 12_500}).Draw(t, "tier")
	if rapid.Bool().Draw(t, "asset cap") {
		doc.Caps = []program.Cap{{Asset: program.AssetPoints, Per: program.PerDay, Amount: rapid.Int64Range(1, 300).Draw(t, "cap")}}
	}
	doc.Spending = program.Spending{Enabled: true, Points: 3, Minor: 1, BalanceOrder: program.ProRata}
	return doc
}

func drawBasket(t *rapid.T) *basket.Basket {
	var list []basket.Line
	for range rapid.IntRange(1, 5).Draw(t, "lines") {
		l := line(rapid.Int64Range(1, 5).Draw(t, "quantity"), rapid.Int64Range(0, 900).Draw(t, "total"))
		l.Category = rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "category")
		if off := rapid.Int64Range(0, l.TotalMinor).Draw(t, "off"); rapid.Bool().Draw(t, "discounted") {
			l.Adjustments = []basket.Adjustment{{Source: basket.FromCoupon, AmountMinor: off}}
		}
		list = append(list, l)
	}
	return lines(list...)
}

func drawStanding(t *rapid.T) *program.Standing {
	st := member()
	st.PointsAvailable = rapid.Int64Range(0, 2_000).Draw(t, "available")
	st.BonusMinor = rapid.Int64Range(0, 500).Draw(t, "bonus")
	st.PrincipalMinor = rapid.Int64Range(0, 500).Draw(t, "principal")
	st.Room = map[string]int64{}
	for i := range 5 {
		if rapid.Bool().Draw(t, "used") {
			st.Room[fmt.Sprintf("r%d/day", i)] = rapid.Int64Range(0, 100).Draw(t, "room")
		}
	}
	return st
}

// causes is every sum by cause: what of each tender, and what each rule gave.
func causes(s basket.Share, list []program.Earned) map[string]int64 {
	sums := map[string]int64{
		"points spent": s.Points, "bonus": s.BonusMinor, "principal": s.PrincipalMinor, "cash": s.CashMinor, "payable": s.PayableMinor,
	}
	for _, e := range list {
		sums[string(e.Asset)+" "+e.Rule] += e.Amount
	}
	maps.DeleteFunc(sums, func(_ string, n int64) bool { return n == 0 })
	return sums
}

// Guarantees (a) and (c): whatever the cutting, what is posted by cause depends on R alone; zero when R is
// empty; never more than was recorded; caps are never used by more than was recorded.
func TestRefundsDependOnWhatRemainsAlone(t *testing.T) {
	catalogue := catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		p, err := program.Compile(drawProgramme(t), catalogue, shanghai)
		if err != nil {
			t.Fatal(err)
		}
		b, st := drawBasket(t), drawStanding(t)
		out, err := program.Evaluate(p, st, b, program.Ask{Points: program.Max, Balance: program.Max})
		if err != nil {
			t.Fatal(err)
		}
		checkLines(t, &out)
		checkNotNegative(t, causes(out.Share, out.Earned))
		frozen := freeze(t, st)

		full := basket.Full(b.Lines)
		recorded := causes(out.Share, out.Earned)
		if d := cmp.Diff(recorded, causesOf(p, frozen, b, &out, full)); d != "" {
			t.Fatalf("with everything remaining the order differs from itself:\n%s", d)
		}
		posted, r := maps.Clone(recorded), full
		for !r.Empty() {
			r = cut(t, r)
			kept := program.Remain(p, frozen, b, &out, r)
			post(posted, causes(kept.Share, kept.Earned))
			if d := cmp.Diff(causesOf(p, frozen, b, &out, r), posted); d != "" {
				t.Fatalf("sums by cause depend on the way to %v:\n%s", r, d)
			}
			checkNotNegative(t, posted)
			for cause, n := range posted {
				if n > recorded[cause] {
					t.Fatalf("%s keeps %d of %d", cause, n, recorded[cause])
				}
			}
			checkUses(t, out.Uses, kept.Uses)
		}
		if len(posted) != 0 {
			t.Fatalf("nothing remains, but %v is kept", posted)
		}
	})
}

func causesOf(p *program.Program, st *program.Standing, b *basket.Basket, out *program.Outcome, r basket.Remaining) map[string]int64 {
	kept := program.Remain(p, st, b, out, r)
	return causes(kept.Share, kept.Earned)
}

// post books the difference to what is kept now, as the ledger does.
func post(posted, kept map[string]int64) {
	for cause, n := range kept {
		posted[cause] += n - posted[cause]
	}
	maps.DeleteFunc(posted, func(cause string, _ int64) bool { return kept[cause] == 0 })
}

func cut(t *rapid.T, r basket.Remaining) basket.Remaining {
	for {
		var takes []basket.Take
		for i, j := range r {
			if n := rapid.Int64Range(0, j).Draw(t, "take"); n > 0 {
				takes = append(takes, basket.Take{Line: i, Quantity: n})
			}
		}
		if len(takes) == 0 && rapid.Bool().Draw(t, "again") {
			continue
		}
		rest, err := r.Less(takes)
		if err != nil {
			t.Fatal(err)
		}
		return rest
	}
}

func freeze(t *rapid.T, st *program.Standing) *program.Standing {
	text, err := json.Marshal(st)
	if err != nil {
		t.Fatal(err)
	}
	var back program.Standing
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	return &back
}

func checkNotNegative(t *rapid.T, sums map[string]int64) {
	for cause, n := range sums {
		if n < 0 {
			t.Fatalf("%s is %d", cause, n)
		}
	}
}

func checkUses(t *rapid.T, recorded, kept []program.Use) {
	for _, u := range kept {
		at := slices.IndexFunc(recorded, func(r program.Use) bool { return r.Rule == u.Rule && r.Per == u.Per })
		if at < 0 || u.Amount > recorded[at].Amount {
			t.Fatalf("use %+v of %+v", u, recorded)
		}
	}
}

func TestRemainKeepsUsesOfAllWhenAllRemains(t *testing.T) {
	doc := plain(program.Rule{Code: "r", Kind: program.PerUnit, Points: 9, Caps: []program.RuleCap{{Per: program.PerYear, Amount: 20}}})
	doc.Caps = []program.Cap{{Asset: program.AssetPoints, Per: program.PerEver, Amount: 15}}
	p, b := compile(t, doc), lines(line(3, 100))
	out := evaluate(t, p, member(), b, program.Ask{})
	kept := program.Remain(p, member(), b, &out, basket.Remaining{3})
	if d := cmp.Diff(out.Uses, kept.Uses, cmpopts.EquateEmpty()); d != "" || len(out.Uses) != 2 {
		t.Errorf("%v\n%s", out.Uses, d)
	}
}
