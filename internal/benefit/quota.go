package benefit

import (
	"fmt"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/offer/deal"
)

// TermsOf are the terms that a promise of the programme or of a plan gives to one use.
func TermsOf(b *deal.Benefit) Terms {
	t := Terms{Name: b.Name, Gives: b.Gives, Service: string(b.Service), CostMinor: b.CostMinor}
	if b.Kind == deal.Service {
		t.Gives, t.Unlimited = deal.ByService, true
	}
	if t.Gives == deal.UnitFree {
		t.Scope.Condition = b.When
	}
	return t
}

// Quotas are what promises of the kinds quota and service come to in the periods that the instant lies in. source is SourceProgram or
// SourceOfPlan.
func Quotas(promised []deal.Benefit, source string, at calendar.Instant, zone *time.Location) []Quota {
	var out []Quota
	for i := range promised {
		b := &promised[i]
		q := Quota{Benefit: b.Code, Source: source, Terms: TermsOf(b), Quantity: b.Quota.Quantity}
		per := b.Quota.Per
		switch b.Kind {
		case deal.Quota:
		case deal.Service:
			q.Quantity, per = MaxQuantity, deal.PerYear
		default:
			continue
		}
		q.Period, q.From, q.ExpiresAt = periodOf(per, at, zone)
		out = append(out, q)
	}
	return out
}

// Promised are the promises of kinds that are used at a time: quotas and services.
func Promised(list []*deal.Promise) []deal.Benefit {
	var out []deal.Benefit
	for _, p := range list {
		if p.Kind == deal.Quota || p.Kind == deal.Service {
			out = append(out, *p.Benefit)
		}
	}
	return out
}

// periodOf is the period that an instant lies in: its name, its beginning, and the instant after its end.
func periodOf(per deal.Per, at calendar.Instant, zone *time.Location) (name string, from, until calendar.Instant) {
	day := at.Day(zone)
	y, m, _ := day.Date()
	span := func(name string, first, next calendar.Day) (string, calendar.Instant, calendar.Instant) {
		return name, first.Start(zone), next.Start(zone)
	}
	month := func(n int) calendar.Day { return calendar.DayOf(y, time.Month(1), 1).AddMonths(n - 1) }
	switch per {
	case deal.PerDay:
		return span(day.String(), day, day+1)
	case deal.PerWeek:
		first := day - ((day+3)%7+7)%7 // day 0 was a Thursday
		return span("W"+first.String(), first, first+7)
	case deal.PerMonth:
		return span(fmt.Sprintf("%04d-%02d", y, m), month(int(m)), month(int(m)+1))
	case deal.PerQuarter:
		q := (int(m) - 1) / 3
		return span(fmt.Sprintf("%04d-Q%d", y, q+1), month(3*q+1), month(3*q+4))
	case deal.PerYear:
		return span(fmt.Sprintf("%04d", y), month(1), month(13))
	}
	return "", 0, calendar.Never
}
