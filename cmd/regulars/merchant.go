package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"regulars/internal/app"
	"regulars/internal/org"
)

// initCommand makes a merchant.
type initCommand struct {
	Merchant          string `help:"Short name in commands and addresses: a-z, 0-9 and -." required:"" placeholder:"SLUG"`
	Name              string `help:"Name that people read." required:""`
	Currency          string `help:"ISO 4217." default:"CNY"`
	Timezone          string `help:"IANA name." default:"Asia/Shanghai"`
	Language          string `help:"zh or en." default:"zh" enum:"zh,en"`
	OwnerEmail        string `help:"The owner signs in with it." required:"" placeholder:"E"`
	OwnerName         string `help:"Name of the owner." default:"Owner"`
	OwnerPasswordFile string `help:"File with the owner's password in its first line; - reads standard input." required:"" placeholder:"F"`
}

// Run makes the database where there is none, then the merchant and its owner.
func (c *initCommand) Run(ctx context.Context, p *program) error {
	password, err := p.readPassword(c.OwnerPasswordFile)
	if err != nil {
		return err
	}
	a, err := app.Create(ctx, p.config())
	if err != nil {
		return err
	}
	defer a.Close()
	scope, err := a.Init(ctx, app.InitIn{
		Merchant: org.CreateMerchantIn{Slug: c.Merchant, Name: c.Name, Currency: c.Currency, Zone: c.Timezone, Language: c.Language},
		Email:    c.OwnerEmail, Name: c.OwnerName, Password: password,
	})
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(p.out, "merchant %s\n", scope.Merchant.Slug)
	return nil
}

// maxPasswordFile bounds what is read of a password file.
const maxPasswordFile = 4096

// readPassword reads the first line of a file, and warns where others may read it.
func (p *program) readPassword(name string) (string, error) {
	file := p.in
	if name != "-" {
		opened, err := os.Open(name)
		if err != nil {
			return "", err
		}
		defer opened.Close() //nolint:errcheck // it was only read
		if info, err := opened.Stat(); err == nil && info.Mode().Perm()&0o077 != 0 {
			_, _ = fmt.Fprintf(p.log, "regulars: others may read %s; chmod 600 it or remove it\n", name)
		}
		file = opened
	}
	line, err := bufio.NewReader(io.LimitReader(file, maxPasswordFile)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", usage{fmt.Errorf("%s holds no password in its first line", name)}
	}
	return line, nil
}
