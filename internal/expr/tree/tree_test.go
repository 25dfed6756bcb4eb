package tree_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"regulars/internal/expr"
	"regulars/internal/expr/tree"
	"regulars/internal/fault"
)

const everywhere = expr.Member | expr.Order | expr.Line

func catalogue(t testing.TB) *expr.Catalogue {
	t.Helper()
	c, err := expr.NewCatalogue([]expr.Attribute{
		{Name: "tier", Type: expr.Text, Scope: expr.Member, En: "tier", Zh: "会员等级", SQL: "t.tier"},
		{Name: "tags", Type: expr.TextList, Scope: expr.Member, En: "tags", Zh: "标签"},
		{
			Name: "birthday_month", Type: expr.Int, Scope: expr.Member, En: "month of birth", Zh: "生日月份",
			Values: []expr.Choice{{Value: "5", En: "May", Zh: "五月"}},
		},
		{Name: "hour", Type: expr.Int, Scope: expr.Member, En: "hour", Zh: "小时"},
		{Name: "points", Type: expr.Int, Scope: expr.Member, Unit: "points", En: "points to spend", Zh: "可用积分"},
		{Name: "advised", Type: expr.Bool, Scope: expr.Member, En: "has an adviser", Zh: "有专属导购"},
		{Name: "joined_on", Type: expr.Day, Scope: expr.Member, En: "day of joining", Zh: "入会日期"},
		{Name: "name", Type: expr.Text, Scope: expr.Member, En: "name", Zh: "姓名"},
		{Name: "order.month", Type: expr.Int, Scope: expr.Order, En: "month of the order", Zh: "下单月份"},
		{Name: "line.category", Type: expr.Text, Scope: expr.Line, En: "category of the product", Zh: "商品品类"},
	}, []expr.Window{
		{Name: "spend", Column: "spend_minor", Unit: "minor", En: "spend", Zh: "消费"},
		{Name: "orders", Column: "orders", Unit: "orders", En: "orders", Zh: "订单数"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func speaker(t testing.TB) *tree.Speaker {
	t.Helper()
	return tree.NewSpeaker(catalogue(t), "CNY", tree.Choices{
		"tier":          {{Value: "gold", En: "Gold", Zh: "金卡"}, {Value: "black", En: "Black", Zh: "黑金"}},
		"line.category": {{Value: "tea", Zh: "茶叶", En: "茶叶"}},
	})
}

func TestSentences(t *testing.T) {
	s := speaker(t)
	for _, c := range []struct{ text, zh, en string }{
		{`spend(365) >= 500000 && tier == "gold"`, "近 365 天消费满 ¥5,000 且 会员等级为金卡", "spend in the last 365 days is at least ¥5,000 and tier is Gold"},
		{`tier in ["gold", "black"] || "储值" in tags`, "会员等级为金卡或黑金 或 标签包含“储值”", "tier is Gold or Black or tags include “储值”"},
		{`spend("year") > 50 && (orders("ever") < 3 || points >= 1)`, "今年消费超过 ¥0.50 且（累计订单数不足 3 单 或 可用积分满 1 积分）", "spend this year is more than ¥0.50 and (orders so far is less than 3 orders or points to spend is at least 1 point)"},
		{`!(tier == "gold") && !("a" in tags)`, "会员等级不为金卡 且 标签不包含“a”", "tier is not Gold and tags do not include “a”"},
		{`!(tier == "gold" && advised)`, "并非（会员等级为金卡 且 有专属导购）", "not (tier is Gold and has an adviser)"},
		{`birthday_month == 5`, "生日月份为五月", "month of birth is May"},
		{`birthday_month == order.month`, "生日月份与下单月份相同", "month of birth is the same as month of the order"},
		{`birthday_month < order.month`, "生日月份小于 下单月份", "month of birth is less than month of the order"},
		{`hour >= 18`, "小时不小于 18", "hour is at least 18"},
		{`joined_on >= "2026-01-31" && joined_on != "2026-02-01"`, "入会日期不早于 2026 年 1 月 31 日 且 入会日期不为 2026 年 2 月 1 日", "day of joining is not before 31 January 2026 and day of joining is not 1 February 2026"},
		{`has(name) && !has(birthday_month)`, "姓名已知 且 生日月份未知", "name is known and month of birth is not known"},
		{`name.startsWith("李") && name.contains("明")`, "姓名以“李”开头 且 姓名含有“明”", "name begins with “李” and name contains “明”"},
		{`line.category == "tea"`, "商品品类为茶叶", "category of the product is 茶叶"},
		{`spend(30) * 2 >= 100 && size(tags) > 1`, "近 30 天消费 * 2 >= 100 且 size(标签) > 1", "spend in the last 30 days * 2 >= 100 and size(tags) > 1"},
		{`tags.exists(t, t == "tags")`, `标签.exists(t, t == "tags")`, `tags.exists(t, t == "tags")`},
		{``, "无条件", "always"},
		{`nonsense >`, "`nonsense >`", "`nonsense >`"},
	} {
		got := s.Condition(c.text)
		if diff := cmp.Diff(tree.Words{Zh: c.zh, En: c.en}, got); diff != "" {
			t.Errorf("%s: %s", c.text, diff)
		}
	}
}

// Rule 1 and 3: what a text gives is let pass and printed as what it was.
func TestReadAndWrite(t *testing.T) {
	c := catalogue(t)
	for _, text := range []string{
		`spend(365) >= 500000 && (tier == "gold" || "储值" in tags) && !(tier in ["black"])`, `advised`, `advised != true`, `!has(advised)`, `has(joined_on)`,
		`birthday_month == order.month`, `joined_on in ["2026-01-31"]`, `hour in [1, 2]`, `spend("ever") in [1]`, `true`, `line.category != "tea"`,
		`name.endsWith("x") && name.contains("y")`, `1 <= hour`, `orders(1) == 0 || orders("year") != 0`,
	} {
		x, err := c.Compile(text, everywhere)
		if err != nil {
			t.Fatal(err)
		}
		n, ok := x.Tree()
		if err := tree.Check("tree", n, c, everywhere); !ok || err != nil {
			t.Errorf("%s: %v, %v", text, ok, err)
			continue
		}
		again, err := c.Compile(tree.Print(n), everywhere)
		if err != nil {
			t.Errorf("%s is printed as %s: %v", text, tree.Print(n), err)
			continue
		}
		if back, _ := again.Tree(); cmp.Diff(n, back) != "" {
			t.Errorf("%s: %s", text, cmp.Diff(n, back))
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	c := catalogue(t)
	clause := func(n expr.Node) expr.Node { n.Kind = expr.NodeClause; return n }
	for _, one := range []struct {
		n     expr.Node
		field string
		code  fault.Code
	}{
		{expr.Node{}, "tree", tree.ErrShape},
		{expr.Node{Kind: expr.NodeText, Text: "true"}, "tree", tree.ErrShape},
		{expr.Node{Kind: expr.NodeNot}, "tree", tree.ErrShape},
		{expr.Node{Kind: expr.NodeAll, Nodes: []expr.Node{clause(expr.Node{Attribute: "tier", Operator: expr.Equal, Value: "gold"}), {Kind: "x"}}}, "tree.nodes[1]", tree.ErrShape},
		{clause(expr.Node{}), "tree.attribute", tree.ErrSubject},
		{clause(expr.Node{Attribute: `tier == "" || tier`, Operator: expr.Equal, Value: "x"}), "tree.attribute", tree.ErrSubject},
		{clause(expr.Node{Attribute: "line.category", Operator: expr.Equal, Value: "x"}), "tree.attribute", tree.ErrSubject},
		{clause(expr.Node{Window: "spent", Period: "3", Operator: expr.Equal, Value: int64(1)}), "tree.window", tree.ErrSubject},
		{clause(expr.Node{Window: "spend", Period: "0", Operator: expr.Equal, Value: int64(1)}), "tree.period", tree.ErrPeriod},
		{clause(expr.Node{Window: "spend", Attribute: "tier", Period: "1", Operator: expr.Equal, Value: int64(1)}), "tree.window", tree.ErrSubject},
		{clause(expr.Node{Window: "spend", Period: "1", Operator: expr.Has}), "tree.operator", tree.ErrOperator},
		{clause(expr.Node{Attribute: "tier", Operator: expr.Less, Value: "x"}), "tree.operator", tree.ErrOperator},
		{clause(expr.Node{Attribute: "tier", Operator: "", Value: "x"}), "tree.operator", tree.ErrOperator},
		{clause(expr.Node{Attribute: "tier", Operator: expr.Equal}), "tree.value", tree.ErrText},
		{clause(expr.Node{Attribute: "tier", Operator: expr.Equal, Value: ""}), "tree.value", tree.ErrText},
		{clause(expr.Node{Attribute: "hour", Operator: expr.Equal, Value: "5"}), "tree.value", tree.ErrNumber},
		{clause(expr.Node{Attribute: "hour", Operator: expr.Equal, Value: 5.5}), "tree.value", tree.ErrNumber},
		{clause(expr.Node{Attribute: "hour", Operator: expr.In, Value: []any{}}), "tree.value", tree.ErrList},
		{clause(expr.Node{Attribute: "hour", Operator: expr.In, Value: []any{int64(1), "2"}}), "tree.value[1]", tree.ErrNumber},
		{clause(expr.Node{Attribute: "advised", Operator: expr.Equal, Value: "yes"}), "tree.value", tree.ErrTruth},
		{clause(expr.Node{Attribute: "joined_on", Operator: expr.Equal, Value: "2026-02-30"}), "tree.value", tree.ErrDay},
		{clause(expr.Node{Attribute: "tags", Operator: expr.Includes, Value: int64(1)}), "tree.value", tree.ErrText},
		{clause(expr.Node{Attribute: "name", Operator: expr.Has, Value: "x"}), "tree.value", tree.ErrOperator},
		{clause(expr.Node{Attribute: "hour", Operator: expr.Equal, Other: "tier"}), "tree.other", tree.ErrOther},
		{clause(expr.Node{Attribute: "hour", Operator: expr.Equal, Other: "birthday_month", Value: int64(1)}), "tree.other", tree.ErrOther},
		{clause(expr.Node{Attribute: "hour", Operator: expr.Equal, Other: "order.month"}), "tree.other", tree.ErrOther},
	} {
		e := fault.As(tree.Check("tree", one.n, c, expr.Member))
		if e == nil || e.Field != one.field || e.Code.Code != one.code.Code {
			t.Errorf("%+v: %v, want %s at %s", one.n, e, one.code.Code, one.field)
		}
	}
	deep := clause(expr.Node{Attribute: "hour", Operator: expr.Equal, Value: int64(1)})
	for range 200 {
		deep = expr.Node{Kind: expr.NodeNot, Nodes: []expr.Node{deep}}
	}
	wide := expr.Node{Kind: expr.NodeAll, Nodes: make([]expr.Node, 2*tree.MaxNodes)}
	for _, n := range []expr.Node{deep, wide} {
		e := fault.As(tree.Check("tree", n, c, expr.Member))
		if e == nil {
			t.Fatal("a tree without limits is let pass")
		}
		if n.Kind == expr.NodeNot && e.Code.Code != expr.ErrTooLarge.Code {
			t.Error(e)
		}
	}
}

// FuzzRoundTrip reads texts and writes their trees: what Check lets pass is printed so that it compiles to the same tree, and is said in
// both languages.
func FuzzRoundTrip(f *testing.F) {
	for _, text := range []string{
		`spend(365) >= 500000 && (tier == "gold" || "储值" in tags)`, `!(tier in ["a\n", "\u0001"])`, `hour == birthday_month || !advised`, `has(name) && name.contains("\\\"")`,
		`tags.exists(t, t == tier)`, `spend("year") > -1`, `joined_on > "2026-01-31"`, `hour in [-9223372036854775808]`, `"" in tags`, `!!!(true && false)`, `name == '''"'''`,
	} {
		f.Add(text)
	}
	c, s := catalogue(f), speaker(f)
	f.Fuzz(func(t *testing.T, text string) {
		x, err := c.Compile(text, everywhere)
		if err != nil {
			return
		}
		if said := s.Condition(text); said.Zh == "" || said.En == "" {
			t.Fatalf("%q is said as %+v", text, said)
		}
		n, ok := x.Tree()
		if !ok || tree.Check("tree", n, c, everywhere) != nil {
			return
		}
		again, err := c.Compile(tree.Print(n), everywhere)
		if err != nil {
			t.Fatalf("%q is written as %q: %v", text, tree.Print(n), err)
		}
		back, ok := again.Tree()
		if !ok || tree.Print(back) != tree.Print(n) {
			t.Fatalf("%q is written as %q, then %q", text, tree.Print(n), tree.Print(back))
		}
	})
}
