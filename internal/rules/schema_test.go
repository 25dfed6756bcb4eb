package rules_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// kinds are the column types that mean the same on both engines.
var kinds = []string{"bigint", "text", "boolean", "double precision", "bytea"}

// nameLimit leaves room for the suffix that a shard's copy of a name gets within PostgreSQL's 63 bytes.
const nameLimit = 50

// lint finds what keeps the schema from being spread over machines by merchant_id, or from being the same on both
// engines (rule 8). global tables belong to the installation and stay whole.
func lint(s *schema, global []string) []offence {
	l := &linter{schema: s, global: global}
	for _, name := range s.names {
		l.table(name)
	}
	for _, k := range s.constraints {
		l.constraint(k)
	}
	for _, i := range s.indexes {
		l.index(i)
	}
	for _, e := range s.effects {
		l.add(e.table, e.kind+" "+e.name, "do in Go what it does: nothing happens unseen in the database")
	}
	for _, name := range global {
		if s.tables[name] == nil {
			l.add(name, "is listed in store.GlobalTables and does not exist", "take it off the list, or make it")
		}
	}
	return l.out
}

type linter struct {
	*schema
	global []string
	out    []offence
}

func (l *linter) add(table, what, todo string) {
	l.out = append(l.out, offence{"table " + table, what, todo})
}

func (l *linter) isGlobal(table string) bool { return slices.Contains(l.global, table) }

// table looks at one table's columns and key.
func (l *linter) table(name string) {
	if m, found := l.tables[name].columns["merchant_id"]; !l.isGlobal(name) && (!found || m.kind != "bigint" || !m.required) {
		l.add(name, "has no merchant_id bigint NOT NULL", "add it, first in the primary key; or list the table in store.GlobalTables")
	}
	if !slices.ContainsFunc(l.constraints, func(k rule) bool { return k.table == name && k.kind == "p" }) {
		l.add(name, "has no primary key", "PRIMARY KEY (merchant_id, …)")
	}
	for _, columnName := range l.tables[name].order {
		c := l.tables[name].columns[columnName]
		if !slices.Contains(kinds, c.kind) {
			l.add(name, columnName+" is of type "+c.kind, "use "+strings.Join(kinds, ", "))
		}
		if c.identity || strings.Contains(c.fallback, "nextval(") {
			l.add(name, columnName+" numbers itself", "make ids with tx.NewID()")
		}
		if c.kind == "text" && c.collation != "C" {
			l.add(name, columnName+" is sorted by the database's language", `write text COLLATE "C"`)
		}
	}
}

// constraint looks at keys that point elsewhere, exclusions and names.
func (l *linter) constraint(k rule) {
	if len(k.name) > nameLimit {
		l.add(k.table, fmt.Sprintf("the name of constraint %s has more than %d bytes", k.name, nameLimit), "shorten it")
	}
	if k.kind == "x" && !l.isGlobal(k.table) && !excludesByMerchant(k) {
		l.add(k.table, "exclusion "+k.name+" reaches beyond a merchant", "add merchant_id WITH =")
	}
	if k.kind != "f" {
		return
	}
	switch {
	case l.isGlobal(k.table) && !l.isGlobal(k.target):
		l.add(k.table, "foreign key "+k.name+" points from a global table to "+k.target, "drop it: the merchant's table may lie on another machine")
	case !l.isGlobal(k.table) && !l.isGlobal(k.target) && !pairsMerchant(k):
		l.add(k.table, "foreign key "+k.name+" does not pair merchant_id with merchant_id", "FOREIGN KEY (merchant_id, x_id) REFERENCES "+k.target+" (merchant_id, id)")
	}
	if slices.Contains(k.columns, "merchant_id") && (k.onDelete == "n" || k.onDelete == "d" || k.onUpdate == "n" || k.onUpdate == "d" || k.onUpdate == "c") {
		l.add(k.table, "foreign key "+k.name+" changes merchant_id by itself", "no ON DELETE SET NULL or SET DEFAULT, no ON UPDATE")
	}
}

// pairsMerchant reports whether a foreign key joins rows of one merchant.
func pairsMerchant(k rule) bool {
	for i, name := range k.columns {
		if name == "merchant_id" && k.targetColumns[i] == "merchant_id" {
			return true
		}
	}
	return false
}

