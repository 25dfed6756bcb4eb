package store

import (
	"context"

	"regulars/internal/fault"
)

// ErrKeyReused refuses an idempotency key that stands for another request.
var ErrKeyReused = fault.Declare(fault.Conflict, "idempotency_key_reused", "This Idempotency-Key was used for another request; use a new one.", "该 Idempotency-Key 已用于另一个请求，请换一个新的。")

// Made is what a request with an idempotency key has made: the answer is rendered from it anew.
type Made struct {
	Kind string
	ID   int64
}

// Claim looks whether the key was used: nil where it was not; ErrKeyReused where it stands for a body of another hash.
// Keys are kept as long as the ledger; what was refused keeps none.
func Claim(ctx context.Context, tx *Tx, key, hash string) (*Made, error) {
	var made Made
	var kept string
	found, err := One(ctx, tx, `SELECT hash, made_kind, made_id FROM store_idempotency WHERE merchant_id = $1 AND key = $2`,
		func(r Row) error { return r.Scan(&kept, &made.Kind, &made.ID) }, tx.MerchantID(), key)
	switch {
	case err != nil || !found:
		return nil, err
	case kept != hash:
		return nil, ErrKeyReused.New(nil)
	}
	return &made, nil
}

// Keep records what the request with the key has made. Where another transaction was faster it answers ErrAgain.
func Keep(ctx context.Context, tx *Tx, key, hash string, made Made) error {
	n, err := tx.Exec(ctx, `INSERT INTO store_idempotency (merchant_id, key, hash, made_kind, made_id, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (merchant_id, key) DO NOTHING`,
		tx.MerchantID(), key, hash, made.Kind, made.ID, tx.Now())
	if err == nil && n == 0 {
		err = ErrAgain
	}
	return err
}

// Kept is what a key stands for.
type Kept struct {
	Hash string
	Made Made
}

// ClaimLater is Claim for a batch: what the keys that were used stand for, once the transaction has waited for an answer. The caller
// compares the hashes.
func ClaimLater(tx *Tx, keys []string) map[string]Kept {
	out := map[string]Kept{}
	if len(keys) == 0 {
		return out
	}
	tx.QueryLater(`SELECT key, hash, made_kind, made_id FROM store_idempotency WHERE merchant_id = $1 AND key = ANY($2)`, func(r Row) error {
		var key string
		var k Kept
		err := r.Scan(&key, &k.Hash, &k.Made.Kind, &k.Made.ID)
		out[key] = k
		return err
	}, tx.MerchantID(), keys)
	return out
}

// KeepLater is Keep for a batch, put off. Where another transaction was faster with any of the keys the transaction is run again.
func KeepLater(tx *Tx, kept map[string]Kept) {
	rows := make([][]any, 0, len(kept))
	for key, k := range kept {
		rows = append(rows, []any{tx.MerchantID(), key, k.Hash, k.Made.Kind, k.Made.ID, tx.Now()})
	}
	InsertLater(tx, insertKeys, rows, AllOrAgain(rows))
}

// AllOrAgain asks for the transaction to be run again where not all of the rows were inserted: another server was faster.
func AllOrAgain(rows [][]any) (check func(n int64) error) {
	return func(n int64) error {
		if n < int64(len(rows)) {
			return ErrAgain
		}
		return nil
	}
}

var insertKeys = Insert{
	Table: "store_idempotency", Columns: []string{"merchant_id", "key", "hash", "made_kind", "made_id", "at"},
	Conflict: "ON CONFLICT (merchant_id, key) DO NOTHING",
}
