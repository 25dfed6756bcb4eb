package plan

import (
	"context"

	"regulars/internal/store"
)

// notContinued holds for the last span of a plan that a member has.
const notContinued = ` AND NOT EXISTS (SELECT 1 FROM plan_membership n WHERE n.merchant_id = $1 AND n.member_id = m.member_id AND n.plan_id = m.plan_id
	AND n.closed = '' AND n.ends_at > m.ends_at)`

const sqlEnding = membershipSelect + ` WHERE m.merchant_id = $1 AND m.ends_at > $2 AND m.ends_at <= $3 AND m.remind_at <= $2 AND m.closed = '' AND m.told_at = 0` + notContinued +
	` ORDER BY m.ends_at, m.id LIMIT $4`

const sqlEnded = membershipSelect + ` WHERE m.merchant_id = $1 AND m.ends_at <= $2 AND m.ends_at > $3 AND m.closed = '' AND NOT m.ended_told` + notContinued +
	` ORDER BY m.ends_at, m.id LIMIT $4`

// Tell announces memberships that end soon and are not continued, as many days before as their terms say, and tells of those that have ended;
// of each once. It does so much as one transaction should, and answers how many it told of and whether there is more.
func Tell(ctx context.Context, tx *store.Tx) (told int64, more bool, err error) {
	furthest := (tx.Today() + maxRemind).End(tx.Zone())
	ending, err := readMemberships(ctx, tx, sqlEnding, tx.MerchantID(), tx.Now(), furthest, tellPage)
	if err != nil {
		return 0, false, err
	}
	for _, m := range ending {
		n, err := tx.Exec(ctx, `UPDATE plan_membership SET told_at = $3 WHERE merchant_id = $1 AND id = $2 AND told_at = 0 AND closed = ''`, tx.MerchantID(), m.ID, tx.Now())
		if err != nil {
			return 0, false, err
		}
		if told += n; n > 0 {
			tx.Emit(m.event(tx, EventEnding, tx.Now(), news{m.Root(), int64(m.EndsAt.Day(tx.Zone()) - tx.Today())}))
		}
	}
	since := (tx.Today() - maxRemind).Start(tx.Zone()) // what ended while nothing ran for months is no news
	ended, err := readMemberships(ctx, tx, sqlEnded, tx.MerchantID(), tx.Now(), since, tellPage)
	if err != nil {
		return 0, false, err
	}
	for _, m := range ended {
		n, err := tx.Exec(ctx, `UPDATE plan_membership SET ended_told = true WHERE merchant_id = $1 AND id = $2 AND NOT ended_told`, tx.MerchantID(), m.ID)
		if err != nil {
			return 0, false, err
		}
		if told += n; n > 0 {
			tx.Emit(m.event(tx, EventEnded, m.EndsAt, news{m.Root(), 0}))
		}
	}
	return told, len(ending) == tellPage || len(ended) == tellPage, nil
}