// excludesByMerchant reports whether an exclusion holds rows of one merchant apart.
func excludesByMerchant(k rule) bool {
	for i, name := range k.columns {
		if name == "merchant_id" && k.operators[i] == "=" {
			return true
		}
	}
	return false
}

// index looks at what is unique, and at names.
func (l *linter) index(i index) {
	if len(i.name) > nameLimit {
		l.add(i.table, fmt.Sprintf("the name of index %s has more than %d bytes", i.name, nameLimit), "shorten it")
	}
	if i.unique && !l.isGlobal(i.table) && i.columns[0] != "merchant_id" {
		l.add(i.table, "unique index "+i.name+" does not begin with merchant_id", "put merchant_id first: nothing is unique beyond a merchant but in global tables")
	}
}

// badSchema breaks every rule of lint once.
var badSchema = []string{
	`CREATE TABLE good (merchant_id bigint NOT NULL, id bigint NOT NULL, code text COLLATE "C" NOT NULL, PRIMARY KEY (merchant_id, id), UNIQUE (merchant_id, code))`,
	`CREATE TABLE whole (id bigint NOT NULL PRIMARY KEY, UNIQUE (id))`,
	`CREATE TABLE bad_none (id bigint NOT NULL PRIMARY KEY)`,
	`CREATE TABLE bad_nullable (merchant_id bigint, id bigint)`,
	`CREATE TABLE bad_unique (merchant_id bigint NOT NULL, id bigint NOT NULL, PRIMARY KEY (id, merchant_id), UNIQUE (id))`,
	`CREATE TABLE bad_exclusion (merchant_id bigint NOT NULL PRIMARY KEY, at bigint NOT NULL, EXCLUDE USING btree (at WITH =))`,
	`CREATE TABLE bad_key (merchant_id bigint NOT NULL, id bigint NOT NULL PRIMARY KEY, good_id bigint, FOREIGN KEY (id, good_id) REFERENCES good (merchant_id, id))`,
	`CREATE TABLE bad_cascade (merchant_id bigint NOT NULL PRIMARY KEY, good_id bigint, FOREIGN KEY (merchant_id, good_id) REFERENCES good (merchant_id, id) ON DELETE SET NULL)`,
	`CREATE TABLE bad_global (id bigint NOT NULL PRIMARY KEY, FOREIGN KEY (id, id) REFERENCES good (merchant_id, id))`,
	`CREATE TABLE bad_types (merchant_id bigint NOT NULL PRIMARY KEY, n serial, at timestamptz, name text)`,
	`CREATE FUNCTION noop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
	`CREATE TRIGGER bad_trigger BEFORE INSERT ON good FOR EACH ROW EXECUTE FUNCTION noop()`,
	`CREATE RULE bad_rule AS ON DELETE TO good DO INSTEAD NOTHING`,
	`CREATE TABLE bad_child (PRIMARY KEY (merchant_id, id)) INHERITS (good)`,
	`CREATE INDEX a_name_that_is_rather_longer_than_fifty_bytes_in_all ON good (id)`,
}

func TestLintFindsBreaches(t *testing.T) {
	db := storetest.Open(t, "postgres")
	ctx := t.Context()
	err := db.Tx(ctx, store.Installation, func(tx *store.Tx) error {
		for _, statement := range append([]string{`DROP SCHEMA public CASCADE`, `CREATE SCHEMA public`}, badSchema...) {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	finds(t, lint(readSchema(t, db), []string{"whole", "bad_global", "gone"}),
		"bad_none: has no merchant_id", "bad_nullable: has no merchant_id", "bad_nullable: has no primary key",
		"bad_types: n is of type integer", "bad_types: n numbers itself", "bad_types: at is of type timestamp", "bad_types: name is sorted",
		"bad_cascade: foreign key bad_cascade_merchant_id_good_id_fkey changes", "bad_exclusion: exclusion", "bad_global: foreign key", "bad_key: foreign key",
		"bad_key: unique index", "bad_none: unique index", "bad_unique: unique index", "bad_unique: unique index", "good: the name of index",
		"bad_child: inheritance good", "good: rule bad_rule", "good: trigger bad_trigger", "gone: is listed")
}

func TestSchema(t *testing.T) {
	report(t, lint(readSchema(t, storetest.Open(t, "postgres")), store.GlobalTables))
}
