package deal

import (
	"slices"

	"regulars/internal/offer/form"
)

// Text is a text for people in both languages.
type Text = form.Text

// Kind is what a benefit gives.
type Kind string

// The kinds of benefits.
const (
	Discount     Kind = "discount"      // OffBp of each line, at most CapMinor an order
	MemberPrice  Kind = "member_price"  // the prices of PriceList
	FreeDelivery Kind = "free_delivery" // lines of delivery cost nothing, at most CapMinor off an order
	Multiplier   Kind = "multiplier"    // Bp of the points: 20000 doubles them
	Quota        Kind = "quota"         // uses in a period: an entitlement
	Service      Kind = "service"       // what people do: a queue, a hotline, early access, gatherings
)

// Gives is what one use of an entitlement gives.
type Gives string

// What uses give.
const (
	UnitFree  Gives = "unit_free" // one unit that When holds for costs nothing
	ByService Gives = "service"   // something done or handed over; no money comes off the order
)

// ServiceKind is the sort of a service.
type ServiceKind string

// The sorts of services.
const (
	Priority ServiceKind = "priority" // early access to products and activities
	Queue    ServiceKind = "queue"    // served before others
	Hotline  ServiceKind = "hotline"  // a number of their own
	Activity ServiceKind = "activity" // gatherings for them alone
)

// Per is the period in which a quota counts, in the merchant's zone.
type Per string

// The periods of quotas.
const (
	PerDay     Per = "day"
	PerWeek    Per = "week" // from Monday
	PerMonth   Per = "month"
	PerQuarter Per = "quarter"
	PerYear    Per = "year"
	PerEver    Per = "ever"
)

// Allowance is how often an entitlement may be used.
type Allowance struct {
	Quantity int64 `json:"quantity,omitempty" minimum:"0" maximum:"10000"`
	Per      Per   `json:"per,omitempty" enum:"day,week,month,quarter,year,ever"`
}

// Benefit is one promise of a programme, or of a paid plan.
type Benefit struct {
	Code string `json:"code"`
	Name Text   `json:"name"`
	Kind Kind   `json:"kind" enum:"discount,member_price,free_delivery,multiplier,quota,service"`

	Tiers []string `json:"tiers,omitempty" doc:"Codes: for members of the lowest of them and of every tier above it"`
	Exact bool     `json:"exact,omitempty" doc:"For the named tiers alone"`
	Plans []string `json:"plans,omitempty" doc:"Codes of paid plans: for who has one of them. With tiers, either is enough"`
	When  string   `json:"when,omitempty" doc:"A condition in CEL over member, order and line; of a paid plan over order and line; of service priority over member alone"`
	From  string   `json:"from,omitempty" doc:"First day, YYYY-MM-DD"`
	Until string   `json:"until,omitempty" doc:"Last day, YYYY-MM-DD"`

	OffBp         int64  `json:"off_bp,omitempty" minimum:"0" maximum:"10000" doc:"Of kind discount; 1200: 12 % off, 8.8折"`
	FullPriceOnly bool   `json:"full_price_only,omitempty" doc:"Of kind discount: not for lines that have a member price or a stated discount"`
	CapMinor      int64  `json:"cap_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"Of kinds discount and free_delivery: the most off one order, in minor units; 0 is no limit"`
	PriceList     string `json:"price_list,omitempty" doc:"Of kind member_price: code of the list"`
	Bp            int64  `json:"bp,omitempty" minimum:"0" maximum:"1000000" doc:"Of kind multiplier; 20000: double points"`

	Quota   Allowance   `json:"quota,omitempty" doc:"Of kind quota"`
	Gives   Gives       `json:"gives,omitempty" enum:"unit_free,service" doc:"Of kind quota: what one use gives"`
	Service ServiceKind `json:"service,omitempty" enum:"priority,queue,hotline,activity" doc:"Of kind service"`

	EarlyHours int64 `json:"early_hours,omitempty" minimum:"0" maximum:"720" doc:"Of service priority: so many hours before others its members buy what opens at a time, by price lists and in the points mall"`

	Contact   string `json:"contact,omitempty" doc:"Of kind service: a number, an address, whom to ask"`
	CostMinor int64  `json:"cost_minor,omitempty" minimum:"0" maximum:"10000000000" doc:"Of kinds quota and service: what one use costs the shop, in minor units"`
	Summary   Text   `json:"summary,omitempty"`
}

// ForTier reports whether a tier alone gives it (rule 1 of the package); rising are the codes of all tiers.
func (b *Benefit) ForTier(tier string, rising []string) bool {
	if len(b.Tiers) == 0 {
		return len(b.Plans) == 0
	}
	if b.Exact {
		return slices.Contains(b.Tiers, tier)
	}
	height := slices.Index(rising, tier)
	return slices.ContainsFunc(b.Tiers, func(code string) bool {
		least := slices.Index(rising, code)
		return least >= 0 && height >= least
	})
}
