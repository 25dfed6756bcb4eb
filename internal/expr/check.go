package expr

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"regulars/internal/calendar"
	"regulars/internal/expr/near"
	"regulars/internal/fault"
)

// report gathers mistakes.
type report struct {
	source *ast.SourceInfo
	wrong  []*fault.Error
}

// at notes a mistake at a node.
func (r *report) at(e ast.Expr, code fault.Code, params fault.P) {
	if len(r.wrong) >= maxReports {
		return
	}
	if params == nil {
		params = fault.P{}
	}
	place := r.source.GetStartLocation(e.ID())
	column := place.Column() + 1
	if e.Kind() == ast.CallKind && !e.AsCall().IsMemberFunction() && nameShape.MatchString(e.AsCall().FunctionName()) {
		column = max(column-len(e.AsCall().FunctionName()), 1) // a call stands where its bracket opens
	}
	params["line"], params["column"] = place.Line(), column
	r.wrong = append(r.wrong, code.New(params))
}

func (r *report) err() error { return fault.Join(r.wrong...) }

// nameCheck finds unknown names before the types are checked, because only here it is known what was meant.
type nameCheck struct {
	report
	catalogue *Catalogue
	scope     Scope
}

func (n *nameCheck) walk(e ast.Expr, bound []string) {
	switch e.Kind() {
	case ast.IdentKind, ast.SelectKind:
		name, root := dotted(e)
		switch {
		case root.Kind() != ast.IdentKind:
			n.walk(root, bound)
		case !slices.Contains(bound, name):
			n.name(root, name)
		}
	case ast.CallKind:
		switch name := e.AsCall().FunctionName(); {
		case n.catalogue.windows[name] != nil && n.scope&Member == 0:
			n.at(e, ErrOutOfPlace, fault.P{"name": name, "known": near.List(n.catalogue.known(n.scope))})
		case !n.function(name):
			n.unknown(e, name+"(…)", n.functions())
		}
		n.all(operands(e), bound)
	case ast.ListKind:
		n.all(operands(e), bound)
	case ast.ComprehensionKind:
		n.macro(e, bound)
	case ast.LiteralKind: // looked at once its type is known
	default:
		n.at(e, ErrLiteral, nil)
	}
}

func (n *nameCheck) all(parts []ast.Expr, bound []string) {
	for _, part := range parts {
		n.walk(part, bound)
	}
}

// macro walks what was written in exists, all and exists_one.
func (n *nameCheck) macro(e ast.Expr, bound []string) {
	c := e.AsComprehension()
	if name := c.IterVar(); n.catalogue.attributes[name] != nil {
		n.at(e, ErrCondition, fault.P{"reason": name})
	}
	n.walk(c.IterRange(), bound)
	n.walk(c.LoopStep(), append(slices.Clone(bound), c.IterVar(), c.AccuVar()))
}

// name checks a name that is no variable of a macro.
func (n *nameCheck) name(e ast.Expr, name string) {
	a := n.catalogue.attributes[name]
	switch {
	case a == nil:
		n.unknown(e, name, n.catalogue.known(n.scope))
	case a.Scope&n.scope == 0:
		n.at(e, ErrOutOfPlace, fault.P{"name": name, "known": near.List(n.catalogue.known(n.scope))})
	}
}

// unknown tells what a name may have meant.
func (n *nameCheck) unknown(e ast.Expr, name string, known []string) {
	plain := strings.TrimSuffix(name, "(…)")
	if _, right := near.Sign(plain); right != "" {
		n.at(e, ErrWrite, fault.P{"found": plain, "suggestion": right})
		return
	}
	if n.catalogue.windows[plain] != nil {
		n.at(e, ErrMisspelt, fault.P{"name": name, "suggestion": plain + "(365)"})
		return
	}
	if meant := near.Name(plain, known); meant != "" {
		n.at(e, ErrMisspelt, fault.P{"name": name, "suggestion": meant})
		return
	}
	n.at(e, ErrUnknownName, fault.P{"name": name, "known": near.List(known)})
}

// function reports whether a call is known: an operator, a function of the language, or a window.
func (n *nameCheck) function(name string) bool {
	return n.catalogue.windows[name] != nil || strings.ContainsAny(name, "@_") && operators.Precedence(name) != 0 || name == operators.NotStrictlyFalse ||
		name == hasCall || slices.Contains(functionNames, name)
}

var functionNames = []string{"has", "size", "startsWith", "endsWith", "contains"}

// functions are the names that may be called.
func (n *nameCheck) functions() []string {
	out := slices.Clone(functionNames)
	for _, w := range n.catalogue.sums {
		out = append(out, w.Name)
	}
	return out
}

// known are the attributes and windows of a scope.
func (c *Catalogue) known(scope Scope) []string {
	var out []string
	for _, a := range c.Attributes(scope) {
		out = append(out, a.Name)
	}
	for _, w := range c.sums {
		if scope&Member != 0 {
			out = append(out, w.Name+"(…)")
		}
	}
	return out
}

// dotted is a name such as order.channel, and where it begins.
func dotted(e ast.Expr) (name string, root ast.Expr) {
	switch e.Kind() {
	case ast.IdentKind:
		return e.AsIdent(), e
	case ast.SelectKind:
		name, root = dotted(e.AsSelect().Operand())
		return name + "." + e.AsSelect().FieldName(), root
	default:
		return "", e
	}
}

