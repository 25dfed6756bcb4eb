package expr_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"regulars/internal/expr"
	"regulars/internal/expr/tree"
)

func TestTree(t *testing.T) {
	c := catalogue(t)
	x := compile(t, c, `spend(365) >= 500000 && idle_days >= 90 && (tier == "gold" || "储值" in tags) && !(gender in ["f"]) && has(birthday) && promoter`)
	clause := func(attribute string, operator expr.Operator, value any) expr.Node {
		return expr.Node{Kind: expr.NodeClause, Attribute: attribute, Operator: operator, Value: value}
	}
	want := expr.Node{Kind: expr.NodeAll, Nodes: []expr.Node{
		{Kind: expr.NodeClause, Window: "spend", Period: "365", Operator: expr.GreaterOrEqual, Value: int64(500_000)},
		clause("idle_days", expr.GreaterOrEqual, int64(90)),
		{Kind: expr.NodeAny, Nodes: []expr.Node{clause("tier", expr.Equal, "gold"), clause("tags", expr.Includes, "储值")}},
		{Kind: expr.NodeNot, Nodes: []expr.Node{clause("gender", expr.In, []any{"f"})}},
		clause("birthday", expr.Has, nil),
		clause("promoter", expr.Equal, true),
	}}
	got, ok := x.Tree()
	if diff := cmp.Diff(want, got); !ok || diff != "" {
		t.Fatal(ok, diff)
	}
	text := `spend(365) >= 500000 && idle_days >= 90 && (tier == "gold" || "储值" in tags) && !(gender in ["f"]) && has(birthday) && promoter == true`
	if got := tree.Print(got); got != text {
		t.Errorf("Print: %s", got)
	}
	wire, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var back expr.Node
	if err := json.Unmarshal(wire, &back); err != nil {
		t.Fatal(err)
	}
	if got := tree.Print(back); got != text {
		t.Errorf("Print of JSON: %s", got)
	}
}

func TestTreeOfWhatTheBuilderDoesNotKnow(t *testing.T) {
	c := catalogue(t)
	for _, text := range []string{
		"order_count + 1 > 2", "promoter == promoter", "tags == tags", "order_count in [order_count]", "order_count > spend(30)", `tags.exists(t, t == "a")`, "size(tags) > 1", "promoter ? true : false",
		"order_count in [1, birthday_month]", "tier in tags", `tags == ["a"]`, `tier == "gold" && order_count > 1 + 1`, "tier.contains(gender)",
		"1 == 1", "promoter == (tier == gender)",
	} {
		if n, ok := compile(t, c, text).Tree(); ok {
			t.Errorf("%s: %+v", text, n)
		}
	}
}

func TestPrintRefuses(t *testing.T) {
	c := catalogue(t)
	clause := func(n expr.Node) expr.Node { n.Kind = expr.NodeClause; return n }
	for _, n := range []expr.Node{
		{},
		{Kind: "some"},
		{Kind: expr.NodeNot},
		{Kind: expr.NodeNot, Nodes: make([]expr.Node, 2)},
		{Kind: expr.NodeAll, Nodes: make([]expr.Node, 1)},
		clause(expr.Node{}), clause(expr.Node{Operator: expr.Has}), clause(expr.Node{Attribute: "tier", Operator: "~", Value: "x"}),
		clause(expr.Node{Attribute: "order_count", Operator: expr.Equal}), clause(expr.Node{Attribute: "order_count", Operator: expr.Equal, Value: 1.5}),
		clause(expr.Node{Attribute: "order_count", Operator: expr.Equal, Value: 1e18}),
		clause(expr.Node{Attribute: "order_count", Operator: expr.In, Value: 1}), clause(expr.Node{Attribute: "order_count", Operator: expr.In, Value: []any{nil}}),
		clause(expr.Node{Window: "spend", Period: "0", Operator: expr.Equal, Value: int64(1)}), clause(expr.Node{Window: "spend", Operator: expr.Equal, Value: int64(1)}),
		clause(expr.Node{Window: "spend", Attribute: "tier", Period: "1", Operator: expr.Equal, Value: int64(1)}),
	} {
		text := tree.Print(n)
		if _, err := c.Compile(text, everywhere); err == nil {
			t.Errorf("%+v is printed as %q, which compiles", n, text)
		}
	}
}

func TestPrintOfEmptyGroups(t *testing.T) {
	if all, any := tree.Print(expr.Node{Kind: expr.NodeAll}), tree.Print(expr.Node{Kind: expr.NodeAny}); all != "true" || any != "false" {
		t.Errorf("all %s, any %s", all, any)
	}
}
