package rules_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"regulars/internal/store"
)

// schema is what PostgreSQL's own catalogue says of the tables.
type schema struct {
	tables      map[string]*table
	names       []string // sorted
	constraints []rule
	indexes     []index
	effects     []effect
}

// table is a table with its columns by name.
type table struct {
	columns map[string]column
	order   []string
}

// column is one column of a table.
type column struct {
	kind, collation string
	required        bool
	fallback        string // its default
	identity        bool
}

// rule is a constraint: kind p (primary key), u, f (foreign key), c (check) or x (exclusion).
type rule struct {
	table, name, kind string
	columns           []string
	operators         []string // of an exclusion
	target            string   // of a foreign key
	targetColumns     []string
	onDelete          string // a, r, c, n or d
	onUpdate          string
}

// index is an index; its columns are those of the key.
type index struct {
	table, name string
	unique      bool
	columns     []string
}

// effect is what runs or applies unseen: a trigger, a rewrite rule, an inherited table.
type effect struct{ table, kind, name string }

// The catalogue is read by small statements, one for each kind of thing; lists come as text joined by commas.
const (
	readColumns = `SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), coalesce(o.collname, ''), a.attnotnull,
	coalesce(pg_get_expr(d.adbin, d.adrelid), ''), a.attidentity <> ''
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_collation o ON o.oid = a.attcollation LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY c.relname, a.attnum`

	readConstraints = `SELECT c.relname, k.conname, k.contype::text,
	coalesce((SELECT string_agg(a.attname, ',' ORDER BY p.n) FROM unnest(k.conkey) WITH ORDINALITY AS p(num, n) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = p.num), ''),
	coalesce((SELECT string_agg(o.oprname, ',' ORDER BY p.n) FROM unnest(k.conexclop) WITH ORDINALITY AS p(op, n) JOIN pg_operator o ON o.oid = p.op), ''),
	coalesce(r.relname, ''),
	coalesce((SELECT string_agg(a.attname, ',' ORDER BY p.n) FROM unnest(k.confkey) WITH ORDINALITY AS p(num, n) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = p.num), ''),
	k.confdeltype::text, k.confupdtype::text
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid LEFT JOIN pg_class r ON r.oid = k.confrelid
WHERE c.relnamespace = 'public'::regnamespace AND k.contype IN ('p', 'u', 'f', 'c', 'x') ORDER BY c.relname, k.conname`

	readIndexes = `SELECT c.relname, n.relname, i.indisunique,
	coalesce((SELECT string_agg(coalesce(a.attname, '?'), ',' ORDER BY p.n) FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS p(num, n)
		LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = p.num AND p.num <> 0 WHERE p.n <= i.indnkeyatts), '')
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_class n ON n.oid = i.indexrelid
WHERE c.relnamespace = 'public'::regnamespace ORDER BY c.relname, n.relname`

	readEffects = `SELECT c.relname, 'trigger', t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
	WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
UNION ALL SELECT c.relname, 'rule', w.rulename FROM pg_rewrite w JOIN pg_class c ON c.oid = w.ev_class
	WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
UNION ALL SELECT c.relname, 'inheritance', p.relname FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid JOIN pg_class p ON p.oid = h.inhparent
	WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
ORDER BY 1, 2, 3`
)

// readSchema reads the catalogue of a PostgreSQL database.
func readSchema(t *testing.T, db *store.DB) *schema {
	t.Helper()
	s := &schema{tables: map[string]*table{}}
	err := db.View(t.Context(), store.Installation, func(tx *store.Tx) error {
		for _, read := range []func(context.Context, *store.Tx) error{s.readColumns, s.readConstraints, s.readIndexes, s.readEffects} {
			if err := read(t.Context(), tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range s.tables {
		s.names = append(s.names, name)
	}
	slices.Sort(s.names)
	return s
}

func (s *schema) readColumns(ctx context.Context, tx *store.Tx) error {
	return tx.Query(ctx, readColumns, func(r store.Row) error {
		var name, columnName string
		var c column
		if err := r.Scan(&name, &columnName, &c.kind, &c.collation, &c.required, &c.fallback, &c.identity); err != nil {
			return err
		}
		if s.tables[name] == nil {
			s.tables[name] = &table{columns: map[string]column{}}
		}
		s.tables[name].columns[columnName] = c
		s.tables[name].order = append(s.tables[name].order, columnName)
		return nil
	})
}

func (s *schema) readConstraints(ctx context.Context, tx *store.Tx) error {
	return tx.Query(ctx, readConstraints, func(r store.Row) error {
		var k rule
		var columns, operators, targetColumns string
		err := r.Scan(&k.table, &k.name, &k.kind, &columns, &operators, &k.target, &targetColumns, &k.onDelete, &k.onUpdate)
		k.columns, k.operators, k.targetColumns = listed(columns), listed(operators), listed(targetColumns)
		s.constraints = append(s.constraints, k)
		return err
	})
}

func (s *schema) readIndexes(ctx context.Context, tx *store.Tx) error {
	return tx.Query(ctx, readIndexes, func(r store.Row) error {
		var i index
		var columns string
		err := r.Scan(&i.table, &i.name, &i.unique, &columns)
		i.columns = listed(columns)
		s.indexes = append(s.indexes, i)
		return err
	})
}

func (s *schema) readEffects(ctx context.Context, tx *store.Tx) error {
	return tx.Query(ctx, readEffects, func(r store.Row) error {
		var e effect
		err := r.Scan(&e.table, &e.kind, &e.name)
		s.effects = append(s.effects, e)
		return err
	})
}

// listed is "a,b" as a, b.
func listed(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}
