package program

import (
	"regulars/internal/calendar"
	"regulars/internal/program/lifetime"
)

// AvailableAt is when points of an order placed then become available: at once, after some days, or
// Never where they wait for the order's fulfilment (see AvailableAfter).
func (p *Program) AvailableAt(placed calendar.Instant) calendar.Instant {
	return p.doc.Points.Pending.AvailableAt(placed, p.zone)
}

// AvailableAfter is when points that wait for fulfilment become available as the order reaches a status
// at an instant; it reports false where they do not wait for that status. A later status stands for the earlier ones.
func (p *Program) AvailableAfter(status string, at calendar.Instant) (calendar.Instant, bool) {
	return p.doc.Points.Pending.AvailableAfter(status, at, p.zone)
}

// ExpiresAt is when points earned then expire: the first instant of the day after their last day. For expiry by
// inactivity it counts from the member's last activity, which is what earned them or a later order.
func (p *Program) ExpiresAt(earned calendar.Instant) calendar.Instant {
	return p.doc.Points.Expiry.ExpiresAt(earned, p.zone)
}

// Inactive reports whether points expire by inactivity, so that each order moves the expiry of all lots.
func (p *Program) Inactive() bool { return p.doc.Points.Expiry.Kind == ExpiryInactivity }

// RemindAt lists the instants before an expiry at which the member is to be reminded, the latest first.
func (p *Program) RemindAt(expires calendar.Instant) []calendar.Instant {
	return lifetime.RemindAt(p.doc.Points.RemindDaysBefore, expires, p.zone)
}
