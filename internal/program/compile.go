package program

import (
	"fmt"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/offer/deal"
	"regulars/internal/offer/form"
	"regulars/internal/program/act"
	"regulars/internal/program/ladder"
	"regulars/internal/program/limit"
)

// Program is a compiled document: immutable, safe for concurrent use.
type Program struct {
	doc  Document
	zone *time.Location
	*ladder.Ladder
	lifts   []rule // the earn_bp of each tier as a rule
	entry   *expr.Condition
	points  engine
	growth  engine
	spendIf *expr.Condition
	needs   Needs // of orders
	acts    Needs // of events

	benefits *deal.Set
	deals    bool // an order of a member may get a benefit that takes money off
}

// engine is the rules of one asset.
type engine struct {
	asset    Asset
	base     []rule // per_amount, per_unit, per_order, in the document's order
	multiply []rule
	events   []rule // per_event
	caps     []ceiling
	lcm      int64 // of all per_minor: exact amounts are counted in 1/lcm
	basis    Basis
	join     Joining
}

// rule is a compiled earning rule.
type rule struct {
	code        string
	kind        RuleKind
	event       string // of per_event
	points      int64
	perMinor    int64
	factor      int64 // exact amount in 1/lcm for one minor unit, unit or order
	bp          int64
	when        *expr.Condition // nil holds always
	byLine      bool            // when asks for line.*, or lines are named
	lines       []int           // of what was brought: the only lines that it matches
	promise     *deal.Promise   // of a benefit that multiplies: for whom
	name        *Text           // of what was brought
	sold        bool            // it is as a plan was bought with it
	from, until calendar.Instant
	caps        []ceiling
	rounding    money.Rounding
}

// benefitRule begins the codes of benefits that multiply, among the rules.
const benefitRule = "benefit:"

// ceiling is a compiled cap.
type ceiling struct {
	rule   string // as in Use.Rule
	per    Period
	amount int64
	shared bool // by all members
	key    string
}

// Document is the document with its defaults filled in; it must not be changed.
func (p *Program) Document() *Document { return &p.doc }

// Zone is the merchant's time zone.
func (p *Program) Zone() *time.Location { return p.zone }

// Benefits are what it promises beside points.
func (p *Program) Benefits() *deal.Set { return p.benefits }

// Needs is what must be loaded to decide orders by this programme.
func (p *Program) Needs() *Needs { return &p.needs }

// ActNeeds is what must be loaded to decide events by this programme.
func (p *Program) ActNeeds() *Needs { return &p.acts }

// compiler collects what is wrong while a document is compiled.
type compiler struct{ form.Checker }

// Compile checks a document and makes it run. It returns one error that names every mistake
// with the path of its field, such as tiers[2].when.
func Compile(doc Document, catalogue *expr.Catalogue, zone *time.Location) (*Program, error) {
	catalogue, err := act.Beside(catalogue, doc.Events)
	if err != nil {
		return nil, err
	}
	c := &compiler{form.Checker{Catalogue: catalogue, Zone: zone}}
	p := &Program{doc: doc.Filled(), zone: zone}
	c.check(&p.doc)
	if len(c.Wrong) > 0 && len(p.doc.Earning)+len(p.doc.Tiers) > MaxRules+ladder.MaxTiers {
		return nil, fault.Join(c.Wrong...) // too large to look further
	}
	p.entry = c.Condition("entry.when", doc.Entry.When, expr.Member)
	p.spendIf = c.Condition("spending.when", doc.Spending.When, expr.Member|expr.Order)
	p.Ladder = ladder.Compile(&c.Checker, p.doc.Tiers)
	for i := range p.doc.Tiers {
		t := &p.doc.Tiers[i]
		p.lifts = append(p.lifts, rule{
			code: "tier:" + t.Code, kind: Multiply, bp: t.EarnBp, until: calendar.Never, rounding: money.Rounding(p.doc.Points.Rounding),
		})
	}
	c.benefits(p)
	p.points = c.engine(&p.doc, AssetPoints, p.doc.Points.Rounding)
	for _, b := range p.benefits.Of(deal.Multiplier) {
		p.points.multiply = append(p.points.multiply, rule{
			code: benefitRule + b.Code, kind: Multiply, bp: b.Bp, when: b.When, byLine: b.ByLine, from: b.From, until: b.Until,
			promise: b, rounding: money.Rounding(p.doc.Points.Rounding),
		})
	}
	p.growth = c.engine(&p.doc, AssetGrowth, p.doc.Growth.Rounding)
	if err := fault.Join(c.Wrong...); err != nil {
		return nil, err
	}
	p.needs, p.acts = p.collectNeeds(), p.collectActNeeds()
	return p, nil
}

