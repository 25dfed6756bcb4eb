package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"regulars/internal/api"
	"regulars/internal/api/shell"
	"regulars/internal/app"
	"regulars/internal/edition"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/staff"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// reached are the operations that a test has had a good answer from.
var reached sync.Map

func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	if code == 0 && flag.Lookup("test.run").Value.String() == "" && flag.Lookup("test.bench").Value.String() == "" {
		for _, id := range api.Table().IDs() {
			if _, ok := reached.Load(id); !ok {
				fmt.Printf("no test has had a good answer from %s\n", id)
				code = 1
			}
		}
	}
	os.Exit(code)
}

// world is a merchant behind the real door.
type world struct {
	*testing.T
	db      *store.DB
	handler http.Handler
	routes  *http.ServeMux
	scope   store.Scope
	key     string // may do everything
	said    *bytes.Buffer
}

// password of every staff member in these tests.
const password = "correct horse battery"

// each runs a story on both engines.
func each(t *testing.T, story func(w *world)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := open(t, db)
		w.found("acme")
		story(w)
	}, app.Values()...)
}

// open opens the door over a database.
func open(t *testing.T, db *store.DB) *world {
	t.Helper()
	said := &bytes.Buffer{}
	log := slog.New(slog.NewTextHandler(io.MultiWriter(said), &slog.HandlerOptions{Level: slog.LevelDebug}))
	handler := api.New(api.Config{
		Shell:   shell.Config{DB: db, Log: log, Clock: time.Now},
		Version: "test", Registry: prometheus.NewRegistry(), Ready: db.Current,
	})
	w := &world{T: t, db: db, handler: handler, routes: http.NewServeMux(), said: said}
	table := api.Table()
	for _, id := range table.IDs() {
		op := table.Operation(id)
		w.routes.Handle(op.Method+" "+op.Path, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Store(id, true) }))
	}
	return w
}

// found makes a merchant with an owner and a key that may do everything, and makes it the world's.
func (w *world) found(slug string) {
	w.Helper()
	ctx := context.Background()
	hash, err := staff.HashPassword(ctx, w.db, password)
	if err != nil {
		w.Fatal(err)
	}
	w.scope, err = staff.Found(ctx, w.db, staff.FoundIn{
		Merchant: org.CreateMerchantIn{Slug: slug, Name: strings.ToUpper(slug), Currency: "CNY", Zone: "Asia/Shanghai", Language: "zh"},
		Owner:    staff.AddIn{Email: "owner@" + slug + ".example", Name: "Owner", PasswordHash: hash},
		Also: func(ctx context.Context, tx *store.Tx) error {
			_, err := edition.Start(ctx, tx, program.Default(tx.Currency(), tx.Merchant().Language))
			return err
		},
	})
	if err != nil {
		w.Fatal(err)
	}
	w.key = w.makeKey("admin")
}

