package expr

import (
	"slices"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/types"

	"regulars/internal/fault"
)

// Condition is a compiled condition. It never changes and serves any number of goroutines. The nil condition and the
// condition of an empty text hold always.
type Condition struct {
	text      string
	catalogue *Catalogue
	checked   *ast.AST    // nil where it holds always; windows stand in it as names such as spend(365)
	program   cel.Program // of the whole
	marks     marks       // what the nodes are, by id
	uses      usesByName  // the windows in it
	need      Need        // sorted
	scope     Scope       // of the attributes in it
}

type usesByName map[string]WindowUse

// Compile reads, checks and plans a condition that may name the attributes of the scope. It returns a fault that says
// where the mistake is and what was meant or is known, up to 5 mistakes at once.
func (c *Catalogue) Compile(text string, scope Scope) (*Condition, error) {
	x := &Condition{text: strings.TrimSpace(text), catalogue: c}
	if x.text == "" {
		return x, nil
	}
	if n := utf8.RuneCountInString(text); n > MaxLength {
		return nil, fault.ErrTooLong.New(fault.P{"limit": MaxLength})
	}
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return nil, ErrCondition.New(fault.P{"line": 1, "column": 1, "reason": "UTF-8"})
	}
	parsed, issues := c.env.Parse(text)
	if issues.Err() != nil {
		return nil, syntaxMistakes(text, issues)
	}
	source := parsed.NativeRep().SourceInfo()
	names := &nameCheck{catalogue: c, scope: scope, report: report{source: source}}
	names.walk(parsed.NativeRep().Expr(), nil)
	if err := names.err(); err != nil {
		return nil, err
	}
	checked, issues := c.env.Check(parsed)
	if issues.Err() != nil {
		return nil, typeMistakes(issues)
	}
	if kind := checked.OutputType(); kind.Kind() != types.BoolKind {
		return nil, ErrNotBool.New(fault.P{"type": typeWord(kind.String())})
	}
	x.checked = checked.NativeRep()
	if err := x.settle(); err != nil {
		return nil, err
	}
	return x, nil
}

// settle checks what the types do not say, replaces windows by names, and plans the evaluation.
func (x *Condition) settle() error {
	m := &meaning{x: x, report: report{source: x.checked.SourceInfo()}, marks: marks{}, uses: usesByName{}}
	m.walk(x.checked.Expr())
	if err := m.err(); err != nil {
		return err
	}
	x.uses = m.uses
	x.collect()
	m.mark(x.checked.Expr(), true)
	x.marks = m.marks
	estimate, err := cost.Cost(x.checked, sizes{x.catalogue})
	if err != nil {
		return err
	}
	if estimate.Max > MaxCost {
		return ErrTooCostly.New(fault.P{"cost": estimate.Max, "limit": MaxCost})
	}
	x.program, err = x.plan(x.checked.Expr())
	return err
}

// collect notes what the condition reads.
func (x *Condition) collect() {
	seen := map[string]bool{}
	ast.PreOrderVisit(x.checked.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.IdentKind || seen[e.AsIdent()] {
			return
		}
		name := e.AsIdent()
		seen[name] = true
		if a := x.catalogue.attributes[name]; a != nil {
			x.need.Attributes = append(x.need.Attributes, name)
			x.scope |= a.Scope
		} else if use, ok := x.uses[name]; ok {
			x.need.Windows = append(x.need.Windows, use)
			x.scope |= Member
		}
	}))
	ast.PreOrderVisit(x.checked.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if c, ok := x.clauseOf(e); ok && c.operator == Includes && x.catalogue.attributes[c.subject].Named {
			x.need.Named = append(x.need.Named, c.values[0].(string))
		}
	}))
	slices.Sort(x.need.Named)
	x.need.Named = slices.Compact(x.need.Named)
	slices.Sort(x.need.Attributes)
	slices.SortFunc(x.need.Windows, func(a, b WindowUse) int { return strings.Compare(a.String(), b.String()) })
}

// String is the condition as it was written.
func (x *Condition) String() string {
	if x == nil {
		return ""
	}
	return x.text
}

// Needs is what the condition reads. The slices must not be changed.
func (x *Condition) Needs() Need {
	if x == nil {
		return Need{}
	}
	return x.need
}

// Uses reports whether the condition reads anything of the scope.
func (x *Condition) Uses(scope Scope) bool { return x != nil && x.scope&scope != 0 }

// sizes tells the cost model how large values are.
type sizes struct{ catalogue *Catalogue }

// EstimateSize bounds texts and lists of attributes.
func (s sizes) EstimateSize(node cost.AstNode) *cost.SizeEstimate {
	path := node.Path()
	if len(path) == 0 || s.catalogue.attributes[path[0]] == nil {
		return nil
	}
	size := cost.RangedSizeEstimate(0, maxText)
	if s.catalogue.attributes[path[0]].Type == TextList && len(path) == 1 {
		size = cost.ListSizeEstimate(cost.RangedSizeEstimate(0, maxList), size)
	}
	return &size
}

// EstimateCallCost leaves calls to the standard model.
func (s sizes) EstimateCallCost(_, _ string, _ *cost.AstNode, _ []cost.AstNode) *cost.CallEstimate {
	return nil
}
