package bench

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"regulars/internal/fault"
	"regulars/internal/store"
)

// Config says what is measured, where and how much.
type Config struct {
	Dir         string        // folder for the places; a temporary one where empty
	Postgres    string        // postgres:// of a server where schemas may be made; "" leaves it out
	PostgresBin string        // folder of pgbench
	Data        string        // folder of real data sets; "" makes a file up
	Quick       bool          // small numbers
	Only        []string      // names of parts; none for all
	Engines     []string      // none for all
	Members     int           // of the large shop; 0 for the usual number
	Duration    time.Duration // of one load; 0 for the usual one
	Profile     string        // folder for profiles of the server; "" for none
	JSON        bool
	Version     string
	Out, Log    io.Writer

	// Open opens the place with all that its transactions carry, making keyset and tables where there are none.
	Open func(ctx context.Context, p Place) (db *store.DB, close func(), err error)
	// Serve is the command that serves the place at the address; profile is a prefix for files of profiles, or "".
	Serve func(p Place, address, profile string) *exec.Cmd
}

// Parts are the names that Config.Only knows, in the order in which they are measured.
var Parts = []string{"limits", "start", "memory", "lookups", "quotes", "orders", "growth", "lists", "coupons", "record", "simulate", "import"}

// run is one run on its way.
type run struct {
	config  *Config
	started time.Time
	sizes   sizes
	report  Report
}

// Run measures and prints the report. Returns fault.ErrInvalid for a part or an engine that there is not, and whatever kept a
// part from being measured; what was measured before is printed all the same.
func Run(ctx context.Context, config Config) error {
	if err := config.check(); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(config.Dir, "regulars-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	config.Dir = dir
	r := &run{config: &config, started: time.Now(), sizes: config.sizes()}
	r.report = Report{Machine: machine(), Version: config.Version, Quick: config.Quick}
	err = r.all(ctx)
	r.report.aims()
	if config.JSON {
		return firstOf(err, r.report.writeJSON(config.Out))
	}
	return firstOf(err, r.report.write(config.Out))
}

func firstOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// check refuses what makes no sense.
func (c *Config) check() error {
	for _, name := range c.Only {
		if !slices.Contains(Parts, name) {
			return fault.ErrInvalid.At("only", fault.P{"reason": "one of " + strings.Join(Parts, ", ")})
		}
	}
	for _, engine := range c.Engines {
		if !slices.Contains(engines, engine) {
			return fault.ErrInvalid.At("engine", fault.P{"reason": "sqlite or postgres"})
		}
	}
	if c.Members != 0 && (c.Members < verbBatch || c.Members > maxMembers) {
		return fault.ErrRange.At("members", fault.P{"min": verbBatch, "max": maxMembers})
	}
	return nil
}

// wants reports whether one of the parts is to be measured.
func (r *run) wants(parts ...string) bool {
	return len(r.config.Only) == 0 || slices.ContainsFunc(parts, func(p string) bool { return slices.Contains(r.config.Only, p) })
}

// say tells on the log how far the run is.
func (r *run) say(format string, args ...any) {
	_, _ = fmt.Fprintf(r.config.Log, "bench %5.0fs: "+format+"\n", append([]any{time.Since(r.started).Seconds()}, args...)...)
}

// all measures every part that is wanted.
func (r *run) all(ctx context.Context) error {
	if r.config.Postgres == "" {
		r.report.note("No PostgreSQL (REGULARS_TEST_POSTGRES): only SQLite was measured.")
	}
	if r.wants("limits", "orders") {
		if err := r.limits(ctx); err != nil {
			return fmt.Errorf("limits: %w", err)
		}
	}
	for _, engine := range engines {
		if engine == "postgres" && r.config.Postgres == "" || len(r.config.Engines) > 0 && !slices.Contains(r.config.Engines, engine) {
			continue
		}
		if err := r.engine(ctx, engine); err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
	}
	return nil
}

// engine measures every part on one engine.
func (r *run) engine(ctx context.Context, engine string) error {
	if r.wants("start", "memory", "lookups", "quotes", "orders", "growth", "lists", "coupons", "record", "simulate") {
		if err := r.shopParts(ctx, engine); err != nil {
			return err
		}
	}
	if r.wants("import") {
		return r.imports(ctx, engine)
	}
	return nil
}

// shopParts measures the parts that need a shop with members.
func (r *run) shopParts(ctx context.Context, engine string) error {
	s, err := r.newShop(ctx, engine, r.sizes.active)
	if err != nil {
		return err
	}
	defer s.remove()
	if r.wants("start", "memory", "lookups", "quotes", "orders") {
		if err := r.served(ctx, s); err != nil {
			return err
		}
	}
	if r.wants("growth", "lists") {
		if err := r.growth(ctx, s); err != nil {
			return fmt.Errorf("growth: %w", err)
		}
	}
	if r.wants("coupons") {
		if err := r.coupons(ctx, s); err != nil {
			return fmt.Errorf("coupons: %w", err)
		}
	}
	if r.wants("record") {
		if err := r.record(ctx, s); err != nil {
			return fmt.Errorf("record: %w", err)
		}
	}
	if r.wants("simulate") {
		if err := r.simulate(ctx, s); err != nil {
			return fmt.Errorf("simulate: %w", err)
		}
	}
	return s.verify(ctx)
}
