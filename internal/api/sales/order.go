package sales

import (
	"context"

	"regulars/internal/api/shell"
	"regulars/internal/api/wire"
	"regulars/internal/edition"
	"regulars/internal/order"
	"regulars/internal/order/back"
	"regulars/internal/order/way"
	"regulars/internal/org"
	"regulars/internal/store"
)

// OrderOut is an order as it was decided and as it stands.
type OrderOut struct {
	ID         string        `json:"id" doc:"ord_…"`
	Source     string        `json:"source"`
	Number     string        `json:"number"`
	MemberID   *string       `json:"member_id" doc:"null for a guest"`
	StoreID    string        `json:"store_id,omitempty"`
	Channel    string        `json:"channel"`
	Pricing    string        `json:"pricing"`
	Status     string        `json:"status" doc:"paid, partly_refunded or refunded"`
	Fulfilment string        `json:"fulfilment" doc:"none, shipped, delivered, signed or completed"`
	KeptMinor  int64         `json:"kept_minor" doc:"Payable of what has not been refunded"`
	PlacedAt   wire.Time     `json:"placed_at"`
	PaidAt     wire.Time     `json:"paid_at"`
	RecordedAt wire.Time     `json:"recorded_at"`
	MadeBy     string        `json:"made_by"`
	Payments   []PaymentBody `json:"payments"`
	OutcomeOut
	Refunds []RefundOut `json:"refunds,omitempty" doc:"Where the order is read by its id"`
	Way     []StepOut   `json:"way,omitempty" doc:"Steps of fulfilment, where the order is read by its id"`
}

// StepOut is one step of an order's way.
type StepOut struct {
	At         wire.Time  `json:"at"`
	Fulfilment string     `json:"fulfilment"`
	Parcel     ParcelBody `json:"parcel"`
}

// ParcelBody is one parcel, and where it is.
type ParcelBody struct {
	Carrier string `json:"carrier,omitempty" maxLength:"64"`
	Number  string `json:"number,omitempty" maxLength:"64"`
	Node    string `json:"node,omitempty" maxLength:"64"`
}

// orderOut is an order outside.
func (w wordingOf) orderOut(o *order.Order) OrderOut {
	out := OrderOut{
		ID: store.FormatID("ord", o.ID), Source: o.Source, Number: o.Number, StoreID: shell.Named("sto", o.StoreID), Channel: o.Channel, Pricing: string(o.Pricing),
		Status: string(o.Status), Fulfilment: string(o.Fulfilment), KeptMinor: o.KeptMinor, PlacedAt: wire.At(o.PlacedAt), PaidAt: wire.At(o.PaidAt),
		RecordedAt: wire.At(o.RecordedAt), MadeBy: org.Reference(o.MadeBy), Payments: make([]PaymentBody, len(o.Payments)), OutcomeOut: w.outcomeOut(&o.Outcome, o.Lines, o.Remaining),
	}
	if o.MemberID != 0 {
		id := store.FormatID("mem", o.MemberID)
		out.MemberID = &id
	}
	for i, p := range o.Payments {
		out.Payments[i] = PaymentBody{Kind: p.Kind, AmountMinor: p.AmountMinor}
	}
	return out
}

// words is what words the outcomes of an edition, in a transaction.
func words(ctx context.Context, tx *store.Tx, c *shell.Call, number int64) (wordingOf, error) {
	e, err := edition.ByNumber(ctx, tx, number)
	if err != nil {
		return wordingOf{}, err
	}
	return wordingOf{e.Program, c.Language(), tx.Currency()}, nil
}

// showOrder renders an order with its refunds and its way.
func showOrder(ctx context.Context, tx *store.Tx, c *shell.Call, made store.Made) (OrderOut, error) {
	o, err := order.Get(ctx, tx, made.ID)
	if err != nil {
		return OrderOut{}, err
	}
	w, err := words(ctx, tx, c, o.Outcome.Edition)
	if err != nil {
		return OrderOut{}, err
	}
	out := w.orderOut(o)
	refunds, err := back.Of(ctx, tx, o.ID)
	if err != nil {
		return OrderOut{}, err
	}
	for _, r := range refunds {
		out.Refunds = append(out.Refunds, w.refundOut(r))
	}
	steps, err := way.Steps(ctx, tx, o.ID)
	for _, s := range steps {
		out.Way = append(out.Way, StepOut{
			At: wire.At(s.At), Fulfilment: s.Fulfilment, Parcel: ParcelBody{Carrier: s.Carrier, Number: s.Number, Node: s.Node},
		})
	}
	return out, err
}
