package store

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// operation is what was learnt of a set operation on PostgreSQL: which of its columns have ever differed between the rows of one run. Those
// go there as arrays, the others once: about half of what a batch of orders writes is alike, and each cell of an array costs the server
// a tenth of a microsecond. A column that has differed stays an array, so that an operation has few texts in the life of a program.
type operation struct {
	mu      sync.Mutex
	differs []bool // never changed, only replaced
	text    string // for these; "" where it must be written anew
}

// operations are those of the whole program, by what names them.
var operations sync.Map

// values are the rows of an operation as its statement names them.
type values struct {
	cells []string // what stands for each column
	from  string   // the table that those come from which differ
}

// atOnce is the statement that does all rows, and its arguments; its first parameter is numbered so.
func atOnce(key string, columns []string, rows [][]any, first int, write func(v values) string) (text string, args []any) {
	known, ok := operations.Load(key)
	if !ok {
		known, _ = operations.LoadOrStore(key, &operation{differs: make([]bool, len(columns))})
	}
	text, differs := known.(*operation).on(columns, rows, first, write)
	args = make([]any, len(columns))
	for c := range columns {
		if differs[c] {
			args[c], _ = arrayOf(rows, c)
		} else {
			args[c] = argument(rows[0][c])
		}
	}
	return text, args
}

// on answers the text for the rows, after it has looked at what differs between them.
func (o *operation) on(columns []string, rows [][]any, first int, write func(v values) string) (string, []bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	differs := slices.Clone(o.differs)
	for c := range differs {
		differs[c] = differs[c] || !alike(rows, c)
	}
	if !slices.Contains(differs, true) {
		differs[len(differs)-1] = true // something must say how many rows there are
	}
	if o.text == "" || !slices.Equal(differs, o.differs) {
		o.differs, o.text = differs, write(valuesOf(columns, rows, first, differs))
	}
	return o.text, o.differs
}

// alike reports whether a column has the same cell in all rows.
func alike(rows [][]any, c int) bool {
	first := rows[0][c]
	blob, isBlob := first.([]byte)
	for _, row := range rows[1:] {
		if isBlob {
			if b, ok := row[c].([]byte); !ok || !bytes.Equal(blob, b) {
				return false
			}
		} else if row[c] != first { // of two types, such as int and int64, no two cells are alike
			return false
		}
	}
	return true
}

func valuesOf(columns []string, rows [][]any, first int, differs []bool) values {
	v := values{cells: make([]string, len(columns))}
	var arrays, names []string
	for c, name := range columns {
		_, kind := arrayOf(rows[:1], c)
		if !differs[c] {
			v.cells[c] = fmt.Sprintf("CAST($%d AS %s)", first+c, kind)
			continue
		}
		v.cells[c] = "v." + name
		arrays = append(arrays, fmt.Sprintf("CAST($%d AS %s[])", first+c, kind))
		names = append(names, name)
	}
	v.from = "unnest(" + strings.Join(arrays, ", ") + ") AS v(" + strings.Join(names, ", ") + ")"
	return v
}

// arrayOf is a column of the rows, and what PostgreSQL calls the type of its cells.
func arrayOf(rows [][]any, c int) (cells any, kind string) {
	switch plain(rows[0][c]).(type) {
	case int64:
		return column[int64](rows, c), "bigint"
	case string:
		return column[string](rows, c), "text"
	case bool:
		return column[bool](rows, c), "boolean"
	case float64:
		return column[float64](rows, c), "double precision"
	}
	blobs := column[[]byte](rows, c)
	for i := range blobs {
		if blobs[i] == nil {
			blobs[i] = []byte{}
		}
	}
	return blobs, "bytea"
}

func column[T any](rows [][]any, c int) []T {
	out := make([]T, len(rows))
	for i, row := range rows {
		v, ok := row[c].(T)
		if !ok {
			if v, ok = plain(row[c]).(T); !ok && row[c] != nil {
				panic(fmt.Sprintf("store: column %d holds values of several types: %T", c, row[c]))
			}
		}
		out[i] = v
	}
	return out
}
