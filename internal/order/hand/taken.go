package hand

import (
	"context"
	"fmt"
	"slices"

	"regulars/internal/offer/deal"
	"regulars/internal/store"
)

// Taken is what coupons and entitlements themselves say that an order has.
type Taken struct {
	coupons []int64
	uses    map[int64]int64 // by entitlement
}

const (
	sqlCouponsOf = `SELECT c.order_id, c.id FROM coupon c WHERE c.merchant_id = $1 AND c.order_id = ANY($2) AND c.order_id <> 0`
	sqlUsesOf    = `SELECT u.cause_id, u.entitlement_id, CAST(SUM(u.quantity - u.returned) AS bigint) FROM benefit_use u
		WHERE u.merchant_id = $1 AND u.cause_id = ANY($2) AND u.cause_kind = 'order' GROUP BY u.cause_id, u.entitlement_id`
	takenPage = 1000
)

// TakenOf asks for what orders have, by their ids; one that has nothing is left out.
func TakenOf(ctx context.Context, tx *store.Tx, orders []int64) (map[int64]*Taken, error) {
	out := map[int64]*Taken{}
	of := func(id int64) *Taken {
		if out[id] == nil {
			out[id] = &Taken{uses: map[int64]int64{}}
		}
		return out[id]
	}
	for page := range slices.Chunk(orders, takenPage) {
		err := tx.Query(ctx, sqlCouponsOf, func(r store.Row) error {
			var id, coupon int64
			err := r.Scan(&id, &coupon)
			of(id).coupons = append(of(id).coupons, coupon)
			return err
		}, tx.MerchantID(), page)
		if err != nil {
			return nil, err
		}
		err = tx.Query(ctx, sqlUsesOf, func(r store.Row) error {
			var id, entitlement, n int64
			err := r.Scan(&id, &entitlement, &n)
			if n != 0 {
				of(id).uses[entitlement] = n
			}
			return err
		}, tx.MerchantID(), page)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Differs says how what an order has is not what it keeps (invariant 1); "" where it is. A nil Taken has nothing.
func (t *Taken) Differs(kept *deal.Made) string {
	if t == nil {
		t = &Taken{}
	}
	if kept == nil {
		kept = &deal.Made{}
	}
	coupons := make([]int64, len(kept.Coupons))
	for i := range coupons {
		coupons[i] = kept.Coupons[i].ID
	}
	slices.Sort(coupons)
	slices.Sort(t.coupons)
	if !slices.Equal(coupons, t.coupons) {
		return fmt.Sprintf("%d coupons say that it has them, it keeps %d", len(t.coupons), len(coupons))
	}
	uses := map[int64]int64{}
	for _, u := range kept.Entitlements {
		uses[u.ID] += u.Quantity
	}
	for id, n := range t.uses {
		if uses[id] != n {
			return fmt.Sprintf("%d uses of entitlement %d, it keeps %d", n, id, uses[id])
		}
	}
	if len(uses) != len(t.uses) {
		return fmt.Sprintf("uses of %d entitlements, it keeps those of %d", len(t.uses), len(uses))
	}
	return ""
}
