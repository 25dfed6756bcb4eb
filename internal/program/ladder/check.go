package ladder

import (
	"fmt"
	"regexp"

	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/offer/form"
)

var colorForm = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

// Check refuses everything about tiers that can be seen without compiling their conditions.
func Check(c *form.Checker, tiers []Tier) {
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
		c.Text(field+".name", t.Name, maxText, true)
		c.Text(field+".summary", t.Summary, maxSummary, false)
		if t.Color != "" && !colorForm.MatchString(t.Color) {
			c.Add(ErrColor.At(field+".color", nil))
		}
		switch {
		case i == 0 && (t.When != "" || t.Manual):
			c.Add(ErrBase.At(field, nil))
		case i > 0:
			c.OnlyWith(field+".when", t.When != "", !t.Manual, "manual")
		}
		form.Choice(c, field+".keep.kind", t.Keep.Kind, KeepForever, KeepDays, KeepYearEnd)
		if c.OnlyWith(field+".keep.days", t.Keep.Days != 0, t.Keep.Kind == KeepDays, t.Keep.Kind); t.Keep.Kind == KeepDays {
			c.Between(field+".keep.days", int64(t.Keep.Days), 1, 3650)
		}
		if t.Keep.AfterYears != 0 {
			c.OnlyWith(field+".keep.after_years", true, t.Keep.Kind == KeepYearEnd, t.Keep.Kind)
			c.Between(field+".keep.after_years", int64(t.Keep.AfterYears), 0, 10)
		}
		c.Between(field+".grace_days", int64(t.GraceDays), 0, 3650)
		form.Choice(c, field+".downgrade", t.Downgrade, DowngradeStep, DowngradeReassess, DowngradeNever)
		c.Between(field+".earn_bp", t.EarnBp, money.BpOne, maxBp)
	}
}
