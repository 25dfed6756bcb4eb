package replay_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/program"
	"regulars/internal/simulation/replay"
)

var shanghai = time.FixedZone("CST", 8*3600)

// usual is the default programme, compiled.
func usual(tb testing.TB) *program.Program {
	tb.Helper()
	catalogue, err := expr.NewCatalogue([]expr.Attribute{
		{Name: "birthday_this_month", Type: expr.Bool, Scope: expr.Member, En: "birthday", Zh: "生日"},
		{Name: "order.month", Type: expr.Int, Scope: expr.Order, En: "month", Zh: "月"},
	}, []expr.Window{{Name: "spend", Column: "spend", En: "spend", Zh: "消费"}})
	if err != nil {
		tb.Fatal(err)
	}
	p, err := program.Compile(program.Default("CNY", "zh"), catalogue, shanghai)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// past is n orders of three lines over two years, by members whose birthdays are known.
func past(members, n int) ([]replay.Person, []replay.Order) {
	r := rand.New(rand.NewPCG(1, 2))
	persons := make([]replay.Person, members)
	for i := range persons {
		persons[i] = replay.Person{ID: int64(i + 1), Birth: calendar.Birth{Month: int64(1 + i%12)}}
	}
	orders := make([]replay.Order, n)
	step := 2 * 365 * 24 * time.Hour / time.Duration(n)
	at := calendar.Of(time.Date(2024, 1, 1, 0, 0, 0, 0, shanghai))
	for i := range orders {
		at = at.Add(step)
		o := replay.Order{ID: int64(i + 1), Person: r.IntN(members), At: at, Channel: "pos", Member: true, Handed: true, Pricing: program.PriceEvaluate}
		for k := range 3 {
			o.Lines = append(o.Lines, basket.Line{Index: k, SKU: "sku", Category: "food", Type: basket.Product, Quantity: 1 + r.Int64N(3), TotalMinor: 500 + r.Int64N(20_000)})
		}
		orders[i] = o
	}
	return persons, orders
}

// BenchmarkPlace plays orders of the past: the aim is 100,000 a second on one core.
func BenchmarkPlace(b *testing.B) {
	p := usual(b)
	persons, orders := past(10_000, 200_000)
	b.ReportAllocs()
	played := 0
	for b.Loop() {
		w := replay.New(replay.Setting{Program: p, Persons: persons})
		for i := range orders {
			if _, err := w.Place(&orders[i]); err != nil {
				b.Fatal(err)
			}
		}
		w.Finish(orders[len(orders)-1].At)
		played += len(orders)
	}
	b.ReportMetric(float64(played)/b.Elapsed().Seconds(), "orders/s")
}
