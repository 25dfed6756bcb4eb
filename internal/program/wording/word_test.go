package wording_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"regulars/internal/basket"
	"regulars/internal/program"
	"regulars/internal/program/wording"
)

func words(p *program.Program, out program.Outcome, language, currency string) []string {
	var list []string
	for _, s := range out.Trace {
		list = append(list, wording.Step(p, s, language, currency))
	}
	return list
}

func TestWords(t *testing.T) {
	doc := program.Default("CNY", "zh")
	doc.Caps = []program.Cap{{Asset: program.AssetGrowth, Per: program.PerDay, Amount: 100}}
	doc.Earning = append(doc.Earning,
		program.Rule{Code: "unit", Name: program.Text{Zh: "新品加分", En: "New arrivals"}, Kind: program.PerUnit, Points: 5},
		program.Rule{Code: "first", Name: program.Text{Zh: "首单礼"}, Kind: program.PerOrder, Points: 88})
	p := compile(t, doc)
	st := program.Standing{Member: true, Tier: "gold", PointsAvailable: 1_000, PrincipalMinor: 2_000, BonusMinor: 1_050}
	out := evaluate(t, p, st, basket.Line{Quantity: 2, TotalMinor: 16_050}, program.Ask{Points: 1_000, Balance: 3_050})
	zh := []string{
		"使用 1,000 积分抵扣 ¥10。",
		"使用储值 ¥30.50（本金 ¥20，赠送 ¥10.50）。",
		"消费积分：每 ¥1 得 1 积分，¥140 得 140 积分。",
		"新品加分：每件得 5 积分，2 件得 10 积分。",
		"首单礼：本单得 88 积分。",
		"金卡会员得 1.5 倍积分：在 150 积分之上多得 75 积分。",
		"消费成长值：每 ¥1 得 1 成长值，¥140 得 140 成长值。",
		"消费成长值：每天最多 100 成长值，还可得 100，因此少得 40。",
	}
	if d := cmp.Diff(zh, words(p, out, "zh-CN", "CNY")); d != "" {
		t.Error(d)
	}
	en := []string{
		"1,000 points for £10 off.",
		"£30.50 of the balance were used (£20 principal, £10.50 bonus).",
		"Points for purchases: 1 point for every £1; £140 gives 140 points.",
		"New arrivals: 5 points a piece; 2 give 10 points.",
		"首单礼: 88 points for this order.",
		"Gold members get 1.5 times the points: 75 points on top of 150 points.",
		"Growth for purchases: 1 growth for every £1; £140 gives 140 growth.",
		"Growth for purchases: at most 100 growth a day, 100 were left, so 40 less.",
	}
	if d := cmp.Diff(en, words(p, out, "en", "GBP")); d != "" {
		t.Error(d)
	}
}

func TestWordsOfGuestsAndOfUnknownRules(t *testing.T) {
	p := compile(t, program.Default("JPY", "en"))
	out := evaluate(t, p, program.Standing{}, basket.Line{Quantity: 1, TotalMinor: 100}, program.Ask{})
	if got := wording.Step(p, out.Trace[0], "zh", "JPY"); got != "不是会员，本单不计积分。" {
		t.Error(got)
	}
	for _, rule := range []string{"gone", "tier:gone"} {
		step := program.Step{Kind: program.StepMultiply, Rule: rule, Asset: program.AssetPoints, Bp: 20_000, Base: 5, Amount: 5}
		for _, language := range []string{"zh", "en"} {
			if got := wording.Step(p, step, language, "JPY"); !strings.Contains(got, "gone") || strings.ContainsAny(got, "{}") {
				t.Error(got)
			}
		}
	}
}
