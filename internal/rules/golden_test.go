package rules_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// update writes the golden files anew: go test ./internal/rules -run Golden -update.
var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a text with testdata/name, so that a change of what outsiders rely on is seen in a review.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s has changed (- golden, + now); look at it, then go test ./internal/rules -run Golden -update\n%s", name, diff)
	}
}

// describe is the schema of a SQLite database as text: every table and index as it was made.
func describe(ctx context.Context, tx *store.Tx) (string, error) {
	var b strings.Builder
	err := tx.Query(ctx, `SELECT sql FROM sqlite_schema WHERE sql <> '' AND name NOT LIKE 'sqlite_%' ORDER BY tbl_name, type DESC, name`, func(r store.Row) error {
		var sql string
		err := r.Scan(&sql)
		for line := range strings.Lines(sql) {
			b.WriteString(strings.TrimRight(line, " \t\n") + "\n")
		}
		b.WriteString("\n")
		return err
	})
	return b.String(), err
}

func TestGoldenSchema(t *testing.T) {
	db := storetest.Open(t, "sqlite")
	var got string
	err := db.View(t.Context(), store.Installation, func(tx *store.Tx) (err error) {
		got, err = describe(t.Context(), tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "schema.golden", got)
}

// lines are the texts sorted, one a line.
func lines(texts []string) string {
	slices.Sort(texts)
	return strings.Join(texts, "\n") + "\n"
}

func TestGoldenCodes(t *testing.T) {
	var out []string
	repo := load(t)
	for _, f := range repo.sources() {
		for _, d := range declarations(f) {
			code, _ := repo.fold(f, d.Args[1])
			en, _ := repo.fold(f, d.Args[2])
			zh, _ := repo.fold(f, d.Args[3])
			out = append(out, code+"\t"+en+"\t"+zh)
		}
	}
	golden(t, "codes.golden", lines(out))
}

func TestGoldenEvents(t *testing.T) {
	var out []string
	repo := load(t)
	for _, f := range repo.sources() {
		for _, lit := range literals(f, "internal/event", "Kind") {
			given := fields(lit)
			kind, _ := repo.fold(f, given["Kind"])
			en, _ := repo.fold(f, given["En"])
			zh, _ := repo.fold(f, given["Zh"])
			out = append(out, kind+"\t"+en+"\t"+zh)
		}
	}
	golden(t, "events.golden", lines(out))
}

// outline is a line for each column of a database: table, column, and whether it must have a value.
func outline(ctx context.Context, tx *store.Tx, sql string) ([]string, error) {
	var out []string
	err := tx.Query(ctx, sql, func(r store.Row) error {
		var table, column string
		var required bool
		err := r.Scan(&table, &column, &required)
		out = append(out, fmt.Sprintf("%s.%s required=%t", table, column, required))
		return err
	})
	return out, err
}

func TestGoldenSchemaOnBothEngines(t *testing.T) {
	read := func(engine, sql string) (lines []string) {
		db := storetest.Open(t, engine)
		err := db.View(t.Context(), store.Installation, func(tx *store.Tx) (err error) {
			lines, err = outline(t.Context(), tx, sql)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return lines
	}
	postgres := read("postgres", `SELECT c.relname, a.attname, a.attnotnull FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY c.relname COLLATE "C", a.attnum`)
	sqlite := read("sqlite", `SELECT m.name, c.name, c."notnull" FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON true
WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.name, c.cid`)
	if diff := cmp.Diff(sqlite, postgres); diff != "" {
		t.Errorf("the engines have different schemas (- sqlite, + postgres):\n%s", diff)
	}
}
