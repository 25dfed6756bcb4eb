package deal

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/offer/form"
)

// The limits of benefits and scopes.
const (
	MaxBenefits = 100
	MaxEarly    = 720 // hours
	MaxNamed    = 50  // plans of a benefit
	MaxScope    = 500
	MaxCode     = 100 // characters of a sku, a category, a list
	maxName     = 60
	maxSummary  = 500
	maxContact  = 200
	maxQuantity = 10_000
	maxBp       = 1_000_000
)

// Set is compiled benefits: of a programme, or of a version of a paid plan. Immutable, safe for concurrent use. The nil set is empty.
type Set struct {
	list  []*Promise
	need  expr.Need // of what orders decide
	whole expr.Need // of all of it
}

// Promise is a compiled benefit.
type Promise struct {
	*Benefit
	When        *expr.Condition  // nil holds always
	ByLine      bool             // When asks for line.*
	From, Until calendar.Instant // it holds from the first until before the second
	Sold        bool             // a plan was bought with it: who has that keeps it

	tiers []string // of the programme, rising; nil of a plan
}

// Holder is whose benefits are asked for.
type Holder struct {
	Tier  string
	Plans []string // codes of the plans that are active
	Sold  []*Set   // what programmes promised for them when they were bought ([Set.Naming])
}

// Compile checks the benefits of a programme and makes them run. tiers are the codes of its tiers, rising.
func Compile(c *form.Checker, list []Benefit, tiers []string) *Set {
	return compile(c, list, tiers, expr.Member|expr.Order|expr.Line)
}

// CompilePlan checks the benefits of a version of a paid plan and makes them run. They are for who has the plan: they name no tiers and no
// plans, and conditions are over order and line.
func CompilePlan(c *form.Checker, list []Benefit) *Set {
	for i := range list {
		field := fmt.Sprintf("benefits[%d]", i)
		c.May(field+".tiers", len(list[i].Tiers) > 0, false, "plan")
		c.May(field+".plans", len(list[i].Plans) > 0, false, "plan")
	}
	return compile(c, list, nil, expr.Order|expr.Line)
}

func compile(c *form.Checker, list []Benefit, tiers []string, scope expr.Scope) *Set {
	if len(list) > MaxBenefits {
		c.Add(fault.ErrTooMany.At("benefits", fault.P{"limit": MaxBenefits}))
		return nil
	}
	s := &Set{}
	seen := map[string]bool{}
	for i := range list {
		b, field := &list[i], fmt.Sprintf("benefits[%d]", i)
		c.Code(field+".code", b.Code, seen)
		c.Text(field+".name", b.Name, maxName, true)
		c.Text(field+".summary", b.Summary, maxSummary, false)
		form.Choice(c, field+".kind", b.Kind, Discount, MemberPrice, FreeDelivery, Multiplier, Quota, Service)
		b.checkTerms(c, field)
		p := &Promise{Benefit: b, When: c.Condition(field+".when", b.When, b.asks(scope))}
		p.ByLine = p.When != nil && p.When.Uses(expr.Line)
		p.From, p.Until = c.Days(field, b.From, b.Until)
		p.tiersOf(c, field, tiers)
		s.add(p)
	}
	return s
}

// add puts a promise into the set that is being made.
func (s *Set) add(p *Promise) {
	s.list = append(s.list, p)
	s.whole.Add(p.When.Needs())
	if p.Kind != Quota && p.Kind != Service || p.EarlyHours > 0 {
		s.need.Add(p.When.Needs())
	}
}

