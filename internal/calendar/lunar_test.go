package calendar_test

import (
	"testing"
	"time"

	"regulars/internal/calendar"
)

// The new years and leap months are those that were announced.
func TestLunarYears(t *testing.T) {
	for _, test := range []struct {
		on    calendar.Day
		lunar calendar.Lunar
	}{
		{calendar.DayOf(2024, time.February, 10), calendar.Lunar{Month: 1, Day: 1}}, {calendar.DayOf(2026, time.February, 17), calendar.Lunar{Month: 1, Day: 1}},
		{calendar.DayOf(2033, time.January, 31), calendar.Lunar{Month: 1, Day: 1}}, {calendar.DayOf(2025, time.January, 28), calendar.Lunar{Month: 12, Day: 29}},
		{calendar.DayOf(2025, time.January, 28), calendar.Lunar{Month: 12, Day: 30}}, // a month of 29 days
		{calendar.DayOf(2026, time.September, 25), calendar.Lunar{Month: 8, Day: 15}}, {calendar.DayOf(2025, time.July, 25), calendar.Lunar{Month: 6, Day: 1, Leap: true}},
		{calendar.DayOf(2033, time.December, 22), calendar.Lunar{Month: 11, Day: 1, Leap: true}},
		{calendar.DayOf(2026, time.July, 14), calendar.Lunar{Month: 6, Day: 1, Leap: true}}, // no leap month this year: the plain one
	} {
		birth := calendar.Birth{Month: 1, Lunar: test.lunar}
		for day, want := range map[calendar.Day]bool{test.on: true, test.on.FirstOfMonth(): true, test.on.LastOfMonth(): true, test.on.FirstOfMonth() - 1: false, test.on.LastOfMonth() + 1: false} {
			if in, known := birth.In(day); in != want || !known {
				t.Errorf("%+v in the month of %s: %v", test.lunar, day, in)
			}
		}
	}
	if in, known := (calendar.Birth{Month: 3}).In(calendar.DayOf(2026, time.March, 31)); !in || !known {
		t.Error("a birthday of March is in March")
	}
	if _, known := (calendar.Birth{}).In(0); known {
		t.Error("no birthday is known")
	}
}

// Each day of each year has one lunar day, and everybody has a birthday in each year or beside it: once in 13 months at least.
func TestEveryLunarBirthdayComes(t *testing.T) {
	for month := int64(1); month <= 12; month++ {
		for _, day := range []int64{1, 15, 29, 30} {
			for _, leap := range []bool{false, true} {
				b := calendar.Birth{Lunar: calendar.Lunar{Month: month, Day: day, Leap: leap}}
				last := 0
				for n := range 12 * 99 {
					if in, _ := b.In(calendar.DayOf(2001, time.Month(n+1), 10)); in {
						if n-last > 14 || last > 0 && n-last < 10 {
							t.Errorf("%+v comes after %d months, in month %d", b.Lunar, n-last, n)
						}
						last = n
					}
				}
			}
		}
	}
}
