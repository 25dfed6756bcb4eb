package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestBackup takes a backup while the server works, and brings it to every other engine and back: the same books, proven.
func TestBackup(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		key := p.begin()
		server := p.serve()
		c := server.caller(key)
		s := newShift(c, "backup", 12)
		stop, taken := make(chan struct{}), make(chan result, 1)
		file := filepath.Join(t.TempDir(), "backup")
		time.AfterFunc(500*time.Millisecond, func() {
			taken <- p.run("backup", file)
			close(stop)
		})
		s.work(4, func(int) *caller { return c }, stop)
		if r := <-taken; r.code != 0 {
			t.Fatalf("backup: exit %d\n%s%s", r.code, r.out, r.err)
		}
		t.Log(s.counts())
		server.stop()
		books := p.restoreElsewhere(file, key, "")

		// A second backup, of the place at rest, goes to each engine and from there back to the first.
		whole := p.booksOf(key)
		p.ok("backup", file+".2")
		if r := p.run("restore", file+".2"); r.code != 1 {
			t.Errorf("restored over what is there: exit %d\n%s%s", r.code, r.out, r.err)
		}
		if whole == books {
			t.Error("nothing was recorded after the first backup: it was not taken under load")
		}
		p.restoreElsewhere(file+".2", key, whole)
	})
}

// booksOf is the trial balance of the place as it stands.
func (p *place) booksOf(key string) string {
	p.Helper()
	server := p.serve()
	defer server.stop()
	c := server.caller(key)
	balanced(c)
	return fmt.Sprint(c.want(200, "GET", "/v1/trial-balance", nil).get("assets"), len(everybodyIn(c)))
}

// everybodyIn reads the names of all members: they can be read where the keyset is.
func everybodyIn(c *caller) []any {
	c.Helper()
	var out []any
	for path := "/v1/members?limit=200"; ; {
		page := c.want(200, "GET", path, nil)
		out = append(out, page.list("data")...)
		if page.str("next") == "" {
			return out
		}
		path = "/v1/members?limit=200&after=" + page.str("next")
	}
}

// restoreElsewhere restores a backup into an empty place on each engine, and from there on the first again: the books are
// equal everywhere, and as wanted, "" for not known. The keyset is carried over by hand: it is in no backup.
func (p *place) restoreElsewhere(file, key, want string) string {
	p.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		if engine == "postgres" && os.Getenv("REGULARS_TEST_POSTGRES") == "" {
			continue
		}
		to := newPlace(p.TB, engine)
		if r := to.run("restore", file); r.code != 1 || !strings.Contains(r.err, "keyset") {
			to.Errorf("restored without the keyset: exit %d\n%s%s", r.code, r.out, r.err)
		}
		p.carryKeyset(to)
		to.ok("restore", file)
		to.proven(shanghai.slug)
		got := to.booksOf(key)
		if want == "" {
			want = got
		}
		if got != want {
			p.Errorf("from %s to %s the books were\n%s\nand are\n%s", p.engine, engine, want, got)
		}
		if engine == p.engine {
			continue
		}
		second := filepath.Join(p.TempDir(), "again")
		to.ok("backup", second)
		back := newPlace(p.TB, p.engine)
		p.carryKeyset(back)
		back.ok("restore", second)
		back.proven(shanghai.slug)
		if got := back.booksOf(key); got != want {
			p.Errorf("from %s to %s and back the books were\n%s\nand are\n%s", p.engine, engine, want, got)
		}
	}
	return want
}

// carryKeyset copies the keyset to another place.
func (p *place) carryKeyset(to *place) {
	p.Helper()
	text, err := os.ReadFile(filepath.Join(p.data, "keyset.json"))
	if err != nil {
		p.Fatal(err)
	}
	if err := os.MkdirAll(to.data, 0o700); err != nil {
		p.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(to.data, "keyset.json"), text, 0o600); err != nil {
		p.Fatal(err)
	}
}
