package main

import (
	"context"
	"fmt"

	"regulars/internal/app"
)

// serveCommand serves.
type serveCommand struct {
	Listen       string  `help:"Address of the door." default:"127.0.0.1:8080" env:"REGULARS_LISTEN" placeholder:"HOST:PORT"`
	Role         string  `help:"api, worker or all." default:"all" enum:"api,worker,all" env:"REGULARS_ROLE"`
	BehindProxy  bool    `help:"A proxy stands before: trust its X-Forwarded-For and X-Forwarded-Proto." env:"REGULARS_BEHIND_PROXY"`
	RateLimit    float64 `help:"Requests a second for each key or session; 0 for no limit." default:"20000" env:"REGULARS_RATE_LIMIT"`
	PublicRate   float64 `help:"The same for each address that is not known." default:"20" env:"REGULARS_PUBLIC_RATE"`
	MetricsToken string  `help:"Lets others than this machine read /metrics." env:"REGULARS_METRICS_TOKEN" placeholder:"TOKEN"`
	Migrate      bool    `help:"Bring the schema up to date first." env:"REGULARS_MIGRATE"`
}

// Run serves until it is told to stop.
func (c *serveCommand) Run(ctx context.Context, p *program) error {
	a, err := app.Open(ctx, p.config())
	if err != nil {
		return err
	}
	defer a.Close()
	if c.Migrate {
		if err := a.DB.Migrate(ctx); err != nil {
			return err
		}
	}
	return a.Serve(ctx, app.ServeConfig{
		Listen: c.Listen, Role: c.Role, BehindProxy: c.BehindProxy, RateLimit: c.RateLimit, PublicRate: c.PublicRate, MetricsToken: c.MetricsToken,
	})
}

// migrateCommand brings the schema up to date.
type migrateCommand struct{}

// Run applies what is missing.
func (c *migrateCommand) Run(ctx context.Context, p *program) error {
	a, err := app.Create(ctx, p.config())
	if err != nil {
		return err
	}
	defer a.Close()
	_, _ = fmt.Fprintln(p.out, "the schema is up to date")
	return nil
}

// rotateCommand rotates the keyset.
type rotateCommand struct{}

// Run adds a key to the keyset and notes it in the database.
func (c *rotateCommand) Run(ctx context.Context, p *program) error {
	return p.with(ctx, func(a *app.App) error {
		resealed, err := a.Rotate(ctx)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(p.out, "%d rows sealed with the new key; keep a copy of %s\n", resealed, p.config().KeysetFile())
		return err
	})
}

// versionCommand prints the version.
type versionCommand struct{}

// Run prints it.
func (c *versionCommand) Run(p *program) error {
	_, err := fmt.Fprintln(p.out, "regulars", version)
	return err
}
