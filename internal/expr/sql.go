package expr

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"regulars/internal/calendar"
	"regulars/internal/fault"
)

// SQL is the condition as an SQL condition over the member at hand, alias m, and the aliases of the attributes, for
// a WHERE; parameters go to the binder (rules 6 to 9). It returns [ErrNotSQL] where members cannot be searched so.
func (x *Condition) SQL(b *SQLBinder) (string, error) {
	if x == nil || x.checked == nil {
		return "TRUE", nil
	}
	t := &translator{report: report{source: x.checked.SourceInfo()}, x: x, b: b}
	text := t.truth(x.checked.Expr(), false)
	return text, t.err()
}

// translator writes SQL. exact asks for true or false where else NULL would do for false: below a NOT.
type translator struct {
	report
	x *Condition
	b *SQLBinder
}

// refuse notes what cannot be written.
func (t *translator) refuse(e ast.Expr) string {
	t.at(e, ErrNotSQL, fault.P{"text": t.x.textOf(e)})
	return "FALSE"
}

// certain makes NULL false where that is asked.
func certain(text string, exact bool) string {
	if exact {
		return "COALESCE(" + text + ", FALSE)"
	}
	return text
}

func (t *translator) truth(e ast.Expr, exact bool) string {
	switch e.Kind() {
	case ast.LiteralKind, ast.IdentKind:
		text, _ := t.value(e)
		return certain(text, exact && e.Kind() == ast.IdentKind)
	case ast.CallKind:
		return t.call(e, exact)
	default:
		return t.refuse(e)
	}
}

func (t *translator) call(e ast.Expr, exact bool) string {
	call := e.AsCall()
	args := call.Args()
	switch name := call.FunctionName(); name {
	case operators.LogicalAnd:
		return t.join(chain(e, name), " AND ", exact)
	case operators.LogicalOr:
		return t.join(chain(e, name), " OR ", exact)
	case operators.LogicalNot:
		return "NOT (" + t.truth(args[0], true) + ")"
	case operators.In:
		return t.in(e, exact)
	case hasCall:
		return t.of(e, t.x.catalogue.attributes[args[0].AsIdent()], "") + " IS NOT NULL"
	}
	if c, ok := t.x.clauseOf(e); ok && t.x.catalogue.inTree(c.subject) && (c.operator == Equal || c.operator == NotEqual) {
		return t.inTree(e, c, exact)
	}
	if how, ok := comparisons[call.FunctionName()]; ok {
		if a := t.stored(args[0]); a != nil {
			return t.turned(e, turning{a, how.operator, exact}, args[1])
		}
		if a := t.stored(args[1]); a != nil {
			return t.turned(e, turning{a, how.turned, exact}, args[0])
		}
		return t.compare(args, how.operator, exact)
	}
	if c, ok := t.x.clauseOf(e); ok && textTests[call.FunctionName()] != "" {
		subject, _ := t.value(call.Target())
		return certain(t.textTest(subject, c), exact)
	}
	return t.refuse(e)
}

func (t *translator) join(parts []ast.Expr, between string, exact bool) string {
	texts := make([]string, len(parts))
	for i, part := range parts {
		texts[i] = t.truth(part, exact)
	}
	return "(" + strings.Join(texts, between) + ")"
}

// compare writes a comparison of two values.
func (t *translator) compare(args []ast.Expr, operator Operator, exact bool) string {
	left, _ := t.value(args[0])
	right, _ := t.value(args[1])
	literal := args[0].Kind() == ast.LiteralKind || args[1].Kind() == ast.LiteralKind
	switch {
	case operator == NotEqual:
		return left + " IS DISTINCT FROM " + right
	case operator == Equal && (exact || !literal):
		return left + " IS NOT DISTINCT FROM " + right
	case operator == Equal:
		return left + " = " + right
	}
	return certain(left+" "+string(operator)+" "+right, exact)
}

