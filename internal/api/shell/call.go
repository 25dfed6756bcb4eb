package shell

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"regulars/internal/api/wire"
	"regulars/internal/fault"
	"regulars/internal/store"
)

// Call is one request on its way through the door. It belongs to one goroutine.
type Call struct {
	server    *Server
	op        *operation
	writer    http.ResponseWriter
	request   *http.Request
	principal *Principal
	body      *wire.Node
	number    uint64
	language  string
	spoken    *fault.Voice // once it was read
	status    int
	approved  bool
	match     string // If-Match of an approved request
	asked     int64  // the approval that the write waits for
	answered  bool
	carried   any
	after     []func()
}

// Principal is who calls; nil where the operation is public and nobody said.
func (c *Call) Principal() *Principal { return c.principal }

// Scope is the scope of the caller's transactions.
func (c *Call) Scope() store.Scope {
	if c.principal == nil {
		return store.Installation
	}
	return c.principal.Scope
}

// DB is the database.
func (c *Call) DB() *store.DB { return c.server.config.DB }

// Request is the request as it came; its body has been read unless the operation takes an upload.
func (c *Call) Request() *http.Request { return c.request }

// Header is the header of the answer.
func (c *Call) Header() http.Header { return c.writer.Header() }

// Address is the caller's address.
func (c *Call) Address() string { return address(c.request, c.server.config.BehindProxy) }

// Secure reports whether the caller came by HTTPS.
func (c *Call) Secure() bool {
	return c.request.TLS != nil || c.server.config.BehindProxy && c.request.Header.Get("X-Forwarded-Proto") == "https"
}

// Approved reports whether a second person has agreed to the write.
func (c *Call) Approved() bool { return c.approved }

// SetStatus changes the status of a good answer.
func (c *Call) SetStatus(status int) { c.status = status }

// SetETag tells the version that an If-Match has to name.
func (c *Call) SetETag(version int64) {
	c.writer.Header().Set("ETag", `"`+strconv.FormatInt(version, 10)+`"`)
}

// Version is the version named by If-Match; a weak, foreign or missing tag fits no version (-1).
func (c *Call) Version() int64 {
	v, err := strconv.ParseInt(strings.Trim(c.ifMatch(), `"`), 10, 64)
	if err != nil || v < 0 {
		return -1
	}
	return v
}

// ifMatch is the header, or that of the request that was stored for a second person.
func (c *Call) ifMatch() string {
	if c.approved {
		return c.match
	}
	return c.request.Header.Get("If-Match")
}

// Language is "en" or "zh": by Accept-Language, else the merchant's.
func (c *Call) Language() string {
	if c.language == "" {
		c.language = negotiate(c.request.Header.Get("Accept-Language"), c.Scope().Merchant.Language)
	}
	return c.language
}

// RequestID names the request in the log and in problems.
func (c *Call) RequestID() string {
	return c.server.prefix + "-" + strconv.FormatUint(c.number, 36)
}

// opID is the operation, for logs.
func (c *Call) opID() string {
	if c.op == nil {
		return "none"
	}
	return c.op.ID
}

// maxKey is the longest Idempotency-Key.
const maxKey = 128

// Key is the Idempotency-Key, prefixed with who sent it, and the hash of what was asked; "" where there is none.
func (c *Call) Key() (key, hash string, err error) {
	given := c.request.Header.Get("Idempotency-Key")
	if given == "" {
		return "", "", nil
	}
	if len(given) > maxKey || strings.ContainsFunc(given, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", "", ErrKey.New(fault.P{"limit": maxKey})
	}
	return given, wire.Hash(c.opID()+" "+c.request.URL.EscapedPath()+"?"+c.request.URL.RawQuery, c.body, c.op.KeyOmits...), nil
}

// Once does a write at most once for its Idempotency-Key; see the doc of the package, rules 3 and 6. Write registers
// operations that do it so; it is for those that sometimes write.
func (c *Call) Once(ctx context.Context, make func(context.Context, *store.Tx) (store.Made, error),
	show func(context.Context, *store.Tx, store.Made) error) (made store.Made, err error) {
	key, hash, err := c.Key()
	if err != nil {
		return made, err
	}
	made, err = c.attempt(ctx, key, hash, make, show)
	if e := fault.As(err); e != nil && c.needsSecond(e) {
		made, err = c.askApproval(ctx, key, hash)
	}
	if err == nil && made.Kind == approvalKind {
		c.asked = made.ID
	}
	return made, err
}

// needsSecond reports whether a refusal asks for a second person who has not agreed yet.
func (c *Call) needsSecond(e *fault.Error) bool {
	return !c.approved && slices.ContainsFunc(c.op.SecondOn, func(code fault.Code) bool { return code.Code == e.Code.Code })
}

// attempt is once without what becomes of a write that needs a second person.
func (c *Call) attempt(ctx context.Context, key, hash string, make func(context.Context, *store.Tx) (store.Made, error),
	show func(context.Context, *store.Tx, store.Made) error) (made store.Made, err error) {
	err = c.DB().Tx(ctx, c.Scope(), func(tx *store.Tx) error {
		c.status, c.carried, c.after = 0, nil, nil
		if key != "" {
			before, err := store.Claim(ctx, tx, key, hash)
			if err != nil {
				return err
			}
			if before != nil {
				made = *before
				return c.again(ctx, tx, made, show)
			}
		}
		if made, err = make(ctx, tx); err != nil {
			return err
		}
		if key != "" {
			if err := store.Keep(ctx, tx, key, hash, made); err != nil {
				return err
			}
		}
		return show(ctx, tx, made)
	})
	if err == nil {
		for _, fn := range c.after {
			fn()
		}
	}
	return made, err
}

