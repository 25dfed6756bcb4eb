package program_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"regulars/internal/basket"
	"regulars/internal/fault"
	"regulars/internal/program"
)

func earned(list ...program.Earned) []program.Earned { return list }

func points(rule string, amount int64) program.Earned {
	return program.Earned{Rule: rule, Asset: program.AssetPoints, Amount: amount}
}

func wantEarned(t *testing.T, out program.Outcome, want ...program.Earned) {
	t.Helper()
	if d := cmp.Diff(want, out.Earned, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("earned (-want +got):\n%s", d)
	}
}

func TestDefaultProgramme(t *testing.T) {
	p := compile(t, program.Default("CNY", "zh"))
	growth := program.Earned{Rule: "growth", Asset: program.AssetGrowth, Amount: 120}
	for name, c := range map[string]struct {
		tier  string
		month int64
		want  []program.Earned
	}{
		"base":            {"base", 5, earned(points("spend", 120), growth)},
		"gold":            {"gold", 5, earned(points("spend", 120), points("tier:gold", 60), growth)},
		"birthday":        {"base", 3, earned(points("spend", 120), points("birthday", 120), growth)},
		"gold's birthday": {"gold", 3, earned(points("spend", 120), points("birthday", 120), growth)}, // the best alone
		"unknown tier":    {"lost", 5, earned(points("spend", 120), growth)},
	} {
		t.Run(name, func(t *testing.T) {
			st := member()
			st.Tier, st.Attributes = c.tier, program.Attributes{"birthday_this_month": c.month == 3}
			wantEarned(t, evaluate(t, p, st, lines(line(1, 12_000)), program.Ask{}), c.want...)
		})
	}
	t.Run("unknown birthday", func(t *testing.T) {
		wantEarned(t, evaluate(t, p, member(), lines(line(1, 12_000)), program.Ask{}), points("spend", 120), growth)
	})
}

func TestGuestsEarnNothing(t *testing.T) {
	p := compile(t, program.Default("CNY", "zh"))
	st := member()
	st.Member, st.PointsAvailable, st.PrincipalMinor = false, 1000, 1000
	out := evaluate(t, p, st, lines(line(1, 12_000)), program.Ask{Points: program.Max, Balance: program.Max})
	if len(out.Earned) != 0 || len(out.Uses) != 0 || out.CashMinor != 12_000 || len(out.Trace) != 1 || out.Trace[0].Kind != program.StepGuest {
		t.Errorf("a guest got %+v", out)
	}
	for _, ask := range []program.Ask{{Points: 100}, {Balance: 1}} {
		if _, err := program.Evaluate(p, st, lines(line(1, 12_000)), ask); !fault.Has(err, program.ErrNotMember) {
			t.Errorf("%+v: %v", ask, err)
		}
	}
}

