package rules_test

import (
	"fmt"
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"regulars/internal/store"
)

// unportable are the words that mean different things on the two engines, or break where tables are spread over machines.
var unportable = []struct {
	pattern *regexp.Regexp
	todo    string
}{
	{regexp.MustCompile(`\bnow\s*\(|\bcurrent_(timestamp|date|time)\b|\bclock_timestamp\b`), "pass tx.Now() as a parameter"},
	{regexp.MustCompile(`\binterval\b|\bextract\s*\(|\bdate_trunc\b|\bstrftime\b`), "compute days and instants in Go"},
	{regexp.MustCompile(`::`), "write CAST(x AS type)"},
	{regexp.MustCompile(`\bilike\b|\b(upper|lower)\s*\(`), "keep a folded column and compare that"},
	{regexp.MustCompile(`\bdistinct\s+on\b`), "use row_number() OVER (…)"},
	{regexp.MustCompile(`\blateral\b`), "use a join or a window"},
	{regexp.MustCompile(`\bas\s+(?:not\s+)?(?:materialized\s+)?\(\s*(insert|update|delete)\b`), "a CTE only reads: make two statements"},
	{regexp.MustCompile(`\bmod\s*\(`), "write a % b"},
	{regexp.MustCompile(`\btriggers?\b|\b(big)?serial\b|\bnextval\b`), "make ids with tx.NewID() and effects in Go"},
	{regexp.MustCompile(`\$\d+\s+is\s+(not\s+)?null\b`), "PostgreSQL cannot tell its type: CAST, or make two statements"},
	{regexp.MustCompile(`\bfrom\s*\(\s*values\b`), "write WITH v(a, b) AS (VALUES …)"},
	{regexp.MustCompile(`\bround\s*\(|\brandom\s*\(|\bntile\s*\(`), "compute it in Go"},
	{regexp.MustCompile(`\bfor\s+(share|key)\b`), "lock with FOR UPDATE, the wallet first"},
	{regexp.MustCompile(`\breturning\s+\*|\bselect\s+\*\s+from\s+[a-z]`), "name the columns: Scan goes by their order"},
}

// subset finds words outside the closed subset (rule 7).
func subset(statements []statement) []offence {
	var out []offence
	for _, s := range statements {
		text := strings.ToLower(quoted.ReplaceAllString(s.text, "''"))
		for _, word := range unportable {
			if found := word.pattern.FindString(text); found != "" {
				out = append(out, offence{s.where, "SQL with " + strings.Join(strings.Fields(found), " "), word.todo})
			}
		}
	}
	return out
}

// merchantless finds statements that do not name the merchant once for every merchant's table (rule 7).
func merchantless(statements []statement, global []string) []offence {
	var out []offence
	for _, s := range statements {
		var tables []string
		for _, ref := range references(s.text) {
			if !slices.Contains(global, ref.table) {
				tables = append(tables, ref.table)
			}
		}
		named := 0
		for _, word := range words(s.text) {
			if word == "merchant_id" {
				named++
			}
		}
		if named < len(tables) {
			out = append(out, offence{
				s.where, fmt.Sprintf("merchant_id is named %d times for the tables %s", named, strings.Join(tables, ", ")),
				"add merchant_id = $1 for each table",
			})
		}
	}
	return out
}

// owner is the room whose name begins the table's name.
func owner(table string) string {
	name, _, _ := strings.Cut(table, "_")
	return name
}

// foreignWrites finds rooms that write the tables of another (rule 2).
func foreignWrites(t *tree, statements []statement) []offence {
	var out []offence
	check := func(f *file, where, table string) {
		room, _, _ := strings.Cut(f.room, "/")
		if owner(table) != room {
			out = append(out, offence{where, f.room + " writes the table " + table, "call a verb of " + owner(table) + ": only it writes its tables"})
		}
	}
	for _, s := range statements {
		for _, ref := range references(s.text) {
			if ref.write {
				check(s.file, s.where, ref.table)
			}
		}
	}
	for _, f := range t.sources() {
		if f.pkg == "internal/store" {
			continue
		}
		for _, kind := range []string{"Insert", "Update"} {
			for _, lit := range literals(f, "internal/store", kind) {
				if table, ok := t.fold(f, fields(lit)["Table"]); ok {
					check(f, t.at(lit.Pos()), table)
				}
			}
		}
	}
	return out
}

