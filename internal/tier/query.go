package tier

import (
	"context"
	"encoding/json"

	"regulars/internal/program"
	"regulars/internal/store"
)

// history reads every change of a member, oldest first.
func history(ctx context.Context, tx *store.Tx, member int64, fn func(Change)) error {
	return tx.Query(ctx, `SELECT id, at, move, from_tier, to_tier, why, edition, before, after, undone FROM tier_change
		WHERE merchant_id = $1 AND member_id = $2 ORDER BY id`, func(r store.Row) error {
		c := Change{MemberID: member}
		var move, before, after string
		if err := r.Scan(&c.ID, &c.At, &move, &c.From, &c.To, &c.Why, &c.Edition, &before, &after, &c.Undone); err != nil {
			return err
		}
		c.Move = program.TierMove(move)
		if err := json.Unmarshal([]byte(before), &c.Before); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(after), &c.After); err != nil {
			return err
		}
		fn(c)
		return nil
	}, tx.MerchantID(), member)
}

// History lists every change of a member, oldest first, undone ones included.
func History(ctx context.Context, tx *store.Tx, member int64) ([]Change, error) {
	var out []Change
	err := history(ctx, tx, member, func(c Change) { out = append(out, c) })
	return out, err
}

// Count is how many members hold each tier, by code. A record that was merged into another, or erased, is no member.
func Count(ctx context.Context, tx *store.Tx) (map[string]int64, error) {
	out := map[string]int64{}
	err := tx.Query(ctx, `SELECT t.tier, COUNT(*) FROM tier_member t JOIN member m ON m.merchant_id = t.merchant_id AND m.id = t.member_id
		WHERE t.merchant_id = $1 AND m.merchant_id = $1 AND m.alias_of = 0 AND m.status = 'member' GROUP BY t.tier`, func(r store.Row) error {
		var code string
		var n int64
		err := r.Scan(&code, &n)
		out[code] = n
		return err
	}, tx.MerchantID())
	return out, err
}
