package hand_test

import (
	"slices"
	"strings"
	"testing"

	"regulars/internal/benefit"
	"regulars/internal/fault"
	"regulars/internal/offer/deal"
	"regulars/internal/order/hand"
)

func TestCheckAsked(t *testing.T) {
	use := func(line int, quantity int64) hand.Asked {
		return hand.Asked{Uses: []hand.Uses{{Ref: benefit.Ref{ID: 1}, Line: line, Quantity: quantity}}}
	}
	many := hand.Asked{Codes: strings.Split(strings.Repeat("1,", hand.MaxCodes)+"1", ",")}
	for _, c := range []struct {
		name  string
		asked hand.Asked
		code  fault.Code // the zero Code is nothing wrong
	}{
		{"nothing", hand.Asked{}, fault.Code{}},
		{"the first line", use(0, 1), fault.Code{}},
		{"the last line", use(2, 1000), fault.Code{}},
		{"any line", use(deal.AnyLine, 1), fault.Code{}},
		{"a line too far", use(3, 1), fault.ErrRange},
		{"before the lines", use(-2, 1), fault.ErrRange},
		{"no quantity", use(0, 0), fault.ErrRange},
		{"too many times", use(0, 1001), fault.ErrRange},
		{"too many codes", many, fault.ErrTooMany},
		{"an empty code", hand.Asked{Codes: []string{" - "}}, fault.ErrRequired},
		{"a long code", hand.Asked{Codes: []string{strings.Repeat("1", 41)}}, fault.ErrTooLong},
	} {
		err := c.asked.Check(3)
		if (c.code == fault.Code{}) != (err == nil) || err != nil && !fault.Has(err, c.code) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	twice := hand.Asked{Codes: []string{"1234 5678 9012", "123456789012", "1"}}
	if err := twice.Check(1); err != nil || !slices.Equal(twice.Codes, []string{"123456789012", "1"}) {
		t.Errorf("%v: %v", err, twice.Codes)
	}
}
