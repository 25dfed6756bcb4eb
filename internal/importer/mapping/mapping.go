package mapping

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"regulars/internal/fault"
	"regulars/internal/importer/sheet"
)

// Kind is what a file holds.
type Kind string

// The kinds.
const (
	Members  Kind = "members"
	Products Kind = "products"
	Orders   Kind = "orders"
)

// Mapping says which column of a file is which field, and how its values are meant. It is written as YAML or JSON,
// shown before an import and changed by hand. What is empty is found out from the file.
type Mapping struct {
	Kind       Kind                `json:"kind"`
	Fields     map[string][]string `json:"fields"`               // field → columns; of several the first with a value counts
	Attributes map[string]string   `json:"attributes,omitempty"` // members: code of an attribute of the merchant's own → column
	Defaults   map[string]string   `json:"defaults,omitempty"`   // field → value where no column gives one
	Source     string              `json:"source,omitempty"`     // orders: the system that numbered them

	Encoding  string          `json:"encoding,omitempty"`
	Delimiter string          `json:"delimiter,omitempty"`
	Sheet     string          `json:"sheet,omitempty"`
	HeaderRow int             `json:"header_row,omitempty"`
	Dates     sheet.DateOrder `json:"dates,omitempty"`   // mdy or dmy for dates such as 3/4/2011
	Decimal   string          `json:"decimal,omitempty"` // "," where 1.234,50 is meant

	Returns  *Marks   `json:"returns,omitempty"`  // orders: which rows are returns without a receipt
	Skip     *Marks   `json:"skip,omitempty"`     // orders: which rows are no orders at all; they are refused and reported
	Unknown  Unknown  `json:"unknown,omitempty"`  // orders: what becomes of a member whom nobody knows
	Existing Existing `json:"existing,omitempty"` // members: what becomes of one who is there already
}

// Marks tell rows apart by what their order number begins with, or by a value in a column.
type Marks struct {
	NumberPrefix string   `json:"number_prefix,omitempty"`
	Column       string   `json:"column,omitempty"`
	Values       []string `json:"values,omitempty"`
	Positive     bool     `json:"positive,omitempty"` // returns: their quantities are written without a minus
}

// Unknown says what becomes of an order's member whom nobody knows.
type Unknown string

// The ways to treat an unknown member of an order.
const (
	Enrol  Unknown = "enrol"  // becomes a member, joined when the order was placed
	Refuse Unknown = "refuse" // the order is refused
)

// Existing says what becomes of a member of the file who is there already.
type Existing string

// The ways to treat a member who is there already.
const (
	Keep   Existing = "keep" // the row is taken and nothing is changed
	Reject Existing = "refuse"
)

// Field describes one field of a kind, for the page on which a mapping is made.
type Field struct {
	Name     string
	En, Zh   string
	Required bool     // one of the columns or defaults must give it
	Headers  []string // what such a column is called, folded: see Guess
}

// Sheets is how the mapping has its file read.
func (m *Mapping) Sheets() sheet.Options {
	return sheet.Options{Encoding: m.Encoding, Delimiter: m.Delimiter, Sheet: m.Sheet, HeaderRow: m.HeaderRow}
}

// Fields lists the fields of a kind; nil for an unknown one.
func Fields(kind Kind) []Field {
	switch kind {
	case Members:
		return memberFields
	case Products:
		return productFields
	case Orders:
		return orderFields
	}
	return nil
}

// Parse reads a mapping from YAML or JSON. Unknown fields are refused.
func Parse(text []byte) (Mapping, error) {
	var m Mapping
	if len(text) > MaxMapping {
		return m, fault.ErrTooLong.New(fault.P{"limit": MaxMapping})
	}
	if err := yaml.UnmarshalWithOptions(text, &m, yaml.Strict()); err != nil {
		return m, ErrMapping.Wrap(err, fault.P{"reason": err.Error()})
	}
	return m, m.Check()
}

// YAML is the mapping as people edit it; Parse reads it back.
func (m Mapping) YAML() ([]byte, error) { return yaml.Marshal(m) }

// Check fills in what goes without saying and refuses what means nothing.
func (m *Mapping) Check() error {
	known := Fields(m.Kind)
	if known == nil {
		return ErrKind.At("kind", fault.P{"kind": string(m.Kind)})
	}
	var wrong []*fault.Error
	for _, name := range append(Keys(m.Fields), Keys(m.Defaults)...) {
		if fieldOf(known, name) == nil {
			wrong = append(wrong, ErrTarget.At("fields."+name, fault.P{"name": name, "known": names(known)}))
		}
	}
	m.HeaderRow = max(m.HeaderRow, 1)
	if m.Source == "" {
		m.Source = "import"
	}
	if m.Unknown == "" {
		m.Unknown = Enrol
	}
	if m.Existing == "" {
		m.Existing = Keep
	}
	wrong = append(wrong,
		oneOf("dates", string(m.Dates), "", string(sheet.MonthFirst), string(sheet.DayFirst)),
		oneOf("decimal", m.Decimal, "", ".", ","),
		oneOf("unknown", string(m.Unknown), string(Enrol), string(Refuse)),
		oneOf("existing", string(m.Existing), string(Keep), string(Reject)))
	if m.Delimiter == `\t` {
		m.Delimiter = "\t"
	}
	if utf8.RuneCountInString(m.Delimiter) > 1 || strings.ContainsAny(m.Delimiter, "\"\r\n\uFFFD") {
		wrong = append(wrong, fault.ErrInvalid.At("delimiter", fault.P{"reason": "one character"}))
	}
	if m.Kind != Orders && (m.Returns != nil || m.Skip != nil) {
		wrong = append(wrong, fault.ErrInvalid.At("returns", fault.P{"reason": "only of orders"}))
	}
	return fault.Join(wrong...)
}

