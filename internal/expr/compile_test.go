package expr_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"regulars/internal/expr"
	"regulars/internal/fault"
)

func TestCompileSaysWhatIsWrong(t *testing.T) {
	c := catalogue(t)
	for _, test := range []struct {
		text  string
		scope expr.Scope
		code  fault.Code
		en    string // part of the sentence
	}{
		{`teir == "gold"`, expr.Member, expr.ErrMisspelt, "Line 1, column 1: unknown name `teir`; did you mean `tier`?"},
		{"order_count > 1 &&\n  spned(30) > 5", expr.Member, expr.ErrMisspelt, "Line 2, column 3: unknown name `spned(…)`; did you mean `spend`?"},
		{`spend > 5`, expr.Member, expr.ErrMisspelt, "did you mean `spend(365)`?"},
		{`order.chanel == "pos"`, everywhere, expr.ErrMisspelt, "`order.chanel`; did you mean `order.channel`?"},
		{`shoe_size_in_paris > 40`, expr.Member, expr.ErrUnknownName, "Known are: tier, gender, tags"},
		{`true && shoe_size_in_paris(1)`, expr.Member, expr.ErrUnknownName, "Known are: has, size, startsWith, endsWith, contains, spend"},
		{`line.sku == "A"`, expr.Member | expr.Order, expr.ErrOutOfPlace, "`line.sku` is not known where this condition is used"},
		{`spend(30) > 1`, expr.Order, expr.ErrOutOfPlace, "`spend` is not known where"},
		{`tier >= 5`, expr.Member, expr.ErrTypes, "column 6: `>=` cannot be applied to text, int."},
		{`tier == 5`, expr.Member, expr.ErrTypes, "`==` cannot be applied to text, int"},
		{`tier > "a"`, expr.Member, expr.ErrTypes, "text, text"},
		{`spend(30) >= 10.5`, expr.Member, expr.ErrTypes, "int, decimal"},
		{`tier in "gold"`, expr.Member, expr.ErrTypes, "`in` cannot be applied to text, text"},
		{`tags == "vip"`, expr.Member, expr.ErrTypes, "list, text"},
		{`tags.contains("vip")`, expr.Member, expr.ErrTypes, "list, text"},
		{`tier && true`, expr.Member, expr.ErrCondition, "expected type"},
		{`joined_on == gender`, expr.Member, expr.ErrTypes, "day, text"},
		{`order_count + 1`, expr.Member, expr.ErrNotBool, "gives int"},
		{`tags`, expr.Member, expr.ErrNotBool, "gives list"},
		{`tier = "gold"`, expr.Member, expr.ErrWrite, "column 6: write `==` instead of `=`"},
		{`promoter and promoter`, expr.Member, expr.ErrWrite, "write `&&` instead of `and`"},
		{`promoter OR promoter`, expr.Member, expr.ErrWrite, "write `||` instead of `OR`"},
		{`not promoter`, expr.Member, expr.ErrWrite, "write `!` instead of `not`"},
		{`order_count <> 3`, expr.Member, expr.ErrWrite, "write `!=` instead of `<>`"},
		{`tier == “gold”`, expr.Member, expr.ErrWrite, "write `\"` instead of `“`"},
		{`tier == "金卡" 且 promoter`, expr.Member, expr.ErrWrite, "column 14: write `&&` instead of `且`"},
		{`order_count ≥ 3`, expr.Member, expr.ErrWrite, "write `>=` instead of `≥`"},
		{`tier == `, expr.Member, expr.ErrCondition, "cannot be read"},
		{`(promoter`, expr.Member, expr.ErrCondition, "cannot be read"},
		{`promoter)`, expr.Member, expr.ErrCondition, "cannot be read: )"},
		{`spend(0) > 1`, expr.Member, expr.ErrPeriod, "column 7: `spend` takes a number of days from 1 to 3660"},
		{`spend(3661) > 1`, expr.Member, expr.ErrPeriod, ""},
		{`spend(-1) > 1`, expr.Member, expr.ErrPeriod, ""},
		{`spend(9223372036854775807) > 1`, expr.Member, expr.ErrPeriod, ""},
		{`spend("month") > 1`, expr.Member, expr.ErrPeriod, ""},
		{`spend(order_count) > 1`, expr.Member, expr.ErrPeriod, ""},
		{`spend(30, 1) > 1`, expr.Member, expr.ErrTypes, ""},
		{`joined_on >= "2025-02-30"`, expr.Member, expr.ErrDate, "`2025-02-30` is not a date"},
		{`joined_on in ["2025-02-01", "x"]`, expr.Member, expr.ErrDate, "`x`"},
		{`tier == null`, expr.Member, expr.ErrTypes, ""},
		{`has(tags)`, expr.Member, expr.ErrHas, ""},
		{`has(1)`, expr.Member, expr.ErrHas, ""},
		{`has(spend(30))`, expr.Member, expr.ErrHas, ""},
		{`{"a": 1} == {"a": 1}`, expr.Member, expr.ErrLiteral, ""},
		{`1.5 == 1.5`, expr.Member, expr.ErrLiteral, ""},
		{`b"a" == b"a"`, expr.Member, expr.ErrLiteral, ""},
		{`tier == "a\u0000"`, expr.Member, expr.ErrLiteral, ""},
		{"tier == \"a\x00\"", expr.Member, expr.ErrCondition, "UTF-8"},
		{"tier == \"\xff\"", expr.Member, expr.ErrCondition, "UTF-8"},
		{`tags.exists(tier, tier == "x")`, expr.Member, expr.ErrCondition, "tier"},
		{`tags.map(t, t).size() > 1`, expr.Member, expr.ErrUnknownName, ""},
		{`tier.matches("a*")`, expr.Member, expr.ErrUnknownName, ""},
		{strings.Repeat("(", 40) + "true" + strings.Repeat(")", 40), expr.Member, expr.ErrTooLarge, ""},
		{strings.Repeat("!promoter && ", 700) + "true", expr.Member, fault.ErrTooLong, ""},
		{strings.Repeat("1,", 100) + "1", expr.Member, expr.ErrCondition, ""},
		{"order_count in [" + strings.Repeat("1,", 1600) + "1]", expr.Member, expr.ErrTooLarge, ""},
		{`tags.all(a, tags.all(b, tags.exists(c, a == b || c == b)))`, expr.Member, expr.ErrTooCostly, ""},
		{`promoter // as she said` + "\n &&", expr.Member, expr.ErrCondition, "Line 2"},
	} {
		_, err := c.Compile(test.text, test.scope)
		if !fault.Has(err, test.code) {
			t.Errorf("%.80s: got %v, want %s", test.text, err, test.code.Code)
			continue
		}
		if e := fault.As(err); !strings.Contains(e.Text("en"), test.en) {
			t.Errorf("%.80s: %s; want %s", test.text, e.Text("en"), test.en)
		} else if strings.Contains(e.Text("zh"), "{") && !strings.Contains(test.text, "{") || strings.Contains(e.Text("en"), "{line}") {
			t.Errorf("%.80s: a parameter is missing: %s", test.text, e.Text("zh"))
		}
	}
}