// readsUp are the tables that rooms below their own may read, with the reason.
var readsUp = map[string]string{
	"job org_merchant":     "every merchant's schedules fall due in its own zone",
	"member tier_member":   "a page of members is sorted and shown with tier and points by one statement",
	"member ledger_wallet": "the same",

	"member/roll tier_member":   "the same",
	"member/roll ledger_wallet": "the same",
}

// upwardReads finds rooms that read a table of a room above them (rule 1): what the imports forbid, SQL may not do.
func upwardReads(statements []statement) []offence {
	var out []offence
	for _, s := range statements {
		for _, ref := range references(s.text) {
			if above := owner(ref.table); !ref.write && readsUp[s.file.room+" "+ref.table] == "" && rank(above) > rank(s.file.room) {
				out = append(out, offence{s.where, s.file.room + " reads the table " + ref.table + " of a room above it",
					"move the query up to " + above + ", or let the caller pass in what it needs"})
			}
		}
	}
	return out
}

// sets makes the statements that InsertMany and UpdateMany run, where table and columns are constant.
func sets(t *tree) []statement {
	var out []statement
	for _, f := range t.sources() {
		if f.pkg == "internal/store" {
			continue
		}
		for _, lit := range literals(f, "internal/store", "Insert") {
			given := fields(lit)
			table, _ := t.fold(f, given["Table"])
			columns, ok := t.list(f, given["Columns"])
			conflict, constant := t.fold(f, given["Conflict"])
			if table == "" || !ok || given["Conflict"] != nil && !constant {
				continue
			}
			out = append(out, statement{f, t.at(lit.Pos()), "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES (" + marks(len(columns)) + ") " + conflict})
		}
		for _, lit := range literals(f, "internal/store", "Update") {
			given := fields(lit)
			table, _ := t.fold(f, given["Table"])
			key, ok1 := t.list(f, given["Key"])
			set, ok2 := t.list(f, given["Set"])
			if table == "" || !ok1 || !ok2 {
				continue
			}
			out = append(out, statement{f, t.at(lit.Pos()), "UPDATE " + table + " SET " + pairs(set, 2, ", ") + " WHERE merchant_id = $1 AND " + pairs(key, 2+len(set), " AND ")})
		}
	}
	return out
}

func marks(n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("$%d", i+1)
	}
	return strings.Join(out, ", ")
}

func pairs(columns []string, from int, between string) string {
	out := make([]string, len(columns))
	for i, column := range columns {
		out[i] = fmt.Sprintf("%s = $%d", column, from+i)
	}
	return strings.Join(out, between)
}

// list is a constant list of texts: a literal, or the name of a package-level one.
func (t *tree) list(f *file, x ast.Expr) ([]string, bool) {
	if _, found, ok := t.lookup(f, x); ok {
		return t.list(found.file, found.value)
	}
	lit, ok := x.(*ast.CompositeLit)
	if !ok {
		return nil, false
	}
	out := make([]string, len(lit.Elts))
	for i, element := range lit.Elts {
		if out[i], ok = t.fold(f, element); !ok {
			return nil, false
		}
	}
	return out, true
}

// createTable is the line that begins a table in a migration.
var createTable = regexp.MustCompile(`(?im)^\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?([a-z_0-9]+)`)

// misplacedTables finds tables in the migration of another room (rule 2): 07_member.sql makes member_… alone.
func misplacedTables(migrations map[string]string) []offence {
	var out []offence
	for p, text := range migrations {
		_, room, _ := strings.Cut(strings.TrimSuffix(path.Base(p), ".sql"), "_")
		for _, match := range createTable.FindAllStringSubmatch(text, -1) {
			if table := match[1]; rank(owner(table)) < 0 {
				out = append(out, offence{p + ":1", "table " + table + " begins with the name of no room", "name it after the room that writes it"})
			} else if owner(table) != owner(room) {
				out = append(out, offence{p + ":1", "table " + table + " stands in the migration of " + room, "move it to the file of " + owner(table)})
			}
		}
	}
	slices.SortFunc(out, func(a, b offence) int { return strings.Compare(a.String(), b.String()) })
	return out
}

