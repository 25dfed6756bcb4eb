package storetest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"regulars/internal/calendar"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// Variable names the PostgreSQL server for tests: a URL whose user may create databases.
const Variable = "REGULARS_TEST_POSTGRES"

// Time is the program's time in a test.
type Time struct {
	mu  sync.Mutex
	now time.Time
}

// Now is the time that was set last.
func (c *Time) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set moves the time to t.
func (c *Time) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Add moves the time on.
func (c *Time) Add(d time.Duration) { c.Set(c.Now().Add(d)) }

// Start is the time at which every test begins: Monday 15 June 2026, noon in Shanghai.
var Start = time.Date(2026, 6, 15, 4, 0, 0, 0, time.UTC)

// Clock is the clock of a database made by Each or Open.
func Clock(db *store.DB) *Time {
	c, ok := store.FindValue[*Time](db)
	if !ok {
		panic("storetest: this database has no test clock")
	}
	return c
}

// Each runs the test on each engine.
func Each(t *testing.T, test func(t *testing.T, db *store.DB), values ...any) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			test(t, Open(t, engine, values...))
		})
	}
}

// Open makes an empty, migrated database on the engine, closed and removed with the test.
func Open(t testing.TB, engine string, values ...any) *store.DB {
	t.Helper()
	clock := &Time{now: Start}
	config := store.Config{Clock: clock.Now, Values: append([]any{clock, vault.Ephemeral()}, values...)}
	if engine == "sqlite" {
		config.Path = filepath.Join(t.TempDir(), "test.db")
	} else {
		config.URL = database(t)
	}
	ctx := context.Background()
	db, err := store.Open(ctx, config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	if engine == "sqlite" {
		if err := db.Migrate(ctx); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// database makes a database on the test server as a copy of the migrated template.
func database(t testing.TB) string {
	t.Helper()
	server := os.Getenv(Variable)
	if server == "" {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not set: the tests must run on PostgreSQL too", Variable)
		}
		t.Skipf("%s is not set: not tried on PostgreSQL", Variable)
	}
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	template, err := ensureTemplate(ctx, conn, server)
	if err != nil {
		t.Fatal(err)
	}
	name := "t_" + random()
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+name+" TEMPLATE "+template); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		conn, err := pgx.Connect(ctx, server)
		if err != nil {
			return // the server is gone, and the database with it
		}
		defer conn.Close(ctx)
		if _, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			t.Log("not dropped:", err)
		}
	})
	return at(server, name)
}

// templateLock is the advisory lock under which a template is made, as test processes run side by side.
const templateLock = 7_301_977

func ensureTemplate(ctx context.Context, conn *pgx.Conn, server string) (string, error) {
	digest, err := store.SchemaDigest()
	if err != nil {
		return "", err
	}
	name := "template_" + digest[:16]
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", templateLock); err != nil {
		return "", err
	}
	defer conn.Exec(ctx, "SELECT pg_advisory_unlock($1)", templateLock)
	var there bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil || there {
		return name, err
	}
	making := "making_" + random()
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+making); err != nil {
		return "", err
	}
	db, err := store.Open(ctx, store.Config{URL: at(server, making)})
	if err != nil {
		return "", err
	}
	err = db.Migrate(ctx)
	db.Close()
	if err != nil {
		return "", fmt.Errorf("migrate: %w", err)
	}
	_, err = conn.Exec(ctx, "ALTER DATABASE "+making+" RENAME TO "+name)
	return name, err
}

func at(server, database string) string {
	u, err := url.Parse(server)
	if err != nil {
		panic(err)
	}
	u.Path = "/" + database
	return u.String()
}

func random() string {
	var b [8]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// Merchant makes a merchant (Shanghai, CNY, Chinese) and answers the scope of the program acting for it.
func Merchant(t testing.TB, db *store.DB) store.Scope {
	t.Helper()
	ctx := context.Background()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	scope := store.Scope{Actor: store.System, Merchant: store.Merchant{Name: "Test", Currency: "CNY", Language: "zh", Zone: zone}}
	err = db.Tx(ctx, store.Installation, func(tx *store.Tx) error {
		scope.Merchant.ID = tx.NewID()
		scope.Merchant.Slug = "m" + random()
		_, err := tx.Exec(ctx, `INSERT INTO org_merchant (id, slug, name, currency, zone, language, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			scope.Merchant.ID, scope.Merchant.Slug, scope.Merchant.Name, "CNY", "Asia/Shanghai", "zh", calendar.Of(Start))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return scope
}
