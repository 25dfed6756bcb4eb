package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestDiskFull fills the disk of the embedded database: a clear refusal, reads go on, nothing is corrupt, and with more
// room the same server takes what it had refused.
func TestDiskFull(t *testing.T) {
	p := newPlace(t, "sqlite")
	if err := os.MkdirAll(p.data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", p.data, "tmpfs", 0, "size=8m"); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(p.data, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	key := p.begin()
	server := p.serve()
	c := server.caller(key)
	s := newShift(c, "disk", 12)
	from := fill(s, c)
	refused, last := refusal(c)
	if last.str("code") != "disk_full" {
		t.Errorf("the refusal: %s", last.text)
	}
	if leaked := leak(last.text); leaked != "" || !strings.Contains(last.text, "磁盘") {
		t.Errorf("the refusal: %s", last.text)
	}
	for _, d := range s.orders {
		if c.want(200, "GET", "/v1/orders/"+d.id, nil).str("number") != d.body["number"] {
			t.Errorf("order %v cannot be read while the disk is full", d.body["number"])
		}
	}
	if r := p.run("check", "--merchant", shanghai.slug); strings.Contains(r.out, "invariant") {
		t.Errorf("check on a full disk: exit %d\n%s%s", r.code, r.out, r.err)
	}

	if err := syscall.Mount("tmpfs", p.data, "tmpfs", syscall.MS_REMOUNT, "size=128m"); err != nil {
		t.Fatalf("remount: %v", err)
	}
	c.want(201, "POST", "/v1/orders", bigOrder(refused))
	c.want(200, "POST", "/v1/orders/"+c.want(200, "GET", "/v1/orders?number="+refused, nil).str("data.0.id")+"/refunds?dry_run=true", nil)
	s.again(c, s.deeds[from:])
	server.quiet()
	server.stop()
	server = p.serve()
	s.again(server.caller(key), s.deeds)
	c = server.caller(key)
	c.want(201, "POST", "/v1/orders/"+c.want(200, "GET", "/v1/orders?number="+refused, nil).str("data.0.id")+"/refunds", doc{"number": "all"})
	s.kept(c)
	t.Log(s.counts())
	server.stop()
	p.proven(shanghai.slug)
}

// bigOrder is an order of a guest that takes some room.
func bigOrder(number string) doc {
	lines := make([]doc, 40)
	for i := range lines {
		lines[i] = doc{"sku": strings.Repeat("S", 60), "name": strings.Repeat("名", 60), "quantity": 1, "unit_price_minor": 100 + i}
	}
	return doc{"source": "disk", "number": number, "channel": "pos", "lines": lines}
}

// fill works until the disk is full and answers where the deeds of that begin.
func fill(s *shift, c *caller) (from int) {
	s.Helper()
	from = len(s.deeds)
	stop := make(chan struct{})
	go func() {
		defer close(stop)
		for end := time.Now().Add(30 * time.Second); time.Now().Before(end); {
			r, err := c.send("POST", "/v1/orders", bigOrder("fill-"+time.Now().Format("150405.000000000")))
			if err != nil || r.status == 503 && staysFull(c) {
				return
			}
		}
	}()
	s.work(4, func(int) *caller { return c }, stop)
	return from
}

// refusal is the number of an order that was refused, and the answer.
func refusal(c *caller) (number string, last reply) {
	c.Helper()
	for i := range 50 { // a checkpoint may have made room for some
		number = fmt.Sprint("refused-", i)
		var err error
		if last, err = c.send("POST", "/v1/orders", bigOrder(number)); err != nil {
			c.Fatal(err)
		}
		if last.status == 503 {
			return number, last
		}
	}
	c.Fatalf("the disk is not full: %s", last.text)
	return "", last
}

// staysFull reports whether the disk stays full: what a checkpoint frees is soon used up.
func staysFull(c *caller) bool {
	for range 20 {
		r, err := c.send("POST", "/v1/orders", bigOrder("full-"+time.Now().Format("150405.000000000")))
		if err != nil || r.status != 503 {
			return false
		}
	}
	return true
}

// TestNoRoomToBegin is a disk too small for an empty database: init says so, and leaves nothing that looks whole.
func TestNoRoomToBegin(t *testing.T) {
	p := newPlace(t, "sqlite")
	if err := os.MkdirAll(p.data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", p.data, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(p.data, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte(password), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"init", "--merchant", "acme", "--name", "Acme", "--owner-email", "a@a.example", "--owner-password-file", file}
	if r := p.run(args...); r.code != 1 || !strings.Contains(r.err, "disk_full") {
		t.Errorf("init: exit %d\n%s%s", r.code, r.out, r.err)
	}
	if err := syscall.Mount("tmpfs", p.data, "tmpfs", syscall.MS_REMOUNT, "size=64m"); err != nil {
		t.Fatalf("remount: %v", err)
	}
	p.ok(args...)
}
