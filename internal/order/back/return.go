package back

import (
	"context"
	"encoding/json"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/order/parts"
	"regulars/internal/store"
)

// Returned is an unlinked return as it was booked.
type Returned struct {
	ID          int64
	Source      string
	Number      string
	MemberID    int64 // 0 for a guest
	StoreID     int64
	ReturnedAt  calendar.Instant
	RecordedAt  calendar.Instant
	MadeBy      string
	AmountMinor int64 // what the return says
	Taken       Taken
	Hash        string `json:"-"` // of what was asked
}

// Taken is what a return took from which orders, and what no order was found for.
type Taken struct {
	Reason          string        `json:"reason,omitempty"`
	Orders          []TakenOrder  `json:"orders,omitempty"`
	MatchedMinor    int64         `json:"matched_minor"`    // what the orders had counted for the matched units
	DifferenceMinor int64         `json:"difference_minor"` // the return's money for these units, less that
	UnmatchedMinor  int64         `json:"unmatched_minor"`  // the return's money for the other units
	MatchedUnits    int64         `json:"matched_units"`
	UnmatchedUnits  int64         `json:"unmatched_units"`
	Unmatched       []basket.Line `json:"unmatched,omitempty"`
	Points          Points        `json:"points"`
	Growth          Points        `json:"growth"`
	BalanceMinor    int64         `json:"balance_minor,omitempty"` // balance given back
	TierAfter       string        `json:"tier_after,omitempty"`
}

// TakenOrder is the part of one order.
type TakenOrder struct {
	OrderID  int64 `json:"order_id,string"`
	RefundID int64 `json:"refund_id,string"`
	Back     Back  `json:"back"`
}

// Leave notes the lines that no order accounts for.
func (t *Taken) Leave(left []basket.Line) {
	t.Unmatched = left
	for i := range left {
		t.UnmatchedUnits += left[i].Quantity
		t.UnmatchedMinor += left[i].TotalMinor
	}
}

// Unmatched is the part of a return that no order accounts for, as statistics see it; points and growth are what it took back.
func (b *Returned) Unmatched() (fact member.RefundFact, points, growth int64) {
	points, growth = b.Taken.Points.ClawedBack, b.Taken.Growth.ClawedBack
	for _, o := range b.Taken.Orders {
		points -= o.Back.Points.ClawedBack
		growth -= o.Back.Growth.ClawedBack
	}
	return member.RefundFact{
		At: b.ReturnedAt, StoreID: b.StoreID, AmountMinor: b.Taken.UnmatchedMinor + b.Taken.DifferenceMinor,
		Categories: parts.Of(b.Taken.Unmatched, parts.Priced(b.Taken.Unmatched)),
	}, points, growth
}

const returnColumns = `SELECT id, source, number, hash, member_id, store_id, returned_at, recorded_at, made_by, amount_minor, outcome FROM order_return WHERE merchant_id = $1 AND `

func readReturns(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]*Returned, error) {
	var out []*Returned
	err := tx.Query(ctx, sql, func(r store.Row) error {
		b := &Returned{}
		var taken string
		err := r.Scan(&b.ID, &b.Source, &b.Number, &b.Hash, &b.MemberID, &b.StoreID, &b.ReturnedAt, &b.RecordedAt, &b.MadeBy, &b.AmountMinor, &taken)
		if err != nil {
			return err
		}
		out = append(out, b)
		return json.Unmarshal([]byte(taken), &b.Taken)
	}, args...)
	return out, err
}

// Returns reads those of some sources that have one of the numbers.
func Returns(ctx context.Context, tx *store.Tx, sources, numbers []string) ([]*Returned, error) {
	return readReturns(ctx, tx, returnColumns+`source = ANY($2) AND number = ANY($3)`, tx.MerchantID(), sources, numbers)
}

// ReturnsOf reads the unlinked returns of members, oldest first.
func ReturnsOf(ctx context.Context, tx *store.Tx, members []int64) ([]*Returned, error) {
	return readReturns(ctx, tx, returnColumns+`member_id = ANY($2) ORDER BY id`, tx.MerchantID(), members)
}

// GetReturn reads an unlinked return. Returns fault.ErrNotFound.
func GetReturn(ctx context.Context, tx *store.Tx, id int64) (*Returned, error) {
	list, err := readReturns(ctx, tx, returnColumns+`id = $2`, tx.MerchantID(), id)
	if err == nil && len(list) == 0 {
		err = fault.ErrNotFound.New(fault.P{"what": "return"})
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

var insertReturn = store.Insert{Table: "order_return", Columns: []string{
	"merchant_id", "id", "source", "number", "hash", "member_id", "store_id", "returned_at", "returned_on", "recorded_at", "made_by",
	"amount_minor", "matched_minor", "difference_minor", "unmatched_minor", "outcome",
}, Conflict: "ON CONFLICT (merchant_id, source, number) DO NOTHING"}

// SaveReturns writes unlinked returns. Returns store.ErrAgain where somebody else has recorded one of them meanwhile.
func SaveReturns(ctx context.Context, tx *store.Tx, list []*Returned) error {
	rows := make([][]any, len(list))
	for i, b := range list {
		taken, err := json.Marshal(b.Taken)
		if err != nil {
			return err
		}
		rows[i] = []any{
			tx.MerchantID(), b.ID, b.Source, b.Number, b.Hash, b.MemberID, b.StoreID, b.ReturnedAt, b.ReturnedAt.Day(tx.Zone()), b.RecordedAt, b.MadeBy,
			b.AmountMinor, b.Taken.MatchedMinor, b.Taken.DifferenceMinor, b.Taken.UnmatchedMinor, string(taken),
		}
	}
	n, err := store.InsertMany(ctx, tx, insertReturn, rows)
	if err == nil && n < int64(len(rows)) {
		err = store.ErrAgain
	}
	return err
}

// Anonymise takes the reasons off the refunds and returns of members who are erased: people write names there.
func Anonymise(ctx context.Context, tx *store.Tx, members []int64) error {
	_, err := tx.Exec(ctx, `UPDATE order_refund SET reason = '' WHERE merchant_id = $1 AND order_id IN
		(SELECT h.id FROM order_head h WHERE h.merchant_id = $1 AND h.member_id = ANY($2))`, tx.MerchantID(), members)
	if err != nil {
		return err
	}
	list, err := ReturnsOf(ctx, tx, members)
	if err != nil {
		return err
	}
	rows := make([][]any, len(list))
	for i, b := range list {
		b.Taken.Reason = ""
		taken, err := json.Marshal(b.Taken)
		if err != nil {
			return err
		}
		rows[i] = []any{b.ID, string(taken)}
	}
	_, err = store.UpdateMany(ctx, tx, store.Update{Table: "order_return", Key: []string{"id"}, Set: []string{"outcome"}}, rows)
	return err
}
