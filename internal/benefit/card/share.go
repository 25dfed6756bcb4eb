package card

import (
	"context"
	"slices"

	"regulars/internal/benefit"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/store"
)

// Share says who but its holder may use a card; an empty list makes it the holder's alone. Returns benefit.ErrUnknown, ErrNotJoint,
// fault.ErrTooMany, member.ErrUnknown.
func Share(ctx context.Context, tx *store.Tx, entitlementID int64, with []int64) error {
	e, err := benefit.Get(ctx, tx, entitlementID)
	if err != nil {
		return err
	}
	if len(with) > benefit.MaxSharers {
		return fault.ErrTooMany.At("members", fault.P{"limit": benefit.MaxSharers})
	}
	if _, _, err := benefit.Open(ctx, tx, e.Holder, benefit.Need{}); err != nil {
		return err
	}
	if !e.Terms.Shared && len(with) > 0 {
		return ErrNotJoint.New(nil)
	}
	holders, err := member.Holders(ctx, tx, with)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM benefit_sharer WHERE merchant_id = $1 AND entitlement_id = $2`, tx.MerchantID(), entitlementID); err != nil {
		return err
	}
	var rows [][]any
	var kept []int64
	for _, id := range with {
		holder := holders[id]
		if holder == 0 {
			return member.ErrUnknown.At("members", nil)
		}
		if holder == e.Holder || slices.Contains(kept, holder) {
			continue
		}
		kept = append(kept, holder)
		rows = append(rows, []any{tx.MerchantID(), entitlementID, holder, tx.Now()})
	}
	if _, err := store.InsertMany(ctx, tx, store.Insert{Table: "benefit_sharer", Columns: []string{"merchant_id", "entitlement_id", "member_id", "at"}}, rows); err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{Verb: "times_card.shared", Subject: org.Subject("entitlement", entitlementID), MemberID: e.Holder, After: map[string]any{
		"with": kept,
	}})
}

// Sharers are the members who may use entitlements of others, by entitlement.
func Sharers(ctx context.Context, tx *store.Tx, entitlements []int64) (map[int64][]int64, error) {
	out := map[int64][]int64{}
	if len(entitlements) == 0 {
		return out, nil
	}
	err := tx.Query(ctx, `SELECT x.entitlement_id, CASE WHEN m.alias_of = 0 THEN m.id ELSE m.alias_of END FROM benefit_sharer x
		JOIN member m ON m.merchant_id = x.merchant_id AND m.id = x.member_id
		WHERE x.merchant_id = $1 AND m.merchant_id = $1 AND x.entitlement_id = ANY($2) ORDER BY x.entitlement_id, x.at, x.member_id`, func(r store.Row) error {
		var e, m int64
		err := r.Scan(&e, &m)
		out[e] = append(out[e], m)
		return err
	}, tx.MerchantID(), entitlements)
	return out, err
}

// SharedWith are the entitlements of others that the member may use.
func SharedWith(ctx context.Context, tx *store.Tx, memberID int64) ([]int64, error) {
	records, err := member.WithAliases(ctx, tx, memberID)
	if err != nil {
		return nil, err
	}
	var out []int64
	err = tx.Query(ctx, `SELECT DISTINCT entitlement_id FROM benefit_sharer WHERE merchant_id = $1 AND member_id = ANY($2) ORDER BY entitlement_id`, func(r store.Row) error {
		var id int64
		err := r.Scan(&id)
		out = append(out, id)
		return err
	}, tx.MerchantID(), records)
	return out, err
}
