package benefit

import (
	"context"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/store"
)

// tellAt is when the holder is reminded of the end; never of a quota, and of what is made when it is late already.
func (e *Entitlement) tellAt(zone *time.Location) calendar.Instant {
	if e.Kind == KindQuota || e.ExpiresAt == calendar.Never {
		return calendar.Never
	}
	at := ((e.ExpiresAt - 1).Day(zone) - remindDays).Start(zone)
	if at <= e.MadeAt {
		return calendar.Never
	}
	return at
}

// Tell emits reminders of what ends soon and is not used up (invariant 9). It takes so many as one transaction should, and answers how many and
// whether there are more.
func Tell(ctx context.Context, tx *store.Tx) (told int64, more bool, err error) {
	found, err := entitlements(ctx, tx, sqlEntitlements+`e.tell_at <= $2 ORDER BY e.tell_at, e.id LIMIT $3`, tx.Now(), tellBatch)
	if err != nil || len(found) == 0 {
		return 0, false, err
	}
	for _, e := range found {
		n, err := tx.Exec(ctx, `UPDATE benefit_entitlement SET tell_at = $3 WHERE merchant_id = $1 AND id = $2 AND tell_at <= $4`,
			tx.MerchantID(), e.ID, calendar.Never, tx.Now())
		if err != nil {
			return told, false, err
		}
		if n == 0 || e.ExpiresAt <= tx.Now() || e.Left() == 0 {
			continue // somebody was faster, or there is nothing to be reminded of
		}
		told++
		tx.Emit(event.Event{Kind: EventExpiring, MemberID: e.Holder, Subject: e.ID, At: tx.Now(), Root: e.Root, Data: map[string]any{
			"benefit": e.Benefit, "name": e.Terms.Title().In(tx.Merchant().Language), "quantity": e.Left(), "until": int64(e.ExpiresAt),
		}})
	}
	return told, len(found) == tellBatch, nil
}
