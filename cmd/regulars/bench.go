package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/pprof"
	"time"

	"regulars/internal/app"
	"regulars/internal/bench"
	"regulars/internal/store"
)

// benchCommand measures. PostgreSQL and real data come from the same variables as in tests.
type benchCommand struct {
	Quick       bool          `help:"Small numbers: a look in under two minutes."`
	Only        []string      `help:"Parts to measure: limits, start, memory, lookups, quotes, orders, growth, record, import." placeholder:"PART,…"`
	Engine      []string      `help:"sqlite or postgres; both where none is named." placeholder:"ENGINE,…"`
	Members     int           `help:"Members of the large shop (1,000,000; quick: 10,000)." placeholder:"N"`
	Duration    time.Duration `help:"Length of one load (10s; quick: 2s)." placeholder:"D"`
	Dir         string        `help:"Folder on the disk to measure; default: the folder of temporary files." placeholder:"DIR"`
	Profile     string        `help:"Write CPU and heap profiles of the server there." placeholder:"DIR"`
	JSON        bool          `help:"Print the report as JSON."`
	Postgres    string        `help:"Server where schemas may be made." env:"REGULARS_TEST_POSTGRES" placeholder:"URL"`
	PostgresBin string        `help:"Folder of pgbench." env:"REGULARS_POSTGRES_BIN" placeholder:"DIR"`
	TestData    string        `help:"Folder of real data sets." env:"REGULARS_TEST_DATA" placeholder:"DIR"`
}

// Run measures and prints the report.
func (c *benchCommand) Run(ctx context.Context, p *program) error {
	if c.Profile != "" {
		if err := os.MkdirAll(c.Profile, 0o755); err != nil {
			return err
		}
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	return bench.Run(ctx, bench.Config{
		Dir: c.Dir, Postgres: c.Postgres, PostgresBin: c.PostgresBin, Data: c.TestData, Quick: c.Quick, Only: c.Only, Engines: c.Engine,
		Members: c.Members, Duration: c.Duration, Profile: c.Profile, JSON: c.JSON, Version: version, Out: p.out, Log: p.log,
		Open: func(ctx context.Context, place bench.Place) (*store.DB, func(), error) {
			a, err := app.Create(ctx, app.Config{Data: place.Data, DatabaseURL: place.DatabaseURL, LogLevel: "warn", LogTo: p.log, Version: version})
			if err != nil {
				return nil, nil, err
			}
			return a.DB, a.Close, nil
		},
		Serve: func(place bench.Place, address, profile string) *exec.Cmd {
			args := []string{"bench-server", "--data", place.Data, "--log-level", "warn", "--listen", address}
			if profile != "" {
				args = append(args, "--profile", profile)
			}
			command := exec.Command(self, args...) //nolint:noctx // it is stopped in good order, by a signal
			command.Env = append(os.Environ(), "REGULARS_DATABASE_URL="+place.DatabaseURL, "REGULARS_KEYSET=", benchChild+"=1")
			return command
		},
	})
}

// benchChild tells a test's own binary that it stands in for the program.
const benchChild = "REGULARS_BENCH_CHILD"

// benchServer serves as serve does, without a limit of requests, and writes profiles when it ends.
type benchServer struct {
	Listen  string `required:"" help:"Address of the door."`
	Profile string `help:"Prefix of the files."`
}

// Run serves until it is told to stop.
func (c *benchServer) Run(ctx context.Context, p *program) (err error) {
	if c.Profile != "" {
		f, err := os.Create(c.Profile + ".cpu.pprof")
		if err != nil {
			return err
		}
		defer f.Close() //nolint:errcheck // a profile
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	a, err := app.Open(ctx, p.config())
	if err != nil {
		return err
	}
	defer a.Close()
	err = a.Serve(ctx, app.ServeConfig{Listen: c.Listen, Role: "all"})
	if c.Profile != "" {
		err = errors.Join(err, writeHeap(c.Profile+".heap.pprof"))
	}
	return err
}

// writeHeap writes what the process holds and has allocated.
func writeHeap(name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	runtime.GC()
	if err := pprof.Lookup("heap").WriteTo(f, 0); err != nil {
		return errors.Join(fmt.Errorf("profile: %w", err), f.Close())
	}
	return f.Close()
}
