package deal

import (
	"regulars/internal/calendar"
	"regulars/internal/offer"
)

// Made is what came of benefits and of the hand in one order, or, after [Made.Keep], what of it still stands. It is
// frozen with the order as JSON.
type Made struct {
	Coupons      []CouponUse      `json:"coupons,omitempty"`      // used, in the order of application
	Unused       []CouponUnused   `json:"unused,omitempty"`       // brought and not used
	GapMinor     int64            `json:"gap_minor,omitempty"`    // no other combination gives more than this beyond what was found; 0 is proven
	Entitlements []EntitlementUse `json:"entitlements,omitempty"` // used
	Benefits     []BenefitUse     `json:"benefits,omitempty"`     // that took money off, in the order of application
	Prices       []PriceUse       `json:"prices,omitempty"`       // units sold at prices of lists
	Waits        []PriceWait      `json:"waits,omitempty"`        // lists that open for the member later
	Multipliers  []Multiply       `json:"multipliers,omitempty"`  // of plans and of coupons
	Plans        []string         `json:"plans,omitempty"`        // codes of the plans that were active
}

// CouponUse is a coupon that was used.
type CouponUse struct {
	ID          int64      `json:"id"`
	Code        string     `json:"code"`
	Name        Text       `json:"name"`
	Kind        offer.Kind `json:"kind"`
	AmountMinor int64      `json:"amount_minor"`    // the sum of Lines
	Bp          int64      `json:"bp,omitempty"`    // of kind points_multiplier; its points are earned by the rule "coupon:<id>"
	Lines       []Cut      `json:"lines,omitempty"` // what it took off; of points_multiplier the lines that it multiplies, with 0
}

// CouponUnused is a coupon that was not used, and why.
type CouponUnused struct {
	ID           int64        `json:"id"`
	Code         string       `json:"code"`
	Name         Text         `json:"name"`
	Reason       offer.Reason `json:"reason"`
	MissingMinor int64        `json:"missing_minor,omitempty"` // of below_minimum
	With         string       `json:"with,omitempty"`          // of not_combinable: code of the coupon that forbids it
	WithName     Text         `json:"with_name,omitempty"`
}

// EntitlementUse is how often an entitlement was used.
type EntitlementUse struct {
	ID          int64     `json:"id"`
	Code        string    `json:"code"` // of the benefit
	Name        Text      `json:"name"`
	Gives       Gives     `json:"gives"`
	Quantity    int64     `json:"quantity"` // of unit_free the sum of Lines
	AmountMinor int64     `json:"amount_minor"`
	CostMinor   int64     `json:"cost_minor,omitempty"` // of service, for all uses
	Lines       []UnitCut `json:"lines,omitempty"`
}

// Cut is what comes off one line.
type Cut struct {
	Line        int   `json:"line"`
	AmountMinor int64 `json:"amount_minor"`
}

// UnitCut is units of a line that an entitlement made free.
type UnitCut struct {
	Line        int   `json:"line"`
	Quantity    int64 `json:"quantity"`
	AmountMinor int64 `json:"amount_minor"`
}

// BenefitUse is a benefit that took money off, or that let one buy at a price before others.
type BenefitUse struct {
	Code        string `json:"code"`
	Plan        string `json:"plan,omitempty"` // code of the plan whose benefit it is; "" is the programme's
	Kind        Kind   `json:"kind"`
	Name        Text   `json:"name"`
	Sold        bool   `json:"sold,omitempty"`       // as a plan was bought with it, where the programme in force gave less
	OffBp       int64  `json:"off_bp,omitempty"`     // of a discount
	BaseMinor   int64  `json:"base_minor,omitempty"` // what its lines cost before it
	AmountMinor int64  `json:"amount_minor"`         // the sum of Lines; 0 of early access
	CostMinor   int64  `json:"cost_minor,omitempty"` // of early access, as the merchant says
	Points      int64  `json:"points,omitempty"`     // of a multiplier: see program.BenefitUses
	Lines       []Cut  `json:"lines,omitempty"`
}

// is reports whether two uses are of the same benefit, in the same terms.
func (b *BenefitUse) is(o BenefitUse) bool {
	return b.Code == o.Code && b.Plan == o.Plan && b.Sold == o.Sold
}

// Rule names it among the causes of points and in traces.
func (b *BenefitUse) Rule() string {
	if b.Plan != "" {
		return "plan:" + b.Plan + "/" + b.Code
	}
	return "benefit:" + b.Code
}

// PriceUse is units of a line that were sold at the price of a list.
type PriceUse struct {
	List     string `json:"list"`
	SKU      string `json:"sku"`
	Line     int    `json:"line"`
	Quantity int64  `json:"quantity"`

	From calendar.Instant `json:"from,omitempty"` // when it opened for everybody, of what was bought before
}

// PriceWait is a list by whose prices the member can buy later, and would have paid less.
type PriceWait struct {
	List string           `json:"list"`
	Name Text             `json:"name"` // of the benefit that gives its prices
	At   calendar.Instant `json:"at"`
}

// Multiply is a multiplier of points that a plan or a coupon brought, with the lines that it multiplies.
type Multiply struct {
	Rule  string `json:"rule"` // the cause of its points: "plan:<plan>/<benefit>", "coupon:<id>", or "benefit:<benefit>" as a plan was bought with it
	Name  Text   `json:"name"`
	Bp    int64  `json:"bp"`
	Lines []int  `json:"lines"`
}

// Freed is what one state of an order's deal kept and a later one no longer does.
type Freed struct {
	Coupons      []CouponUse      // go back whole
	Entitlements []EntitlementUse // Quantity, AmountMinor, CostMinor: what goes back
	Benefits     []BenefitUse     // AmountMinor: by how much it is less
	Prices       []PriceUse       // Quantity: units that are no longer sold at the price
}
