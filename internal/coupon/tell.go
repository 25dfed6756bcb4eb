package coupon

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/ledger"
	"regulars/internal/store"
)

// Tell emits what time alone has done to coupons: that they became usable, will end soon, have ended. It takes so many as one transaction
// should, and answers how many and whether there are more. What is over by now is not reminded of.
func Tell(ctx context.Context, tx *store.Tx) (told int64, more bool, err error) {
	var ids, members []int64 // each coupon with who holds it
	err = tx.Query(ctx, `SELECT id, member_id FROM coupon WHERE merchant_id = $1 AND tell_at <= $2 AND tell_at < 9223372036854775807 ORDER BY tell_at, id LIMIT $3`,
		func(r store.Row) error {
			var id, member int64
			err := r.Scan(&id, &member)
			ids, members = append(ids, id), append(members, member)
			return err
		}, tx.MerchantID(), tx.Now(), int64(tellBatch))
	if err != nil || len(ids) == 0 {
		return 0, false, err
	}
	wallets, err := ledger.OpenLater(tx, members)
	if err != nil {
		return 0, false, err
	}
	if _, err := wallets.Complete(ctx, tx); err != nil {
		return 0, false, err
	}
	bk := OpenLater(tx, Need{IDs: ids})
	if err := tx.Flush(ctx); err != nil {
		return 0, false, err
	}
	for i, id := range ids {
		if c := bk.coupons[id]; c != nil && c.MemberID == members[i] { // else it changed hands meanwhile: who has it now is not locked
			told += bk.tell(c, tx.Now())
		}
	}
	return told, len(ids) == tellBatch, bk.Save(ctx)
}

// tell emits what has come of one coupon by now, and says when to look at it again.
func (bk *Books) tell(c *Coupon, now calendar.Instant) (told int64) {
	if c.tellAt > now {
		return 0 // somebody was faster
	}
	zone := bk.tx.Zone()
	c.changed = true
	for c.tellAt <= now {
		at := c.tellAt
		c.tellAt = c.nextTell(at, zone)
		switch {
		case at >= c.ExpiresAt && c.HoldUntil > now:
			c.tellAt = c.HoldUntil // it may still be used
			return told
		case at >= c.ExpiresAt:
			bk.emit(EventExpired, c.MemberID, c, at, nil)
		case at == c.ActivatesAt:
			bk.emit(EventActivated, c.MemberID, c, at, nil)
		case c.ExpiresAt > now:
			bk.emit(EventExpiring, c.MemberID, c, now, map[string]any{"days": c.Terms.RemindDays})
		default:
			continue
		}
		told++
	}
	return told
}