// AfterCommit has fn run once the write has been committed: what this server remembers is forgotten then, not before.
func (c *Call) AfterCommit(fn func()) { c.after = append(c.after, fn) }

// again renders what an earlier request with the key has made.
func (c *Call) again(ctx context.Context, tx *store.Tx, made store.Made, show func(context.Context, *store.Tx, store.Made) error) error {
	c.status = http.StatusOK
	if made.Kind == approvalKind {
		c.status = http.StatusAccepted
		return nil
	}
	err := show(ctx, tx, made)
	if e := fault.As(err); e != nil && e.Code.Kind == fault.NotFound {
		return ErrGone.Wrap(err, nil)
	}
	if c.op.Status == http.StatusNoContent {
		c.status = http.StatusNoContent
	}
	return err
}

// buffers for answers.
var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 4096); return &b }}

// JSONAppender is an answer that writes itself, faster than reflection.
type JSONAppender interface{ AppendJSON(buf []byte) []byte }

// writeJSON answers with a value.
func (c *Call) writeJSON(status int, mediaType string, v any) {
	held := buffers.Get().(*[]byte)
	buf := (*held)[:0]
	if a, ok := v.(JSONAppender); ok {
		buf = a.AppendJSON(buf)
	} else {
		w := sliceWriter{buf}
		encoder := json.NewEncoder(&w)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(v); err != nil {
			c.server.logFailure(c, err, nil)
			http.Error(c.writer, "internal error", http.StatusInternalServerError)
			return
		}
		buf = w.buf
	}
	h := c.writer.Header()
	h["Content-Type"] = []string{mediaType}
	h["Content-Length"] = []string{strconv.Itoa(len(buf))}
	c.answered = true
	c.writer.WriteHeader(status)
	_, _ = c.writer.Write(buf) // where it fails the caller has gone
	if cap(buf) <= 64<<10 {
		*held = buf
		buffers.Put(held)
	}
}

// sliceWriter appends what is written.
type sliceWriter struct{ buf []byte }

// Write appends p.
func (w *sliceWriter) Write(p []byte) (int, error) {
	w.buf = append(w.buf, p...)
	return len(p), nil
}

// Page is the parameters of a list.
type Page struct {
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many at most"`
	After string `query:"after" maxLength:"300" doc:"The next of the page before"`
}

// Cursor is what After holds, "" at the start.
func (p Page) Cursor() (string, error) {
	if p.After == "" {
		return "", nil
	}
	text, err := base64.RawURLEncoding.DecodeString(p.After)
	if err != nil {
		return "", ErrCursor.At("after", nil)
	}
	return string(text), nil
}

// CursorID is the id that After holds, 0 at the start.
func (p Page) CursorID() (int64, error) {
	text, err := p.Cursor()
	if err != nil || text == "" {
		return 0, err
	}
	id, err := strconv.ParseInt(text, 36, 64)
	if err != nil || id <= 0 {
		return 0, ErrCursor.At("after", nil)
	}
	return id, nil
}

// List is one page of things.
type List[T any] struct {
	Data []T     `json:"data" doc:"The things of this page"`
	Next *string `json:"next" doc:"Cursor of the next page; null at the end"`
}

// Listed makes a page: next is the cursor inside, "" at the end.
func Listed[T any](data []T, next string) List[T] {
	if data == nil {
		data = []T{}
	}
	out := List[T]{Data: data}
	if next != "" {
		text := base64.RawURLEncoding.EncodeToString([]byte(next))
		out.Next = &text
	}
	return out
}

// Paged renders a page whose cursor is the last id; a page that is not full is the last.
func Paged[In, Out any](list []In, limit int, out func(In) Out, id func(In) int64) List[Out] {
	data := make([]Out, len(list))
	for i, one := range list {
		data[i] = out(one)
	}
	next := ""
	if len(list) == limit && limit > 0 {
		next = AfterID(id(list[len(list)-1]))
	}
	return Listed(data, next)
}

// AfterID is the cursor that stands for an id.
func AfterID(id int64) string { return strconv.FormatInt(id, 36) }

// ID reads an id of the prefix out of a field.
func ID(prefix, field, text string) (int64, error) {
	id, err := store.ParseID(prefix, text)
	if e := fault.As(err); e != nil {
		return 0, e.Code.At(field, e.Params)
	}
	return id, err
}

// IDOr0 is ID, and 0 for an empty text.
func IDOr0(prefix, field, text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	return ID(prefix, field, text)
}

// PathID reads an id out of the path: what is no id names nothing, so the answer is 404.
func PathID(prefix, what, text string) (int64, error) {
	id, err := store.ParseID(prefix, text)
	if err != nil {
		return 0, fault.ErrNotFound.New(fault.P{"what": what})
	}
	return id, nil
}

// Named is an id as it is shown outside; "" for 0.
func Named(prefix string, id int64) string {
	if id == 0 {
		return ""
	}
	return store.FormatID(prefix, id)
}

// Background is a context that outlives the request, for what must be finished, with a limit.
func Background(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), limit)
}

// Carry keeps a value from the verb for its answer, such as a secret that is shown once; a repeat has none.
func (c *Call) Carry(v any) { c.carried = v }

// Carried is what Carry was given; nil where an earlier request did the verb.
func (c *Call) Carried() any { return c.carried }
