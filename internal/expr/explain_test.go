package expr_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestExplainWords(t *testing.T) {
	c := catalogue(t)
	f := facts{
		"tier": "silver", "tags": []string{"app"}, "order_count": int64(1), "promoter": false, "joined_on": "2025-03-01",
		"spend(365)": int64(480_000), `spend("year")`: int64(0), "orders(1)": int64(2), `points("ever")`: int64(-1), "line.sku": "A-1",
	}
	for _, test := range []struct {
		text   string
		holds  bool
		en, zh string
	}{
		{"spend(365) >= 500000", false, "Spend in the last 365 days is at least ¥5000.00 (now ¥4800.00)", "近 365 天消费额至少为 ¥5000.00（现为 ¥4800.00）"},
		{`500000 > spend("year")`, true, "Spend this year is less than ¥5000.00 (now ¥0.00)", "今年消费额小于 ¥5000.00（现为 ¥0.00）"},
		{"orders(1) > 1", true, "Orders today is more than 1 order (now 2 orders)", "今日订单数大于 1 单（现为 2 单）"},
		{`points("ever") <= 0`, true, "Points earned so far is at most 0 points (now -1 points)", "累计获得积分不超过 0 积分（现为 -1 积分）"},
		{`tier == "gold"`, false, "Tier is Gold (now Silver)", "会员等级是 金卡（现为 银卡）"},
		{`!(tier in ["gold", "black"])`, true, "Tier is none of Gold, black (now Silver)", "会员等级不属于 金卡、black（现为 银卡）"},
		{`"vip" in tags`, false, "Tags include vip (now app)", "标签包含 vip（现为 app）"},
		{`!("vip" in tags)`, true, "Tags do not include vip (now app)", "标签不包含 vip（现为 app）"},
		{"promoter", false, "Promoter is yes (now no)", "推广员是 是（现为 否）"},
		{"!(order_count >= 2)", true, "Orders is not at least 2 orders (now 1 order)", "订单数未达到 2 单（现为 1 单）"},
		{`joined_on < "2025-03-01"`, false, "Joined on is before 2025-03-01 (now 2025-03-01)", "入会日期早于 2025-03-01（现为 2025-03-01）"},
		{"has(birthday)", false, "Birthday is known", "生日已知"},
		{"!has(birthday)", true, "Birthday is not known", "生日未知"},
		{`gender == "f"`, false, "Gender is f (now unknown)", "性别是 f（现为 未知）"},
		{`line.sku.startsWith("A")`, true, "Product begins with A (now A-1)", "商品开头为 A（现为 A-1）"},
		{`spend(365) * 2 - spend("year") >= 1000000`, false, "`spend(365) * 2 - spend(\"year\")` is at least 1000000 (now 960000)", "`spend(365) * 2 - spend(\"year\")` 至少为 1000000（现为 960000）"},
		{`spend(365) - spend("year") >= 0`, true, "`spend(365) - spend(\"year\")` is at least ¥0.00 (now ¥4800.00)", "`spend(365) - spend(\"year\")` 至少为 ¥0.00（现为 ¥4800.00）"},
		{`spend(365) / orders(1) >= 100`, true, "`spend(365) / orders(1)` is at least 100 (now 240000)", "`spend(365) / orders(1)` 至少为 100（现为 240000）"},
		{`tags.exists(t, t == "vip")`, false, "`tags.exists(t, t == \"vip\")` holds", "满足 `tags.exists(t, t == \"vip\")`"},
		{"!true", false, "`true` does not hold", "不满足 `true`"},
	} {
		got := compile(t, c, test.text).Explain(f)
		if len(got) != 1 || got[0].Holds != test.holds || got[0].En != test.en {
			t.Errorf("%s:\n got %+v\nwant %v %s", test.text, got, test.holds, test.en)
			continue
		}
		if zh := got[0].Zh; zh != test.zh && zh != trimSpaceAfterTicks(test.zh) {
			t.Errorf("%s:\n got %s\nwant %s", test.text, zh, test.zh)
		}
	}
}

// trimSpaceAfterTicks lets the table read well.
func trimSpaceAfterTicks(text string) string {
	for i := 1; i < len(text)-1; i++ {
		if text[i] == '`' && text[i+1] == ' ' {
			return text[:i+1] + text[i+2:]
		}
	}
	return text
}

func TestExplainParts(t *testing.T) {
	x := compile(t, catalogue(t), `tier == "gold" && (order_count > 5 || (promoter && spend(30) > 1)) && !(gender == "f" || "a" in tags)`)
	f := facts{"tier": "gold", "order_count": int64(6), "spend(30)": int64(7)}
	var got []string
	for _, c := range x.Explain(f) {
		got = append(got, fmt.Sprintf("%s %v %d/%d %v %v %s %s", c.Text, c.Holds, c.AnyOf, c.Alternative, c.Have, c.Want, c.Name, c.Unit))
	}
	want := []string{
		`tier == "gold" true 0/0 gold gold tier `,
		"order_count > 5 true 1/1 6 5 order_count orders",
		"promoter false 1/2 <nil> true promoter ",
		"spend(30) > 1 true 1/2 7 1 spend(30) minor",
		`!(gender == "f") true 0/0 <nil> f gender `,
		`!("a" in tags) true 0/0 [] a tags `,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestExplainMoney(t *testing.T) {
	for currency, want := range map[string]string{
		"GBP": "Total spend is £12.34 (now -£0.05)", "JPY": "Total spend is ¥1234 (now -¥5)", "SEK": "Total spend is SEK 12.34 (now -SEK 0.05)",
	} {
		c, err := catalogue(t).With(currency, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := compile(t, c, "spend_minor == 1234").Explain(facts{"spend_minor": int64(-5)})[0].En; got != want {
			t.Errorf("%s: %s", currency, got)
		}
	}
}
