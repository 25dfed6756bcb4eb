package coupon

import (
	"context"

	"regulars/internal/ledger"
	"regulars/internal/store"
)

// person is what is asked of somebody who is to hold coupons.
type person struct {
	holder int64 // the member whom the record belongs to now
	member bool
}

const sqlPersons = `SELECT r.id, m.id, m.status FROM member r JOIN member m ON m.merchant_id = r.merchant_id AND (m.id = r.alias_of OR r.alias_of = 0 AND m.id = r.id)
	WHERE r.merchant_id = $1 AND m.merchant_id = $1 AND r.id = ANY($2)`

// persons finds who holds for the records, by record.
func persons(ctx context.Context, tx *store.Tx, records []int64) (map[int64]person, error) {
	out := make(map[int64]person, len(records))
	err := tx.Query(ctx, sqlPersons, func(r store.Row) error {
		var id int64
		var p person
		var status string
		err := r.Scan(&id, &p.holder, &status)
		p.member = status == "member"
		out[id] = p
		return err
	}, tx.MerchantID(), records)
	return out, err
}

// lock takes the wallets of the records' holders, in the order of their ids, and answers who they are. Returns store.ErrAgain where a merge was
// made or undone at this moment.
func lock(ctx context.Context, tx *store.Tx, records ...int64) (map[int64]person, error) {
	before, err := persons(ctx, tx, records)
	if err != nil || len(before) == 0 {
		return before, err
	}
	var holders []int64
	for _, p := range before {
		if p.member {
			holders = append(holders, p.holder)
		}
	}
	bk, err := ledger.OpenLater(tx, holders)
	if err != nil {
		return nil, err
	}
	if _, err := bk.Complete(ctx, tx); err != nil {
		return nil, err
	}
	after, err := persons(ctx, tx, records)
	if err != nil {
		return nil, err
	}
	for id, p := range before {
		if after[id] != p {
			return nil, store.ErrAgain
		}
	}
	return after, nil
}
