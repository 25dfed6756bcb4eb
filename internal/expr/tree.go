package expr

import (
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// The kinds of node.
const (
	NodeAll    = "all"    // every one of Nodes holds; without Nodes it holds
	NodeAny    = "any"    // one of Nodes holds; without Nodes it does not
	NodeNot    = "not"    // the one of Nodes does not hold
	NodeClause = "clause" // Attribute or Window, Operator, and Value or Other
	NodeText   = "text"   // of an outline alone: what the builder does not know, in Text
)

// Node is a part of a condition as the visual builder shows it.
type Node struct {
	Kind      string   `json:"kind"`
	Nodes     []Node   `json:"nodes,omitempty"`
	Attribute string   `json:"attribute,omitempty"`
	Window    string   `json:"window,omitempty"`
	Period    string   `json:"period,omitempty"` // of a window: a number of days, year or ever
	Operator  Operator `json:"operator,omitempty"`
	Value     any      `json:"value,omitempty"` // int64, string or bool; []any of In; nil of Has
	Other     string   `json:"other,omitempty"` // the attribute that it is compared with, where there is no Value
	Text      string   `json:"text,omitempty"`  // of NodeText
}

// Tree is the condition as the builder shows it; false where it has a shape that the builder does not know, such as
// arithmetic or a macro.
func (x *Condition) Tree() (Node, bool) {
	n, whole := x.Outline()
	if !whole {
		return Node{}, false
	}
	return n, true
}

// Outline is the condition as far as the builder knows its shapes: what it does not know stands in it as NodeText. It
// reports whether there is none of that.
func (x *Condition) Outline() (Node, bool) {
	if x == nil || x.checked == nil {
		return Node{Kind: NodeAll}, true
	}
	return x.node(x.checked.Expr())
}

func (x *Condition) node(e ast.Expr) (Node, bool) {
	if e.Kind() == ast.LiteralKind {
		if e.AsLiteral() == types.True {
			return Node{Kind: NodeAll}, true
		}
		return Node{Kind: NodeAny}, true
	}
	if e.Kind() == ast.CallKind {
		call := e.AsCall()
		switch call.FunctionName() {
		case operators.LogicalAnd:
			return x.group(NodeAll, chain(e, operators.LogicalAnd))
		case operators.LogicalOr:
			return x.group(NodeAny, chain(e, operators.LogicalOr))
		case operators.LogicalNot:
			return x.group(NodeNot, call.Args())
		}
	}
	c, ok := x.clauseOf(e)
	other := ""
	if !ok {
		if c, other, ok = x.pairOf(e); !ok {
			return Node{Kind: NodeText, Text: x.textOf(e)}, false
		}
	}
	n := Node{Kind: NodeClause, Attribute: c.subject, Operator: c.operator, Other: other}
	if c.window {
		n.Attribute, n.Window, n.Period = "", c.use.Name, strings.Trim(c.use.Period.String(), `"`)
	}
	switch {
	case c.operator == In:
		n.Value = append([]any{}, c.values...)
	case len(c.values) == 1 && other == "":
		n.Value = c.values[0]
	}
	return n, true
}

func (x *Condition) group(kind string, parts []ast.Expr) (Node, bool) {
	out, whole := Node{Kind: kind}, true
	for _, part := range parts {
		child, ok := x.node(part)
		whole = whole && ok
		out.Nodes = append(out.Nodes, child)
	}
	return out, whole
}

// pairOf reads a comparison of an attribute or window with an attribute: the month of birth with that of the order.
func (x *Condition) pairOf(e ast.Expr) (c clause, other string, ok bool) {
	if e.Kind() != ast.CallKind {
		return c, "", false
	}
	how, known := comparisons[e.AsCall().FunctionName()]
	if !known {
		return c, "", false
	}
	c, ok = x.subjectOf(e.AsCall().Args()[0])
	right, named := x.subjectOf(e.AsCall().Args()[1])
	c.operator = how.operator
	return c, right.subject, ok && named && !right.window && c.kind != TextList && c.kind != Bool
}

// chain are the operands of a && b && c, in order, however they are nested.
func chain(e ast.Expr, operator string) []ast.Expr {
	if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != operator {
		return []ast.Expr{e}
	}
	var out []ast.Expr
	for _, arg := range e.AsCall().Args() {
		out = append(out, chain(arg, operator)...)
	}
	return out
}
