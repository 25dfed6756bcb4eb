package app

import (
	"context"

	"regulars/internal/edition"
	"regulars/internal/member/privacy"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/staff"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// InitIn is a new merchant and its owner.
type InitIn struct {
	Merchant org.CreateMerchantIn
	Email    string
	Name     string // of the owner
	Password string
}

// Init makes a merchant with its owner and its first programme. Returns org.ErrSlugTaken where the slug is used.
func (a *App) Init(ctx context.Context, in InitIn) (store.Scope, error) {
	hash, err := staff.HashPassword(ctx, a.DB, in.Password)
	if err != nil {
		return store.Scope{}, err
	}
	return staff.Found(ctx, a.DB, staff.FoundIn{
		Merchant: in.Merchant,
		Owner:    staff.AddIn{Email: in.Email, Name: in.Name, PasswordHash: hash},
		Also:     firstProgram,
	})
}

// firstProgram publishes the programme that a new merchant begins with.
func firstProgram(ctx context.Context, tx *store.Tx) error {
	_, err := edition.Start(ctx, tx, program.Default(tx.Currency(), tx.Merchant().Language))
	return err
}

// Scope is the scope of a merchant's own work, by its slug.
func (a *App) Scope(ctx context.Context, slug string) (store.Scope, error) {
	m, err := org.FindMerchant(ctx, a.DB, slug)
	return store.Scope{Merchant: m, Actor: store.System}, err
}

// Rotate adds a key to the keyset, has new data sealed with it, and seals what is there anew; it answers how many rows that were.
// Cut off half-way it can be run again: rows that the newest key sealed are left. Parts of uploaded files keep their key until they are
// dropped, after some days.
func (a *App) Rotate(ctx context.Context) (resealed int64, err error) {
	if err := a.vault.Rotate(a.Config.KeysetFile()); err != nil {
		return 0, err
	}
	if err := a.DB.Tx(ctx, store.Installation, func(tx *store.Tx) error { return vault.Check(ctx, tx) }); err != nil {
		return 0, err
	}
	err = a.EachMerchant(ctx, "", func(scope store.Scope) error {
		n, err := a.reseal(ctx, scope)
		resealed += n
		return err
	})
	return resealed, err
}

// reseal seals what there is of a merchant anew under the newest key.
func (a *App) reseal(ctx context.Context, scope store.Scope) (total int64, err error) {
	for _, room := range []func(context.Context, *store.Tx) (int64, error){org.Reseal, staff.Reseal} {
		err := a.DB.Tx(ctx, scope, func(tx *store.Tx) error {
			n, err := room(ctx, tx)
			total += n
			return err
		})
		if err != nil {
			return total, err
		}
	}
	for _, room := range []func(context.Context, *store.Tx, int64) (int64, int64, error){vault.ResealPersons, privacy.Reseal} {
		for after, more := int64(0), true; more; {
			err := a.DB.Tx(ctx, scope, func(tx *store.Tx) error {
				next, n, err := room(ctx, tx, after)
				after, more = next, next != 0
				total += n
				return err
			})
			if err != nil {
				return total, err
			}
		}
	}
	return total, nil
}

// EachMerchant runs the task for the merchant of the slug, or for each one, in the order of their ids, where it is empty.
func (a *App) EachMerchant(ctx context.Context, slug string, task func(scope store.Scope) error) error {
	if slug != "" {
		scope, err := a.Scope(ctx, slug)
		if err != nil {
			return err
		}
		return task(scope)
	}
	for after := int64(0); ; {
		var page []org.Merchant
		err := a.DB.View(ctx, store.Installation, func(tx *store.Tx) (err error) {
			page, err = org.ListMerchants(ctx, tx, after, 100)
			return err
		})
		if err != nil || len(page) == 0 {
			return err
		}
		for _, m := range page {
			scope, err := org.SystemScope(ctx, a.DB, m.ID)
			if err != nil {
				return err
			}
			if err := task(scope); err != nil {
				return err
			}
			after = m.ID
		}
	}
}

// Drain carries the events of a merchant to their consumers now: what a task on the command line has told follows at once.
func (a *App) Drain(ctx context.Context, scope store.Scope) error {
	return a.relay().Drain(ctx, scope.Merchant.ID)
}
