package limit

import (
	"fmt"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/offer/form"
)

// MaxCaps is how many caps one rule has at most, and all rules of an asset.
const MaxCaps = 5

// Asset is what an earning rule gives.
type Asset string

// The assets that rules of a programme give.
const (
	Points Asset = "points"
	Growth Asset = "growth"
)

// Period is the span over which a cap counts.
type Period string

// The periods of caps, in the merchant's zone. A week begins on Monday.
const (
	PerOrder Period = "order"
	PerDay   Period = "day"
	PerWeek  Period = "week"
	PerMonth Period = "month"
	PerYear  Period = "year"
	PerEver  Period = "ever"
)

// RuleCap is the most that one rule gives a member in a period, or, as a budget, all members together.
type RuleCap struct {
	Per        Period `json:"per" enum:"order,day,week,month,year,ever"`
	Amount     int64  `json:"amount" minimum:"1" maximum:"10000000000"`
	AllMembers bool   `json:"all_members,omitempty" doc:"A budget that all members share"`
}

// Cap is the most that all rules together give a member of an asset in a period, or, as a budget, all members together.
type Cap struct {
	Asset      Asset  `json:"asset" enum:"points,growth"`
	Per        Period `json:"per" enum:"order,day,week,month,year,ever"`
	Amount     int64  `json:"amount" minimum:"1" maximum:"10000000000"`
	AllMembers bool   `json:"all_members,omitempty" doc:"A budget that all members share"`
}

// Of is the cap without its asset.
func (k Cap) Of() RuleCap { return RuleCap{Per: k.Per, Amount: k.Amount, AllMembers: k.AllMembers} }

// Need is a cap over more than one order.
type Need struct {
	Rule   string // code of the rule, or that of Whole
	Per    Period
	Amount int64
	Shared bool // by all members: a budget
}

// Key is the name of the cap in Standing.Room.
func (n Need) Key() string {
	if n.Shared {
		return n.Rule + "/" + string(n.Per) + "/all"
	}
	return n.Rule + "/" + string(n.Per)
}

// Whole is the code under which caps over all rules of an asset are counted.
func Whole(asset Asset) string { return "asset:" + string(asset) }

// Key names the period of a cap that an instant lies in: "2026-11-22", "2026-11-16W" (the Monday), "2026-11", "2026", or "" for ever.
func Key(per Period, at calendar.Instant, zone *time.Location) string {
	day := at.Day(zone)
	switch per {
	case PerDay:
		return day.String()
	case PerWeek:
		return day.Monday().String() + "W"
	case PerMonth:
		return day.String()[:7]
	case PerYear:
		return day.String()[:4]
	default:
		return ""
	}
}

// First is the least of the keys of all periods but PerEver that an instant from then on may lie in.
func First(from calendar.Instant, zone *time.Location) string {
	return from.Day(zone).Monday().String()[:4]
}

// CheckRule refuses what is wrong with the caps of one rule.
func CheckRule(c *form.Checker, field string, caps []RuleCap) {
	own := make([]Cap, len(caps))
	for i, k := range caps {
		own[i] = Cap{Asset: Points, Per: k.Per, Amount: k.Amount, AllMembers: k.AllMembers} // a rule gives one asset: any will do
	}
	check(c, field, own, MaxCaps)
}

// CheckWhole refuses what is wrong with the caps over all rules.
func CheckWhole(c *form.Checker, caps []Cap) { check(c, "caps", caps, 2*MaxCaps) }

func check(c *form.Checker, field string, caps []Cap, most int) {
	if len(caps) > most {
		c.Add(fault.ErrTooMany.At(field, fault.P{"limit": most}))
		return
	}
	seen := map[Cap]bool{}
	for i, k := range caps {
		at := fmt.Sprintf("%s[%d]", field, i)
		form.Choice(c, at+".asset", k.Asset, Points, Growth)
		form.Choice(c, at+".per", k.Per, PerOrder, PerDay, PerWeek, PerMonth, PerYear, PerEver)
		c.Between(at+".amount", k.Amount, 1, money.Limit)
		if k.AllMembers && k.Per == PerOrder {
			c.Add(form.ErrUnused.At(at+".all_members", fault.P{"with": "per: order"}))
		}
		same := Cap{Asset: k.Asset, Per: k.Per, AllMembers: k.AllMembers}
		if seen[same] {
			c.Add(form.ErrTwice.At(at+".per", fault.P{"value": k.Per}))
		}
		seen[same] = true
	}
}
