package rules_test

import (
	"go/ast"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

var (
	codeShape   = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	kindShape   = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$`)
	placeholder = regexp.MustCompile(`\{([a-z_]+)\}`)
)

// codes finds refusals that are declared twice, not translated, or with parameters that differ (rule 6).
func codes(t *tree) []offence {
	var out []offence
	seen := map[string]string{}
	for _, f := range t.sources() {
		for _, call := range declarations(f) {
			where := t.at(call.Pos())
			code, ok1 := t.fold(f, call.Args[1])
			en, ok2 := t.fold(f, call.Args[2])
			zh, ok3 := t.fold(f, call.Args[3])
			if !ok1 || !ok2 || !ok3 {
				out = append(out, offence{where, "a code whose text is not constant", "write the code and both sentences as literals"})
				continue
			}
			if first, twice := seen[code]; twice {
				out = append(out, offence{where, "code " + code + " is declared already at " + first, "use that one or choose another code"})
			}
			seen[code] = where
			if !codeShape.MatchString(code) {
				out = append(out, offence{where, "code " + code + " is not snake_case", "rename it"})
			}
			out = append(out, bothLanguages(where, "code "+code, en, zh)...)
		}
	}
	return out
}

// declarations are the calls of fault.Declare in a file.
func declarations(f *file) []*ast.CallExpr {
	var out []*ast.CallExpr
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && f.named(call.Fun, "internal/fault", "Declare") && len(call.Args) == 4 {
			out = append(out, call)
		}
		return true
	})
	return out
}

// bothLanguages finds a sentence missing in a language, or a parameter named in one alone.
func bothLanguages(where, what, en, zh string) []offence {
	if strings.TrimSpace(en) == "" || strings.ContainsFunc(en, isHan) {
		return []offence{{where, what + " has no English text", "write it"}}
	}
	if !strings.ContainsFunc(zh, isHan) {
		return []offence{{where, what + " has no Chinese text", "write it"}}
	}
	if a, b := parameters(en), parameters(zh); !slices.Equal(a, b) {
		return []offence{{where, what + " names {" + strings.Join(a, "} {") + "} in English and {" + strings.Join(b, "} {") + "} in Chinese", "name the same parameters"}}
	}
	return nil
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// parameters are the distinct placeholders of a sentence, sorted.
func parameters(text string) []string {
	var out []string
	for _, match := range placeholder.FindAllStringSubmatch(text, -1) {
		out = append(out, match[1])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// literals are the struct literals of one type in a file, those with elided types in slices and maps included.
func literals(f *file, pkg, name string) []*ast.CompositeLit {
	var out []*ast.CompositeLit
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		if lit.Type != nil && f.named(lit.Type, pkg, name) {
			out = append(out, lit)
			return true
		}
		var element ast.Expr
		switch of := lit.Type.(type) {
		case *ast.ArrayType:
			element = of.Elt
		case *ast.MapType:
			element = of.Value
		}
		if element == nil || !f.named(element, pkg, name) {
			return true
		}
		for _, item := range lit.Elts {
			if pair, ok := item.(*ast.KeyValueExpr); ok {
				item = pair.Value
			}
			if inner, ok := item.(*ast.CompositeLit); ok && inner.Type == nil {
				out = append(out, inner)
			}
		}
		return true
	})
	return out
}

// events finds kinds of events that are declared badly or emitted without a declaration (rule 6).
func events(t *tree) []offence {
	var out []offence
	declared := map[string]string{}
	for _, f := range t.sources() {
		for _, lit := range literals(f, "internal/event", "Kind") {
			where, given := t.at(lit.Pos()), fields(lit)
			kind, ok := t.fold(f, given["Kind"])
			switch {
			case !ok || !kindShape.MatchString(kind):
				out = append(out, offence{where, "kind of event " + kind + " is not a constant like order.recorded", "write it as a literal or constant, by field name"})
				continue
			case declared[kind] != "":
				out = append(out, offence{where, "kind " + kind + " is declared already at " + declared[kind], "declare it once"})
			}
			declared[kind] = where
			en, _ := t.fold(f, given["En"])
			zh, _ := t.fold(f, given["Zh"])
			out = append(out, bothLanguages(where, "kind "+kind, en, zh)...)
		}
	}
	for _, f := range t.sources() {
		for _, lit := range literals(f, "internal/event", "Event") {
			if kind, ok := t.kind(f, fields(lit)["Kind"]); ok && declared[kind] == "" {
				out = append(out, offence{t.at(lit.Pos()), "emits " + kind + ", a kind that nobody declares", "declare an event.Kind in the room's events.go"})
			}
		}
	}
	return out
}

// kind is the constant kind that an expression stands for: a text, or the Kind of a declared event.Kind.
func (t *tree) kind(f *file, x ast.Expr) (string, bool) {
	if x == nil {
		return "", false
	}
	if text, ok := t.fold(f, x); ok {
		return text, true
	}
	selector, ok := x.(*ast.SelectorExpr)
	if !ok || selector.Sel.Name != "Kind" {
		return "", false
	}
	_, found, ok := t.lookup(f, selector.X)
	if !ok {
		return "", false
	}
	lit, ok := found.value.(*ast.CompositeLit)
	if !ok {
		return "", false
	}
	return t.fold(found.file, fields(lit)["Kind"])
}

func TestCodesFindsBreaches(t *testing.T) {
	bad := sample(t, map[string]string{
		"internal/fault/a.go": "package fault\nvar E = Declare(1, \"taken\", \"Taken.\", \"已占用。\")",
		"internal/order/a.go": "package order\nimport \"regulars/internal/fault\"\nvar (\n" +
			"A = fault.Declare(fault.Refused, \"taken\", \"Taken.\", \"已占用。\")\n" +
			"B = fault.Declare(fault.Refused, \"Mixed\", \"Mixed.\", \"混合。\")\n" +
			"C = fault.Declare(fault.Refused, \"mute\", \"\", \"没有。\")\n" +
			"D = fault.Declare(fault.Refused, \"english\", \"Only {n}.\", \"Only {n}.\")\n" +
			"E = fault.Declare(fault.Refused, \"uneven\", \"At most {limit} of {what}.\", \"最多 {limit}。\")\n" +
			"F = fault.Declare(fault.Refused, name, \"Named.\", \"名。\")\n" +
			"G = fault.Declare(fault.Refused, \"good\", \"At most {limit} of {what}.\", \"{what}最多 {limit}。\")\n)",
	})
	finds(t, codes(bad), "a.go:4: code taken is declared already", "Mixed is not snake", "mute has no English",
		"english has no Chinese", "uneven names", "not constant")
}

func TestCodes(t *testing.T) { report(t, codes(load(t))) }

func TestEventsFindsBreaches(t *testing.T) {
	bad := sample(t, map[string]string{
		"internal/order/events.go": "package order\nimport \"regulars/internal/event\"\nconst KindPaid = \"order.paid\"\n" +
			"var Refunded = event.Kind{Kind: \"order.refunded\", En: \"Refunded\", Zh: \"已退款\"}\n" +
			"func Kinds() []event.Kind { return []event.Kind{{Kind: KindPaid, En: \"Paid\", Zh: \"Paid\"}, {Kind: \"order.paid\", En: \"Paid\", Zh: \"已付\"}, {Kind: \"paid\"}} }\n",
		"internal/order/a.go": "package order\nimport \"regulars/internal/event\"\n" +
			"var a = event.Event{Kind: KindPaid}\nvar b = &event.Event{Kind: \"order.lost\"}\nvar c = event.Event{Kind: Refunded.Kind}\nvar d = []event.Event{{Kind: \"order.gone\"}}\n",
		"internal/tier/a.go": "package tier\nimport (\"regulars/internal/event\"; \"regulars/internal/order\")\nvar a = event.Event{Kind: order.KindPaid}\nfunc f(k string) event.Event { return event.Event{Kind: k} }",
	})
	finds(t, events(bad), "kind order.paid has no Chinese", "order.paid is declared already", "kind of event paid",
		"a.go:4: emits order.lost", "a.go:6: emits order.gone")
}

func TestEvents(t *testing.T) { report(t, events(load(t))) }
