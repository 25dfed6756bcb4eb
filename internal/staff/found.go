package staff

import (
	"context"

	"regulars/internal/org"
	"regulars/internal/store"
)

// FoundIn is a merchant with its first owner.
type FoundIn struct {
	Merchant org.CreateMerchantIn
	Owner    AddIn // its role is owner, whatever it says
	// Also runs in the same commit, in the scope of the new merchant: app publishes the first programme there.
	Also func(ctx context.Context, tx *store.Tx) error
}

// Found makes a merchant, its owner and the first row of its audit trail in one commit. Returns org.ErrSlugTaken,
// ErrLoginTaken.
func Found(ctx context.Context, db *store.DB, in FoundIn) (store.Scope, error) {
	m, err := in.Merchant.Check()
	if err != nil {
		return store.Scope{}, err
	}
	scope := store.Scope{Merchant: m, Actor: store.System}
	err = db.View(ctx, store.Installation, func(tx *store.Tx) error {
		scope.Merchant.ID = tx.NewID()
		return nil
	})
	if err != nil {
		return store.Scope{}, err
	}
	in.Owner.Role, in.Owner.AllStores = org.Owner, true
	err = db.Tx(ctx, scope, func(tx *store.Tx) error {
		if _, err := org.CreateMerchant(ctx, tx, in.Merchant); err != nil {
			return err
		}
		if _, err := Add(ctx, tx, in.Owner); err != nil {
			return err
		}
		if in.Also == nil {
			return nil
		}
		return in.Also(ctx, tx)
	})
	return scope, err
}
