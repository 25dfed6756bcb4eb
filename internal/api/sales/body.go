package sales

import (
	"strconv"

	"regulars/internal/api/counter"
	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/basket"
	"regulars/internal/benefit"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/money"
	"regulars/internal/offer/deal"
	"regulars/internal/order"
	"regulars/internal/order/hand"
	"regulars/internal/org"
	"regulars/internal/program"
)

// The refusals of this door.
var (
	errPrice     = fault.Declare(fault.Invalid, "price_required", "Give either unit_price_minor or amount_minor.", "请提供 unit_price_minor 或 amount_minor 其中之一。")
	errStated    = fault.Declare(fault.Invalid, "discount_not_stated", "A stated discount belongs to pricing as_paid.", "仅在 pricing 为 as_paid 时可填写折扣。")
	errHoldOrder = fault.Declare(fault.Invalid, "hold_of_order", "A quote reserves; an order names the hold of its quote.", "预占由试算发起；下单时请填写试算返回的 hold。")
	errTwoNames  = fault.Declare(fault.Invalid, "member_named_twice", "Name the member by one of member_id, phone and card_no.", "member_id、phone、card_no 只能提供其中一项。")
)

// QuoteBody is what is asked of a quote, and the first part of an order.
type QuoteBody struct {
	MemberID     *string           `json:"member_id,omitempty" maxLength:"32" doc:"mem_…; null or absent for a guest" example:"mem_06y3nat5w0000"`
	Phone        string            `json:"phone,omitempty" maxLength:"40"`
	CardNo       string            `json:"card_no,omitempty" maxLength:"64"`
	StoreID      string            `json:"store_id,omitempty" maxLength:"32" doc:"sto_…"`
	Channel      string            `json:"channel,omitempty" enum:"pos,web,miniapp,h5" doc:"pos where absent" example:"pos"`
	PlacedAt     wire.Time         `json:"placed_at,omitempty" doc:"Now where absent"`
	Pricing      string            `json:"pricing,omitempty" enum:"evaluate,as_paid" doc:"as_paid: prices and stated discounts are facts, only earnings are computed"`
	Lines        []LineBody        `json:"lines" minItems:"1" maxItems:"2000"`
	Coupons      wire.Coupons      `json:"coupons,omitempty" doc:"best finds the lawful combination that is worth most; a code that cannot be used is rejected with a reason, and the order goes on"`
	Points       wire.AmountOrMax  `json:"points,omitempty" doc:"How many to spend, or as many as the rules allow"`
	BalanceMinor wire.AmountOrMax  `json:"balance_minor,omitempty" doc:"How much stored value to spend"`
	Entitlements []EntitlementBody `json:"entitlements,omitempty" maxItems:"50" doc:"Uses of entitlements and times cards; one that cannot be used refuses the order"`
	Proof        *ProofBody        `json:"proof,omitempty" doc:"That the member is there: needed to spend at a till, unless the key has spend:trusted. No part of the same body"`
	HoldSeconds  int64             `json:"hold_seconds,omitempty" minimum:"0" maximum:"86400" doc:"Of a quote: reserves what it would take for so long, at most as the merchant's settings say"`
}

// LineBody is one line of a basket.
type LineBody struct {
	SKU            string `json:"sku,omitempty" maxLength:"64" example:"DP-88"`
	Name           string `json:"name,omitempty" maxLength:"200"`
	Category       string `json:"category,omitempty" maxLength:"64" doc:"Code; that of the product where absent"`
	Type           string `json:"type,omitempty" enum:"product,delivery,fee"`
	Quantity       int64  `json:"quantity" minimum:"1" maximum:"1000000" example:"2"`
	UnitPriceMinor *int64 `json:"unit_price_minor,omitempty" minimum:"0" maximum:"10000000000" example:"12900"`
	AmountMinor    *int64 `json:"amount_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"The line's total, where a unit price is not whole"`
	DiscountMinor  int64  `json:"discount_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"Stated by the till; only with as_paid"`
}

// EntitlementBody names an entitlement to use.
type EntitlementBody struct {
	ID       string `json:"id" maxLength:"120" doc:"etl_…"`
	Line     *int64 `json:"line,omitempty" minimum:"0" maximum:"1999" doc:"Place of the line whose units become free, from 0; where it takes most off, if absent"`
	Quantity int64  `json:"quantity" minimum:"1" maximum:"1000" doc:"How many uses"`
}

// ProofBody proves that the member is there.
type ProofBody = counter.ProofBody

// OrderBody is an order to be recorded.
type OrderBody struct {
	QuoteBody
	Source             string        `json:"source" minLength:"1" maxLength:"64" doc:"The system that numbered it" example:"till-3"`
	Number             string        `json:"number" minLength:"1" maxLength:"64" doc:"With source the natural key" example:"A-1001"`
	PaidAt             wire.Time     `json:"paid_at,omitempty"`
	ExpectPayableMinor *int64        `json:"expect_payable_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"Refused with quote_changed where the truth is another"`
	Payments           []PaymentBody `json:"payments,omitempty" maxItems:"10" doc:"They sum to cash_minor"`
	Hold               string        `json:"hold,omitempty" maxLength:"32" doc:"hld_… of the quote: what it reserves is let go in the same commit, and its proof counts"`
}

// PaymentBody is money that was paid.
type PaymentBody = counter.PaymentBody

// ask is what every order needs to know of who asks.
type ask struct {
	trusted, backdate bool
	madeBy            string
	who               org.Principal
}