// in writes the test of a list of literals, or of an attribute that is a list.
func (t *translator) in(e ast.Expr, exact bool) string {
	args := e.AsCall().Args()
	if a := t.x.catalogue.attributes[identOf(args[1])]; a != nil {
		if a.Make != nil {
			value, literal := literalOf(args[0])
			if !literal {
				return t.refuse(e)
			}
			return t.of(e, a, value.(string))
		}
		value, _ := t.value(args[0])
		return strings.ReplaceAll(t.of(e, a, ""), ListValue, value)
	}
	c, ok := t.x.clauseOf(e)
	if !ok {
		return t.refuse(e)
	}
	if len(c.values) == 0 {
		return "FALSE"
	}
	if t.x.catalogue.inTree(c.subject) {
		return t.inTree(e, c, exact)
	}
	texts := make([]string, len(c.values))
	if a := t.stored(args[0]); a != nil {
		for i, literal := range operands(args[1]) {
			texts[i] = t.turned(e, turning{a, Equal, exact}, literal)
		}
		return "(" + strings.Join(texts, " OR ") + ")"
	}
	subject, _ := t.value(args[0])
	for i, value := range c.values {
		texts[i] = t.b.value(value)
	}
	return certain(subject+" IN ("+strings.Join(texts, ", ")+")", exact)
}

// inTree writes a comparison of a text in a tree with literals: it is one of them, or lies below one (rule 12).
func (t *translator) inTree(e ast.Expr, c clause, exact bool) string {
	a := t.x.catalogue.attributes[c.subject]
	if a.SQL == "" {
		return t.refuse(e)
	}
	texts := make([]string, len(c.values))
	for i, value := range c.values {
		code := t.b.value(value)
		texts[i] = a.sql() + " = " + code + " OR " + a.sql() + " IN " + strings.ReplaceAll(a.Below, ListValue, code)
	}
	text := "(" + strings.Join(texts, " OR ") + ")"
	if c.operator == NotEqual {
		return "NOT " + certain(text, true)
	}
	return certain(text, exact)
}

// textTest writes a test of a part of a text, without LIKE, which folds letters on one engine and not on the other.
func (t *translator) textTest(subject string, c clause) string {
	part := c.values[0].(string)
	n := strconv.Itoa(utf8.RuneCountInString(part))
	if part == "" {
		return subject + " IS NOT NULL"
	}
	switch c.operator {
	case StartsWith:
		return "substr(" + subject + ", 1, " + n + ") = " + t.b.value(part)
	case EndsWith:
		return "substr(" + subject + ", length(" + subject + ") - " + n + " + 1) = " + t.b.value(part)
	default:
		return subject + " <> replace(" + subject + ", " + t.b.value(part) + ", '')"
	}
}

// stored is the attribute that a node names, where its SQL is not its value.
func (t *translator) stored(e ast.Expr) *Attribute {
	if a := t.x.catalogue.attributes[identOf(e)]; a != nil && a.Stored != Plain {
		return a
	}
	return nil
}

// of is the SQL of an attribute; value is the text that is looked for in a list.
func (t *translator) of(e ast.Expr, a *Attribute, value string) string {
	switch {
	case a.Make != nil:
		text, err := a.Make(t.b, value)
		if err != nil {
			return t.refuse(e)
		}
		return "(" + text + ")"
	case a.SQL == "":
		return t.refuse(e)
	}
	return a.sql()
}

// sql is the attribute's SQL, in brackets where it is more than a column.
func (a *Attribute) sql() string {
	if strings.ContainsAny(a.SQL, " (") {
		return "(" + a.SQL + ")"
	}
	return a.SQL
}

func identOf(e ast.Expr) string {
	if e.Kind() != ast.IdentKind {
		return ""
	}
	return e.AsIdent()
}

// turning is a comparison of an attribute that is stored as something else.
type turning struct {
	attribute *Attribute
	operator  Operator
	exact     bool
}

