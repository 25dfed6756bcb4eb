package pay

import (
	"slices"
	"unicode/utf8"

	"regulars/internal/fault"
	"regulars/internal/order"
	"regulars/internal/order/payment"
	"regulars/internal/plan"
)

// Payment is money that was paid, or is paid back.
type Payment = plan.Payment

// Other is what money was paid by where nobody said.
const Other = "other"

// Check refuses payments that do not sum to what is to be paid, and answers them one entry a kind; none means that all was paid
// by something else. Returns payment.ErrMismatch.
func Check(payments []Payment, due int64) ([]Payment, *fault.Error) {
	given := make([]payment.Payment, len(payments))
	var out []Payment
	for i, p := range payments {
		given[i] = payment.Payment{Kind: p.Kind, AmountMinor: p.AmountMinor}
		if p.AmountMinor > 0 {
			out = plan.Merge(out, []Payment{p})
		}
	}
	if wrong := payment.Check(given); len(wrong) > 0 {
		return nil, fault.As(fault.Join(wrong...))
	}
	if refused := payment.Covers(given, due); refused != nil {
		return nil, refused
	}
	if len(payments) == 0 && due > 0 {
		return []Payment{{Kind: Other, AmountMinor: due}}, nil
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
