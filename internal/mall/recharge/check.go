package recharge

import (
	"context"
	"fmt"

	"regulars/internal/store"
)

// Check proves the invariants of the room over a merchant.
func Check(ctx context.Context, tx *store.Tx, report func(Finding)) error {
	err := tx.Query(ctx, sqlWrong, func(r store.Row) error {
		var id, principal, charged, bonus int64
		err := r.Scan(&id, &principal, &charged, &bonus)
		report(Finding{ID: id, Invariant: 2, Detail: fmt.Sprintf("the ledger is off by principal %d, charged %d, bonus %d", principal, charged, bonus)})
		return err
	}, tx.MerchantID())
	if err != nil {
		return err
	}
	var withdrawn, written int64
	_, err = store.One(ctx, tx, sqlUneven, func(r store.Row) error { return r.Scan(&withdrawn, &written) }, tx.MerchantID())
	if err == nil && withdrawn != written {
		report(Finding{Invariant: 4, Detail: fmt.Sprintf("recharges paid back %d, withdrawals say %d", withdrawn, written)})
	}
	return err
}