func (c *compiler) benefits(p *Program) {
	codes := make([]string, len(p.doc.Tiers))
	for i := range codes {
		codes[i] = p.doc.Tiers[i].Code
	}
	p.benefits = deal.Compile(&c.Checker, p.doc.Benefits, codes)
	for _, kind := range []deal.Kind{deal.Discount, deal.MemberPrice, deal.FreeDelivery} {
		p.deals = p.deals || len(p.benefits.Of(kind)) > 0
	}
}

// engine compiles the rules of one asset.
func (c *compiler) engine(doc *Document, asset Asset, rounding RoundingName) engine {
	e := engine{asset: asset, lcm: 1, basis: doc.Points.OnBasis, join: doc.Multipliers}
	for i := range doc.Earning {
		if r := &doc.Earning[i]; r.Asset == asset && r.Kind == PerAmount && r.PerMinor > 0 && e.lcm <= maxWeight {
			e.lcm *= r.PerMinor / gcd(e.lcm, r.PerMinor)
		}
	}
	var weight int64
	for i := range doc.Earning {
		if doc.Earning[i].Asset != asset {
			continue
		}
		r := c.rule(fmt.Sprintf("earning[%d]", i), doc, &doc.Earning[i], rounding)
		switch r.kind {
		case Multiply:
			e.multiply = append(e.multiply, r)
			continue
		case PerEvent:
			e.events = append(e.events, r)
			continue
		case PerAmount:
			r.factor = r.points * (e.lcm / max(r.perMinor, 1))
		default:
			r.factor = r.points * e.lcm
		}
		weight += min(r.factor, maxWeight+1)
		e.base = append(e.base, r)
	}
	if e.lcm > maxWeight || weight > maxWeight {
		c.Add(ErrRates.At("earning", fault.P{"asset": asset}))
	}
	for _, k := range doc.Caps {
		if k.Asset == asset {
			e.caps = append(e.caps, newCeiling(limit.Whole(asset), k.Of()))
		}
	}
	return e
}

func (c *compiler) rule(field string, doc *Document, r *Rule, rounding RoundingName) rule {
	or(&r.Rounding, rounding)
	out := rule{
		code: r.Code, kind: r.Kind, event: r.Event, points: r.Points, perMinor: r.PerMinor, bp: r.Bp,
		rounding: money.Rounding(r.Rounding),
	}
	scope := expr.Member | expr.Order | expr.Line
	if r.Kind == PerEvent {
		scope = expr.Member | expr.Event
	}
	out.when = c.Condition(field+".when", r.When, scope)
	for _, name := range out.when.Needs().Attributes {
		if !act.Asks(r.Event, name) && act.Find(doc.Events, r.Event) != nil { // else that event is the mistake
			c.Add(ErrEvent.At(field+".when", fault.P{"name": name}))
		}
	}
	out.byLine = out.when != nil && out.when.Uses(expr.Line)
	out.from, out.until = c.Days(field, r.From, r.Until)
	for _, k := range r.Caps {
		out.caps = append(out.caps, newCeiling(r.Code, k))
	}
	return out
}

func newCeiling(rule string, k RuleCap) ceiling {
	return ceiling{rule: rule, per: k.Per, amount: k.Amount, shared: k.AllMembers, key: CapNeed{Rule: rule, Per: k.Per, Shared: k.AllMembers}.Key()}
}
