package order

import (
	"cmp"
	"context"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/order/back"
	"regulars/internal/order/hand"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// RefundIn is what comes back of an order.
type RefundIn struct {
	OrderID int64
	Number  string        // natural key within the order; "" for the next number
	Lines   []basket.Take // nil: all that remains
	Reason  string
	MadeBy  string
}

// Refunding is a refund as it was booked.
type Refunding = back.Refunding

// Refund takes some units of an order back, or all that remain. What it gives and takes is a function of what remains alone.
// The same number again answers what was made. On a View it answers the same and does nothing: a dry run.
//
// Returns ErrUnknown, ErrRefundReused, ErrNothingLeft, and the refusals of basket.Remaining.
func Refund(ctx context.Context, tx *store.Tx, in RefundIn) (*Refunding, error) {
	holder, placed, err := holderOf(ctx, tx, in.OrderID)
	if err != nil {
		return nil, err
	}
	owners, err := hand.OwnersOf(ctx, tx, []int64{in.OrderID})
	if err != nil {
		return nil, err
	}
	clock := max(tx.Now(), placed)
	need := reward.Need{From: placed.Add(-ClockSkew), Until: clock, Causes: []int64{in.OrderID}, Facts: []calendar.Instant{placed}, TakeBack: true}
	if holder != 0 {
		need.Members, need.Draw = append(owners, holder), []int64{holder}
	}
	k, err := openCounter(ctx, tx, need)
	if err != nil {
		return nil, err
	}
	orders, err := lockOrders(ctx, tx, []int64{in.OrderID})
	if err != nil {
		return nil, err
	}
	if now, _, err := holderOf(ctx, tx, in.OrderID); err != nil || now != holder { // a merge was made or undone at this moment
		return nil, cmp.Or(err, store.ErrAgain)
	}
	o := orders[in.OrderID]
	hash := store.Digest(struct {
		Lines  []basket.Take
		Reason string
	}{in.Lines, in.Reason})
	if prior, err := back.Find(ctx, tx, o.ID, in.Number); err != nil || prior != nil {
		if prior != nil && prior.Hash != hash {
			return nil, ErrRefundReused.At("number", fault.P{"number": in.Number})
		}
		return prior, err
	}
	if o.Remaining.Empty() {
		return nil, ErrNothingLeft.New(nil)
	}
	rest, err := o.Remaining.Less(in.Lines)
	if err != nil {
		return nil, err
	}
	if k.hand, err = hand.OpenBack(ctx, tx, k.books, []hand.Past{{ID: o.ID, Holder: holder, Made: o.Outcome.Deal}}); err != nil {
		return nil, err
	}
	for _, id := range k.books.Member.IDs() {
		k.books.CatchUp(id, clock)
	}
	r := &Refunding{
		ID: tx.NewID(), OrderID: o.ID, Number: in.Number, MemberID: holder, RefundedAt: clock, RecordedAt: tx.Now(), Reason: in.Reason, MadeBy: in.MadeBy, Hash: hash,
	}
	if r.Number == "" {
		r.Number = store.FormatID("ref", r.ID)
	}
	r.Back, err = k.takeBack(ctx, o, rest, takeBackOn{member: holder, by: ledger.Cause{Kind: "refund", ID: r.ID}, clock: clock, madeBy: in.MadeBy, why: in.Reason})
	if err != nil {
		return nil, err
	}
	r.AmountMinor = r.Back.Share.PayableMinor
	if !tx.Writes() {
		return r, k.books.Err()
	}
	tx.Emit(refunded(r))
	if err := back.Save(ctx, tx, []*Refunding{r}); err != nil {
		return nil, err
	}
	return r, k.save(ctx)
}

// holderOf is who holds now what the order gave (its member, or the one that record was merged into; 0 for a guest), and when it
// was placed.
func holderOf(ctx context.Context, tx *store.Tx, orderID int64) (holder int64, placed calendar.Instant, err error) {
	found, err := store.One(ctx, tx, `SELECT member_id, placed_at FROM order_head WHERE merchant_id = $1 AND id = $2`,
		func(r store.Row) error { return r.Scan(&holder, &placed) }, tx.MerchantID(), orderID)
	switch {
	case err != nil:
		return 0, 0, err
	case !found:
		return 0, 0, ErrUnknown.New(nil)
	case holder == 0:
		return 0, placed, nil
	}
	holder, err = member.Holder(ctx, tx, holder)
	return holder, placed, err
}

func refunded(r *Refunding) event.Event {
	return event.Event{Kind: EventRefunded, MemberID: r.MemberID, Subject: r.ID, At: r.RefundedAt, Root: root(r.OrderID), Data: map[string]any{
		"order_id": store.FormatID("ord", r.OrderID), "amount_minor": r.AmountMinor, "points_clawed_back": r.Back.Points.ClawedBack,
		"points_returned": r.Back.Points.Returned, "whole": r.Back.Status == Refunded,
	}}
}
