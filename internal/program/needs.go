package program

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/expr"
)

// Needs is what must be loaded to decide by a programme.
type Needs struct {
	Earn    expr.Need // of a standing, for earning and spending: attributes of the member and windows, without tier
	Tiers   expr.Need // to assess tiers
	Entry   expr.Need // to decide on entry
	Caps    []CapNeed // whose room a standing must carry
	Days    int       // the longest window in days over all of them; a calendar year counts 366
	Ever    bool      // whether any window has no beginning
	ByOrder bool      // whether an earning rule asks for order.* or line.*

	Categories bool // whether an earning rule asks for the category of a line
	Region     bool // or for the region of the store

	PriceLists []string // codes of the lists whose prices the hand of a member must carry
}

// CapNeed is a cap over more than one order.
type CapNeed struct {
	Rule   string // code of the rule, or "asset:<asset>"
	Per    Period
	Amount int64
	Shared bool // by all members: a budget
}

// Key is the name of the cap in Standing.Room.
func (n CapNeed) Key() string {
	if n.Shared {
		return n.Rule + "/" + string(n.Per) + "/all"
	}
	return n.Rule + "/" + string(n.Per)
}

// WindowKey is the name of a window in Standing.Windows: "spend:365", "spend:year", "spend:ever".
func WindowKey(name string, p expr.Period) string {
	if p.Kind == expr.PeriodDays {
		return name + ":" + strconv.Itoa(p.Days)
	}
	return name + ":" + p.Kind
}

// PeriodKey names the period of a cap that an instant lies in: "2026-11-22", "2026-11", "2026", or "" for ever.
func PeriodKey(per Period, at calendar.Instant, zone *time.Location) string {
	day := at.Day(zone).String()
	switch per {
	case PerDay:
		return day
	case PerMonth:
		return day[:7]
	case PerYear:
		return day[:4]
	default:
		return ""
	}
}

func (p *Program) collectNeeds() Needs {
	var n Needs
	n.Entry.Add(p.entry.Needs())
	for i := range p.tiers {
		n.Tiers.Add(p.tiers[i].when.Needs())
		if p.tiers[i].recharges {
			n.Tiers.Windows = withPrincipal(n.Tiers.Windows)
		}
	}
	n.Earn.Add(p.spendIf.Needs())
	for _, e := range []*engine{&p.points, &p.growth} {
		for _, r := range slices.Concat(e.base, e.multiply) {
			n.Earn.Add(r.when.Needs())
			n.addCaps(r.caps)
		}
		n.addCaps(e.caps)
	}
	n.Earn.Add(p.benefits.Need())
	n.PriceLists = p.benefits.PriceLists()
	n.ByOrder = slices.ContainsFunc(n.Earn.Attributes, ofOrder)
	n.Categories, n.Region = slices.Contains(n.Earn.Attributes, "line.category"), slices.Contains(n.Earn.Attributes, "order.region")
	n.Earn.Attributes = slices.DeleteFunc(n.Earn.Attributes, func(name string) bool { return ofOrder(name) || name == "tier" })
	for _, need := range []expr.Need{n.Earn, n.Tiers, n.Entry} {
		for _, w := range need.Windows {
			n.addPeriod(w.Period)
		}
	}
	return n
}

// Named is what conditions name in lists that have to be looked up: segments.
func (n *Needs) Named() []string {
	all := n.Earn
	all.Add(n.Tiers)
	all.Add(n.Entry)
	return all.Named
}

func ofOrder(name string) bool {
	return strings.HasPrefix(name, "order.") || strings.HasPrefix(name, "line.")
}

// withPrincipal adds, for each window of spend, the one of the principal spent.
func withPrincipal(windows []expr.WindowUse) []expr.WindowUse {
	for _, w := range windows {
		if extra := (expr.WindowUse{Name: "principal", Period: w.Period}); w.Name == "spend" && !slices.Contains(windows, extra) {
			windows = append(windows, extra)
		}
	}
	return windows
}

func (n *Needs) addCaps(caps []limit) {
	for _, k := range caps {
		if k.per != PerOrderCap {
			n.Caps = append(n.Caps, CapNeed{Rule: k.rule, Per: k.per, Amount: k.amount, Shared: k.shared})
		}
	}
}

func (n *Needs) addPeriod(p expr.Period) {
	switch p.Kind {
	case expr.PeriodEver:
		n.Ever = true
	case expr.PeriodYear:
		n.Days = max(n.Days, 366)
	default:
		n.Days = max(n.Days, p.Days)
	}
}
