package e2e_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// binary is the built program.
var binary string

func TestMain(m *testing.M) { os.Exit(run(m)) }

// run builds the program into a folder that is gone afterwards, and runs the tests.
func run(m *testing.M) int {
	flag.Parse()
	dir, err := os.MkdirTemp("", "regulars-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir) //nolint:errcheck // what stays behind is the system's to clean
	binary = filepath.Join(dir, "regulars")
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "regulars/cmd/regulars").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "the program does not build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}
