package calendar

import (
	"fmt"
	"math"
	"time"
)

// Instant is a moment: microseconds since 1970-01-01 UTC.
type Instant int64

// Never is the instant of what does not happen, such as the expiry of points without one.
const Never Instant = math.MaxInt64

// Of is the instant of t, cut to microseconds.
func Of(t time.Time) Instant { return Instant(t.UnixMicro()) }

// Time is the instant as a time in UTC.
func (i Instant) Time() time.Time { return time.UnixMicro(int64(i)).UTC() }

// In is the instant as a time in the zone.
func (i Instant) In(zone *time.Location) time.Time { return time.UnixMicro(int64(i)).In(zone) }

// Add moves the instant; Never stays Never.
func (i Instant) Add(d time.Duration) Instant {
	if i == Never {
		return Never
	}
	return i + Instant(d.Microseconds())
}

// Day is the local date of the instant.
func (i Instant) Day(zone *time.Location) Day {
	t := i.In(zone)
	return DayOf(t.Year(), t.Month(), t.Day())
}

// String is RFC 3339 in UTC, or "never".
func (i Instant) String() string {
	if i == Never {
		return "never"
	}
	return i.Time().Format(time.RFC3339Nano)
}

// Day is a date: days since 1970-01-01.
type Day int32

// DayOf is the day of a date; month and day may overflow as in time.Date.
func DayOf(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDay reads YYYY-MM-DD.
func ParseDay(text string) (Day, error) {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return 0, fmt.Errorf("not a date (YYYY-MM-DD): %q", text)
	}
	return Day(t.Unix() / 86400), nil
}

// Date is year, month and day.
func (d Day) Date() (year int, month time.Month, day int) {
	return time.Unix(int64(d)*86400, 0).UTC().Date()
}

// String is YYYY-MM-DD.
func (d Day) String() string {
	return time.Unix(int64(d)*86400, 0).UTC().Format(time.DateOnly)
}

// Start is the first instant of the day in the zone. Where a change of clocks leaves out
// midnight, it is the first instant that exists.
func (d Day) Start(zone *time.Location) Instant {
	y, m, day := d.Date()
	t := time.Date(y, m, day, 0, 0, 0, 0, zone)
	if t.Day() != day { // midnight does not exist: Go answers an instant of the day before
		t = time.Date(y, m, day, 1, 0, 0, 0, zone)
	}
	return Of(t)
}

// End is the first instant of the next day in the zone.
func (d Day) End(zone *time.Location) Instant { return (d + 1).Start(zone) }

// AddMonths moves by months and clamps to the last day of the month.
func (d Day) AddMonths(n int) Day {
	y, m, day := d.Date()
	first := DayOf(y, m+time.Month(n), 1)
	if last := first.LastOfMonth(); int(last-first)+1 < day {
		return last
	}
	return first + Day(day-1)
}

// LastOfMonth is the last day of the day's month.
func (d Day) LastOfMonth() Day {
	y, m, _ := d.Date()
	return DayOf(y, m+1, 1) - 1
}

// Monday is the first day of the week.
func (d Day) Monday() Day { return d - ((d+3)%7+7)%7 } // day 0 was a Thursday

// FirstOfMonth is the first day of the day's month.
func (d Day) FirstOfMonth() Day {
	y, m, _ := d.Date()
	return DayOf(y, m, 1)
}

// FirstOfYear is 1 January of the day's year.
func (d Day) FirstOfYear() Day {
	y, _, _ := d.Date()
	return DayOf(y, time.January, 1)
}

// AddMonths moves an instant by months, clamped, keeping its local time of day; Never stays Never.
func (i Instant) AddMonths(n int, zone *time.Location) Instant {
	if i == Never {
		return Never
	}
	offset := i - i.Day(zone).Start(zone)
	return i.Day(zone).AddMonths(n).Start(zone) + offset
}
