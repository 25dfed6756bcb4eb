package order

import (
	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/member/proof"
	"regulars/internal/order/back"
	"regulars/internal/order/hand"
	"regulars/internal/order/payment"
	"regulars/internal/program"
)

// Status says how much of an order stands.
type Status = back.Status

// The states of an order.
const (
	Paid           = back.Paid
	PartlyRefunded = back.PartlyRefunded
	Refunded       = back.Refunded
)

// Back is what a refund gave back and took back.
type Back = back.Back

// Fulfilment is how far an order has come on its way; it only goes forward.
type Fulfilment string

// The steps of fulfilment, in their order.
const (
	FulfilmentNone Fulfilment = "none"
	Shipped        Fulfilment = "shipped"
	Delivered      Fulfilment = "delivered"
	Signed         Fulfilment = "signed"
	Completed      Fulfilment = "completed"
)

// QuoteIn is what is asked of a quote, and the first part of an order.
type QuoteIn struct {
	Member   member.Ref       // the zero Ref is a guest
	StoreID  int64            // 0 where no store is named
	Channel  string           // sales channel: pos, web, miniapp, h5
	PlacedAt calendar.Instant // 0: now
	Lines    []basket.Line
	Ask      program.Ask
	Asked    hand.Asked  // coupons and entitlements
	Shown    proof.Shown // that the member is there
	Hold     int64       // of an order: the hold that it lets go; 0 for none
	Trusted  bool        // the caller may spend for the member
	Backdate bool        // the caller may record orders older than the merchant's limit

	untyped []bool // the lines that stated no type: the catalogue may know it
	frozen  bool   // the lines stand as they were recorded: the catalogue adds nothing
}

// RecordIn is an order to be recorded.
type RecordIn struct {
	QuoteIn
	Source        string // the system that numbered it
	Number        string
	PaidAt        calendar.Instant // 0: when it was placed
	ExpectPayable *int64           // minor units; refused where the truth is another
	Payments      []Payment
	Key           string // Idempotency-Key, or ""
	MadeBy        string // who recorded it, such as "key:12"
}

// Payment is money that was paid.
type Payment = payment.Payment

// Outcome is what an order costs, spends and earns, and what it made of the member. It is frozen with the order.
type Outcome struct {
	program.Outcome
	TierBefore  string           `json:"tier_before,omitempty"`
	TierAfter   string           `json:"tier_after,omitempty"`
	AvailableAt calendar.Instant `json:"available_at,omitempty"` // of the points earned; 0 where none were
	Store       string           `json:"store,omitempty"`        // code of the store, as conditions saw it
	Edition     int64            `json:"-"`

	// Program is the compiled programme that decided, where it was decided just now; nil of an outcome that was read.
	Program *program.Program `json:"-"`
}

// Result is what became of one order of a batch: the order, new or repeated, or a refusal.
type Result struct {
	Order    *Order
	Repeated bool     // it was there already
	Quote    *Outcome // the truth, where the refusal is ErrQuoteChanged
	Err      *fault.Error
}

// Order is an order as it was decided and as it stands.
type Order struct {
	ID         int64
	Source     string
	Number     string
	Hash       string
	MemberID   int64 // 0 for a guest
	StoreID    int64
	Channel    string
	PlacedAt   calendar.Instant
	PaidAt     calendar.Instant
	RecordedAt calendar.Instant
	MadeBy     string
	Pricing    program.Pricing
	Status     Status
	Fulfilment Fulfilment
	KeptMinor  int64 // payable of what remains
	Lines      []basket.Line
	Remaining  basket.Remaining
	Standing   program.Standing
	Outcome    Outcome
	Payments   []Payment
}

// since is when the order first counted for a tier: a till's clock may have run ahead.
func (o *Order) since() calendar.Instant { return min(o.PlacedAt, o.RecordedAt) }

// basket is the order's basket as it was bought.
func (o *Order) basket() basket.Basket {
	return basket.Basket{Channel: o.Channel, Store: o.Outcome.Store, Lines: o.Lines}
}
