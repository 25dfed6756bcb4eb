package e2e_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// doc is a JSON object.
type doc = map[string]any

// caller is somebody with an API key of a merchant.
type caller struct {
	testing.TB
	base     string // http://…
	key      string
	language string
	header   map[string]string // more headers
	client   *http.Client
}

// caller calls this server with a key.
func (s *server) caller(key string) *caller {
	return &caller{TB: s.TB, base: "http://" + s.address, key: key, client: newClient(64)}
}

// newClient keeps so many connections open.
func newClient(connections int) *http.Client {
	return &http.Client{
		Timeout:   30 * time.Second,
		Transport: &http.Transport{MaxIdleConnsPerHost: connections, DisableKeepAlives: connections == 0},
	}
}

// in speaks another language.
func (c *caller) in(language string) *caller {
	other := *c
	other.language = language
	return &other
}

// reply is an answer.
type reply struct {
	status int
	header http.Header
	text   string
	doc    any
}

// send makes one call; it fails no test. body is text as it is, or anything that is sent as JSON.
func (c *caller) send(method, path string, body any) (reply, error) {
	var text io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		text = strings.NewReader(b)
	case io.Reader:
		text = b
	default:
		encoded, err := json.Marshal(b)
		if err != nil {
			return reply{}, err
		}
		text = bytes.NewReader(encoded)
	}
	r, err := http.NewRequestWithContext(context.Background(), method, c.base+path, text)
	if err != nil {
		return reply{}, err
	}
	if c.key != "" {
		r.Header.Set("Authorization", "Bearer "+c.key)
	}
	if c.language != "" {
		r.Header.Set("Accept-Language", c.language)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for name, value := range c.header {
		r.Header.Set(name, value)
	}
	answer, err := c.client.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer answer.Body.Close() //nolint:errcheck // it was only read
	whole, err := io.ReadAll(answer.Body)
	if err != nil {
		return reply{}, err
	}
	out := reply{status: answer.StatusCode, header: answer.Header, text: string(whole)}
	if strings.Contains(answer.Header.Get("Content-Type"), "json") {
		if err := json.Unmarshal(whole, &out.doc); err != nil {
			return out, fmt.Errorf("%s %s answers what is no JSON: %w", method, path, err)
		}
	}
	return out, nil
}

// want makes one call that must be answered with the status.
func (c *caller) want(status int, method, path string, body any) reply {
	c.Helper()
	r, err := c.send(method, path, body)
	if err != nil {
		c.Fatalf("%s %s: %v", method, path, err)
	}
	if r.status != status {
		c.Fatalf("%s %s: %d, want %d: %.2000s", method, path, r.status, status, r.text)
	}
	return r
}

// refused makes one call that must be answered with a problem of the status and code.
func (c *caller) refused(status int, code, method, path string, body any) reply {
	c.Helper()
	r := c.want(status, method, path, body)
	if r.str("code") != code || r.header.Get("Content-Type") != "application/problem+json" {
		c.Errorf("%s %s: %s, want the problem %s", method, path, r.text, code)
	}
	return r
}

// get is the value at a path such as data.0.points, nil where there is none.
func (r reply) get(path string) any { return at(r.doc, path) }

// str is the text at a path.
func (r reply) str(path string) string {
	text, _ := r.get(path).(string)
	return text
}

// num is the number at a path, -1<<62 where there is none.
func (r reply) num(path string) int64 { return num(r.get(path)) }

// list is the list at a path.
func (r reply) list(path string) []any {
	list, _ := r.get(path).([]any)
	return list
}

// at is the value at a path.
func at(v any, path string) any {
	for part := range strings.SplitSeq(path, ".") {
		switch held := v.(type) {
		case doc:
			v = held[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= len(held) {
				return nil
			}
			v = held[i]
		default:
			return nil
		}
	}
	return v
}

// num is a JSON number as a whole one.
func num(v any) int64 {
	f, ok := v.(float64)
	if !ok {
		return -1 << 62
	}
	return int64(f)
}

// eventually asks until the answer is yes, at most for the time.
func eventually(t testing.TB, limit time.Duration, what string, yes func() bool) {
	t.Helper()
	for end := time.Now().Add(limit); !yes(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within %s", what, limit)
		}
	}
}
