package expr

import (
	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"
)

// Holds reports whether the condition holds for the facts (rules 2 to 5).
func (x *Condition) Holds(f Facts) bool {
	if x == nil || x.program == nil {
		return true
	}
	return x.test(x.program, f)
}

func (x *Condition) test(program cel.Program, f Facts) bool {
	out, _, err := program.Eval(&view{x, f})
	return err == nil && out == types.True
}

// view lends the facts to one evaluation.
type view struct {
	x     *Condition
	facts Facts
}

// ResolveName gives an attribute or a window to the interpreter, or null where it is missing.
func (v *view) ResolveName(name string) (any, bool) {
	kind := Int
	if _, ok := v.x.uses[name]; !ok {
		a := v.x.catalogue.attributes[name]
		if a == nil {
			return nil, false
		}
		kind = a.Type
	}
	switch value := v.ask(name, kind).(type) {
	case nil:
	case []string:
		if kind == Text {
			return value[0], true // its own code
		}
		return value, true
	default:
		return value, true
	}
	return types.NullValue, true
}

// ask gives a value, or nil where it is missing or of another type than it should be.
func (v *view) ask(name string, kind Type) any {
	if use, ok := v.x.uses[name]; ok {
		if sum, ok := v.facts.Window(use.Name, use.Period); ok {
			return sum
		}
		return nil
	}
	value, known := v.facts.Attribute(name)
	fits := false
	switch value := value.(type) {
	case int64:
		fits = kind == Int
	case string:
		fits = kind == Text || kind == Day
	case bool:
		fits = kind == Bool
	case []string:
		fits = kind == TextList || len(value) > 0 && v.x.catalogue.inTree(name)
	}
	switch {
	case known && fits:
		return value
	case kind == TextList:
		return []string(nil)
	}
	return nil
}

// Parent is none.
func (v *view) Parent() interpreter.Activation { return nil }

// marks are what nodes must give where they cannot be computed, by id: a clause false, or true where it denies (!=);
// a value null.
type marks map[int64]ref.Val

// mark marks a node and what is below it; truth says that it stands where true or false is asked. Inside a macro
// nothing is marked: what cannot be computed there decides for the macro as a whole.
func (m *meaning) mark(e ast.Expr, truth bool) {
	switch {
	case e.Kind() == ast.ListKind:
		for _, element := range operands(e) {
			m.mark(element, false)
		}
		return
	case truth && e.Kind() != ast.CallKind, e.Kind() == ast.ComprehensionKind:
		m.marks[e.ID()] = types.False
		return
	case e.Kind() != ast.CallKind:
		return
	}
	name := e.AsCall().FunctionName()
	truth = truth || m.x.checked.GetType(e.ID()).Kind() == types.BoolKind
	joins := name == operators.LogicalAnd || name == operators.LogicalOr || name == operators.LogicalNot
	switch {
	case !truth:
		m.marks[e.ID()] = types.NullValue
	case name == operators.NotEquals:
		m.marks[e.ID()] = types.True
	case !joins && name != operators.Conditional:
		m.marks[e.ID()] = types.False
	}
	for i, operand := range operands(e) {
		m.mark(operand, joins || name == operators.Conditional && (i == 0 || truth))
	}
}

// operands are the target of a call, where it has one, and its arguments; of a list, its elements.
func operands(e ast.Expr) []ast.Expr {
	if e.Kind() == ast.ListKind {
		return e.AsList().Elements()
	}
	call := e.AsCall()
	if call.IsMemberFunction() {
		return append([]ast.Expr{call.Target()}, call.Args()...)
	}
	return call.Args()
}

// plan makes the program of a part of the condition.
func (x *Condition) plan(part ast.Expr) (cel.Program, error) {
	probes := map[int64]*probe{}
	ast.PreOrderVisit(part, ast.NewExprVisitor(func(e ast.Expr) {
		if x.marks[e.ID()] != nil {
			if p := x.probeOf(e); p != nil {
				probes[e.ID()] = p
			}
		}
	}))
	whole := ast.NewCheckedAST(ast.NewAST(part, x.checked.SourceInfo()), x.checked.TypeMap(), x.checked.ReferenceMap())
	return x.catalogue.env.PlanProgram(whole, cel.CustomDecoratorV2(func(node interpreter.InterpretableV2) (interpreter.InterpretableV2, error) {
		if p := probes[node.ID()]; p != nil {
			return p, nil
		}
		if _, literal := node.(interpreter.InterpretableConst); !literal && x.marks[node.ID()] != nil {
			return &settled{node, x.marks[node.ID()]}, nil
		}
		return node, nil
	}))
}

// settled is a node with what it gives where it cannot be computed.
type settled struct {
	interpreter.InterpretableV2
	otherwise ref.Val
}

// Exec computes the node.
func (s *settled) Exec(frame *interpreter.ExecutionFrame) ref.Val {
	value := s.InterpretableV2.Exec(frame)
	if types.IsUnknownOrError(value) || value == types.NullValue {
		return s.otherwise
	}
	return value
}

// Eval computes the node for the older interface.
func (s *settled) Eval(vars interpreter.Activation) ref.Val {
	return interpreter.EvalActivation(vars, s.Exec)
}
