package wording_test

import (
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"regulars/internal/expr"
	"regulars/internal/expr/tree"
	"regulars/internal/program"
	"regulars/internal/program/wording"
)

// known answers conditions by name, windows as spend(365).
type known map[string]any

func (k known) Attribute(name string) (any, bool) { v, ok := k[name]; return v, ok }

func (k known) Window(name string, p expr.Period) (int64, bool) {
	v, _ := k[expr.WindowUse{Name: name, Period: p}.String()].(int64)
	return v, true
}

func speaker(t *testing.T) (*expr.Catalogue, *tree.Speaker) {
	t.Helper()
	c, err := expr.NewCatalogue([]expr.Attribute{
		{Name: "growth", Type: expr.Int, Unit: "growth", Scope: expr.Member, En: "growth value", Zh: "成长值"},
		{Name: "tags", Type: expr.TextList, Scope: expr.Member, En: "tags", Zh: "标签"},
		{Name: "referred", Type: expr.Bool, Scope: expr.Member, En: "brought by a member", Zh: "由会员推荐"},
	}, []expr.Window{
		{Name: "spend", Unit: "minor", En: "spend", Zh: "消费"}, {Name: "orders", Unit: "orders", En: "orders", Zh: "订单数"},
		{Name: "refund", Unit: "minor", En: "refunds", Zh: "退款"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c, tree.NewSpeaker(c, "CNY", nil)
}

func TestProgress(t *testing.T) {
	c, s := speaker(t)
	facts := known{"spend(365)": int64(380_000), `orders("year")`: int64(3), "growth": int64(50), "refund(30)": int64(500)}
	for text, want := range map[string][]string{
		`spend(365) >= 500000`: {"76 近 365 天消费还差 ¥1,200 | ¥1,200 more of spend in the last 365 days"},
		`spend(365) > 380000`:  {"99 近 365 天消费还差 ¥0.01 | ¥0.01 more of spend in the last 365 days"},
		`spend(365) >= 500000 && orders("year") >= 4`: {
			"75 近 365 天消费还差 ¥1,200，且今年订单数还差 1 单 | ¥1,200 more of spend in the last 365 days and 1 order more of orders this year",
		},
		`spend(365) >= 500000 || growth >= 1000 && orders("year") >= 3`: {
			"76 近 365 天消费还差 ¥1,200 | ¥1,200 more of spend in the last 365 days",
			"5 成长值还差 950 成长值 | 950 growth more of growth value",
		},
		`(spend(365) >= 500000 || growth >= 1000) && (referred || orders("year") >= 1)`: {
			"76 近 365 天消费还差 ¥1,200 | ¥1,200 more of spend in the last 365 days",
			"5 成长值还差 950 成长值 | 950 growth more of growth value",
			"0 近 365 天消费还差 ¥1,200，且需由会员推荐 | ¥1,200 more of spend in the last 365 days and brought by a member",
			"0 成长值还差 950 成长值，且需由会员推荐 | 950 growth more of growth value and brought by a member",
		},
		`!("blocked" in tags) && refund(30) <= 100`: {"0 需近 30 天退款不超过 ¥1 | refunds in the last 30 days is at most ¥1"},
		`spend(365) * 2 >= 1000000`:                 {"0 需近 365 天消费 * 2 >= 1000000 | spend in the last 365 days * 2 >= 1000000"},
		`spend(365) >= 100`:                         {"100  | "},
	} {
		x, err := c.Compile(text, expr.Member)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, a := range (wording.Progress{Speaker: s}).Say(x.Explain(facts)) {
			got = append(got, strconv.FormatInt(a.Percent, 10)+" "+a.Text.Zh+" | "+a.Text.En)
			if a.Holds != (a.Percent == 100) {
				t.Errorf("%s: holds %v at %d %%", text, a.Holds, a.Percent)
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", text, d)
		}
	}
}

// Of many alternatives not all are told.
func TestProgressHasALimit(t *testing.T) {
	c, s := speaker(t)
	group := `(growth >= 1 || orders(1) >= 1 || spend(2) >= 1 || spend(3) >= 1)`
	x, err := c.Compile(strings.Join([]string{group, group, group, group, group}, " && "), expr.Member)
	if err != nil {
		t.Fatal(err)
	}
	if n := len((wording.Progress{Speaker: s}).Say(x.Explain(known{}))); n == 0 || n > 12 {
		t.Errorf("%d ways", n)
	}
}

func TestLacking(t *testing.T) {
	gold := wording.Words{Zh: "金卡", En: "Gold"}
	day := wording.Day(time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC))
	ways := []wording.Alternative{{Text: wording.Words{Zh: "消费还差 ¥1", En: "¥1 more of spend"}}, {Text: wording.Words{Zh: "订单数还差 1 单", En: "1 order more"}}}
	for _, c := range []struct {
		holds  bool
		until  wording.Words
		zh, en string
	}{
		{false, wording.Words{}, "消费还差 ¥1；或订单数还差 1 单，即可升级为金卡。", "¥1 more of spend, or 1 order more for Gold."},
		{false, day, "2027 年 1 月 1 日前消费还差 ¥1；或订单数还差 1 单，可保住金卡。", "Before 1 January 2027 ¥1 more of spend, or 1 order more to keep Gold."},
		{true, day, "已满足金卡的保级条件，2027 年 1 月 1 日可续期。", "Gold will be kept on 1 January 2027."},
		{true, wording.Words{}, "已满足金卡的条件。", "The condition of Gold holds."},
	} {
		if got := wording.Lacking(gold, ways, c.holds, c.until); got.Zh != c.zh || got.En != c.en {
			t.Errorf("%+v", got)
		}
	}
}

func TestCameHasWordsForEveryMove(t *testing.T) {
	at := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for _, move := range []program.TierMove{
		"joined", "undone", program.TierUpgraded, program.TierRenewed, program.TierGrace, program.TierDowngraded, program.TierReplaced, program.TierGiven, program.TierGivenEnded,
	} {
		w := wording.Came(move, wording.Words{Zh: "条件", En: "condition"}, at)
		if !strings.HasPrefix(w.Zh, "2026 年 3 月 1 日") || !strings.Contains(w.En, "1 March 2026") {
			t.Errorf("%s: %+v", move, w)
		}
	}
}

func TestNote(t *testing.T) {
	at := time.Date(2026, 6, 22, 0, 0, 0, 0, time.UTC)
	if n := wording.Note(nil, at); n != (wording.Words{}) {
		t.Errorf("%+v", n)
	}
	one := wording.Words{Zh: "甲。", En: "A."}
	if n := wording.Note([]wording.Words{one, {Zh: "乙。", En: "B."}}, at); n.Zh != "自 2026 年 6 月 22 日起：甲。乙。" || n.En != "From 22 June 2026: A. B." {
		t.Errorf("%+v", n)
	}
	long := wording.Words{Zh: strings.Repeat("长", 200) + "。", En: strings.Repeat("long ", 40) + "."}
	n := wording.Note([]wording.Words{long, long, long, one}, at)
	for _, text := range []string{n.Zh, n.En} {
		if utf8.RuneCountInString(text) > 500 || !strings.HasSuffix(text, "…") {
			t.Errorf("%d: %s", utf8.RuneCountInString(text), text)
		}
	}
}

func TestDescribe(t *testing.T) {
	doc := program.Default("CNY", "zh")
	doc.Tiers[3].Keep = program.Keep{Kind: program.KeepYearEnd, AfterYears: 1}
	doc.Tiers = append(doc.Tiers, program.Tier{Code: "star", Name: program.Text{Zh: "星钻"}, Manual: true})
	doc.Earning = append(doc.Earning, program.Rule{
		Code: "tea", Name: program.Text{Zh: "茶礼", En: "Tea"}, Kind: program.PerUnit, Points: 1, When: "birthday_month == 5", From: "2026-01-01",
		Caps: []program.RuleCap{{Per: program.PerOrderCap, Amount: 50}},
	})
	doc.Caps = []program.Cap{{Asset: program.AssetPoints, Per: program.PerDay, Amount: 5_000}}
	doc.Points.Expiry = program.Expiry{Kind: program.ExpiryFixedDate, MonthDay: "12-31", AfterYears: 1}
	d := wording.Voice{Currency: "CNY", Condition: func(text string) wording.Words { return wording.Words{Zh: "〔" + text + "〕", En: "if " + text} }}.Describe(doc)
	got := []string{
		d.Entry.Text.Zh, d.Tiers[0].Condition.Zh, d.Tiers[1].Condition.En, d.Tiers[2].Benefits[0].Zh, d.Tiers[3].Keep.Zh, d.Tiers[3].Keep.En, d.Tiers[4].Condition.Zh, d.Tiers[4].Name.En,
		d.Earning[3].Field, d.Earning[3].Sentence.Zh, d.Earning[3].Dates.En, d.Earning[3].Caps[0].En, d.Caps[0].Text.Zh, d.Joining.Text.En,
	}
	if diff := cmp.Diff([]string{
		"开放注册", "入会即可享有", "If spend(365) >= 100000", "1.5 倍积分", "保级至次年年底", "Kept to the end of the next year", "手工授予", "星钻",
		"earning[3]", "每件得 1 积分，条件：〔birthday_month == 5〕，自 2026 年 1 月 1 日起，每单最多 50 积分", "From 1 January 2026", "At most 50 points an order", "每天最多 5,000 积分", "The highest alone",
	}, got); diff != "" {
		t.Error(diff)
	}
	fields := map[string]string{}
	for _, p := range append(append(d.Points, d.Spending...), d.Growth...) {
		fields[p.Field] = p.Text.Zh
	}
	if fields["points.expiry"] != "次年 12 月 31 日" || fields["spending.max_share_bp"] != "最多抵扣 50%" || fields["growth.rounding"] != "舍去小数" {
		t.Errorf("%v", fields)
	}
	if d.Tiers[3].Warning != nil || d.Tiers[4].EarnBp != 20_000 {
		t.Errorf("the tier keeps what the one below gives: %+v", d.Tiers[4])
	}
	doc.Tiers[4].EarnBp = 10_000
	if w := voice.Describe(doc).Tiers[4].Warning; w == nil || w.Zh != "积分倍数低于“黑金”：升级后反而得到更少。" {
		t.Errorf("no warning of a lower multiplier: %+v", w)
	}
	doc.Spending.Enabled = false
	if d := voice.Describe(doc); len(d.Spending) != 1 || d.Spending[0].Text.Zh != "不可使用" {
		t.Errorf("%+v", d.Spending)
	}
	if d := voice.Describe(program.Document{}); d.Tiers == nil || d.Earning == nil || d.Caps == nil {
		t.Errorf("lists are missing: %+v", d)
	}
}
