package design

import (
	"context"
	"slices"

	"regulars/internal/offer/deal"
	"regulars/internal/store"
)

// subscriber is a member with a paid plan now.
type subscriber struct {
	id         int64
	plan, tier string
}

// subscribers are those who have a plan that a benefit of the programme names.
func (l *look) subscribers(ctx context.Context) (out []subscriber, err error) {
	if !slices.ContainsFunc(l.doc.Benefits, func(b deal.Benefit) bool { return len(b.Plans) > 0 }) {
		return nil, nil
	}
	err = l.tx.Query(ctx, `SELECT m.member_id, p.code, COALESCE(t.tier, '') FROM plan_membership m
		JOIN plan p ON p.merchant_id = m.merchant_id AND p.id = m.plan_id
		LEFT JOIN tier_member t ON t.merchant_id = m.merchant_id AND t.member_id = m.member_id
		WHERE m.merchant_id = $1 AND m.starts_at <= $2 AND m.ends_at > $2 AND m.closed_at > $2`, func(r store.Row) error {
		var s subscriber
		err := r.Scan(&s.id, &s.plan, &s.tier)
		out = append(out, s)
		return err
	}, l.tx.MerchantID(), l.tx.Now())
	return out, err
}

// eligible is how many members a benefit is for: those in its tiers, and those of its plans beside them.
func (l *look) eligible(b *deal.Benefit, all []subscriber) (n int64) {
	rising := make([]string, len(l.out.Tiers))
	for i := range rising {
		rising[i] = l.out.Tiers[i].Code
	}
	for i := range l.out.Tiers {
		if b.ForTier(rising[i], rising) {
			n += l.out.Tiers[i].Members
		}
	}
	counted := map[int64]bool{}
	for _, s := range all {
		if slices.Contains(b.Plans, s.plan) && !b.ForTier(s.tier, rising) && !counted[s.id] {
			counted[s.id] = true
			n++
		}
	}
	return n
}
