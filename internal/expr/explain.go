package expr

import (
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/parser"
)

// Clause is a part of a condition that is not made of other parts by and, or, not: with what was there and what was
// wanted.
type Clause struct {
	Text       string   // as a condition, with the not above it
	Holds      bool     // with the not above it
	Denied     bool     // the condition wants it not to hold; Text, Holds, En and Zh say so already
	Name       string   // the attribute, or the window as it is written; "" where it compares something else
	Unit       string   // of Have and Want, where they are numbers
	Operator   Operator // "" where it is told as it is written
	Have, Want any      // int64, string, bool or []any; nil where it is missing or there is none
	En, Zh     string   // such as "Spend in the last 365 days is at least ¥5000.00 (now ¥4800.00)"

	// Clauses with AnyOf 0 must all hold. Of those with the same other number one Alternative is enough, all clauses
	// of it together; what is nested deeper is told as parts of its alternative.
	AnyOf, Alternative int
}

// Explain says of each clause whether it holds and why. It is made for people who ask, and some hundred times slower
// than [Condition.Holds].
func (x *Condition) Explain(f Facts) []Clause {
	if x == nil || x.checked == nil {
		return nil
	}
	t := &teller{x: x, facts: f}
	t.tell(x.checked.Expr(), standing{})
	return t.clauses
}

// teller walks the condition and gathers its clauses.
type teller struct {
	x       *Condition
	facts   Facts
	clauses []Clause
	groups  int
}

// standing is what the parts above a clause make of it.
type standing struct {
	denied             bool
	anyOf, alternative int
}

func (t *teller) tell(e ast.Expr, s standing) {
	if e.Kind() == ast.CallKind {
		name := e.AsCall().FunctionName()
		switch name {
		case operators.LogicalNot:
			s.denied = !s.denied
			t.tell(e.AsCall().Args()[0], s)
			return
		case operators.LogicalAnd, operators.LogicalOr:
			t.parts(chain(e, name), s, (name == operators.LogicalOr) != s.denied)
			return
		}
	}
	t.clauses = append(t.clauses, t.clause(e, s))
}

// parts tells the operands of && or ||; one of them is enough where anyOne.
func (t *teller) parts(parts []ast.Expr, s standing, anyOne bool) {
	numbered := anyOne && s.anyOf == 0
	if numbered {
		t.groups++
		s.anyOf = t.groups
	}
	for i, part := range parts {
		if numbered {
			s.alternative = i + 1
		}
		t.tell(part, s)
	}
}

func (t *teller) clause(e ast.Expr, s standing) Clause {
	text := t.x.textOf(e)
	out := Clause{Text: text, Denied: s.denied, AnyOf: s.anyOf, Alternative: s.alternative}
	if s.denied {
		out.Text = "!(" + text + ")"
	}
	if program, err := t.x.plan(e); err == nil {
		out.Holds = t.x.test(program, t.facts) != s.denied
	}
	r := split(e)
	if r.subject == nil {
		out.En, out.Zh = "`"+text+"` holds", "满足 `"+text+"`"
		if s.denied {
			out.En, out.Zh = "`"+text+"` does not hold", "不满足 `"+text+"`"
		}
		return out
	}
	out.Have, out.Operator = t.valueOf(r.subject), r.operator
	if r.want != nil {
		out.Want = t.valueOf(r.want)
	} else if r.operator != Has {
		out.Want = true
	}
	if r.subject.Kind() == ast.IdentKind {
		out.Name = r.subject.AsIdent()
	}
	out.Unit = t.unitOf(e)
	w := wording{x: t.x, clause: &out, reading: r, label: t.x.textOf(r.subject)}
	out.En, out.Zh = w.sentence(english), w.sentence(chinese)
	return out
}

// reading is a clause taken apart as far as it goes: the subject may be reckoned, and so may what is wanted.
type reading struct {
	subject  ast.Expr // nil where the clause is told as it is written
	want     ast.Expr // nil where a truth value is wanted, or any
	operator Operator
}

func split(e ast.Expr) reading {
	if e.Kind() == ast.IdentKind {
		return reading{subject: e, operator: Equal}
	}
	if e.Kind() != ast.CallKind {
		return reading{}
	}
	call := e.AsCall()
	args := call.Args()
	if how, ok := comparisons[call.FunctionName()]; ok {
		if args[0].Kind() == ast.LiteralKind {
			return reading{subject: args[1], want: args[0], operator: how.turned}
		}
		return reading{subject: args[0], want: args[1], operator: how.operator}
	}
	switch {
	case call.FunctionName() == hasCall:
		return reading{subject: args[0], operator: Has}
	case call.FunctionName() == operators.In && args[1].Kind() == ast.ListKind:
		return reading{subject: args[0], want: args[1], operator: In}
	case call.FunctionName() == operators.In:
		return reading{subject: args[1], want: args[0], operator: Includes}
	case textTests[call.FunctionName()] != "":
		return reading{subject: call.Target(), want: args[0], operator: textTests[call.FunctionName()]}
	}
	return reading{}
}

// valueOf computes a part, or gives nil where it is missing.
func (t *teller) valueOf(e ast.Expr) any {
	v := &view{t.x, t.facts}
	if e.Kind() == ast.IdentKind {
		value, _ := v.ResolveName(e.AsIdent())
		return native(types.DefaultTypeAdapter.NativeToValue(value))
	}
	if program, err := t.x.plan(e); err == nil {
		if out, _, err := program.Eval(v); err == nil {
			return native(out)
		}
	}
	return nil
}

// native is a value of the interpreter as one of ours.
func native(value ref.Val) any {
	switch value := value.(type) {
	case types.Int:
		return int64(value)
	case types.String:
		return string(value)
	case types.Bool:
		return bool(value)
	case traits.Lister:
		out := []any{}
		for it := value.Iterator(); it.HasNext() == types.True; {
			out = append(out, native(it.Next()))
		}
		return out
	}
	return nil
}

// unitOf is the unit that all numbers in a clause have, or "". A share has none, nor has a product.
func (t *teller) unitOf(e ast.Expr) string {
	var units []string
	ast.PreOrderVisit(e, ast.NewExprVisitor(func(e ast.Expr) {
		if c, ok := t.x.subjectOf(e); ok && c.kind == Int {
			units = append(units, t.x.unit(c))
		} else if e.Kind() == ast.CallKind && slices.Contains(unitless, e.AsCall().FunctionName()) {
			units = append(units, "", "none")
		}
	}))
	if units = slices.Compact(units); len(units) != 1 {
		return ""
	}
	return units[0]
}

var unitless = []string{operators.Divide, operators.Modulo, operators.Multiply}

// unit is that of an attribute or window.
func (x *Condition) unit(c clause) string {
	if c.window {
		return x.catalogue.windows[c.use.Name].Unit
	}
	return x.catalogue.attributes[c.subject].Unit
}

// textOf writes a part as it may be written in a condition.
func (x *Condition) textOf(e ast.Expr) string {
	text, err := parser.Unparse(e, x.checked.SourceInfo(), parser.WrapOnColumn(MaxLength))
	if err != nil {
		return "…"
	}
	return text
}
