package plan

import (
	"context"
	"fmt"

	"regulars/internal/edition"
	"regulars/internal/expr"
	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/offer/deal"
	"regulars/internal/offer/form"
	"regulars/internal/store"
)

// compiled is the compiled benefits of the version that the membership was bought with; nil where it has none.
func compiled(ctx context.Context, tx *store.Tx, m *Membership) (*deal.Set, error) {
	if len(m.Terms.Benefits) == 0 {
		return nil, nil
	}
	key := fmt.Sprintf("plan:%d:%d|%s", m.PlanID, m.Version, tx.Zone())
	set, err := edition.Compiled(ctx, tx, key, func(c *expr.Catalogue) (*deal.Set, error) {
		check := &form.Checker{Catalogue: c, Zone: tx.Zone()}
		set := deal.CompilePlan(check, m.Terms.Benefits)
		return set, fault.Join(check.Wrong...)
	})
	if err != nil { // it was compiled when it was saved: what it uses has gone since
		return nil, fmt.Errorf("benefits of plan %d, version %d: %s", m.PlanID, m.Version, err.Error())
	}
	return set, nil
}

// sold is what the programme that was in force when the membership was made promises for its plan.
func sold(ctx context.Context, tx *store.Tx, m *Membership) (*deal.Set, error) {
	return edition.Remember(tx, fmt.Sprintf("sold:%s:%d|%s", m.Code, m.Edition, tx.Zone()), func() (*deal.Set, error) {
		ed, err := edition.ByNumber(ctx, tx, m.Edition)
		if err != nil {
			return nil, err
		}
		return ed.Benefits().Naming(m.Code), nil
	})
}

// check refuses terms that cannot be sold, field by field.
func (t *Terms) check(ctx context.Context, tx *store.Tx) error {
	named, err := Named(ctx, tx)
	if err != nil {
		return err
	}
	// Compiled remembers what stands under a key for ever, so what is only tried has none that another could meet.
	_, err = edition.Compiled(ctx, tx, fmt.Sprintf("plan-draft:%d", tx.NewID()), func(catalogue *expr.Catalogue) (*deal.Set, error) {
		c := &form.Checker{Catalogue: catalogue, Zone: tx.Zone()}
		c.Text("name", t.Name, maxName, true)
		c.Text("summary", t.Summary, maxSummary, false)
		c.Between("level", t.Level, 1, maxLevel)
		form.Choice(c, "period", t.Period, Month, Quarter, Year, Lifetime)
		c.Between("price_minor", t.PriceMinor, 0, money.Limit)
		c.OnlyWith("lifetime_days", t.LifetimeDays != 0, t.Period == Lifetime, t.Period)
		c.Between("lifetime_days", t.LifetimeDays, 0, maxLifetime)
		if t.Period == Lifetime && t.LifetimeDays == 0 { // else nothing of its price would ever come back
			c.Add(ErrLifetimes.At("lifetime_days", nil))
		}
		c.Between("cooling_days", t.CoolingDays, 0, maxCooling)
		c.Between("remind_days", t.RemindDays, 0, maxRemind)
		set := deal.CompilePlan(c, t.Benefits)
		return set, fault.Join(append(c.Wrong, named.Missing(t.Benefits)...)...)
	})
	return err
}
