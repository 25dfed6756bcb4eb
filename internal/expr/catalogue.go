package expr

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/env"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// Catalogue is what conditions may name. It never changes and serves any number of goroutines.
type Catalogue struct {
	env        *cel.Env
	attributes map[string]*Attribute
	windows    map[string]*Window
	order      []string // names of attributes as given
	sums       []Window // as given
	currency   string
	strict     bool
	all        map[string][]string // of a strict one: all values that some attributes may have
}

// NewCatalogue makes a catalogue. It returns an error where a name is taken twice or cannot be written in a condition.
// Money is explained in CNY until [Catalogue.With] says otherwise.
func NewCatalogue(attrs []Attribute, windows []Window) (*Catalogue, error) {
	c := &Catalogue{attributes: map[string]*Attribute{}, windows: map[string]*Window{}, sums: slices.Clone(windows), currency: "CNY"}
	options := language()
	for i := range c.sums {
		w := &c.sums[i]
		if err := c.free(w.Name); err != nil {
			return nil, err
		}
		c.windows[w.Name] = w
		options = append(options, cel.Function(w.Name,
			cel.Overload(w.Name+"_days", []*cel.Type{cel.IntType}, cel.IntType),
			cel.Overload(w.Name+"_period", []*cel.Type{cel.StringType}, cel.IntType)))
	}
	declared, err := c.declare(attrs)
	if err != nil {
		return nil, err
	}
	c.env, err = cel.NewCustomEnv(append(options, declared...)...)
	return c, err
}

// With is the catalogue of one merchant: its currency, and its own attributes beside the common ones.
func (c *Catalogue) With(currency string, own []Attribute) (*Catalogue, error) {
	out := *c
	out.attributes, out.order, out.currency = maps.Clone(c.attributes), slices.Clone(c.order), currency
	if len(own) == 0 {
		return &out, nil
	}
	declared, err := out.declare(own)
	if err != nil {
		return nil, err
	}
	out.env, err = c.env.Extend(declared...)
	return &out, err
}

// Beside is the catalogue with more attributes, such as those of events that a programme names.
func (c *Catalogue) Beside(more []Attribute) (*Catalogue, error) { return c.With(c.currency, more) }

// declare adds attributes and tells the environment of them.
func (c *Catalogue) declare(attrs []Attribute) ([]cel.EnvOption, error) {
	var options []cel.EnvOption
	for i := range attrs {
		a := attrs[i]
		if err := c.free(a.Name); err != nil {
			return nil, err
		}
		if err := a.check(); err != nil {
			return nil, err
		}
		c.attributes[a.Name] = &a
		c.order = append(c.order, a.Name)
		options = append(options, cel.Variable(a.Name, a.Type.cel()))
	}
	return options, nil
}

// check finds what cannot be translated later.
func (a *Attribute) check() error {
	switch {
	case a.Type < Int || a.Type > Day:
		return fmt.Errorf("attribute %s has no type", a.Name)
	case a.Scope != Member && a.Scope != Order && a.Scope != Line && a.Scope != Event:
		return fmt.Errorf("attribute %s must have one scope", a.Name)
	case a.Type == TextList && a.SQL != "" && !strings.Contains(a.SQL, ListValue):
		return fmt.Errorf("the SQL of %s has no %s", a.Name, ListValue)
	case a.Below != "" && (a.Type != Text || !strings.Contains(a.Below, ListValue)):
		return fmt.Errorf("attribute %s cannot be in a tree so", a.Name)
	case a.Stored == OfDay && a.Type != Int, a.Stored == OfInstant && a.Type != Int && a.Type != Day:
		return fmt.Errorf("attribute %s cannot be stored so", a.Name)
	}
	return nil
}

// CheckName returns an error where a name cannot be written in a condition: attributes of the merchant's own are
// named attr.<code>, and their codes ask here.
func CheckName(name string) error {
	for i, part := range strings.Split(name, ".") {
		if reserved[part] || i == 0 && taken[part] {
			return fmt.Errorf("%q is a word of the language", part)
		}
	}
	if !nameShape.MatchString(name) {
		return fmt.Errorf("%q cannot be a name in a condition", name)
	}
	return nil
}

// free returns an error where a name is wrong, taken, or would hide another.
func (c *Catalogue) free(name string) error {
	if err := CheckName(name); err != nil {
		return err
	}
	if c.attributes[name] != nil || c.windows[name] != nil {
		return fmt.Errorf("the name %s is taken twice", name)
	}
	for other := range c.attributes {
		if strings.HasPrefix(other, name+".") || strings.HasPrefix(name, other+".") {
			return fmt.Errorf("the names %s and %s hide one another", name, other)
		}
	}
	return nil
}

