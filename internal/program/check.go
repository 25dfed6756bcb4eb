package program

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"regulars/internal/fault"
	"regulars/internal/money"
)

var (
	codeForm  = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)
	colorForm = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)
)

// check refuses everything about a document that can be seen without compiling conditions.
func (c *compiler) check(d *Document) {
	c.text("name", d.Name, MaxText, true)
	choice(c, "entry.kind", d.Entry.Kind, EntryOpen, EntryCondition, EntryApproval, EntryInvitation)
	c.onlyWith("entry.when", d.Entry.When != "", d.Entry.Kind == EntryCondition, d.Entry.Kind)
	c.checkTiers(d.Tiers)
	c.checkPoints(&d.Points)
	c.text("growth.name", d.Growth.Name, MaxText, true)
	c.rounding("growth.rounding", d.Growth.Rounding)
	c.checkRules(d.Earning)
	choice(c, "multipliers", d.Multipliers, JoinBest, JoinAdd)
	c.checkCaps(d.Caps)
	c.checkSpending(&d.Spending)
}

// choice refuses a value that is not one of the known.
func choice[T ~string](c *compiler, field string, value T, known ...T) {
	if slices.Contains(known, value) {
		return
	}
	names := make([]string, len(known))
	for i := range known {
		names[i] = string(known[i])
	}
	c.add(ErrChoice.At(field, fault.P{"value": string(value), "known": strings.Join(names, ", ")}))
}

// onlyWith refuses a field that is missing where it must be, or given where it means nothing.
func (c *compiler) onlyWith(field string, given, wanted bool, with any) {
	switch {
	case wanted && !given:
		c.add(fault.ErrRequired.At(field, nil))
	case given && !wanted:
		c.add(ErrUnused.At(field, fault.P{"with": with}))
	}
}

func (c *compiler) between(field string, value, low, high int64) {
	if value < low || value > high {
		c.add(fault.ErrRange.At(field, fault.P{"min": low, "max": high}))
	}
}

func (c *compiler) text(field string, t Text, limit int, required bool) {
	if required && t == (Text{}) {
		c.add(fault.ErrRequired.At(field, nil))
	}
	if utf8.RuneCountInString(t.Zh) > limit || utf8.RuneCountInString(t.En) > limit {
		c.add(fault.ErrTooLong.At(field, fault.P{"limit": limit}))
	}
}

func (c *compiler) rounding(field string, name RoundingName) {
	choice(c, field, name, RoundingName(money.Floor), RoundingName(money.HalfUp), RoundingName(money.Ceil))
}

// code refuses a malformed code and one that is there already.
func (c *compiler) code(field, code string, seen map[string]bool) {
	switch {
	case !codeForm.MatchString(code):
		c.add(ErrCode.At(field, nil))
	case seen[code]:
		c.add(ErrTwice.At(field, fault.P{"value": code}))
	}
	seen[code] = true
}

func (c *compiler) checkTiers(tiers []Tier) {
	if len(tiers) == 0 {
		c.add(fault.ErrRequired.At("tiers", nil))
	}
	if len(tiers) > MaxTiers {
		c.add(fault.ErrTooMany.At("tiers", fault.P{"limit": MaxTiers}))
		return
	}
	seen := map[string]bool{}
	for i := range tiers {
		t, field := &tiers[i], fmt.Sprintf("tiers[%d]", i)
		c.code(field+".code", t.Code, seen)
		c.text(field+".name", t.Name, MaxText, true)
		c.text(field+".summary", t.Summary, MaxSummary, false)
		if t.Color != "" && !colorForm.MatchString(t.Color) {
			c.add(ErrColor.At(field+".color", nil))
		}
		switch {
		case i == 0 && (t.When != "" || t.Manual):
			c.add(ErrBase.At(field, nil))
		case i > 0:
			c.onlyWith(field+".when", t.When != "", !t.Manual, "manual")
		}
		choice(c, field+".keep.kind", t.Keep.Kind, KeepForever, KeepDays, KeepYearEnd)
		if c.onlyWith(field+".keep.days", t.Keep.Days != 0, t.Keep.Kind == KeepDays, t.Keep.Kind); t.Keep.Kind == KeepDays {
			c.between(field+".keep.days", int64(t.Keep.Days), 1, 3650)
		}
		if t.Keep.AfterYears != 0 {
			c.onlyWith(field+".keep.after_years", true, t.Keep.Kind == KeepYearEnd, t.Keep.Kind)
			c.between(field+".keep.after_years", int64(t.Keep.AfterYears), 0, 10)
		}
		c.between(field+".grace_days", int64(t.GraceDays), 0, 3650)
		choice(c, field+".downgrade", t.Downgrade, DowngradeStep, DowngradeReassess, DowngradeNever)
		c.between(field+".earn_bp", t.EarnBp, money.BpOne, MaxBp)
	}
}

