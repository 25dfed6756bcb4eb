package ladder

import (
	"fmt"
	"slices"
	"time"

	"regulars/internal/expr"
	"regulars/internal/offer/form"
)

// Ladder is the tiers of a programme, compiled: immutable, safe for concurrent use.
type Ladder struct {
	tiers []tier
	zone  *time.Location
}

// tier is a compiled tier; its place is its height.
type tier struct {
	*Tier
	when      *expr.Condition // nil holds always
	recharges bool            // it counts recharge, so what is spent of it must not count again
}

// Compile compiles the conditions of tiers, which it keeps.
func Compile(c *form.Checker, tiers []Tier) *Ladder {
	l := &Ladder{zone: c.Zone}
	for i := range tiers {
		when := c.Condition(fmt.Sprintf("tiers[%d].when", i), tiers[i].When, expr.Member)
		l.tiers = append(l.tiers, tier{&tiers[i], when, when != nil && usesWindow(when, "recharge")})
	}
	return l
}

func usesWindow(x *expr.Condition, name string) bool {
	for _, w := range x.Needs().Windows {
		if w.Name == name {
			return true
		}
	}
	return false
}

// Asks is what must be known of a member to assess the tier.
func (l *Ladder) Asks() (need expr.Need) {
	for i := range l.tiers {
		need.Add(l.tiers[i].when.Needs())
		if l.tiers[i].recharges {
			need.Windows = withPrincipal(need.Windows)
		}
	}
	return need
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
