package store

import (
	"context"
	"fmt"
	"slices"
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

// deletion names what deleteMany removes: rows are found by merchant_id and key. id = ANY($2) will not do for many in a small table: there
// PostgreSQL looks through the list for each row.
type deletion struct {
	table string
	key   []string // besides merchant_id
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

// deleteMany removes one row for each of rows, which hold the key's values.
func deleteMany(ctx context.Context, tx *Tx, in deletion, rows [][]any) error {
	if len(rows) == 0 {
		return tx.failed
	}
	return tx.wait(ctx, &step{sql: in.perRow(), atOnce: func() (string, []any) { return in.atOnce(rows) }, args: []any{tx.MerchantID()}, rows: rows})
}

func counted(check func(n int64) error) func(*step) error {
	if check == nil {
		return nil
	}
	return func(s *step) error { return check(s.n) }
}

func (in Insert) step(rows [][]any, returning string, then func(*step) error) *step {
	return &step{
		sql: in.values(1, returning), together: func() string { return in.values(rowsTogether, returning) },
		atOnce: func() (string, []any) { return in.atOnce(rows, returning) }, rows: rows, then: then,
	}
}

func (in Update) step(tx *Tx, rows [][]any, then func(*step) error) *step {
	return &step{sql: in.perRow(), atOnce: func() (string, []any) { return in.atOnce(rows) }, args: []any{tx.MerchantID()}, rows: rows, then: then}
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

// rowsTogether is how many rows SQLite is given by one statement where there are more: it then finds its way into table and indexes once.
const rowsTogether = 16

// values is the statement that writes so many rows.
func (in Insert) values(n int, returning string) string {
	return textOf(in.key(fmt.Sprintf("i%d", n), returning), func() string {
		rows := make([]string, n)
		for i := range rows {
			marks := make([]string, len(in.Columns))
			for c := range marks {
				marks[c] = fmt.Sprintf("$%d", i*len(in.Columns)+c+1)
			}
			rows[i] = "(" + strings.Join(marks, ", ") + ")"
		}
		return tail("INSERT INTO "+in.Table+" ("+strings.Join(in.Columns, ", ")+") VALUES "+strings.Join(rows, ", "), in.Conflict, returning)
	})
}

// atOnce is the statement that writes all rows, and its arguments.
func (in Insert) atOnce(rows [][]any, returning string) (string, []any) {
	return atOnce(in.key("in", returning), in.Columns, rows, 1, func(v values) string {
		return tail("INSERT INTO "+in.Table+" ("+strings.Join(in.Columns, ", ")+") SELECT "+strings.Join(v.cells, ", ")+" FROM "+v.from, in.Conflict, returning)
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

func (in Update) atOnce(rows [][]any) (string, []any) {
	return atOnce(in.key("un"), slices.Concat(in.Key, in.Set), rows, 2, func(v values) string {
		var set, where []string
		for i, c := range in.Key {
			where = append(where, "t."+c+" = "+v.cells[i])
		}
		for i, c := range in.Set {
			set = append(set, c+" = "+v.cells[len(in.Key)+i])
		}
		return "UPDATE " + in.Table + " AS t SET " + strings.Join(set, ", ") +
			" FROM " + v.from + " WHERE t.merchant_id = $1 AND " + strings.Join(where, " AND ")
	})
}

func (in deletion) perRow() string {
	var where []string
	for i, c := range in.key {
		where = append(where, fmt.Sprintf("%s = $%d", c, i+2))
	}
	return "DELETE FROM " + in.table + " WHERE merchant_id = $1 AND " + strings.Join(where, " AND ")
}

// atOnce is the statement that removes all rows, and its arguments.
func (in deletion) atOnce(rows [][]any) (string, []any) {
	return atOnce("dn"+in.table, in.key, rows, 2, func(v values) string {
		var where []string
		for i, c := range in.key {
			where = append(where, "t."+c+" = "+v.cells[i])
		}
		return "DELETE FROM " + in.table + " AS t USING " + v.from + " WHERE t.merchant_id = $1 AND " + strings.Join(where, " AND ")
	})
}
