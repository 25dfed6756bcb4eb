package expr_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/expr/tree"
)

// today is the day of the property tests, in a zone whose days differ from those of UTC.
var (
	today    = calendar.DayOf(2026, time.March, 1)
	shanghai = time.FixedZone("Asia/Shanghai", 8*3600)
)

// person is a member as plain values: the source of both facts and rows. Missing values are zero, as in the tables.
type person struct {
	id                     int64
	tier, gender, birthday string
	tags                   []string
	orders, spend, month   int64
	promoter               bool
	joined                 calendar.Instant
	lastOrder              string
	days                   []calendar.Day
	daySpend, dayOrders    []int64
}

func people() *rapid.Generator[person] {
	return rapid.Custom(func(t *rapid.T) person {
		p := person{
			tier: word("tier").Draw(t, "tier"), gender: word("gender").Draw(t, "gender"), birthday: word("birthday").Draw(t, "birthday"),
			tags:   slices.Compact(slices.Sorted(slices.Values(rapid.SliceOfN(rapid.SampledFrom(words["tags"][1:]), 0, 3).Draw(t, "tags")))),
			orders: rapid.Int64Range(0, 4).Draw(t, "orders"), spend: rapid.SampledFrom(numbers).Draw(t, "spend"), month: rapid.Int64Range(0, 3).Draw(t, "month"),
			promoter: rapid.Bool().Draw(t, "promoter"),
		}
		if rapid.Bool().Draw(t, "has joined") {
			day := today - calendar.Day(rapid.IntRange(-1, 4).Draw(t, "joined"))
			p.joined = day.Start(shanghai) + calendar.Instant(rapid.SampledFrom([]int64{0, 1, 86_399_999_999}).Draw(t, "time"))
		}
		if rapid.Bool().Draw(t, "has bought") {
			p.lastOrder = (today - calendar.Day(rapid.IntRange(-1, 4).Draw(t, "last order"))).String()
		}
		for back := -1; back <= 62; back++ { // the year begins 59 days before today
			if slices.Contains([]int{-1, 0, 1, 2, 3, 58, 59, 60, 62}, back) && rapid.Bool().Draw(t, "day") {
				p.days = append(p.days, today-calendar.Day(back))
				p.daySpend = append(p.daySpend, rapid.SampledFrom(numbers).Draw(t, "spend of a day"))
				p.dayOrders = append(p.dayOrders, rapid.Int64Range(0, 2).Draw(t, "orders of a day"))
			}
		}
		return p
	})
}

// Attribute gives what the tables hold.
func (p *person) Attribute(name string) (any, bool) {
	switch name {
	case "tier":
		return p.tier, p.tier != ""
	case "gender":
		return p.gender, p.gender != ""
	case "birthday":
		return p.birthday, p.birthday != ""
	case "tags":
		return p.tags, true
	case "order_count":
		return p.orders, true
	case "spend_minor":
		return p.spend, true
	case "birthday_month":
		return p.month, p.month != 0
	case "promoter":
		return p.promoter, true
	case "joined_on":
		return p.joined.Day(shanghai).String(), p.joined != 0
	case "joined_days":
		return int64(today - p.joined.Day(shanghai)), p.joined != 0
	case "idle_days":
		day, err := calendar.ParseDay(p.lastOrder)
		return int64(today - day), err == nil
	}
	return nil, false
}

// Window sums by hand.
func (p *person) Window(name string, period expr.Period) (int64, bool) {
	var sum int64
	for i, day := range p.days {
		values := p.daySpend
		if name == "orders" {
			values = p.dayOrders
		}
		in := day <= today
		switch period.Kind {
		case expr.PeriodDays:
			in = in && int(today-day) < period.Days
		case expr.PeriodYear:
			in = in && day >= calendar.DayOf(2026, time.January, 1)
		}
		if in {
			sum += values[i]
		}
	}
	return sum, true
}

