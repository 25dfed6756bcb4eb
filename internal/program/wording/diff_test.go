package wording_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"regulars/internal/program"
	"regulars/internal/program/wording"
)

func TestDiffOfEqualDocuments(t *testing.T) {
	doc := program.Default("CNY", "zh")
	if list := wording.Diff(doc, doc, "CNY"); len(list) != 0 {
		t.Errorf("%v", list)
	}
	unfilled := doc
	unfilled.Points.Rounding, unfilled.Multipliers = "", ""
	if list := wording.Diff(unfilled, doc, "CNY"); len(list) != 0 {
		t.Errorf("defaults differ from what they stand for: %v", list)
	}
}

func TestDiff(t *testing.T) {
	from, to := program.Default("CNY", "zh"), program.Default("CNY", "zh")
	before, _ := json.Marshal([]any{from, to})
	to.Tiers = []program.Tier{to.Tiers[0], to.Tiers[2], to.Tiers[1], {Code: "star", Name: program.Text{Zh: "星钻", En: "Star"}, Manual: true}}
	to.Tiers[1].When, to.Tiers[1].EarnBp = "spend(365) >= 600000", 18_000
	to.Earning = []program.Rule{to.Earning[0], to.Earning[2], {Code: "tea", Name: program.Text{Zh: "茶礼", En: "Tea"}, Kind: program.PerUnit, Points: 5}}
	to.Earning[0].Points = 2
	to.Points.Expiry = program.Expiry{Kind: program.ExpiryNever}
	to.Spending.MaxShareBp = 2_550
	var zh, en []string
	for _, s := range wording.Diff(from, to, "CNY") {
		zh, en = append(zh, s.In("zh")), append(en, s.In("en"))
	}
	if d := cmp.Diff([]string{
		"等级“金卡”的升级条件：原为spend(365) >= 500000，现为spend(365) >= 600000。",
		"等级“金卡”的积分倍数：原为1.5 倍，现为1.8 倍。",
		"新增等级“星钻”。",
		"取消等级“黑金”。",
		"等级的高低顺序有调整。",
		"规则“消费积分”：原为每 ¥1 得 1 积分，现为每 ¥1 得 2 积分。",
		"新增规则“茶礼”：每件得 5 积分。",
		"取消规则“生日月双倍积分”。",
		"积分有效期：原为获得后 24 个月，现为永久有效。",
		"积分抵扣：原为100 积分抵 ¥1、最多抵扣 50%，现为100 积分抵 ¥1、最多抵扣 25.5%。",
	}, zh); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{
		"The condition of Gold: was spend(365) >= 500000, is now spend(365) >= 600000.",
		"The multiplier of Gold: was 1.5 times, is now 1.8 times.",
		"A new tier: Star.",
		"The tier Black is no more.",
		"The order of the tiers changed.",
		"Points for purchases: was 1 points for every ¥1, is now 2 points for every ¥1.",
		"A new rule, Tea: 5 points a piece.",
		"The rule Double points in your birthday month is no more.",
		"Points expire: was 24 months after they were earned, is now never.",
		"Points as money off: was 100 points are ¥1, at most 50 % of an order, is now 100 points are ¥1, at most 25.5 % of an order.",
	}, en); d != "" {
		t.Error(d)
	}
	from, to = program.Default("CNY", "zh"), program.Default("CNY", "zh")
	if after, _ := json.Marshal([]any{from, to}); string(before) != string(after) {
		t.Error("Diff changed its arguments")
	}
}