// Attributes are all attributes of a scope, in the order given: for the builder.
func (c *Catalogue) Attributes(scope Scope) []Attribute {
	var out []Attribute
	for _, name := range c.order {
		if a := c.attributes[name]; a != nil && a.Scope&scope != 0 {
			out = append(out, *a)
		}
	}
	return out
}

// Strict is the catalogue for what is being written: a value that a condition compares an attribute with, or looks for in it, has to be
// there, where all gives every one that it may have and where it is Named. What was written long ago goes on to compile without it.
func (c *Catalogue) Strict(all map[string][]string) *Catalogue {
	out := *c
	out.strict, out.all = true, all
	return &out
}

// knows reports whether an attribute may have a value, as far as that is known.
func (c *Catalogue) knows(a *Attribute, value any) bool {
	if all, known := c.all[a.Name]; known {
		return slices.ContainsFunc(all, func(one string) bool { return one == value })
	}
	return !a.Named || slices.ContainsFunc(a.Values, func(one Choice) bool { return one.Value == value })
}

// inTree reports whether an attribute is a text in a tree of codes (rule 12).
func (c *Catalogue) inTree(name string) bool {
	a := c.attributes[name]
	return a != nil && a.Below != ""
}

// Windows are all windows, in the order given: for the builder.
func (c *Catalogue) Windows() []Window { return slices.Clone(c.sums) }

// cel is the type as the type checker knows it.
func (t Type) cel() *cel.Type {
	switch t {
	case Int:
		return cel.IntType
	case Bool:
		return cel.BoolType
	case TextList:
		return cel.ListType(cel.StringType)
	default:
		return cel.StringType
	}
}

// hasCall is what has(…) becomes: CEL's own takes fields of messages alone.
const hasCall = "@known"

// language is the part of CEL that conditions use: whole numbers, texts, truth and lists. What is not needed is left
// out, so that every value has one meaning in evaluation and in SQL.
func language() []cel.EnvOption {
	function := func(name string, ids ...string) *env.Function {
		f := &env.Function{Name: name}
		for _, id := range ids {
			f.Overloads = append(f.Overloads, &env.Overload{ID: id})
		}
		return f
	}
	return []cel.EnvOption{
		cel.StdLib(cel.StdLibSubset(&env.LibrarySubset{
			IncludeMacros: []string{operators.All, operators.Exists, operators.ExistsOne},
			IncludeFunctions: []*env.Function{
				function(operators.Conditional), function(operators.LogicalAnd), function(operators.LogicalOr),
				function(operators.LogicalNot), function(operators.NotStrictlyFalse), function(operators.In, overloads.InList),
				function(operators.Equals), function(operators.NotEquals),
				function(operators.Less, overloads.LessInt64, overloads.LessString),
				function(operators.LessEquals, overloads.LessEqualsInt64, overloads.LessEqualsString),
				function(operators.Greater, overloads.GreaterInt64, overloads.GreaterString),
				function(operators.GreaterEquals, overloads.GreaterEqualsInt64, overloads.GreaterEqualsString),
				function(operators.Add, overloads.AddInt64), function(operators.Subtract, overloads.SubtractInt64),
				function(operators.Multiply, overloads.MultiplyInt64), function(operators.Divide, overloads.DivideInt64),
				function(operators.Modulo, overloads.ModuloInt64), function(operators.Negate, overloads.NegateInt64),
				function(overloads.Size, overloads.SizeList, overloads.SizeString, overloads.SizeListInst, overloads.SizeStringInst),
				function(overloads.Contains), function(overloads.StartsWith), function(overloads.EndsWith),
			},
		})),
		cel.Function(hasCall, cel.Overload("known_value", []*cel.Type{cel.TypeParamType("T")}, cel.BoolType,
			cel.UnaryBinding(func(value ref.Val) ref.Val { return types.Bool(value != types.NullValue) }))),
		cel.Macros(cel.GlobalMacro("has", 1, func(m cel.MacroExprFactory, _ ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
			return m.NewCall(hasCall, args[0]), nil
		})),
		cel.EnableMacroCallTracking(),
		cel.ParserExpressionSizeLimit(MaxLength), cel.ExpressionNodeLimit(MaxNodes),
		cel.ParserRecursionLimit(MaxDepth), cel.ParserErrorRecoveryLimit(4),
	}
}
