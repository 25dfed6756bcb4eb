package api_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"regulars/internal/api"
	"regulars/internal/api/shell"
	"regulars/internal/app"
	"regulars/internal/store/storetest"
)

// pathOf fills the wildcards of a path with an id that names nothing.
func pathOf(op shell.Op) string {
	path := op.Path
	for _, name := range []string{"{id}", "{merge_id}", "{child_id}", "{code}", "{number}", "{sku}", "{consumer}", "{tag}", "{slug}", "{picture}"} {
		path = strings.ReplaceAll(path, name, "7")
	}
	return path
}

// TestEveryOperationRefuses puts the same hostile calls to every operation of the table.
func TestEveryOperationRefuses(t *testing.T) {
	w := open(t, storetest.Open(t, "sqlite", app.Values()...))
	w.found("acme")
	none := w.makeKey("reports:read") // a key without any permission that an operation asks for
	table := api.Table()
	document := table.Document("test")
	for _, id := range table.IDs() {
		op := table.Operation(id)
		path := pathOf(op)
		if strings.Contains(path, "{") {
			t.Errorf("%s: unknown wildcard in %s", id, path)
			continue
		}
		call := func(body any) *ask {
			a := w.ask(op.Method, path, body).with("If-Match", `"1"`)
			if op.Upload != "" {
				a.with("Content-Type", "text/csv")
			}
			return a
		}
		if !op.Public {
			call(nil).with("Authorization", "").refused(401, "unauthenticated")
			call(nil).with("Authorization", "Bearer rk_wrong").refused(401, "key_invalid")
		}
		if op.Permission != "" && op.Permission != "reports:read" {
			call(nil).with("Authorization", "Bearer "+none).refused(403, "forbidden")
		}
		unknown := w.ask(op.Method, path+"?no_such=1", nil).with("If-Match", `"1"`).refused(422, "unknown_parameter")
		unknown.has("errors.0.field", "no_such")
		if op.IfMatch {
			w.ask(op.Method, path, "{}").refused(428, "if_match_required")
		}
		if !hasBody(document.Paths[op.Path], op) {
			continue
		}
		for _, c := range []struct {
			body, code string
			status     int
		}{
			{`{`, "malformed_json", 400}, {`[]`, "not_object", 422}, {`null x`, "malformed_json", 400},
			{`{"no_such_field":1}`, "unknown_field", 422}, {`{"a":1,"a":2}`, "duplicate_key", 400},
			{"{\"a\":\"\xff\"}", "invalid_text", 400}, {`{"a":"\u0000"}`, "invalid_text", 400}, {strings.Repeat(`{"a":`, 40), "too_deep", 400},
		} {
			got := call(c.body).want(c.status)
			if !strings.Contains(got.text, c.code) {
				t.Errorf("%s with %.30s: %s, want %s", id, c.body, got.text, c.code)
			}
		}
		call("{}").with("Content-Type", "text/plain").refused(415, "unsupported_media_type")
		if !op.Optional {
			if got := call(nil).send(); got.status != 400 && got.status != 415 {
				t.Errorf("%s without a body: %d %s", id, got.status, got.text)
			}
		}
		big := `{"a":"` + strings.Repeat("x", int(op.BodyLimit)) + `"}`
		call(big).refused(413, "body_too_large")
	}
	if strings.Contains(w.said.String(), "panic") || strings.Contains(w.said.String(), "internal error") {
		t.Errorf("something failed inside:\n%s", w.said)
	}
}

// hasBody reports whether the operation takes JSON.
func hasBody(item *huma.PathItem, op shell.Op) bool {
	o := map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete}[op.Method]
	return o.RequestBody != nil && o.RequestBody.Content["application/json"] != nil
}

// TestTenMegabytes sends a body far beyond the limit, with and without its length.
func TestTenMegabytes(t *testing.T) {
	w := open(t, storetest.Open(t, "sqlite", app.Values()...))
	w.found("acme")
	body := `{"name":"` + strings.Repeat("x", 10<<20) + `"}`
	w.ask("POST", "/v1/stores", body).refused(413, "body_too_large")
	a := w.ask("POST", "/v1/stores", nil)
	r := httptest.NewRequestWithContext(context.Background(), "POST", "/v1/stores", struct{ *strings.Reader }{strings.NewReader(body)})
	r.ContentLength = -1
	r.Header = a.header
	r.Header.Set("Content-Type", "application/json")
	out := httptest.NewRecorder()
	w.handler.ServeHTTP(out, r)
	if out.Code != 413 {
		t.Errorf("without a length: %d", out.Code)
	}
}

// TestSlowBody sends a body that never ends, over a real connection.
func TestSlowBody(t *testing.T) {
	w := open(t, storetest.Open(t, "sqlite", app.Values()...))
	w.found("acme")
	server := httptest.NewServer(w.handler)
	defer server.Close()
	conn, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // a test
	start := time.Now()
	_, err = fmt.Fprintf(conn, "POST /v1/stores HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"name\":", w.key)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // a test
	if answer.StatusCode != 408 || time.Since(start) > 2*shell.DefaultReadTimeout {
		t.Errorf("status %d after %s", answer.StatusCode, time.Since(start))
	}
}

// TestLogsTellNothing looks for what a person would not want to read in a log.
func TestLogsTellNothing(t *testing.T) {
	w := open(t, storetest.Open(t, "sqlite", app.Values()...))
	w.found("acme")
	w.ask("GET", "/v1/stores?limit=3&after=13800138000", nil).send()
	w.ask("POST", "/v1/session", doc{"email": "owner@acme.example", "password": password}).send()
	for _, secret := range []string{"13800138000", password, "owner@acme.example", w.key} {
		if strings.Contains(w.said.String(), secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
	if !strings.Contains(w.said.String(), "op=store.list") {
		t.Errorf("the log lacks the request: %s", w.said)
	}
}
