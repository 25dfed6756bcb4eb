package privacy

import (
	"context"

	"regulars/internal/store"
	"regulars/internal/vault"
)

// ResealLimit is how many members one call of [Reseal] looks at.
const ResealLimit = 500

// sealed is one sealed column of the members from $2 (left out) to $3: its statement gives the key, the subject, the field under
// which it is sealed, and the value. The statement's key is what the update finds the row by.
type sealed struct {
	sql    string
	update store.Update
}

const (
	sqlSealedName    = `SELECT id, '', id, 'name', name FROM member WHERE merchant_id = $1 AND id > $2 AND id <= $3`
	sqlSealedAddress = `SELECT id, '', id, 'address', address FROM member WHERE merchant_id = $1 AND id > $2 AND id <= $3`
	sqlSealedIdent   = `SELECT member_id, digest, member_id, kind, sealed FROM member_identity WHERE merchant_id = $1 AND member_id > $2 AND member_id <= $3`
	sqlSealedPast    = `SELECT id, '', member_id, kind, sealed FROM member_identity_past WHERE merchant_id = $1 AND member_id > $2 AND member_id <= $3`
	sqlSealedAnswer  = `SELECT member_id, code, member_id, 'attr.' || code, sealed FROM member_attribute WHERE merchant_id = $1 AND member_id > $2 AND member_id <= $3`
	sqlSealedChild   = `SELECT id, '', id, 'child', name FROM member_child WHERE merchant_id = $1 AND member_id > $2 AND member_id <= $3`
)

func columns() []sealed {
	return []sealed{
		{sqlSealedName, store.Update{Table: "member", Key: []string{"id"}, Set: []string{"name"}}},
		{sqlSealedAddress, store.Update{Table: "member", Key: []string{"id"}, Set: []string{"address"}}},
		{sqlSealedIdent, store.Update{Table: "member_identity", Key: []string{"member_id", "digest"}, Set: []string{"sealed"}}},
		{sqlSealedPast, store.Update{Table: "member_identity_past", Key: []string{"id"}, Set: []string{"sealed"}}},
		{sqlSealedAnswer, store.Update{Table: "member_attribute", Key: []string{"member_id", "code"}, Set: []string{"sealed"}}},
		{sqlSealedChild, store.Update{Table: "member_child", Key: []string{"id"}, Set: []string{"name"}}},
	}
}

// Reseal seals the next members after the given one under the newest key; next is where to go on, 0 at the end. Running it again changes
// nothing.
func Reseal(ctx context.Context, tx *store.Tx, after int64) (next, changed int64, err error) {
	seen, last := 0, int64(0)
	err = tx.Query(ctx, `SELECT id FROM member WHERE merchant_id = $1 AND id > $2 ORDER BY id LIMIT $3`, func(r store.Row) error {
		seen++
		return r.Scan(&last)
	}, tx.MerchantID(), after, ResealLimit)
	if err != nil || seen == 0 {
		return 0, 0, err
	}
	for _, c := range columns() {
		n, err := c.reseal(ctx, tx, after, last)
		if err != nil {
			return 0, 0, err
		}
		changed += n
	}
	if seen == ResealLimit {
		next = last
	}
	return next, changed, nil
}

func (c *sealed) reseal(ctx context.Context, tx *store.Tx, after, last int64) (int64, error) {
	v := vault.From(tx)
	var rows [][]any
	err := tx.Query(ctx, c.sql, func(r store.Row) error {
		var id, subject int64
		var second, field string
		var value []byte
		if err := r.Scan(&id, &second, &subject, &field, &value); err != nil {
			return err
		}
		out, anew, err := v.Reseal(tx, subject, field, value)
		if !anew {
			return err
		}
		row := []any{id, out}
		if len(c.update.Key) == 2 {
			row = []any{id, second, out}
		}
		rows = append(rows, row)
		return err
	}, tx.MerchantID(), after, last)
	if err != nil {
		return 0, err
	}
	return store.UpdateMany(ctx, tx, c.update, rows)
}
