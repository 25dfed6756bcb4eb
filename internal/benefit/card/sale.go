package card

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"regulars/internal/benefit"
	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/money"
	"regulars/internal/offer/deal"
	"regulars/internal/offer/form"
	"regulars/internal/store"
)

// Payment is money that was paid.
type Payment struct {
	Kind        string `json:"kind"`
	AmountMinor int64  `json:"amount_minor"`
}

const maxPayments = 10

var paymentKinds = []string{"cash", "card", "wechat", "alipay", "other"}

// Sale is one card that a member bought.
type Sale struct {
	ID            int64
	CardID        int64
	MemberID      int64 // the record that bought it
	EntitlementID int64 // of its first line: the card as the member holds it
	Source        string
	Number        string
	Hash          string
	StoreID       int64
	PaidMinor     int64 // its price
	Payments      []Payment
	MadeBy        string
	At            calendar.Instant
	RefundedMinor int64
	RefundNumber  string
	RefundWhy     string // merchant or member, and a note
	RefundedBy    string
	RefundedAt    calendar.Instant // calendar.Never: it was not

	PrincipalMinor, BonusMinor         int64 // of the price, paid with stored value …
	PrincipalBackMinor, BonusBackMinor int64 // … and of what was refunded, gone back into it
}

// SellIn is a card to be sold.
type SellIn struct {
	CardID   int64
	MemberID int64
	StoreID  int64
	Source   string
	Number   string
	Payments []Payment // sum to the price, less what is paid with stored value
	MadeBy   string

	Asked                      int64 // stored value that the caller wants to pay with
	ID                         int64 // of the sale, where stored value has been drawn for it; 0 makes one
	PrincipalMinor, BonusMinor int64 // what was drawn
}

func (in *SellIn) check() error {
	var c form.Checker
	c.Text("source", deal.Text{Zh: in.Source}, benefit.MaxNumber, true)
	c.Text("number", deal.Text{Zh: in.Number}, benefit.MaxNumber, true)
	if len(in.Payments) > maxPayments {
		c.Add(fault.ErrTooMany.At("payments", fault.P{"limit": maxPayments}))
	}
	for i, p := range in.Payments {
		form.Choice(&c, fmt.Sprintf("payments[%d].kind", i), p.Kind, paymentKinds...)
		c.Between(fmt.Sprintf("payments[%d].amount_minor", i), p.AmountMinor, 0, money.Limit)
	}
	return fault.Join(c.Wrong...)
}

func (in *SellIn) hash() string {
	return store.Digest(struct {
		Card, Member, Store, Asked int64
		Payments                   []Payment
	}{in.CardID, in.MemberID, in.StoreID, in.Asked, in.Payments})
}

// Made is what was sold before under the number, or nil. Returns ErrReused.
func Made(ctx context.Context, tx *store.Tx, in *SellIn) (*Sale, error) {
	sale, err := byNumber(ctx, tx, in.Source, in.Number)
	if err != nil || sale == nil {
		return nil, err
	}
	if sale.Hash != in.hash() {
		return nil, ErrReused.At("number", nil)
	}
	return sale, nil
}

// Sell sells a card. Told again with the same content under the same (source, number) it answers what was made. Returns
// ErrReused, ErrUnknown, ErrInactive, ErrPaid, benefit.ErrNotMember, member.ErrUnknown, member.ErrErased.
func Sell(ctx context.Context, tx *store.Tx, in SellIn) (sale *Sale, repeated bool, err error) {
	if err := in.check(); err != nil {
		return nil, false, err
	}
	if sale, err = Made(ctx, tx, &in); err != nil || sale != nil {
		return sale, err == nil, err
	}
	k, err := Get(ctx, tx, in.CardID)
	if err != nil {
		return nil, false, err
	}
	if !k.Active {
		return nil, false, ErrInactive.At("card_id", nil)
	}
	paid := in.PrincipalMinor + in.BonusMinor
	for _, p := range in.Payments {
		paid += p.AmountMinor
	}
	if paid != k.PriceMinor {
		return nil, false, ErrPaid.At("payments", fault.P{"paid": paid, "price": k.PriceMinor})
	}
	bk, holder, err := benefit.Open(ctx, tx, in.MemberID, benefit.Need{})
	if err != nil {
		return nil, false, err
	}
	if p, err := member.Get(ctx, tx, holder); err != nil || p.Status != member.StatusMember { // who could not use it
		return nil, false, cmp.Or(err, error(benefit.ErrNotMember.New(nil)))
	}
	sale = &Sale{
		ID: cmp.Or(in.ID, tx.NewID()), CardID: k.ID, MemberID: holder, Source: in.Source, Number: in.Number, Hash: in.hash(), StoreID: in.StoreID,
		PaidMinor: paid, Payments: in.Payments, PrincipalMinor: in.PrincipalMinor, BonusMinor: in.BonusMinor, MadeBy: in.MadeBy, At: tx.Now(),
		RefundedAt: calendar.Never,
	}
	offer := k.offer(tx)
	var uses int64
	for i := range offer.lines {
		in := &offer.lines[i]
		in.Source, in.Root, uses = sourceOf(sale.ID), sourceOf(sale.ID), uses+in.Quantity
	}
	made, refused := bk.GiveCard(holder, offer.lines)
	if refused != nil {
		return nil, false, refused
	}
	sale.EntitlementID = made[0].ID
	if err := bk.Save(); err != nil {
		return nil, false, err
	}
	tx.Emit(sale.event(benefit.EventSold, k.Code, map[string]any{"name": k.Name.In(tx.Merchant().Language), "quantity": uses, "paid_minor": paid}))
	return sale, false, sale.insert(ctx, tx)
}

