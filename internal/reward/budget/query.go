package budget

import (
	"context"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

const (
	sqlLock = `SELECT id, name, unit, total, per_member, period, closed, made_at, version FROM reward_budget
WHERE merchant_id = $1 AND id = ANY($2) ORDER BY id FOR UPDATE`
	sqlGet = `SELECT id, name, unit, total, per_member, period, closed, made_at, version FROM reward_budget
WHERE merchant_id = $1 AND id = ANY($2) ORDER BY id`
	sqlList = `SELECT id, name, unit, total, per_member, period, closed, made_at, version FROM reward_budget
WHERE merchant_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`
)

func read(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]Budget, error) {
	var out []Budget
	err := tx.Query(ctx, sql, func(r store.Row) error {
		var b Budget
		err := r.Scan(&b.ID, &b.Name, (*string)(&b.Unit), &b.Total, &b.PerMember, (*string)(&b.Period), &b.Closed, &b.MadeAt, &b.Version)
		out = append(out, b)
		return err
	}, args...)
	return out, err
}

func lock(ctx context.Context, tx *store.Tx, id int64) (Budget, error) {
	found, err := read(ctx, tx, sqlLock, tx.MerchantID(), []int64{id})
	if err == nil && len(found) == 0 {
		err = ErrUnknown.New(nil)
	}
	if err != nil {
		return Budget{}, err
	}
	return found[0], nil
}

// Get is one budget with what is used of it now. Returns ErrUnknown.
func Get(ctx context.Context, tx *store.Tx, id int64) (Budget, error) {
	found, err := read(ctx, tx, sqlGet, tx.MerchantID(), []int64{id})
	if err == nil && len(found) == 0 {
		err = ErrUnknown.New(nil)
	}
	if err == nil {
		err = used(ctx, tx, found)
	}
	if err != nil {
		return Budget{}, err
	}
	return found[0], nil
}

// List is a page of budgets, newest first, after the id of the last one seen (0: from the newest), with what is used of them now.
func List(ctx context.Context, tx *store.Tx, after int64, limit int) ([]Budget, error) {
	if after <= 0 {
		after = int64(calendar.Never)
	}
	found, err := read(ctx, tx, sqlList, tx.MerchantID(), after, min(max(limit, 1), MaxPage))
	if err == nil {
		err = used(ctx, tx, found)
	}
	return found, err
}

// used fills in what is used of the budgets in their periods of now.
func used(ctx context.Context, tx *store.Tx, list []Budget) error {
	if len(list) == 0 {
		return nil
	}
	at := map[int64]int{}
	var ids []int64
	var periods []string
	for i, b := range list {
		at[b.ID] = i
		ids, periods = append(ids, b.ID), append(periods, b.Period.Key(tx.Now(), tx.Zone()))
	}
	slices.Sort(ids)
	count := func(sql string, take func(b *Budget, n int64)) {
		tx.QueryLater(sql, func(r store.Row) error {
			var id, n int64
			var period string
			err := r.Scan(&id, &period, &n)
			if i, asked := at[id]; asked && periods[i] == period {
				take(&list[i], n)
			}
			return err
		}, tx.MerchantID(), ids, periods)
	}
	count(`SELECT budget_id, period, used FROM reward_budget_use WHERE merchant_id = $1 AND budget_id = ANY($2) AND period = ANY($3)`,
		func(b *Budget, n int64) { b.Used = n })
	count(`SELECT budget_id, period, COUNT(*) FROM reward_charge WHERE merchant_id = $1 AND budget_id = ANY($2) AND period = ANY($3)
		AND amount > returned GROUP BY budget_id, period`, func(b *Budget, n int64) { b.Charges = n })
	return tx.Flush(ctx)
}

// Charge is what one grant drew from a budget.
type Charge struct {
	GrantID, BudgetID, MemberID int64
	Period                      string
	Amount, Returned            int64
}

// Charges is a page of what a budget was drawn for, newest first, after the id of the last grant seen (0: from the newest).
func Charges(ctx context.Context, tx *store.Tx, budgetID, after int64, limit int) ([]Charge, error) {
	if after <= 0 {
		after = int64(calendar.Never)
	}
	return charges(ctx, tx, `SELECT grant_id, budget_id, member_id, period, amount, returned FROM reward_charge
		WHERE merchant_id = $1 AND budget_id = $2 AND grant_id < $3 ORDER BY grant_id DESC LIMIT $4`, budgetID, after, min(max(limit, 1), MaxPage))
}

// Of are the charges of grants.
func Of(ctx context.Context, tx *store.Tx, grants []int64) ([]Charge, error) {
	return charges(ctx, tx, `SELECT grant_id, budget_id, member_id, period, amount, returned FROM reward_charge
		WHERE merchant_id = $1 AND grant_id = ANY($2) ORDER BY grant_id, budget_id`, grants)
}

func charges(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]Charge, error) {
	var out []Charge
	err := tx.Query(ctx, sql, func(r store.Row) error {
		var c Charge
		err := r.Scan(&c.GrantID, &c.BudgetID, &c.MemberID, &c.Period, &c.Amount, &c.Returned)
		out = append(out, c)
		return err
	}, slices.Concat([]any{tx.MerchantID()}, args)...)
	return out, err
}
