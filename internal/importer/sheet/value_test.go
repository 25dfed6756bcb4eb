package sheet

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/money"
)

func TestParseDecimal(t *testing.T) {
	for text, want := range map[string]string{
		"6": "6/0", " 2.55 ": "255/2", "-3": "-3/0", "+4": "4/0", "1,234.50": "12345/1", "1,234,567": "1234567/0", "¥12.5": "125/1", "￥1,000": "1000/0",
		"-¥5": "-5/0", "¥-5": "-5/0", ".5": "5/1", "5.": "5/0", "0.001": "1/3", "12.0": "12/0",
		"": "no", "-": "no", "1,23": "no", "12,345,6": "no", "1234,567": "no", "1.2.3": "no", "1e5": "no", "12 000": "no", "NaN": "no", "0x10": "no",
		"99999999999999999999": "no", "1,,000": "no", ",5": "no", "--5": "no", "５": "no",
	} {
		d, ok := ParseDecimal(text, false)
		got := fmt.Sprintf("%d/%d", d.digits, d.scale)
		if !ok {
			got = "no"
		}
		if got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	for text, want := range map[string]string{"1.234,50": "12345/1", "12,5": "125/1", "1.234": "1234/0", "1,234.50": "no"} {
		d, ok := ParseDecimal(text, true)
		if got := fmt.Sprintf("%d/%d", d.digits, d.scale); (got != want && ok) || ok != (want != "no") {
			t.Errorf("%q with Decimal comma: %s %v, want %s", text, got, ok, want)
		}
	}
}

// The quick arithmetic says what money.ParseProduct says with big numbers.
func TestMinorEqualsMoney(t *testing.T) {
	check := func(text string, quantity int64, currency string) {
		t.Helper()
		d, ok := ParseDecimal(text, false)
		if !ok {
			t.Fatalf("%q is not read", text)
		}
		minor, micro, ok := d.Minor(quantity, money.Exponent(currency))
		wantMinor, wantMicro, err := money.ParseProduct(text, quantity, currency)
		if ok != (err == nil) || (ok && (minor != wantMinor || micro != wantMicro)) {
			t.Errorf("%s × %d in %s: %d %+d %v, want %d %+d %v", text, quantity, currency, minor, micro, ok, wantMinor, wantMicro, err)
		}
	}
	check("0.295", 3, "GBP") // 88.5 → 89
	check("-0.295", 3, "GBP")
	check("0.001", 1, "GBP")
	check("0.005", 1, "GBP")
	check("0.0049999", 1, "GBP")
	check("38970.0", 80995, "GBP")
	check("100000000", 1, "GBP")
	check("100000000.01", 1, "GBP")
	check("9999999999", 999999999, "GBP")
	check("1.5", 1, "JPY")
	check("1.0005", 2, "KWD")
	for range 20_000 {
		text := fmt.Sprintf("%d.%0*d", rand.Int64N(1_000_000), 1+rand.IntN(6), rand.Int64N(10))
		check(text, rand.Int64N(100_000), []string{"GBP", "JPY", "KWD"}[rand.IntN(3)])
	}
}

func TestInstants(t *testing.T) {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	read := func(order DateOrder, serial bool, text string) string {
		d := Dates{Zone: shanghai, Order: order, Serial: serial}
		at, code, ok := d.Instant(text)
		if !ok {
			return code.Code
		}
		return at.In(shanghai).Format("2006-01-02 15:04:05.999999")
	}
	for text, want := range map[string]string{
		"2010-12-01 08:26:00":       "2010-12-01 08:26:00",
		"2010-12-1 8:26":            "2010-12-01 08:26:00",
		"2010/12/1 8:26:05":         "2010-12-01 08:26:05",
		"2010.12.01":                "2010-12-01 00:00:00",
		"2010年12月1日":                "2010-12-01 00:00:00",
		"2010年12月1日 8时26分":          "2010-12-01 08:26:00",
		"2010年12月1日 08:26:01":       "2010-12-01 08:26:01",
		"20101201":                  "2010-12-01 00:00:00",
		"20101201082600":            "2010-12-01 08:26:00",
		"2010-12-01T08:26:00Z":      "2010-12-01 16:26:00",
		"2010-12-01T08:26:00+08:00": "2010-12-01 08:26:00",
		"2010-12-01T08:26:00.25Z":   "2010-12-01 16:26:00.25",
		"2010-12-01 08:26:00.123":   "2010-12-01 08:26:00.123",
		"2012-02-29":                "2012-02-29 00:00:00",
		"12/1/2010 8:26":            "date_ambiguous",
		"2011-02-29":                "not_a_date", "2010-13-01": "not_a_date", "2010-12-01 25:00": "not_a_date", "2010-12-01 8": "not_a_date",
		"": "not_a_date", "yesterday": "not_a_date", "40513": "not_a_date", "1/2/10": "not_a_date", "2010": "not_a_date", "2010-12": "not_a_date",
		"20101301": "not_a_date", "2010-12-01 08:26 o'clock": "not_a_date", "99999999999999999999": "not_a_date",
	} {
		if got := read("", false, text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	for _, c := range []struct {
		order      DateOrder
		text, want string
	}{
		{MonthFirst, "12/1/2010 8:26", "2010-12-01 08:26:00"},
		{DayFirst, "12/1/2010 8:26", "2010-01-12 08:26:00"},
		{MonthFirst, "12/1/2010 8:26 PM", "2010-12-01 20:26:00"},
		{MonthFirst, "12/1/2010 12:26:00 AM", "2010-12-01 00:26:00"},
		{MonthFirst, "13/1/2010", "not_a_date"},
		{DayFirst, "31/12/2010", "2010-12-31 00:00:00"},
	} {
		if got := read(c.order, false, c.text); got != c.want {
			t.Errorf("%s %q: %s, want %s", c.order, c.text, got, c.want)
		}
	}
	for text, want := range map[string]string{
		"40513": "2010-12-01 00:00:00", "40513.351388888892": "2010-12-01 08:26:00", "40513.99999999": "2010-12-02 00:00:00", "0": "not_a_date", "-3": "not_a_date", "999999": "not_a_date",
	} {
		if got := read("", true, text); got != want {
			t.Errorf("serial %q: %s, want %s", text, got, want)
		}
	}
	old := Dates{Zone: time.UTC, Serial: true, Date1904: true}
	if day, _, ok := old.On("1"); !ok || day != calendar.DayOf(1904, time.January, 2) {
		t.Errorf("1904: %s", day)
	}
}

func TestSpreadsheetNumber(t *testing.T) {
	for text, want := range map[string]string{
		"2.5499999999999998": "2.55", "1.38E10": "13800000000", "1.3800138000E+10": "13800138000", "0.1": "0.1", "85123A": "85123A", "12E5": "12E5",
		"123456789012345678": "123456789012345678", "40513.351388888892": "40513.3513888889", "a.very.long.text.that.is.no.number": "a.very.long.text.that.is.no.number",
		"Infinity.": "Infinity.", "1.5": "1.5",
	} {
		if got := spreadsheetNumber(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzValues(f *testing.F) {
	for _, seed := range []string{"2010-12-01 08:26:00", "12/1/2010 8:26 PM", "1,234.50", "40513.35", "2010年12月1日", "￥-5", "20101201082600", "2010-12-01T08:26:00+08:00"} {
		f.Add(seed, int64(3))
	}
	f.Fuzz(func(t *testing.T, text string, quantity int64) {
		d := Dates{Zone: time.UTC, Order: MonthFirst, Serial: true}
		if at, _, ok := d.Instant(text); ok && (at.Time().Year() < 1899 || at.Time().Year() > 2201) {
			t.Errorf("%q is in the year %d", text, at.Time().Year())
		}
		n, ok := ParseDecimal(text, false)
		if !ok {
			return
		}
		minor, micro, ok := n.Minor(quantity, 2)
		if ok && (minor > money.Limit || minor < -money.Limit || micro > 500_000 || micro < -500_000) {
			t.Errorf("%q × %d: %d %d", text, quantity, minor, micro)
		}
	})
}