func (s *Sale) event(kind, code string, data map[string]any) event.Event {
	data["benefit"] = code
	return event.Event{Kind: kind, MemberID: s.MemberID, Subject: s.EntitlementID, At: s.At, Root: sourceOf(s.ID), Data: data}
}

func (s *Sale) insert(ctx context.Context, tx *store.Tx) error {
	payments, err := json.Marshal(s.Payments)
	if err != nil {
		return err
	}
	n, err := store.InsertMany(ctx, tx, store.Insert{Table: "benefit_sale", Columns: []string{
		"merchant_id", "id", "card_id", "member_id", "entitlement_id", "source", "number", "hash", "store_id", "paid_minor", "payments",
		"made_by", "at", "refunded_minor", "refund_number", "refund_why", "refunded_by", "refunded_at",
		"principal_minor", "bonus_minor", "principal_back_minor", "bonus_back_minor",
	}, Conflict: "ON CONFLICT (merchant_id, source, number) DO NOTHING"}, [][]any{{
		tx.MerchantID(), s.ID, s.CardID, s.MemberID, s.EntitlementID, s.Source, s.Number, s.Hash, s.StoreID, s.PaidMinor, string(payments),
		s.MadeBy, s.At, s.RefundedMinor, s.RefundNumber, s.RefundWhy, s.RefundedBy, s.RefundedAt,
		s.PrincipalMinor, s.BonusMinor, s.PrincipalBackMinor, s.BonusBackMinor,
	}})
	if err == nil && n == 0 {
		err = store.ErrAgain // sold under this number at this moment
	}
	return err
}

const saleColumns = `SELECT s.id, s.card_id, s.member_id, s.entitlement_id, s.source, s.number, s.hash, s.store_id, s.paid_minor, s.payments,
	s.made_by, s.at, s.refunded_minor, s.refund_number, s.refund_why, s.refunded_by, s.refunded_at,
	s.principal_minor, s.bonus_minor, s.principal_back_minor, s.bonus_back_minor FROM benefit_sale s WHERE s.merchant_id = $1 AND `

func sales(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]*Sale, error) {
	var out []*Sale
	err := tx.Query(ctx, sql, func(r store.Row) error {
		s := &Sale{}
		var payments string
		err := r.Scan(&s.ID, &s.CardID, &s.MemberID, &s.EntitlementID, &s.Source, &s.Number, &s.Hash, &s.StoreID, &s.PaidMinor, &payments,
			&s.MadeBy, &s.At, &s.RefundedMinor, &s.RefundNumber, &s.RefundWhy, &s.RefundedBy, &s.RefundedAt,
			&s.PrincipalMinor, &s.BonusMinor, &s.PrincipalBackMinor, &s.BonusBackMinor)
		if err != nil {
			return err
		}
		out = append(out, s)
		return json.Unmarshal([]byte(payments), &s.Payments)
	}, slices.Concat([]any{tx.MerchantID()}, args)...)
	return out, err
}

func byNumber(ctx context.Context, tx *store.Tx, source, number string) (*Sale, error) {
	found, err := sales(ctx, tx, saleColumns+`s.source = $2 AND s.number = $3`, source, number)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// GetSale reads a sale. Returns ErrSale.
func GetSale(ctx context.Context, tx *store.Tx, id int64) (*Sale, error) {
	found, err := sales(ctx, tx, saleColumns+`s.id = $2`, id)
	if err == nil && len(found) == 0 {
		return nil, ErrSale.New(nil)
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// SalesIn says which sales are listed.
type SalesIn struct {
	Members []int64 // records; nil: of everybody
	CardID  int64   // 0: of every kind
	Before  int64   // id of the last one seen; 0: the newest
	Limit   int
}

// Sales lists what was sold, newest first.
func Sales(ctx context.Context, tx *store.Tx, in SalesIn) ([]*Sale, error) {
	if in.Before == 0 {
		in.Before = 1<<63 - 1
	}
	if in.Members == nil {
		return sales(ctx, tx, saleColumns+`s.id < $2 AND (CAST($3 AS bigint) = 0 OR s.card_id = $3) ORDER BY s.id DESC LIMIT $4`, in.Before, in.CardID, in.Limit)
	}
	return sales(ctx, tx, saleColumns+`s.id < $2 AND (CAST($3 AS bigint) = 0 OR s.card_id = $3) AND s.member_id = ANY($5) ORDER BY s.id DESC LIMIT $4`,
		in.Before, in.CardID, in.Limit, in.Members)
}
