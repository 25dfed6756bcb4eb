package staff

import (
	"context"

	"regulars/internal/store"
	"regulars/internal/vault"
)

const (
	sqlResealStaff   = `SELECT id, name, email, factor_secret FROM staff WHERE merchant_id = $1 AND id > $2 ORDER BY id LIMIT $3`
	sqlResealSession = `SELECT id, address FROM staff_session WHERE merchant_id = $1 AND id > $2 ORDER BY id LIMIT $3`
)

// sealedTable is a table of this room with columns sealed by the vault under the row's id.
type sealedTable struct {
	table, sql      string
	columns, fields []string
}

func sealedTables() []sealedTable {
	return []sealedTable{
		{"staff", sqlResealStaff, []string{"name", "email", "factor_secret"}, []string{"staff.name", "staff.email", factorField}},
		{"staff_session", sqlResealSession, []string{"address"}, []string{"session.address"}},
	}
}

// Reseal seals what this room holds of the merchant anew under the newest key: the rotation calls it in a transaction
// of the merchant. It answers how many rows it changed; running it again changes none.
func Reseal(ctx context.Context, tx *store.Tx) (int64, error) {
	var total int64
	for _, table := range sealedTables() {
		for after, more := int64(0), true; more; {
			rows, last, err := table.page(ctx, tx, after)
			if err != nil {
				return total, err
			}
			after, more = last, last != 0
			changed, err := store.UpdateMany(ctx, tx, store.Update{Table: table.table, Key: []string{"id"}, Set: table.columns}, rows)
			if err != nil {
				return total, err
			}
			total += changed
		}
	}
	return total, nil
}

// page reads one page and answers the rows to change and the last id; 0 at the end.
func (t sealedTable) page(ctx context.Context, tx *store.Tx, after int64) (rows [][]any, last int64, err error) {
	v := vault.From(tx)
	err = tx.Query(ctx, t.sql, func(row store.Row) error {
		sealed := make([][]byte, len(t.columns))
		dest := append(make([]any, 0, 1+len(sealed)), &last)
		for i := range sealed {
			dest = append(dest, &sealed[i])
		}
		if err := row.Scan(dest...); err != nil {
			return err
		}
		out, stale := []any{last}, false
		for i, field := range t.fields {
			anew, changed, err := v.Reseal(tx, last, field, sealed[i])
			if err != nil {
				return err
			}
			out, stale = append(out, anew), stale || changed
		}
		if stale {
			rows = append(rows, out)
		}
		return nil
	}, tx.MerchantID(), after, vault.ResealLimit)
	return rows, last, err
}
