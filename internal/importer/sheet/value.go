package sheet

import (
	"math/bits"
	"strings"
	"time"
	"unicode/utf8"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/money"
)

// Decimal is an exact number: digits × 10^−scale.
type Decimal struct {
	digits int64
	scale  int
}

// ParseDecimal reads a number as people and programs write it: 1,234.50, ¥12, -3, 1.234,50 where comma is the Decimal sign.
func ParseDecimal(text string, comma bool) (Decimal, bool) {
	text = strings.TrimSpace(text)
	negative := false
	if text != "" && (text[0] == '-' || text[0] == '+') {
		negative, text = text[0] == '-', text[1:]
	}
	text = strings.TrimLeft(text, "¥￥$£€ ")
	if text != "" && text[0] == '-' && !negative { // ¥-5
		negative, text = true, text[1:]
	}
	point, group := byte('.'), byte(',')
	if comma {
		point, group = group, point
	}
	var d Decimal
	digits, inGroup, grouped, fraction := 0, 0, false, false
	for i := range len(text) {
		c := text[i]
		switch {
		case c >= '0' && c <= '9':
			if digits++; d.digits > (1<<62)/10 {
				return d, false
			}
			d.digits = d.digits*10 + int64(c-'0')
			inGroup++
			if fraction {
				d.scale++
			}
		case c == point && !fraction && (!grouped || inGroup == 3):
			fraction = true
		case c == group && !fraction && digits > 0 && (inGroup == 3 || (!grouped && inGroup < 3)):
			grouped, inGroup = true, 0
		default:
			return d, false
		}
	}
	if digits == 0 || (grouped && !fraction && inGroup != 3) {
		return d, false
	}
	for ; d.scale > 0 && d.digits%10 == 0; d.scale-- { // 2.50 is 2.5: zeros do not make it finer
		d.digits /= 10
	}
	if negative {
		d.digits = -d.digits
	}
	return d, true
}

// Whole is the number where it is whole: 6, 6.0, 1,000.
func (d Decimal) Whole() (int64, bool) { return d.digits, d.scale == 0 }

// Minor is the number × quantity in minor units, rounded half away from zero, and what the rounding added in millionths
// of a minor unit. It says the same as money.ParseProduct, without big numbers. quantity ≥ 0; false where it is out of range
// or finer than a millionth of a minor unit.
func (d Decimal) Minor(quantity int64, exponent int) (minor, addedMicro int64, ok bool) {
	if d.scale > exponent+maxFraction || quantity < 0 {
		return 0, 0, false
	}
	digits := d.digits
	if digits < 0 {
		digits = -digits
	}
	up, down := uint64(1), uint64(1)
	for range exponent - d.scale {
		up *= 10
	}
	for range d.scale - exponent {
		down *= 10
	}
	hi, scaled := bits.Mul64(uint64(digits), up)
	if hi != 0 {
		return 0, 0, false
	}
	hi, low := bits.Mul64(scaled, uint64(quantity))
	if hi >= down {
		return 0, 0, false
	}
	quo, rem := bits.Div64(hi, low, down)
	added := -int64(rem) * int64(1_000_000/down)
	if rem*2 >= down {
		quo++
		added += 1_000_000
	}
	if rem == 0 {
		added = 0
	}
	if quo > money.Limit {
		return 0, 0, false
	}
	minor, addedMicro = int64(quo), added
	if d.digits < 0 {
		minor, addedMicro = -minor, -addedMicro
	}
	return minor, addedMicro, true
}

// DateOrder says how numbers like 3/4/2011 are meant.
type DateOrder string

// The orders; nothing else is possible where the year comes first.
const (
	MonthFirst DateOrder = "mdy"
	DayFirst   DateOrder = "dmy"
)

// Dates reads instants and days as they stand in files.
type Dates struct {
	Zone     *time.Location
	Order    DateOrder
	Date1904 bool
	Serial   bool // the numbers of a spreadsheet are allowed
}

