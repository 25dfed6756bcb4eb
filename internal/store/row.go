package store

import (
	"fmt"
	"math"

	"regulars/internal/calendar"
)

type cellKind uint8

const (
	null cellKind = iota
	integer
	float
	text // and bytes
)

type cell struct {
	kind cellKind
	n    int64 // integer, boolean as 0 or 1, or the bits of a float
	s    string
}

// rowset holds all rows of a query.
type rowset struct {
	rows  [][]cell
	spare []cell // room for the next rows
}

// add makes room for one more row; rows that are there do not move.
func (rs *rowset) add(columns int) []cell {
	if len(rs.spare) < columns {
		rs.spare = make([]cell, columns*min(max(len(rs.rows), 1), 64))
	}
	row := rs.spare[:columns:columns]
	rs.rows, rs.spare = append(rs.rows, row), rs.spare[columns:]
	return row
}

func (rs *rowset) each(fn func(Row) error) error {
	for _, row := range rs.rows {
		if err := fn(Row{row}); err != nil {
			return err
		}
	}
	return nil
}

// Row is one row of a query.
type Row struct{ cells []cell }

// Scan copies the columns, in order, into *int64, *int, *bool, *float64, *string, *[]byte,
// *calendar.Instant or *calendar.Day. A NULL gives the zero value.
func (r Row) Scan(dest ...any) error {
	if len(dest) != len(r.cells) {
		return fmt.Errorf("store: %d columns scanned into %d", len(r.cells), len(dest))
	}
	for i, d := range dest {
		if err := r.cells[i].scan(d); err != nil {
			return fmt.Errorf("store: column %d: %w", i, err)
		}
	}
	return nil
}

// Values are the columns as they come: int64 (booleans too), float64, string (bytes too), or nil.
func (r Row) Values() []any {
	out := make([]any, len(r.cells))
	for i, c := range r.cells {
		switch c.kind {
		case integer:
			out[i] = c.n
		case float:
			out[i] = math.Float64frombits(uint64(c.n))
		case text:
			out[i] = c.s
		}
	}
	return out
}

func (c cell) scan(dest any) error {
	switch d := dest.(type) {
	case *int64:
		*d = c.n
	case *calendar.Instant:
		*d = calendar.Instant(c.n)
	case *int:
		*d = int(c.n)
	case *bool:
		*d = c.n != 0
	case *string:
		*d = c.s
	case *[]byte:
		*d = []byte(c.s)
	case *float64:
		*d = math.Float64frombits(uint64(c.n))
		if c.kind == integer {
			*d = float64(c.n)
		}
		return c.is(float, integer)
	case *calendar.Day:
		*d = 0
		if c.s == "" {
			return nil
		}
		day, err := calendar.ParseDay(c.s)
		*d = day
		return err
	default:
		return fmt.Errorf("cannot scan into %T", dest)
	}
	switch dest.(type) {
	case *string, *[]byte:
		return c.is(text, text)
	}
	return c.is(integer, integer)
}

func (c cell) is(a, b cellKind) error {
	if c.kind != null && c.kind != a && c.kind != b {
		return fmt.Errorf("the value is of another kind (%d)", c.kind)
	}
	return nil
}

// plain turns an argument or a cell to be written into one of: nil, int64, bool, float64, string, []byte, []int64, []string.
func plain(v any) any {
	switch v := v.(type) {
	case calendar.Instant:
		return int64(v)
	case calendar.Day:
		return v.String()
	case int:
		return int64(v)
	case []calendar.Instant:
		out := make([]int64, len(v))
		for i := range v {
			out[i] = int64(v[i])
		}
		return out
	case nil, int64, bool, float64, string, []byte, []int64, []string:
		return v
	}
	panic(fmt.Sprintf("store: %T is no database value", v))
}
