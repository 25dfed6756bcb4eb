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
)

// Program is a compiled document: immutable, safe for concurrent use.
type Program struct {
	doc     Document
	zone    *time.Location
	tiers   []tier
	entry   *expr.Condition
	points  engine
	growth  engine
	spendIf *expr.Condition
	needs   Needs

	benefits *deal.Set
	deals    bool // an order of a member may get a benefit that takes money off
}

// tier is a compiled tier; its place is its height.
type tier struct {
	*Tier
	when      *expr.Condition // nil holds always
	recharges bool            // it counts recharge, so what is spent of it must not count again
	multiply  rule            // its earn_bp as a rule
}

// engine is the rules of one asset.
type engine struct {
	asset    Asset
	base     []rule // per_amount, per_unit, per_order, in the document's order
	multiply []rule
	caps     []limit
	lcm      int64 // of all per_minor: exact amounts are counted in 1/lcm
	basis    Basis
	join     Joining
}

// rule is a compiled earning rule.
type rule struct {
	code        string
	kind        RuleKind
	points      int64
	perMinor    int64
	factor      int64 // exact amount in 1/lcm for one minor unit, unit or order
	bp          int64
	when        *expr.Condition // nil holds always
	byLine      bool            // when asks for line.*, or lines are named
	lines       []int           // of what was brought: the only lines that it matches
	promise     *deal.Promise   // of a benefit that multiplies: for whom
	name        *Text           // of what was brought
	from, until calendar.Instant
	caps        []limit
	rounding    money.Rounding
}

// limit is a compiled cap.
type limit struct {
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

// Needs is what must be loaded to decide by this programme.
func (p *Program) Needs() *Needs { return &p.needs }

// compiler collects what is wrong while a document is compiled.
type compiler struct{ form.Checker }

// Compile checks a document and makes it run. It returns one error that names every mistake
// with the path of its field, such as tiers[2].when.
func Compile(doc Document, catalogue *expr.Catalogue, zone *time.Location) (*Program, error) {
	c := &compiler{form.Checker{Catalogue: catalogue, Zone: zone}}
	p := &Program{doc: doc.Filled(), zone: zone}
	c.check(&p.doc)
	if len(c.Wrong) > 0 && len(p.doc.Earning)+len(p.doc.Tiers) > MaxRules+MaxTiers {
		return nil, fault.Join(c.Wrong...) // too large to look further
	}
	p.entry = c.Condition("entry.when", doc.Entry.When, expr.Member)
	p.spendIf = c.Condition("spending.when", doc.Spending.When, expr.Member|expr.Order)
	for i := range p.doc.Tiers {
		p.tiers = append(p.tiers, c.tier(fmt.Sprintf("tiers[%d]", i), &p.doc.Tiers[i], p.doc.Points.Rounding))
	}
	c.benefits(p)
	p.points = c.engine(&p.doc, AssetPoints, p.doc.Points.Rounding)
	for _, b := range p.benefits.Of(deal.Multiplier) {
		p.points.multiply = append(p.points.multiply, rule{
			code: "benefit:" + b.Code, kind: Multiply, bp: b.Bp, when: b.When, byLine: b.ByLine, from: b.From, until: b.Until,
			promise: b, rounding: money.Rounding(p.doc.Points.Rounding),
		})
	}
	p.growth = c.engine(&p.doc, AssetGrowth, p.doc.Growth.Rounding)
	if err := fault.Join(c.Wrong...); err != nil {
		return nil, err
	}
	p.needs = p.collectNeeds()
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

func (c *compiler) tier(field string, t *Tier, rounding RoundingName) tier {
	when := c.Condition(field+".when", t.When, expr.Member)
	out := tier{Tier: t, when: when, recharges: when != nil && usesWindow(when, "recharge")}
	out.multiply = rule{
		code: "tier:" + t.Code, kind: Multiply, bp: t.EarnBp,
		until: calendar.Never, rounding: money.Rounding(rounding),
	}
	return out
}

func usesWindow(x *expr.Condition, name string) bool {
	for _, w := range x.Needs().Windows {
		if w.Name == name {
			return true
		}
	}
	return false
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
		r := c.rule(fmt.Sprintf("earning[%d]", i), &doc.Earning[i], rounding)
		switch r.kind {
		case Multiply:
			e.multiply = append(e.multiply, r)
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
			e.caps = append(e.caps, newLimit("asset:"+string(asset), k.of()))
		}
	}
	return e
}

func (c *compiler) rule(field string, r *Rule, rounding RoundingName) rule {
	or(&r.Rounding, rounding)
	out := rule{
		code: r.Code, kind: r.Kind, points: r.Points, perMinor: r.PerMinor, bp: r.Bp,
		rounding: money.Rounding(r.Rounding),
	}
	out.when = c.Condition(field+".when", r.When, expr.Member|expr.Order|expr.Line)
	out.byLine = out.when != nil && out.when.Uses(expr.Line)
	out.from, out.until = c.Days(field, r.From, r.Until)
	for _, k := range r.Caps {
		out.caps = append(out.caps, newLimit(r.Code, k))
	}
	return out
}

func newLimit(rule string, k RuleCap) limit {
	return limit{rule: rule, per: k.Per, amount: k.Amount, shared: k.AllMembers, key: CapNeed{Rule: rule, Per: k.Per, Shared: k.AllMembers}.Key()}
}

// of is the cap without its asset.
func (k Cap) of() RuleCap { return RuleCap{Per: k.Per, Amount: k.Amount, AllMembers: k.AllMembers} }
