package program

import (
	"fmt"
	"regexp"

	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/offer/form"
)

var colorForm = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// check refuses everything about a document that can be seen without compiling conditions.
func (c *compiler) check(d *Document) {
	c.Text("name", d.Name, MaxText, true)
	form.Choice(&c.Checker, "entry.kind", d.Entry.Kind, EntryOpen, EntryCondition, EntryBought, EntryApproval, EntryInvitation)
	c.OnlyWith("entry.when", d.Entry.When != "", d.Entry.Kind == EntryCondition, d.Entry.Kind)
	c.checkTiers(d.Tiers)
	c.checkPoints(&d.Points)
	c.Text("growth.name", d.Growth.Name, MaxText, true)
	c.rounding("growth.rounding", d.Growth.Rounding)
	c.checkRules(d.Earning)
	form.Choice(&c.Checker, "multipliers", d.Multipliers, JoinBest, JoinAdd)
	c.checkCaps(d.Caps)
	c.checkSpending(&d.Spending)
}

func (c *compiler) rounding(field string, name RoundingName) {
	form.Choice(&c.Checker, field, name, RoundingName(money.Floor), RoundingName(money.HalfUp), RoundingName(money.Ceil))
}

func (c *compiler) checkTiers(tiers []Tier) {
	if len(tiers) == 0 {
		c.Add(fault.ErrRequired.At("tiers", nil))
	}
	if len(tiers) > MaxTiers {
		c.Add(fault.ErrTooMany.At("tiers", fault.P{"limit": MaxTiers}))
		return
	}
	seen := map[string]bool{}
	for i := range tiers {
		t, field := &tiers[i], fmt.Sprintf("tiers[%d]", i)
		c.Code(field+".code", t.Code, seen)
		c.Text(field+".name", t.Name, MaxText, true)
		c.Text(field+".summary", t.Summary, MaxSummary, false)
		if t.Color != "" && !colorForm.MatchString(t.Color) {
			c.Add(ErrColor.At(field+".color", nil))
		}
		switch {
		case i == 0 && (t.When != "" || t.Manual):
			c.Add(ErrBase.At(field, nil))
		case i > 0:
			c.OnlyWith(field+".when", t.When != "", !t.Manual, "manual")
		}
		form.Choice(&c.Checker, field+".keep.kind", t.Keep.Kind, KeepForever, KeepDays, KeepYearEnd)
		if c.OnlyWith(field+".keep.days", t.Keep.Days != 0, t.Keep.Kind == KeepDays, t.Keep.Kind); t.Keep.Kind == KeepDays {
			c.Between(field+".keep.days", int64(t.Keep.Days), 1, 3650)
		}
		if t.Keep.AfterYears != 0 {
			c.OnlyWith(field+".keep.after_years", true, t.Keep.Kind == KeepYearEnd, t.Keep.Kind)
			c.Between(field+".keep.after_years", int64(t.Keep.AfterYears), 0, 10)
		}
		c.Between(field+".grace_days", int64(t.GraceDays), 0, 3650)
		form.Choice(&c.Checker, field+".downgrade", t.Downgrade, DowngradeStep, DowngradeReassess, DowngradeNever)
		c.Between(field+".earn_bp", t.EarnBp, money.BpOne, MaxBp)
	}
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

func (c *compiler) checkRules(rules []Rule) {
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
		form.Choice(&c.Checker, field+".kind", r.Kind, PerAmount, PerUnit, PerOrder, Multiply)
		if r.Rounding != "" {
			c.rounding(field+".rounding", r.Rounding)
		}
		c.checkRate(field, r)
		c.checkRuleCaps(field+".caps", r.Caps)
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

func (c *compiler) checkRuleCaps(field string, caps []RuleCap) {
	if len(caps) > MaxCaps {
		c.Add(fault.ErrTooMany.At(field, fault.P{"limit": MaxCaps}))
		return
	}
	seen := map[RuleCap]bool{}
	for i, k := range caps {
		at := fmt.Sprintf("%s[%d]", field, i)
		c.checkCap(at, k)
		same := RuleCap{Per: k.Per, AllMembers: k.AllMembers}
		if seen[same] {
			c.Add(form.ErrTwice.At(at+".per", fault.P{"value": k.Per}))
		}
		seen[same] = true
	}
}

func (c *compiler) checkCap(field string, k RuleCap) {
	form.Choice(&c.Checker, field+".per", k.Per, PerOrderCap, PerDay, PerMonth, PerYear, PerEver)
	c.Between(field+".amount", k.Amount, 1, money.Limit)
	if k.AllMembers && k.Per == PerOrderCap {
		c.Add(form.ErrUnused.At(field+".all_members", fault.P{"with": "per: order"}))
	}
}

func (c *compiler) checkCaps(caps []Cap) {
	if len(caps) > 2*MaxCaps {
		c.Add(fault.ErrTooMany.At("caps", fault.P{"limit": 2 * MaxCaps}))
		return
	}
	seen := map[Cap]bool{}
	for i, k := range caps {
		at := fmt.Sprintf("caps[%d]", i)
		form.Choice(&c.Checker, at+".asset", k.Asset, AssetPoints, AssetGrowth)
		c.checkCap(at, k.of())
		same := Cap{Asset: k.Asset, Per: k.Per, AllMembers: k.AllMembers}
		if seen[same] {
			c.Add(form.ErrTwice.At(at+".per", fault.P{"value": k.Per}))
		}
		seen[same] = true
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
