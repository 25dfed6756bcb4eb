package demo

import (
	"math/rand/v2"
	"time"

	"regulars/internal/calendar"
)

// springFestivals are the first days of the lunar year, as announced by the Purple Mountain Observatory.
var springFestivals = []calendar.Day{
	calendar.DayOf(2024, 2, 10), calendar.DayOf(2025, 1, 29), calendar.DayOf(2026, 2, 17), calendar.DayOf(2027, 2, 6), calendar.DayOf(2028, 1, 26),
	calendar.DayOf(2029, 2, 13), calendar.DayOf(2030, 2, 3), calendar.DayOf(2031, 1, 23), calendar.DayOf(2032, 2, 11), calendar.DayOf(2033, 1, 31),
	calendar.DayOf(2034, 2, 19), calendar.DayOf(2035, 2, 8), calendar.DayOf(2036, 1, 28), calendar.DayOf(2037, 2, 15), calendar.DayOf(2038, 2, 4),
}

// promotion is what the shops take off on some days.
type promotion struct {
	code    string
	share   float64 // of the lines that have it
	percent int64
	haste   float64 // how much more is bought that day
	awaited float64 // how likely a family waits for it to stock up
}

// season is the day's promotion and how busy the day is; 1 is a usual weekday.
func season(day calendar.Day) promotion {
	_, month, d := day.Date()
	p := promotion{code: "weekly", share: 0.12, percent: 5, haste: 1}
	at := func(m time.Month, from, to int) bool { return month == m && d >= from && d <= to }
	switch {
	case at(time.June, 18, 18):
		p = promotion{"618", 0.7, 15, 3, 0.22}
	case at(time.June, 12, 20):
		p = promotion{"618", 0.5, 12, 1.4, 0}
	case at(time.November, 11, 11):
		p = promotion{"double11", 0.75, 18, 3.5, 0.32}
	case at(time.November, 1, 12):
		p = promotion{"double11", 0.5, 12, 1.3, 0}
	case at(time.December, 12, 12):
		p = promotion{"double12", 0.5, 10, 1.9, 0.07}
	case at(time.June, 1, 1):
		p = promotion{"children", 0.4, 10, 2.2, 0.05}
	case at(time.March, 8, 8):
		p = promotion{"march8", 0.35, 10, 1.6, 0.04}
	case at(time.October, 1, 5):
		p = promotion{"national", 0.3, 8, 1.2, 0}
	}
	switch weekday(day) {
	case time.Saturday, time.Sunday:
		p.haste *= 1.45
	case time.Tuesday: // member day
		p.haste *= 1.2
	}
	return p.festival(day)
}

// festival quiets the days around the lunar new year, and fills those before it.
func (p promotion) festival(day calendar.Day) promotion {
	for _, first := range springFestivals {
		switch after := int(day - first); {
		case after >= -16 && after <= -5:
			p.code, p.percent, p.share = "newyear", max(p.percent, 8), 0.3
			p.haste *= 1.25
		case after >= -2 && after <= 5:
			p.haste *= 0.22
		case after > 5 && after <= 12:
			p.haste *= 0.75
		}
	}
	return p
}

func weekday(day calendar.Day) time.Weekday { return time.Weekday((int(day) + 4) % 7) } // 1970-01-01 was a Thursday

// busy moves a day by some days to one on which people shop.
func busy(r *rand.Rand, day calendar.Day) calendar.Day {
	const reach = 4
	var weights [2*reach + 1]float64
	var sum float64
	for i := range weights {
		weights[i] = season(day + calendar.Day(i-reach)).haste
		sum += weights[i]
	}
	x := r.Float64() * sum
	for i, w := range weights {
		if x -= w; x < 0 {
			return day + calendar.Day(i-reach)
		}
	}
	return day
}

// hours are how often each hour sees a purchase: in shops from 9, online mostly in the evening.
var (
	shopHours   = [24]float64{9: 4, 10: 9, 11: 9, 12: 6, 13: 6, 14: 8, 15: 9, 16: 10, 17: 9, 18: 8, 19: 10, 20: 7}
	onlineHours = [24]float64{0: 3, 6: 1, 7: 3, 8: 4, 9: 5, 10: 6, 11: 5, 12: 7, 13: 6, 14: 5, 15: 5, 16: 5, 17: 5, 18: 6, 19: 8, 20: 12, 21: 14, 22: 11, 23: 6}
)

// moment is a time of the day.
func moment(r *rand.Rand, day calendar.Day, online bool, zone *time.Location) calendar.Instant {
	hours := &shopHours
	if online {
		hours = &onlineHours
	}
	hour := pick(r, len(hours), func(i int) float64 { return hours[i] })
	return day.Start(zone).Add(time.Duration(hour)*time.Hour + time.Duration(r.Int64N(3600))*time.Second)
}

// pick draws one of n by weight, 0 where all weigh nothing.
func pick(r *rand.Rand, n int, weight func(int) float64) int {
	var sum float64
	for i := range n {
		sum += weight(i)
	}
	x := r.Float64() * sum
	for i := range n {
		if x -= weight(i); x < 0 {
			return i
		}
	}
	return 0
}

func one(r *rand.Rand, texts []string) string { return texts[r.IntN(len(texts))] }
