package order

import (
	"cmp"
	"context"
	"encoding/json"

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
type Refunding struct {
	ID          int64
	OrderID     int64
	Number      string
	ReturnID    int64 // the unlinked return that it is part of, or 0
	MemberID    int64
	RefundedAt  calendar.Instant
	RecordedAt  calendar.Instant
	Reason      string
	MadeBy      string
	AmountMinor int64 // payable given back: money, and balance by tender
	Back        back.Back
	hash        string
}

// Refund takes some units of an order back, or all that remain. What it gives and takes is a function of what remains alone.
// The same number again answers what was made. On a View it answers the same and does nothing: a dry run.
//
// Returns ErrUnknown, ErrRefundReused, ErrNothingLeft, and the refusals of basket.Remaining.
func Refund(ctx context.Context, tx *store.Tx, in RefundIn) (*Refunding, error) {
	holder, placed, err := holderOf(ctx, tx, in.OrderID)
	if err != nil {
		return nil, err
	}
	clock := max(tx.Now(), placed)
	need := reward.Need{From: placed.Add(-ClockSkew), Until: clock, Causes: []int64{in.OrderID}, Facts: []calendar.Instant{placed}, TakeBack: true}
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
	if now, _, err := holderOf(ctx, tx, in.OrderID); err != nil || now != holder { // a merge was made or undone at this moment
		return nil, cmp.Or(err, store.ErrAgain)
	}
	o := orders[in.OrderID]
	hash := store.Digest(struct {
		Lines  []basket.Take
		Reason string
	}{in.Lines, in.Reason})
	if prior, err := findRefund(ctx, tx, o.ID, in.Number); err != nil || prior != nil {
		if prior != nil && prior.hash != hash {
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
	if holder != 0 {
		k.books.CatchUp(holder, clock)
	}
	r := &Refunding{
		ID: tx.NewID(), OrderID: o.ID, Number: in.Number, MemberID: holder, RefundedAt: clock, RecordedAt: tx.Now(), Reason: in.Reason, MadeBy: in.MadeBy, hash: hash,
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
	if err := saveRefunds(ctx, tx, []*Refunding{r}); err != nil {
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

const refundColumns = `id, order_id, number, return_id, hash, member_id, refunded_at, recorded_at, made_by, reason, amount_minor, outcome`

func scanRefund(r store.Row) (*Refunding, error) {
	f := &Refunding{}
	var outcome string
	err := r.Scan(&f.ID, &f.OrderID, &f.Number, &f.ReturnID, &f.hash, &f.MemberID, &f.RefundedAt, &f.RecordedAt, &f.MadeBy, &f.Reason, &f.AmountMinor, &outcome)
	if err != nil {
		return nil, err
	}
	return f, json.Unmarshal([]byte(outcome), &f.Back)
}

func findRefund(ctx context.Context, tx *store.Tx, orderID int64, number string) (found *Refunding, err error) {
	if number == "" {
		return nil, nil
	}
	_, err = store.One(ctx, tx, `SELECT `+refundColumns+` FROM order_refund WHERE merchant_id = $1 AND order_id = $2 AND number = $3`,
		func(r store.Row) error { found, err = scanRefund(r); return err }, tx.MerchantID(), orderID, number)
	return found, err
}

// GetRefund reads a refund. Returns fault.ErrNotFound.
func GetRefund(ctx context.Context, tx *store.Tx, id int64) (found *Refunding, err error) {
	ok, err := store.One(ctx, tx, `SELECT `+refundColumns+` FROM order_refund WHERE merchant_id = $1 AND id = $2`,
		func(r store.Row) error { found, err = scanRefund(r); return err }, tx.MerchantID(), id)
	if err == nil && !ok {
		return nil, fault.ErrNotFound.New(fault.P{"what": "refund"})
	}
	return found, err
}

// Refunds lists what came back of an order, oldest first.
func Refunds(ctx context.Context, tx *store.Tx, orderID int64) ([]*Refunding, error) {
	var out []*Refunding
	err := tx.Query(ctx, `SELECT `+refundColumns+` FROM order_refund WHERE merchant_id = $1 AND order_id = $2 ORDER BY id`, func(r store.Row) error {
		f, err := scanRefund(r)
		out = append(out, f)
		return err
	}, tx.MerchantID(), orderID)
	return out, err
}

var insertRefund = store.Insert{Table: "order_refund", Columns: []string{
	"merchant_id", "id", "order_id", "number", "return_id", "hash", "member_id", "refunded_at", "recorded_at", "made_by", "reason", "amount_minor", "outcome"}}

func saveRefunds(ctx context.Context, tx *store.Tx, list []*Refunding) error {
	rows := make([][]any, len(list))
	for i, r := range list {
		outcome, err := encode(r.Back)
		if err != nil {
			return err
		}
		rows[i] = []any{tx.MerchantID(), r.ID, r.OrderID, r.Number, r.ReturnID, r.hash, r.MemberID, r.RefundedAt, r.RecordedAt, r.MadeBy, r.Reason, r.AmountMinor, outcome}
	}
	_, err := store.InsertMany(ctx, tx, insertRefund, rows)
	return err
}
