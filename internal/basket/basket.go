package basket

import (
	"fmt"
	"unicode/utf8"

	"regulars/internal/fault"
	"regulars/internal/money"
)

// Type says what a line sells.
type Type string

// The types of a line.
const (
	Product  Type = "product"
	Delivery Type = "delivery"
	Fee      Type = "fee"
)

// Source says what took money off a line.
type Source string

// The sources of adjustments, in the order in which they apply.
const (
	FromStated      Source = "stated" // the till's own: only where prices are facts
	FromMemberPrice Source = "member_price"
	FromTier        Source = "tier"
	FromPlan        Source = "plan"
	FromBenefit     Source = "benefit"
	FromActivity    Source = "activity"
	FromEntitlement Source = "entitlement"
	FromCoupon      Source = "coupon"
	FromPoints      Source = "points"
)

// Adjustment is money off one line and what gave it.
type Adjustment struct {
	Source      Source `json:"source"`
	Ref         string `json:"ref,omitempty"` // code of the rule or the coupon
	AmountMinor int64  `json:"amount_minor"`  // ≥ 0
}

// Line is one line of a basket.
type Line struct {
	Index       int          `json:"line"` // how outsiders name it: its place, from 0
	SKU         string       `json:"sku,omitempty"`
	Name        string       `json:"name,omitempty"`
	Category    string       `json:"category,omitempty"` // code
	Type        Type         `json:"type,omitempty"`
	Quantity    int64        `json:"quantity"`
	TotalMinor  int64        `json:"total_minor"` // of all units, before any discount
	Adjustments []Adjustment `json:"adjustments,omitempty"`
}

// DiscountMinor is the sum of the line's adjustments.
func (l *Line) DiscountMinor() int64 {
	var sum int64
	for i := range l.Adjustments {
		sum += l.Adjustments[i].AmountMinor
	}
	return sum
}

// Basket is what is bought together, and where.
type Basket struct {
	Channel string `json:"channel,omitempty"` // sales channel: pos, web, miniapp, h5
	Store   string `json:"store,omitempty"`   // code of the store
	Lines   []Line `json:"lines"`
}

// Totals is the sum of the lines' totals and of their adjustments.
func (b *Basket) Totals() (totalMinor, discountMinor int64) {
	for i := range b.Lines {
		totalMinor += b.Lines[i].TotalMinor
		discountMinor += b.Lines[i].DiscountMinor()
	}
	return totalMinor, discountMinor
}

// Price is unit price × quantity; it reports false where that is out of range.
func Price(unitPriceMinor, quantity int64) (totalMinor int64, ok bool) {
	if unitPriceMinor < 0 || unitPriceMinor > money.Limit || quantity < 1 || quantity > MaxQuantity {
		return 0, false
	}
	totalMinor = unitPriceMinor * quantity // at most 10^16
	return totalMinor, totalMinor <= money.Limit
}

// Validate refuses a basket outside the limits, naming every field that is wrong.
// A line without type becomes a product; Index becomes the line's place.
func (b *Basket) Validate() error {
	if len(b.Lines) == 0 {
		return ErrNoLines.At("lines", nil)
	}
	if len(b.Lines) > MaxLines {
		return fault.ErrTooMany.At("lines", fault.P{"limit": MaxLines})
	}
	var wrong []*fault.Error
	var total int64
	for i := range b.Lines {
		line := &b.Lines[i]
		line.Index = i
		if line.Type == "" {
			line.Type = Product
		}
		if e := line.check(); e != nil {
			e.Field = fmt.Sprintf("lines[%d].%s", i, e.Field)
			wrong = append(wrong, e)
			continue
		}
		total += line.TotalMinor // at most 2000 × Limit
	}
	if total > money.Limit {
		wrong = append(wrong, fault.ErrRange.At("lines", fault.P{"min": 0, "max": int64(money.Limit)}))
	}
	return fault.Join(wrong...)
}

// check gives the first thing that is wrong with the line.
func (l *Line) check() *fault.Error {
	switch {
	case l.Quantity < 1 || l.Quantity > MaxQuantity:
		return fault.ErrRange.At("quantity", fault.P{"min": 1, "max": int64(MaxQuantity)})
	case l.TotalMinor < 0 || l.TotalMinor > money.Limit:
		return fault.ErrRange.At("amount_minor", fault.P{"min": 0, "max": int64(money.Limit)})
	case l.Type != Product && l.Type != Delivery && l.Type != Fee:
		return fault.ErrInvalid.At("type", fault.P{"reason": "product, delivery, fee"})
	case utf8.RuneCountInString(l.SKU) > MaxCode:
		return fault.ErrTooLong.At("sku", fault.P{"limit": MaxCode})
	case utf8.RuneCountInString(l.Category) > MaxCode:
		return fault.ErrTooLong.At("category", fault.P{"limit": MaxCode})
	case utf8.RuneCountInString(l.Name) > MaxName:
		return fault.ErrTooLong.At("name", fault.P{"limit": MaxName})
	case len(l.Adjustments) > MaxAdjustments:
		return fault.ErrTooMany.At("adjustments", fault.P{"limit": MaxAdjustments})
	}
	var off int64
	for i := range l.Adjustments {
		amount := l.Adjustments[i].AmountMinor
		if amount < 0 || amount > money.Limit {
			return fault.ErrRange.At("discount_minor", fault.P{"min": 0, "max": l.TotalMinor})
		}
		off += amount
	}
	if off > l.TotalMinor {
		return ErrDiscountAboveTotal.At("discount_minor", fault.P{"total": fault.Minor(l.TotalMinor)})
	}
	return nil
}
