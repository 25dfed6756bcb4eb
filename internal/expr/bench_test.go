package expr_test

import (
	"testing"

	"regulars/internal/expr"
)

// benchmarked are conditions from the plainest to the heaviest that a programme is likely to have.
var benchmarked = []struct{ name, text string }{
	{"always", ""},
	{"number", "order.payable_minor >= 10000"},
	{"text", `line.category == "toys"`},
	{"window", "spend(365) >= 500000"},
	{"missing", "birthday_month > 3"},
	{"two attributes", "birthday_month == order.month"},
	{"four clauses", `tier in ["gold", "silver"] && spend(365) >= 500000 && "vip" in tags && line.category == "toys"`},
	{"arithmetic", "spend(365) - points(365) * 2 > 1000"},
	{"macro", `tags.exists(t, t.startsWith("vi"))`},
}

func benchFacts() facts {
	return facts{
		"tier": "gold", "tags": []string{"new", "app", "vip"}, "order.payable_minor": int64(25_000), "line.category": "toys",
		"order.month": int64(5), "spend(365)": int64(600_000), "points(365)": int64(1000),
	}
}

func BenchmarkHolds(b *testing.B) {
	c, f := catalogue(b), benchFacts()
	for _, bench := range benchmarked {
		x := compile(b, c, bench.text)
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				x.Holds(f)
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	c := catalogue(b)
	text := benchmarked[6].text
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Compile(text, everywhere); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCatalogue(b *testing.B) {
	c := catalogue(b)
	own := []expr.Attribute{{Name: "attr.shoe_size", Type: expr.Int, Scope: expr.Member}}
	b.Run("new", func(b *testing.B) {
		for b.Loop() {
			catalogue(b)
		}
	})
	b.Run("with", func(b *testing.B) {
		for b.Loop() {
			own, err := c.With("GBP", own)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := own.Compile("attr.shoe_size > 40", expr.Member); err != nil {
				b.Fatal(err)
			}
		}
	})
}