func TestRules(t *testing.T) {
	shoes := basket.Line{Quantity: 2, TotalMinor: 30_000, Category: "shoes"}
	tea := basket.Line{Quantity: 3, TotalMinor: 999, Category: "tea"}
	rate := program.Rule{Code: "rate", Kind: program.PerAmount, Points: 1, PerMinor: 100}
	for name, c := range map[string]struct {
		rules []program.Rule
		join  program.Joining
		want  []program.Earned
	}{
		"per amount, one rounding over all lines": {
			[]program.Rule{rate}, "", earned(points("rate", 309)), // 309.99
		},
		"rounded up":   {[]program.Rule{{Code: "r", Kind: program.PerAmount, Points: 1, PerMinor: 100, Rounding: "ceil"}}, "", earned(points("r", 310))},
		"rounded half": {[]program.Rule{{Code: "r", Kind: program.PerAmount, Points: 1, PerMinor: 1000, Rounding: "half_up"}}, "", earned(points("r", 31))},
		"3 for 7":      {[]program.Rule{{Code: "r", Kind: program.PerAmount, Points: 3, PerMinor: 700}}, "", earned(points("r", 132))},
		"per unit":     {[]program.Rule{{Code: "r", Kind: program.PerUnit, Points: 7}}, "", earned(points("r", 35))},
		"per order":    {[]program.Rule{{Code: "r", Kind: program.PerOrder, Points: 50}}, "", earned(points("r", 50))},
		"one category": {
			[]program.Rule{{Code: "r", Kind: program.PerUnit, Points: 7, When: `line.category == "tea"`}}, "", earned(points("r", 21)),
		},
		"category not there": {[]program.Rule{{Code: "r", Kind: program.PerOrder, Points: 7, When: `line.category == "gin"`}}, "", nil},
		"order of some size": {
			[]program.Rule{
				{Code: "at", Kind: program.PerOrder, Points: 1, When: `order.payable_minor >= 30999`},
				{Code: "above", Kind: program.PerOrder, Points: 1, When: `order.payable_minor > 30999`},
			}, "", earned(points("at", 1)),
		},
		"double for one line": {
			[]program.Rule{rate, {Code: "tea", Kind: program.Multiply, Bp: 20_000, When: `line.category == "tea"`}},
			"", earned(points("rate", 309), points("tea", 9)),
		},
		"the best": {
			[]program.Rule{
				rate, {Code: "tea", Kind: program.Multiply, Bp: 30_000, When: `line.category == "tea"`},
				{Code: "all", Kind: program.Multiply, Bp: 20_000},
			}, program.JoinBest, earned(points("rate", 309), points("tea", 19), points("all", 300)),
		},
		"added": {
			[]program.Rule{
				rate, {Code: "tea", Kind: program.Multiply, Bp: 30_000, When: `line.category == "tea"`},
				{Code: "all", Kind: program.Multiply, Bp: 20_000},
			}, program.JoinAdd, earned(points("rate", 309), points("tea", 19), points("all", 309)),
		},
		"equal ones: the first": {
			[]program.Rule{rate, {Code: "a", Kind: program.Multiply, Bp: 20_000}, {Code: "b", Kind: program.Multiply, Bp: 20_000}},
			program.JoinBest, earned(points("rate", 309), points("a", 309)),
		},
		"orders are not multiplied": {
			[]program.Rule{{Code: "r", Kind: program.PerOrder, Points: 50}, {Code: "all", Kind: program.Multiply, Bp: 20_000}}, "", earned(points("r", 50)),
		},
		"two rates multiply exactly": { // 30999·(1/300 + 1/700)/2 = 73.8
			[]program.Rule{
				{Code: "a", Kind: program.PerAmount, Points: 1, PerMinor: 300}, {Code: "b", Kind: program.PerAmount, Points: 1, PerMinor: 700},
				{Code: "all", Kind: program.Multiply, Bp: 15_000},
			}, "", earned(points("a", 103), points("b", 44), points("all", 73)),
		},
		"growth is not multiplied by points": {
			[]program.Rule{rate, {Code: "g", Asset: program.AssetGrowth, Kind: program.Multiply, Bp: 20_000}}, "", earned(points("rate", 309)),
		},
		"growth apart": {
			[]program.Rule{rate, {Code: "g", Asset: program.AssetGrowth, Kind: program.PerOrder, Points: 5}, {Code: "all", Kind: program.Multiply, Bp: 20_000}},
			"", earned(points("rate", 309), points("all", 309), program.Earned{Rule: "g", Asset: program.AssetGrowth, Amount: 5}),
		},
	} {
		t.Run(name, func(t *testing.T) {
			doc := plain(c.rules...)
			doc.Multipliers = c.join
			out := evaluate(t, compile(t, doc), member(), lines(shoes, tea), program.Ask{})
			wantEarned(t, out, c.want...)
			checkLines(t, &out)
		})
	}
}

// checkLines holds what the lines show equal to what was earned.
func checkLines(t interface{ Errorf(string, ...any) }, out *program.Outcome) {
	var shown, grown int64
	for _, l := range out.Lines {
		shown += l.PointsEarned
		grown += l.GrowthEarned
	}
	if shown != out.PointsEarned() || grown != out.GrowthEarned() {
		t.Errorf("lines show %d and %d of %d and %d", shown, grown, out.PointsEarned(), out.GrowthEarned())
	}
}

