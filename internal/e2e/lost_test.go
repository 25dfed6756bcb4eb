package e2e_test

import (
	"context"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestDatabaseLost cuts the server off from PostgreSQL again and again while it works, once by ending what serves it there
// and once by the wire: every caller gets an answer, a success or a clear "not now", and what is there afterwards is whole.
func TestDatabaseLost(t *testing.T) {
	t.Run("ended", func(t *testing.T) {
		p := newPlace(t, "postgres")
		underCuts(t, p, p.cutOff)
	})
	t.Run("wire", func(t *testing.T) {
		p := newPlace(t, "postgres")
		w := p.wire()
		underCuts(t, p, w.cut)
	})
}

// underCuts works while the connections to the database are cut.
func underCuts(t *testing.T, p *place, cutOff func() error) {
	t.Helper()
	key := p.begin()
	server := p.serve()
	c := server.caller(key)
	s := newShift(c, "lost", 12)
	stop := make(chan struct{})
	var cutting sync.WaitGroup
	cutting.Go(func() {
		defer close(stop)
		for end := time.Now().Add(3 * time.Second); time.Now().Before(end); time.Sleep(150 * time.Millisecond) {
			if err := cutOff(); err != nil {
				t.Error(err)
				return
			}
		}
	})
	s.work(callers, func(int) *caller { return c }, stop)
	cutting.Wait()
	unanswered := 0
	for _, d := range s.deeds {
		if d.id == "" {
			unanswered++
		}
	}
	if unanswered == 0 {
		t.Error("nobody was told to try again: the connections were not cut under load")
	}
	t.Logf("%s, %d told to try again", s.counts(), unanswered)
	s.again(c, s.deeds)
	s.kept(c)
	server.quiet()
	server.stop()
	p.proven(shanghai.slug)
}

// wire stands between the program and PostgreSQL.
type wire struct {
	mu   sync.Mutex
	open []net.Conn
}

// wire puts a wire before the place's database.
func (p *place) wire() *wire {
	p.Helper()
	u, err := url.Parse(p.url)
	if err != nil {
		p.Fatal(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		p.Fatal(err)
	}
	w := &wire{}
	p.Cleanup(func() {
		_ = listener.Close()
		_ = w.cut()
	})
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			far, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", u.Host)
			if err != nil {
				_ = near.Close()
				continue
			}
			w.join(near, far)
		}
	}()
	u2 := *u
	u2.Host = listener.Addr().String()
	p.url = u2.String()
	return w
}

// join carries what is said both ways, until either end is gone.
func (w *wire) join(near, far net.Conn) {
	w.mu.Lock()
	w.open = append(w.open, near, far)
	w.mu.Unlock()
	for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
		go func() {
			_, _ = io.Copy(way[0], way[1])
			_ = way[0].Close()
			_ = way[1].Close()
		}()
	}
}

// cut cuts what is joined.
func (w *wire) cut() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, conn := range w.open {
		_ = conn.Close()
	}
	w.open = nil
	return nil
}

// cutOff ends all connections of the place.
func (p *place) cutOff() error {
	return p.admin("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1", p.role)
}

// TestDatabaseAway starts and asks while PostgreSQL lets nobody of the place in.
func TestDatabaseAway(t *testing.T) {
	p := newPlace(t, "postgres")
	key := p.begin()
	server := p.serve()
	c := server.caller(key)
	c.want(200, "GET", "/v1/members", nil)
	if err := p.admin("ALTER ROLE " + p.role + " NOLOGIN"); err != nil {
		t.Fatal(err)
	}
	if err := p.cutOff(); err != nil {
		t.Fatal(err)
	}
	for range 5 { // the first may meet connections that are being ended
		r := c.want(503, "POST", "/v1/members", doc{"external_id": "away"})
		if r.str("code") != "database_unreachable" || leak(r.text) != "" || strings.Contains(r.text, p.role) {
			t.Errorf("away: %s", r.text)
		}
	}
	if r := c.want(503, "GET", "/readyz", nil); leak(r.text) != "" || strings.Contains(r.text, p.role) {
		t.Errorf("readyz tells %q", r.text)
	}
	c.want(200, "GET", "/healthz", nil)
	if r := p.run("check", "--merchant", shanghai.slug); r.code != 1 || strings.Contains(r.err, "goroutine") || strings.Contains(r.err, p.role+":") {
		t.Errorf("check: exit %d\n%s%s", r.code, r.out, r.err)
	}
	if err := p.admin("ALTER ROLE " + p.role + " LOGIN"); err != nil {
		t.Fatal(err)
	}
	eventually(t, 10*time.Second, "ready again", func() bool {
		r, err := c.send("GET", "/readyz", nil)
		return err == nil && r.status == 200
	})
	c.want(201, "POST", "/v1/members", doc{"external_id": "away"})
	server.stop()
}
