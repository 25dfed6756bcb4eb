package expr

import (
	"strconv"
	"strings"
	"time"

	"regulars/internal/calendar"
)

// SQLBinder gathers the parameters of one statement. $1 is the merchant.
type SQLBinder struct {
	now   calendar.Instant
	today calendar.Day
	zone  *time.Location
	args  []any
}

// NewSQLBinder makes a binder for a statement of the merchant, as of an instant and its local day in the merchant's zone.
func NewSQLBinder(merchantID int64, now calendar.Instant, zone *time.Location) *SQLBinder {
	return &SQLBinder{now: now, today: now.Day(zone), zone: zone, args: []any{merchantID}}
}

// Now is the instant as of which members are selected.
func (b *SQLBinder) Now() calendar.Instant { return b.now }

// Today is its local day.
func (b *SQLBinder) Today() calendar.Day { return b.today }

// Value binds a number or a text with its type.
func (b *SQLBinder) Value(value any) string { return b.value(value) }

// Bind adds a parameter and gives its place, such as $2.
func (b *SQLBinder) Bind(value any) string {
	b.args = append(b.args, value)
	return "$" + strconv.Itoa(len(b.args))
}

// Args are the parameters in order, from $1.
func (b *SQLBinder) Args() []any { return b.args }

// value binds a literal with its type, which PostgreSQL cannot always tell.
func (b *SQLBinder) value(value any) string {
	switch value := value.(type) {
	case int64:
		return "CAST(" + b.Bind(value) + " AS bigint)"
	case bool:
		return strings.ToUpper(strconv.FormatBool(value))
	}
	return "CAST(" + b.Bind(value) + " AS text)"
}

// lastDay is after every day that can be stored.
const lastDay calendar.Day = 2932897 // 10000-01-01

// ago is the day n days before today, or one beyond all days that can be stored.
func (b *SQLBinder) ago(n int64) calendar.Day {
	switch {
	case n > int64(b.today-firstDay):
		return firstDay - 1
	case n < int64(b.today-lastDay):
		return lastDay
	}
	return b.today - calendar.Day(n)
}

// dayText is a day as it is stored; text order is that of days.
func dayText(d calendar.Day) string {
	if d >= lastDay {
		return "~"
	}
	return d.String()
}

// windowSQL is the sum of a window over the days of the member at hand.
func (b *SQLBinder) windowSQL(w *Window, p Period) string {
	from := ""
	if p.Kind != PeriodEver {
		from = " AND d.day_on >= " + b.value(dayText(p.From(b.today)))
	}
	return "CAST((SELECT COALESCE(SUM(d." + w.Column + "), 0) FROM member_day d WHERE d.merchant_id = $1 AND d.member_id = m.id" +
		from + " AND d.day_on <= " + b.value(dayText(b.today)) + ") AS bigint)"
}