func TestCollectFindsTexts(t *testing.T) {
	good := sample(t, map[string]string{
		"internal/order/a.go": "package order\nimport (\"fmt\"; \"regulars/internal/member\")\nconst part = `SELECT id FROM order_line `\nconst both = `SELECT a FROM order_x `\n" +
			"const whole = part + (`WHERE merchant_id = $1` + member.Tail)\n" +
			"func f(w string) { g(both); g(both + `WHERE x = 1`); g(\"SELECTED\"); g(part + w); fmt.Sprintf(\"DELETE FROM %s\", w)\n const local = `UPDATE order_line SET a = 1`\n g(local) }",
		"internal/member/a.go": "package member\nconst Tail = ` AND id = $2`\nfunc f(w string) { g(`SELECT 1 WHERE ` + w) }",
		"internal/tier/a.go":   "package tier\nfunc f(w string) {\nw += ` AND a = 1`\ng(w + ` ORDER BY a`)\ng(`AND so on`, `WHEREVER`)\n}",
		"internal/store/a.go":  "package store\nconst x = `SELECT 1 `",
	})
	found, dynamic := collect(good)
	var texts []string
	for _, s := range found {
		texts = append(texts, s.where+" "+s.text)
	}
	want := []string{
		"internal/order/a.go:4 SELECT a FROM order_x ",
		"internal/order/a.go:5 SELECT id FROM order_line WHERE merchant_id = $1 AND id = $2",
		"internal/order/a.go:6 SELECT a FROM order_x WHERE x = 1",
		"internal/order/a.go:7 UPDATE order_line SET a = 1",
	}
	if !slices.Equal(texts, want) {
		t.Errorf("collected:\n%s\nwant:\n%s", strings.Join(texts, "\n"), strings.Join(want, "\n"))
	}
	finds(t, dynamic, "a.go:6: SQL text that is put together", "a.go:6: SQL text that is formatted",
		"tier/a.go:3: a piece", "tier/a.go:4: SQL text that is put together", "tier/a.go:5: a piece")
}

func TestReferences(t *testing.T) {
	for text, want := range map[string]string{
		`SELECT a FROM member WHERE merchant_id = $1 FOR UPDATE`:                                                        "member",
		`SELECT 1 FROM member m, order_line AS l, tier WHERE 1 = 1`:                                                     "member order_line tier",
		`WITH v(a, b) AS (VALUES ($1, $2)), w AS (SELECT 1 FROM tier) UPDATE member SET a = v.a FROM v JOIN w ON 1 = 1`: "tier member!",
		`INSERT INTO member (a) SELECT 'x FROM y' FROM tier WHERE true ON CONFLICT (a) DO UPDATE SET a = excluded.a`:    "member! tier",
		`DELETE FROM member WHERE a IS DISTINCT FROM b AND EXISTS (SELECT 1 FROM tier)`:                                 "member! tier",
		`SELECT 1 FROM (SELECT 2 FROM tier) AS x LEFT JOIN unnest($1) ON true`:                                          "tier",
		`SELECT count(*) FROM ledger_entry e WHERE e.at > $1 /* FROM hidden */ -- FROM too`:                             "ledger_entry",
	} {
		var got []string
		for _, ref := range references(text) {
			if ref.write {
				ref.table += "!"
			}
			got = append(got, ref.table)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s\n\tnames %v, want %s", text, got, want)
		}
	}
}