// words are few, so that comparisons meet; the first is a missing value.
var words = map[string][]string{
	"tier":      {"", "gold", "Gold", "old", "金卡", "g'o\"l\\d%_"},
	"gender":    {"", "gold", "f", "金"},
	"birthday":  {"", "1990-02-28", "2000-01-01", "2026-03-01"},
	"joined_on": {"", "2026-02-27", "2026-02-28", "2026-03-01", "0001-01-01", "9999-12-31"},
	"tags":      {"", "vip", "VIP", "储值", "a b"},
}

func word(of string) *rapid.Generator[string] { return rapid.SampledFrom(words[of]) }

var numbers = []int64{-5, 0, 1, 2, 3, 100, 1_000_000}

// wanted are numbers in conditions.
var wanted = append([]int64{-4_000_000_000, 800_000, 9_223_372_036_854_775_807, -9_223_372_036_854_775_808, 4}, numbers...)

// style is how a condition is written: in the builder's shapes, or so that only the interpreter can read it.
type style struct{ builder, slow bool }

// name writes an attribute or window. (true ? x : x) is x, but no clause that a probe could take.
func (s style) name(name string) string {
	if s.slow {
		return "(true ? " + name + " : " + name + ")"
	}
	return name
}

// random writes a random condition, once as it is and once slow.
func random(t *rapid.T, s style, depth int) (plain, slow string) {
	both := func(format string, args ...any) (string, string) {
		one, other := make([]any, len(args)), make([]any, len(args))
		for i, arg := range args {
			one[i], other[i] = arg, arg
			if name, ok := arg.(name); ok {
				one[i], other[i] = string(name), style{slow: true}.name(string(name))
			}
			if sub, ok := arg.([2]string); ok {
				one[i], other[i] = sub[0], sub[1]
			}
		}
		return fmt.Sprintf(format, one...), fmt.Sprintf(format, other...)
	}
	sub := func() [2]string {
		a, b := random(t, s, depth-1)
		return [2]string{a, b}
	}
	if depth > 0 {
		switch rapid.IntRange(0, 4).Draw(t, "joint") {
		case 0:
			return both("(%s && %s)", sub(), sub())
		case 1:
			return both("(%s || %s)", sub(), sub())
		case 2:
			return both("!(%s)", sub())
		}
	}
	return clauseOf(t, s, both)
}

type name string

func clauseOf(t *rapid.T, s style, both func(string, ...any) (string, string)) (plain, slow string) {
	order := rapid.SampledFrom([]string{"==", "!=", "<", "<=", ">", ">="}).Draw(t, "operator")
	equal := rapid.SampledFrom([]string{"==", "!="}).Draw(t, "operator")
	text := rapid.SampledFrom([]string{"tier", "gender"}).Draw(t, "text")
	number := rapid.SampledFrom([]string{
		"order_count", "spend_minor", "birthday_month", "joined_days", "idle_days",
		"spend(1)", "spend(3)", `spend("year")`, `spend("ever")`, `orders(60)`,
	}).Draw(t, "number")
	day := rapid.SampledFrom([]string{"birthday", "joined_on"}).Draw(t, "day")
	date := func() string { return strconv.Quote(rapid.SampledFrom(words[day][1:]).Draw(t, "date")) }
	quoted := func(of string) string { return strconv.Quote(word(of).Draw(t, of)) }
	value := func() int64 { return rapid.SampledFrom(wanted).Draw(t, "value") }
	shapes := 12
	if !s.builder {
		shapes = 17
	}
	switch rapid.IntRange(0, shapes-1).Draw(t, "shape") {
	case 0:
		return both("%s %s %s", name(text), equal, quoted(text))
	case 1:
		return both("%s in [%s, %s]", name(text), quoted(text), quoted(text))
	case 2:
		return both("%s in tags", quoted("tags"))
	case 3, 4:
		return both("%s %s %d", name(number), order, value())
	case 5:
		return both("%d %s %s", value(), order, name(number))
	case 6:
		return both("%s in [%d, %d]", name(number), value(), value())
	case 7:
		return both("%s %s %s", name(day), order, date())
	case 8:
		return both("%s in [%s, %s]", name(day), date(), date())
	case 9:
		return both("promoter")
	case 10:
		return both("has(%s)", rapid.SampledFrom([]string{text, day, "birthday_month", "promoter", "idle_days"}).Draw(t, "has"))
	case 11:
		test := rapid.SampledFrom([]string{"contains", "startsWith", "endsWith"}).Draw(t, "test")
		return both("%s.%s(%s)", name(text), test, strconv.Quote(rapid.SampledFrom([]string{"", "g", "old", "%", "金", "G", "gold", "goldgold"}).Draw(t, "part")))
	case 12:
		return both("%s %s %s", name("tier"), equal, name("gender"))
	case 13:
		sign := rapid.SampledFrom([]string{"+", "-", "*"}).Draw(t, "sign")
		return both("%s %s %d %s -%s", name("spend(3)"), sign, rapid.SampledFrom(numbers).Draw(t, "factor"), order, name("birthday_month"))
	case 14:
		return both("(birthday_month + 1) %s (birthday_month * 2 - order_count)", order)
	case 15:
		return both("%s in tags", name(text))
	}
	return both("promoter %s (tier == %s)", equal, quoted("tier"))
}

