package bench

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"time"
)

const (
	blockSize = 4 << 10
	blocks    = 4096 // a file of 16 MiB

	sectionLimits = "Limits of this machine"
	figureSync    = "overwrites of 4 KiB, each with fdatasync"
	figurePgbench = "pgbench tpcb-like at 16 clients"
)

// limits measures what the machine can do at best.
func (r *run) limits(ctx context.Context) error {
	r.say("limits: fdatasync")
	rate, err := syncRate(ctx, r.config.Dir, r.sizes.sync)
	if err != nil {
		return err
	}
	r.report.add(Row{sectionLimits, figureSync, "", rate, "/s"})
	if rate > 100_000 {
		r.report.note("fdatasync is so fast here that nothing can be on a disk: give --dir on a real one.")
	}
	if r.config.Postgres == "" {
		return nil
	}
	rate, err = r.pgbench(ctx)
	if errors.Is(err, exec.ErrNotFound) {
		r.report.note("pgbench was not found (REGULARS_POSTGRES_BIN): its limit is left out.")
		return nil
	}
	if err == nil {
		r.report.add(Row{sectionLimits, figurePgbench, "", rate, "/s"})
	}
	return err
}

// syncRate overwrites random blocks of a file that is there already, each followed by fdatasync: what a commit costs at least.
func syncRate(ctx context.Context, dir string, d time.Duration) (float64, error) {
	f, err := os.CreateTemp(dir, "sync")
	if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // the folder goes too
	defer f.Close()           //nolint:errcheck // nothing of it is kept
	block := make([]byte, blockSize)
	for range blocks {
		if _, err := f.Write(block); err != nil {
			return 0, err
		}
	}
	if err := f.Sync(); err != nil {
		return 0, err
	}
	if _, err := rand.Read(block); err != nil {
		return 0, err
	}
	start, n := time.Now(), 0
	for at := int64(0); time.Since(start) < d && ctx.Err() == nil; n++ {
		at = (at + 1237) % blocks // 1237 has no factor in common with blocks: every block in turn, none beside the last
		if _, err := f.WriteAt(block, at*blockSize); err != nil {
			return 0, err
		}
		if err := syncData(f); err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(start).Seconds(), ctx.Err()
}

// pgbenchTool finds pgbench. Returns exec.ErrNotFound.
func (c *Config) pgbenchTool() (string, error) {
	if c.PostgresBin != "" {
		tool := filepath.Join(c.PostgresBin, "pgbench")
		if _, err := os.Stat(tool); err == nil {
			return tool, nil
		}
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench")
	if err == nil && len(found) > 0 {
		return slices.MaxFunc(found, func(a, b string) int { return serverVersion(a) - serverVersion(b) }), nil
	}
	return exec.LookPath("pgbench")
}

// serverVersion is the number in /usr/lib/postgresql/17/bin/pgbench.
func serverVersion(tool string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(tool))))
	if err != nil {
		return 0
	}
	return n
}

var tpsLine = regexp.MustCompile(`(?m)^tps = ([0-9.]+)`)

// pgbench runs PostgreSQL's own benchmark in a schema of its own on the same server.
func (r *run) pgbench(ctx context.Context) (float64, error) {
	tool, err := r.config.pgbenchTool()
	if err != nil {
		return 0, err
	}
	p, err := r.newPlace(ctx, "postgres", "pgbench")
	if err != nil {
		return 0, err
	}
	defer r.remove(p)
	r.say("limits: pgbench, scale %d", scale)
	if out, err := exec.CommandContext(ctx, tool, "-i", "-q", "-s", strconv.Itoa(scale), p.DatabaseURL).CombinedOutput(); err != nil {
		return 0, fmt.Errorf("pgbench -i: %w\n%s", err, out)
	}
	seconds := strconv.Itoa(max(1, int(r.sizes.pgbench.Seconds())))
	out, err := exec.CommandContext(ctx, tool, "-n", "-c", strconv.Itoa(pgbenchCalls), "-j", strconv.Itoa(runtime.NumCPU()), "-T", seconds, p.DatabaseURL).CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("pgbench: %w\n%s", err, out)
	}
	match := tpsLine.FindSubmatch(out)
	if match == nil {
		return 0, fmt.Errorf("pgbench says no rate:\n%s", out)
	}
	return strconv.ParseFloat(string(match[1]), 64)
}
