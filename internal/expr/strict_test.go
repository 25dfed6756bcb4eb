package expr_test

import (
	"testing"

	"regulars/internal/expr"
	"regulars/internal/fault"
)

// What is being written names what is there; what was written goes on to compile.
func TestStrict(t *testing.T) {
	attribute := func(name string, kind expr.Type) expr.Attribute {
		return expr.Attribute{Name: name, Type: kind, Scope: expr.Member, En: name, Zh: name}
	}
	lists := attribute("segments", expr.TextList)
	lists.Named, lists.Values = true, []expr.Choice{{Value: "seg_1", Gone: true}}
	c, err := expr.NewCatalogue([]expr.Attribute{
		attribute("tier", expr.Text), attribute("store", expr.Text), attribute("plans", expr.TextList), attribute("tags", expr.TextList), attribute("visits", expr.Int), lists,
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	strict := c.Strict(map[string][]string{"tier": {"base", "gold"}, "plans": {"vip"}})
	for text, value := range map[string]any{
		`tier == "gold"`: nil, `tier != "base"`: nil, `"gold" == tier`: nil, `tier in ["base", "gold"]`: nil, `"vip" in plans`: nil, `"seg_1" in segments`: nil,
		`"anything" in tags`: nil, `store == "anywhere"`: nil, `visits == 3`: nil, `tier == store`: nil, `tier.startsWith("go")`: nil,
		`plans.exists(p, p == "vip")`: nil,

		`tier == "NOSUCH"`: "NOSUCH", `tier != "NOSUCH"`: "NOSUCH", `"NOSUCH" == tier`: "NOSUCH", `tier in ["gold", "NOSUCH"]`: "NOSUCH", `!(visits > 3 && tier == "Gold")`: "Gold",
		`"basic" in plans`: "basic", `"seg_2" in segments`: "seg_2", `tier == ""`: "",
	} {
		if _, err := c.Compile(text, expr.Member); err != nil {
			t.Errorf("%s: %v", text, err)
		}
		_, err := strict.Compile(text, expr.Member)
		if e := fault.As(err); value == nil && err != nil || value != nil && (!fault.Has(err, expr.ErrValue) || e.Params["value"] != value) {
			t.Errorf("strict: %s: %v", text, err)
		}
	}
}