// TestProbesAreTheInterpreter holds the fast path of clauses to what CEL makes of them.
func TestProbesAreTheInterpreter(t *testing.T) {
	c := catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		plain, slow := random(t, style{}, 2)
		fast, interpreted := mustCompile(t, c, plain), mustCompile(t, c, slow)
		for range 4 {
			p := people().Draw(t, "person")
			if fast.Holds(&p) != interpreted.Holds(&p) {
				t.Fatalf("%s: %v, interpreted %v", plain, fast.Holds(&p), interpreted.Holds(&p))
			}
		}
	})
}

// TestPrintedTreesHoldTheSame is rule 10.
func TestPrintedTreesHoldTheSame(t *testing.T) {
	c := catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		text, _ := random(t, style{builder: true}, 3)
		x := mustCompile(t, c, text)
		node, ok := x.Tree()
		if !ok {
			t.Fatalf("%s has no tree", text)
		}
		printed := mustCompile(t, c, tree.Print(node))
		for range 4 {
			p := people().Draw(t, "person")
			if x.Holds(&p) != printed.Holds(&p) {
				t.Fatalf("%s is printed as %s", text, printed)
			}
		}
	})
}

// TestExplanationsAddUp holds what is told of the clauses to the outcome: those with AnyOf 0, and one alternative of
// each number. Nesting is kept to what [expr.Clause] promises to tell exactly.
func TestExplanationsAddUp(t *testing.T) {
	c := catalogue(t)
	rapid.Check(t, func(t *rapid.T) {
		leaf := func() string { text, _ := random(t, style{}, 0); return text }
		text := fmt.Sprintf("%s && (%s || (%s && !(%s))) && !(%s || (%s && %s))", leaf(), leaf(), leaf(), leaf(), leaf(), leaf(), leaf())
		x := mustCompile(t, c, text)
		p := people().Draw(t, "person")
		all := true
		groups := map[int]map[int]bool{}
		for _, clause := range x.Explain(&p) {
			if clause.AnyOf == 0 {
				all = all && clause.Holds
				continue
			}
			if groups[clause.AnyOf] == nil {
				groups[clause.AnyOf] = map[int]bool{}
			}
			before, seen := groups[clause.AnyOf][clause.Alternative]
			groups[clause.AnyOf][clause.Alternative] = clause.Holds && (before || !seen)
			if clause.En == "" || clause.Zh == "" || strings.Contains(clause.En, "%!") {
				t.Fatalf("%s is not worded: %+v", text, clause)
			}
			if alone := mustCompile(t, c, clause.Text); alone.Holds(&p) != clause.Holds {
				t.Fatalf("%s says %v of %s", text, clause.Holds, clause.Text)
			}
		}
		for _, alternatives := range groups {
			some := false
			for _, holds := range alternatives {
				some = some || holds
			}
			all = all && some
		}
		if all != x.Holds(&p) {
			t.Fatalf("%s: the clauses add up to %v: %+v", text, all, x.Explain(&p))
		}
	})
}

func mustCompile(t *rapid.T, c *expr.Catalogue, text string) *expr.Condition {
	x, err := c.Compile(text, everywhere)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return x
}
