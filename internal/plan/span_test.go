package plan_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/plan"
)

func zone(t interface{ Fatal(...any) }) *time.Location {
	z, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func at(text string, z *time.Location) calendar.Instant {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, z)
	if err != nil {
		panic(err)
	}
	return calendar.Of(t)
}

// A period lasts at least as long as it says, ends with a day, and months clamp.
func TestEndOf(t *testing.T) {
	z := zone(t)
	for _, c := range []struct {
		period     plan.Period
		start, end string
	}{
		{plan.Month, "2026-01-15 10:00", "2026-02-16 00:00"}, // the rest of the first day comes on top
		{plan.Month, "2026-02-16 00:00", "2026-03-16 00:00"}, // a renewal is exactly a month
		{plan.Month, "2026-01-31 10:00", "2026-03-01 00:00"},
		{plan.Quarter, "2026-11-30 00:00", "2027-02-28 00:00"},
		{plan.Year, "2028-02-29 09:00", "2029-03-01 00:00"},
	} {
		if got := c.period.EndOf(at(c.start, z), z); got != at(c.end, z) {
			t.Errorf("%s from %s ends %s, not %s", c.period, c.start, got.In(z), c.end)
		}
	}
	if plan.Lifetime.EndOf(0, z) != calendar.Never {
		t.Error("a lifetime ends")
	}
}

// Who has something higher is told the last day of it, as pages show it; what is for life has none.
func TestLowerNamesTheLastDay(t *testing.T) {
	z := zone(t)
	low := &plan.Plan{ID: 1, OnSale: true, Terms: plan.Terms{Level: 1, Period: plan.Month}}
	for _, c := range []struct {
		period plan.Period
		code   fault.Code
		until  any
	}{
		{plan.Year, plan.ErrLower, "2027-11-22"},
		{plan.Lifetime, plan.ErrLifetime, nil},
	} {
		start := at("2026-11-22 12:00", z)
		m := &plan.Membership{PlanID: 2, Act: plan.Joined, StartsAt: start, EndsAt: c.period.EndOf(start, z), ClosedAt: calendar.Never, Terms: &plan.Terms{Level: 2}}
		_, refused := plan.Decide([]*plan.Membership{m}, low, false, start, z)
		if refused == nil || refused.Code.Code != c.code.Code || refused.Params["until"] != c.until {
			t.Errorf("%s: %v", c.period, refused)
		}
	}
}

// What a membership is worth falls from its price to nothing, and never rises.
func TestWorthFalls(t *testing.T) {
	z := zone(t)
	rapid.Check(t, func(t *rapid.T) {
		start := at("2026-01-15 10:00", z).Add(time.Duration(rapid.IntRange(0, 5000).Draw(t, "start")) * time.Hour)
		m := &plan.Membership{
			MadeAt: start, StartsAt: start, ClosedAt: calendar.Never, PriceMinor: rapid.Int64Range(0, 1_000_000).Draw(t, "price"),
			Terms: &plan.Terms{CoolingDays: rapid.Int64Range(0, 10).Draw(t, "cooling"), LifetimeDays: 1000},
		}
		m.EndsAt = rapid.SampledFrom([]plan.Period{plan.Month, plan.Quarter, plan.Year, plan.Lifetime}).Draw(t, "period").EndOf(start, z)
		last := m.PriceMinor
		for i := range 60 {
			now := start.Add(time.Duration(i*i) * 7 * time.Hour)
			worth := m.Worth(now, z)
			if worth > last || worth < 0 {
				t.Fatalf("%d after %d", worth, last)
			}
			last = worth
		}
		if m.EndsAt != calendar.Never && m.Worth(m.EndsAt, z) != 0 {
			t.Fatal("worth something after its end")
		}
	})
}

// Price, credit and what is paid out account for every cent of what was unused.
func TestDecideAccountsForEveryCent(t *testing.T) {
	z := zone(t)
	rapid.Check(t, func(t *rapid.T) {
		start := at("2026-01-15 10:00", z)
		old := &plan.Membership{
			ID: 1, PlanID: 1, Act: plan.Joined, MadeAt: start, StartsAt: start, EndsAt: plan.Year.EndOf(start, z), ClosedAt: calendar.Never,
			PriceMinor: rapid.Int64Range(0, 100_000).Draw(t, "old"), Terms: &plan.Terms{Level: 1},
		}
		old.Detail.Sources = []plan.Payment{{Kind: "cash", AmountMinor: old.PriceMinor / 3}, {Kind: "card", AmountMinor: old.PriceMinor - old.PriceMinor/3}}
		p := &plan.Plan{ID: 2, OnSale: true, Terms: plan.Terms{Level: 2, Period: plan.Month, PriceMinor: rapid.Int64Range(0, 100_000).Draw(t, "new")}}
		now := start.Add(time.Duration(rapid.IntRange(0, 364).Draw(t, "days")) * 24 * time.Hour)
		worth := old.Worth(now, z)
		d, refused := plan.Decide([]*plan.Membership{old}, p, false, now, z)
		if refused != nil {
			t.Fatal(refused)
		}
		var sources int64
		for _, s := range d.Sources {
			sources += s.AmountMinor
		}
		if d.Act != plan.Upgraded || d.CreditMinor+d.DueMinor != d.PriceMinor || d.CreditMinor+d.BackMinor != worth || d.DueMinor < 0 || d.BackMinor < 0 || sources != worth {
			t.Fatalf("%+v of %d", d, worth)
		}
	})
}
