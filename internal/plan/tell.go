package plan

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

const sqlEnding = membershipSelect + ` WHERE m.merchant_id = $1 AND m.ends_at > $2 AND m.ends_at <= $3 AND m.closed = '' AND m.told_at = 0
	AND NOT EXISTS (SELECT 1 FROM plan_membership n WHERE n.merchant_id = $1 AND n.member_id = m.member_id AND n.plan_id = m.plan_id AND n.closed = '' AND n.ends_at > m.ends_at)
	AND (m.ends_at, m.id) > ($4, $5) ORDER BY m.ends_at, m.id LIMIT $6`

const sqlEnded = membershipSelect + ` WHERE m.merchant_id = $1 AND m.ends_at <= $2 AND m.ends_at > $3 AND m.closed = '' AND NOT m.ended_told
	AND NOT EXISTS (SELECT 1 FROM plan_membership n WHERE n.merchant_id = $1 AND n.member_id = m.member_id AND n.plan_id = m.plan_id AND n.closed = '' AND n.ends_at > m.ends_at)
	ORDER BY m.ends_at, m.id LIMIT $4`

// Mark is how far a walk over memberships by their end has come; the zero Mark begins.
type Mark struct {
	EndsAt calendar.Instant
	ID     int64
}

// TellEnding announces memberships that end soon and are not continued, as many days before as their terms say, each once. It looks at one
// page after the mark, and answers the next mark, and whether there is more.
func TellEnding(ctx context.Context, tx *store.Tx, after Mark) (next Mark, more bool, err error) {
	furthest := (tx.Today() + maxRemind).End(tx.Zone())
	list, err := readMemberships(ctx, tx, sqlEnding, tx.MerchantID(), tx.Now(), furthest, after.EndsAt, after.ID, tellPage)
	if err != nil || len(list) == 0 {
		return after, false, err
	}
	for _, m := range list {
		left := int64(m.EndsAt.Day(tx.Zone()) - tx.Today())
		if left > m.Terms.RemindDays {
			continue
		}
		n, err := tx.Exec(ctx, `UPDATE plan_membership SET told_at = $3 WHERE merchant_id = $1 AND id = $2 AND told_at = 0 AND closed = ''`, tx.MerchantID(), m.ID, tx.Now())
		if err != nil {
			return after, false, err
		}
		if n > 0 {
			tx.Emit(m.event(EventEnding, tx.Now(), m.Root(), left))
		}
	}
	last := list[len(list)-1]
	return Mark{last.EndsAt, last.ID}, len(list) == tellPage, nil
}

// TellEnded tells of memberships that have ended in the last days and were not continued, once each, and answers whether there is more.
func TellEnded(ctx context.Context, tx *store.Tx) (more bool, err error) {
	since := (tx.Today() - maxRemind).Start(tx.Zone()) // what ended while nothing ran for months is no news
	list, err := readMemberships(ctx, tx, sqlEnded, tx.MerchantID(), tx.Now(), since, tellPage)
	if err != nil {
		return false, err
	}
	for _, m := range list {
		n, err := tx.Exec(ctx, `UPDATE plan_membership SET ended_told = true WHERE merchant_id = $1 AND id = $2 AND NOT ended_told`, tx.MerchantID(), m.ID)
		if err != nil {
			return false, err
		}
		if n > 0 {
			tx.Emit(m.event(EventEnded, m.EndsAt, m.Root(), 0))
		}
	}
	return len(list) == tellPage, nil
}
