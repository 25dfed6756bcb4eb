package budget

import (
	"context"
	"fmt"

	"regulars/internal/store"
)

// Finding is a breach of an invariant of the room.
type Finding struct {
	BudgetID  int64
	Invariant int
	Detail    string
}

const (
	sqlUneven = `WITH drawn AS (SELECT budget_id, period, CAST(SUM(amount - returned) AS bigint) AS kept FROM reward_charge WHERE merchant_id = $1 GROUP BY budget_id, period),
		book AS (
			SELECT u.budget_id, u.period, u.used, COALESCE(d.kept, 0) AS kept FROM reward_budget_use u
				LEFT JOIN drawn d ON d.budget_id = u.budget_id AND d.period = u.period WHERE u.merchant_id = $1
			UNION ALL
			SELECT d.budget_id, d.period, 0, d.kept FROM drawn d
				WHERE NOT EXISTS (SELECT 1 FROM reward_budget_use u WHERE u.merchant_id = $1 AND u.budget_id = d.budget_id AND u.period = d.period))
		SELECT budget_id, period, used, kept FROM book WHERE used <> kept ORDER BY budget_id, period LIMIT 1000`
	sqlGrantless = `SELECT c.budget_id, c.period, c.amount, c.returned FROM reward_charge c LEFT JOIN reward_grant g ON g.merchant_id = c.merchant_id AND g.id = c.grant_id
		JOIN reward_budget b ON b.merchant_id = c.merchant_id AND b.id = c.budget_id
		WHERE c.merchant_id = $1 AND b.merchant_id = $1 AND (g.id IS NULL OR g.state = 'given' AND c.returned <> 0
			OR g.state = 'revoked' AND b.unit <> 'money' AND c.returned <> c.amount) ORDER BY c.budget_id, c.grant_id LIMIT 1000`
)

// Check proves that what is counted of each budget is what its charges say, and that a charge comes back with its grant.
func Check(ctx context.Context, tx *store.Tx, report func(Finding)) error {
	for _, c := range []struct {
		invariant   int
		sql, detail string
	}{
		{1, sqlUneven, "in the period %q %d is counted, charges keep %d"},
		{2, sqlGrantless, "in the period %q a charge of %d, %d of it returned, does not fit its grant"},
	} {
		err := tx.Query(ctx, c.sql, func(r store.Row) error {
			var id, a, b int64
			var period string
			err := r.Scan(&id, &period, &a, &b)
			report(Finding{id, c.invariant, fmt.Sprintf(c.detail, period, a, b)})
			return err
		}, tx.MerchantID())
		if err != nil {
			return err
		}
	}
	return nil
}
