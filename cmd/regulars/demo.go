package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"regulars/internal/app"
	"regulars/internal/demo"
	"regulars/internal/store"
	"regulars/web"
)

// demoCommand fills a demo merchant and serves it.
type demoCommand struct {
	Listen  string `help:"Address of the door." default:"127.0.0.1:8080" env:"REGULARS_LISTEN" placeholder:"HOST:PORT"`
	Members int    `help:"How many members the shop has." default:"2600"`
	Fill    bool   `help:"Only fill; do not serve."`
}

// Run fills the merchant where that has not been done (or goes on where it was cut off), prints the ways in, and serves.
func (c *demoCommand) Run(ctx context.Context, p *program) error {
	config := p.config()
	if config.Data == "./data" {
		config.Data = filepath.Join(config.Data, "demo") // beside the real thing, never in it
	}
	a, err := app.Create(ctx, config)
	if err != nil {
		return err
	}
	defer a.Close()
	started := time.Now()
	last := ""
	result, err := demo.FillWith(ctx, a.DB, demo.Options{Members: c.Members, Progress: func(what string, done, total int) {
		line := fmt.Sprintf("\rdemo: %s %d %%", what, 100*done/max(total, 1))
		if line != last && isTerminal(p.log) {
			_, _ = fmt.Fprintf(p.log, "%-50s", line)
			last = line
		}
	}})
	if err != nil {
		return err
	}
	if last != "" {
		_, _ = fmt.Fprintln(p.log)
	}
	if err := a.Drain(ctx, store.Scope{Merchant: result.Merchant, Actor: store.System}); err != nil {
		return err
	}
	c.show(p, config.Data, result, time.Since(started))
	if c.Fill {
		return nil
	}
	return a.Serve(ctx, app.ServeConfig{Listen: c.Listen, Role: "all", RateLimit: 20_000, PublicRate: 20})
}

// show prints what is there and how to look at it.
func (c *demoCommand) show(p *program, data string, r demo.Result, took time.Duration) {
	out := func(format string, args ...any) { _, _ = fmt.Fprintf(p.out, format+"\n", args...) }
	out("")
	if r.Repeated {
		out("%s (%s) is there already.", r.Merchant.Name, r.Merchant.Slug)
	} else {
		out("%s (%s), made in %.0f s: %d members, %d orders, %d guest orders, %d refunds, %d returns, %d products in %d shops.", r.Merchant.Name, r.Merchant.Slug,
			took.Seconds(), r.Counts.Members, r.Counts.Orders, r.Counts.GuestOrders, r.Counts.Refunds, r.Counts.Returns, r.Counts.Products, r.Counts.Stores)
	}
	base := "http://" + c.Listen
	out("")
	if web.Built("console") {
		out("  Console             %s/admin/", base)
	}
	out("  API documentation   %s/docs", base)
	out("  OpenAPI             %s/openapi.json", base)
	out("")
	out("Sign in:")
	for _, l := range r.Logins {
		out("  %-9s %-28s %s", l.Role, l.Email, l.Password)
	}
	if r.Key == "" {
		out("")
		out("An API key was shown by the first run; another one: regulars key create --data %s --merchant %s --name NAME", data, r.Merchant.Slug)
		return
	}
	out("")
	out("API key (shown once): %s", r.Key)
	out("")
	out("  curl -s -H 'Authorization: Bearer %s' '%s/v1/members?limit=3'", r.Key, base)
	out("")
}