// makeKey makes a key with the scopes.
func (w *world) makeKey(scopes ...string) string {
	w.Helper()
	var key string
	err := w.db.Tx(context.Background(), w.scope, func(tx *store.Tx) (err error) {
		key, _, err = staff.MakeKey(context.Background(), tx, staff.MakeKeyIn{Name: "test", Scopes: scopes})
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return key
}

// doc is a JSON object.
type doc = map[string]any

// reply is an answer.
type reply struct {
	w      *world
	status int
	header http.Header
	text   string
	doc    doc
}

// ask is a call before it is sent.
type ask struct {
	w      *world
	method string
	path   string
	body   io.Reader
	header http.Header
}

// ask makes a call with the world's key; a body that is text is sent as it is.
func (w *world) ask(method, path string, body any) *ask {
	w.Helper()
	a := &ask{w: w, method: method, path: path, header: http.Header{"Authorization": {"Bearer " + w.key}, "Accept-Language": {"en"}}}
	switch body := body.(type) {
	case nil:
	case string:
		a.body = strings.NewReader(body)
	default:
		text, err := json.Marshal(body)
		if err != nil {
			w.Fatal(err)
		}
		a.body = bytes.NewReader(text)
	}
	if a.body != nil {
		a.header.Set("Content-Type", "application/json")
	}
	return a
}

// with sets a header; an empty value takes it away.
func (a *ask) with(name, value string) *ask {
	a.header.Set(name, value)
	if value == "" {
		a.header.Del(name)
	}
	return a
}

// send sends the call.
func (a *ask) send() *reply {
	a.w.Helper()
	r := httptest.NewRequestWithContext(context.Background(), a.method, a.path, a.body)
	r.Header = a.header
	out := httptest.NewRecorder()
	a.w.handler.ServeHTTP(out, r)
	got := &reply{w: a.w, status: out.Code, header: out.Header(), text: out.Body.String()}
	if strings.Contains(out.Header().Get("Content-Type"), "json") {
		if err := json.Unmarshal(out.Body.Bytes(), &got.doc); err != nil {
			a.w.Fatalf("%s %s: not JSON: %v: %s", a.method, a.path, err, got.text)
		}
	}
	if out.Code < 300 {
		probe := httptest.NewRequestWithContext(context.Background(), a.method, strings.SplitN(a.path, "?", 2)[0], nil)
		a.w.routes.ServeHTTP(httptest.NewRecorder(), probe)
	}
	return got
}

// want sends the call and holds the answer to a status.
func (a *ask) want(status int) *reply {
	a.w.Helper()
	got := a.send()
	if got.status != status {
		a.w.Fatalf("%s %s: status %d, want %d: %s", a.method, a.path, got.status, status, got.text)
	}
	return got
}

// refused sends the call and holds the refusal to a status and a code; it must be a whole problem.
func (a *ask) refused(status int, code string) *reply {
	a.w.Helper()
	got := a.want(status)
	if got.doc["code"] != code || got.header.Get("Content-Type") != "application/problem+json" {
		a.w.Fatalf("%s %s: %s, want code %s", a.method, a.path, got.text, code)
	}
	for _, member := range []string{"type", "title", "status", "detail", "request_id"} {
		if got.doc[member] == nil || got.doc[member] == "" {
			a.w.Fatalf("%s %s: the problem lacks %s: %s", a.method, a.path, member, got.text)
		}
	}
	return got
}

// at is the value at a path such as "data.0.id"; nil where there is none.
func (r *reply) at(path string) any {
	var v any = r.doc
	for part := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case doc:
			v = in[part]
		case []any:
			var i int
			if _, err := fmt.Sscan(part, &i); err != nil || i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

// str is the text at a path.
func (r *reply) str(path string) string {
	r.w.Helper()
	text, ok := r.at(path).(string)
	if !ok {
		r.w.Fatalf("no text at %s: %s", path, r.text)
	}
	return text
}

// has holds the answer to values at paths, given in pairs; numbers may be int.
func (r *reply) has(pairs ...any) *reply {
	r.w.Helper()
	for i := 0; i < len(pairs); i += 2 {
		want := pairs[i+1]
		if n, ok := want.(int); ok {
			want = float64(n)
		}
		if got := r.at(pairs[i].(string)); !same(got, want) {
			r.w.Errorf("%s is %v, want %v: %s", pairs[i], got, want, r.text)
		}
	}
	return r
}

func same(a, b any) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return bytes.Equal(x, y)
}

// events are the kinds of events in the outbox of the world's merchant.
func (w *world) events() []string {
	w.Helper()
	var kinds []string
	err := w.db.View(context.Background(), w.scope, func(tx *store.Tx) error {
		list, err := store.Outbox(context.Background(), tx, 1000)
		for _, e := range list {
			kinds = append(kinds, e.Kind)
		}
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return kinds
}

// happened holds the outbox to the kinds, in their order, and empties it.
func (w *world) happened(want ...string) {
	w.Helper()
	if got := w.events(); !slices.Equal(got, want) {
		w.Errorf("events %v, want %v", got, want)
	}
	err := w.db.Tx(context.Background(), w.scope, func(tx *store.Tx) error {
		list, err := store.Outbox(context.Background(), tx, 1000)
		if err != nil {
			return err
		}
		ids := make([]int64, len(list))
		for i, e := range list {
			ids[i] = e.ID
		}
		return store.OutboxDone(context.Background(), tx, ids)
	})
	if err != nil {
		w.Fatal(err)
	}
}