func TestCompileTellsSeveralMistakesAtOnce(t *testing.T) {
	_, err := catalogue(t).Compile(`teir == "gold" && gendr == "f"`, expr.Member)
	if e := fault.As(err); e == nil || len(e.More) != 1 || !strings.Contains(e.More[0].Text("zh"), "第 1 行第 19 列") {
		t.Errorf("got %v", err)
	}
}

func TestNeeds(t *testing.T) {
	c := catalogue(t)
	x := compile(t, c, `tier == "gold" && (spend(365) > spend("year") || spend(365) > orders("ever")) && tags.exists(t, t == tier) && line.sku != ""`)
	want := expr.Need{
		Attributes: []string{"line.sku", "tags", "tier"},
		Windows: []expr.WindowUse{
			{Name: "orders", Period: expr.Period{Kind: expr.PeriodEver}},
			{Name: "spend", Period: expr.Period{Kind: expr.PeriodYear}},
			{Name: "spend", Period: expr.Period{Kind: expr.PeriodDays, Days: 365}},
		},
	}
	if diff := cmp.Diff(want, x.Needs()); diff != "" {
		t.Error(diff)
	}
	if !x.Uses(expr.Line) || !x.Uses(expr.Member) || x.Uses(expr.Order) || !x.Uses(expr.Order|expr.Line) {
		t.Error("the scopes are wrong")
	}
	if y := compile(t, c, "spend(1) > 0"); !y.Uses(expr.Member) {
		t.Error("a window is not of the member")
	}
	if x.String() != strings.TrimSpace(x.String()) || !strings.HasPrefix(x.String(), "tier ==") {
		t.Errorf("String: %s", x)
	}
}

