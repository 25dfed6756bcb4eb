package replay

import (
	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/offer/deal"
	"regulars/internal/program"
)

// Guest is who has no record.
const Guest = -1

// Person is somebody as far as it does not follow from facts.
type Person struct {
	ID       int64
	JoinedAt calendar.Instant // from when on promises hold; Never for a customer
	Enrolled calendar.Instant // from when on there is a record
	Known    map[string]any   // attributes that conditions ask for and that orders do not change, by their names
	Birth    calendar.Birth
	Children calendar.Children
}

// Order is a sale of the past.
type Order struct {
	ID      int64
	Person  int // place among the persons, or Guest
	At      calendar.Instant
	Channel string
	Store   string // code
	StoreID int64
	Lines   []basket.Line // stated discounts alone
	Pricing program.Pricing

	Points    int64 // that were spent on it: what it offers again
	Principal int64 // minor units of stored value that were spent on it
	Bonus     int64
	Hand      *deal.Hand
	Member    bool           // it was decided for a member
	Known     map[string]any // attributes of the person that were frozen with it, before those of now; nil: was not known

	Region     string
	Categories map[string][]string // what its lines' categories lay below, where that was frozen with it; nil: as they lie now

	Handed  bool   // handed over when it was placed: at a counter, or long ago
	Steps   []Step // of its way, where the programme's points wait for them
	Refunds int    // how many refunds of it will be told
}

// Step is how far an order has come.
type Step struct {
	At     calendar.Instant
	Status string
}

// Refund is units of an order that came back.
type Refund struct {
	Order int64
	At    calendar.Instant
	Takes []basket.Take
}

// Return is goods without a receipt for which no order was found, and money that no order accounts for.
type Return struct {
	Person      int
	At          calendar.Instant
	Store       string // code
	StoreID     int64
	Region      string
	Lines       []basket.Line
	AmountMinor int64
}

// Gift is points or growth that no order gave, or that were spent or taken other than by an order.
type Gift struct {
	Person      int
	At          calendar.Instant
	Asset       program.Asset
	Kind        GiftKind
	Amount      int64            // below 0: spent or taken
	On          calendar.Instant // on whose day and in whose caps it counts: when it was given, also where it is taken back
	Origin      int64            // what it was given or spent for, where it is taken or given back later; 0 for nothing
	AvailableAt calendar.Instant
	ExpiresAt   calendar.Instant // Never, too, of what expires by idleness
	IdleMonths  int
	Capped      bool // a rule gave it for something else than an order: it counts in the caps over all rules
}

// GiftKind says what a gift does.
type GiftKind int

// The kinds of gifts.
const (
	Given    GiftKind = iota // or taken by hand, as much as there is
	Spent                    // as much as there is
	Revoked                  // what was given for its origin; what there is not is owed
	Returned                 // what was spent for its origin
)

// Turn is what a day counts beside orders.
type Turn struct {
	Person    int
	At        calendar.Instant
	On        calendar.Instant // on whose day it counts: that of the recharge of which something was paid back
	Recharge  int64            // minor units; below 0: paid back
	Referrals int64
}

// Assigned is the tier that somebody holds by hand or as a reward from now on, or with Code "" none any more.
type Assigned struct {
	Person int
	At     calendar.Instant
	Code   string
	Until  calendar.Instant
}
