package order

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"regulars/internal/basket"
	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/order/hand"
	"regulars/internal/order/known"
	"regulars/internal/order/payment"
	"regulars/internal/program"
	"regulars/internal/store"
)

// channels are the sales channels.
var channels = []string{"pos", "web", "miniapp", "h5"}

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
	if e := in.Check(); e != nil {
		wrong = append(wrong, e)
	}
	wrong = append(wrong, payment.Check(in.Payments)...)
	return fault.As(fault.Join(wrong...))
}

// Check gives what is wrong with the fields, or nil, and fills in what is usual. The lines are its own from then on.
func (q *QuoteIn) Check() *fault.Error {
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
	if e := q.Asked.Check(len(q.Lines)); e != nil {
		wrong = append(wrong, e)
	}
	b := basket.Basket{Lines: q.Lines}
	if e := fault.As(b.Validate()); e != nil {
		wrong = append(wrong, e)
	}
	return fault.As(fault.Join(wrong...))
}

// Name adds the lines that the catalogue may know more of.
func (q *QuoteIn) Name(lines *known.Lines) {
	if !q.frozen {
		lines.Add(q.Lines, q.untyped)
	}
}

func choice(field string, known []string) *fault.Error {
	return fault.ErrInvalid.At(field, fault.P{"reason": fmt.Sprint(known)})
}

// hashOf tells whether two requests ask for the same: of everything but proof, key and who asks.
func hashOf(in *RecordIn) string {
	return store.Digest(struct {
		Member, Source, Number, Channel, Pricing string
		Store, Placed, Paid, Points, Balance     int64
		Expect                                   *int64
		Lines                                    []basket.Line
		Payments                                 []Payment
		Asked                                    *hand.Asked `json:",omitempty"`
		Hold                                     int64       `json:",omitempty"`
	}{in.Member.Text(), in.Source, in.Number, in.Channel, string(in.Ask.Pricing), in.StoreID, int64(in.PlacedAt), int64(in.PaidAt),
		in.Ask.Points, in.Ask.Balance, in.ExpectPayable, in.Lines, in.Payments, in.Asked.OrNil(), in.Hold})
}
