package vault

import (
	"context"

	"regulars/internal/fault"
	"regulars/internal/store"
)

// checkField and checkText are what vault_check holds, sealed and blind.
const (
	checkField = "check"
	checkText  = "this keyset belongs to this database"
)

const (
	sqlCheck    = `SELECT sealed, blind FROM vault_check WHERE id = $1`
	sqlCheckAdd = `INSERT INTO vault_check (id, sealed, blind, written_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, blind = excluded.blind, written_at = excluded.written_at`
)

// Check holds the vault against the database, in a transaction of the installation: it is called before serving and
// after a rotation. An empty database takes the keyset as its own; after a rotation the newest key is noted, so that
// an older copy of the file is refused from then on. Returns ErrKeysetWrong.
func Check(ctx context.Context, tx *store.Tx) error {
	v := From(tx)
	var sealed []byte
	var blind string
	found, err := store.One(ctx, tx, sqlCheck, func(row store.Row) error { return row.Scan(&sealed, &blind) }, 1)
	if err != nil {
		return err
	}
	if found {
		plain, err := v.unseal(0, 1, checkField, sealed)
		if err != nil && !fault.Has(err, ErrBroken) {
			return err
		}
		if plain != checkText || blind != v.Blind(0, checkField, checkText) {
			return ErrKeysetWrong.Wrap(err, nil)
		}
		if v.current(sealed) {
			return nil
		}
	}
	_, err = tx.Exec(ctx, sqlCheckAdd, 1, v.seal(0, 1, checkField, checkText), v.Blind(0, checkField, checkText), tx.Now())
	return err
}
