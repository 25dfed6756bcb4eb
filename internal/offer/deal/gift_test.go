package deal_test

import (
	"testing"

	"regulars/internal/basket"
	"regulars/internal/expr"
	"regulars/internal/offer"
	"regulars/internal/offer/deal"
	"regulars/internal/offer/form"
)

// nothing is known of the member.
type nothing struct{}

func (nothing) Attribute(string) (any, bool)             { return nil, false }
func (nothing) Window(string, expr.Period) (int64, bool) { return 0, false }
func (nothing) Line(*basket.Line, int64)                 {}
func (nothing) Payable(int64)                            {}

// Who buys what is in scope has one unit of the article for nothing, though the article itself is out of scope.
func TestAGiftForWhatIsInScope(t *testing.T) {
	line := func(sku string, quantity, total int64) basket.Line {
		return basket.Line{SKU: sku, Type: basket.Product, Quantity: quantity, TotalMinor: total}
	}
	scope := deal.CompileScope(&form.Checker{}, "scope", deal.ScopeTerms{SKUs: []string{"POT"}})
	for name, c := range map[string]struct {
		lines  []basket.Line
		off    int64
		reason offer.Reason
	}{
		"pot and cups":    {[]basket.Line{line("POT", 1, 20_000), line("CUP", 2, 6_000)}, 3_000, ""},
		"a cheap pot":     {[]basket.Line{line("POT", 1, 9_000), line("CUP", 2, 6_000)}, 0, offer.BelowMinimum},
		"cups alone":      {[]basket.Line{line("CUP", 20, 60_000)}, 0, offer.NotInScope},
		"no cup":          {[]basket.Line{line("POT", 1, 20_000)}, 0, offer.NotInScope},
		"something else":  {[]basket.Line{line("TEA", 1, 20_000), line("CUP", 1, 3_000)}, 0, offer.NotInScope},
		"cups of a lid":   {[]basket.Line{line("POT", 1, 10_000), line("CUP", 1, 3_000), line("LID", 1, 500)}, 3_000, ""},
		"pots and no cup": {[]basket.Line{line("POT", 3, 60_000), line("LID", 1, 500)}, 0, offer.NotInScope},
	} {
		hand := &deal.Hand{Pick: deal.PickBest, Coupons: []deal.Coupon{{
			ID: 1, Code: "1", Template: 1, Scope: scope, Gift: "CUP", Terms: offer.Terms{Kind: offer.Gift, MinSpendMinor: 10_000},
		}}}
		_, made, err := deal.Make(nil, &deal.Order{Lines: c.lines, Facts: nothing{}}, hand)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case c.off > 0 && (len(made.Coupons) != 1 || made.Coupons[0].AmountMinor != c.off || made.Coupons[0].Lines[0].Line != 1):
			t.Errorf("%s: %+v, want %d off the cups", name, made.Coupons, c.off)
		case c.off == 0 && (len(made.Unused) != 1 || made.Unused[0].Reason != c.reason):
			t.Errorf("%s: %+v, want %s", name, made.Unused, c.reason)
		}
	}
}
