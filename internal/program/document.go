package program

import (
	"slices"

	"regulars/internal/offer/deal"
	"regulars/internal/offer/form"
	"regulars/internal/program/act"
	"regulars/internal/program/ladder"
	"regulars/internal/program/lifetime"
	"regulars/internal/program/limit"
)

// Text is a text for people in both languages.
type Text = form.Text

// Document is a programme as merchants write it, export it and publish it.
// Its JSON and its YAML have the same shape.
type Document struct {
	Name        Text            `json:"name"`
	Entry       Entry           `json:"entry"`
	Tiers       []Tier          `json:"tiers"` // rising; the first is the base tier
	Points      Points          `json:"points"`
	Growth      Growth          `json:"growth"`
	Events      []act.EventKind `json:"events,omitempty" doc:"What members do beside buying, as the merchant's systems tell it"`
	Earning     []Rule          `json:"earning"`
	Multipliers Joining         `json:"multipliers" enum:"best,add"` // how several multiply rules join on one line
	Caps        []Cap           `json:"caps,omitempty"`
	Spending    Spending        `json:"spending"`

	Benefits []deal.Benefit `json:"benefits,omitempty"`
}

// EntryKind says how one becomes a member.
type EntryKind string

// The ways into membership.
const (
	EntryOpen       EntryKind = "open"       // whoever signs up
	EntryCondition  EntryKind = "condition"  // as soon as the condition holds
	EntryBought     EntryKind = "bought"     // by buying a paid plan, as each purchase of one does
	EntryApproval   EntryKind = "approval"   // when staff approve
	EntryInvitation EntryKind = "invitation" // by invitation only
)

// Entry is the door to membership.
type Entry struct {
	Kind EntryKind `json:"kind" enum:"open,condition,bought,approval,invitation"`
	When string    `json:"when,omitempty" doc:"Of kind condition: a condition in CEL over the member"` // only of kind condition
}

type (
	// Tier is one level of the programme.
	Tier = ladder.Tier
	// Keep is the keep period of a tier.
	Keep = ladder.Keep
	// Downgrade says what happens when the keep period (and grace) ended and the condition does not hold.
	Downgrade = ladder.Downgrade
	// TierState is the tier of one member.
	TierState = ladder.State
	// TierMove says how a tier state changed.
	TierMove = ladder.Move
	// TierChange is one move, with the states around it.
	TierChange = ladder.Change
	// Progress is what a member still needs for a tier.
	Progress = ladder.Progress
)

// The kinds of keep period, the policies of downgrade and the moves of a tier.
const (
	KeepForever       = ladder.KeepForever
	KeepDays          = ladder.KeepDays
	KeepYearEnd       = ladder.KeepYearEnd
	DowngradeStep     = ladder.DowngradeStep
	DowngradeReassess = ladder.DowngradeReassess
	DowngradeNever    = ladder.DowngradeNever
	TierUpgraded      = ladder.Upgraded
	TierRenewed       = ladder.Renewed
	TierGrace         = ladder.Grace
	TierDowngraded    = ladder.Downgraded
	TierReplaced      = ladder.Replaced
	TierGiven         = ladder.Given
	TierGivenEnded    = ladder.GivenEnded
)

// Points is the terms of the points.
type Points struct {
	Name             Text         `json:"name"`
	Pending          Pending      `json:"pending"`
	Expiry           Expiry       `json:"expiry"`
	Rounding         RoundingName `json:"rounding" enum:"floor,half_up,ceil"`
	OnBasis          Basis        `json:"on_basis" enum:"money,payable,before_discount" doc:"money: payable less bonus spent"`
	RemindDaysBefore []int        `json:"remind_days_before,omitempty"`
}

// Growth is the terms of the growth value: it is never pending and never expires.
type Growth struct {
	Name     Text         `json:"name"`
	Rounding RoundingName `json:"rounding" enum:"floor,half_up,ceil"`
}

// RoundingName is floor, half_up or ceil.
type RoundingName string

// Basis says on which amount of a line per_amount rules count.
type Basis string

// The bases.
const (
	OnMoney          Basis = "money"           // payable less bonus spent
	OnPayable        Basis = "payable"         // bonus too
	OnBeforeDiscount Basis = "before_discount" // the total
)

type (
	// Pending says when earned points become available.
	Pending = lifetime.Pending
	// PendingKind says for what earned points wait.
	PendingKind = lifetime.PendingKind
	// Expiry says when points expire.
	Expiry = lifetime.Expiry
	// ExpiryKind says how points expire.
	ExpiryKind = lifetime.ExpiryKind
)

// The kinds of waiting and of expiry.
const (
	PendingNone         = lifetime.PendingNone
	PendingDays         = lifetime.PendingDays
	PendingFulfilment   = lifetime.PendingFulfilment
	ExpiryNever         = lifetime.ExpiryNever
	ExpiryRollingMonths = lifetime.ExpiryRollingMonths
	ExpiryFixedDate     = lifetime.ExpiryFixedDate
	ExpiryInactivity    = lifetime.ExpiryInactivity
)

// RuleKind says how an earning rule counts.
type RuleKind string

// The kinds of earning rules.
const (
	PerAmount RuleKind = "per_amount" // points for each per_minor of the basis
	PerUnit   RuleKind = "per_unit"   // points for each unit of the lines
	PerOrder  RuleKind = "per_order"  // points for the order
	PerEvent  RuleKind = "per_event"  // points for something that the member did beside buying
	Multiply  RuleKind = "multiply"   // more of what per_amount and per_unit rules give
)

