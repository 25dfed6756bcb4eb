package expr_test

import (
	"testing"

	"regulars/internal/expr"
	"regulars/internal/expr/tree"
	"regulars/internal/fault"
)

// FuzzCompile throws texts at the compiler: each is refused with a fault that says where, or evaluates, explains itself,
// translates and prints without a panic, and its tree holds when it does.
func FuzzCompile(f *testing.F) {
	for _, bench := range benchmarked {
		f.Add(bench.text)
	}
	for _, text := range []string{
		`!(gender == "f" || "a" in tags) && has(birthday)`, "tags.exists_one(t, t in [tier, 'x'])", "joined_on >= \"2026-01-31\" // since", "1 == 1 ? promoter : false",
		"((((", "\"", "a.b.c(d)", "x[0]{", "`", "\\u0000", "spend(\"ever\") * -1 - 2 % 3 >= 0x10", "“”", "0u == 1u", "!!!!!!promoter", "has(has(tier))", "tags.all(a, tags.all(a, a == a))",
		"r'\\d' in tags", "line.category.startsWith(\"\"\"\n\"\"\")", "idle_days in [1, 90, -9223372036854775808]", "tags.exists(t, t.size() > spend(3))",
	} {
		f.Add(text)
	}
	c := catalogue(f)
	facts := benchFacts()
	f.Fuzz(func(t *testing.T, text string) {
		x, err := c.Compile(text, everywhere)
		if err != nil {
			e := fault.As(err)
			if e == nil || e.Code.Kind != fault.Invalid {
				t.Fatalf("%q is refused with %v", text, err)
			}
			if line, placed := e.Params["line"].(int); placed && (line < 1 || e.Params["column"].(int) < 1) {
				t.Fatalf("%q is refused at %v", text, e.Params)
			}
			return
		}
		holds := x.Holds(facts)
		x.Explain(facts)
		if _, err := x.SQL(expr.NewSQLBinder(1, today.Start(shanghai), shanghai)); err != nil && !fault.Has(err, expr.ErrNotSQL) {
			t.Fatalf("%q: %v", text, err)
		}
		node, ok := x.Tree()
		if !ok {
			return
		}
		printed, err := c.Compile(tree.Print(node), everywhere)
		if err != nil || printed.Holds(facts) != holds {
			t.Fatalf("%q is printed as %q: %v", text, tree.Print(node), err)
		}
	})
}