// stamp is a date and a time of day in parts.
type stamp struct {
	year, month, day, hour, minute, second, micro int
	zone                                          *time.Location // as written, or nil
}

// Instant reads a time; one without a time of day is midnight.
func (d *Dates) Instant(text string) (calendar.Instant, fault.Code, bool) {
	s, code, ok := d.parse(text)
	if !ok {
		return 0, code, false
	}
	zone := d.Zone
	if s.zone != nil {
		zone = s.zone
	}
	t := time.Date(s.year, time.Month(s.month), s.day, s.hour, s.minute, s.second, s.micro*1000, zone)
	return calendar.Of(t), code, true
}

// On reads a date; a time of day is left out.
func (d *Dates) On(text string) (calendar.Day, fault.Code, bool) {
	s, code, ok := d.parse(text)
	if !ok {
		return 0, code, false
	}
	return calendar.DayOf(s.year, time.Month(s.month), s.day), code, true
}

// parse reads 2010-12-01 08:26:00, 2010/12/1 8:26, 2010年12月1日, 2010-12-01T08:26:00+08:00, 20101201, 20101201082600,
// 12/1/2010 8:26 where the order of day and month is known, and the numbers of a spreadsheet.
func (d *Dates) parse(text string) (stamp, fault.Code, bool) {
	text = strings.TrimSpace(text)
	var s stamp
	groups, rest, ok := numbers(text)
	if !ok {
		return s, ErrDate, false
	}
	if len(groups) == 1 && rest == "" {
		switch g := groups[0]; g.width {
		case 8, 14:
			s, ok = compact(g)
			return s, ErrDate, ok && s.real()
		}
	}
	if d.Serial && len(groups) <= 2 && rest == "" {
		if s, ok := d.fromSerial(text); ok {
			return s, ErrDate, true
		}
	}
	if len(groups) < 3 || len(groups) > 7 {
		return s, ErrDate, false
	}
	switch {
	case groups[0].width == 4:
		s.year, s.month, s.day = groups[0].n, groups[1].n, groups[2].n
	case groups[2].width == 4 && d.Order == MonthFirst:
		s.month, s.day, s.year = groups[0].n, groups[1].n, groups[2].n
	case groups[2].width == 4 && d.Order == DayFirst:
		s.day, s.month, s.year = groups[0].n, groups[1].n, groups[2].n
	case groups[2].width == 4:
		return s, ErrDates, false
	default:
		return s, ErrDate, false
	}
	if !s.clock(groups[3:]) || !s.suffix(rest) {
		return s, ErrDate, false
	}
	return s, ErrDate, s.real()
}

// clock takes hours, minutes, seconds and their fraction.
func (s *stamp) clock(groups []number) bool {
	parts := []*int{&s.hour, &s.minute, &s.second}
	for i, g := range groups {
		if i == 3 {
			n := g.n
			for range 6 - g.width {
				n *= 10
			}
			for range g.width - 6 {
				n /= 10
			}
			s.micro = n
			break
		}
		*parts[i] = g.n
	}
	return len(groups) != 1 // an hour alone is no time
}

// suffix takes Z, +08:00, AM and PM.
func (s *stamp) suffix(rest string) bool {
	switch rest {
	case "", "日", "分", "秒":
		return true
	case "Z", "z":
		s.zone = time.UTC
		return true
	case "AM", "am":
		s.hour %= 12
		return true
	case "PM", "pm":
		s.hour = s.hour%12 + 12
		return true
	}
	if t, err := time.Parse("-07:00", rest); err == nil {
		_, offset := t.Zone()
		s.zone = time.FixedZone("", offset)
		return true
	}
	return false
}

// real refuses what no calendar has.
func (s *stamp) real() bool {
	return s.year >= 1900 && s.year <= 2200 && s.month >= 1 && s.month <= 12 && s.day >= 1 && s.hour < 24 && s.minute < 60 &&
		s.second < 60 && calendar.DayOf(s.year, time.Month(s.month), s.day) <= calendar.DayOf(s.year, time.Month(s.month), 1).LastOfMonth()
}