func TestEmptyHoldsAlways(t *testing.T) {
	var none *expr.Condition
	for _, x := range []*expr.Condition{none, compile(t, catalogue(t), " \n")} {
		tree, ok := x.Tree()
		sql, err := x.SQL(expr.NewSQLBinder(1, 0, time.UTC))
		if !x.Holds(nil) || x.Uses(everywhere) || len(x.Needs().Attributes) > 0 || x.Explain(nil) != nil || x.String() != "" ||
			!ok || tree.Kind != expr.NodeAll || sql != "TRUE" || err != nil {
			t.Errorf("%v does not hold always", x)
		}
	}
}

func TestCatalogueRefuses(t *testing.T) {
	good := expr.Attribute{Name: "tier", Type: expr.Text, Scope: expr.Member}
	for what, change := range map[string]func(*expr.Attribute){
		"reserved":     func(a *expr.Attribute) { a.Name = "attr.in" },
		"shape":        func(a *expr.Attribute) { a.Name = "attr.鞋码" },
		"hides":        func(a *expr.Attribute) { a.Name = "tier.code" },
		"no type":      func(a *expr.Attribute) { a.Name, a.Type = "x", 0 },
		"no scope":     func(a *expr.Attribute) { a.Name, a.Scope = "x", 0 },
		"two scopes":   func(a *expr.Attribute) { a.Name, a.Scope = "x", expr.Member|expr.Line },
		"list":         func(a *expr.Attribute) { a.Name, a.Type, a.SQL = "x", expr.TextList, "m.tags" },
		"stored":       func(a *expr.Attribute) { a.Name, a.Stored = "x", expr.OfDay },
		"taken":        func(*expr.Attribute) {},
		"named window": func(a *expr.Attribute) { a.Name = "spend" },
	} {
		bad := good
		change(&bad)
		if _, err := expr.NewCatalogue([]expr.Attribute{good, bad}, windows()); err == nil {
			t.Errorf("%s: not refused", what)
		}
		c, err := expr.NewCatalogue([]expr.Attribute{good}, windows())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.With("GBP", []expr.Attribute{bad}); err == nil {
			t.Errorf("%s: not refused as the merchant's own", what)
		}
	}
	if expr.CheckName("attr.shoe_size") != nil || expr.CheckName("attr.as") == nil || expr.CheckName("attr.") == nil {
		t.Error("CheckName")
	}
}

func TestCatalogueWith(t *testing.T) {
	c := catalogue(t)
	own, err := c.With("GBP", []expr.Attribute{{Name: "attr.shoe_size", Type: expr.Int, Scope: expr.Member, En: "Shoe size"}})
	if err != nil {
		t.Fatal(err)
	}
	if !compile(t, own, "attr.shoe_size > 40").Holds(facts{"attr.shoe_size": int64(41)}) {
		t.Error("the merchant's own attribute is not read")
	}
	if _, err := c.Compile("attr.shoe_size > 40", everywhere); err == nil {
		t.Error("one merchant's attribute is known to another")
	}
	names := func(c *expr.Catalogue, s expr.Scope) (out []string) {
		for _, a := range c.Attributes(s) {
			out = append(out, a.Name)
		}
		return out
	}
	if got := names(own, expr.Member); !slices.Contains(got, "attr.shoe_size") || slices.Contains(got, "line.sku") || got[0] != "tier" {
		t.Errorf("Attributes: %v", got)
	}
	if w := own.Windows(); len(w) != 3 || w[0].Name != "spend" {
		t.Errorf("Windows: %v", w)
	}
}

func TestPeriod(t *testing.T) {
	for _, text := range []string{"1", "3660", `"year"`, `"ever"`} {
		p, err := expr.ParsePeriod(text)
		if err != nil || p.String() != text {
			t.Errorf("%s: %v, %v", text, p, err)
		}
	}
	for _, text := range []string{"", "0", "3661", "month", "-1", "1.5", `"1`} {
		if p, err := expr.ParsePeriod(text); err == nil {
			t.Errorf("%s is taken for %v", text, p)
		}
	}
}
