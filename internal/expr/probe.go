package expr

import (
	"cmp"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"
)

// probe is a clause in the plan: it asks the facts for one value and compares it as it comes, without the boxes that
// the interpreter would put it into. It gives what the interpreter gives; a property test holds them equal.
type probe struct {
	clause
	id     int64
	number int64        // wanted
	text   string       // wanted
	any    map[any]bool // wanted, of In
}

// probeOf is the probe of a clause, or nil where the node is none of the builder's clauses.
func (x *Condition) probeOf(e ast.Expr) *probe {
	c, ok := x.clauseOf(e)
	if !ok {
		return nil
	}
	p := &probe{clause: c, id: e.ID()}
	if c.operator == In {
		p.any = make(map[any]bool, len(c.values))
		for _, value := range c.values {
			p.any[value] = true
		}
	} else if len(c.values) == 1 {
		p.number, _ = c.values[0].(int64)
		p.text, _ = c.values[0].(string)
	}
	return p
}

// ID is that of the node which the probe replaces.
func (p *probe) ID() int64 { return p.id }

// Eval serves the older interface.
func (p *probe) Eval(vars interpreter.Activation) ref.Val {
	return interpreter.EvalActivation(vars, p.Exec)
}

// Exec asks and compares.
func (p *probe) Exec(frame *interpreter.ExecutionFrame) ref.Val {
	v, ok := frame.Scope().(*view)
	if !ok {
		panic("expr: a clause is evaluated outside its condition")
	}
	if p.window && p.operator != In {
		sum, ok := v.facts.Window(p.use.Name, p.use.Period)
		return types.Bool(ok && p.ordered(cmp.Compare(sum, p.number)) || !ok && p.operator == NotEqual)
	}
	return types.Bool(p.test(v.ask(p.subject, p.kind)))
}

// test compares what is there, nil where it is missing.
func (p *probe) test(have any) bool {
	if codes, ok := have.([]string); ok && p.kind == Text {
		return p.inTree(codes)
	}
	if p.operator == In {
		return have != nil && p.any[have]
	}
	switch have := have.(type) {
	case int64:
		return p.ordered(cmp.Compare(have, p.number))
	case string:
		return p.ofText(have)
	case bool:
		if p.operator == Has {
			return true
		}
		return (have == p.values[0]) == (p.operator == Equal)
	case []string:
		return slices.Contains(have, p.text)
	}
	return p.operator == NotEqual
}

// inTree compares a text in a tree: the first of the codes is its own, the others are those above it (rule 12).
func (p *probe) inTree(codes []string) bool {
	switch p.operator {
	case Equal:
		return slices.Contains(codes, p.text)
	case NotEqual:
		return !slices.Contains(codes, p.text)
	case In:
		return slices.ContainsFunc(codes, func(code string) bool { return p.any[code] })
	default:
		return p.ofText(codes[0])
	}
}

func (p *probe) ofText(have string) bool {
	switch p.operator {
	case Contains:
		return strings.Contains(have, p.text)
	case StartsWith:
		return strings.HasPrefix(have, p.text)
	case EndsWith:
		return strings.HasSuffix(have, p.text)
	default:
		return p.ordered(strings.Compare(have, p.text))
	}
}

// ordered says what a comparison of have with wanted (−1, 0, 1) means for the operator.
func (p *probe) ordered(order int) bool {
	switch p.operator {
	case Equal:
		return order == 0
	case NotEqual:
		return order != 0
	case Less:
		return order < 0
	case LessOrEqual:
		return order <= 0
	case Greater:
		return order > 0
	case GreaterOrEqual:
		return order >= 0
	default: // Has
		return true
	}
}
