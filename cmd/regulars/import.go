package main

import (
	"context"
	"fmt"
	"os"

	"regulars/internal/app"
	"regulars/internal/importer"
	"regulars/internal/store"
)

// importCommands bring files in.
type importCommands struct {
	Members  importCommand `cmd:"" help:"Members: one a row."`
	Products importCommand `cmd:"" help:"Products: one a row."`
	Orders   importCommand `cmd:"" help:"Orders with their lines: one line a row."`
}

// importCommand brings one file in.
type importCommand struct {
	File     string `arg:"" help:"CSV or XLSX, plain or gzip."`
	Merchant string `help:"Slug of the merchant." required:"" placeholder:"SLUG"`
	Preset   string `help:"A ready mapping, such as online-retail." xor:"mapping"`
	Mapping  string `help:"A mapping in YAML or JSON; without one it is guessed from the header." placeholder:"FILE" xor:"mapping"`
	DryRun   bool   `help:"Look and say what would be taken; write nothing."`
	Report   string `help:"Write the report there instead of to standard output." placeholder:"FILE.json"`
	Refused  string `help:"Write the refused rows there, with their reasons." placeholder:"FILE.csv"`

	kind importer.Kind
}

// AfterApply tells the three commands apart.
func (c *importCommands) AfterApply() error {
	c.Members.kind, c.Products.kind, c.Orders.kind = importer.Members, importer.Products, importer.Orders
	return nil
}

// mapping is the one that was asked for.
func (c *importCommand) mapping() (importer.Mapping, error) {
	m := importer.Mapping{Kind: c.kind}
	switch {
	case c.Preset != "":
		preset, err := importer.Preset(c.Preset)
		if err != nil {
			return m, usage{err}
		}
		m = preset
	case c.Mapping != "":
		text, err := os.ReadFile(c.Mapping)
		if err != nil {
			return m, err
		}
		if m, err = importer.ParseMapping(text); err != nil {
			return m, err
		}
	}
	if m.Kind == "" {
		m.Kind = c.kind
	}
	if m.Kind != c.kind {
		return m, usage{fmt.Errorf("the mapping is for %s, not for %s", m.Kind, c.kind)}
	}
	return m, nil
}

// Run imports the file, going on where an earlier run was cut off, and prints the report.
func (c *importCommand) Run(ctx context.Context, p *program) error {
	m, err := c.mapping()
	if err != nil {
		return err
	}
	source, err := importer.File(c.File)
	if err != nil {
		return err
	}
	return p.inMerchant(ctx, c.Merchant, func(a *app.App, scope store.Scope) error {
		in := importer.In{Source: source, Mapping: m, DryRun: c.DryRun}
		if isTerminal(p.log) {
			in.Tell = bar(p.log)
		}
		report, err := importer.Import(ctx, a.DB, scope, in)
		if err != nil {
			return err
		}
		if !c.DryRun {
			if err := a.Drain(ctx, scope); err != nil { // what follows from the facts, also where no server runs
				return err
			}
		}
		return c.tell(ctx, p, report, source, m)
	})
}

// tell writes the report and the refused rows.
func (c *importCommand) tell(ctx context.Context, p *program, report *importer.Report, source importer.Source, m importer.Mapping) error {
	if c.Refused != "" {
		file, err := os.OpenFile(c.Refused, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600) // the rows hold personal data
		if err != nil {
			return err
		}
		if err := importer.WriteRefused(ctx, file, source, m, report.Refused); err != nil {
			return err
		}
		if err := file.Close(); err != nil {
			return err
		}
	}
	text, err := report.JSON()
	if err != nil {
		return err
	}
	if c.Report != "" {
		if err := os.WriteFile(c.Report, text, 0o600); err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.out, "rows read %d, taken %d, refused %d\n", report.RowsRead, report.RowsTaken, report.RowsRefused)
		return err
	}
	_, err = fmt.Fprintln(p.out, string(text))
	return err
}

// isTerminal reports whether somebody looks at what is written.
func isTerminal(w any) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
