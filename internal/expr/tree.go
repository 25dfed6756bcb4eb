package expr

import (
	"math"
	"strconv"
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
	NodeClause = "clause" // Attribute or Window, Operator and Value
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
}

// Tree is the condition as the builder shows it; false where it has a shape that the builder does not know, such as
// arithmetic, two attributes compared, or a macro.
func (x *Condition) Tree() (Node, bool) {
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
	if !ok {
		return Node{}, false
	}
	n := Node{Kind: NodeClause, Attribute: c.subject, Operator: c.operator}
	if c.window {
		n.Attribute, n.Window, n.Period = "", c.use.Name, strings.Trim(c.use.Period.String(), `"`)
	}
	switch {
	case c.operator == In:
		n.Value = append([]any{}, c.values...)
	case len(c.values) == 1:
		n.Value = c.values[0]
	}
	return n, true
}

func (x *Condition) group(kind string, parts []ast.Expr) (Node, bool) {
	out := Node{Kind: kind}
	for _, part := range parts {
		child, ok := x.node(part)
		if !ok {
			return Node{}, false
		}
		out.Nodes = append(out.Nodes, child)
	}
	return out, true
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

// Print writes a tree as a condition. Values may be what [Condition.Tree] gives or what JSON makes of it. A node of no
// known shape is written so that it does not compile.
func Print(n Node) string {
	switch n.Kind {
	case NodeAll:
		return printGroup(n.Nodes, " && ", "true")
	case NodeAny:
		return printGroup(n.Nodes, " || ", "false")
	case NodeNot:
		if len(n.Nodes) == 1 {
			return "!(" + Print(n.Nodes[0]) + ")"
		}
	case NodeClause:
		if text, ok := printClause(n); ok {
			return text
		}
	}
	return "?(" + n.Kind + " " + string(n.Operator) + ")"
}

func printGroup(nodes []Node, between, none string) string {
	if len(nodes) == 0 {
		return none
	}
	parts := make([]string, len(nodes))
	for i, n := range nodes {
		parts[i] = Print(n)
		if len(nodes) > 1 && (n.Kind == NodeAll || n.Kind == NodeAny) && len(n.Nodes) > 1 {
			parts[i] = "(" + parts[i] + ")"
		}
	}
	return strings.Join(parts, between)
}

func printClause(n Node) (string, bool) {
	subject := n.Attribute
	if n.Window != "" {
		period, err := ParsePeriod(n.Period)
		if err != nil || n.Attribute != "" {
			return "", false
		}
		subject = WindowUse{Name: n.Window, Period: period}.String()
	}
	if n.Operator == Has {
		return "has(" + subject + ")", subject != "" && n.Value == nil
	}
	value, ok := printValue(n.Value, n.Operator == In)
	ok = ok && subject != ""
	switch n.Operator {
	case Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, In:
		return subject + " " + string(n.Operator) + " " + value, ok
	case Includes:
		return value + " in " + subject, ok
	case Contains:
		return subject + ".contains(" + value + ")", ok
	case StartsWith:
		return subject + ".startsWith(" + value + ")", ok
	case EndsWith:
		return subject + ".endsWith(" + value + ")", ok
	default:
		return "", false
	}
}

// printValue writes a literal, or a list of them.
func printValue(value any, ofList bool) (string, bool) {
	if ofList {
		values, ok := value.([]any)
		parts := make([]string, len(values))
		for i := range values {
			text, fits := printValue(values[i], false)
			parts[i], ok = text, ok && fits
		}
		return "[" + strings.Join(parts, ", ") + "]", ok
	}
	switch value := value.(type) {
	case int64:
		return strconv.FormatInt(value, 10), true
	case float64: // of JSON
		whole := int64(value)
		return strconv.FormatInt(whole, 10), float64(whole) == value && math.Abs(value) < 1<<53
	case string:
		return strconv.Quote(value), true
	case bool:
		return strconv.FormatBool(value), true
	}
	return "", false
}
