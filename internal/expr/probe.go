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
	number int64           // wanted
	text   string          // wanted
	texts  map[string]bool // wanted, of In
}

// probeOf is the probe of a clause, or nil where the node is none of the builder's clauses.
func (x *Condition) probeOf(e ast.Expr) *probe {
	c, ok := x.clauseOf(e)
	if !ok {
		return nil
	}
	p := &probe{clause: c, id: e.ID()}
	for _, value := range c.values {
		switch value := value.(type) {
		case int64:
			p.number = value
		case string:
			p.text = value
			if c.operator == In {
				if p.texts == nil {
					p.texts = make(map[string]bool, len(c.values))
				}
				p.texts[value] = true
			}
		}
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
	return types.Bool(p.test(v.facts))
}

func (p *probe) test(facts Facts) bool {
	if p.window {
		sum, ok := facts.Window(p.use.Name, p.use.Period)
		return p.ofNumber(sum, ok)
	}
	value, known := facts.Attribute(p.subject)
	switch p.kind {
	case Int:
		have, ok := value.(int64)
		return p.ofNumber(have, known && ok)
	case Text, Day:
		have, ok := value.(string)
		return p.ofText(have, known && ok)
	case Bool:
		have, ok := value.(bool)
		return p.ofBool(have, known && ok)
	case TextList:
		have, _ := value.([]string)
		return known && slices.Contains(have, p.text)
	}
	return false
}

func (p *probe) ofNumber(have int64, known bool) bool {
	switch {
	case !known:
		return p.operator == NotEqual
	case p.operator == In:
		return slices.Contains(p.values, any(have))
	}
	return p.ordered(cmp.Compare(have, p.number))
}

func (p *probe) ofText(have string, known bool) bool {
	if !known {
		return p.operator == NotEqual
	}
	switch p.operator {
	case In:
		return p.texts[have]
	case Contains:
		return strings.Contains(have, p.text)
	case StartsWith:
		return strings.HasPrefix(have, p.text)
	case EndsWith:
		return strings.HasSuffix(have, p.text)
	}
	return p.ordered(strings.Compare(have, p.text))
}

func (p *probe) ofBool(have, known bool) bool {
	switch {
	case p.operator == Has:
		return known
	case !known:
		return p.operator == NotEqual
	case p.operator == In:
		return slices.Contains(p.values, any(have))
	}
	return (have == p.values[0]) == (p.operator == Equal)
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
	case Has:
		return true
	case In, Includes, Contains, StartsWith, EndsWith: // answered by the caller
	}
	return false
}
