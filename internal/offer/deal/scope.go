package deal

import (
	"fmt"
	"slices"

	"regulars/internal/basket"
	"regulars/internal/expr"
	"regulars/internal/fault"
	"regulars/internal/offer/form"
)

// CompileScope checks a scope and makes it run; field is its path. The scope of a coupon's template is scope.
func CompileScope(c *form.Checker, field string, t ScopeTerms) *Scope {
	for _, list := range []struct {
		name  string
		texts []string
	}{{"skus", t.SKUs}, {"categories", t.Categories}, {"stores", t.Stores}, {"channels", t.Channels}} {
		if len(list.texts) > MaxScope {
			c.Add(fault.ErrTooMany.At(field+"."+list.name, fault.P{"limit": MaxScope}))
			continue
		}
		for i, text := range list.texts {
			at := fmt.Sprintf("%s.%s[%d]", field, list.name, i)
			tooLong(c, at, text, MaxCode)
			if text == "" {
				c.Add(fault.ErrRequired.At(at, nil))
			}
		}
	}
	return newScope(t, c.Condition(field+".condition", t.Condition, expr.Member|expr.Order|expr.Line))
}

// Scope is the units that an entitlement of the benefit makes free; nil is every product.
func (p *Promise) Scope() *Scope {
	if p.When == nil {
		return nil
	}
	return newScope(ScopeTerms{Condition: p.Benefit.When}, p.When)
}

func newScope(t ScopeTerms, when *expr.Condition) *Scope {
	return &Scope{terms: t, when: when, byLine: when != nil && when.Uses(expr.Line)}
}

// Terms are the scope as it was written; they must not be changed.
func (s *Scope) Terms() ScopeTerms {
	if s == nil {
		return ScopeTerms{}
	}
	return s.terms
}

// Need is what its condition asks for; order.* and line.* are among it. What of it the standing does not have belongs into the hand.
func (s *Scope) Need() expr.Need {
	if s == nil {
		return expr.Need{}
	}
	return s.when.Needs()
}

// whole reports whether the order is in scope as a whole.
func (s *Scope) whole(o *Order) bool {
	if s == nil {
		return true
	}
	if !within(s.terms.Stores, o.Store) || !within(s.terms.Channels, o.Channel) {
		return false
	}
	return s.when == nil || s.byLine || s.when.Holds(o.Facts)
}

// line reports whether a line of an order in scope is in scope too; payable is what it costs so far.
func (s *Scope) line(o *Order, l *basket.Line, payable int64) bool {
	if s == nil {
		return true
	}
	if !within(s.terms.SKUs, l.SKU) || !o.in(s.terms.Categories, l.Category) {
		return false
	}
	if s.when == nil || !s.byLine {
		return true
	}
	o.Facts.Line(l, payable)
	return s.when.Holds(o.Facts)
}

// in reports whether categories name the one of a line, or one that it lies below; or nothing.
func (o *Order) in(categories []string, category string) bool {
	return within(categories, category) || slices.ContainsFunc(o.Categories[category], func(code string) bool { return slices.Contains(categories, code) })
}

// within reports whether a list names the value, or nothing.
func within(list []string, value string) bool { return len(list) == 0 || slices.Contains(list, value) }
