package expr

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
)

// Operator joins an attribute or a window with a value in a clause.
type Operator string

// The operators. Their spelling is that of the builder's tree.
const (
	Equal          Operator = "=="
	NotEqual       Operator = "!="
	Less           Operator = "<"
	LessOrEqual    Operator = "<="
	Greater        Operator = ">"
	GreaterOrEqual Operator = ">="
	In             Operator = "in"          // the value is one of a list
	Includes       Operator = "includes"    // the list has the text
	Contains       Operator = "contains"    // the text has the text
	StartsWith     Operator = "starts_with" // … at its beginning
	EndsWith       Operator = "ends_with"   // … at its end
	Has            Operator = "has"         // the value is known
)

// clause is the shape of condition that the builder shows as one row: subject, operator, literals.
type clause struct {
	subject  string // the attribute, or the window as it is written
	window   bool
	use      WindowUse // of a window
	kind     Type      // of the subject
	operator Operator
	values   []any // int64, string or bool: none for Has, many for In, else one
}

// comparisons are the operators between two values, with what they become when the sides change places.
var comparisons = map[string]struct{ operator, turned Operator }{
	operators.Equals:        {Equal, Equal},
	operators.NotEquals:     {NotEqual, NotEqual},
	operators.Less:          {Less, Greater},
	operators.LessEquals:    {LessOrEqual, GreaterOrEqual},
	operators.Greater:       {Greater, Less},
	operators.GreaterEquals: {GreaterOrEqual, LessOrEqual},
}

var textTests = map[string]Operator{
	overloads.Contains: Contains, overloads.StartsWith: StartsWith, overloads.EndsWith: EndsWith,
}

// clauseOf reads a node of the checked expression as a clause; false where it is none.
func (x *Condition) clauseOf(e ast.Expr) (clause, bool) {
	if e.Kind() == ast.IdentKind {
		c, ok := x.subjectOf(e)
		c.operator, c.values = Equal, []any{true}
		return c, ok && c.kind == Bool
	}
	if e.Kind() != ast.CallKind {
		return clause{}, false
	}
	call := e.AsCall()
	if call.IsMemberFunction() {
		operator, known := textTests[call.FunctionName()]
		c, ok := x.subjectOf(call.Target())
		c.operator = operator
		return c.with(ok && known, call.Args()...)
	}
	args := call.Args()
	if how, ok := comparisons[call.FunctionName()]; ok {
		if c, ok := x.subjectOf(args[0]); ok {
			c.operator = how.operator
			return c.with(true, args[1])
		}
		c, ok := x.subjectOf(args[1])
		c.operator = how.turned
		return c.with(ok, args[0])
	}
	switch call.FunctionName() {
	case hasCall:
		c, ok := x.subjectOf(args[0])
		c.operator = Has
		return c, ok
	case operators.In:
		if c, ok := x.subjectOf(args[1]); ok {
			c.operator = Includes
			return c.with(true, args[0])
		}
		if c, ok := x.subjectOf(args[0]); ok && args[1].Kind() == ast.ListKind {
			c.operator = In
			return c.with(true, operands(args[1])...)
		}
	}
	return clause{}, false
}

// with takes the literals; false where one is none.
func (c clause) with(ok bool, literals ...ast.Expr) (clause, bool) {
	for _, literal := range literals {
		value, known := literalOf(literal)
		ok = ok && known
		c.values = append(c.values, value)
	}
	return c, ok
}

// subjectOf reads a name.
func (x *Condition) subjectOf(e ast.Expr) (clause, bool) {
	if e.Kind() != ast.IdentKind {
		return clause{}, false
	}
	name := e.AsIdent()
	if use, ok := x.uses[name]; ok {
		return clause{subject: name, window: true, use: use, kind: Int}, true
	}
	if a := x.catalogue.attributes[name]; a != nil {
		return clause{subject: name, kind: a.Type}, true
	}
	return clause{}, false
}

// literalOf is the value of a literal.
func literalOf(e ast.Expr) (any, bool) {
	if e.Kind() != ast.LiteralKind {
		return nil, false
	}
	switch value := e.AsLiteral().(type) {
	case types.Int:
		return int64(value), true
	case types.String:
		return string(value), true
	case types.Bool:
		return bool(value), true
	}
	return nil, false
}
