package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"regulars/internal/app"
	"regulars/internal/calendar"
	"regulars/internal/staff"
	"regulars/internal/store"
)

// keyCommands are about API keys.
type keyCommands struct {
	Create keyCreate `cmd:"" help:"Make a key and print it, alone; it is never shown again."`
	List   keyList   `cmd:"" help:"List the keys of a merchant."`
	Revoke keyRevoke `cmd:"" help:"Revoke a key."`
}

// keyCreate makes a key.
type keyCreate struct {
	Merchant string   `help:"Slug of the merchant." required:"" placeholder:"SLUG"`
	Name     string   `help:"What the key is for." required:""`
	Scopes   []string `help:"What it may do; everything but administration where none is named, everything with admin." placeholder:"SCOPE,…"`
}

// Run prints the new key.
func (c *keyCreate) Run(ctx context.Context, p *program) error {
	var key string
	err := p.inTx(ctx, c.Merchant, func(tx *store.Tx) (err error) {
		key, _, err = staff.MakeKey(ctx, tx, staff.MakeKeyIn{Name: c.Name, Scopes: c.Scopes})
		return err
	})
	if err == nil {
		_, err = fmt.Fprintln(p.out, key)
	}
	return err
}

// keyList lists keys.
type keyList struct {
	Merchant string `help:"Slug of the merchant." required:"" placeholder:"SLUG"`
}

// Run prints a line for each key: id, name, hint, scopes, last use, state.
func (c *keyList) Run(ctx context.Context, p *program) error {
	return p.inTx(ctx, c.Merchant, func(tx *store.Tx) error {
		for after := int64(0); ; {
			page, err := staff.ListKeys(ctx, tx, after, pageSize)
			if err != nil || len(page) == 0 {
				return err
			}
			for _, k := range page {
				state := "valid"
				if tx.Now() >= k.RevokedAt {
					state = "revoked"
				} else if tx.Now() >= k.ExpiresAt {
					state = "expired"
				}
				_, _ = fmt.Fprintf(p.out, "%s\t%s\t…%s\t%s\t%s\t%s\n", store.FormatID("key", k.ID), k.Name, k.Hint, strings.Join(k.Scopes, ","), day(k.UsedAt), state)
				after = k.ID
			}
		}
	})
}

// pageSize is how much is read at once.
const pageSize = 200

// day is an instant as a person reads it, "-" for none.
func day(at calendar.Instant) string {
	if at == 0 || at == calendar.Never {
		return "-"
	}
	return at.Time().Format(time.RFC3339)
}

// keyRevoke revokes a key.
type keyRevoke struct {
	Merchant string `help:"Slug of the merchant." required:"" placeholder:"SLUG"`
	ID       string `arg:"" help:"key_… as listed."`
}

// Run revokes it; a server that runs beside notices within seconds.
func (c *keyRevoke) Run(ctx context.Context, p *program) error {
	id, err := store.ParseID("key", c.ID)
	if err != nil {
		return err
	}
	return p.inTx(ctx, c.Merchant, func(tx *store.Tx) error { return staff.RevokeKey(ctx, tx, id) })
}

// inMerchant opens the database for one task of a merchant.
func (p *program) inMerchant(ctx context.Context, slug string, task func(a *app.App, scope store.Scope) error) error {
	return p.with(ctx, func(a *app.App) error {
		scope, err := a.Scope(ctx, slug)
		if err != nil {
			return err
		}
		return task(a, scope)
	})
}

// inTx opens the database for one transaction of a merchant.
func (p *program) inTx(ctx context.Context, slug string, task func(tx *store.Tx) error) error {
	return p.inMerchant(ctx, slug, func(a *app.App, scope store.Scope) error { return a.DB.Tx(ctx, scope, task) })
}