// Rule is one earning rule. What its When does not hold for earns nothing by it; where When uses
// line.*, it is asked for each line, else once for the order or the event.
type Rule struct {
	Code     string       `json:"code"`
	Name     Text         `json:"name"`
	Asset    Asset        `json:"asset" enum:"points,growth"`
	Kind     RuleKind     `json:"kind" enum:"per_amount,per_unit,per_order,multiply,per_event"`
	Event    string       `json:"event,omitempty" doc:"Of kind per_event: the code of one of the events, member.joined or member.profile"`
	Points   int64        `json:"points,omitempty" minimum:"0" maximum:"1000000" doc:"Of every kind but multiply"`
	PerMinor int64        `json:"per_minor,omitempty" minimum:"0" maximum:"100000000" doc:"Of kind per_amount: points for each so much, in minor units"`
	Bp       int64        `json:"bp,omitempty" minimum:"0" maximum:"1000000" doc:"Of kind multiply; 20000: double"`
	When     string       `json:"when,omitempty" doc:"A condition in CEL over member, order and line; of kind per_event over member and event"`
	From     string       `json:"from,omitempty" doc:"First day, YYYY-MM-DD"`
	Until    string       `json:"until,omitempty" doc:"Last day, YYYY-MM-DD"`
	Caps     []RuleCap    `json:"caps,omitempty"`
	Rounding RoundingName `json:"rounding,omitempty" enum:"floor,half_up,ceil" doc:"That of the asset where absent"`
}

type (
	// Asset is what an earning rule gives.
	Asset = limit.Asset
	// Period is the span over which a cap counts.
	Period = limit.Period
	// RuleCap is the most that one rule gives in a period.
	RuleCap = limit.RuleCap
	// Cap is the most that all rules of an asset give in a period.
	Cap = limit.Cap
	// CapNeed is a cap over more than one order.
	CapNeed = limit.Need
)

// The assets, and the periods of caps.
const (
	AssetPoints = limit.Points
	AssetGrowth = limit.Growth
	PerOrderCap = limit.PerOrder
	PerDay      = limit.PerDay
	PerWeek     = limit.PerWeek
	PerMonth    = limit.PerMonth
	PerYear     = limit.PerYear
	PerEver     = limit.PerEver
)

// Joining says how several multiply rules join on one line. A tier's earn_bp is one of them.
type Joining string

// The ways in which multipliers join.
const (
	JoinBest Joining = "best" // the highest alone
	JoinAdd  Joining = "add"  // double and one and a half make two and a half
)

// BalanceOrder says which part of the stored value is spent first.
type BalanceOrder string

// The orders in which stored value is spent.
const (
	BonusFirst     BalanceOrder = "bonus_first"
	PrincipalFirst BalanceOrder = "principal_first"
	ProRata        BalanceOrder = "pro_rata"
)

// Spending is the terms on which points are money off, and how balance is drawn.
type Spending struct {
	Enabled      bool         `json:"enabled"`
	Points       int64        `json:"points,omitempty" minimum:"0" maximum:"1000000" doc:"So many points …"`
	Minor        int64        `json:"minor,omitempty" minimum:"0" maximum:"1000000" doc:"… are so much money, in minor units"`
	MinPoints    int64        `json:"min_points,omitempty" minimum:"0" maximum:"10000000000" doc:"The fewest that are taken at a time"`
	Step         int64        `json:"step,omitempty" minimum:"0" maximum:"10000000000" doc:"Points go in multiples of it"`
	MaxShareBp   int64        `json:"max_share_bp,omitempty" minimum:"0" maximum:"10000" doc:"Of what is payable before points"`
	When         string       `json:"when,omitempty" doc:"A condition in CEL over member and order"`
	BalanceOrder BalanceOrder `json:"balance_order,omitempty" enum:"bonus_first,principal_first,pro_rata"`
}

// Filled is the document with its defaults written out where it says nothing.
func (d Document) Filled() Document {
	d.Tiers = slices.Clone(d.Tiers)
	d.Earning = slices.Clone(d.Earning)
	d.Events = slices.Clone(d.Events)
	d.Benefits = slices.Clone(d.Benefits)
	d.fill()
	return d
}

// fill writes the defaults where nothing is said.
func (d *Document) fill() {
	if d.Tiers == nil {
		d.Tiers = []Tier{} // what people edit has lists, not nothing
	}
	if d.Earning == nil {
		d.Earning = []Rule{}
	}
	or(&d.Entry.Kind, EntryOpen)
	or(&d.Multipliers, JoinBest)
	or(&d.Points.Pending.Kind, PendingNone)
	or(&d.Points.Expiry.Kind, ExpiryNever)
	or(&d.Points.Rounding, "floor")
	or(&d.Points.OnBasis, OnMoney)
	or(&d.Points.Name, Text{Zh: "积分", En: "points"})
	or(&d.Growth.Rounding, "floor")
	or(&d.Growth.Name, Text{Zh: "成长值", En: "growth"})
	or(&d.Spending.BalanceOrder, BonusFirst)
	below := int64(10_000)
	for i := range d.Tiers {
		t := &d.Tiers[i]
		or(&t.Keep.Kind, KeepForever)
		or(&t.Downgrade, DowngradeStep)
		or(&t.EarnBp, below) // a tier keeps what the one below gives unless told otherwise
		below = t.EarnBp
	}
	for i := range d.Earning {
		or(&d.Earning[i].Asset, AssetPoints)
	}
	if s := &d.Spending; s.Enabled && s.Points > 0 && s.Minor > 0 {
		or(&s.Step, s.Points/gcd(s.Points, s.Minor))
		or(&s.MaxShareBp, 10_000)
	}
}

// or sets what is still zero.
func or[T comparable](p *T, value T) {
	var zero T
	if *p == zero {
		*p = value
	}
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
