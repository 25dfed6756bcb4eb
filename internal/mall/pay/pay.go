package pay

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/order"
	"regulars/internal/plan"
)

// Payment is money that was paid, or is paid back.
type Payment = plan.Payment

// Other is what money was paid by where nobody said.
const Other = "other"

// kinds are what money is paid by.
var kinds = []string{"cash", "card", "wechat", "alipay", Other}

// Check refuses payments that do not sum to what is to be paid, and answers them one entry a kind; none means that all was paid
// by something else. Returns order.ErrPayments.
func Check(payments []Payment, due int64) ([]Payment, *fault.Error) {
	if len(payments) > order.MaxPayments {
		return nil, fault.ErrTooMany.At("payments", fault.P{"limit": order.MaxPayments})
	}
	var paid int64
	var out []Payment
	for i, p := range payments {
		if !slices.Contains(kinds, p.Kind) {
			return nil, fault.ErrInvalid.At(fmt.Sprintf("payments[%d].kind", i), fault.P{"reason": fmt.Sprint(kinds)})
		}
		if p.AmountMinor < 0 || p.AmountMinor > money.Limit {
			return nil, fault.ErrRange.At(fmt.Sprintf("payments[%d].amount_minor", i), fault.P{"min": 0, "max": int64(money.Limit)})
		}
		paid += p.AmountMinor
		if p.AmountMinor > 0 {
			out = plan.Merge(out, []Payment{p})
		}
	}
	switch {
	case len(payments) == 0 && due > 0:
		return []Payment{{Kind: Other, AmountMinor: due}}, nil
	case paid != due:
		return nil, order.ErrPayments.At("payments", fault.P{"paid": paid, "cash": due})
	}
	return out, nil
}

// Number refuses a source or a number that is missing or too long.
func Number(source, number string) error {
	var refused []*fault.Error
	for _, f := range []struct{ field, value string }{{"source", source}, {"number", number}} {
		switch {
		case f.value == "":
			refused = append(refused, fault.ErrRequired.At(f.field, nil))
		case utf8.RuneCountInString(f.value) > order.MaxNumber:
			refused = append(refused, fault.ErrTooLong.At(f.field, fault.P{"limit": order.MaxNumber}))
		}
	}
	return fault.Join(refused...)
}

// Back is where the part of a refund goes that brings what was paid back from `before` to `after`: the last payment first. It is a function of the two
// sums, so that many refunds end as one.
func Back(payments []Payment, before, after int64) []Payment {
	var out []Payment
	var seen int64
	for _, p := range slices.Backward(payments) {
		low, high := max(before, seen), min(after, seen+p.AmountMinor)
		if high > low {
			out = append(out, Payment{Kind: p.Kind, AmountMinor: high - low})
		}
		seen += p.AmountMinor
	}
	return out
}
