package staff

import (
	"context"

	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/store"
)

// Alive is Authenticate that does not keep the session alive: for what stays open while nobody does anything. It looks into the
// database every time. Returns ErrSession.
func Alive(ctx context.Context, db *store.DB, token string) (p org.Principal, err error) {
	merchantID := merchantOf(sessionPrefix, token)
	if merchantID == 0 {
		return p, ErrSession.New(nil)
	}
	scope, err := org.SystemScope(ctx, db, merchantID)
	if fault.Has(err, fault.ErrNotFound) {
		return p, ErrSession.New(nil)
	}
	if err != nil {
		return p, err
	}
	err = db.View(ctx, scope, func(tx *store.Tx) (err error) {
		_, p, err = findSession(ctx, tx, hashOf(token))
		return err
	})
	return p, err
}