// turned writes a comparison with a literal as one of what is stored: 90 days or more ago is on that day or before.
func (t *translator) turned(e ast.Expr, how turning, literal ast.Expr) string {
	a := how.attribute
	value, ok := literalOf(literal)
	if !ok || a.SQL == "" {
		return t.refuse(e)
	}
	var day calendar.Day
	if a.Type == Int {
		day = t.b.ago(value.(int64))
		how.operator = backwards(how.operator)
	} else {
		day, _ = calendar.ParseDay(value.(string)) // checked when it was compiled
	}
	if how.operator == NotEqual {
		how.operator, how.exact = Equal, true
		return "NOT (" + t.onDay(how, day) + ")"
	}
	return t.onDay(how, day)
}

// backwards is the operator between days that is one between the counts of days since.
func backwards(o Operator) Operator {
	switch o {
	case Less:
		return Greater
	case LessOrEqual:
		return GreaterOrEqual
	case Greater:
		return Less
	case GreaterOrEqual:
		return LessOrEqual
	default:
		return o
	}
}

// onDay compares what is stored with a day.
func (t *translator) onDay(how turning, day calendar.Day) string {
	column := how.attribute.sql()
	if how.attribute.Stored == OfDay {
		operator := string(how.operator)
		if how.operator == Equal {
			operator = "="
		}
		return certain(column+" "+operator+" "+t.b.value(dayText(day)), how.exact)
	}
	start := func(d calendar.Day) string { return t.b.value(int64(d.Start(t.b.zone))) }
	switch how.operator {
	case Less:
		return certain(column+" < "+start(day), how.exact)
	case LessOrEqual:
		return certain(column+" < "+start(day+1), how.exact)
	case Greater:
		return certain(column+" >= "+start(day+1), how.exact)
	case GreaterOrEqual:
		return certain(column+" >= "+start(day), how.exact)
	default: // Equal
		return certain("("+column+" >= "+start(day)+" AND "+column+" < "+start(day+1)+")", how.exact)
	}
}

var arithmetic = map[string]string{operators.Add: " + ", operators.Subtract: " - ", operators.Multiply: " * "}

// value writes a value and says how large a number it can be: what might not fit is refused, because one engine
// would fail and the other would reckon with fractions.
func (t *translator) value(e ast.Expr) (text string, most float64) {
	switch e.Kind() {
	case ast.LiteralKind:
		value, _ := literalOf(e)
		number, _ := value.(int64)
		return t.b.value(value), math.Abs(float64(number))
	case ast.IdentKind:
		return t.name(e), maxInt
	case ast.CallKind:
		return t.computed(e)
	default:
		return t.refuse(e), 0
	}
}

func (t *translator) name(e ast.Expr) string {
	if use, ok := t.x.uses[e.AsIdent()]; ok {
		return t.b.windowSQL(t.x.catalogue.windows[use.Name], use.Period)
	}
	a := t.x.catalogue.attributes[e.AsIdent()]
	if a == nil || a.Stored != Plain || a.Type == TextList {
		return t.refuse(e)
	}
	return t.of(e, a, "")
}

func (t *translator) computed(e ast.Expr) (text string, most float64) {
	call := e.AsCall()
	if t.x.checked.GetType(e.ID()).Kind() == types.BoolKind {
		return "(" + t.truth(e, true) + ")", 0
	}
	if call.FunctionName() == operators.Negate {
		operand, most := t.value(call.Args()[0])
		return "(0 - " + operand + ")", most
	}
	sign, ok := arithmetic[call.FunctionName()]
	if !ok {
		return t.refuse(e), 0
	}
	left, most := t.value(call.Args()[0])
	right, other := t.value(call.Args()[1])
	if call.FunctionName() == operators.Multiply {
		most *= other
	} else {
		most += other
	}
	if most >= math.MaxInt64 {
		return t.refuse(e), 0
	}
	return "(" + left + sign + right + ")", most
}
