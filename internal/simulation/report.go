package simulation

import (
	"regulars/internal/calendar"
	"regulars/internal/program"
)

// Report is what a replay found out about a window of the past: Was is what really happened, Would what the programme in question would
// have made of it. It names no person.
type Report struct {
	From   calendar.Instant `json:"from_at"`
	Until  calendar.Instant `json:"until_at"`
	Begins calendar.Instant `json:"begins_at"` // of the first fact that was played, so that windows and tiers are right at From

	Orders      int64 `json:"orders"` // in the window
	GuestOrders int64 `json:"guest_orders"`
	Played      int64 `json:"played"`  // facts in all, those before the window too
	Skipped     int64 `json:"skipped"` // orders that the programme cannot decide
	Members     int64 `json:"members"` // records that were played

	Was   Side `json:"was"`
	Would Side `json:"would"`

	Tiers      []Tier     `json:"tiers"` // of both programmes: the draft's in their order, then those it does not have
	Moves      []Move     `json:"moves"` // from the tier that is held to the one that would be
	Rules      []Rule     `json:"rules"`
	Months     []Month    `json:"months"`
	Categories []Category `json:"categories"`

	Gaining   int64    `json:"gaining"` // members who would have got more
	Losing    int64    `json:"losing"`
	Same      int64    `json:"same"`
	GainMinor int64    `json:"gain_minor"` // of all who gain
	LossMinor int64    `json:"loss_minor"` // of all who lose, above 0
	Spread    []Spread `json:"spread"`
}

// Side is the figures of one of the two.
type Side struct {
	SalesMinor    int64 `json:"sales_minor"` // payable of members' orders
	DiscountMinor int64 `json:"discount_minor"`
	PointsGiven   int64 `json:"points_given"`
	PointsBack    int64 `json:"points_back"` // taken back for refunds and returns
	PointsSpent   int64 `json:"points_spent"`
	SpentMinor    int64 `json:"spent_minor"` // what these took off
	PointsExpired int64 `json:"points_expired"`
	PointsOwed    int64 `json:"points_owed"` // at the end: what members hold
	OwedMinor     int64 `json:"owed_minor"`
	GrowthGiven   int64 `json:"growth_given"`
	GrowthBack    int64 `json:"growth_back"`
	CostMinor     int64 `json:"cost_minor"` // discounts, and the worth of points given less those taken back
	Members       int64 `json:"members"`    // at the end, those of status member
	Upgrades      int64 `json:"upgrades"`
	Downgrades    int64 `json:"downgrades"`

	// So many points are worth so much in minor units; both 0 where points take nothing off.
	ValuePoints int64 `json:"value_points"`
	ValueMinor  int64 `json:"value_minor"`
}

// Tier is one tier of either programme.
type Tier struct {
	Code  string       `json:"code"` // "" for who has none
	Name  program.Text `json:"name"`
	Was   int64        `json:"was"` // members at the end
	Would int64        `json:"would"`

	// Of the members who would hold it: what they got in the window, and what they would have got.
	WasMinor   int64 `json:"was_minor"`
	WouldMinor int64 `json:"would_minor"`
}

// Move is how many members would hold another tier than they do, or the same.
type Move struct {
	From    string `json:"from"`
	To      string `json:"to"`
	Members int64  `json:"members"`
}

// Rule is what one rule gave, less what was taken back, or what a benefit took off orders.
type Rule struct {
	Code       string       `json:"code"`
	Name       program.Text `json:"name"`
	Kind       string       `json:"kind"` // points, growth or discount
	Was        int64        `json:"was"`  // units, or minor units of a discount
	Would      int64        `json:"would"`
	WasMinor   int64        `json:"was_minor"` // what it cost
	WouldMinor int64        `json:"would_minor"`
}

// Month is one month of the window.
type Month struct {
	On         calendar.Day `json:"on"` // its first day
	Orders     int64        `json:"orders"`
	Was        int64        `json:"was"` // points given less those taken back
	Would      int64        `json:"would"`
	WasMinor   int64        `json:"was_minor"` // cost
	WouldMinor int64        `json:"would_minor"`
}

// Category is what the lines of one category sold and got.
type Category struct {
	Code       string `json:"code"` // "" where none is known
	SalesMinor int64  `json:"sales_minor"`
	Was        int64  `json:"was"` // points
	Would      int64  `json:"would"`
	WasMinor   int64  `json:"was_minor"` // cost
	WouldMinor int64  `json:"would_minor"`
}

// Spread is how many members would have got more or less by so much.
type Spread struct {
	FromMinor int64 `json:"from_minor"` // at least; the lowest bound for the first
	ToMinor   int64 `json:"to_minor"`   // less than; the highest bound for the last
	Members   int64 `json:"members"`
}

// Mover is a member who gains or loses much.
type Mover struct {
	MemberID      int64
	DeltaMinor    int64
	DeltaPoints   int64
	WasMinor      int64
	WouldMinor    int64
	WasPoints     int64
	WouldPoints   int64
	WasDiscount   int64
	WouldDiscount int64
	WasTier       string
	WouldTier     string
	SpendMinor    int64
}