// meaning checks what types do not say, on the checked expression, and replaces windows by names.
type meaning struct {
	report
	x     *Condition
	marks marks
	uses  usesByName
}

func (m *meaning) walk(e ast.Expr) {
	switch e.Kind() {
	case ast.LiteralKind:
		m.literal(e)
	case ast.ListKind:
		for _, element := range operands(e) {
			m.walk(element)
		}
	case ast.ComprehensionKind:
		m.walk(e.AsComprehension().IterRange())
		m.walk(e.AsComprehension().LoopStep()) // the rest is made by the macro
	case ast.CallKind:
		m.call(e)
	default: // names were checked, all else is refused
	}
}

func (m *meaning) literal(e ast.Expr) {
	switch value := e.AsLiteral().(type) {
	case types.Int, types.Bool:
	case types.String:
		if strings.ContainsRune(string(value), 0) {
			m.at(e, ErrLiteral, nil)
		}
	default:
		m.at(e, ErrLiteral, nil)
	}
}

func (m *meaning) call(e ast.Expr) {
	call := e.AsCall()
	name := call.FunctionName()
	if m.x.catalogue.windows[name] != nil {
		m.window(e, name, call.Args()[0])
		return
	}
	switch name {
	case operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals:
		m.days(e, call.Args(), true)
	case operators.Equals, operators.NotEquals, operators.In:
		m.days(e, call.Args(), false)
	case hasCall:
		if a := m.attribute(call.Args()[0]); a == nil || a.Type == TextList {
			m.at(e, ErrHas, nil)
		}
	}
	if m.x.catalogue.strict {
		m.values(name, call.Args())
	}
	for _, operand := range operands(e) {
		m.walk(operand)
	}
}

// values refuses literals that the catalogue knows not to be there.
func (m *meaning) values(operator string, args []ast.Expr) {
	if operator != operators.In && operator != operators.Equals && operator != operators.NotEquals {
		return
	}
	m.value(args[0], m.attribute(args[1]))
	literals := args[1:]
	if args[1].Kind() == ast.ListKind {
		literals = operands(args[1])
	}
	for _, e := range literals {
		m.value(e, m.attribute(args[0]))
	}
}

// value refuses a literal that the attribute, where there is one, cannot have.
func (m *meaning) value(e ast.Expr, a *Attribute) {
	if value, literal := literalOf(e); literal && a != nil && !m.x.catalogue.knows(a, value) {
		m.at(e, ErrValue, fault.P{"name": a.Name, "value": value})
	}
}

// window turns spend(365) into a name, which costs a look-up and no call.
func (m *meaning) window(e ast.Expr, name string, arg ast.Expr) {
	value, _ := literalOf(arg)
	period, err := ParsePeriod(fmt.Sprint(value))
	if _, text := value.(string); err != nil || text == (period.Kind == PeriodDays) {
		m.at(arg, ErrPeriod, fault.P{"name": name, "limit": MaxDays})
		return
	}
	use := WindowUse{Name: name, Period: period}
	m.uses[use.String()] = use
	e.SetKindCase(ast.NewExprFactory().NewIdent(e.ID(), use.String()))
	m.x.checked.SetReference(e.ID(), ast.NewIdentReference(use.String(), nil))
}

// attribute is the attribute that a node names, or nil.
func (m *meaning) attribute(e ast.Expr) *Attribute {
	if e.Kind() != ast.IdentKind {
		return nil
	}
	return m.x.catalogue.attributes[e.AsIdent()]
}

// days checks comparisons of texts: a day goes with days alone, and only days have an order.
func (m *meaning) days(e ast.Expr, args []ast.Expr, ordered bool) {
	if kind := m.x.checked.GetType(args[0].ID()); kind == nil || kind.Kind() != types.StringKind {
		return
	}
	var sides []ast.Expr
	for _, arg := range args {
		if arg.Kind() == ast.ListKind {
			sides = append(sides, operands(arg)...)
		} else {
			sides = append(sides, arg)
		}
	}
	if !slices.ContainsFunc(sides, m.isDay) {
		if ordered {
			m.at(e, ErrTypes, fault.P{"operator": operatorWord(e.AsCall().FunctionName()), "types": "text, text"})
		}
		return
	}
	for _, side := range sides {
		m.day(e, side)
	}
}

// isDay reports whether a text is a day: an attribute, or one of two.
func (m *meaning) isDay(e ast.Expr) bool {
	if branches := choice(e); branches != nil {
		return slices.ContainsFunc(branches, m.isDay)
	}
	a := m.attribute(e)
	return a != nil && a.Type == Day
}

// choice are the two outcomes of a conditional, or none.
func choice(e ast.Expr) []ast.Expr {
	if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != operators.Conditional {
		return nil
	}
	return e.AsCall().Args()[1:]
}

// day checks one side of a comparison of days.
func (m *meaning) day(e, operand ast.Expr) {
	if branches := choice(operand); branches != nil {
		m.day(e, branches[0])
		m.day(e, branches[1])
		return
	}
	if operand.Kind() == ast.LiteralKind {
		text, _ := operand.AsLiteral().(types.String)
		if _, err := calendar.ParseDay(string(text)); err != nil {
			m.at(operand, ErrDate, fault.P{"value": string(text)})
		}
		return
	}
	if !m.isDay(operand) {
		m.at(e, ErrTypes, fault.P{"operator": operatorWord(e.AsCall().FunctionName()), "types": "day, text"})
	}
}
