package wire

import (
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/money"
)

// Time is an instant outside: RFC 3339; never and 0 are null.
type Time calendar.Instant

// Instant is the time inside.
func (t Time) Instant() calendar.Instant { return calendar.Instant(t) }

// At is an instant as a Time to print.
func At(i calendar.Instant) Time { return Time(i) }

// BindJSON reads RFC 3339.
func (t *Time) BindJSON(n *Node) error {
	if n.Kind != Text {
		return ErrNotText.New(nil)
	}
	i, e := ParseTime(n.Text)
	*t = Time(i)
	if e != nil {
		return e
	}
	return nil
}

// ParseTime reads RFC 3339 between the years 1970 and 2200.
func ParseTime(text string) (calendar.Instant, *fault.Error) {
	parsed, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || parsed.Year() < 1970 || parsed.Year() > 2200 {
		return 0, ErrNotTime.New(nil)
	}
	return calendar.Of(parsed), nil
}

// MarshalJSON prints RFC 3339 in UTC.
func (t Time) MarshalJSON() ([]byte, error) { return t.AppendJSON(nil), nil }

// AppendJSON appends what MarshalJSON prints.
func (t Time) AppendJSON(buf []byte) []byte {
	if t == 0 || calendar.Instant(t) == calendar.Never {
		return append(buf, "null"...)
	}
	buf = append(buf, '"')
	buf = calendar.Instant(t).Time().AppendFormat(buf, time.RFC3339Nano)
	return append(buf, '"')
}

// Schema is a date-time or null.
func (t Time) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: "string", Format: "date-time", Nullable: true}
}

// Date is a day outside: YYYY-MM-DD; the day 0 is null.
type Date calendar.Day

// Day is the date inside.
func (d Date) Day() calendar.Day { return calendar.Day(d) }

// BindJSON reads YYYY-MM-DD.
func (d *Date) BindJSON(n *Node) error {
	if n.Kind != Text {
		return ErrNotText.New(nil)
	}
	day, err := calendar.ParseDay(n.Text)
	if err != nil {
		return ErrNotDay.New(nil)
	}
	*d = Date(day)
	return nil
}

// MarshalJSON prints YYYY-MM-DD.
func (d Date) MarshalJSON() ([]byte, error) {
	if d == 0 {
		return []byte("null"), nil
	}
	return strconv.AppendQuote(nil, calendar.Day(d).String()), nil
}

// Schema is a date or null.
func (d Date) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: "string", Format: "date", Nullable: true}
}

// AmountOrMax is how much of an asset to spend: a number, or as much as the rules allow.
type AmountOrMax struct {
	Max    bool
	Amount int64
}

// BindJSON reads a whole number or "max".
func (a *AmountOrMax) BindJSON(n *Node) error {
	if n.Kind == Text && n.Text == "max" {
		a.Max = true
		return nil
	}
	i, ok := n.Int()
	if !ok || i < 0 || i > money.Limit {
		return ErrNotAmount.New(fault.P{"max": int64(money.Limit)})
	}
	a.Amount = i
	return nil
}

// MarshalJSON prints the number or "max".
func (a AmountOrMax) MarshalJSON() ([]byte, error) {
	if a.Max {
		return []byte(`"max"`), nil
	}
	return strconv.AppendInt(nil, a.Amount, 10), nil
}

// Schema is the choice of the two.
func (a AmountOrMax) Schema(huma.Registry) *huma.Schema {
	zero, limit := 0.0, float64(money.Limit)
	return &huma.Schema{Default: 0, OneOf: []*huma.Schema{
		{Type: "integer", Format: "int64", Minimum: &zero, Maximum: &limit},
		{Type: "string", Enum: []any{"max"}},
	}}
}

// maxCoupons is how many codes one order may name.
const maxCoupons = 50

// Coupons is which coupons to use: the best lawful combination, or those named.
type Coupons struct {
	Best  bool
	Codes []string
}

// BindJSON reads "best" or a list of codes.
func (c *Coupons) BindJSON(n *Node) error {
	wrong := ErrNotCoupons.New(fault.P{"limit": maxCoupons})
	if n.Kind == Text && n.Text == "best" {
		c.Best = true
		return nil
	}
	if n.Kind != List || len(n.Items) > maxCoupons {
		return wrong
	}
	for i := range n.Items {
		if item := &n.Items[i]; item.Kind != Text || item.Text == "" || len(item.Text) > 40 {
			return wrong
		}
		c.Codes = append(c.Codes, n.Items[i].Text)
	}
	return nil
}

// Schema is the choice of the two.
func (c Coupons) Schema(huma.Registry) *huma.Schema {
	most, length := maxCoupons, 40
	return &huma.Schema{OneOf: []*huma.Schema{
		{Type: "string", Enum: []any{"best"}},
		{Type: "array", MaxItems: &most, Items: &huma.Schema{Type: "string", MaxLength: &length}},
	}}
}
