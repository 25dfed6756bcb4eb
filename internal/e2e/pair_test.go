package e2e_test

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

// TestTwoServers has two servers on one database work on the same members, orders and identities.
func TestTwoServers(t *testing.T) {
	p := newPlace(t, "postgres")
	key := p.begin()
	one, two := p.serve(), p.serve()
	pair := []*caller{one.caller(key), two.caller(key)}
	s := newShift(pair[0], "pair", 4) // few members: they are always somebody else's too
	stop := make(chan struct{})
	time.AfterFunc(4*time.Second, func() { close(stop) })
	s.work(callers, func(i int) *caller { return pair[i%2] }, stop)
	s.again(pair[1], s.deeds)
	s.kept(pair[0])
	t.Log(s.counts())

	sameSignUps(t, pair)
	sameOrders(t, pair, s.members[0])
	sameSpends(t, pair)
	sameRefunds(t, pair)
	balanced(pair[0])
	one.stop()
	two.stop()
	p.proven(shanghai.slug)
}

// together sends the same from 8 callers of both servers at once.
func together(t *testing.T, pair []*caller, path string, body func(i int) doc) []reply {
	t.Helper()
	replies := make([]reply, 8)
	var ready, all sync.WaitGroup
	ready.Add(1)
	for i := range replies {
		all.Go(func() {
			ready.Wait()
			r, err := pair[i%2].send("POST", path, body(i))
			if err != nil {
				t.Errorf("%s: %v", path, err)
			}
			replies[i] = r
		})
	}
	ready.Done()
	all.Wait()
	return replies
}

// statuses counts the answers by status.
func statuses(replies []reply) map[int]int {
	out := map[int]int{}
	for _, r := range replies {
		out[r.status]++
	}
	return out
}

// sameSignUps has everybody enrol the same person: one does, all others are told who it is.
func sameSignUps(t *testing.T, pair []*caller) {
	t.Helper()
	for round := range 20 {
		kinds := []doc{
			{"phone": fmt.Sprintf("137%08d", round)}, {"external_id": fmt.Sprint("x-", round)}, {"card_no": fmt.Sprintf("C-%04d", round)},
			{"email": fmt.Sprintf("a%d@example.com", round)}, {"wechat": doc{"openid": fmt.Sprint("o-", round), "app_id": "wx1"}},
		}
		replies := together(t, pair, "/v1/members", func(int) doc { return kinds[round%len(kinds)] })
		winner := ""
		for _, r := range replies {
			if r.status == 201 {
				winner = r.str("id")
			}
		}
		if count := statuses(replies); count[201] != 1 || count[409] != len(replies)-1 {
			t.Errorf("sign-up %d: %v: %.600s", round, count, replies[0].text)
		}
		for _, r := range replies {
			if r.status == 409 && (r.str("member_id") != winner || r.str("code") != "member_exists") {
				t.Errorf("sign-up %d: %s, the member is %s", round, r.text, winner)
			}
		}
	}
}

// sameOrders has everybody record the same order: one does, all others are shown it.
func sameOrders(t *testing.T, pair []*caller, member string) {
	t.Helper()
	for round := range 20 {
		body := doc{"source": "same", "number": fmt.Sprint(round), "member_id": member, "lines": []doc{{"sku": "A", "quantity": 1, "unit_price_minor": 100}}}
		replies := together(t, pair, "/v1/orders", func(int) doc { return body })
		if count := statuses(replies); count[201] != 1 || count[200] != len(replies)-1 {
			t.Errorf("order %d: %v: %.600s", round, count, replies[0].text)
		}
		for _, r := range replies {
			if r.str("id") != replies[0].str("id") {
				t.Errorf("order %d is %s and %s", round, r.str("id"), replies[0].str("id"))
			}
		}
	}
}

// sameSpends has everybody spend the same 100 points: they are enough for one.
func sameSpends(t *testing.T, pair []*caller) {
	t.Helper()
	for round := range 10 {
		member := pair[0].want(201, "POST", "/v1/members", doc{"external_id": fmt.Sprint("spender-", round)}).str("id")
		lines := []doc{{"sku": "A", "quantity": 1, "unit_price_minor": 10000}}
		pair[0].want(201, "POST", "/v1/orders", doc{"source": "earn", "number": fmt.Sprint(round), "member_id": member, "lines": lines})
		replies := together(t, pair, "/v1/orders", func(i int) doc {
			return doc{
				"source": "spend", "number": fmt.Sprint(round, "-", i), "member_id": member, "points": 100, "pricing": "evaluate",
				"lines": []doc{{"sku": "B", "quantity": 1, "unit_price_minor": 240}}, // earns 1: never enough for another
			}
		})
		if count := statuses(replies); count[201] != 1 || count[422] != len(replies)-1 {
			t.Errorf("spend %d: %v: %.600s", round, count, replies[0].text)
		}
		if left := points(pair[1], member); left < 0 || left > 1 {
			t.Errorf("spend %d: %d points are left", round, left)
		}
	}
}

// sameRefunds has everybody take the same order back under numbers of their own: it is given back once.
func sameRefunds(t *testing.T, pair []*caller) {
	t.Helper()
	for round := range 10 {
		member := pair[0].want(201, "POST", "/v1/members", doc{"external_id": fmt.Sprint("returner-", round)}).str("id")
		order := pair[0].want(201, "POST", "/v1/orders", doc{
			"source": "back", "number": fmt.Sprint(round), "member_id": member, "lines": []doc{{"sku": "A", "quantity": 3, "unit_price_minor": 3333}},
		}).str("id")
		replies := together(t, pair, "/v1/orders/"+order+"/refunds", func(i int) doc {
			return doc{"number": fmt.Sprint("R-", i), "lines": []doc{{"line": 0, "quantity": 1}}}
		})
		sum := int64(0)
		for _, r := range replies {
			if r.status == 201 {
				sum += r.num("amount_minor")
			}
		}
		if count := statuses(replies); count[201] != 3 || count[422] != len(replies)-3 || sum != 9999 {
			t.Errorf("refund %d: %v, %d given back: %.600s", round, count, sum, replies[0].text)
		}
		if got := points(pair[1], member); got != 0 {
			t.Errorf("refund %d: %d points are left", round, got)
		}
	}
}
