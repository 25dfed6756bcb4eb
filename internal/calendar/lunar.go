package calendar

import "strconv"

// Lunar is a month or a birthday of the Chinese calendar.
type Lunar struct {
	Month, Day int64 // 1–12, 1–30
	Leap       bool  // in the leap month that follows the month of that number
}

// lunarFrom is the first lunar year of the table; a date outside it has no lunar one.
const lunarFrom = 2000

// lunarYears has six hexadecimal digits a lunar year: when it begins, in days after 20 January (6 bits), the number of its leap month or
// 0 (4 bits), and of each of its months, from the first bit on, whether it has 30 days and not 29 (13 bits). Source: the astronomical
// calendar of ICU; the new years are those of the Purple Mountain Observatory.
const lunarYears = "20069308952b2e052b180a5b04555a28056a12fb553a0ba4240b490cba93320a951c052d068a6d2a0ab51735aa3c05d2260da510dd4a360e4a200c95" +
	"0a952e2e0556180ab50455b22a06d212cea5380f2524064a0cac973004ab1a055b066ad62c0b691777523c0b52260b2510da4b340a4b1e04ab08a55b" +
	"2e05ad180b6a045b522a0d9214fd25380d25220a550cb4ad3204b61a05b5066daa2c0ec9191e923c0e92260d2610ca56340a571e04d60886d52e0755" +
	"1a0749026e9328069312f52b38052b200a5b0cb55a32056a1c0b6506974a2c0b49171a953c0a9524052d0ecaad340ab52005aa088ba52e0da51a0d4a" +
	"047c95280c9612f94e380556220ab50cb5b23206d21c0ea5088e4a2a068b150c973a04ab24055b0ecad6340b6a2007520a97252e0b45180a8b02549b" +
	"2804ab"

// lunarYear is one row of the table; false outside it.
func lunarYear(year int) (begins Day, leap int64, long uint64, ok bool) {
	at := (year - lunarFrom) * 6
	if at < 0 || at >= len(lunarYears) {
		return 0, 0, 0, false
	}
	row, err := strconv.ParseUint(lunarYears[at:at+6], 16, 32)
	return DayOf(year, 1, 20) + Day(row>>17), int64(row >> 13 & 15), row, err == nil
}

// LunarSpan is the days From to To of a lunar month. A month of 29 days ends with 30: who was born on a 30th is celebrated on its last day.
type LunarSpan struct {
	Month, From, To int64
	Leap            bool // it is a leap month
	Alone           bool // its year has no leap month of its number: who was born in such a one is celebrated in it
}

// LunarOfMonth is the lunar days of the month in which the day lies; none outside 2000–2100.
func (d Day) LunarOfMonth() (spans []LunarSpan) {
	first, last := d.FirstOfMonth(), d.LastOfMonth()
	year, _, _ := d.Date()
	for _, y := range []int{year - 1, year} {
		begins, leap, long, ok := lunarYear(y)
		if !ok {
			continue
		}
		months := int64(12)
		if leap > 0 {
			months++
		}
		for i := range months {
			s := LunarSpan{Month: i + 1, Alone: true}
			if leap > 0 && i >= leap {
				s.Month--
			}
			s.Leap, s.Alone = leap > 0 && i == leap, s.Month != leap
			length := Day(29 + long>>i&1)
			from, to := max(first, begins), min(last, begins+length-1)
			if s.From, s.To = int64(from-begins)+1, int64(to-begins)+1; from <= to {
				if s.To == int64(length) {
					s.To = 30
				}
				spans = append(spans, s)
			}
			begins += length
		}
	}
	return spans
}
