package expr

import (
	"fmt"
	"slices"
	"strconv"

	"regulars/internal/calendar"
)

// The kinds of period.
const (
	PeriodDays = "days" // today and the days before, Days in all
	PeriodYear = "year" // the calendar year until today
	PeriodEver = "ever" // until today
)

// Period is the span of a window. It ends with today.
type Period struct {
	Days int    // of PeriodDays, 1 to MaxDays
	Kind string // PeriodDays, PeriodYear or PeriodEver
}

// String is the period as an argument of a window: 365, "year" or "ever".
func (p Period) String() string {
	if p.Kind == PeriodDays {
		return strconv.Itoa(p.Days)
	}
	return strconv.Quote(p.Kind)
}

// firstDay is before every day that is booked.
const firstDay calendar.Day = -719162 // 0001-01-01

// From is the first day of the period that ends with today.
func (p Period) From(today calendar.Day) calendar.Day {
	switch p.Kind {
	case PeriodDays:
		return today - calendar.Day(p.Days) + 1
	case PeriodYear:
		return today.FirstOfYear()
	}
	return firstDay
}

// ParsePeriod reads what [Period.String] writes, with or without quotes.
func ParsePeriod(text string) (Period, error) {
	if plain, err := strconv.Unquote(text); err == nil {
		text = plain
	}
	if text == PeriodYear || text == PeriodEver {
		return Period{Kind: text}, nil
	}
	days, err := strconv.Atoi(text)
	if err != nil || days < 1 || days > MaxDays {
		return Period{}, fmt.Errorf("not a period (1 to %d days, year, ever): %q", MaxDays, text)
	}
	return Period{Kind: PeriodDays, Days: days}, nil
}

// WindowUse is a window over a period.
type WindowUse struct {
	Name   string
	Period Period
}

// String is the use as a condition writes it: spend(365).
func (u WindowUse) String() string { return u.Name + "(" + u.Period.String() + ")" }

// Need is what a condition reads, so that it can be loaded at once: sorted, each once.
type Need struct {
	Attributes []string
	Windows    []WindowUse
	Named      []string // texts that are looked for in lists that are Named
}

// Add joins what another condition reads; each once, as they come.
func (n *Need) Add(o Need) {
	n.Attributes = join(n.Attributes, o.Attributes)
	n.Windows = join(n.Windows, o.Windows)
	n.Named = join(n.Named, o.Named)
}

func join[T comparable](list, more []T) []T {
	for _, one := range more {
		if !slices.Contains(list, one) {
			list = append(list, one)
		}
	}
	return list
}
