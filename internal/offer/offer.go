package offer

import (
	"regulars/internal/calendar"
)

// Kind is what a coupon does.
type Kind string

// The kinds of coupons.
const (
	AmountOff        Kind = "amount_off"        // AmountMinor off the lines together
	PercentOff       Kind = "percent_off"       // OffBP of the lines, at most CapMinor
	FixedPrice       Kind = "fixed_price"       // one unit costs AmountMinor
	Gift             Kind = "gift"              // one unit of an article costs nothing, for who buys what is in scope
	FreeDelivery     Kind = "free_delivery"     // lines of delivery cost nothing, at most CapMinor
	PointsMultiplier Kind = "points_multiplier" // points on top; takes no money off
	Exchange         Kind = "exchange"          // one unit for the coupon
)

// Mode says with what a coupon may stand together.
type Mode string

// The modes of stacking.
const (
	Never        Mode = "never"
	OncePerClass Mode = "once_per_class"
	Always       Mode = "always"
)

// Stacking is declared by the merchant for each template.
type Stacking struct {
	Class string
	Mode  Mode
	Order int // smaller is applied first
}

// Terms is what a coupon promises.
type Terms struct {
	Kind          Kind
	AmountMinor   int64 // of AmountOff; the price of FixedPrice
	OffBP         int64 // of PercentOff: 2000 is 8折
	CapMinor      int64 // most that it takes off; 0 is no limit
	MinSpendMinor int64 // rule 2; 0 is none
	Stacking      Stacking
}

// Coupon is one that is held and may be used now.
type Coupon struct {
	ID        int64
	Template  int64 // coupons of one template have the same terms, lines and gain
	Terms     Terms
	Lines     []int            // indexes of lines in scope, ascending: those that it may lower, and that its threshold counts
	Units     []int            // of Gift: indexes of the lines of the article, in scope or not; nil: any of Lines
	Until     calendar.Instant // when it ends
	ExtraGain int64            // worth of points on top in minor units, of PointsMultiplier
	Refused   Reason           // why it cannot be used whatever the basket costs; "" where it can
}

// Line is a line of the basket as coupons see it.
type Line struct {
	PayableMinor int64 // after prices and discounts of members
	Quantity     int64
	Delivery     bool
}

// Reason says why a coupon was not used.
type Reason string

// The reasons.
const (
	NotInScope    Reason = "not_in_scope"
	BelowMinimum  Reason = "below_minimum"
	NotCombinable Reason = "not_combinable"
	GivesNothing  Reason = "gives_nothing"
	NotBest       Reason = "not_best"
)

// Used is a coupon that was used and what it took off each line.
type Used struct {
	Coupon      int   // index in what was given
	AmountMinor int64 // the sum of Lines
	Lines       []Cut
}

// Cut is what a coupon takes off one line.
type Cut struct {
	Line        int
	AmountMinor int64

	unit  bool  // it is off one unit,
	costs int64 // which still costs so much
}

// Unused is a coupon that was not used, and why.
type Unused struct {
	Coupon       int
	Reason       Reason
	MissingMinor int64 // of BelowMinimum: what lacks
	With         int   // of NotCombinable: index of the coupon that forbids it; else −1
}

// Result is which coupons are used and what they give.
type Result struct {
	Used        []Used // in the order of application
	Unused      []Unused
	AmountMinor int64 // money off
	WorthMinor  int64 // money off and what points on top are worth
	GapMinor    int64 // rule 6: no combination gives more than WorthMinor + GapMinor
}
