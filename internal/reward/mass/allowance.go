package mass

import (
	"context"
	"math"

	"regulars/internal/fault"
	"regulars/internal/reward"
	"regulars/internal/reward/item"
	"regulars/internal/reward/pack"
	"regulars/internal/store"
)

// Allowance is what somebody may give at once without a second person.
type Allowance struct {
	Points    int64 // points or growth to each member
	CostMinor int64 // of everything together
	Members   int64
	Approved  bool // a second person has approved
}

// count refuses too many members, or too many points for each of them.
func (a *Allowance) count(ctx context.Context, tx *store.Tx, members int64, items []reward.Item) error {
	if a.Approved {
		return nil
	}
	items, err := reward.Apart(ctx, tx, items)
	if fault.Has(err, pack.ErrUnknown) {
		return nil // giving says so
	}
	if err != nil {
		return err
	}
	var points int64
	for _, it := range items {
		if it.Kind == item.Points || it.Kind == item.Growth {
			points += it.Amount
		}
	}
	switch {
	case members > a.Members && members > 1:
		return ErrMass.At("member_ids", fault.P{"limit": a.Members})
	case points > a.Points:
		return reward.ErrLimit.At("rewards", fault.P{"limit": a.Points})
	}
	return nil
}

// cost refuses what costs too much; the transaction must not commit then.
func (a *Allowance) cost(minor int64) *fault.Error {
	if a.Approved || minor <= a.CostMinor {
		return nil
	}
	return ErrCost.At("rewards", fault.P{"limit": a.CostMinor, "cost": minor})
}

// Refuses refuses the items for so many members, at a cost of so much each. Returns as Grant does where it is more than the allowance.
func (a Allowance) Refuses(ctx context.Context, tx *store.Tx, members int64, items []reward.Item) (eachMinor int64, err error) {
	if eachMinor, err = reward.Cost(ctx, tx, items); err != nil {
		return 0, err
	}
	if err := a.count(ctx, tx, members, items); err != nil {
		return eachMinor, err
	}
	if refused := a.cost(Total(eachMinor, members)); refused != nil {
		return eachMinor, refused
	}
	return eachMinor, nil
}

// Total is the cost of so many at so much each, as far as sums of money go.
func Total(eachMinor, members int64) int64 {
	if members > 0 && eachMinor > math.MaxInt64/members {
		return math.MaxInt64
	}
	return eachMinor * members
}