func oneOf(field, value string, allowed ...string) *fault.Error {
	for _, a := range allowed {
		if a == value {
			return nil
		}
	}
	return fault.ErrInvalid.At(field, fault.P{"reason": strings.TrimPrefix(strings.Join(allowed, ", "), ", ")})
}

// Keys are the keys of a map, in order.
func Keys[T any](m map[string]T) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func fieldOf(fields []Field, name string) *Field {
	for i := range fields {
		if fields[i].Name == name {
			return &fields[i]
		}
	}
	return nil
}

func names(fields []Field) string {
	var out []string
	for _, f := range fields {
		out = append(out, f.Name)
	}
	return strings.Join(out, ", ")
}

// Columns is a mapping bound to a header: where each field stands.
type Columns struct {
	Attributes map[string]int // code of an attribute → column

	at       map[string][]int
	defaults map[string]string
	mark     map[string]int // column of a Marks → index
}

// Bind finds the columns of the mapping in the header; it names all that are missing.
func (m *Mapping) Bind(header []string) (*Columns, error) {
	index := map[string]int{}
	for i := len(header) - 1; i >= 0; i-- { // of two columns of one name the first counts
		index[fold(header[i])] = i
	}
	all := strings.Join(header, ", ")
	c := &Columns{at: map[string][]int{}, defaults: m.Defaults, Attributes: map[string]int{}, mark: map[string]int{}}
	var wrong []*fault.Error
	find := func(field string, alternatives ...string) []int {
		var found []int
		for _, column := range alternatives {
			if i, ok := index[fold(column)]; ok {
				found = append(found, i)
			}
		}
		if len(found) == 0 && len(alternatives) > 0 {
			wrong = append(wrong, ErrColumn.At("fields."+field, fault.P{"field": field, "column": alternatives[0], "columns": all}))
			return []int{len(header)}
		}
		return found
	}
	for _, field := range Keys(m.Fields) {
		c.at[field] = find(field, m.Fields[field]...)
	}
	for _, code := range Keys(m.Attributes) {
		c.Attributes[code] = find("attributes."+code, m.Attributes[code])[0]
	}
	for _, marks := range []*Marks{m.Returns, m.Skip} {
		if marks != nil && marks.Column != "" {
			c.mark[marks.Column] = find("returns", marks.Column)[0]
		}
	}
	for _, f := range Fields(m.Kind) {
		if f.Required && len(m.Fields[f.Name]) == 0 && m.Defaults[f.Name] == "" {
			wrong = append(wrong, ErrUnmapped.At("fields."+f.Name, fault.P{"field": f.Name, "columns": all}))
		}
	}
	wrong = append(wrong, m.bindAmount(all), m.bindPerson(all))
	return c, fault.Join(wrong...)
}

// AnyOf lists the fields of a kind of which one at least is needed.
func AnyOf(kind Kind) []string {
	switch kind {
	case Members:
		return []string{"phone", "card_no", "email", "external_id"}
	case Orders:
		return []string{"unit_price", "amount", "paid"}
	case Products:
	}
	return nil
}

// bindAmount asks that an order's money stands somewhere.
func (m *Mapping) bindAmount(all string) *fault.Error {
	if m.Kind == Orders && !m.names(AnyOf(Orders)...) {
		return ErrUnmapped.At("fields.unit_price", fault.P{"field": "unit_price, amount or paid", "columns": all})
	}
	return nil
}

// bindPerson asks that members are named by something.
func (m *Mapping) bindPerson(all string) *fault.Error {
	if m.Kind == Members && !m.names(AnyOf(Members)...) {
		return ErrUnmapped.At("fields.phone", fault.P{"field": "phone, card_no, email or external_id", "columns": all})
	}
	return nil
}

// names reports whether a column is named for any of the fields.
func (m *Mapping) names(fields ...string) bool {
	for _, f := range fields {
		if len(m.Fields[f]) > 0 {
			return true
		}
	}
	return false
}

// Value is what the row says of the field.
func (c *Columns) Value(cells []string, field string) string {
	for _, i := range c.at[field] {
		if i < len(cells) {
			if v := strings.TrimSpace(cells[i]); v != "" {
				return v
			}
		}
	}
	return c.defaults[field]
}

// Marked reports whether the marks hold for a row.
func (c *Columns) Marked(m *Marks, cells []string, number string) bool {
	if m == nil {
		return false
	}
	if m.NumberPrefix != "" && strings.HasPrefix(number, m.NumberPrefix) {
		return true
	}
	i, ok := c.mark[m.Column]
	if !ok || i >= len(cells) {
		return false
	}
	for _, v := range m.Values {
		if strings.EqualFold(strings.TrimSpace(cells[i]), v) {
			return true
		}
	}
	return false
}

// Has reports whether a column is named for the field.
func (c *Columns) Has(field string) bool { return len(c.at[field]) > 0 }

// Column is the index of the first column that gives the field; false where none does.
func (c *Columns) Column(field string) (int, bool) {
	if code, own := strings.CutPrefix(field, "attributes."); own {
		i, ok := c.Attributes[code]
		return i, ok
	}
	if len(c.at[field]) == 0 {
		return 0, false
	}
	return c.at[field][0], true
}
