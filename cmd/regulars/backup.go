package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"regulars/internal/app"
	"regulars/internal/check"
	"regulars/internal/store"
	"regulars/internal/store/backup"
)

// backupCommand writes a backup.
type backupCommand struct {
	File string `arg:"" help:"File to write; it must not be there yet."`
}

// Run writes one snapshot of all tables, also while a server runs. The keyset is no part of it.
func (c *backupCommand) Run(ctx context.Context, p *program) error {
	return p.with(ctx, func(a *app.App) (err error) {
		file, err := os.OpenFile(c.File, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		defer func() {
			if err != nil {
				err = errors.Join(err, file.Close(), os.Remove(c.File)) // half a backup is none
			}
		}()
		if err := backup.Write(ctx, a.DB, file); err != nil {
			return err
		}
		if err := file.Sync(); err != nil {
			return err
		}
		if err := file.Close(); err != nil {
			return err
		}
		_, err = fmt.Fprintln(p.out, filepath.Base(c.File))
		return err
	})
}

// restoreCommand loads a backup.
type restoreCommand struct {
	File string `arg:"" help:"A file that regulars backup has written."`
}

// Run loads the backup into an empty database, which it makes where there is none. The keyset of the time of the backup must stand in
// its place before.
func (c *restoreCommand) Run(ctx context.Context, p *program) error {
	if _, err := os.Stat(p.config().KeysetFile()); err != nil {
		return fmt.Errorf("put the keyset that belongs to the backup in its place first: %w", err)
	}
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // it was only read
	a, err := app.Create(ctx, p.config())
	if err != nil {
		return err
	}
	defer a.Close()
	if err := backup.Load(ctx, a.DB, file); err != nil {
		return err
	}
	if err := a.Ready(ctx); err != nil {
		return err
	}
	_, err = fmt.Fprintln(p.out, "restored")
	return err
}

// checkCommand proves the invariants.
type checkCommand struct {
	Merchant string `help:"Slug of one merchant; all where none is named." placeholder:"SLUG"`
}

// errFound ends a check that found something; the findings have been printed.
var errFound = errors.New("the check found something wrong")

// Run prints each finding on a line, and says on the other channel what was looked at.
func (c *checkCommand) Run(ctx context.Context, p *program) error {
	return p.with(ctx, func(a *app.App) error {
		found := 0
		tell := func(f check.Finding) {
			if f.Note {
				_, _ = fmt.Fprintln(p.log, f)
				return
			}
			found++
			_, _ = fmt.Fprintln(p.out, f)
		}
		if err := check.Install(ctx, a.DB, tell); err != nil {
			return err
		}
		err := a.EachMerchant(ctx, c.Merchant, func(scope store.Scope) error {
			_, _ = fmt.Fprintf(p.log, "checking %s\n", scope.Merchant.Slug)
			return check.Run(ctx, a.DB, scope, tell)
		})
		if err == nil && found > 0 {
			err = errFound
		}
		return err
	})
}