// checkTerms refuses terms that do not go with the kind, and numbers out of range.
func (b *Benefit) checkTerms(c *form.Checker, field string) {
	is := func(kinds ...Kind) bool { return slices.Contains(kinds, b.Kind) }
	c.OnlyWith(field+".off_bp", b.OffBp != 0, is(Discount), b.Kind)
	c.Between(field+".off_bp", b.OffBp, 0, money.BpOne)
	c.May(field+".full_price_only", b.FullPriceOnly, is(Discount), b.Kind)
	c.May(field+".cap_minor", b.CapMinor != 0, is(Discount, FreeDelivery), b.Kind)
	c.Between(field+".cap_minor", b.CapMinor, 0, money.Limit)
	c.OnlyWith(field+".price_list", b.PriceList != "", is(MemberPrice), b.Kind)
	tooLong(c, field+".price_list", b.PriceList, MaxCode)
	if c.OnlyWith(field+".bp", b.Bp != 0, is(Multiplier), b.Kind); b.Bp != 0 {
		c.Between(field+".bp", b.Bp, money.BpOne, maxBp)
	}
	c.OnlyWith(field+".quota.quantity", b.Quota.Quantity != 0, is(Quota), b.Kind)
	c.Between(field+".quota.quantity", b.Quota.Quantity, 0, maxQuantity)
	if c.OnlyWith(field+".quota.per", b.Quota.Per != "", is(Quota), b.Kind); b.Quota.Per != "" {
		form.Choice(c, field+".quota.per", b.Quota.Per, PerDay, PerWeek, PerMonth, PerQuarter, PerYear, PerEver)
	}
	if c.OnlyWith(field+".gives", b.Gives != "", is(Quota), b.Kind); b.Gives != "" {
		form.Choice(c, field+".gives", b.Gives, UnitFree, ByService)
	}
	if c.OnlyWith(field+".service", b.Service != "", is(Service), b.Kind); b.Service != "" {
		form.Choice(c, field+".service", b.Service, Priority, Queue, Hotline, Activity)
	}
	early := is(Service) && b.Service == Priority
	if c.OnlyWith(field+".early_hours", b.EarlyHours != 0, early, Priority); b.EarlyHours != 0 {
		c.Between(field+".early_hours", b.EarlyHours, 1, MaxEarly)
	}
	c.May(field+".contact", b.Contact != "", is(Service), b.Kind)
	tooLong(c, field+".contact", b.Contact, maxContact)
	c.May(field+".cost_minor", b.CostMinor != 0, is(Quota, Service), b.Kind)
	c.Between(field+".cost_minor", b.CostMinor, 0, money.Limit)
}

func tooLong(c *form.Checker, field, text string, limit int) {
	if utf8.RuneCountInString(text) > limit {
		c.Add(fault.ErrTooLong.At(field, fault.P{"limit": limit}))
	}
}

// tiersOf settles for which tiers and plans the promise is.
func (p *Promise) tiersOf(c *form.Checker, field string, tiers []string) {
	p.tiers = tiers
	for i, code := range p.Tiers {
		if tiers != nil {
			form.Choice(c, fmt.Sprintf("%s.tiers[%d]", field, i), code, tiers...)
		}
	}
	c.May(field+".exact", p.Exact, len(p.Tiers) > 0, "no tiers")
	if len(p.Plans) > MaxNamed {
		c.Add(fault.ErrTooMany.At(field+".plans", fault.P{"limit": MaxNamed}))
		return
	}
	seen := map[string]bool{}
	for i, code := range p.Plans {
		c.Code(fmt.Sprintf("%s.plans[%d]", field, i), code, seen)
	}
}

// For reports whether it is for a member with that tier and those plans; conditions come on top.
func (p *Promise) For(h Holder) bool {
	return p.ForTier(h.Tier, p.tiers) || slices.ContainsFunc(p.Plans, func(code string) bool { return slices.Contains(h.Plans, code) })
}

// At reports whether it holds at an instant by its days.
func (p *Promise) At(at calendar.Instant) bool { return at >= p.From && at < p.Until }

// All are the promises in the order of the document.
func (s *Set) All() []*Promise {
	if s == nil {
		return nil
	}
	return s.list
}

// Of are the promises of a kind, in the order of the document.
func (s *Set) Of(kind Kind) []*Promise {
	var out []*Promise
	for _, p := range s.All() {
		if p.Kind == kind {
			out = append(out, p)
		}
	}
	return out
}

// Find gives the promise of a code, or nil.
func (s *Set) Find(code string) *Promise {
	for _, p := range s.All() {
		if p.Code == code {
			return p
		}
	}
	return nil
}

// Held are the promises that a member has at an instant. Conditions over the member are asked of the facts; those that ask for an order or
// a line are left to the order, so their promises are among them.
func (s *Set) Held(h Holder, at calendar.Instant, facts expr.Facts) []*Promise {
	var out []*Promise
	for _, p := range s.For(h) {
		if p.At(at) && (p.When == nil || p.When.Uses(expr.Order|expr.Line) || p.When.Holds(facts)) {
			out = append(out, p)
		}
	}
	return out
}

// Need is what conditions ask for that orders decide by; order.* and line.* are among it.
func (s *Set) Need() expr.Need {
	if s == nil {
		return expr.Need{}
	}
	return s.need
}

// NeedOfHeld is what [Set.Held] asks for, and more.
func (s *Set) NeedOfHeld() expr.Need {
	if s == nil {
		return expr.Need{}
	}
	return s.whole
}

// PriceLists are the codes of the lists whose prices orders need, each once.
func (s *Set) PriceLists() []string {
	var out []string
	for _, p := range s.All() {
		if p.Kind == MemberPrice && !slices.Contains(out, p.PriceList) {
			out = append(out, p.PriceList)
		}
	}
	return out
}
