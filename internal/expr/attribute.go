package expr

import "regexp"

// Type is what an attribute holds.
type Type int

// The types. A Day is a text of the form YYYY-MM-DD, which orders as days do.
const (
	Int Type = iota + 1
	Text
	Bool
	TextList
	Day
)

// String is the word for the type that errors and the API use.
func (t Type) String() string {
	if t < Int || t > Day {
		return "unknown"
	}
	return [...]string{"int", "text", "bool", "list", "day"}[t-Int]
}

// Scope says whose an attribute is, and, as a set of bits, whose attributes a condition may name.
type Scope int

// The scopes. Windows are of the member.
const (
	Member Scope = 1 << iota
	Order
	Line
	Event      // what a member did beside buying
	Everywhere = Member | Order | Line | Event
)

// Stored says what the SQL of an attribute is an expression of.
type Stored int

// The ways of storing. Plain is the value itself. An Int that counts the days from a day until today is OfDay (a text
// day) or OfInstant (microseconds); a Day that is the local day of an instant is OfInstant. Comparisons of such
// attributes with literals are turned around, so that indexes serve them.
const (
	Plain Stored = iota
	OfDay
	OfInstant
)

// Choice is one of the values that an attribute may have, with its labels.
type Choice struct {
	Value string `json:"value"`
	En    string `json:"en"`
	Zh    string `json:"zh"`
	Gone  bool   `json:"-"` // it is named by what was written, and offered no more
}

// Attribute is one thing that a condition may name.
type Attribute struct {
	Name   string // such as tier, order.channel or attr.shoe_size
	Type   Type
	Unit   string // minor, points, growth, days, orders, people, or none
	Scope  Scope
	En, Zh string
	Values []Choice // where they are known: for the builder and for explanations

	// SQL is an expression over the aliases of the caller's statement, NULL where the value is missing; $1 is the
	// merchant. Of a TextList it is a condition with ListValue where the text stands that is looked for. Without SQL
	// an attribute selects no members.
	SQL    string
	Stored Stored

	// Make writes the SQL where it depends on the day or the instant, or, of a TextList, on the text that is looked for ("" of others).
	Make func(b *SQLBinder, value string) (string, error)

	// Named says that what a condition names of a TextList has to be looked up before it is evaluated: it stands in Need.Named.
	Named bool

	// Below makes of a Text one in a tree of codes (rule 12): SQL in brackets that selects the codes below the one at ListValue.
	Below string
}

// Selects reports whether members can be selected by the attribute.
func (a *Attribute) Selects() bool { return a.SQL != "" || a.Make != nil }

// ListValue stands in the SQL of a TextList for the text that is looked for.
const ListValue = "{value}"

// Window is a sum over the member's days.
type Window struct {
	Name   string // such as spend: conditions write spend(365)
	Column string // of member_day
	Unit   string
	En, Zh string
}

// Facts are what is known when a condition is evaluated. An attribute is an int64, string, bool or []string (a Day
// is a string; a Text in a tree may be the list of its code and of those above it); false means that it is missing. Facts are asked for a name only when the outcome depends on it.
type Facts interface {
	Attribute(name string) (any, bool)
	Window(name string, p Period) (int64, bool)
}

var nameShape = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*$`)

// reserved are the words that the language keeps for itself wherever they stand.
var reserved = map[string]bool{
	"true": true, "false": true, "null": true, "in": true, "as": true, "break": true, "const": true, "continue": true,
	"else": true, "for": true, "function": true, "if": true, "import": true, "let": true, "loop": true, "package": true,
	"namespace": true, "return": true, "var": true, "void": true, "while": true,
}

// taken are the names of the language's own functions and types: nothing else can begin with one, but after a dot they are free.
var taken = map[string]bool{
	"has": true, "size": true, "startsWith": true, "endsWith": true, "contains": true,
	"all": true, "exists": true, "exists_one": true, "string": true, "list": true, "map": true, "int": true, "bool": true,
	"uint": true, "double": true, "bytes": true, "type": true, "dyn": true, "null_type": true, "google": true,
}
