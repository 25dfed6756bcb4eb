package backup

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"regulars/internal/fault"
	"regulars/internal/store"
)

var (
	// ErrBackup refuses a file that is no whole backup of this schema.
	ErrBackup = fault.Declare(fault.Invalid, "backup_unreadable", "This is no whole backup for this program: {reason}", "这不是本程序的完整备份：{reason}")
	// ErrNotEmpty refuses to load a backup into a database that is in use.
	ErrNotEmpty = fault.Declare(fault.Conflict, "database_not_empty", "There are merchants in this database; a backup is loaded into an empty one.", "该数据库中已有商户；备份只能恢复到空数据库。")
)

// pageRows is how many rows are read or written at once.
const pageRows = 2000

type header struct {
	Regulars string `json:"regulars"`
	Schema   string `json:"schema"`
	At       string `json:"at"`
}

type heading struct {
	Table   string   `json:"table"`
	Columns []string `json:"columns"`
}

type ending struct {
	End  bool  `json:"end"`
	Rows int64 `json:"rows"`
}

// table is a table as the database has it.
type table struct {
	name    string
	columns []string
	kinds   []string // bigint, boolean, double, bytea or text
	key     []int    // columns of the primary key, in its order
}

// tables are those of the database in the order in which they can be filled.
func tables(ctx context.Context, tx *store.Tx, engine string) ([]table, error) {
	names, err := store.Tables()
	if err != nil {
		return nil, err
	}
	var out []table
	for _, name := range names {
		if name == "store_node" {
			continue // leases of running processes
		}
		t, err := tableOf(ctx, tx, engine, name)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

const sqliteShape = `SELECT name, lower(type), pk FROM pragma_table_info($1) ORDER BY cid`

const postgresShape = `SELECT CAST(a.attname AS text), format_type(a.atttypid, a.atttypmod), COALESCE(CAST(array_position(CAST(i.indkey AS smallint[]), a.attnum) AS bigint) + 1, 0)
FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
WHERE a.attrelid = CAST(CAST($1 AS text) AS regclass) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`

func tableOf(ctx context.Context, tx *store.Tx, engine, name string) (table, error) {
	s := table{name: name}
	sql := sqliteShape
	if engine == "postgres" {
		sql = postgresShape
	}
	err := tx.Query(ctx, sql, func(r store.Row) error {
		var column, kind string
		var place int64
		if err := r.Scan(&column, &kind, &place); err != nil {
			return err
		}
		if place > 0 {
			for int64(len(s.key)) < place {
				s.key = append(s.key, 0)
			}
			s.key[place-1] = len(s.columns)
		}
		s.columns, s.kinds = append(s.columns, column), append(s.kinds, kindOf(kind))
		return nil
	}, name)
	if err == nil && len(s.key) == 0 {
		err = fmt.Errorf("store: table %s has no primary key", name)
	}
	return s, err
}

func kindOf(kind string) string {
	switch kind {
	case "integer":
		return "bigint"
	case "blob":
		return "bytea"
	case "real", "double precision":
		return "double"
	}
	return kind
}

// Write writes a backup of all tables as one snapshot has them; the keyset is no part of it.
func Write(ctx context.Context, db *store.DB, w io.Writer) error {
	zip := gzip.NewWriter(w)
	out := bufio.NewWriterSize(zip, 1<<16)
	schema, err := store.SchemaDigest()
	if err != nil {
		return err
	}
	lines := json.NewEncoder(out)
	err = db.View(ctx, store.Installation, func(tx *store.Tx) error {
		if err := lines.Encode(header{Regulars: "backup", Schema: schema, At: tx.Now().String()}); err != nil {
			return err
		}
		list, err := tables(ctx, tx, db.Engine())
		if err != nil {
			return err
		}
		end := ending{End: true}
		for _, s := range list {
			if err := lines.Encode(heading{s.name, s.columns}); err != nil {
				return err
			}
			n, err := writeRows(ctx, tx, s, lines)
			if err != nil {
				return err
			}
			end.Rows += n
		}
		return lines.Encode(end)
	})
	if err != nil {
		return err
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return zip.Close()
}

// dumpRows writes a table page by page, in the order of its key.
func writeRows(ctx context.Context, tx *store.Tx, s table, lines *json.Encoder) (int64, error) {
	keys, marks := make([]string, len(s.key)), make([]string, len(s.key))
	for i, c := range s.key {
		keys[i], marks[i] = s.columns[c], "$"+strconv.Itoa(i+1)
	}
	order := strings.Join(keys, ", ")
	sql := "SELECT " + strings.Join(s.columns, ", ") + " FROM " + s.name
	tail := " ORDER BY " + order + " LIMIT " + strconv.Itoa(pageRows)
	next := sql + " WHERE (" + order + ") > (" + strings.Join(marks, ", ") + ")" + tail
	var total int64
	var after []any
	for sql += tail; ; sql = next {
		n := 0
		err := tx.Query(ctx, sql, func(r store.Row) error {
			n++
			row := r.Values()
			if n == pageRows {
				after = s.keyOf(row)
			}
			return lines.Encode(s.encode(row))
		}, after...)
		total += int64(n)
		if err != nil || n < pageRows {
			return total, err
		}
	}
}

// keyOf is the primary key of a row.
func (t *table) keyOf(row []any) []any {
	out := make([]any, len(t.key))
	for i, c := range t.key {
		out[i] = row[c]
	}
	return out
}

// encode is a row as JSON; bytes are base64, booleans 0 and 1.
func (t *table) encode(row []any) []any {
	for i := range row {
		if text, is := row[i].(string); is && t.kinds[i] == "bytea" {
			row[i] = base64.StdEncoding.EncodeToString([]byte(text))
		}
	}
	return row
}

// Load fills an empty, migrated database with a backup, all or nothing. Returns ErrBackup and ErrNotEmpty.
func Load(ctx context.Context, db *store.DB, r io.Reader) error {
	zip, err := gzip.NewReader(r)
	if err != nil {
		return ErrBackup.Wrap(err, fault.P{"reason": err.Error()})
	}
	lines := json.NewDecoder(bufio.NewReaderSize(zip, 1<<16))
	lines.UseNumber()
	begun := false
	return db.Tx(ctx, store.Installation, func(tx *store.Tx) error {
		if begun { // the file has been read
			return store.ErrBusy.New(nil)
		}
		begun = true
		l := &loading{tx: tx, engine: db.Engine(), lines: lines}
		err := l.run(ctx)
		var syntax *json.SyntaxError
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &syntax) {
			return ErrBackup.Wrap(err, fault.P{"reason": err.Error()})
		}
		return err
	})
}

// loading is one run of Load.
type loading struct {
	tx     *store.Tx
	engine string
	lines  *json.Decoder
	rows   int64
	table  *table
	page   [][]any
}

func (l *loading) run(ctx context.Context) error {
	if err := l.begin(ctx); err != nil {
		return err
	}
	list, err := tables(ctx, l.tx, l.engine)
	if err != nil {
		return err
	}
	for {
		var raw json.RawMessage
		if err := l.lines.Decode(&raw); err != nil {
			return err
		}
		if raw[0] == '[' {
			if err := l.row(ctx, raw); err != nil {
				return err
			}
			continue
		}
		if err := l.flush(ctx); err != nil {
			return err
		}
		var end ending
		if err := json.Unmarshal(raw, &end); err == nil && end.End {
			if end.Rows != l.rows {
				return ErrBackup.New(fault.P{"reason": fmt.Sprintf("%d rows of %d", l.rows, end.Rows)})
			}
			return l.atEnd()
		}
		if err := l.open(raw, list); err != nil {
			return err
		}
	}
}

// atEnd reads past the last line, where the file's checksum is.
func (l *loading) atEnd() error {
	var more json.RawMessage
	err := l.lines.Decode(&more)
	if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return ErrBackup.Wrap(err, fault.P{"reason": "it does not end where it should"})
}

func (l *loading) begin(ctx context.Context) error {
	var h header
	if err := l.lines.Decode(&h); err != nil {
		return err
	}
	schema, err := store.SchemaDigest()
	if err != nil {
		return err
	}
	switch {
	case h.Regulars != "backup":
		return ErrBackup.New(fault.P{"reason": "not made by regulars backup"})
	case h.Schema != schema:
		return ErrBackup.New(fault.P{"reason": "made by a version with another schema"})
	}
	var merchants int64
	if _, err := store.One(ctx, l.tx, `SELECT COUNT(*) FROM org_merchant`, func(r store.Row) error { return r.Scan(&merchants) }); err != nil {
		return err
	}
	if merchants > 0 {
		return ErrNotEmpty.New(nil)
	}
	_, err = l.tx.Exec(ctx, `DELETE FROM vault_check`)
	return err
}

func (l *loading) open(raw json.RawMessage, list []table) error {
	var t heading
	if err := json.Unmarshal(raw, &t); err != nil {
		return err
	}
	for i := range list {
		if list[i].name == t.Table && strings.Join(list[i].columns, ",") == strings.Join(t.Columns, ",") {
			l.table = &list[i]
			return nil
		}
	}
	return ErrBackup.New(fault.P{"reason": "unknown table " + t.Table})
}

func (l *loading) row(ctx context.Context, raw json.RawMessage) error {
	var values []any
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	if err := d.Decode(&values); err != nil {
		return err
	}
	if l.table == nil || len(values) != len(l.table.columns) {
		return ErrBackup.New(fault.P{"reason": "a row does not fit its table"})
	}
	for i, v := range values {
		cell, err := decodeCell(v, l.table.kinds[i])
		if err != nil {
			return ErrBackup.Wrap(err, fault.P{"reason": "a value does not fit " + l.table.name + "." + l.table.columns[i]})
		}
		values[i] = cell
	}
	l.rows++
	l.page = append(l.page, values)
	if len(l.page) < pageRows {
		return nil
	}
	return l.flush(ctx)
}

func (l *loading) flush(ctx context.Context) error {
	if len(l.page) == 0 {
		return nil
	}
	_, err := store.InsertMany(ctx, l.tx, store.Insert{Table: l.table.name, Columns: l.table.columns}, l.page)
	l.page = l.page[:0]
	return err
}

// decodeCell is a value as the column takes it; the columns of this schema are never null.
func decodeCell(v any, kind string) (any, error) {
	switch v := v.(type) {
	case json.Number:
		if kind == "double" {
			return v.Float64()
		}
		n, err := v.Int64()
		if kind == "boolean" {
			return n != 0, err
		}
		return n, err
	case string:
		if kind == "bytea" {
			return base64.StdEncoding.DecodeString(v)
		}
		return v, nil
	}
	return nil, fmt.Errorf("%T", v)
}
