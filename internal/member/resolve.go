package member

import (
	"context"

	"regulars/internal/store"
)

// Ref names a member: by its id, else by the first identity that is known, in the order card, phone, external id, openid,
// unionid, e-mail.
type Ref struct {
	ID int64
	Identities
}

const sqlResolve = `SELECT i.digest, m.id, m.alias_of FROM member_identity i JOIN member m ON m.merchant_id = i.merchant_id AND m.id = i.member_id
WHERE i.merchant_id = $1 AND m.merchant_id = $1 AND i.digest = ANY($2)
UNION ALL SELECT '', id, alias_of FROM member WHERE merchant_id = $1 AND id = ANY($3) AND status <> 'erased'`

// Resolve answers the id of each member named, 0 where nobody is known by it; aliases are followed (invariant 2). One statement
// for all. What is no phone number or card at all is unknown, not an error.
func Resolve(ctx context.Context, tx *store.Tx, refs []Ref) ([]int64, error) {
	found := ResolveLater(tx, refs)
	err := tx.Flush(ctx)
	return found(), err
}

// ResolveLater is Resolve; the answer can be asked for once the transaction has waited for one.
func ResolveLater(tx *store.Tx, refs []Ref) (found func() []int64) {
	b := newBlinder(tx)
	keys := make([][]key, len(refs))
	digests, ids := []string{}, []int64{}
	for i := range refs {
		if refs[i].ID != 0 {
			ids = append(ids, refs[i].ID)
			continue
		}
		keys[i], _ = b.keys(&refs[i].Identities)
		for _, k := range keys[i] {
			digests = append(digests, k.digest)
		}
	}
	byDigest, byID := map[string]int64{}, map[int64]int64{}
	tx.QueryLater(sqlResolve, func(r store.Row) error {
		var digest string
		var id, alias int64
		if err := r.Scan(&digest, &id, &alias); err != nil {
			return err
		}
		if alias == 0 {
			alias = id
		}
		if digest == "" {
			byID[id] = alias
		} else {
			byDigest[digest] = alias
		}
		return nil
	}, tx.MerchantID(), digests, ids)
	return func() []int64 {
		out := make([]int64, len(refs))
		for i := range refs {
			out[i] = byID[refs[i].ID]
			for _, k := range keys[i] {
				if out[i] == 0 {
					out[i] = byDigest[k.digest]
				}
			}
		}
		return out
	}
}
