package e2e_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// deed is one write: what was sent, and what was acknowledged of it.
type deed struct {
	path   string
	body   doc
	id     string // acknowledged; "" where no answer came
	points int64  // that it gives the member: below 0 it takes
	member string
}

// shift is callers who work at once on members of their own making, each write with a number of its own, and
// remember everything they sent. Its methods may be called by many at once.
type shift struct {
	testing.TB
	name    string // part of every number
	number  atomic.Int64
	mu      sync.Mutex
	members []string
	deeds   []*deed
	orders  []*deed // acknowledged
	odd     []string
}

// newShift enrols so many members.
func newShift(c *caller, name string, members int) *shift {
	c.Helper()
	s := &shift{TB: c.TB, name: name}
	for range members {
		s.signUp(c)
	}
	if len(s.members) != members {
		c.Fatalf("%d members of %d: %v", len(s.members), members, s.odd)
	}
	return s
}

// work keeps so many callers busy until stop is closed, or a caller gets no answer any more and lost says that this is the end.
func (s *shift) work(callers int, call func(i int) *caller, stop <-chan struct{}) {
	var all sync.WaitGroup
	for i := range callers {
		all.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if !s.one(call(i)) {
					return
				}
			}
		})
	}
	all.Wait()
}

// one does one deed, and reports whether an answer came.
func (s *shift) one(c *caller) bool {
	switch n := rand.IntN(10); {
	case n < 2:
		return s.signUp(c)
	case n < 5:
		if order := s.anyOrder(); order != nil {
			return s.refund(c, order)
		}
	}
	return s.order(c)
}

// signUp enrols somebody new.
func (s *shift) signUp(c *caller) bool {
	n := s.number.Add(1)
	return s.do(c, &deed{path: "/v1/members?on_conflict=return", body: doc{"external_id": fmt.Sprintf("%s-%d", s.name, n), "phone": fmt.Sprintf("139%08d", n)}})
}

// order records an order of somebody; some spend points.
func (s *shift) order(c *caller) bool {
	n := s.number.Add(1)
	s.mu.Lock()
	member := s.members[rand.IntN(len(s.members))]
	s.mu.Unlock()
	body := doc{"source": s.name, "number": fmt.Sprint(n), "member_id": member, "channel": "pos", "lines": []doc{
		{"sku": "A", "quantity": 1 + rand.IntN(3), "unit_price_minor": 100 * (1 + rand.IntN(90))},
		{"sku": "B", "quantity": 2, "amount_minor": 100 + rand.IntN(5000)},
	}}
	if rand.IntN(4) == 0 {
		body["points"] = "max"
	}
	return s.do(c, &deed{path: "/v1/orders", body: body, member: member})
}

// anyOrder is an order that was acknowledged.
func (s *shift) anyOrder() *deed {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.orders) == 0 {
		return nil
	}
	return s.orders[rand.IntN(len(s.orders))]
}

// refund takes one unit of an order back, or all that remains.
func (s *shift) refund(c *caller, order *deed) bool {
	body := doc{"number": fmt.Sprintf("%s-%d", s.name, s.number.Add(1))}
	if rand.IntN(3) > 0 {
		body["lines"] = []doc{{"line": rand.IntN(2), "quantity": 1}}
	}
	return s.do(c, &deed{path: "/v1/orders/" + order.id + "/refunds", body: body, member: order.member})
}

// do sends a deed and remembers it. What is refused for a good reason is forgotten; anything else is odd.
func (s *shift) do(c *caller, d *deed) bool {
	r, err := c.send("POST", d.path, d.body)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil && r.status == 422 && strings.HasSuffix(d.path, "/refunds") {
		return true // nothing of it was left
	}
	s.deeds = append(s.deeds, d)
	switch {
	case err != nil:
		return false
	case r.status == 503:
		s.unavailable(d, r)
		return true
	case r.status != 200 && r.status != 201:
		s.odd = append(s.odd, fmt.Sprintf("%s %v: %d %.600s", d.path, d.body, r.status, r.text))
		return true
	}
	s.acknowledge(d, r)
	return true
}

// unavailable holds a refusal for now against what a caller may be told.
func (s *shift) unavailable(d *deed, r reply) {
	code := r.str("code")
	known := code == "disk_full" || code == "database_unreachable" || code == "database_busy" || code == "overloaded"
	leaks := leak(r.text)
	if !known || leaks != "" {
		s.odd = append(s.odd, fmt.Sprintf("%s: 503 %.600s (leaks %q)", d.path, r.text, leaks))
	}
}

