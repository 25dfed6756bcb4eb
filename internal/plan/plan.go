package plan

import (
	"encoding/json"

	"regulars/internal/calendar"
	"regulars/internal/money"
	"regulars/internal/offer/deal"
)

// Period is how long one purchase of a plan lasts.
type Period string

// The periods.
const (
	Month    Period = "month"
	Quarter  Period = "quarter"
	Year     Period = "year"
	Lifetime Period = "lifetime"
)

// Months is the length of the period; 0 of a lifetime.
func (p Period) Months() int {
	switch p {
	case Month:
		return 1
	case Quarter:
		return 3
	case Year:
		return 12
	case Lifetime:
	}
	return 0
}

// Terms are what one version of a plan promises and costs. What was bought keeps its version.
type Terms struct {
	Name         deal.Text       `json:"name"`
	Summary      deal.Text       `json:"summary,omitzero"`
	Level        int64           `json:"level"` // of two plans the higher is better: one upgrades to it
	Period       Period          `json:"period"`
	PriceMinor   int64           `json:"price_minor"`
	LifetimeDays int64           `json:"lifetime_days,omitempty"` // of a lifetime: the price is used up over so many days
	CoolingDays  int64           `json:"cooling_days"`            // within so many days of the purchase the whole price comes back
	RemindDays   int64           `json:"remind_days"`             // its end is announced so many days before
	Benefits     []deal.Benefit  `json:"benefits,omitempty"`
	Gift         json.RawMessage `json:"gift,omitempty"`         // rewards on joining, as reward/item writes them
	RenewalGift  json.RawMessage `json:"renewal_gift,omitempty"` // the same on each renewal
	Budgets      []int64         `json:"budgets,omitempty"`      // that both draw from: where one is at its end, there is no gift
}

// Worth is what so many days are worth at the plan's price.
func (t *Terms) Worth(days int64) int64 {
	length := max(t.LifetimeDays, 1)
	if months := t.Period.Months(); months > 0 {
		length = int64(months) * 365 / 12
	}
	return money.MulDiv(t.PriceMinor, days, length, money.Ceil)
}

// Plan is a paid plan as it is sold now: the terms of its newest version.
type Plan struct {
	ID        int64
	Code      string // by which programmes name it: it never changes
	Version   int64
	OnSale    bool
	CreatedAt calendar.Instant
	UpdatedAt calendar.Instant
	Terms     Terms
}

// Act is how a membership came about.
type Act string

// The acts.
const (
	Joined   Act = "joined"   // bought for the first time
	Returned Act = "returned" // bought again after it had ended
	Renewed  Act = "renewed"  // bought while it lasts: it goes on from its end
	Upgraded Act = "upgraded" // bought in exchange for a lower plan
	Given    Act = "given"    // days given by a reward
)

// Closed is why a membership ended before its time.
type Closed string

// The ways of ending early.
const (
	Open       Closed = ""
	Cancelled  Closed = "cancelled"
	Superseded Closed = "upgraded"
	TakenBack  Closed = "taken_back"
	Erased     Closed = "erased"
)

// Membership is one span of a member's plan. It is active from StartsAt until the sooner of EndsAt and ClosedAt.
type Membership struct {
	ID       int64
	MemberID int64 // who holds it now
	RecordID int64 // the record that it was made for
	PlanID   int64
	Code     string // of the plan
	Version  int64
	Terms    *Terms // of that version; shared, never changed
	Edition  int64  // the version of the programme that was in force when it was made: what that promises for the plan is kept
	Act      Act
	MadeAt   calendar.Instant
	StartsAt calendar.Instant
	EndsAt   calendar.Instant // Never of a lifetime
	ClosedAt calendar.Instant // Never where it was not ended early
	Closed   Closed
	Rest     Rest

	PriceMinor       int64 // what it cost, credit included; 0 where it was given
	CreditMinor      int64 // of it, paid with the unused part of lower plans
	BackMinor        int64 // what of that credit was more than the price, and was paid out
	RefundMinor      int64 // what was paid back when it was cancelled
	UnrecoveredMinor int64 // what gifts were worth that could not be taken back then

	PrincipalMinor     int64 // stored value that was drawn for it …
	BonusMinor         int64
	PrincipalBackMinor int64 // … and what of that came back
	BonusBackMinor     int64

	Source, Number string
	Hash           string
	Cause          string // of what was given, such as "grant:12"
	StoreID        int64
	MadeBy         string
	Reason         string // of the end
	Detail         Detail

	fresh, changed bool
}

// Detail is how a membership was paid, and what it ended.
type Detail struct {
	Payments []Payment `json:"payments,omitempty"` // money that was paid for it now
	Sources  []Payment `json:"sources,omitempty"`  // where its whole price came from, earlier payments included
	Refunded []Payment `json:"refunded,omitempty"` // where the refund went
	From     []int64   `json:"from,omitempty"`     // memberships that it was upgraded from
	Giftless deal.Text `json:"giftless,omitzero"`  // why the gift was not given: a budget was at its end
	Kept     []int64   `json:"kept,omitempty"`     // memberships of which the refund was less by all that their used gifts are worth
}

// Payment is money or stored value that was paid, or is paid back.
type Payment struct {
	Kind        string `json:"kind"`
	AmountMinor int64  `json:"amount_minor"`
	Of          int64  `json:"of,omitempty"` // of stored value: the membership that it was drawn for, and comes back to the lots by
}

// The kinds of payments that are stored value.
const (
	Principal = "principal"
	Bonus     = "bonus"
)

// Stored reports whether it is stored value.
func (p Payment) Stored() bool { return p.Kind == Principal || p.Kind == Bonus }

// Rest is when a membership uses up no days, because another span of the plan does: two records that had it were merged into one.
type Rest struct {
	From  calendar.Instant // first instants of days; both 0 of none
	Until calendar.Instant
	Past  int64 // days of rests before this one
}

// Until is when the membership really ends or ended: before its beginning where it was closed before it began.
func (m *Membership) Until() calendar.Instant { return min(m.EndsAt, m.ClosedAt) }

// Lasts reports whether the membership goes on after the instant, or is still to come.
func (m *Membership) Lasts(at calendar.Instant) bool { return m.StartsAt < m.Until() && at < m.Until() }

// ActiveAt reports whether the membership gives its benefits at the instant.
func (m *Membership) ActiveAt(at calendar.Instant) bool { return m.StartsAt <= at && at < m.Until() }

// Root is what its gifts go back to.
func (m *Membership) Root() string { return Root(m.ID) }
