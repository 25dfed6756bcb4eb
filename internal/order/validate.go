package order

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"regulars/internal/basket"
	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/program"
	"regulars/internal/store"
)

// channels are the sales channels.
var channels = []string{"pos", "web", "miniapp", "h5"}

var paymentKinds = []string{"cash", "card", "wechat", "alipay", "other"}

// validate gives what is wrong with the fields of an order, or nil.
func validate(in *RecordIn) *fault.Error {
	var wrong []*fault.Error
	text := func(field, value string) {
		switch {
		case value == "":
			wrong = append(wrong, fault.ErrRequired.At(field, nil))
		case utf8.RuneCountInString(value) > MaxNumber:
			wrong = append(wrong, fault.ErrTooLong.At(field, fault.P{"limit": MaxNumber}))
		}
	}
	text("source", in.Source)
	text("number", in.Number)
	if e := validateQuote(&in.QuoteIn); e != nil {
		wrong = append(wrong, e)
	}
	if len(in.Payments) > MaxPayments {
		wrong = append(wrong, fault.ErrTooMany.At("payments", fault.P{"limit": MaxPayments}))
	}
	for i, p := range in.Payments {
		if !slices.Contains(paymentKinds, p.Kind) {
			wrong = append(wrong, choice(fmt.Sprintf("payments[%d].kind", i), paymentKinds))
		}
		if p.AmountMinor < 0 || p.AmountMinor > money.Limit {
			wrong = append(wrong, fault.ErrRange.At(fmt.Sprintf("payments[%d].amount_minor", i), fault.P{"min": 0, "max": int64(money.Limit)}))
		}
	}
	return fault.As(fault.Join(wrong...))
}

func validateQuote(q *QuoteIn) *fault.Error {
	var wrong []*fault.Error
	if q.Channel == "" {
		q.Channel = "pos"
	}
	if !slices.Contains(channels, q.Channel) {
		wrong = append(wrong, choice("channel", channels))
	}
	if q.Ask.Pricing == "" {
		q.Ask.Pricing = program.PriceEvaluate
	}
	if q.Ask.Pricing != program.PriceEvaluate && q.Ask.Pricing != program.PriceAsPaid {
		wrong = append(wrong, choice("pricing", []string{string(program.PriceEvaluate), string(program.PriceAsPaid)}))
	}
	for _, n := range []struct {
		field string
		value int64
	}{{"points", q.Ask.Points}, {"balance_minor", q.Ask.Balance}} {
		if n.value != program.Max && (n.value < 0 || n.value > money.Limit) {
			wrong = append(wrong, fault.ErrRange.At(n.field, fault.P{"min": 0, "max": int64(money.Limit)}))
		}
	}
	q.Lines, q.untyped = slices.Clone(q.Lines), make([]bool, len(q.Lines))
	for i := range q.Lines {
		q.untyped[i] = q.Lines[i].Type == ""
	}
	b := basket.Basket{Lines: q.Lines}
	if e := fault.As(b.Validate()); e != nil {
		wrong = append(wrong, e)
	}
	return fault.As(fault.Join(wrong...))
}

func choice(field string, known []string) *fault.Error {
	return fault.ErrInvalid.At(field, fault.P{"reason": fmt.Sprint(known)})
}

// checkPayments refuses payments that do not sum to what is to be paid in money.
func checkPayments(payments []Payment, cash int64) *fault.Error {
	if len(payments) == 0 {
		return nil
	}
	var paid int64
	for _, p := range payments {
		paid += p.AmountMinor
	}
	if paid != cash {
		return ErrPayments.At("payments", fault.P{"paid": paid, "cash": cash})
	}
	return nil
}

// hashOf tells whether two requests ask for the same: of everything but proof, key and who asks.
func hashOf(in *RecordIn) string {
	return store.Digest(struct {
		Member, Source, Number, Channel, Pricing string
		Store, Placed, Paid, Points, Balance     int64
		Expect                                   *int64
		Lines                                    []basket.Line
		Payments                                 []Payment
	}{in.Member.Text(), in.Source, in.Number, in.Channel, string(in.Ask.Pricing), in.StoreID, int64(in.PlacedAt), int64(in.PaidAt),
		in.Ask.Points, in.Ask.Balance, in.ExpectPayable, in.Lines, in.Payments})
}
