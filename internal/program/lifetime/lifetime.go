package lifetime

import (
	"slices"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/offer/form"
)

// PendingKind says for what earned points wait.
type PendingKind string

// The kinds of waiting.
const (
	PendingNone       PendingKind = "none"
	PendingDays       PendingKind = "days"
	PendingFulfilment PendingKind = "fulfilment"
)

// Pending says when earned points become available.
type Pending struct {
	Kind   PendingKind `json:"kind" enum:"none,days,fulfilment"`
	Status string      `json:"status,omitempty" enum:"delivered,signed,completed" doc:"Of kind fulfilment"`
	Days   int         `json:"days,omitempty" minimum:"0" maximum:"365" doc:"After the order, or after that status"`
}

// ExpiryKind says how points expire.
type ExpiryKind string

// The kinds of expiry.
const (
	ExpiryNever         ExpiryKind = "never"
	ExpiryRollingMonths ExpiryKind = "rolling_months" // months after they were earned
	ExpiryFixedDate     ExpiryKind = "fixed_date"     // at the end of a date of the year
	ExpiryInactivity    ExpiryKind = "inactivity"     // months after the last order
)

// Expiry says when points expire.
type Expiry struct {
	Kind       ExpiryKind `json:"kind" enum:"never,rolling_months,fixed_date,inactivity"`
	Months     int        `json:"months,omitempty" minimum:"0" maximum:"240"`
	MonthDay   string     `json:"month_day,omitempty" doc:"Of kind fixed_date, such as 12-31"`
	AfterYears int        `json:"after_years,omitempty" minimum:"0" maximum:"10" doc:"Of kind fixed_date; 1: of the year after the next such date"`
}

// fulfilments are the states of an order on its way, in their order.
var fulfilments = []string{"delivered", "signed", "completed"}

// Check refuses terms that do not go together; path is that of the field.
func (p *Pending) Check(c *form.Checker, path string) {
	form.Choice(c, path+".kind", p.Kind, PendingNone, PendingDays, PendingFulfilment)
	c.Between(path+".days", int64(p.Days), 0, 365)
	if p.Kind != PendingFulfilment { // after a status, days may be 0
		c.OnlyWith(path+".days", p.Days != 0, p.Kind == PendingDays, p.Kind)
	}
	if c.OnlyWith(path+".status", p.Status != "", p.Kind == PendingFulfilment, p.Kind); p.Status != "" {
		form.Choice(c, path+".status", p.Status, fulfilments...)
	}
}

// Check refuses terms that do not go together; path is that of the field.
func (x *Expiry) Check(c *form.Checker, path string) {
	form.Choice(c, path+".kind", x.Kind, ExpiryNever, ExpiryRollingMonths, ExpiryFixedDate, ExpiryInactivity)
	byMonths := x.Kind == ExpiryRollingMonths || x.Kind == ExpiryInactivity
	c.OnlyWith(path+".months", x.Months != 0, byMonths, x.Kind)
	c.Between(path+".months", int64(x.Months), 0, 240)
	c.OnlyWith(path+".month_day", x.MonthDay != "", x.Kind == ExpiryFixedDate, x.Kind)
	if x.MonthDay != "" {
		if _, err := time.Parse(time.DateOnly, "2024-"+x.MonthDay); err != nil { // a leap year: 02-29 is a date
			c.Add(form.ErrDate.At(path+".month_day", fault.P{"value": x.MonthDay, "form": "MM-DD"}))
		}
	}
	if x.AfterYears != 0 {
		c.OnlyWith(path+".after_years", true, x.Kind == ExpiryFixedDate, x.Kind)
		c.Between(path+".after_years", int64(x.AfterYears), 0, 10)
	}
}

// AvailableAt is when points of an order placed then become available: at once, after some days, or
// Never where they wait for the order's fulfilment (see AvailableAfter).
func (p *Pending) AvailableAt(placed calendar.Instant, zone *time.Location) calendar.Instant {
	switch p.Kind {
	case PendingDays:
		return addDays(placed, p.Days, zone)
	case PendingFulfilment:
		return calendar.Never
	default:
		return placed
	}
}

// AvailableAfter is when points that wait for fulfilment become available as the order reaches a status
// at an instant; it reports false where they do not wait for that status. A later status stands for the earlier ones.
func (p *Pending) AvailableAfter(status string, at calendar.Instant, zone *time.Location) (calendar.Instant, bool) {
	reached := slices.Index(fulfilments, status)
	if p.Kind != PendingFulfilment || reached < 0 || reached < slices.Index(fulfilments, p.Status) {
		return calendar.Never, false
	}
	return addDays(at, p.Days, zone), true
}

// addDays moves by days and keeps the local time of day.
func addDays(at calendar.Instant, days int, zone *time.Location) calendar.Instant {
	if days == 0 || at == calendar.Never {
		return at
	}
	day := at.Day(zone)
	return (day + calendar.Day(days)).Start(zone) + at - day.Start(zone)
}

// ExpiresAt is when points earned then expire: the first instant of the day after their last day. For expiry by
// inactivity it counts from the member's last activity, which is what earned them or a later order.
func (x *Expiry) ExpiresAt(earned calendar.Instant, zone *time.Location) calendar.Instant {
	day := earned.Day(zone)
	switch x.Kind {
	case ExpiryRollingMonths, ExpiryInactivity:
		return day.AddMonths(x.Months).End(zone)
	case ExpiryFixedDate:
		return x.next(day).End(zone)
	default:
		return calendar.Never
	}
}

// next is the last day of points earned on a day. 29 February is 28 February in common years.
func (x *Expiry) next(day calendar.Day) calendar.Day {
	t, err := time.Parse(time.DateOnly, "2024-"+x.MonthDay)
	if err != nil { // Compile refused it
		return day
	}
	year, _, _ := day.Date()
	on := dayIn(year, t)
	if on < day {
		year++
	}
	return dayIn(year+x.AfterYears, t)
}

func dayIn(year int, t time.Time) calendar.Day {
	first := calendar.DayOf(year, t.Month(), 1)
	return min(first+calendar.Day(t.Day()-1), first.LastOfMonth())
}

// RemindAt lists the instants before an expiry at which somebody is to be reminded so many days before, the latest first.
func RemindAt(daysBefore []int, expires calendar.Instant, zone *time.Location) (at []calendar.Instant) {
	if expires == calendar.Never {
		return nil
	}
	days := slices.Clone(daysBefore)
	slices.Sort(days)
	for _, n := range slices.Compact(days) {
		at = append(at, (expires.Day(zone) - calendar.Day(n)).Start(zone))
	}
	return at
}
