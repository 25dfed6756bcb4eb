package order

import (
	"context"
	"encoding/json"

	"regulars/internal/fault"
	"regulars/internal/store"
)

const returnColumns = `id, source, number, hash, member_id, store_id, returned_at, recorded_at, made_by, amount_minor, outcome`

func scanReturn(r store.Row) (*Returned, error) {
	b := &Returned{}
	var taken string
	err := r.Scan(&b.ID, &b.Source, &b.Number, &b.hash, &b.MemberID, &b.StoreID, &b.ReturnedAt, &b.RecordedAt, &b.MadeBy, &b.AmountMinor, &taken)
	if err != nil {
		return nil, err
	}
	return b, json.Unmarshal([]byte(taken), &b.Taken)
}

// GetReturn reads an unlinked return. Returns fault.ErrNotFound.
func GetReturn(ctx context.Context, tx *store.Tx, id int64) (found *Returned, err error) {
	ok, err := store.One(ctx, tx, `SELECT `+returnColumns+` FROM order_return WHERE merchant_id = $1 AND id = $2`,
		func(r store.Row) error { found, err = scanReturn(r); return err }, tx.MerchantID(), id)
	if err == nil && !ok {
		return nil, fault.ErrNotFound.New(fault.P{"what": "return"})
	}
	return found, err
}
