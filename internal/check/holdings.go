package check

import (
	"context"

	"regulars/internal/benefit"
	"regulars/internal/coupon"
	"regulars/internal/mall/recharge"
	"regulars/internal/order/stamp"
	"regulars/internal/plan"
	"regulars/internal/reward/budget"
	"regulars/internal/reward/handout"
	"regulars/internal/store"
)

// holdings has the rooms of coupons, benefits, plans, stored value, stamps and budgets look at their own.
func (c *checker) holdings(ctx context.Context) error {
	return c.view(ctx, func(tx *store.Tx) error {
		for _, room := range []func(context.Context, *store.Tx) error{c.coupons, c.benefits, c.plans, c.recharges, c.stamps, c.rewardBudgets, c.handouts, c.made} {
			if err := room(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *checker) coupons(ctx context.Context, tx *store.Tx) error {
	return coupon.Check(ctx, tx, func(f coupon.Finding) { c.find("coupon", f.Invariant, f.Subject, "%s", f.Detail) })
}

func (c *checker) benefits(ctx context.Context, tx *store.Tx) error {
	return benefit.Check(ctx, tx, maxOfKind+1, func(f benefit.Finding) { c.find("benefit", f.Invariant, f.Subject, "%s", f.Detail) })
}

func (c *checker) plans(ctx context.Context, tx *store.Tx) error {
	return plan.Check(ctx, tx, func(f plan.Finding) { c.find("plan", f.Invariant, named("mbs", f.ID), "%s", f.Detail) })
}

func (c *checker) recharges(ctx context.Context, tx *store.Tx) error {
	return recharge.Check(ctx, tx, func(f recharge.Finding) { c.find("recharge", f.Invariant, named("rch", f.ID), "%s", f.Detail) })
}

func (c *checker) stamps(ctx context.Context, tx *store.Tx) error {
	return stamp.Check(ctx, tx, maxOfKind+1, func(invariant int, subject, detail string) { c.find("stamp", invariant, subject, "%s", detail) })
}

func (c *checker) rewardBudgets(ctx context.Context, tx *store.Tx) error {
	return budget.Check(ctx, tx, func(f budget.Finding) { c.find("budget", f.Invariant, named("bud", f.BudgetID), "%s", f.Detail) })
}

func (c *checker) handouts(ctx context.Context, tx *store.Tx) error {
	return handout.Check(ctx, tx, func(f handout.Finding) { c.find("handout", f.Invariant, named("pho", f.HandoutID), "%s", f.Detail) })
}

func named(prefix string, id int64) string {
	if id == 0 {
		return ""
	}
	return store.FormatID(prefix, id)
}

// sqlMade holds what grants say that they made against the coupons, entitlements and spans of plans that name them. Cards of several lines are given whole:
// they are counted otherwise than their uses.
const sqlMade = `WITH whole AS (
		SELECT DISTINCT e.source, e.benefit FROM benefit_entitlement e WHERE e.merchant_id = $1 AND e.part_of <> 0 AND e.follows = 0),
	part AS (
		SELECT p.grant_id AS id, CASE WHEN p.kind = 'gift' THEN 'coupon' WHEN p.kind = 'draw_chances' THEN 'entitlement' ELSE p.kind END AS kind,
			CAST(SUM(p.amount) AS bigint) AS n FROM reward_part p
		WHERE p.merchant_id = $1 AND p.kind IN ('coupon', 'gift', 'entitlement', 'draw_chances')
			AND NOT EXISTS (SELECT 1 FROM whole WHERE whole.source = 'grant:' || CAST(p.grant_id AS text) AND whole.benefit = p.code) GROUP BY 1, 2),
	made AS (
		SELECT c.grant_id AS id, 'coupon' AS kind, COUNT(*) AS n FROM coupon c WHERE c.merchant_id = $1 AND c.grant_id <> 0 GROUP BY c.grant_id
		UNION ALL
		SELECT p.grant_id, 'entitlement', CAST(SUM(e.quantity) AS bigint) FROM reward_part p JOIN benefit_entitlement e
			ON e.merchant_id = p.merchant_id AND e.source = 'grant:' || CAST(p.grant_id AS text) AND e.benefit = p.code AND e.follows = 0
		WHERE p.merchant_id = $1 AND e.merchant_id = $1 AND p.kind IN ('entitlement', 'draw_chances')
			AND NOT EXISTS (SELECT 1 FROM whole WHERE whole.source = e.source AND whole.benefit = e.benefit)
			AND NOT EXISTS (SELECT 1 FROM reward_part q WHERE q.merchant_id = $1 AND q.grant_id = p.grant_id AND q.code = p.code AND q.position < p.position)
		GROUP BY p.grant_id)
	SELECT part.id, part.kind, part.n, COALESCE(made.n, 0) FROM part LEFT JOIN made ON made.id = part.id AND made.kind = part.kind
	WHERE part.n <> COALESCE(made.n, 0) ORDER BY part.id LIMIT 1000`

func (c *checker) made(ctx context.Context, tx *store.Tx) error {
	return tx.Query(ctx, sqlMade, func(r store.Row) error {
		var id, want, have int64
		var kind string
		err := r.Scan(&id, &kind, &want, &have)
		c.find("reward", 7, store.FormatID("grt", id), "it gave %d of the kind %s, and made %d", want, kind, have)
		return err
	}, tx.MerchantID())
}
