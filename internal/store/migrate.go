package store

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"regulars/internal/fault"
)

//go:embed migrations/*.sql
var migrations embed.FS

// ErrSchema says that the database was made by another version of the program.
var ErrSchema = fault.Declare(fault.Unavailable, "schema_mismatch", "The database's schema is not this program's ({what}); run regulars migrate, or the program that made it.", "数据库结构与本程序不一致（{what}）；请运行 regulars migrate，或使用创建它的程序版本。")

type migration struct{ name, text, digest string }

func loadMigrations() ([]migration, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	out := make([]migration, len(names))
	for i, name := range names {
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(text)
		out[i] = migration{path.Base(name), string(text), hex.EncodeToString(sum[:])}
	}
	return out, nil
}

const createMigrations = `CREATE TABLE IF NOT EXISTS store_migration (
    name text COLLATE "C" NOT NULL PRIMARY KEY,
    digest text NOT NULL,
    applied_at bigint NOT NULL
)`

// Migrate brings the schema up to this program's: one file a room, each in a transaction of its own.
func (db *DB) Migrate(ctx context.Context) error {
	list, err := loadMigrations()
	if err != nil {
		return err
	}
	return db.Tx(ctx, Installation, func(tx *Tx) error {
		if _, err := tx.Exec(ctx, db.engine.dialect(createMigrations)); err != nil {
			return err
		}
		if db.Engine() == "postgres" { // two servers that start at once take turns
			if _, err := tx.Exec(ctx, `LOCK TABLE store_migration`); err != nil {
				return err
			}
		}
		applied, err := appliedMigrations(ctx, tx)
		if err != nil {
			return err
		}
		for _, m := range list {
			if err := tx.apply(ctx, m, applied[m.name]); err != nil {
				return err
			}
		}
		if db.Engine() == "sqlite" {
			return tx.describe(ctx)
		}
		return nil
	})
}

// describe tells SQLite's planner what every table looks like: many rows of few merchants, of which the second column of an index
// leaves some ten, and the rest one. Without it merchant_id alone counts as a good way in, and a table clustered by its
// key is read whole where a better index stands beside it. The figures are fixed, so that plans do not change under way.
func (tx *Tx) describe(ctx context.Context) error {
	if _, err := tx.Exec(ctx, `ANALYZE sqlite_schema`); err != nil { // makes the table of statistics
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM sqlite_stat1`); err != nil {
		return err
	}
	type index struct {
		table, name string
		columns     int
	}
	var all []index
	err := tx.Query(ctx, `SELECT t.name, i.name, (SELECT COUNT(*) FROM pragma_index_info(i.name)) FROM sqlite_schema t, pragma_index_list(t.name) i
		WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, i.name`, func(r Row) error {
		var i index
		err := r.Scan(&i.table, &i.name, &i.columns)
		all = append(all, i)
		return err
	})
	if err != nil {
		return err
	}
	for _, i := range all {
		stat := "1000000 1000000 10 1 1 1 1 1 1 1"
		if i.columns == 1 { // one row a merchant, or a table of the installation
			stat = "1000 1"
		}
		stat = strings.Join(strings.Fields(stat)[:i.columns+1], " ")
		if _, err := tx.Exec(ctx, `INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)`, i.table, i.name, stat); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `ANALYZE sqlite_schema`) // has the planner read them
	return err
}

func appliedMigrations(ctx context.Context, tx *Tx) (map[string]string, error) {
	applied := map[string]string{}
	err := tx.Query(ctx, `SELECT name, digest FROM store_migration`, func(r Row) error {
		var name, digest string
		err := r.Scan(&name, &digest)
		applied[name] = digest
		return err
	})
	return applied, err
}

func (tx *Tx) apply(ctx context.Context, m migration, digest string) error {
	switch digest {
	case m.digest:
		return nil
	case "":
	default:
		return ErrSchema.New(fault.P{"what": m.name})
	}
	for _, statement := range statements(m.text) {
		if _, err := tx.Exec(ctx, tx.db.engine.dialect(statement)); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO store_migration (name, digest, applied_at) VALUES ($1, $2, $3)`, m.name, m.digest, tx.Now())
	return err
}

// statements cuts a migration at the lines that end in a semicolon; comment lines are dropped.
func statements(text string) []string {
	var out []string
	var b strings.Builder
	for line := range strings.Lines(text) {
		bare := strings.TrimSpace(line)
		if bare == "" || strings.HasPrefix(bare, "--") {
			continue
		}
		b.WriteString(line)
		if strings.HasSuffix(bare, ";") {
			out = append(out, strings.TrimSuffix(strings.TrimSpace(b.String()), ";"))
			b.Reset()
		}
	}
	return out
}

// Current answers an error unless the schema is exactly this program's.
func (db *DB) Current(ctx context.Context) error {
	list, err := loadMigrations()
	if err != nil {
		return err
	}
	return db.View(ctx, Installation, func(tx *Tx) error {
		applied, err := appliedMigrations(ctx, tx)
		if err != nil {
			return ErrSchema.Wrap(err, fault.P{"what": "no schema"})
		}
		for _, m := range list {
			if applied[m.name] != m.digest {
				return ErrSchema.New(fault.P{"what": m.name})
			}
		}
		return nil
	})
}

// SchemaDigest names the schema of this program.
func SchemaDigest() (string, error) {
	list, err := loadMigrations()
	if err != nil {
		return "", err
	}
	all := sha256.New()
	for _, m := range list {
		all.Write([]byte(m.digest))
	}
	return hex.EncodeToString(all.Sum(nil)), nil
}

var createTable = regexp.MustCompile(`(?m)^CREATE TABLE (\w+)`)

// Tables are the tables of this program's schema, in the order in which they can be filled: as the migrations make them.
func Tables() ([]string, error) {
	list, err := loadMigrations()
	if err != nil {
		return nil, err
	}
	var out []string
	for _, m := range list {
		for _, match := range createTable.FindAllStringSubmatch(m.text, -1) {
			out = append(out, match[1])
		}
	}
	return out, nil
}
