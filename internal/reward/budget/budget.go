package budget

import (
	"context"
	"time"
	"unicode/utf8"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/org"
	"regulars/internal/store"
)

// Unit is what a budget counts.
type Unit string

// The units.
const (
	Points Unit = "points" // points given
	Money  Unit = "money"  // the cost of what is given, in minor units
	Count  Unit = "count"  // rewards: a grant is one
)

// Period says how often a budget begins anew.
type Period string

// The periods, by the merchant's own days; a week begins on Monday.
const (
	Day   Period = "day"
	Week  Period = "week"
	Month Period = "month"
	Year  Period = "year"
	Ever  Period = "ever"
)

// daysToMonday is how many days the first of all days, a Thursday, comes after a Monday.
const daysToMonday = 3

// Key names the period that an instant lies in: "2026-11-22", "2026-11-16w", "2026-11", "2026", or "" for ever.
func (p Period) Key(at calendar.Instant, zone *time.Location) string {
	day := at.Day(zone)
	switch p {
	case Day:
		return day.String()
	case Week:
		return (day - (day+daysToMonday)%7).String() + "w"
	case Month:
		return day.String()[:7]
	case Year:
		return day.String()[:4]
	}
	return ""
}

// Budget is a limit of what may be given.
type Budget struct {
	ID        int64
	Name      string
	Unit      Unit
	Total     int64 // 0 where only PerMember limits
	PerMember int64 // 0 where only Total limits
	Period    Period
	Closed    bool
	MadeAt    calendar.Instant
	Version   int64

	Used    int64 // in the period of now
	Charges int64 // in it, those of which something is kept
}

// check names every field that is wrong.
func (b *Budget) check() error {
	var refused []*fault.Error
	name, wrong := org.CleanText("name", b.Name, maxName)
	switch {
	case wrong != nil:
		refused = append(refused, wrong)
	case utf8.RuneCountInString(name) == 0:
		refused = append(refused, fault.ErrRequired.At("name", nil))
	}
	b.Name = name
	switch b.Unit {
	case Points, Money, Count:
	default:
		refused = append(refused, fault.ErrInvalid.At("unit", fault.P{"reason": "points, money or count"}))
	}
	switch b.Period {
	case Day, Week, Month, Year, Ever:
	default:
		refused = append(refused, fault.ErrInvalid.At("period", fault.P{"reason": "day, week, month, year or ever"}))
	}
	for field, limit := range map[string]int64{"total": b.Total, "per_member": b.PerMember} {
		if limit < 0 || limit > maxTotal {
			refused = append(refused, fault.ErrRange.At(field, fault.P{"min": 1, "max": int64(maxTotal)}))
		}
	}
	if b.Total == 0 && b.PerMember == 0 {
		refused = append(refused, ErrNoLimit.At("total", nil))
	}
	return fault.Join(refused...)
}

const maxTotal = money.Limit

// Add makes a budget. It is audited.
func Add(ctx context.Context, tx *store.Tx, b Budget) (Budget, error) {
	if err := b.check(); err != nil {
		return Budget{}, err
	}
	b.ID, b.MadeAt, b.Version, b.Closed = tx.NewID(), tx.Now(), 1, false
	_, err := tx.Exec(ctx, `INSERT INTO reward_budget (merchant_id, id, name, unit, total, per_member, period, closed, made_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		tx.MerchantID(), b.ID, b.Name, string(b.Unit), b.Total, b.PerMember, string(b.Period), b.Closed, b.MadeAt, b.Version)
	if err != nil {
		return Budget{}, err
	}
	return b, org.Audit(ctx, tx, org.Change{Verb: "budget.made", Subject: org.Subject("budget", b.ID), After: b.doc()})
}

// Change replaces name, limits and whether it is closed, of the version that the caller has seen. Returns ErrUnknown, ErrStale, ErrFixed.
func Change(ctx context.Context, tx *store.Tx, b Budget) (Budget, error) {
	old, err := lock(ctx, tx, b.ID)
	if err != nil {
		return Budget{}, err
	}
	switch {
	case old.Version != b.Version:
		return Budget{}, ErrStale.New(nil)
	case old.Unit != b.Unit:
		return Budget{}, ErrFixed.At("unit", nil)
	case old.Period != b.Period:
		return Budget{}, ErrFixed.At("period", nil)
	}
	if err := b.check(); err != nil {
		return Budget{}, err
	}
	b.MadeAt, b.Version = old.MadeAt, old.Version+1
	_, err = tx.Exec(ctx, `UPDATE reward_budget SET name = $3, total = $4, per_member = $5, closed = $6, version = $7 WHERE merchant_id = $1 AND id = $2`,
		tx.MerchantID(), b.ID, b.Name, b.Total, b.PerMember, b.Closed, b.Version)
	if err != nil {
		return Budget{}, err
	}
	return b, org.Audit(ctx, tx, org.Change{Verb: "budget.changed", Subject: org.Subject("budget", b.ID), Before: old.doc(), After: b.doc()})
}

// doc is the budget in the audit trail.
func (b Budget) doc() map[string]any {
	return map[string]any{
		"name": b.Name, "unit": b.Unit, "total": b.Total, "per_member": b.PerMember, "period": b.Period, "closed": b.Closed,
	}
}
