package app

import (
	"context"

	"regulars/internal/edition"
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

// Rotate adds a key to the keyset and notes it in the database; data is sealed with it from now on.
func (a *App) Rotate(ctx context.Context) error {
	if err := a.vault.Rotate(a.Config.KeysetFile()); err != nil {
		return err
	}
	return a.DB.Tx(ctx, store.Installation, func(tx *store.Tx) error { return vault.Check(ctx, tx) })
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
