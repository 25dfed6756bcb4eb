package store

import (
	"context"
	"fmt"
	"strings"
	"sync"
)

// Insert names what InsertMany writes. The first column is merchant_id.
type Insert struct {
	Table    string
	Columns  []string
	Conflict string // "" or an ON CONFLICT clause; no functions of time in it
}

// Update names what UpdateMany writes: rows are found by merchant_id and Key.
type Update struct {
	Table string
	Key   []string // besides merchant_id
	Set   []string
}

// InsertMany writes the rows by one statement on PostgreSQL, and by one prepared
// statement on SQLite. It answers how many rows were inserted or changed.
// All cells of a column must be of the same Go type.
func InsertMany(ctx context.Context, tx *Tx, in Insert, rows [][]any) (int64, error) {
	if len(rows) == 0 {
		return 0, tx.failed
	}
	s := in.step(rows, "", nil)
	err := tx.wait(ctx, s)
	return s.n, err
}

// InsertLater is InsertMany, put off until the transaction next waits for an answer or commits; check is told how many rows were
// inserted or changed, and may be nil. The rows must not be changed any more.
func InsertLater(tx *Tx, in Insert, rows [][]any, check func(n int64) error) {
	if len(rows) > 0 {
		tx.later(in.step(rows, "", counted(check)))
	}
}

// InsertReturning is InsertMany that hands the returned columns of each row written to fn.
func InsertReturning(ctx context.Context, tx *Tx, in Insert, rows [][]any, returning string, fn func(Row) error) error {
	if len(rows) == 0 {
		return tx.failed
	}
	return tx.wait(ctx, in.step(rows, returning, func(s *step) error { return s.out.each(fn) }))
}

// UpdateMany changes one row for each of rows, which hold the key's values and then the new ones.
// It answers how many rows were found and changed.
func UpdateMany(ctx context.Context, tx *Tx, in Update, rows [][]any) (int64, error) {
	if len(rows) == 0 {
		return 0, tx.failed
	}
	s := in.step(tx, rows, nil)
	err := tx.wait(ctx, s)
	return s.n, err
}

// UpdateLater is UpdateMany, put off as InsertLater is.
func UpdateLater(tx *Tx, in Update, rows [][]any, check func(n int64) error) {
	if len(rows) > 0 {
		tx.later(in.step(tx, rows, counted(check)))
	}
}

func counted(check func(n int64) error) func(*step) error {
	if check == nil {
		return nil
	}
	return func(s *step) error { return check(s.n) }
}

func (in Insert) step(rows [][]any, returning string, then func(*step) error) *step {
	return &step{sql: in.perRow(returning), atOnce: func(columns []any) string { return in.atOnce(columns, returning) }, rows: rows, then: then}
}

func (in Update) step(tx *Tx, rows [][]any, then func(*step) error) *step {
	return &step{sql: in.perRow(), atOnce: in.atOnce, args: []any{tx.MerchantID()}, rows: rows, then: then}
}

// texts keeps the statements made for set operations; there are as many as places in the program that use one.
var texts sync.Map

func textOf(key string, make func() string) string {
	if t, ok := texts.Load(key); ok {
		return t.(string)
	}
	t, _ := texts.LoadOrStore(key, make())
	return t.(string)
}

func (in Insert) key(kind, returning string) string {
	return kind + in.Table + "\x00" + strings.Join(in.Columns, ",") + "\x00" + in.Conflict + "\x00" + returning
}

// perRow is the statement that writes one row.
func (in Insert) perRow(returning string) string {
	return textOf(in.key("i1", returning), func() string {
		marks := make([]string, len(in.Columns))
		for i := range marks {
			marks[i] = fmt.Sprintf("$%d", i+1)
		}
		return tail("INSERT INTO "+in.Table+" ("+strings.Join(in.Columns, ", ")+") VALUES ("+strings.Join(marks, ", ")+")", in.Conflict, returning)
	})
}

// atOnce is the statement that writes all rows, given column by column as arrays.
func (in Insert) atOnce(columns []any, returning string) string {
	return textOf(in.key("in", returning), func() string {
		return tail("INSERT INTO "+in.Table+" ("+strings.Join(in.Columns, ", ")+") SELECT * FROM unnest("+arrays(columns, 1)+")", in.Conflict, returning)
	})
}

func tail(sql, conflict, returning string) string {
	if conflict != "" {
		sql += " " + conflict
	}
	if returning != "" {
		sql += " RETURNING " + returning
	}
	return sql
}

func (in Update) key(kind string) string {
	return kind + in.Table + "\x00" + strings.Join(in.Key, ",") + "\x00" + strings.Join(in.Set, ",")
}

func (in Update) perRow() string {
	return textOf(in.key("u1"), func() string {
		var set, where []string
		for i, c := range in.Key {
			where = append(where, fmt.Sprintf("%s = $%d", c, i+2))
		}
		for i, c := range in.Set {
			set = append(set, fmt.Sprintf("%s = $%d", c, i+2+len(in.Key)))
		}
		return "UPDATE " + in.Table + " SET " + strings.Join(set, ", ") + " WHERE merchant_id = $1 AND " + strings.Join(where, " AND ")
	})
}

func (in Update) atOnce(columns []any) string {
	return textOf(in.key("un"), func() string {
		var set, where []string
		for _, c := range in.Key {
			where = append(where, "t."+c+" = v."+c)
		}
		for _, c := range in.Set {
			set = append(set, c+" = v."+c)
		}
		names := strings.Join(append(append([]string{}, in.Key...), in.Set...), ", ")
		return "UPDATE " + in.Table + " AS t SET " + strings.Join(set, ", ") +
			" FROM unnest(" + arrays(columns, 2) + ") AS v(" + names + ") WHERE t.merchant_id = $1 AND " + strings.Join(where, " AND ")
	})
}

// arrays is "CAST($1 AS bigint[]), …" for the columns.
func arrays(columns []any, from int) string {
	parts := make([]string, len(columns))
	for i, c := range columns {
		kind := ""
		switch c.(type) {
		case []int64:
			kind = "bigint[]"
		case []string:
			kind = "text[]"
		case []bool:
			kind = "boolean[]"
		case []float64:
			kind = "double precision[]"
		case [][]byte:
			kind = "bytea[]"
		}
		parts[i] = fmt.Sprintf("CAST($%d AS %s)", from+i, kind)
	}
	return strings.Join(parts, ", ")
}

// transpose turns rows into one typed slice a column.
func transpose(rows [][]any) []any {
	out := make([]any, len(rows[0]))
	for c := range out {
		switch plain(rows[0][c]).(type) {
		case int64:
			out[c] = column[int64](rows, c)
		case string:
			out[c] = column[string](rows, c)
		case bool:
			out[c] = column[bool](rows, c)
		case float64:
			out[c] = column[float64](rows, c)
		default:
			out[c] = column[[]byte](rows, c)
		}
	}
	return out
}

func column[T any](rows [][]any, c int) []T {
	out := make([]T, len(rows))
	for i, row := range rows {
		v, ok := plain(row[c]).(T)
		if !ok && row[c] != nil {
			panic(fmt.Sprintf("store: column %d holds values of several types: %T", c, row[c]))
		}
		out[i] = v
	}
	return out
}
