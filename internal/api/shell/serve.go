package shell

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"regulars/internal/api/wire"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/store"
)

// Config is what the door needs.
type Config struct {
	DB          *store.DB
	Log         *slog.Logger
	Clock       func() time.Time // measures durations and rates
	Rate        Rate             // for each API key and session
	PublicRate  Rate             // for each address that is not known
	BehindProxy bool             // trust X-Forwarded-For and X-Forwarded-Proto
	Metrics     *Metrics
	SlowRequest time.Duration // logged from here on; 1 s where 0
}

// Server is the door: an http.Handler over the table. Make it with NewServer.
type Server struct {
	config Config
	table  *Table
	prefix string
	number atomic.Uint64
	known  *limiter
	public *limiter
	guard  *http.CrossOriginProtection
	pages  map[string]http.Handler
}

// NewServer opens the door over a complete table.
func NewServer(config Config, table *Table) *Server {
	if config.SlowRequest == 0 {
		config.SlowRequest = time.Second
	}
	var random [4]byte
	_, _ = rand.Read(random[:]) // never fails
	s := &Server{
		config: config, table: table, prefix: "req_" + hex.EncodeToString(random[:]),
		known: newLimiter(config.Rate), public: newLimiter(config.PublicRate), guard: http.NewCrossOriginProtection(),
		pages: map[string]http.Handler{},
	}
	for _, op := range table.ops {
		op.measured = config.Metrics.of(op.ID)
		table.mux.Handle(op.Method+" "+op.Path, s.handler(op))
	}
	table.mux.HandleFunc("/", s.nothingHere)
	return s
}

// Page adds a page that is no operation, such as /docs; it answers GET alone.
func (s *Server) Page(path string, handler http.Handler) {
	s.table.mux.Handle("GET "+path, handler)
}

// ServeHTTP is the whole way of a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	secure(w.Header())
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so
				panic(p)
			}
			c := &Call{server: s, writer: w, request: r, number: s.number.Add(1)}
			s.logFailure(c, nil, p)
			c.fail(ErrInternal.New(nil))
		}
	}()
	s.table.mux.ServeHTTP(w, r)
}

// secure sets the headers that every answer carries.
func secure(h http.Header) {
	h["X-Content-Type-Options"] = nosniff
	h["Referrer-Policy"] = noReferrer
	h["X-Frame-Options"] = deny
	h["Content-Security-Policy"] = strictPolicy
	h["Cache-Control"] = noStore
	h["Cross-Origin-Resource-Policy"] = sameOrigin
}

// The values of the headers of secure, made once.
var (
	nosniff      = []string{"nosniff"}
	noReferrer   = []string{"no-referrer"}
	deny         = []string{"DENY"}
	noStore      = []string{"no-store"}
	sameOrigin   = []string{"same-origin"}
	strictPolicy = []string{"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"}
)

// nothingHere answers where no operation does: 405 where another method would, else 404.
func (s *Server) nothingHere(w http.ResponseWriter, r *http.Request) {
	c := &Call{server: s, writer: w, request: r, number: s.number.Add(1)}
	var allowed []string
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		probe := r.Clone(r.Context())
		probe.Method = method
		if _, pattern := s.table.mux.Handler(probe); pattern != "/" && pattern != "" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		c.fail(ErrNoRoute.New(nil))
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	c.fail(ErrMethod.New(fault.P{"method": r.Method, "allowed": strings.Join(allowed, ", ")}))
}

// handler is the way of a request to one operation.
func (s *Server) handler(op *operation) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		start := s.config.Clock()
		c := &Call{server: s, op: op, writer: w, request: r, number: s.number.Add(1)}
		w.Header()["X-Request-Id"] = []string{c.RequestID()}
		status := s.guarded(c, start)
		took := s.config.Clock().Sub(start)
		if op.Answers == EventStream && status == http.StatusOK {
			op.measured.count(status) // how long a stream was open says nothing of how fast we are
			return
		}
		op.measured.observe(status, took)
		s.access(c, status, took)
	}
}

// access logs what is worth it: failures of ours and slow requests at once, all else for those who ask.
func (s *Server) access(c *Call, status int, took time.Duration) {
	level := slog.LevelDebug
	if status >= 500 || took >= s.config.SlowRequest {
		level = slog.LevelWarn
	}
	ctx := c.request.Context()
	if !s.config.Log.Enabled(ctx, level) {
		return
	}
	s.config.Log.LogAttrs(ctx, level, "request",
		slog.String("request_id", c.RequestID()), slog.String("op", c.opID()), slog.String("method", c.request.Method),
		slog.Int("status", status), slog.Duration("took", took), slog.Int64("merchant", c.Scope().Merchant.ID),
		slog.String("actor", c.Scope().Actor.Kind), slog.Int64("actor_id", c.Scope().Actor.ID))
}

// guarded answers the call and returns the status; a panic becomes a problem.
func (s *Server) guarded(c *Call, at time.Time) (status int) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if p == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so
			panic(p)
		}
		s.logFailure(c, nil, p)
		status = http.StatusInternalServerError
		if !c.answered {
			c.fail(ErrInternal.New(nil))
		}
	}()
	out, err := s.answer(c, at)
	if err != nil {
		return c.fail(err)
	}
	if c.answered { // the function has written the answer itself
		return c.status
	}
	status = c.status
	if status == 0 {
		status = c.op.Status
	}
	if status == http.StatusNoContent {
		c.writer.WriteHeader(status)
		return status
	}
	if a, ok := out.(approvalAnswer); ok {
		status, out = http.StatusAccepted, a.body()
	}
	c.writeJSON(status, "application/json", out)
	return status
}