type number struct{ n, width int }

// numbers takes the groups of digits off the front of a date, and what stands behind the last one.
func numbers(text string) (groups []number, rest string, ok bool) {
	groups = make([]number, 0, 7)
	for i := 0; i < len(text); {
		if c := text[i]; c < '0' || c > '9' {
			if len(groups) >= 5 && (c == '+' || c == '-' || c == 'Z' || c == 'z') {
				return groups, text[i:], true
			}
			if skip := separator(text[i:]); skip > 0 && len(groups) > 0 {
				i += skip
				continue
			}
			return groups, strings.TrimSpace(text[i:]), len(groups) > 0
		}
		g := number{}
		for ; i < len(text) && text[i] >= '0' && text[i] <= '9'; i++ {
			if g.width++; g.width > 14 {
				return nil, "", false
			}
			g.n = g.n*10 + int(text[i]-'0')
		}
		groups = append(groups, g)
	}
	return groups, "", len(groups) > 0
}

// separator is how many bytes between two groups of digits mean nothing; what ends a text is no separator.
func separator(text string) int {
	for _, s := range [...]string{"-", "/", ".", ":", " ", "T", "年", "月", "日", "时", "分", "：", "　"} {
		if strings.HasPrefix(text, s) && len(text) > len(s) && !strings.HasPrefix(strings.TrimLeft(text, " "), "A") && !strings.HasPrefix(strings.TrimLeft(text, " "), "P") {
			return len(s)
		}
	}
	return 0
}

// compact reads 20101201 and 20101201082600.
func compact(g number) (stamp, bool) {
	var s stamp
	n := g.n
	if g.width == 14 {
		s.second, s.minute, s.hour = n%100, n/100%100, n/10_000%100
		n /= 1_000_000
	}
	s.day, s.month, s.year = n%100, n/100%100, n/10_000
	return s, true
}

// fromSerial reads the days since 1899-12-30 (or 1904-01-01) by which a spreadsheet keeps its Dates.
func (d *Dates) fromSerial(text string) (stamp, bool) {
	n, ok := ParseDecimal(text, false)
	if !ok || n.digits <= 0 || n.scale > 15 {
		return stamp{}, false
	}
	per := int64(1)
	for range n.scale {
		per *= 10
	}
	days, part := n.digits/per, n.digits%per
	if days < 1 || days > 109_000 {
		return stamp{}, false
	}
	hi, lo := bits.Mul64(uint64(part), 86_400)
	seconds, rem := bits.Div64(hi, lo, uint64(per))
	if rem*2 >= uint64(per) { // a spreadsheet's fractions are never exact
		seconds++
	}
	first := calendar.DayOf(1899, time.December, 30)
	if d.Date1904 {
		first = calendar.DayOf(1904, time.January, 1)
	}
	day := first + calendar.Day(days) + calendar.Day(seconds/86_400)
	seconds %= 86_400
	y, m, dd := day.Date()
	return stamp{year: y, month: int(m), day: dd, hour: int(seconds / 3600), minute: int(seconds / 60 % 60), second: int(seconds % 60)}, true
}

// Negative reports whether the number is below zero.
func (d Decimal) Negative() bool { return d.digits < 0 }

// Abs is the number without its sign.
func (d Decimal) Abs() Decimal {
	d.digits = max(d.digits, -d.digits)
	return d
}

// Plain reports whether a value is text that both engines keep. A replacement character is where decoding failed.
func Plain(text string) bool {
	ascii := true
	for i := range len(text) {
		if text[i] == 0 {
			return false
		}
		ascii = ascii && text[i] < 0x80
	}
	return ascii || (utf8.ValidString(text) && !strings.ContainsRune(text, utf8.RuneError))
}

// MaxText is how many characters of a text are kept.
const MaxText = 200

// Cut shortens a text to what is kept of it.
func Cut(text string) string {
	if len(text) <= MaxText || utf8.RuneCountInString(text) <= MaxText {
		return text
	}
	return string([]rune(text)[:MaxText])
}
