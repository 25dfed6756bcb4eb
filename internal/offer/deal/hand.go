package deal

import (
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/offer"
)

// Pick says how coupons are chosen.
type Pick string

// The ways of choosing.
const (
	PickNone  Pick = ""      // none is used
	PickBest  Pick = "best"  // the lawful combination that is worth most
	PickNamed Pick = "named" // those in the hand, as far as they are lawful together
)

// Hand is what a member brings to an order. It is loaded by the caller and not frozen. All of it is optional.
type Hand struct {
	Coupons      []Coupon // of PickNamed: those that were named; of PickBest: all that are held and usable, and what else shall be explained
	Pick         Pick
	Entitlements []Entitlement  // those that were named, with the uses asked for
	Plans        []PlanBenefits // active at the order's instant
	Prices       Prices         // of the lists that Needs().PriceLists of the programme and of the plans name

	// What conditions of coupons and entitlements ask of the member beyond the standing, by the names of the standing's own maps.
	Attributes map[string]any
	Windows    map[string]int64
}

// Asks reports whether something was named that only members can use, and that is not refused already.
func (h *Hand) Asks() bool {
	open := func(c Coupon) bool { return c.Refused == "" }
	return h.Pick == PickNamed && slices.ContainsFunc(h.Coupons, open) || len(h.Entitlements) > 0
}

// PlanCodes are the codes of its plans.
func (h *Hand) PlanCodes() []string { return Holding("", h.Plans).Plans }

// Holding is who holds a tier and active plans.
func Holding(tier string, plans []PlanBenefits) Holder {
	h := Holder{Tier: tier}
	for i := range plans {
		if p := &plans[i]; !slices.Contains(h.Plans, p.Code) { // it may be held in two versions
			h.Plans = append(h.Plans, p.Code)
		}
		if plans[i].Sold != nil {
			h.Sold = append(h.Sold, plans[i].Sold)
		}
	}
	return h
}

// Unusable is what a guest is told of coupons: why each was refused; nil where there is none.
func (h *Hand) Unusable() *Made {
	if h == nil || h.Pick == PickNone {
		return nil
	}
	var m Made
	for _, c := range h.Coupons {
		if c.Refused != "" {
			m.Unused = append(m.Unused, CouponUnused{ID: c.ID, Code: c.Code, Name: c.Name, Reason: c.Refused})
		}
	}
	if len(m.Unused) == 0 {
		return nil
	}
	return &m
}

// Without is the hand in which a coupon cannot be used.
func (h *Hand) Without(coupon int64, why offer.Reason) *Hand {
	out := *h
	out.Coupons = slices.Clone(h.Coupons)
	for i := range out.Coupons {
		if out.Coupons[i].ID == coupon {
			out.Coupons[i].Refused = why
		}
	}
	return &out
}

// Coupon is one that somebody brings. Terms, Scope and Bp are those of its template when it was issued.
type Coupon struct {
	ID       int64
	Code     string
	Template int64 // coupons of one template share terms, gift, scope and Bp
	Name     Text
	Terms    offer.Terms
	Bp       int64            // of kind points_multiplier; 20000: double points
	Gift     string           // of kind gift: the article that is given to who buys what is in scope; "" is any in scope
	Scope    *Scope           // nil is everything
	Until    calendar.Instant // when it ends
	Refused  offer.Reason     // why it cannot be used whatever the basket ("expired", "used", "locked", "void", "pending", "not_yours" …); "" where it can
}

// Entitlement is one that somebody brings, and how often it shall be used.
type Entitlement struct {
	ID       int64
	Code     string // of the benefit
	Name     Text
	Gives    Gives
	Scope    *Scope // which units of unit_free; nil is every product
	Left     int64  // uses that are left
	Quantity int64  // uses asked for, ≥ 1
	Line     int    // place of the line that was named, or AnyLine
	Cost     int64  // minor units that one use costs, of gives service

	Or []Entitlement // further lines of the same card: each free unit is a use of one of them, or of this; of those ID, Name, Scope and Left count
}

// AnyLine leaves it to the deal on which line an entitlement is used.
const AnyLine = -1

// PlanBenefits is an active paid plan with the benefits of the version that was bought.
type PlanBenefits struct {
	Code string // of the plan
	Name Text
	Set  *Set // made by CompilePlan, once a version; nil is none
	Sold *Set // what the programme promised for it when it was bought ([Set.Naming]); nil is nothing
}

// Prices are prices of one unit, by code of the list, then by sku.
type Prices map[string]map[string]Price

// Price is a price of a list.
type Price struct {
	UnitMinor int64
	Limited   bool             // only Left units have it: a flash price
	Left      int64            // of Limited
	From      calendar.Instant // when it opens for everybody; 0 where it is open
}

// ScopeTerms is a scope as merchants write it. Every part may be missing.
type ScopeTerms struct {
	SKUs       []string `json:"skus,omitempty"`
	Categories []string `json:"categories,omitempty" doc:"Codes"`
	Stores     []string `json:"stores,omitempty" doc:"Codes"`
	Channels   []string `json:"channels,omitempty"`
	Condition  string   `json:"condition,omitempty" doc:"A condition in CEL over member, order and line"`
}

// Scope is a compiled scope: immutable, safe for concurrent use.
type Scope struct {
	terms  ScopeTerms
	when   *expr.Condition // nil holds always
	byLine bool            // when asks for line.*
}
