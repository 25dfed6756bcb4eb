package program_test

import (
	"testing"

	"regulars/internal/calendar"
	"regulars/internal/program"
)

func pointsTerms(t *testing.T, terms program.Points) *program.Program {
	doc := plain()
	doc.Points = terms
	return compile(t, doc)
}

func TestExpiresAt(t *testing.T) {
	for name, c := range map[string]struct {
		expiry program.Expiry
		earned string
		want   string // "" is never
	}{
		"never":                {program.Expiry{}, "2026-01-31 10:00", ""},
		"a month, clamped":     {program.Expiry{Kind: program.ExpiryRollingMonths, Months: 1}, "2026-01-31 10:00", "2026-03-01 00:00"},
		"a year":               {program.Expiry{Kind: program.ExpiryRollingMonths, Months: 12}, "2026-03-15 23:59", "2027-03-16 00:00"},
		"leap day":             {program.Expiry{Kind: program.ExpiryRollingMonths, Months: 12}, "2024-02-29 00:00", "2025-03-01 00:00"},
		"inactive":             {program.Expiry{Kind: program.ExpiryInactivity, Months: 6}, "2026-03-15 12:00", "2026-09-16 00:00"},
		"year's end":           {program.Expiry{Kind: program.ExpiryFixedDate, MonthDay: "12-31"}, "2026-03-15 12:00", "2027-01-01 00:00"},
		"year's end, next":     {program.Expiry{Kind: program.ExpiryFixedDate, MonthDay: "12-31", AfterYears: 1}, "2026-12-31 23:59", "2028-01-01 00:00"},
		"date gone by":         {program.Expiry{Kind: program.ExpiryFixedDate, MonthDay: "03-14"}, "2026-03-15 00:00", "2027-03-15 00:00"},
		"on the date":          {program.Expiry{Kind: program.ExpiryFixedDate, MonthDay: "03-15"}, "2026-03-15 23:00", "2026-03-16 00:00"},
		"29 Feb":               {program.Expiry{Kind: program.ExpiryFixedDate, MonthDay: "02-29"}, "2026-01-01 00:00", "2026-03-01 00:00"},
		"29 Feb in leap years": {program.Expiry{Kind: program.ExpiryFixedDate, MonthDay: "02-29"}, "2027-06-01 00:00", "2028-03-01 00:00"},
	} {
		want := calendar.Never
		if c.want != "" {
			want = instant(c.want)
		}
		p := pointsTerms(t, program.Points{Expiry: c.expiry})
		if got := p.ExpiresAt(instant(c.earned)); got != want {
			t.Errorf("%s: %v, want %v", name, got.In(shanghai), want)
		}
		if p.Inactive() != (c.expiry.Kind == program.ExpiryInactivity) {
			t.Errorf("%s: Inactive", name)
		}
	}
}

func TestAvailableAt(t *testing.T) {
	placed := instant("2026-01-28 15:30")
	if got := pointsTerms(t, program.Points{}).AvailableAt(placed); got != placed {
		t.Errorf("at once: %v", got)
	}
	days := pointsTerms(t, program.Points{Pending: program.Pending{Kind: program.PendingDays, Days: 7}})
	if got := days.AvailableAt(placed); got != instant("2026-02-04 15:30") {
		t.Errorf("7 days: %v", got)
	}
	if _, ok := days.AvailableAfter("completed", placed); ok {
		t.Error("days do not wait for fulfilment")
	}
	signed := pointsTerms(t, program.Points{Pending: program.Pending{Kind: program.PendingFulfilment, Status: "signed", Days: 1}})
	if got := signed.AvailableAt(placed); got != calendar.Never {
		t.Errorf("until signed: %v", got)
	}
	for status, want := range map[string]bool{"shipped": false, "delivered": false, "signed": true, "completed": true, "": false} {
		at, ok := signed.AvailableAfter(status, placed)
		if ok != want || ok && at != instant("2026-01-29 15:30") {
			t.Errorf("%s: %v %v", status, at, ok)
		}
	}
}

func TestRemindAt(t *testing.T) {
	p := pointsTerms(t, program.Points{RemindDaysBefore: []int{30, 7, 7}})
	got := p.RemindAt(instant("2026-03-16 00:00"))
	if len(got) != 2 || got[0] != instant("2026-03-09 00:00") || got[1] != instant("2026-02-14 00:00") {
		t.Errorf("%v", got)
	}
	if got := p.RemindAt(calendar.Never); got != nil {
		t.Errorf("of never: %v", got)
	}
}
