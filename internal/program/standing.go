package program

import (
	"bytes"
	"encoding/json"
	"fmt"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/offer/deal"
)

// Standing is what a programme needs to know of a member, at the instant of an order, to decide what the
// order earns and what it may spend. It is frozen with the order as JSON: a refund
// decides with what was known then.
type Standing struct {
	Member     bool             `json:"member,omitempty"` // false for guests and for customers: they earn nothing
	Tier       string           `json:"tier,omitempty"`
	At         calendar.Instant `json:"at"`
	Attributes Attributes       `json:"attributes,omitempty"` // those that Needs names
	Windows    map[string]int64 `json:"windows,omitempty"`    // by WindowKey
	Room       map[string]int64 `json:"room,omitempty"`       // by CapNeed.Key; nothing used yet where missing

	Region string `json:"region,omitempty"` // of the order's store

	// Categories are, of those of the order's lines that lie below others, the codes from each up to the top.
	Categories map[string][]string `json:"categories,omitempty"`

	PointsAvailable int64 `json:"points_available,omitempty"`
	PrincipalMinor  int64 `json:"principal_minor,omitempty"`
	BonusMinor      int64 `json:"bonus_minor,omitempty"`
}

// Forget leaves out what was known of the order beside the member and that nobody will ask again.
func (st *Standing) Forget(p *Program) {
	if !p.needs.Categories {
		st.Categories = nil
	}
	if !p.needs.Region {
		st.Region = ""
	}
}

// Attributes are values of a member by name: int64, string, bool or []string.
type Attributes map[string]any

// UnmarshalJSON reads whole numbers as int64 and lists as []string, as they were.
func (a *Attributes) UnmarshalJSON(text []byte) error {
	var raw map[string]any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&raw); err != nil {
		return err
	}
	for name, value := range raw {
		plain, err := plainValue(value)
		if err != nil {
			return fmt.Errorf("attribute %s: %w", name, err)
		}
		raw[name] = plain
	}
	*a = raw
	return nil
}

func plainValue(value any) (any, error) {
	switch v := value.(type) {
	case json.Number:
		return v.Int64()
	case []any:
		list := make([]string, len(v))
		for i := range v {
			text, ok := v[i].(string)
			if !ok {
				return nil, fmt.Errorf("not a list of texts")
			}
			list[i] = text
		}
		return list, nil
	default:
		return value, nil
	}
}

// Pricing says who made the prices.
type Pricing string

// The ways of pricing.
const (
	PriceEvaluate Pricing = "evaluate" // discounts are computed; the till states none
	PriceAsPaid   Pricing = "as_paid"  // prices and stated discounts are facts
)

// Max asks for as much as is allowed.
const Max int64 = -1

// Ask is what the order wants to spend: a number or Max.
type Ask struct {
	Points  int64   // units of points
	Balance int64   // minor units of stored value
	Pricing Pricing // "" is evaluate

	Hand *deal.Hand // what the member brings; nil is nothing
}

// Outcome is what an order costs, spends and earns: plain values, frozen with the order as JSON.
type Outcome struct {
	basket.Share               // of the whole order
	Lines        []LineOutcome `json:"lines"`
	Earned       []Earned      `json:"earned,omitempty"` // one a rule that gave something
	Uses         []Use         `json:"uses,omitempty"`   // of caps over more than the order
	Trace        []Step        `json:"trace,omitempty"`
	Deal         *deal.Made    `json:"deal,omitempty"` // what benefits and the hand gave; nil where that is nothing
}

// LineOutcome is what one line has of the outcome.
type LineOutcome struct {
	Index    int    `json:"line"`
	SKU      string `json:"sku,omitempty"`
	Quantity int64  `json:"quantity"`
	basket.Share
	Adjustments  []basket.Adjustment `json:"adjustments,omitempty"` // points included
	PointsEarned int64               `json:"points_earned,omitempty"`
	GrowthEarned int64               `json:"growth_earned,omitempty"`
}

// Earned is what one rule gave: the cause in the ledger.
type Earned struct {
	Rule   string `json:"rule"` // code of the rule, or "tier:<code>"
	Asset  Asset  `json:"asset"`
	Amount int64  `json:"amount"` // > 0
}

// Use is what of a cap is used up.
type Use struct {
	Rule   string `json:"rule"` // code of the rule, or "asset:<asset>"
	Per    Period `json:"per"`
	Amount int64  `json:"amount"`
	Shared bool   `json:"shared,omitempty"` // of a budget of all members
}

// EarnedOf is the sum earned of an asset.
func EarnedOf(list []Earned, asset Asset) int64 {
	var sum int64
	for i := range list {
		if list[i].Asset == asset {
			sum += list[i].Amount
		}
	}
	return sum
}

// PointsEarned is all points that the order earned.
func (o *Outcome) PointsEarned() int64 { return EarnedOf(o.Earned, AssetPoints) }

// GrowthEarned is all growth that the order earned.
func (o *Outcome) GrowthEarned() int64 { return EarnedOf(o.Earned, AssetGrowth) }

// StepKind says what a step of the trace decided.
type StepKind string

// The kinds of steps.
const (
	StepRule     StepKind = "rule"     // a per_amount, per_unit or per_order rule gave Amount
	StepMultiply StepKind = "multiply" // a multiply rule or the tier gave Amount on top
	StepCapped   StepKind = "capped"   // a cap took Amount away
	StepPrice    StepKind = "member_price"
	StepDiscount StepKind = "discount"
	StepDelivery StepKind = "free_delivery"
	StepEarly    StepKind = "early"       // a price was to be had before others have it
	StepWait     StepKind = "wait"        // a price is to be had At
	StepUse      StepKind = "entitlement" // Base uses of an entitlement took Amount off
	StepCoupon   StepKind = "coupon"      // a coupon took Amount off
	StepPoints   StepKind = "points"      // Amount of points were spent
	StepBalance  StepKind = "balance"     // Amount of stored value was spent
	StepGuest    StepKind = "guest"       // nothing is earned without membership
)

// Step is one decision of an evaluation and the numbers that decided; wording.Step says it in words.
type Step struct {
	Kind     StepKind `json:"kind"`
	Rule     string   `json:"rule,omitempty"` // code of the rule or the tier, as in Earned and Use
	How      RuleKind `json:"how,omitempty"`
	Asset    Asset    `json:"asset,omitempty"`
	Amount   int64    `json:"amount"`
	Name     *Text    `json:"name,omitempty"`      // of a benefit, an entitlement, a coupon
	Base     int64    `json:"base,omitempty"`      // what the rule counted: minor units, units, or what it multiplied
	Points   int64    `json:"points,omitempty"`    // the rule's rate …
	PerMinor int64    `json:"per_minor,omitempty"` // … per so much money
	Bp       int64    `json:"bp,omitempty"`        // of a multiplier
	Per      Period   `json:"per,omitempty"`       // of a cap
	Limit    int64    `json:"limit,omitempty"`     // of a cap
	Room     int64    `json:"room,omitempty"`      // what was left of it
	Shared   bool     `json:"shared,omitempty"`    // it is a budget of all members
	Sold     bool     `json:"sold,omitempty"`      // a benefit as a plan was bought with it, where the programme gave less
	Minor    int64    `json:"minor,omitempty"`     // worth of the points, or the principal of the balance

	At calendar.Instant `json:"at,omitempty"` // of a price that is waited for
}

// Shares is what each line carries.
func (o *Outcome) Shares() []basket.Share {
	out := make([]basket.Share, len(o.Lines))
	for i := range o.Lines {
		out[i] = o.Lines[i].Share
	}
	return out
}
