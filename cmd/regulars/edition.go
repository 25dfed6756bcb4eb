package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/fault"
	programme "regulars/internal/program"
	"regulars/internal/simulation"
	"regulars/internal/store"
)

// editionCommands are about the programme.
type editionCommands struct {
	Export editionExport `cmd:"" help:"Print the programme in force as YAML."`
	Apply  editionApply  `cmd:"" help:"Replace the draft by a YAML file; --publish publishes it, as far as the settings let it be done without a second person."`
}

// editionExport prints a programme.
type editionExport struct {
	Merchant string `help:"Slug of the merchant." required:"" placeholder:"SLUG"`
	Version  int64  `help:"Number of a published version; the one in force where none is named." placeholder:"N" xor:"which"`
	Draft    bool   `help:"The draft." xor:"which"`
	File     string `arg:"" optional:"" help:"Write there instead of to standard output."`
}

// Run prints it.
func (c *editionExport) Run(ctx context.Context, p *program) error {
	var text []byte
	err := p.inTx(ctx, c.Merchant, func(tx *store.Tx) (err error) {
		if c.Draft {
			text, err = edition.ExportDraft(ctx, tx)
			return err
		}
		text, err = edition.Export(ctx, tx, c.Version)
		return err
	})
	if err != nil {
		return err
	}
	if c.File != "" {
		return os.WriteFile(c.File, text, 0o600)
	}
	_, err = p.out.Write(text)
	return err
}

// editionApply replaces the draft.
type editionApply struct {
	Merchant    string `help:"Slug of the merchant." required:"" placeholder:"SLUG"`
	Publish     bool   `help:"Publish it."`
	EffectiveAt string `help:"When it takes effect, RFC 3339; at once where it is not named." placeholder:"T"`
	Note        string `help:"What changes, in the merchant's language; members can read it." placeholder:"N"`
	File        string `arg:"" optional:"" help:"YAML or JSON; - or nothing reads standard input."`
}

// Run applies the file; every mistake in it is named. All of it is done or nothing.
func (c *editionApply) Run(ctx context.Context, p *program) error {
	text, err := c.read(p)
	if err != nil {
		return err
	}
	in := edition.PublishIn{Note: programme.Text{Zh: c.Note, En: c.Note}}
	if c.EffectiveAt != "" {
		at, err := time.Parse(time.RFC3339, c.EffectiveAt)
		if err != nil {
			return usage{fmt.Errorf("--effective-at: %w", err)}
		}
		in.EffectiveAt = calendar.Of(at)
	}
	return p.inTx(ctx, c.Merchant, func(tx *store.Tx) error {
		draft, err := edition.Apply(ctx, tx, text)
		if err != nil {
			return err
		}
		if !c.Publish {
			_, _ = fmt.Fprintf(p.out, "draft %d\n", draft.Version)
			return fault.Join(draft.Mistakes...)
		}
		in.Match = draft.Version
		published, err := simulation.Publish(ctx, tx, in, false)
		if err == nil {
			_, _ = fmt.Fprintf(p.out, "version %d\n", published.Number)
		}
		return err
	})
}

func (c *editionApply) read(p *program) ([]byte, error) {
	if c.File == "" || c.File == "-" {
		return io.ReadAll(io.LimitReader(p.in, 256<<10))
	}
	return os.ReadFile(c.File)
}
