package pay

import (
	"context"
	"slices"

	"regulars/internal/fault"
	"regulars/internal/offer/deal"
	"regulars/internal/reward"
	"regulars/internal/reward/budget"
)

// Gift gives what comes with a sale, on books that the caller saves. Where a budget that it draws from is at its end nothing is given and the sale goes on:
// refused says why, in both languages. Returns every other refusal of reward.Grant.
func Gift(ctx context.Context, bk *reward.Books, in reward.GrantIn) (refused deal.Text, err error) {
	_, err = bk.Grant(ctx, in)
	spent := func(code fault.Code) bool { return fault.Has(err, code) }
	if len(in.Budgets) == 0 || !slices.ContainsFunc([]fault.Code{budget.ErrSpent, budget.ErrMemberSpent, budget.ErrClosed, budget.ErrCostUnknown}, spent) {
		return refused, err
	}
	e := fault.As(err) // budgets are asked before anything is given
	return deal.Text{Zh: e.Text("zh"), En: e.Text("en")}, nil
}
