package bench_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"testing"
	"time"

	"regulars/internal/app"
	"regulars/internal/bench"
	"regulars/internal/fault"
	"regulars/internal/store"
)

func config(t *testing.T, out io.Writer) bench.Config {
	return bench.Config{
		Dir: t.TempDir(), Postgres: os.Getenv("REGULARS_TEST_POSTGRES"), Quick: true, Duration: 50 * time.Millisecond, JSON: true, Out: out, Log: io.Discard,
		Open: func(ctx context.Context, p bench.Place) (*store.DB, func(), error) {
			a, err := app.Create(ctx, app.Config{Data: p.Data, DatabaseURL: p.DatabaseURL, LogLevel: "error", LogTo: io.Discard})
			if err != nil {
				return nil, nil, err
			}
			return a.DB, a.Close, nil
		},
	}
}

// TestRuns tries that figures come out on both engines, not how large they are.
func TestRuns(t *testing.T) {
	var out bytes.Buffer
	c := config(t, &out)
	c.Only = []string{"record", "import"}
	if err := bench.Run(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	var report bench.Report
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	figures := map[string]int{}
	for _, row := range report.Rows {
		if !(row.Value > 0) {
			t.Errorf("%+v", row)
		}
		figures[row.Engine]++
	}
	if figures["sqlite"] != 4 || c.Postgres != "" && figures["postgres"] != 4 {
		t.Errorf("figures: %v", figures)
	}
	left, err := os.ReadDir(c.Dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestRefusesWhatThereIsNot(t *testing.T) {
	for name, change := range map[string]func(*bench.Config){
		"part":    func(c *bench.Config) { c.Only = []string{"everything"} },
		"engine":  func(c *bench.Config) { c.Engines = []string{"oracle"} },
		"members": func(c *bench.Config) { c.Members = -1 },
	} {
		c := config(t, io.Discard)
		change(&c)
		if err := bench.Run(t.Context(), c); fault.As(err) == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
