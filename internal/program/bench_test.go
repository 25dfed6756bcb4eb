package program_test

import (
	"testing"

	"regulars/internal/program"
)

func BenchmarkEvaluate(b *testing.B) {
	basket := lines(line(1, 12_000), line(2, 3_998), line(1, 800))
	st := member()
	st.Tier = "gold"
	st.Attributes = program.Attributes{"birthday_month": int64(5)}
	withoutConditions := program.Default("CNY", "zh")
	withoutConditions.Earning = []program.Rule{withoutConditions.Earning[0], withoutConditions.Earning[2]}
	for name, doc := range map[string]program.Document{"default": program.Default("CNY", "zh"), "plain": withoutConditions} {
		p := compile(b, doc)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := program.Evaluate(p, st, basket, program.Ask{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRemain(b *testing.B) {
	basket := lines(line(1, 12_000), line(2, 3_998), line(1, 800))
	st := member()
	st.Attributes = program.Attributes{"birthday_month": int64(5)}
	p := compile(b, program.Default("CNY", "zh"))
	out := evaluate(b, p, st, basket, program.Ask{})
	r := []int64{1, 1, 0}
	b.ReportAllocs()
	for b.Loop() {
		program.Remain(p, st, basket, &out, r)
	}
}
