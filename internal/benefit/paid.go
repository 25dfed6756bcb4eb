package benefit

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

const sqlKeep = `UPDATE benefit_entitlement SET revoked_at = $4 WHERE merchant_id = $1 AND root = ANY($3) AND revoked_at < $4 AND used > 0
	AND member_id IN (SELECT m.id FROM member m WHERE m.merchant_id = $1 AND (m.id = $2 OR m.alias_of = $2))`

// Keep lets what was used of entitlements be the member's though the facts that gave them were undone: its worth was kept from what was paid back.
// A use that comes back can be used again; what was not used stays taken back. The member is locked.
func Keep(ctx context.Context, tx *store.Tx, member int64, roots []string) error {
	if len(roots) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, sqlKeep, tx.MerchantID(), member, roots, calendar.Never)
	return err
}

// Keep is the same of an entitlement that was revoked on these books, and of what follows it.
func (bk *Books) Keep(id int64) {
	e := bk.own[id]
	if e == nil {
		return // it ended long ago
	}
	for _, part := range bk.chain(e) {
		if part.Used > 0 && part.RevokedAt != calendar.Never {
			part.RevokedAt, part.changed = calendar.Never, true
		}
	}
}
