package program

import (
	"slices"
	"time"

	"regulars/internal/calendar"
)

// fulfilments are the states of an order on its way, in their order.
var fulfilments = []string{"delivered", "signed", "completed"}

// AvailableAt is when points of an order placed then become available: at once, after some days, or
// Never where they wait for the order's fulfilment (see AvailableAfter).
func (p *Program) AvailableAt(placed calendar.Instant) calendar.Instant {
	switch p.doc.Points.Pending.Kind {
	case PendingDays:
		return addDays(placed, p.doc.Points.Pending.Days, p.zone)
	case PendingFulfilment:
		return calendar.Never
	default:
		return placed
	}
}

// AvailableAfter is when points that wait for fulfilment become available as the order reaches a status
// at an instant; it reports false where they do not wait for that status. A later status stands for the earlier ones.
func (p *Program) AvailableAfter(status string, at calendar.Instant) (calendar.Instant, bool) {
	pending := &p.doc.Points.Pending
	reached := slices.Index(fulfilments, status)
	if pending.Kind != PendingFulfilment || reached < 0 || reached < slices.Index(fulfilments, pending.Status) {
		return calendar.Never, false
	}
	return addDays(at, pending.Days, p.zone), true
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
func (p *Program) ExpiresAt(earned calendar.Instant) calendar.Instant {
	x := &p.doc.Points.Expiry
	day := earned.Day(p.zone)
	switch x.Kind {
	case ExpiryRollingMonths, ExpiryInactivity:
		return day.AddMonths(x.Months).End(p.zone)
	case ExpiryFixedDate:
		return x.next(day).End(p.zone)
	default:
		return calendar.Never
	}
}

// Inactive reports whether points expire by inactivity, so that each order moves the expiry of all lots.
func (p *Program) Inactive() bool { return p.doc.Points.Expiry.Kind == ExpiryInactivity }

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

// RemindAt lists the instants before an expiry at which the member is to be reminded, the latest first.
func (p *Program) RemindAt(expires calendar.Instant) []calendar.Instant {
	if expires == calendar.Never {
		return nil
	}
	days := slices.Clone(p.doc.Points.RemindDaysBefore)
	slices.Sort(days)
	var at []calendar.Instant
	for _, n := range slices.Compact(days) {
		at = append(at, (expires.Day(p.zone) - calendar.Day(n)).Start(p.zone))
	}
	return at
}