func TestDatesOfRules(t *testing.T) {
	p := compile(t, plain(program.Rule{Code: "r", Kind: program.PerOrder, Points: 1, From: "2026-03-01", Until: "2026-03-31"}))
	for at, want := range map[string]int64{
		"2026-02-28 23:59": 0, "2026-03-01 00:00": 1, "2026-03-31 23:59": 1, "2026-04-01 00:00": 0,
	} {
		st := member()
		st.At = instant(at)
		if out := evaluate(t, p, st, lines(line(1, 100)), program.Ask{}); out.PointsEarned() != want {
			t.Errorf("%s: %d points, want %d", at, out.PointsEarned(), want)
		}
	}
}

func TestOrderTimeIsLocal(t *testing.T) {
	p := compile(t, plain(
		program.Rule{Code: "sunday", Kind: program.PerOrder, Points: 1, When: "order.weekday == 7"},
		program.Rule{Code: "monday", Kind: program.PerOrder, Points: 1, When: "order.weekday == 1"},
		program.Rule{Code: "night", Kind: program.PerOrder, Points: 1, When: "order.hour == 0 && order.day == 15 && order.month == 3"},
	))
	st := member()
	st.At = instant("2026-03-15 00:30") // a Sunday; Saturday in UTC
	wantEarned(t, evaluate(t, p, st, lines(line(1, 100)), program.Ask{}), points("sunday", 1), points("night", 1))
	st.At = instant("2026-03-16 12:00")
	wantEarned(t, evaluate(t, p, st, lines(line(1, 100)), program.Ask{}), points("monday", 1))
}

func TestCaps(t *testing.T) {
	doc := plain(
		program.Rule{
			Code: "a", Kind: program.PerAmount, Points: 1, PerMinor: 100,
			Caps: []program.RuleCap{{Per: program.PerOrderCap, Amount: 80}, {Per: program.PerDay, Amount: 100}},
		},
		program.Rule{Code: "b", Kind: program.PerOrder, Points: 30},
	)
	doc.Caps = []program.Cap{{Asset: program.AssetPoints, Per: program.PerMonth, Amount: 1000}, {Asset: program.AssetPoints, Per: program.PerOrderCap, Amount: 100}}
	p := compile(t, doc)
	for name, c := range map[string]struct {
		room map[string]int64
		want []program.Earned
		uses []program.Use
	}{
		"nothing used": {
			nil, earned(points("a", 80), points("b", 20)),
			[]program.Use{{Rule: "a", Per: "day", Amount: 80}, {Rule: "asset:points", Per: "month", Amount: 100}},
		},
		"little room today": {
			map[string]int64{"a/day": 20}, earned(points("a", 20), points("b", 30)),
			[]program.Use{{Rule: "a", Per: "day", Amount: 20}, {Rule: "asset:points", Per: "month", Amount: 50}},
		},
		"month nearly full": {
			map[string]int64{"asset:points/month": 85}, earned(points("a", 80), points("b", 5)),
			[]program.Use{{Rule: "a", Per: "day", Amount: 80}, {Rule: "asset:points", Per: "month", Amount: 85}},
		},
		"none":      {map[string]int64{"asset:points/month": 0}, nil, nil},
		"overdrawn": {map[string]int64{"asset:points/month": -5, "a/day": -1}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			st := member()
			st.Room = c.room
			out := evaluate(t, p, st, lines(line(1, 50_000)), program.Ask{})
			wantEarned(t, out, c.want...)
			if d := cmp.Diff(c.uses, out.Uses, cmpopts.EquateEmpty()); d != "" {
				t.Error(d)
			}
		})
	}
	if d := cmp.Diff([]program.CapNeed{{Rule: "a", Per: "day", Amount: 100}, {Rule: "asset:points", Per: "month", Amount: 1000}}, p.Needs().Caps); d != "" {
		t.Error(d)
	}
}

