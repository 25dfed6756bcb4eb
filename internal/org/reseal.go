package org

import (
	"context"

	"regulars/internal/store"
	"regulars/internal/vault"
)

const sqlResealApproval = `SELECT id, body FROM org_approval WHERE merchant_id = $1 AND id > $2 AND member_id = 0 ORDER BY id LIMIT $3`

// Reseal seals what this room holds of the merchant anew under the newest key: the rotation calls it in a transaction
// of the merchant. It answers how many rows it changed; running it again changes none. What is sealed with persons' own keys
// needs nothing: vault seals those keys anew.
func Reseal(ctx context.Context, tx *store.Tx) (int64, error) {
	v := vault.From(tx)
	var total int64
	for after, more := int64(0), true; more; {
		var rows [][]any
		last := int64(0)
		err := tx.Query(ctx, sqlResealApproval, func(row store.Row) error {
			var body []byte
			if err := row.Scan(&last, &body); err != nil {
				return err
			}
			anew, changed, err := v.Reseal(tx, last, approvalField, body)
			if changed {
				rows = append(rows, []any{last, anew})
			}
			return err
		}, tx.MerchantID(), after, vault.ResealLimit)
		if err != nil {
			return total, err
		}
		changed, err := store.UpdateMany(ctx, tx, store.Update{Table: "org_approval", Key: []string{"id"}, Set: []string{"body"}}, rows)
		if err != nil {
			return total, err
		}
		total, after, more = total+changed, last, last != 0
	}
	return total, nil
}
