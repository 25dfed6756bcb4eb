package limit_test

import (
	"testing"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/program/limit"
)

var shanghai = time.FixedZone("CST", 8*3600)

func instant(text string) calendar.Instant {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, shanghai)
	if err != nil {
		panic(err)
	}
	return calendar.Of(t)
}

func TestKey(t *testing.T) {
	at := instant("2026-01-01 00:30") // a Thursday; still 2025 in UTC
	for per, want := range map[limit.Period]string{
		limit.PerDay: "2026-01-01", limit.PerWeek: "2025-12-29W", limit.PerMonth: "2026-01", limit.PerYear: "2026", limit.PerEver: "", limit.PerOrder: "",
	} {
		if got := limit.Key(per, at, shanghai); got != want {
			t.Errorf("%s: %q", per, got)
		}
	}
	for text, want := range map[string]string{"2026-11-15 23:59": "2026-11-09W", "2026-11-16 00:00": "2026-11-16W", "2026-11-22 23:59": "2026-11-16W"} {
		if got := limit.Key(limit.PerWeek, instant(text), shanghai); got != want {
			t.Errorf("%s: %q", text, got)
		}
	}
}

// No period that a later instant lies in has a key before First.
func TestFirstIsBeforeEveryKey(t *testing.T) {
	for day := range 800 {
		from := instant("2024-12-20 12:00").Add(time.Duration(day) * 24 * time.Hour)
		for _, per := range []limit.Period{limit.PerDay, limit.PerWeek, limit.PerMonth, limit.PerYear} {
			if key, first := limit.Key(per, from, shanghai), limit.First(from, shanghai); key < first {
				t.Fatalf("%s %q lies before %q", per, key, first)
			}
		}
	}
}
