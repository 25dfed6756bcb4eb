package e2e_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// place is where the program keeps its data.
type place struct {
	testing.TB
	engine string
	data   string // folder of the embedded database, of files and of the keyset
	url    string // "" for the embedded database
	role   string // who it is to PostgreSQL: an ordinary user with a schema of the same name
}

// each runs a test in an empty place on each engine.
func each(t *testing.T, test func(t *testing.T, p *place)) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) { test(t, newPlace(t, engine)) })
	}
}

// newPlace is an empty place, removed with the test.
func newPlace(t testing.TB, engine string) *place {
	t.Helper()
	p := &place{TB: t, engine: engine, data: filepath.Join(t.TempDir(), "data")}
	if engine == "sqlite" {
		return p
	}
	address := postgres(t)
	p.role = "e2e_" + strings.ToLower(rand.Text()[:12])
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword(p.role, p.role)
	p.url = u.String()
	for _, sql := range []string{
		"CREATE ROLE " + p.role + " LOGIN PASSWORD '" + p.role + "'",
		"ALTER ROLE " + p.role + " SET search_path = " + p.role,
		"CREATE SCHEMA " + p.role + " AUTHORIZATION " + p.role,
	} {
		if err := p.admin(sql); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		for _, sql := range []string{"DROP SCHEMA IF EXISTS " + p.role + " CASCADE", "DROP ROLE IF EXISTS " + p.role} {
			if err := p.admin(sql); err != nil {
				t.Log("not dropped:", err)
			}
		}
	})
	return p
}

// postgres is the address of the server for tests; where there is none the test is skipped, or fails under CI=true.
func postgres(t testing.TB) string {
	t.Helper()
	address := os.Getenv(storetest.Variable)
	if address == "" {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not set: the tests must run on PostgreSQL too", storetest.Variable)
		}
		t.Skipf("%s is not set: not tried on PostgreSQL", storetest.Variable)
	}
	return address
}

// admin runs a statement on the PostgreSQL server itself, outside the place.
func (p *place) admin(sql string, args ...any) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	db, err := store.Open(ctx, store.Config{URL: os.Getenv(storetest.Variable), Readers: 1})
	if err != nil {
		return err
	}
	defer db.Close()
	return db.Tx(ctx, store.Installation, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, sql, args...)
		return err
	})
}

// result is what a command answered.
type result struct {
	code     int
	out, err string
}

// settings are the flags that lead to the place.
func (p *place) settings() []string {
	flags := []string{"--data", p.data}
	if p.url != "" {
		flags = append(flags, "--database-url", p.url)
	}
	return flags
}

// command is one command line of the program over the place; nothing of the test's own environment leads it elsewhere.
func (p *place) command(ctx context.Context, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, binary, append(args, p.settings()...)...)
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "REGULARS_") && !strings.HasPrefix(variable, "LC_") && !strings.HasPrefix(variable, "LANG") {
			command.Env = append(command.Env, variable)
		}
	}
	command.Env = append(command.Env, "LANG=en_GB.UTF-8")
	command.Dir = p.TempDir()
	return command
}

// run runs one command to its end.
func (p *place) run(args ...string) result {
	p.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
	defer cancel()
	var out, log bytes.Buffer
	command := p.command(ctx, args...)
	command.Stdout, command.Stderr = &out, &log
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		p.Fatalf("regulars %s: %v", args[0], err)
	}
	return result{command.ProcessState.ExitCode(), out.String(), log.String()}
}

// ok runs a command that must succeed.
func (p *place) ok(args ...string) result {
	p.Helper()
	r := p.run(args...)
	if r.code != 0 {
		p.Fatalf("regulars %s: exit %d\n%s%s", strings.Join(args, " "), r.code, r.out, r.err)
	}
	return r
}

// founding is a merchant as it begins.
type founding struct{ slug, currency, zone, language string }

// shanghai is the merchant of most tests.
var shanghai = founding{"acme", "CNY", "Asia/Shanghai", "zh"}

// password of every owner in these tests.
const password = "correct horse battery"

// initialise makes a merchant and its owner.
func (p *place) initialise(f founding) {
	p.Helper()
	file := filepath.Join(p.TempDir(), "password")
	if err := os.WriteFile(file, []byte(password+"\n"), 0o600); err != nil {
		p.Fatal(err)
	}
	p.ok("init", "--merchant", f.slug, "--name", strings.ToUpper(f.slug), "--currency", f.currency, "--timezone", f.zone, "--language", f.language,
		"--owner-email", "owner@"+f.slug+".example", "--owner-password-file", file)
}

// key makes an API key, with every scope but administration where none is named.
func (p *place) key(slug string, scopes ...string) string {
	p.Helper()
	args := []string{"key", "create", "--merchant", slug, "--name", "e2e"}
	if len(scopes) > 0 {
		args = append(args, "--scopes", strings.Join(scopes, ","))
	}
	out := p.ok(args...).out
	key := strings.TrimSuffix(out, "\n")
	if key == "" || strings.ContainsAny(key, " \n") {
		p.Fatalf("key create printed %q: want the key, alone", out)
	}
	return key
}

// proven runs check and fails for anything that it finds.
func (p *place) proven(slug string) {
	p.Helper()
	r := p.run("check", "--merchant", slug)
	found := ""
	for line := range strings.Lines(r.out) {
		if !strings.HasPrefix(line, "note: ") {
			found += line
		}
	}
	if r.code != 0 || found != "" {
		p.Errorf("check: exit %d\n%s%s", r.code, r.out, r.err)
	}
}
