package order

import (
	"cmp"
	"context"
	"slices"
	"unicode/utf8"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/order/way"
	"regulars/internal/reward"
	"regulars/internal/store"
)

var fulfilments = []Fulfilment{FulfilmentNone, Shipped, Delivered, Signed, Completed}

// StatusIn tells how far an order has come.
type StatusIn struct {
	OrderID    int64
	Fulfilment Fulfilment
	At         calendar.Instant // 0: now
	Parcel     way.Parcel
}

// SetStatus moves an order on its way; points that waited for it become available, as the first step says that they waited for. The same
// step again only notes where the parcel is. Returns ErrUnknown, ErrBefore, and ErrFulfilment where it would go backwards.
func SetStatus(ctx context.Context, tx *store.Tx, in StatusIn) (*Order, error) {
	if err := checkStatus(&in, tx.Now()); err != nil {
		return nil, err
	}
	holder, placed, err := holderOf(ctx, tx, in.OrderID)
	if err != nil {
		return nil, err
	}
	need := reward.Need{From: min(placed, tx.Now()), Until: tx.Now()}
	if holder != 0 {
		need.Members, need.Draw = []int64{holder}, []int64{holder}
	}
	k, err := openCounter(ctx, tx, need)
	if err != nil {
		return nil, err
	}
	orders, err := lockOrders(ctx, tx, []int64{in.OrderID})
	if err != nil {
		return nil, err
	}
	if now, _, err := holderOf(ctx, tx, in.OrderID); err != nil || now != holder { // it was claimed, or a merge was made or undone at this moment
		return nil, cmp.Or(err, store.ErrAgain)
	}
	o := orders[in.OrderID]
	if in.At < o.since() {
		return nil, ErrBefore.At("at", nil)
	}
	if slices.Index(fulfilments, in.Fulfilment) < slices.Index(fulfilments, o.Fulfilment) {
		return nil, ErrFulfilment.At("fulfilment", fault.P{"status": string(o.Fulfilment)})
	}
	o.Fulfilment = in.Fulfilment
	if holder != 0 {
		if err := k.fulfil(ctx, o, holder, in.At); err != nil {
			return nil, err
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE order_head SET fulfilment = $3 WHERE merchant_id = $1 AND id = $2`, tx.MerchantID(), o.ID, string(o.Fulfilment)); err != nil {
		return nil, err
	}
	if err := way.Note(ctx, tx, o.ID, way.Step{At: in.At, Fulfilment: string(in.Fulfilment), Parcel: in.Parcel}); err != nil {
		return nil, err
	}
	tx.Emit(event.Event{Kind: EventFulfilled, MemberID: holder, Subject: o.ID, At: in.At, Root: root(o.ID),
		Data: map[string]any{"fulfilment": string(o.Fulfilment), "node": in.Parcel.Node}})
	return o, k.books.Save(ctx)
}

func checkStatus(in *StatusIn, now calendar.Instant) error {
	if in.At == 0 {
		in.At = now
	}
	var wrong []*fault.Error
	if slices.Index(fulfilments, in.Fulfilment) < 1 {
		wrong = append(wrong, fault.ErrInvalid.At("fulfilment", fault.P{"reason": "shipped, delivered, signed, completed"}))
	}
	if in.At > now.Add(ClockSkew) {
		wrong = append(wrong, ErrFuture.At("at", nil))
	}
	for _, text := range []struct{ field, value string }{{"carrier", in.Parcel.Carrier}, {"number", in.Parcel.Number}, {"node", in.Parcel.Node}} {
		if utf8.RuneCountInString(text.value) > MaxNumber {
			wrong = append(wrong, fault.ErrTooLong.At("parcel."+text.field, fault.P{"limit": MaxNumber}))
		}
	}
	return fault.Join(wrong...)
}

// fulfil makes the order's waiting points available, at once or some days after the step.
func (k *counter) fulfil(ctx context.Context, o *Order, holder int64, at calendar.Instant) error {
	ed, err := k.table.ByNumber(ctx, k.tx, o.Outcome.Edition)
	if err != nil {
		return err
	}
	k.books.CatchUp(holder, k.tx.Now())
	if available, waits := ed.Program.AvailableAfter(string(o.Fulfilment), at); waits {
		k.books.Ledger.Schedule(holder, ledger.Cause{Kind: "order", ID: o.ID}, available)
		k.books.CatchUp(holder, k.tx.Now())
	}
	return k.books.Err()
}
