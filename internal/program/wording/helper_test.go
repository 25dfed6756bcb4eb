package wording_test

import (
	"testing"
	"time"

	"regulars/internal/basket"
	"regulars/internal/expr"
	"regulars/internal/program"
)

func compile(t *testing.T, doc program.Document) *program.Program {
	t.Helper()
	attribute := func(name string, scope expr.Scope) expr.Attribute {
		return expr.Attribute{Name: name, Type: expr.Int, Scope: scope, En: name, Zh: name}
	}
	catalogue, err := expr.NewCatalogue(
		[]expr.Attribute{
			attribute("birthday_month", expr.Member), attribute("order.month", expr.Order),
			{Name: "birthday_this_month", Type: expr.Bool, Scope: expr.Member, En: "birthday", Zh: "生日"},
		},
		[]expr.Window{{Name: "spend", Column: "spend", En: "spend", Zh: "spend"}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := program.Compile(doc, catalogue, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func evaluate(t *testing.T, p *program.Program, st program.Standing, line basket.Line, ask program.Ask) program.Outcome {
	t.Helper()
	out, err := program.Evaluate(p, &st, &basket.Basket{Lines: []basket.Line{line}}, ask)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
