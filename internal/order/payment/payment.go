package payment

import (
	"fmt"
	"slices"

	"regulars/internal/fault"
	"regulars/internal/money"
)

// Max is how many payments one order has at most.
const Max = 10

// ErrMismatch refuses payments that are not what is to be paid in money.
var ErrMismatch = fault.Declare(fault.Invalid, "payments_mismatch",
	"The payments sum to {paid}, but {cash} is to be paid in money.", "支付合计 {paid}，应以现金等方式支付 {cash}。")

// Payment is money that was paid.
type Payment struct {
	Kind        string `json:"kind"` // one of Kinds
	AmountMinor int64  `json:"amount_minor"`
}

// Kinds are the means of payment.
func Kinds() []string { return []string{"cash", "card", "wechat", "alipay", "other"} }

// Check gives what is wrong with the fields of payments.
func Check(payments []Payment) (wrong []*fault.Error) {
	if len(payments) > Max {
		wrong = append(wrong, fault.ErrTooMany.At("payments", fault.P{"limit": Max}))
	}
	kinds := Kinds()
	for i, p := range payments {
		if !slices.Contains(kinds, p.Kind) {
			wrong = append(wrong, fault.ErrInvalid.At(fmt.Sprintf("payments[%d].kind", i), fault.P{"reason": fmt.Sprint(kinds)}))
		}
		if p.AmountMinor < 0 || p.AmountMinor > money.Limit {
			wrong = append(wrong, fault.ErrRange.At(fmt.Sprintf("payments[%d].amount_minor", i), fault.P{"min": 0, "max": int64(money.Limit)}))
		}
	}
	return wrong
}

// Covers refuses payments, where there are any, that do not sum to what is to be paid in money. Returns ErrMismatch.
func Covers(payments []Payment, cash int64) *fault.Error {
	if len(payments) == 0 {
		return nil
	}
	var paid int64
	for _, p := range payments {
		paid += p.AmountMinor
	}
	if paid != cash {
		return ErrMismatch.At("payments", fault.P{"paid": paid, "cash": cash})
	}
	return nil
}