func TestSubsetFindsBreaches(t *testing.T) {
	for text, want := range map[string]string{
		"SELECT now()":                           "now(",
		"SELECT a FROM t WHERE x::int = 1":       "::",
		"SELECT a FROM t WHERE x ILIKE $1":       "ilike",
		"SELECT DISTINCT ON (a) a FROM t":        "distinct on",
		"SELECT a FROM t, LATERAL (SELECT 1) x":  "lateral",
		"WITH x AS ( INSERT INTO t VALUES (1))":  "insert",
		"WITH x AS MATERIALIZED (DELETE FROM t)": "delete",
		"SELECT mod(a, 2) FROM t":                "mod(",
		"SELECT a FROM t WHERE $1 IS NULL OR a":  "$1 is null",
		"SELECT a + interval '1 day' FROM t":     "interval",
		"SELECT extract(year FROM a)":            "extract(",
		"SELECT a FROM (VALUES (1)) AS v(a)":     "from (values",
		"SELECT * FROM member":                   "select * from m",
		"SELECT model(1), known(2), '::now()' FROM t WHERE a IS NULL AND CAST($1 AS bigint) IS NULL": "",
	} {
		found := subset([]statement{{nil, "x.go:1", text}})
		if want == "" && len(found) == 0 {
			continue
		}
		if len(found) != 1 || !strings.HasSuffix(found[0].what, want) || want == "" {
			t.Errorf("%s: found %v, want %q", text, found, want)
		}
	}
}

func TestMerchantlessFindsBreaches(t *testing.T) {
	finds(t, merchantless([]statement{
		{nil, "x.go:1", "SELECT a FROM member WHERE id = $1"},
		{nil, "x.go:2", "SELECT a FROM member WHERE merchant_id = $1"},
		{nil, "x.go:3", "SELECT a FROM member m JOIN tier t ON t.id = m.tier_id WHERE m.merchant_id = $1"},
		{nil, "x.go:4", "SELECT a FROM org_merchant WHERE slug = $1"},
		{nil, "x.go:5", "DELETE FROM member"},
	}, []string{"org_merchant"}), "x.go:1", "x.go:3", "x.go:5")
}

func TestForeignWritesFindsBreaches(t *testing.T) {
	bad := sample(t, map[string]string{
		"internal/order/a.go": "package order\nimport \"regulars/internal/store\"\nconst a = `INSERT INTO member_tag (merchant_id) VALUES ($1)`\nconst b = `SELECT 1 FROM member_tag WHERE merchant_id = $1`\n" +
			"var c = store.Insert{Table: \"ledger_entry\"}\nvar d = store.Update{Table: \"order_line\"}\nconst e = `DELETE FROM \"order\" `",
		"internal/order/a_test.go": "package order\nconst z = `DELETE FROM member_tag`",
	})
	statements, _ := collect(bad)
	finds(t, foreignWrites(bad, statements), "a.go:3: order writes the table member_tag", "a.go:5: order writes the table ledger_entry")
	finds(t, misplacedTables(map[string]string{
		"m/07_member.sql": "CREATE TABLE member (\n);\nCREATE TABLE tier_state (\n);\nCREATE TABLE thing (\n);",
		"m/02_tier.sql":   "CREATE TABLE tier_state (\n);",
	}), "thing begins with the name of no room", "tier_state stands in the migration of member")
}

func TestUpwardReadsFindsBreaches(t *testing.T) {
	room := func(name string) *file { return &file{room: name} }
	finds(t, upwardReads([]statement{
		{room("ledger"), "x.go:1", "SELECT 1 FROM member m JOIN tier ON true"},
		{room("tier"), "x.go:2", "SELECT 1 FROM member"},
		{room("job"), "x.go:3", "SELECT 1 FROM org_merchant JOIN org_setting ON true"},
		{room("api/people"), "x.go:4", "SELECT 1 FROM member"},
	}), "ledger reads the table tier", "job reads the table org_setting")
}

// migrations are the texts that make the schema.
func migrations(t *testing.T) map[string]string {
	t.Helper()
	texts, err := walk(func(p string) bool {
		return strings.HasPrefix(p, "internal/store/migrations/") && strings.HasSuffix(p, ".sql")
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

func TestStatementsAreConstant(t *testing.T) {
	_, dynamic := collect(load(t))
	report(t, dynamic)
}

func TestStatementsArePortable(t *testing.T) {
	statements, _ := collect(load(t))
	report(t, subset(append(statements, sets(load(t))...)))
}

func TestStatementsNameTheMerchant(t *testing.T) {
	statements, _ := collect(load(t))
	report(t, merchantless(append(statements, sets(load(t))...), store.GlobalTables))
}

func TestTablesBelongToTheirRoom(t *testing.T) {
	statements, _ := collect(load(t))
	report(t, foreignWrites(load(t), statements))
	report(t, upwardReads(statements))
	report(t, misplacedTables(migrations(t)))
}
