package reward

import (
	"cmp"
	"context"
	"slices"

	"regulars/internal/store"
)

// UseKey names what is counted against one cap: the rule (or "asset:…") and the period that the fact lies in.
type UseKey struct{ Rule, Period string }

// SetUses replaces what is counted against the caps of a member by what its orders keep. The caller holds the member's lock.
func SetUses(ctx context.Context, tx *store.Tx, memberID int64, uses map[UseKey]int64) error {
	if _, err := tx.Exec(ctx, `DELETE FROM reward_use WHERE merchant_id = $1 AND member_id = $2`, tx.MerchantID(), memberID); err != nil {
		return err
	}
	rows := make([][]any, 0, len(uses))
	for k, used := range uses {
		if used > 0 {
			rows = append(rows, []any{tx.MerchantID(), memberID, k.Rule, k.Period, used})
		}
	}
	slices.SortFunc(rows, func(a, b []any) int {
		return cmp.Or(cmp.Compare(a[2].(string), b[2].(string)), cmp.Compare(a[3].(string), b[3].(string)))
	})
	_, err := store.InsertMany(ctx, tx, store.Insert{Table: "reward_use", Columns: []string{"merchant_id", "member_id", "rule", "period", "used"}}, rows)
	return err
}
