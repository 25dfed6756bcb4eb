package program

import (
	"fmt"

	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/offer/form"
	"regulars/internal/program/act"
	"regulars/internal/program/ladder"
	"regulars/internal/program/limit"
)

// check refuses everything about a document that can be seen without compiling conditions.
func (c *compiler) check(d *Document) {
	c.Text("name", d.Name, MaxText, true)
	form.Choice(&c.Checker, "entry.kind", d.Entry.Kind, EntryOpen, EntryCondition, EntryBought, EntryApproval, EntryInvitation)
	c.OnlyWith("entry.when", d.Entry.When != "", d.Entry.Kind == EntryCondition, d.Entry.Kind)
	ladder.Check(&c.Checker, d.Tiers)
	c.checkPoints(&d.Points)
	c.Text("growth.name", d.Growth.Name, MaxText, true)
	c.rounding("growth.rounding", d.Growth.Rounding)
	act.Check(&c.Checker, d.Events)
	c.checkRules(d)
	form.Choice(&c.Checker, "multipliers", d.Multipliers, JoinBest, JoinAdd)
	limit.CheckWhole(&c.Checker, d.Caps)
	c.checkSpending(&d.Spending)
}

func (c *compiler) rounding(field string, name RoundingName) {
	form.Choice(&c.Checker, field, name, RoundingName(money.Floor), RoundingName(money.HalfUp), RoundingName(money.Ceil))
}

func (c *compiler) checkPoints(p *Points) {
	c.Text("points.name", p.Name, MaxText, true)
	c.rounding("points.rounding", p.Rounding)
	form.Choice(&c.Checker, "points.on_basis", p.OnBasis, OnMoney, OnPayable, OnBeforeDiscount)
	p.Pending.Check(&c.Checker, "points.pending")
	p.Expiry.Check(&c.Checker, "points.expiry")
	if len(p.RemindDaysBefore) > MaxReminders {
		c.Add(fault.ErrTooMany.At("points.remind_days_before", fault.P{"limit": MaxReminders}))
		return
	}
	for i, days := range p.RemindDaysBefore {
		c.Between(fmt.Sprintf("points.remind_days_before[%d]", i), int64(days), 1, 365)
	}
}

func (c *compiler) checkRules(d *Document) {
	rules := d.Earning
	if len(rules) > MaxRules {
		c.Add(fault.ErrTooMany.At("earning", fault.P{"limit": MaxRules}))
		return
	}
	seen := map[string]bool{}
	for i := range rules {
		r, field := &rules[i], fmt.Sprintf("earning[%d]", i)
		c.Code(field+".code", r.Code, seen)
		c.Text(field+".name", r.Name, MaxText, true)
		form.Choice(&c.Checker, field+".asset", r.Asset, AssetPoints, AssetGrowth)
		form.Choice(&c.Checker, field+".kind", r.Kind, PerAmount, PerUnit, PerOrder, Multiply, PerEvent)
		if r.Rounding != "" {
			c.rounding(field+".rounding", r.Rounding)
		}
		c.checkRate(field, r)
		c.checkEvent(field, r, d.Events)
		limit.CheckRule(&c.Checker, field+".caps", r.Caps)
	}
}

// checkEvent refuses what does not go with rules for events: one that says which, and how often what comes again and again gives.
func (c *compiler) checkEvent(field string, r *Rule, known []act.EventKind) {
	if c.OnlyWith(field+".event", r.Event != "", r.Kind == PerEvent, r.Kind); r.Kind != PerEvent || r.Event == "" {
		return
	}
	form.Choice(&c.Checker, field+".event", r.Event, act.Codes(known)...)
	once := false
	for i, k := range r.Caps {
		c.May(fmt.Sprintf("%s.caps[%d].per", field, i), k.Per == PerOrderCap, false, PerEvent)
		once = once || k.Per == PerEver && !k.AllMembers
	}
	if r.Event == act.Profile && !once {
		c.Add(ErrOnce.At(field+".caps", nil))
	}
}

// checkRate refuses numbers that do not go with the kind of rule.
func (c *compiler) checkRate(field string, r *Rule) {
	c.OnlyWith(field+".bp", r.Bp != 0, r.Kind == Multiply, r.Kind)
	c.OnlyWith(field+".points", r.Points != 0, r.Kind != Multiply, r.Kind)
	c.OnlyWith(field+".per_minor", r.PerMinor != 0, r.Kind == PerAmount, r.Kind)
	switch {
	case r.Kind == Multiply && r.Bp != 0:
		c.Between(field+".bp", r.Bp, money.BpOne, MaxBp)
	case r.Points != 0:
		c.Between(field+".points", r.Points, 1, MaxUnits)
	}
	if r.Kind == PerAmount && r.PerMinor != 0 {
		c.Between(field+".per_minor", r.PerMinor, 1, MaxUnits*100)
		if r.PerMinor > 0 && r.Points/r.PerMinor > MaxRate {
			c.Add(ErrRate.At(field+".points", fault.P{"max": MaxRate}))
		}
	}
}

func (c *compiler) checkSpending(s *Spending) {
	form.Choice(&c.Checker, "spending.balance_order", s.BalanceOrder, BonusFirst, PrincipalFirst, ProRata)
	if !s.Enabled {
		return
	}
	c.Between("spending.points", s.Points, 1, MaxUnits)
	c.Between("spending.minor", s.Minor, 1, MaxUnits)
	c.Between("spending.min_points", s.MinPoints, 0, money.Limit)
	if s.Points < 1 || s.Minor < 1 {
		return
	}
	if unit := s.Points / gcd(s.Points, s.Minor); s.Step < 1 || s.Step%unit != 0 || s.Step > money.Limit {
		c.Add(ErrStep.At("spending.step", fault.P{"unit": unit}))
	}
	c.Between("spending.max_share_bp", s.MaxShareBp, 1, money.BpOne)
}
