package benefit_test

import (
	"testing"
	"time"

	"regulars/internal/benefit"
	"regulars/internal/calendar"
	"regulars/internal/offer/deal"
	"regulars/internal/store"
)

func at(t *testing.T, text string, zone *time.Location) calendar.Instant {
	t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return calendar.Of(when)
}

// Periods end with the local day; a week begins on Monday.
func TestPeriods(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	for per, c := range map[deal.Per]struct{ at, name, from, until string }{
		deal.PerDay:     {"2026-03-01 00:00", "2026-03-01", "2026-03-01", "2026-03-02"},
		deal.PerWeek:    {"2026-03-01 23:59", "W2026-02-23", "2026-02-23", "2026-03-02"},
		deal.PerMonth:   {"2026-02-28 23:59", "2026-02", "2026-02-01", "2026-03-01"},
		deal.PerQuarter: {"2026-12-31 23:59", "2026-Q4", "2026-10-01", "2027-01-01"},
		deal.PerYear:    {"2026-01-01 00:00", "2026", "2026-01-01", "2027-01-01"},
	} {
		got := benefit.Quotas([]deal.Benefit{{Code: "x", Kind: deal.Quota, Quota: deal.Allowance{Quantity: 3, Per: per}}}, benefit.SourceProgram, at(t, c.at, zone), zone)
		if len(got) != 1 || got[0].Period != c.name || got[0].From != at(t, c.from+" 00:00", zone) || got[0].ExpiresAt != at(t, c.until+" 00:00", zone) || got[0].Quantity != 3 {
			t.Errorf("%s: %+v", per, got)
		}
	}
	ever := benefit.Quotas([]deal.Benefit{{Code: "x", Kind: deal.Quota, Quota: deal.Allowance{Quantity: 1, Per: deal.PerEver}}, {Code: "d", Kind: deal.Discount}}, benefit.SourceProgram, at(t, "2026-01-01 00:00", zone), zone)
	if len(ever) != 1 || ever[0].Period != "" || ever[0].ExpiresAt != calendar.Never {
		t.Errorf("ever: %+v", ever)
	}
}

// A Monday is in the week that it begins.
func TestWeekBeginsOnMonday(t *testing.T) {
	for day, want := range map[string]string{"2026-11-22": "W2026-11-16", "2026-11-23": "W2026-11-23"} {
		got := benefit.Quotas([]deal.Benefit{{Code: "x", Kind: deal.Quota, Quota: deal.Allowance{Quantity: 1, Per: deal.PerWeek}}}, "p", at(t, day+" 12:00", time.UTC), time.UTC)
		if got[0].Period != want {
			t.Errorf("%s: %s", day, got[0].Period)
		}
	}
}

func TestRefs(t *testing.T) {
	for _, e := range []*benefit.Entitlement{
		{ID: 77, Kind: benefit.KindGiven}, {ID: 5, Holder: 99, Kind: benefit.KindQuota, Source: benefit.SourceProgram, Benefit: "free-wash"},
		{ID: 5, Holder: 99, Kind: benefit.KindQuota, Source: "plan:gold-year", Benefit: "room_up"},
	} {
		ref, err := benefit.ParseRef(benefit.FormatRef(e))
		want := benefit.Ref{ID: e.ID}
		if e.Kind == benefit.KindQuota {
			want = benefit.Ref{Member: e.Holder, Source: e.Source, Benefit: e.Benefit}
		}
		if err != nil || ref != want {
			t.Errorf("%s: %+v %v", benefit.FormatRef(e), ref, err)
		}
	}
	for _, bad := range []string{"", "etl_", "mem_0000000000000", store.FormatID("etl", 4) + ".", store.FormatID("etl", 4) + "x", "etl_zzzzzzzzzzzzz.a"} {
		if ref, err := benefit.ParseRef(bad); err == nil {
			t.Errorf("%q: %+v", bad, ref)
		}
	}
}

func TestStatus(t *testing.T) {
	for want, e := range map[string]benefit.Entitlement{
		benefit.StatusUsable:  {Quantity: 2, Used: 1, ActivatesAt: 10, ExpiresAt: 20},
		benefit.StatusPending: {Quantity: 2, ActivatesAt: 11, ExpiresAt: 20},
		benefit.StatusUsed:    {Quantity: 2, Used: 1, Elsewhere: 1, ActivatesAt: 1, ExpiresAt: 20},
		benefit.StatusExpired: {Quantity: 2, Used: 1, ActivatesAt: 1, ExpiresAt: 10},
		benefit.StatusVoid:    {Quantity: 2, Used: 1, Revoked: 1, ActivatesAt: 1, ExpiresAt: 20},
	} {
		if got := e.Status(10); got != want {
			t.Errorf("%+v: %s, want %s", e, got, want)
		}
	}
}
