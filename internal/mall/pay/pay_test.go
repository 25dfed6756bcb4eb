package pay_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"regulars/internal/fault"
	"regulars/internal/mall/pay"
	"regulars/internal/order"
)

func TestCheck(t *testing.T) {
	for name, c := range map[string]struct {
		in   []pay.Payment
		due  int64
		out  []pay.Payment
		code *fault.Code
	}{
		"none said":    {nil, 500, []pay.Payment{{Kind: "other", AmountMinor: 500}}, nil},
		"nothing due":  {nil, 0, nil, nil},
		"joined":       {[]pay.Payment{{Kind: "cash", AmountMinor: 200}, {Kind: "card", AmountMinor: 100}, {Kind: "cash", AmountMinor: 200}}, 500, []pay.Payment{{Kind: "cash", AmountMinor: 400}, {Kind: "card", AmountMinor: 100}}, nil},
		"short":        {[]pay.Payment{{Kind: "cash", AmountMinor: 499}}, 500, nil, &order.ErrPayments},
		"over":         {[]pay.Payment{{Kind: "cash", AmountMinor: 1}}, 0, nil, &order.ErrPayments},
		"unknown kind": {[]pay.Payment{{Kind: "shells", AmountMinor: 500}}, 500, nil, &fault.ErrInvalid},
		"below 0":      {[]pay.Payment{{Kind: "cash", AmountMinor: -1}, {Kind: "card", AmountMinor: 501}}, 500, nil, &fault.ErrRange},
	} {
		out, refused := pay.Check(c.in, c.due)
		if (refused == nil) != (c.code == nil) || refused != nil && refused.Code.Code != c.code.Code {
			t.Errorf("%s: %v", name, refused)
		}
		if diff := cmp.Diff(c.out, out); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// Any cutting of a refund pays each kind the same in the end, and never more than was paid by it.
func TestBackIsAFunctionOfTheSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var payments []pay.Payment
		var total int64
		for _, kind := range []string{"cash", "card", "wechat"} {
			amount := rapid.Int64Range(1, 50).Draw(t, kind)
			payments = append(payments, pay.Payment{Kind: kind, AmountMinor: amount})
			total += amount
		}
		until := rapid.Int64Range(0, total).Draw(t, "until")
		sums := map[string]int64{}
		for at := int64(0); at < until; {
			next := min(until, at+rapid.Int64Range(1, 30).Draw(t, "step"))
			var step int64
			for _, p := range pay.Back(payments, at, next) {
				sums[p.Kind] += p.AmountMinor
				step += p.AmountMinor
			}
			if step != next-at {
				t.Fatalf("%d of %d", step, next-at)
			}
			at = next
		}
		whole := map[string]int64{}
		for _, p := range pay.Back(payments, 0, until) {
			whole[p.Kind] += p.AmountMinor
		}
		if diff := cmp.Diff(whole, sums); diff != "" {
			t.Fatal(diff)
		}
	})
}
