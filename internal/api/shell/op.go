package shell

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"time"

	"regulars/internal/api/wire"
	"regulars/internal/fault"
	"regulars/internal/store"
)

// Op is one row of the operations table.
type Op struct {
	ID         string // stable, such as "member.merge": names the operation in approvals, metrics and logs
	Method     string
	Path       string // in the manner of net/http: /v1/members/{id}
	Group      string // heading in the documentation
	En, Zh     string // summary
	Detail     string // what a programmer needs to know beyond it, in English
	Permission string // asked before anything is read; "" for every caller who is known
	Public     bool   // no caller is needed

	BodyLimit   int64         // bytes; DefaultBodyLimit where 0
	ReadTimeout time.Duration // of the body; DefaultReadTimeout where 0
	Status      int           // of the answer; 200 where 0, 204 where there is nothing to answer
	IfMatch     bool          // 428 without If-Match
	Optional    bool          // a body may be missing
	Upload      string        // media type of a body that the function reads itself as a stream
	Answers     string        // media type of an answer that is not JSON
	Events      []EventOf     // of an answer of server-sent events: what they carry
	Rate        *Rate         // for each caller, of a public operation for each address; beside the general limit
	Example     any           // of the body, for the documentation
	SecondOn    []fault.Code  // refusals that ask for a second person
	Keyed       bool          // of a Do: it takes an Idempotency-Key itself, as every Write does
	KeyOmits    []string      // members of the body that do not count for "the same body"
}

// EventOf is one kind of server-sent event, and a value of the type that it carries.
type EventOf struct {
	Name string
	Data any
}

// Defaults of an operation.
const (
	DefaultBodyLimit   = 1 << 20
	DefaultReadTimeout = 5 * time.Second
)

// Writes reports whether the operation changes something.
func (op *Op) Writes() bool { return op.Method != http.MethodGet }

// Empty is the input or the answer of an operation that has none.
type Empty struct{}

// operation is a row with what was compiled for it.
type operation struct {
	Op
	in       reflect.Type
	out      reflect.Type
	params   *wire.Params
	body     *wire.Type // nil where there is none
	bodyAt   []int
	run      func(ctx context.Context, c *Call, in reflect.Value) (any, error)
	replay   func(ctx context.Context, tx *store.Tx, c *Call, in reflect.Value) (store.Made, error)
	measured measures
}

// Table is all operations.
type Table struct {
	ops        []*operation
	byID       map[string]*operation
	mux        *http.ServeMux
	extensions map[string]func(*Call, *fault.Error) map[string]any
}

// NewTable makes an empty table.
func NewTable() *Table {
	return &Table{
		byID: map[string]*operation{}, mux: http.NewServeMux(),
		extensions: map[string]func(*Call, *fault.Error) map[string]any{},
	}
}

// Extend adds members to every problem of the code.
func (t *Table) Extend(code fault.Code, members func(*Call, *fault.Error) map[string]any) {
	t.extensions[code.Code] = members
}

// IDs lists the operations in the order of their registration.
func (t *Table) IDs() []string {
	ids := make([]string, len(t.ops))
	for i, op := range t.ops {
		ids[i] = op.ID
	}
	return ids
}

// Read registers an operation that looks at one snapshot.
func Read[In, Out any](t *Table, row Op, fn func(ctx context.Context, tx *store.Tx, c *Call, in *In) (Out, error)) {
	Do(t, row, func(ctx context.Context, c *Call, in *In) (Out, error) {
		var out Out
		err := c.DB().View(ctx, c.Scope(), func(tx *store.Tx) (err error) {
			out, err = fn(ctx, tx, c, in)
			return err
		})
		return out, err
	})
}

// Get registers an operation that reads the one thing that its path names, and renders it as after a write.
func Get[In, Out any](t *Table, row Op, id func(In) (int64, error), show Shower[Out]) {
	Read(t, row, func(ctx context.Context, tx *store.Tx, c *Call, in *In) (out Out, err error) {
		of, err := id(*in)
		if err != nil {
			return out, err
		}
		return show(ctx, tx, c, store.Made{ID: of})
	})
}

