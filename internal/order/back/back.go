package back

import (
	"regulars/internal/basket"
	"regulars/internal/program"
)

// Status says how much of an order stands.
type Status string

// The states of an order.
const (
	Paid           Status = "paid"
	PartlyRefunded Status = "partly_refunded"
	Refunded       Status = "refunded"
)

// Back is what a refund, or one order's part of an unlinked return, gave back and took back.
type Back struct {
	Share     basket.Share `json:"share"` // of the order, no longer kept: payable and how it had been paid
	Lines     []Line       `json:"lines,omitempty"`
	Points    Points       `json:"points"`
	Growth    Points       `json:"growth"`
	Coupons   []Coupon     `json:"coupons,omitempty"` // that can be used again
	Uses      []Use        `json:"uses,omitempty"`
	TierAfter string       `json:"tier_after,omitempty"`
	Status    Status       `json:"status,omitempty"` // of the order after it

	// UnrecoveredMinor is what gifts given because of the order were worth that are used already.
	UnrecoveredMinor int64 `json:"unrecovered_minor,omitempty"`

	// DeductedMinor is how much of that is kept from the money that is paid out, where the merchant has it so.
	DeductedMinor int64 `json:"deducted_minor,omitempty"`
}

// Coupon is one that came back.
type Coupon struct {
	Code string       `json:"code"`
	Name program.Text `json:"name"`
}

// Use is uses of an entitlement that came back.
type Use struct {
	Benefit  string       `json:"benefit"`
	Name     program.Text `json:"name"`
	Quantity int64        `json:"quantity"`
}

// Line is some units of a line that came back.
type Line struct {
	Line        int   `json:"line"`
	Quantity    int64 `json:"quantity"`
	AmountMinor int64 `json:"amount_minor"`
}

// Points is what became of points or growth.
type Points struct {
	ClawedBack int64 `json:"clawed_back,omitempty"` // taken back, debt included
	Gifts      int64 `json:"gifts,omitempty"`       // of it, what was given because of the order, and not by it
	Debt       int64 `json:"debt,omitempty"`        // of it, owed
	Returned   int64 `json:"returned,omitempty"`    // what had been spent
	Given      int64 `json:"given,omitempty"`       // more than before: a rule that gives for less
}

// Add adds what became of other points.
func (p *Points) Add(o Points) {
	p.ClawedBack += o.ClawedBack
	p.Gifts += o.Gifts
	p.Debt += o.Debt
	p.Returned += o.Returned
	p.Given += o.Given
}

// Paid reports whether the worth of used gifts was kept from the money: they are the member's then.
func (b *Back) Paid() bool { return b.DeductedMinor > 0 && b.DeductedMinor == b.UnrecoveredMinor }