// asker is who makes the call.
func asker(c *shell.Call) ask {
	p := c.Who()
	return ask{
		trusted: p.May(org.SpendTrusted), backdate: p.May(org.OrdersBackdate), who: p,
		madeBy: c.MadeBy(),
	}
}

// quoteIn is what the room takes.
func (b *QuoteBody) quoteIn(by ask) (order.QuoteIn, error) {
	in := order.QuoteIn{
		Channel: b.Channel, PlacedAt: b.PlacedAt.Instant(), Trusted: by.trusted, Backdate: by.backdate,
		Ask: program.Ask{Points: amount(b.Points), Balance: amount(b.BalanceMinor), Pricing: program.Pricing(b.Pricing)},
	}
	var err error
	if in.Member, err = memberRef(b.MemberID, b.Phone, b.CardNo); err != nil {
		return in, err
	}
	if in.StoreID, err = shell.IDOr0("sto", "store_id", b.StoreID); err != nil {
		return in, err
	}
	if !by.who.AllStores {
		if err := by.who.RequireStore(in.StoreID); err != nil {
			return in, err
		}
	}
	if in.Asked, err = b.asked(); err != nil {
		return in, err
	}
	in.Lines, err = basketLines(b.Lines, b.Pricing == string(program.PriceAsPaid))
	return in, err
}

// asked are the coupons and entitlements that are named.
func (b *QuoteBody) asked() (hand.Asked, error) {
	out := hand.Asked{Best: b.Coupons.Best, Codes: b.Coupons.Codes}
	var wrong []*fault.Error
	for i, e := range b.Entitlements {
		ref, err := benefit.ParseRef(e.ID)
		if refused := fault.As(err); refused != nil {
			wrong = append(wrong, refused.Code.At("entitlements["+strconv.Itoa(i)+"].id", refused.Params))
		} else if err != nil {
			return out, err
		}
		use := hand.Uses{Ref: ref, Line: deal.AnyLine, Quantity: e.Quantity}
		if e.Line != nil {
			use.Line = int(*e.Line)
		}
		out.Uses = append(out.Uses, use)
	}
	return out, fault.Join(wrong...)
}

// amount is how much of an asset to spend.
func amount(a wire.AmountOrMax) int64 {
	if a.Max {
		return program.Max
	}
	return a.Amount
}

// memberRef is who buys; the zero Ref is a guest.
func memberRef(id *string, phone, card string) (member.Ref, error) {
	ref := member.Ref{}
	named := 0
	if id != nil && *id != "" {
		named++
		known, err := shell.ID("mem", "member_id", *id)
		if err != nil {
			return ref, err
		}
		ref.ID = known
	}
	for _, text := range [...]string{phone, card} {
		if text != "" {
			named++
		}
	}
	ref.Phone, ref.Card = phone, card
	if named > 1 {
		return ref, errTwoNames.At("member_id", nil)
	}
	return ref, nil
}

// basketLines are the lines inside.
func basketLines(lines []LineBody, asPaid bool) ([]basket.Line, error) {
	out := make([]basket.Line, len(lines))
	var wrong []*fault.Error
	for i := range lines {
		l := &lines[i]
		total, e := l.total(i)
		if e == nil && l.DiscountMinor > 0 && !asPaid {
			e = errStated.At(field(i, "discount_minor"), nil)
		}
		if e != nil {
			wrong = append(wrong, e)
			continue
		}
		out[i] = basket.Line{Index: i, SKU: l.SKU, Name: l.Name, Category: l.Category, Type: basket.Type(l.Type), Quantity: l.Quantity, TotalMinor: total}
		if l.DiscountMinor > 0 {
			out[i].Adjustments = []basket.Adjustment{{Source: basket.FromStated, AmountMinor: l.DiscountMinor}}
		}
	}
	return out, fault.Join(wrong...)
}

// total is what the line costs before any discount.
func (l *LineBody) total(i int) (int64, *fault.Error) {
	switch {
	case (l.UnitPriceMinor == nil) == (l.AmountMinor == nil):
		return 0, errPrice.At(field(i, "unit_price_minor"), nil)
	case l.AmountMinor != nil:
		return *l.AmountMinor, nil
	case *l.UnitPriceMinor > money.Limit/l.Quantity:
		return 0, fault.ErrRange.At(field(i, "unit_price_minor"), fault.P{"min": 0, "max": money.Limit / l.Quantity})
	}
	return *l.UnitPriceMinor * l.Quantity, nil
}

// field is the path of a line's field.
func field(i int, name string) string { return "lines[" + strconv.Itoa(i) + "]." + name }

// recordIn is what the room takes.
func (b *OrderBody) recordIn(by ask, key string) (order.RecordIn, error) {
	quote, err := b.quoteIn(by)
	if err != nil {
		return order.RecordIn{}, err
	}
	if quote.Hold, err = shell.IDOr0("hld", "hold", b.Hold); err != nil {
		return order.RecordIn{}, err
	}
	if b.HoldSeconds != 0 {
		return order.RecordIn{}, errHoldOrder.At("hold_seconds", nil)
	}
	in := order.RecordIn{
		QuoteIn: quote, Source: b.Source, Number: b.Number, PaidAt: b.PaidAt.Instant(), ExpectPayable: b.ExpectPayableMinor, Key: key, MadeBy: by.madeBy,
		Payments: make([]order.Payment, len(b.Payments)),
	}
	for i, p := range b.Payments {
		in.Payments[i] = order.Payment{Kind: p.Kind, AmountMinor: p.AmountMinor}
	}
	return in, nil
}
