package program

import (
	"slices"
	"strconv"
	"strings"

	"regulars/internal/expr"
	"regulars/internal/program/act"
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

// WindowKey is the name of a window in Standing.Windows: "spend:365", "spend:year", "spend:ever".
func WindowKey(name string, p expr.Period) string {
	if p.Kind == expr.PeriodDays {
		return name + ":" + strconv.Itoa(p.Days)
	}
	return name + ":" + p.Kind
}

// collectNeeds gathers what orders need.
func (p *Program) collectNeeds() Needs {
	n := Needs{Tiers: p.Asks(), Entry: p.entry.Needs()}
	n.Earn.Add(p.spendIf.Needs())
	for _, e := range []*engine{&p.points, &p.growth} {
		n.addRules(e, slices.Concat(e.base, e.multiply))
	}
	n.Earn.Add(p.benefits.Need())
	n.PriceLists = p.benefits.PriceLists()
	n.ByOrder = slices.ContainsFunc(n.Earn.Attributes, ofOrder)
	n.Categories, n.Region = slices.Contains(n.Earn.Attributes, "line.category"), slices.Contains(n.Earn.Attributes, "order.region")
	n.finish()
	return n
}

// collectActNeeds gathers what events need.
func (p *Program) collectActNeeds() Needs {
	n := Needs{Tiers: p.Asks(), Entry: p.entry.Needs()}
	for _, e := range []*engine{&p.points, &p.growth} {
		n.addRules(e, e.events)
	}
	n.finish()
	return n
}

// addRules adds what rules of an asset need, and the caps over all of them.
func (n *Needs) addRules(e *engine, rules []rule) {
	for _, r := range rules {
		n.Earn.Add(r.when.Needs())
		n.addCaps(r.caps)
	}
	n.addCaps(e.caps)
}

// finish leaves out what is known without the member's books, and finds how far windows reach.
func (n *Needs) finish() {
	n.Earn.Attributes = OfMember(n.Earn.Attributes)
	for _, need := range []expr.Need{n.Earn, n.Tiers, n.Entry} {
		for _, w := range need.Windows {
			n.addPeriod(w.Period)
		}
	}
}

// Named is what conditions name in lists that have to be looked up: segments.
func (n *Needs) Named() []string {
	all := n.Earn
	all.Add(n.Tiers)
	all.Add(n.Entry)
	return all.Named
}

// OfMember are the attributes that the books of a member answer: the order, the line and the event are known by themselves, the tier by the standing.
func OfMember(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return ofOrder(name) || act.OfEvent(name) || name == "tier" })
}

func ofOrder(name string) bool {
	return strings.HasPrefix(name, "order.") || strings.HasPrefix(name, "line.")
}

func (n *Needs) addCaps(caps []ceiling) {
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
