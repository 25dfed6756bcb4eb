package shell

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/staff"
)

// EventStream is the media type of server-sent events.
const EventStream = "text/event-stream"

// sendTimeout is how long one message of a stream may take to leave: a caller who does not read is gone.
const sendTimeout = 10 * time.Second

// Events is an answer of server-sent events. It belongs to one goroutine.
type Events struct {
	w       http.ResponseWriter
	control *http.ResponseController
	clock   func() time.Time
}

// Events begins an answer of server-sent events: proxies are told neither to gather nor to change it. retry is how long the caller waits before it comes
// again.
func (c *Call) Events(retry time.Duration) (*Events, error) {
	h := c.Header()
	h.Set("Content-Type", EventStream)
	h.Set("Cache-Control", "no-store, no-transform")
	h.Set("X-Accel-Buffering", "no")
	c.answered, c.status = true, http.StatusOK
	e := &Events{w: c.writer, control: http.NewResponseController(c.writer), clock: c.server.config.Clock}
	return e, e.write("retry: " + strconv.FormatInt(retry.Milliseconds(), 10) + "\n\n")
}

// Send sends one event; id is where the caller would go on from.
func (e *Events) Send(id, event string, v any) error {
	data, err := json.Marshal(v) // has no line breaks
	if err != nil {
		return err
	}
	return e.write("id: " + id + "\nevent: " + event + "\ndata: " + string(data) + "\n\n")
}

// Beat says that the stream is alive, and where the caller would go on from.
func (e *Events) Beat(id string) error { return e.write(": still here\nid: " + id + "\n\n") }

// write sends text at once.
func (e *Events) write(text string) error {
	_ = e.control.SetWriteDeadline(e.clock().Add(sendTimeout)) // a test's recorder has none
	if _, err := e.w.Write([]byte(text)); err != nil {
		return err
	}
	return e.control.Flush()
}

// Still asks again who calls and whether they may, for an answer that lasts; a session is not kept alive by it. The caller is from
// then on what it answers. Returns what the door says to those who may no more.
func (c *Call) Still(ctx context.Context) error {
	var p org.Principal
	var err error
	if key, ok := strings.CutPrefix(c.request.Header.Get("Authorization"), "Bearer "); ok {
		p, err = staff.AuthenticateKey(ctx, c.DB(), strings.TrimSpace(key))
	} else {
		p, err = staff.Alive(ctx, c.DB(), c.SessionToken())
	}
	if err != nil {
		return err
	}
	c.principal = &Principal{Principal: p, bucket: c.principal.bucket}
	if c.op.Permission != "" && !c.principal.May(c.op.Permission) {
		return org.ErrForbidden.New(fault.P{"permission": c.op.Permission})
	}
	return nil
}