func TestBasis(t *testing.T) {
	b := lines(line(1, 10_000))
	b.Lines[0].Adjustments = []basket.Adjustment{{Source: basket.FromCoupon, AmountMinor: 1_000}}
	for basis, want := range map[program.Basis]int64{"": 70, program.OnMoney: 70, program.OnPayable: 90, program.OnBeforeDiscount: 100} {
		doc := plain(program.Rule{Code: "r", Kind: program.PerAmount, Points: 1, PerMinor: 100})
		doc.Points.OnBasis = basis
		st := member()
		st.BonusMinor, st.PrincipalMinor = 2_000, 500
		out := evaluate(t, compile(t, doc), st, b, program.Ask{Balance: program.Max})
		if out.PointsEarned() != want || out.CashMinor != 6_500 || out.BonusMinor != 2_000 || out.PrincipalMinor != 500 {
			t.Errorf("%q: %d points, %+v", basis, out.PointsEarned(), out.Share)
		}
	}
}

func TestStatedDiscounts(t *testing.T) {
	p := compile(t, plain(program.Rule{Code: "r", Kind: program.PerAmount, Points: 1, PerMinor: 100}))
	b := lines(line(1, 500), line(1, 10_000))
	b.Lines[1].Adjustments = []basket.Adjustment{{Source: basket.FromStated, AmountMinor: 1_000}}
	_, err := program.Evaluate(p, member(), b, program.Ask{})
	if e := fault.As(err); !fault.Has(err, program.ErrStatedDiscount) || e.Field != "lines[1].discount_minor" {
		t.Errorf("stated discount evaluated: %v", err)
	}
	out := evaluate(t, p, member(), b, program.Ask{Pricing: program.PriceAsPaid})
	if out.PayableMinor != 9_500 || out.DiscountMinor != 1_000 || out.PointsEarned() != 95 {
		t.Errorf("as paid: %+v", out)
	}
}

func TestEvaluateChangesNothing(t *testing.T) {
	p := compile(t, program.Default("CNY", "zh"))
	b := lines(line(2, 12_000), line(1, 300))
	b.Lines[0].Adjustments = append(make([]basket.Adjustment, 0, 8), basket.Adjustment{Source: basket.FromCoupon, AmountMinor: 100})
	st := member()
	st.PointsAvailable, st.BonusMinor = 1_000, 55
	ask := program.Ask{Points: program.Max, Balance: program.Max}
	before, _ := json.Marshal([]any{b, st})
	first, second := evaluate(t, p, st, b, ask), evaluate(t, p, st, b, ask)
	if d := cmp.Diff(first, second); d != "" {
		t.Errorf("the same order twice differs:\n%s", d)
	}
	if after, _ := json.Marshal([]any{b, st}); string(before) != string(after) {
		t.Error("Evaluate changed its arguments")
	}
}

// What is frozen as JSON comes back as it was.
func TestFrozenRoundTrip(t *testing.T) {
	p := compile(t, program.Default("CNY", "zh"))
	b := lines(line(2, 12_000), line(1, 300))
	st := member()
	st.PointsAvailable = 10_000
	st.Attributes = program.Attributes{"birthday_month": int64(3), "gender": "f", "tags": []string{"a", "b"}, "vip": true, "big": int64(9007199254740993)}
	st.Windows = map[string]int64{"spend:365": 12}
	out := evaluate(t, p, st, b, program.Ask{Points: program.Max})
	var again program.Standing
	var outcome program.Outcome
	for from, to := range map[any]any{st: &again, &out: &outcome} {
		text, err := json.Marshal(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, to); err != nil {
			t.Fatal(err)
		}
	}
	if d := cmp.Diff(*st, again); d != "" {
		t.Errorf("standing:\n%s", d)
	}
	if d := cmp.Diff(out, outcome, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("outcome:\n%s", d)
	}
}

// The largest order under the greatest rates neither panics nor passes the limit.
func TestLargestNumbers(t *testing.T) {
	doc := plain(
		program.Rule{Code: "a", Kind: program.PerAmount, Points: 10_000, PerMinor: 1},
		program.Rule{Code: "u", Kind: program.PerUnit, Points: 1_000_000},
		program.Rule{Code: "m", Kind: program.Multiply, Bp: program.MaxBp},
	)
	out := evaluate(t, compile(t, doc), member(), lines(line(1_000_000, 5_000_000_000), line(1_000_000, 5_000_000_000)), program.Ask{})
	for _, e := range out.Earned {
		if e.Amount != 10_000_000_000 {
			t.Errorf("%s gave %d", e.Rule, e.Amount)
		}
	}
	checkLines(t, &out)
}
