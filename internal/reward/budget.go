package reward

import (
	"cmp"
	"context"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/program/limit"
	"regulars/internal/store"
)

// A budget is a cap that all members share: its uses stand under member 0. Its rows are locked after all members, by rule
// and period, and only where a programme has budgets.

// openBudgets reads, and in a writing transaction locks, what is used of the budgets whose periods the facts lie in.
func (bk *Books) openBudgets(ctx context.Context, facts []calendar.Instant) error {
	keys := bk.budgetKeys(facts)
	if len(keys) == 0 {
		return nil
	}
	var rules, periods []string
	rows := make([][]any, len(keys))
	for i, k := range keys {
		rules, periods = append(rules, k.rule), append(periods, k.period)
		rows[i] = []any{bk.tx.MerchantID(), int64(0), k.rule, k.period, int64(0)}
	}
	if bk.tx.Writes() { // a row that is not there cannot be locked
		insert := insertUse
		insert.Conflict = "ON CONFLICT (merchant_id, member_id, rule, period) DO NOTHING"
		if _, err := store.InsertMany(ctx, bk.tx, insert, rows); err != nil {
			return err
		}
	}
	return bk.tx.Query(ctx, `SELECT rule, period, used FROM reward_use WHERE merchant_id = $1 AND member_id = 0 AND rule = ANY($2) AND period = ANY($3)
		ORDER BY rule, period FOR UPDATE`, func(r store.Row) error {
		var k useKey
		u := &use{}
		err := r.Scan(&k.rule, &k.period, &u.used)
		bk.uses[k] = u
		return err
	}, bk.tx.MerchantID(), rules, periods)
}

// budgetKeys are the budgets that the facts touch, in the order in which they are locked.
func (bk *Books) budgetKeys(facts []calendar.Instant) []useKey {
	var keys []useKey
	for _, ed := range bk.Editions.All() {
		for _, c := range ed.Program.Needs().Caps {
			for _, at := range facts {
				if k := (useKey{0, c.Rule, limit.Key(c.Per, at, bk.zone)}); c.Shared && !slices.Contains(keys, k) {
					keys = append(keys, k)
				}
			}
		}
	}
	slices.SortFunc(keys, func(a, b useKey) int { return cmp.Or(cmp.Compare(a.rule, b.rule), cmp.Compare(a.period, b.period)) })
	return keys
}
