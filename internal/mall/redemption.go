package mall

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/ledger"
	"regulars/internal/mall/pay"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// State is how far a redemption has come.
type State string

// The states.
const (
	Waiting   State = "waiting"
	Shipped   State = "shipped"
	Done      State = "done"
	Cancelled State = "cancelled"
)

// Redemption is an item that a member took.
type Redemption struct {
	ID             int64
	MemberID       int64 // the record that it was made for
	ItemID         int64
	Source, Number string
	Quantity       int64
	Points         int64 // in all
	PriceMinor     int64 // in all, stored value included
	PrincipalMinor int64
	BonusMinor     int64
	CostMinor      int64 // what all of it is reckoned to cost the merchant
	Payments       []pay.Payment
	Terms          Terms
	HandOver       HandOver // AtOnce, Pickup or Delivery
	State          State
	Code           string // of Pickup
	StoreID        int64  // where it was made, or is picked up; 0 where that is not known
	Carrier        string
	Parcel         string
	MadeBy         string
	At             calendar.Instant
	ShippedAt      calendar.Instant // Never until then, as DoneAt and CancelledAt
	DoneAt         calendar.Instant
	DoneBy         string
	CancelledAt    calendar.Instant
	CancelledBy    string
	Reason         string // of the cancellation

	hash        string
	recipient   []byte
	tries       int64 // wrong codes in a row
	lockedUntil calendar.Instant
}

// Recipient is whom something is sent to.
type Recipient struct {
	Name    string `json:"name"`
	Phone   string `json:"phone"`
	Address string `json:"address"`
}

// Root names the redemption as the fact that rewards go back to.
func (r *Redemption) Root() string { return fmt.Sprintf("redemption:%d", r.ID) }

func (r *Redemption) cause() ledger.Cause { return ledger.Cause{Kind: "redemption", ID: r.ID} }

// HasRecipient reports whether an address is kept.
func (r *Redemption) HasRecipient() bool { return len(r.recipient) > 0 }

const redemptionColumns = `id, member_id, item_id, source, number, hash, quantity, points, price_minor, principal_minor, bonus_minor, cost_minor, payments, terms, hand_over,
	state, code, code_tries, code_locked_until, store_id, recipient, carrier, parcel, made_by, at, shipped_at, done_at, done_by, cancelled_at, cancelled_by, reason`

func scanRedemption(r store.Row) (*Redemption, error) {
	x := &Redemption{}
	var payments, terms, over, state string
	err := r.Scan(&x.ID, &x.MemberID, &x.ItemID, &x.Source, &x.Number, &x.hash, &x.Quantity, &x.Points, &x.PriceMinor, &x.PrincipalMinor, &x.BonusMinor,
		&x.CostMinor, &payments, &terms, &over, &state, &x.Code, &x.tries, &x.lockedUntil, &x.StoreID, &x.recipient, &x.Carrier, &x.Parcel, &x.MadeBy, &x.At, &x.ShippedAt, &x.DoneAt,
		&x.DoneBy, &x.CancelledAt, &x.CancelledBy, &x.Reason)
	if err != nil {
		return nil, err
	}
	x.HandOver, x.State = HandOver(over), State(state)
	if err := json.Unmarshal([]byte(payments), &x.Payments); err != nil {
		return nil, fmt.Errorf("payments of redemption %d: %w", x.ID, err)
	}
	if err := json.Unmarshal([]byte(terms), &x.Terms); err != nil {
		return nil, fmt.Errorf("terms of redemption %d: %w", x.ID, err)
	}
	return x, nil
}

func find(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]*Redemption, error) {
	var out []*Redemption
	err := tx.Query(ctx, sql, func(r store.Row) error {
		x, err := scanRedemption(r)
		out = append(out, x)
		return err
	}, slices.Concat([]any{tx.MerchantID()}, args)...)
	return out, err
}

// first is the only one of a list. Returns ErrRedemption where there is none.
func first(list []*Redemption, err error) (*Redemption, error) {
	if err == nil && len(list) == 0 {
		return nil, ErrRedemption.New(nil)
	}
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// Get reads a redemption. Returns ErrRedemption.
func Get(ctx context.Context, tx *store.Tx, id int64) (*Redemption, error) {
	return first(find(ctx, tx, `SELECT `+redemptionColumns+` FROM mall_redemption WHERE merchant_id = $1 AND id = $2`, id))
}

// ByCode finds the redemption that is picked up by the code. Returns ErrRedemption.
func ByCode(ctx context.Context, tx *store.Tx, code string) (*Redemption, error) {
	if code = digits(code); code == "" {
		return nil, ErrRedemption.New(nil)
	}
	return first(find(ctx, tx, `SELECT `+redemptionColumns+` FROM mall_redemption WHERE merchant_id = $1 AND code = $2 AND code <> ''`, code))
}

// ListIn asks for a page of redemptions.
type ListIn struct {
	Records []int64 // of these members; none for all
	ItemID  int64   // 0 for all
	State   State   // "" for all
	Number  string  // "" for all
	Before  int64   // id of the last one seen; 0: from the newest
	Limit   int
}

// List gives a page of redemptions, newest first.
func List(ctx context.Context, tx *store.Tx, in ListIn) ([]*Redemption, error) {
	if in.Before == 0 {
		in.Before = 1<<63 - 1
	}
	if len(in.Records) > 0 {
		return find(ctx, tx, `SELECT `+redemptionColumns+` FROM mall_redemption WHERE merchant_id = $1 AND member_id = ANY($2) AND id < $3
			AND ($4 = 0 OR item_id = $4) AND ($5 = '' OR state = $5) AND ($6 = '' OR number = $6) ORDER BY id DESC LIMIT $7`,
			in.Records, in.Before, in.ItemID, string(in.State), in.Number, int64(in.Limit))
	}
	switch {
	case in.Number != "":
		return find(ctx, tx, `SELECT `+redemptionColumns+` FROM mall_redemption WHERE merchant_id = $1 AND number = $2 AND id < $3
			AND ($4 = 0 OR item_id = $4) AND ($5 = '' OR state = $5) ORDER BY id DESC LIMIT $6`, in.Number, in.Before, in.ItemID, string(in.State), int64(in.Limit))
	case in.ItemID != 0:
		return find(ctx, tx, `SELECT `+redemptionColumns+` FROM mall_redemption WHERE merchant_id = $1 AND item_id = $2 AND id < $3
			AND ($4 = '' OR state = $4) ORDER BY id DESC LIMIT $5`, in.ItemID, in.Before, string(in.State), int64(in.Limit))
	case in.State != "":
		return find(ctx, tx, `SELECT `+redemptionColumns+` FROM mall_redemption WHERE merchant_id = $1 AND state = $2 AND id < $3 ORDER BY id DESC LIMIT $4`,
			string(in.State), in.Before, int64(in.Limit))
	}
	return find(ctx, tx, `SELECT `+redemptionColumns+` FROM mall_redemption WHERE merchant_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`, in.Before, int64(in.Limit))
}

// RecipientOf unseals whom a redemption is sent to; the zero value where none is kept. The caller sees to it that the audit trail says so.
func RecipientOf(ctx context.Context, tx *store.Tx, r *Redemption) (Recipient, error) {
	var out Recipient
	text, err := vault.UnsealFor(ctx, tx, r.MemberID, r.recipient)
	if err != nil || text == "" {
		return out, err
	}
	err = json.Unmarshal([]byte(text), &out)
	return out, err
}
