package program_test

import (
	"testing"
	"time"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/program"
)

var shanghai = time.FixedZone("CST", 8*3600)

// instant reads a local time such as "2026-03-01 12:00".
func instant(text string) calendar.Instant {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, shanghai)
	if err != nil {
		panic(err)
	}
	return calendar.Of(t)
}

func catalogue(t testing.TB) *expr.Catalogue {
	t.Helper()
	attribute := func(name string, kind expr.Type, scope expr.Scope) expr.Attribute {
		return expr.Attribute{Name: name, Type: kind, Scope: scope, En: name, Zh: name}
	}
	window := func(name string) expr.Window {
		return expr.Window{Name: name, Column: name, En: name, Zh: name}
	}
	c, err := expr.NewCatalogue([]expr.Attribute{
		attribute("birthday_month", expr.Int, expr.Member), attribute("order_count", expr.Int, expr.Member),
		attribute("birthday_this_month", expr.Bool, expr.Member), attribute("order.region", expr.Text, expr.Order),
		attribute("gender", expr.Text, expr.Member), attribute("tier", expr.Text, expr.Member),
		attribute("tags", expr.TextList, expr.Member),
		attribute("order.channel", expr.Text, expr.Order), attribute("order.store", expr.Text, expr.Order),
		attribute("order.total_minor", expr.Int, expr.Order), attribute("order.payable_minor", expr.Int, expr.Order),
		attribute("order.month", expr.Int, expr.Order), attribute("order.weekday", expr.Int, expr.Order),
		attribute("order.hour", expr.Int, expr.Order), attribute("order.day", expr.Int, expr.Order),
		attribute("line.sku", expr.Text, expr.Line), attribute("line.category", expr.Text, expr.Line),
		attribute("line.quantity", expr.Int, expr.Line),
		attribute("line.total_minor", expr.Int, expr.Line), attribute("line.payable_minor", expr.Int, expr.Line),
	}, []expr.Window{window("spend"), window("orders"), window("recharge"), window("growth")})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func compile(t testing.TB, doc program.Document) *program.Program {
	t.Helper()
	p, err := program.Compile(doc, catalogue(t), shanghai)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// plain is a programme of one base tier and the given rules.
func plain(rules ...program.Rule) program.Document {
	for i := range rules {
		rules[i].Name = program.Text{En: rules[i].Code}
	}
	return program.Document{
		Name: program.Text{En: "Club"}, Earning: rules,
		Tiers: []program.Tier{{Code: "base", Name: program.Text{En: "Base"}}},
	}
}

func line(quantity, total int64) basket.Line {
	return basket.Line{Type: basket.Product, Quantity: quantity, TotalMinor: total}
}

func lines(list ...basket.Line) *basket.Basket {
	for i := range list {
		list[i].Index = i
	}
	return &basket.Basket{Lines: list}
}

func member() *program.Standing {
	return &program.Standing{Member: true, Tier: "base", At: instant("2026-03-15 12:00")}
}

func evaluate(t testing.TB, p *program.Program, st *program.Standing, b *basket.Basket, ask program.Ask) program.Outcome {
	t.Helper()
	if err := b.Validate(); err != nil {
		t.Fatal(err)
	}
	out, err := program.Evaluate(p, st, b, ask)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