// Do registers an operation that sees to its transactions itself.
func Do[In, Out any](t *Table, row Op, fn func(ctx context.Context, c *Call, in *In) (Out, error)) {
	op := t.add(row, reflect.TypeFor[In](), reflect.TypeFor[Out]())
	op.run = func(ctx context.Context, c *Call, in reflect.Value) (any, error) {
		out, err := fn(ctx, c, in.Interface().(*In))
		if err == nil && c.asked != 0 {
			return approvalAnswer(c.asked), nil
		}
		return out, err
	}
}

// Second says how what a Do asked of a second person is done once that person agrees: it is registered with SecondOn, and writes by [Call.Once].
func Second[In any](t *Table, id string, make Maker[In]) {
	t.byID[id].replay = func(ctx context.Context, tx *store.Tx, c *Call, in reflect.Value) (store.Made, error) {
		return make(ctx, tx, c, in.Interface().(*In))
	}
}

// Maker does a write and says what was made: the record that the answer is rendered from.
type Maker[In any] func(ctx context.Context, tx *store.Tx, c *Call, in *In) (store.Made, error)

// Shower renders the answer to a write from the record that was made; it writes nothing.
type Shower[Out any] func(ctx context.Context, tx *store.Tx, c *Call, made store.Made) (Out, error)

// Write registers a write: its key is claimed, the verb done, the key kept and the answer rendered in one transaction.
func Write[In, Out any](t *Table, row Op, make Maker[In], show Shower[Out]) {
	op := t.add(row, reflect.TypeFor[In](), reflect.TypeFor[Out]())
	op.replay = func(ctx context.Context, tx *store.Tx, c *Call, in reflect.Value) (store.Made, error) {
		return make(ctx, tx, c, in.Interface().(*In))
	}
	op.run = func(ctx context.Context, c *Call, in reflect.Value) (any, error) {
		var out Out
		_, err := c.Once(ctx, func(ctx context.Context, tx *store.Tx) (store.Made, error) {
			return op.replay(ctx, tx, c, in)
		}, func(ctx context.Context, tx *store.Tx, made store.Made) (err error) {
			out, err = show(ctx, tx, c, made)
			return err
		})
		if err == nil && c.asked != 0 {
			return approvalAnswer(c.asked), nil
		}
		return out, err
	}
}

// add compiles a row. It panics where the row is wrong: that is an error of the program, found by any test.
func (t *Table) add(row Op, in, out reflect.Type) *operation {
	if t.byID[row.ID] != nil {
		panic("operation twice: " + row.ID)
	}
	if row.BodyLimit == 0 {
		row.BodyLimit = DefaultBodyLimit
	}
	if row.ReadTimeout == 0 {
		row.ReadTimeout = DefaultReadTimeout
	}
	if row.Status == 0 {
		row.Status = http.StatusOK
		if out == reflect.TypeFor[Empty]() && row.Answers == "" {
			row.Status = http.StatusNoContent
		}
	}
	op := &operation{Op: row, in: in, out: out, params: wire.CompileParams(in)}
	if f, ok := in.FieldByName("Body"); ok {
		op.body, op.bodyAt = wire.Compile(f.Type), f.Index
	}
	for _, name := range pathNames(row.Path) {
		if !op.params.Has(name) {
			panic(fmt.Sprintf("%s: the path names {%s}, %s does not", row.ID, name, in))
		}
	}
	t.ops = append(t.ops, op)
	t.byID[op.ID] = op
	return op
}

// pathNames are the wildcards of a path.
func pathNames(path string) []string {
	var names []string
	for part := range strings.SplitSeq(path, "/") {
		if strings.HasPrefix(part, "{") && part != "{$}" {
			names = append(names, strings.Trim(part, "{}."))
		}
	}
	return names
}
