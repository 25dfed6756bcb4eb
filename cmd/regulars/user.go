package main

import (
	"context"
	"fmt"

	"regulars/internal/app"
	"regulars/internal/org"
	"regulars/internal/staff"
	"regulars/internal/store"
)

// userCommands are about staff who sign in.
type userCommands struct {
	List        userList        `cmd:"" help:"List the staff of a merchant."`
	Add         userAdd         `cmd:"" help:"Add a staff member; prints the secret part of the invitation unless a password file is given."`
	Password    userPassword    `cmd:"" help:"Set the password of a staff member and sign them out everywhere."`
	Link        userLink        `cmd:"" help:"Print the secret part of a new link to set a password."`
	ResetFactor userResetFactor `cmd:"" help:"Turn off the second factor of somebody who has lost it."`
	Disable     userDisable     `cmd:"" help:"Disable a staff member and sign them out everywhere."`
}

// whoFlags name one staff member.
type whoFlags struct {
	Merchant string `help:"Slug of the merchant." required:"" placeholder:"SLUG"`
	Email    string `arg:"" help:"The e-mail that they sign in with."`
}

// userList lists staff.
type userList struct {
	Merchant string `help:"Slug of the merchant." required:"" placeholder:"SLUG"`
}

// Run prints a line for each staff member: id, e-mail, role, state, second factor.
func (c *userList) Run(ctx context.Context, p *program) error {
	return p.inTx(ctx, c.Merchant, func(tx *store.Tx) error {
		for after := int64(0); ; {
			page, err := staff.List(ctx, tx, after, pageSize)
			if err != nil || len(page) == 0 {
				return err
			}
			for _, s := range page {
				factor := "one-factor"
				if s.SecondFactor {
					factor = "two-factor"
				}
				_, _ = fmt.Fprintf(p.out, "%s\t%s\t%s\t%s\t%s\n", store.FormatID("stf", s.ID), s.Email, s.Role, s.Status, factor)
				after = s.ID
			}
		}
	})
}

// userAdd adds a staff member.
type userAdd struct {
	whoFlags
	Name         string `help:"Name that colleagues read." required:""`
	Role         string `help:"owner, marketer, analyst, cashier or support." required:"" enum:"owner,marketer,analyst,cashier,support"`
	PasswordFile string `help:"File with the password in its first line; - reads standard input." placeholder:"F"`
}

// Run adds them, with access to all stores.
func (c *userAdd) Run(ctx context.Context, p *program) error {
	return p.inMerchant(ctx, c.Merchant, func(a *app.App, scope store.Scope) error {
		in := staff.AddIn{Email: c.Email, Name: c.Name, Role: org.Role(c.Role), AllStores: true}
		var err error
		if c.PasswordFile != "" {
			if in.PasswordHash, err = p.hashPassword(ctx, a, c.PasswordFile); err != nil {
				return err
			}
		}
		var link string
		err = a.DB.Tx(ctx, scope, func(tx *store.Tx) error {
			one, err := staff.Add(ctx, tx, in)
			if err != nil || in.PasswordHash != "" {
				return err
			}
			link, err = staff.NewLink(ctx, tx, one.ID)
			return err
		})
		if err == nil && link != "" {
			_, err = fmt.Fprintln(p.out, link)
		}
		return err
	})
}

// hashPassword reads and hashes a password.
func (p *program) hashPassword(ctx context.Context, a *app.App, file string) (string, error) {
	password, err := p.readPassword(file)
	if err != nil {
		return "", err
	}
	return staff.HashPassword(ctx, a.DB, password)
}

// on runs a task on the staff member.
func (c whoFlags) on(ctx context.Context, p *program, task func(tx *store.Tx, one staff.Staff) error) error {
	return p.inTx(ctx, c.Merchant, func(tx *store.Tx) error {
		one, err := staff.Find(ctx, tx, c.Email)
		if err != nil {
			return err
		}
		return task(tx, one)
	})
}

// userPassword sets a password.
type userPassword struct {
	whoFlags
	PasswordFile string `help:"File with the password in its first line; - reads standard input." required:"" placeholder:"F"`
}

// Run sets it.
func (c *userPassword) Run(ctx context.Context, p *program) error {
	return p.inMerchant(ctx, c.Merchant, func(a *app.App, scope store.Scope) error {
		hash, err := p.hashPassword(ctx, a, c.PasswordFile)
		if err != nil {
			return err
		}
		return a.DB.Tx(ctx, scope, func(tx *store.Tx) error {
			one, err := staff.Find(ctx, tx, c.Email)
			if err != nil {
				return err
			}
			return staff.SetPassword(ctx, tx, one.ID, hash)
		})
	})
}

// userLink makes a link.
type userLink struct{ whoFlags }

// Run prints its secret part.
func (c *userLink) Run(ctx context.Context, p *program) error {
	var link string
	err := c.on(ctx, p, func(tx *store.Tx, one staff.Staff) (err error) {
		link, err = staff.NewLink(ctx, tx, one.ID)
		return err
	})
	if err == nil {
		_, err = fmt.Fprintln(p.out, link)
	}
	return err
}

// userResetFactor turns off a second factor.
type userResetFactor struct{ whoFlags }

// Run turns it off.
func (c *userResetFactor) Run(ctx context.Context, p *program) error {
	return c.on(ctx, p, func(tx *store.Tx, one staff.Staff) error { return staff.ResetSecondFactor(ctx, tx, one.ID) })
}

// userDisable disables a staff member.
type userDisable struct{ whoFlags }

// Run disables them.
func (c *userDisable) Run(ctx context.Context, p *program) error {
	disabled := staff.Disabled
	return c.on(ctx, p, func(tx *store.Tx, one staff.Staff) error {
		_, err := staff.Change(ctx, tx, staff.ChangeIn{ID: one.ID, Version: one.Version, Status: &disabled})
		return err
	})
}
