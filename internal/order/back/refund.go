package back

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/store"
)

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
	Back        Back
	Hash        string `json:"-"` // of what was asked
}

const columns = `id, order_id, number, return_id, hash, member_id, refunded_at, recorded_at, made_by, reason, amount_minor, outcome`

func scan(r store.Row) (*Refunding, error) {
	f := &Refunding{}
	var outcome string
	err := r.Scan(&f.ID, &f.OrderID, &f.Number, &f.ReturnID, &f.Hash, &f.MemberID, &f.RefundedAt, &f.RecordedAt, &f.MadeBy, &f.Reason, &f.AmountMinor, &outcome)
	if err != nil {
		return nil, err
	}
	return f, json.Unmarshal([]byte(outcome), &f.Back)
}

// Find reads the refund of an order by its number; nil where there is none, or no number.
func Find(ctx context.Context, tx *store.Tx, orderID int64, number string) (found *Refunding, err error) {
	if number == "" {
		return nil, nil
	}
	_, err = store.One(ctx, tx, `SELECT `+columns+` FROM order_refund WHERE merchant_id = $1 AND order_id = $2 AND number = $3`,
		func(r store.Row) error { found, err = scan(r); return err }, tx.MerchantID(), orderID, number)
	return found, err
}

// Get reads a refund. Returns fault.ErrNotFound.
func Get(ctx context.Context, tx *store.Tx, id int64) (found *Refunding, err error) {
	ok, err := store.One(ctx, tx, `SELECT `+columns+` FROM order_refund WHERE merchant_id = $1 AND id = $2`,
		func(r store.Row) error { found, err = scan(r); return err }, tx.MerchantID(), id)
	if err == nil && !ok {
		return nil, fault.ErrNotFound.New(fault.P{"what": "refund"})
	}
	return found, err
}

// Of lists what came back of an order, oldest first.
func Of(ctx context.Context, tx *store.Tx, orderID int64) ([]*Refunding, error) {
	var out []*Refunding
	err := tx.Query(ctx, `SELECT `+columns+` FROM order_refund WHERE merchant_id = $1 AND order_id = $2 ORDER BY id`, func(r store.Row) error {
		f, err := scan(r)
		out = append(out, f)
		return err
	}, tx.MerchantID(), orderID)
	return out, err
}

var insert = store.Insert{Table: "order_refund", Columns: []string{
	"merchant_id", "id", "order_id", "number", "return_id", "hash", "member_id", "refunded_at", "recorded_at", "made_by", "reason", "amount_minor", "outcome"}}

// Save writes refunds.
func Save(ctx context.Context, tx *store.Tx, list []*Refunding) error {
	rows := make([][]any, len(list))
	for i, r := range list {
		outcome, err := json.Marshal(r.Back)
		if err != nil {
			return err
		}
		rows[i] = []any{tx.MerchantID(), r.ID, r.OrderID, r.Number, r.ReturnID, r.Hash, r.MemberID, r.RefundedAt, r.RecordedAt, r.MadeBy, r.Reason, r.AmountMinor, string(outcome)}
	}
	_, err := store.InsertMany(ctx, tx, insert, rows)
	return err
}

// PaidFor reports whether the fact was an order of which a refund kept the worth of used gifts from the money.
func PaidFor(ctx context.Context, tx *store.Tx, root string) (bool, error) {
	id, err := strconv.ParseInt(strings.TrimPrefix(root, "order:"), 10, 64)
	if err != nil || !strings.HasPrefix(root, "order:") {
		return false, nil //nolint:nilerr // another fact
	}
	list, err := Of(ctx, tx, id)
	for _, r := range list {
		if r.Back.Paid() {
			return true, err
		}
	}
	return false, err
}
