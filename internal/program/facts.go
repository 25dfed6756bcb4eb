package program

import (
	"time"

	"regulars/internal/basket"
	"regulars/internal/expr"
	"regulars/internal/offer/deal"
	"regulars/internal/program/act"
)

// facts answers the conditions of benefits, earning and spending: of the member from the standing and what the hand adds to it,
// of the order and of the line at hand from the basket.
type facts struct {
	standing       *Standing
	basket         *basket.Basket
	zone           *time.Location
	total, payable int64 // of the order
	line           *basket.Line
	linePayable    int64
	local          time.Time  // placed_at in the zone, once asked for
	hand           *deal.Hand // nil is nothing
	plans          []string   // that are active
	act            *act.Act   // the event that is decided; nil of an order
}

var _ deal.Facts = (*facts)(nil)

// Line says of which line is asked, and what is to pay for it; nil is none.
func (f *facts) Line(l *basket.Line, payableMinor int64) { f.line, f.linePayable = l, payableMinor }

// Payable says what the order costs.
func (f *facts) Payable(minor int64) { f.payable = minor }

// Window gives a window of the standing.
func (f *facts) Window(name string, p expr.Period) (int64, bool) {
	key := WindowKey(name, p)
	sum, ok := f.standing.Windows[key]
	if !ok && f.hand != nil {
		sum, ok = f.hand.Windows[key]
	}
	return sum, ok
}

// Attribute gives an attribute of member, order or line.
func (f *facts) Attribute(name string) (any, bool) {
	switch {
	case len(name) > 6 && name[:6] == "order.":
		return f.ofOrder(name[6:])
	case len(name) > 5 && name[:5] == "line.":
		return f.ofLine(name[5:])
	case act.OfEvent(name):
		return f.act.Attribute(name, f.zone)
	case name == "tier":
		return f.standing.Tier, true
	}
	value, ok := f.standing.Attributes[name]
	if !ok && f.hand != nil {
		value, ok = f.hand.Attributes[name]
	}
	return value, ok
}

func (f *facts) ofOrder(name string) (any, bool) {
	switch name {
	case "channel":
		return f.basket.Channel, true
	case "store":
		return f.basket.Store, true
	case "region":
		return f.standing.Region, f.standing.Region != ""
	case "total_minor":
		return f.total, true
	case "payable_minor":
		return f.payable, true
	case "hour":
		return int64(f.time().Hour()), true
	case "weekday": // 1 is Monday, 7 is Sunday
		return int64(f.time().Weekday()+6)%7 + 1, true
	case "month":
		return int64(f.time().Month()), true
	case "day":
		return int64(f.time().Day()), true
	default:
		return nil, false
	}
}

func (f *facts) ofLine(name string) (any, bool) {
	if f.line == nil {
		return nil, false
	}
	switch name {
	case "sku":
		return f.line.SKU, true
	case "category":
		if path := f.standing.Categories[f.line.Category]; path != nil {
			return path, true
		}
		return f.line.Category, true
	case "type":
		return string(f.line.Type), true
	case "quantity":
		return f.line.Quantity, true
	case "total_minor":
		return f.line.TotalMinor, true
	case "payable_minor":
		return f.linePayable, true
	default:
		return nil, false
	}
}

func (f *facts) time() time.Time {
	if f.local.IsZero() {
		f.local = f.standing.At.In(f.zone)
	}
	return f.local
}
