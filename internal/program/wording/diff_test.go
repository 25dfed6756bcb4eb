package wording_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"regulars/internal/program"
	"regulars/internal/program/wording"
)

// voice says conditions as they are written.
var voice = wording.Voice{Currency: "CNY"}

func TestDiffOfEqualDocuments(t *testing.T) {
	doc := program.Default("CNY", "zh")
	if list := voice.Diff(doc, doc); len(list) != 0 {
		t.Errorf("%v", list)
	}
	unfilled := doc
	unfilled.Points.Rounding, unfilled.Multipliers = "", ""
	if list := voice.Diff(unfilled, doc); len(list) != 0 {
		t.Errorf("defaults differ from what they stand for: %v", list)
	}
}

// changed are two documents that differ in about everything.
func changed() (from, to program.Document) {
	from, to = program.Default("CNY", "zh"), program.Default("CNY", "zh")
	to.Tiers = []program.Tier{to.Tiers[0], to.Tiers[2], to.Tiers[1], {Code: "star", Name: program.Text{Zh: "星钻", En: "Star"}, Manual: true}}
	to.Tiers[1].When, to.Tiers[1].EarnBp, to.Tiers[1].Color = "spend(365) >= 600000", 18_000, "#ffffff"
	to.Earning = []program.Rule{to.Earning[0], to.Earning[2], {Code: "tea", Name: program.Text{Zh: "茶礼", En: "Tea"}, Kind: program.PerUnit, Points: 5}}
	to.Earning[0].Points = 2
	to.Earning[1].Caps = []program.RuleCap{{Per: program.PerDay, Amount: 1_000}, {Per: program.PerMonth, Amount: 50_000, AllMembers: true}}
	to.Points.Expiry = program.Expiry{Kind: program.ExpiryNever}
	to.Spending.MaxShareBp = 2_550
	return from, to
}

func TestDiff(t *testing.T) {
	from, to := changed()
	before, _ := json.Marshal([]any{from, to})
	var zh, fields []string
	list := voice.Diff(from, to)
	for i := range list {
		zh, fields = append(zh, list[i].Text().Zh), append(fields, list[i].Kind+" "+list[i].Path+" "+list[i].Field)
	}
	if d := cmp.Diff([]string{
		"金卡：升级条件 spend(365) >= 500000 → spend(365) >= 600000",
		"金卡：积分倍数 1.5 倍 → 1.8 倍",
		"金卡：颜色 #d4a017 → #ffffff",
		"新增 星钻：手工授予",
		"取消 黑金",
		"等级：高低顺序 普通会员 < 银卡 < 金卡 < 黑金 → 普通会员 < 金卡 < 银卡 < 星钻",
		"消费积分：奖励 每 ¥1 得 1 积分 → 每 ¥1 得 2 积分",
		"消费成长值：上限 无 → 每天最多 1,000 成长值",
		"消费成长值：预算 无 → 全体会员每月预算 50,000 成长值",
		"新增 茶礼：每件得 5 积分",
		"取消 生日月双倍积分",
		"积分：有效期 获得后 24 个月 → 永久有效",
		"积分：抵扣上限 50% → 25.5%",
	}, zh); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{
		"changed tiers.gold.when tiers[1].when",
		"changed tiers.gold.earn_bp tiers[1].earn_bp",
		"changed tiers.gold.color tiers[1].color",
		"added tiers.star tiers[3]",
		"removed tiers.black ",
		"changed tiers tiers",
		"changed earning.spend.points earning[0].points",
		"changed earning.growth.caps earning[1].caps",
		"changed earning.growth.caps earning[1].caps",
		"added earning.tea earning[2]",
		"removed earning.birthday ",
		"changed points.expiry points.expiry",
		"changed spending.max_share_bp spending.max_share_bp",
	}, fields); d != "" {
		t.Error(d)
	}
	from, to = changed()
	if after, _ := json.Marshal([]any{from, to}); string(before) != string(after) {
		t.Error("Diff changed its arguments")
	}
}

func TestTold(t *testing.T) {
	var zh, en []string
	for _, s := range wording.Told(voice.Diff(changed())) {
		zh, en = append(zh, s.Zh), append(en, s.En)
	}
	if d := cmp.Diff([]string{
		"升级到金卡的条件改为“spend(365) >= 600000”（原为“spend(365) >= 500000”）。",
		"金卡会员的积分倍数由 1.5 倍变为 1.8 倍，例如消费 ¥100 得 360 积分（原 150 积分）。",
		"新增等级“星钻”：手工授予。",
		"取消等级“黑金”。",
		"等级的高低顺序有调整。",
		"消费积分：每 ¥1 得 2 积分（原为每 ¥1 得 1 积分）。",
		"消费成长值的上限改为每天最多 1,000 成长值（原为无）。",
		"新增“茶礼”：每件得 5 积分。",
		"取消“生日月双倍积分”。",
		"积分的有效期改为永久有效（原为获得后 24 个月）。",
		"积分最多可抵扣订单金额的 25.5%（原 50%）。",
	}, zh); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{
		"To reach Gold: spend(365) >= 600000 (before: spend(365) >= 500000).",
		"Gold members get 1.8 times the points instead of 1.5 times, for example 360 points for ¥100 (before: 150 points).",
		"A new tier, Star: given by hand.",
		"The tier Black is no more.",
		"The order of the tiers changes.",
		"Points for purchases: 2 points for every ¥1 (before: 1 point for every ¥1).",
		"Growth for purchases: cap is now at most 1,000 growth a day (before: none).",
		"New, Tea: 5 points a piece.",
		"Double points in your birthday month is no more.",
		"Points: expiry is now never (before: 24 months after they were earned).",
		"Points pay for at most 25.5 % of an order (before: 50 %).",
	}, en); d != "" {
		t.Error(d)
	}
}
