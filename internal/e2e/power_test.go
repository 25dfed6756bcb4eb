package e2e_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// callers is how many work at once under load.
const callers = 16

// begin makes a place with one merchant and a key.
func (p *place) begin() string {
	p.Helper()
	p.initialise(shanghai)
	return p.key(shanghai.slug)
}

// TestKilledUnderLoad kills the server at random moments: nothing that was acknowledged is lost, nothing is there twice.
func TestKilledUnderLoad(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		key := p.begin()
		server := p.serve()
		s := newShift(server.caller(key), "kill", 12)
		rounds := 4
		if testing.Short() {
			rounds = 1
		}
		from := 0
		for range rounds {
			call := server.caller(key)
			time.AfterFunc(time.Duration(200+rand.IntN(900))*time.Millisecond, server.kill)
			s.work(callers, func(int) *caller { return call }, nil)
			<-server.ended
			server.quiet()
			server = p.serve()
			lost := 0
			for _, d := range s.deeds[from:] {
				if d.id == "" {
					lost++
				}
			}
			if lost == 0 || lost > 2*callers {
				t.Errorf("%d deeds without an answer: the server was not killed under load", lost)
			}
			s.again(server.caller(key), s.deeds[from:])
			from = len(s.deeds)
		}
		s.kept(server.caller(key))
		t.Log(s.counts())
		server.stop()
		p.proven(shanghai.slug)
	})
}

// TestStoppedUnderLoad asks the server to stop while it works: what it took is answered, what it did not answer it did not do.
func TestStoppedUnderLoad(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		key := p.begin()
		server := p.serve()
		s := newShift(server.caller(key), "stop", 12)
		from := len(s.deeds)
		call := server.caller(key)
		call.client = newClient(0) // a connection for each request: one that is accepted is a request that is taken
		time.AfterFunc(700*time.Millisecond, server.terminate)
		s.work(callers, func(int) *caller { return call }, nil)
		server.gone()

		server = p.serve()
		c := server.caller(key)
		for _, d := range s.deeds[from:] {
			if d.id != "" || d.path != "/v1/orders" {
				continue
			}
			found := c.want(200, "GET", fmt.Sprintf("/v1/orders?source=%s&number=%s", d.body["source"], d.body["number"]), nil)
			if len(found.list("data")) != 0 {
				t.Errorf("order %v was done and not answered", d.body["number"])
			}
		}
		s.again(c, s.deeds)
		s.kept(c)
		t.Log(s.counts())
		server.stop()
		p.proven(shanghai.slug)
	})
}