// leak is a word in an answer that tells of the inside.
func leak(text string) string {
	for _, word := range []string{"SQLSTATE", "FATAL", "pgx", "pgconn", "sqlite", "SELECT", "INSERT", "terminating", "EOF", "goroutine", ".go:", "connection reset"} {
		if strings.Contains(text, word) {
			return word
		}
	}
	return ""
}

// acknowledge remembers what an answer promised. It is called under the lock.
func (s *shift) acknowledge(d *deed, r reply) {
	id := r.str("id")
	if d.id != "" && d.id != id || id == "" {
		s.odd = append(s.odd, fmt.Sprintf("%s %v: acknowledged as %q, then as %q", d.path, d.body, d.id, id))
	}
	first := d.id == ""
	d.id = id
	switch {
	case strings.HasSuffix(d.path, "/refunds"):
		d.points = r.num("points.returned") + max(r.num("points.given"), 0) - r.num("points.clawed_back")
	case d.path == "/v1/orders":
		d.points = r.num("points.earned") - r.num("points.spent")
		if first {
			s.orders = append(s.orders, d)
		}
	case first:
		s.members = append(s.members, id)
	}
}

// again sends every deed once more, some at once: what was acknowledged answers 200 and is the same, what was not is
// done now or was done before; and of each order there is exactly one.
func (s *shift) again(c *caller, deeds []*deed) {
	s.Helper()
	work := make(chan *deed)
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			for d := range work {
				s.repeat(c, d)
			}
		})
	}
	for _, d := range deeds {
		work <- d
	}
	close(work)
	all.Wait()
}

// repeat sends a deed once more and looks for it.
func (s *shift) repeat(c *caller, d *deed) {
	known := d.id != ""
	r, err := c.send("POST", d.path, d.body)
	if err != nil {
		s.Errorf("%s: %v", d.path, err)
		return
	}
	refund := strings.HasSuffix(d.path, "/refunds")
	switch {
	case known && r.status != 200:
		s.Errorf("%s %v was acknowledged as %s; repeated: %d %.600s", d.path, d.body, d.id, r.status, r.text)
		return
	case refund && r.status == 422:
		s.mu.Lock()
		d.member = "" // it never was, and nothing of the order is left for it
		s.mu.Unlock()
		return
	case r.status != 200 && r.status != 201:
		s.Errorf("%s %v, repeated: %d %.600s", d.path, d.body, r.status, r.text)
		return
	}
	s.mu.Lock()
	s.acknowledge(d, r)
	s.mu.Unlock()
	if d.path == "/v1/orders" {
		found, err := c.send("GET", fmt.Sprintf("/v1/orders?source=%s&number=%s", d.body["source"], d.body["number"]), nil)
		if err != nil || found.status != 200 || len(found.list("data")) != 1 || found.str("data.0.id") != d.id {
			s.Errorf("order %v is there %d times: %v %.600s", d.body["number"], len(found.list("data")), err, found.text)
		}
	}
}

// kept holds what each member has against the sum of what the deeds gave and took.
func (s *shift) kept(c *caller) {
	s.Helper()
	want := map[string]int64{}
	for _, d := range s.deeds {
		want[d.member] += d.points
	}
	var all sync.WaitGroup
	work := make(chan string)
	for range 16 {
		all.Go(func() {
			for member := range work {
				r, err := c.send("GET", "/v1/members/"+member, nil)
				got := r.num("points.available") + r.num("points.pending") + r.num("points.held") - r.num("points.debt")
				if err != nil || r.status != 200 || got != want[member] || r.num("points.available") < 0 {
					s.Errorf("%s has %d points, its orders say %d: %v %.600s", member, got, want[member], err, r.text)
				}
			}
		})
	}
	for _, member := range s.members {
		work <- member
	}
	close(work)
	all.Wait()
	for _, odd := range s.odd {
		s.Error(odd)
	}
}

// counts is how much was done, for the log.
func (s *shift) counts() string {
	acknowledged := 0
	for _, d := range s.deeds {
		if d.id != "" {
			acknowledged++
		}
	}
	return fmt.Sprintf("%d sent, %d acknowledged, %d orders, %d members", len(s.deeds), acknowledged, len(s.orders), len(s.members))
}