func (c *compiler) checkPoints(p *Points) {
	c.text("points.name", p.Name, MaxText, true)
	c.rounding("points.rounding", p.Rounding)
	choice(c, "points.on_basis", p.OnBasis, OnMoney, OnPayable, OnBeforeDiscount)
	choice(c, "points.pending.kind", p.Pending.Kind, PendingNone, PendingDays, PendingFulfilment)
	c.between("points.pending.days", int64(p.Pending.Days), 0, 365)
	if p.Pending.Kind != PendingFulfilment { // after a status, days may be 0
		c.onlyWith("points.pending.days", p.Pending.Days != 0, p.Pending.Kind == PendingDays, p.Pending.Kind)
	}
	if c.onlyWith("points.pending.status", p.Pending.Status != "", p.Pending.Kind == PendingFulfilment, p.Pending.Kind); p.Pending.Status != "" {
		choice(c, "points.pending.status", p.Pending.Status, fulfilments...)
	}
	c.checkExpiry(&p.Expiry)
	if len(p.RemindDaysBefore) > MaxReminders {
		c.add(fault.ErrTooMany.At("points.remind_days_before", fault.P{"limit": MaxReminders}))
		return
	}
	for i, days := range p.RemindDaysBefore {
		c.between(fmt.Sprintf("points.remind_days_before[%d]", i), int64(days), 1, 365)
	}
}

func (c *compiler) checkExpiry(x *Expiry) {
	choice(c, "points.expiry.kind", x.Kind, ExpiryNever, ExpiryRollingMonths, ExpiryFixedDate, ExpiryInactivity)
	byMonths := x.Kind == ExpiryRollingMonths || x.Kind == ExpiryInactivity
	c.onlyWith("points.expiry.months", x.Months != 0, byMonths, x.Kind)
	c.between("points.expiry.months", int64(x.Months), 0, 240)
	c.onlyWith("points.expiry.month_day", x.MonthDay != "", x.Kind == ExpiryFixedDate, x.Kind)
	if x.MonthDay != "" {
		if _, err := time.Parse(time.DateOnly, "2024-"+x.MonthDay); err != nil { // a leap year: 02-29 is a date
			c.add(ErrDate.At("points.expiry.month_day", fault.P{"value": x.MonthDay, "form": "MM-DD"}))
		}
	}
	if x.AfterYears != 0 {
		c.onlyWith("points.expiry.after_years", true, x.Kind == ExpiryFixedDate, x.Kind)
		c.between("points.expiry.after_years", int64(x.AfterYears), 0, 10)
	}
}

func (c *compiler) checkRules(rules []Rule) {
	if len(rules) > MaxRules {
		c.add(fault.ErrTooMany.At("earning", fault.P{"limit": MaxRules}))
		return
	}
	seen := map[string]bool{}
	for i := range rules {
		r, field := &rules[i], fmt.Sprintf("earning[%d]", i)
		c.code(field+".code", r.Code, seen)
		c.text(field+".name", r.Name, MaxText, true)
		choice(c, field+".asset", r.Asset, AssetPoints, AssetGrowth)
		choice(c, field+".kind", r.Kind, PerAmount, PerUnit, PerOrder, Multiply)
		if r.Rounding != "" {
			c.rounding(field+".rounding", r.Rounding)
		}
		c.checkRate(field, r)
		c.checkRuleCaps(field+".caps", r.Caps)
	}
}