// answer asks who, whether they may, reads the request and runs the function.
func (s *Server) answer(c *Call, at time.Time) (any, error) {
	if err := s.admit(c, at); err != nil {
		return nil, err
	}
	op := c.op
	if op.IfMatch && c.request.Header.Get("If-Match") == "" {
		return nil, ErrIfMatch.New(nil)
	}
	in := reflect.New(op.in)
	if err := op.params.Bind(c.request.PathValue, c.request.URL.RawQuery, in.Elem()); err != nil {
		return nil, err
	}
	if op.body != nil {
		if err := s.readBody(c, in); err != nil {
			return nil, err
		}
	}
	return op.run(c.request.Context(), c, in)
}

// admit holds the call to the limits, finds the caller and asks for the permission.
func (s *Server) admit(c *Call, at time.Time) error {
	op := c.op
	if op.Rate != nil && op.Public {
		if wait := s.config.Metrics.limiterOf(op).wait(c.Address(), at); wait > 0 {
			return c.tooOften(wait)
		}
	}
	principal, err := s.identify(c)
	if err == nil && principal == nil && !op.Public {
		err = ErrNotSignedIn.New(nil)
	}
	if principal == nil {
		if wait := s.public.wait(c.Address(), at); wait > 0 {
			return c.tooOften(wait)
		}
	}
	if err != nil {
		return err
	}
	c.principal = principal
	if principal == nil {
		return nil
	}
	wait := s.known.wait(principal.Bucket(), at)
	if op.Rate != nil && !op.Public && wait == 0 { // the shops behind one address do not wait for each other
		wait = s.config.Metrics.limiterOf(op).wait(principal.Bucket(), at)
	}
	if wait > 0 {
		return c.tooOften(wait)
	}
	if op.Permission != "" && !principal.May(op.Permission) {
		if principal.FactorFirst {
			return org.ErrFactorFirst.New(nil)
		}
		return org.ErrForbidden.New(fault.P{"permission": op.Permission})
	}
	return nil
}

// tooOften is the refusal with its header.
func (c *Call) tooOften(wait time.Duration) error {
	seconds := max(1, int(wait.Seconds()))
	c.Header().Set("Retry-After", itoa(seconds))
	return ErrTooOften.New(fault.P{"seconds": seconds})
}

// readBody reads and binds the body under its limits.
func (s *Server) readBody(c *Call, in reflect.Value) error {
	op := c.op
	r := c.request
	if r.ContentLength == 0 && op.Optional {
		return nil
	}
	if kind := r.Header.Get("Content-Type"); kind != "application/json" && r.ContentLength != 0 {
		media, _, err := mime.ParseMediaType(kind)
		if err != nil || media != "application/json" {
			return ErrMediaType.New(fault.P{"expected": "application/json"})
		}
	}
	text, err := c.limited(op.BodyLimit, op.ReadTimeout)
	if err != nil {
		return err
	}
	if len(text) == 0 && op.Optional {
		return nil
	}
	node, e := wire.Parse(text)
	if e != nil {
		return e
	}
	c.body = &node
	return op.body.Bind(&node, in.Elem().FieldByIndex(op.bodyAt).Addr().Interface())
}

// limited reads the whole body within a size and a time.
func (c *Call) limited(limit int64, timeout time.Duration) ([]byte, error) {
	r := c.request
	if r.ContentLength > limit {
		return nil, ErrBodyTooLarge.New(fault.P{"limit": limit})
	}
	control := http.NewResponseController(c.writer)
	deadline := control.SetReadDeadline(c.server.config.Clock().Add(timeout)) == nil
	var text []byte
	var err error
	if r.ContentLength >= 0 {
		text = make([]byte, r.ContentLength)
		_, err = io.ReadFull(r.Body, text)
	} else {
		text, err = io.ReadAll(io.LimitReader(r.Body, limit+1))
	}
	if deadline && err == nil {
		_ = control.SetReadDeadline(time.Time{}) // the answer may take its time
	}
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, ErrBodyTimeout.New(fault.P{"seconds": timeout.Seconds()})
	case err != nil:
		return nil, ErrBodyBroken.Wrap(err, nil)
	case int64(len(text)) > limit:
		return nil, ErrBodyTooLarge.New(fault.P{"limit": limit})
	}
	return text, nil
}

// Upload is the stream of an operation's body under its limits; the media type must be one of those the row names.
func (c *Call) Upload() (io.Reader, error) {
	media, _, err := mime.ParseMediaType(c.request.Header.Get("Content-Type"))
	if err != nil || !slices.Contains(strings.Split(c.op.Upload, ","), media) {
		return nil, ErrMediaType.New(fault.P{"expected": c.op.Upload})
	}
	if c.request.ContentLength > c.op.BodyLimit {
		return nil, ErrBodyTooLarge.New(fault.P{"limit": c.op.BodyLimit})
	}
	_ = http.NewResponseController(c.writer).SetReadDeadline(c.server.config.Clock().Add(c.op.ReadTimeout))
	return http.MaxBytesReader(c.writer, c.request.Body, c.op.BodyLimit), nil
}

// Stream answers with bytes of the media type; fn writes them.
func (c *Call) Stream(mediaType, fileName string, fn func(io.Writer) error) error {
	h := c.Header()
	h.Set("Content-Type", mediaType)
	if fileName != "" {
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fileName}))
	}
	c.answered, c.status = true, http.StatusOK
	return fn(c.writer)
}
