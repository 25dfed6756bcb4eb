package handout

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/reward"
	"regulars/internal/reward/mass"
	"regulars/internal/reward/pack"
	"regulars/internal/store"
)

// ChangePack is pack.Change by somebody who may give so much alone. Where the pack then gives more than before, it counts as given anew to as many as
// open codes are good for and jobs have still to give it to. Returns as pack.Change does, and the refusals of mass.Allowance.
func ChangePack(ctx context.Context, tx *store.Tx, p pack.Pack, allowed mass.Allowance) (pack.Pack, error) {
	old, err := pack.Lock(ctx, tx, p.ID)
	if err == nil {
		err = weigh(ctx, tx, &old, &p, allowed)
	}
	if err != nil {
		return pack.Pack{}, err
	}
	return pack.Change(ctx, tx, p)
}

// weigh refuses a change by which more is given than somebody may give alone.
func weigh(ctx context.Context, tx *store.Tx, old, now *pack.Pack, allowed mass.Allowance) error {
	more, err := gives(ctx, tx, old, now)
	if err != nil || !more {
		return err
	}
	gift, err := promised(ctx, tx, now.ID)
	if err != nil || gift.Members == 0 {
		return err
	}
	if gift, err = allowed.Weigh(ctx, tx, gift, now.Items); err == nil {
		err = allowed.Promise(ctx, tx, gift)
	}
	return about("rewards", err)
}

// gives reports whether the pack gives more of anything than before.
func gives(ctx context.Context, tx *store.Tx, old, now *pack.Pack) (more bool, err error) {
	was, err := reward.Weigh(ctx, tx, old.Items)
	if err != nil {
		return false, err
	}
	is, err := reward.Weigh(ctx, tx, now.Items)
	return is.CostMinor > was.CostMinor || is.Unpriced > was.Unpriced || is.Points > was.Points || is.TierDays > was.TierDays, err
}

// promised is to how many the pack may still be given by codes and jobs, and how often to any one member.
func promised(ctx context.Context, tx *store.Tx, packID int64) (g mass.Gift, err error) {
	_, err = store.One(ctx, tx, `SELECT CAST(COALESCE(SUM(room), 0) AS bigint), CAST(COALESCE(SUM(CASE WHEN per_member < room THEN per_member ELSE room END), 0) AS bigint)
		FROM (SELECT h.per_member AS per_member, SUM(h.uses - c.claims) AS room
			FROM reward_handout h JOIN reward_code c ON c.merchant_id = h.merchant_id AND c.handout_id = h.id
			WHERE h.merchant_id = $1 AND c.merchant_id = $1 AND h.pack_id = $2 AND h.closed_at = $3 AND h.until_at > $4 AND c.voided_at = $3
			GROUP BY h.id, h.per_member) AS open`,
		func(r store.Row) error { return r.Scan(&g.Members, &g.Each) }, tx.MerchantID(), packID, calendar.Never, tx.Now())
	if err != nil {
		return g, err
	}
	waiting, err := mass.Waiting(ctx, tx, packID)
	g.Members, g.Each = g.Members+waiting.Members, g.Each+waiting.Each
	return g, err
}