// checkRate refuses numbers that do not go with the kind of rule.
func (c *compiler) checkRate(field string, r *Rule) {
	c.onlyWith(field+".bp", r.Bp != 0, r.Kind == Multiply, r.Kind)
	c.onlyWith(field+".points", r.Points != 0, r.Kind != Multiply, r.Kind)
	c.onlyWith(field+".per_minor", r.PerMinor != 0, r.Kind == PerAmount, r.Kind)
	switch {
	case r.Kind == Multiply && r.Bp != 0:
		c.between(field+".bp", r.Bp, money.BpOne, MaxBp)
	case r.Points != 0:
		c.between(field+".points", r.Points, 1, MaxUnits)
	}
	if r.Kind == PerAmount && r.PerMinor != 0 {
		c.between(field+".per_minor", r.PerMinor, 1, MaxUnits*100)
		if r.PerMinor > 0 && r.Points/r.PerMinor > MaxRate {
			c.add(ErrRate.At(field+".points", fault.P{"max": MaxRate}))
		}
	}
}

func (c *compiler) checkRuleCaps(field string, caps []RuleCap) {
	if len(caps) > MaxCaps {
		c.add(fault.ErrTooMany.At(field, fault.P{"limit": MaxCaps}))
		return
	}
	seen := map[RuleCap]bool{}
	for i, k := range caps {
		at := fmt.Sprintf("%s[%d]", field, i)
		c.checkCap(at, k)
		same := RuleCap{Per: k.Per, AllMembers: k.AllMembers}
		if seen[same] {
			c.add(ErrTwice.At(at+".per", fault.P{"value": k.Per}))
		}
		seen[same] = true
	}
}

func (c *compiler) checkCap(field string, k RuleCap) {
	choice(c, field+".per", k.Per, PerOrderCap, PerDay, PerMonth, PerYear, PerEver)
	c.between(field+".amount", k.Amount, 1, money.Limit)
	if k.AllMembers && k.Per == PerOrderCap {
		c.add(ErrUnused.At(field+".all_members", fault.P{"with": "per: order"}))
	}
}

func (c *compiler) checkCaps(caps []Cap) {
	if len(caps) > 2*MaxCaps {
		c.add(fault.ErrTooMany.At("caps", fault.P{"limit": 2 * MaxCaps}))
		return
	}
	seen := map[Cap]bool{}
	for i, k := range caps {
		at := fmt.Sprintf("caps[%d]", i)
		choice(c, at+".asset", k.Asset, AssetPoints, AssetGrowth)
		c.checkCap(at, k.of())
		same := Cap{Asset: k.Asset, Per: k.Per, AllMembers: k.AllMembers}
		if seen[same] {
			c.add(ErrTwice.At(at+".per", fault.P{"value": k.Per}))
		}
		seen[same] = true
	}
}

func (c *compiler) checkSpending(s *Spending) {
	choice(c, "spending.balance_order", s.BalanceOrder, BonusFirst, PrincipalFirst, ProRata)
	if !s.Enabled {
		return
	}
	c.between("spending.points", s.Points, 1, MaxUnits)
	c.between("spending.minor", s.Minor, 1, MaxUnits)
	c.between("spending.min_points", s.MinPoints, 0, money.Limit)
	if s.Points < 1 || s.Minor < 1 {
		return
	}
	if unit := s.Points / gcd(s.Points, s.Minor); s.Step < 1 || s.Step%unit != 0 || s.Step > money.Limit {
		c.add(ErrStep.At("spending.step", fault.P{"unit": unit}))
	}
	c.between("spending.max_share_bp", s.MaxShareBp, 1, money.BpOne)
}
