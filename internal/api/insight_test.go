package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"regulars/internal/app"
	"regulars/internal/check"
	"regulars/internal/insight"
	"regulars/internal/job"
	"regulars/internal/ledger/closing"
	"regulars/internal/org"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// staffed makes a staff member of a role, of one store or of all, and answers the cookie.
func (w *world) staffed(name, role string, stores ...string) string {
	w.Helper()
	body := doc{"email": name + "@acme.example", "name": name, "role": role}
	if len(stores) > 0 {
		body["store_ids"] = stores
	} else {
		body["all_stores"] = true
	}
	link := w.ask("POST", "/v1/staff", body).want(201).str("invitation")
	w.ask("POST", "/v1/invitations/accept", doc{"link": link, "password": password}).want(204)
	return w.signIn(name+"@acme.example", "")
}

// deliver carries the outbox to the consumer of facts, as another process would.
func (w *world) deliver() {
	w.Helper()
	relay := &job.Relay{
		DB: w.db, Holder: "test", Consumers: []job.Consumer{{Name: "facts", Take: insight.Take, Kinds: insight.Kinds()}},
		Scope: func(ctx context.Context, id int64) (store.Scope, error) { return org.SystemScope(ctx, w.db, id) },
	}
	if err := relay.Drain(context.Background(), w.scope.Merchant.ID); err != nil {
		w.Fatal(err)
	}
}

// prove runs the jobs that wait.
func (w *world) prove() {
	w.Helper()
	runner := &job.Runner{
		DB: w.db, Kinds: check.Handlers(), Scope: func(ctx context.Context, id int64) (store.Scope, error) { return org.SystemScope(ctx, w.db, id) },
	}
	if worked, err := runner.Step(context.Background()); err != nil || !worked {
		w.Fatalf("worked %v: %v", worked, err)
	}
}

// shopping is a small history: two shops, two members, a guest, a refund.
func (w *world) shopping() (a, b, mei string) {
	w.Helper()
	a = w.ask("POST", "/v1/stores", doc{"code": "A", "name": "A", "kind": "pos"}).want(201).str("id")
	b = w.ask("POST", "/v1/stores", doc{"code": "B", "name": "B", "kind": "pos"}).want(201).str("id")
	mei = w.ask("POST", "/v1/members", doc{"phone": "13800138000", "name": "王小美", "store_id": a, "channel": "web"}).want(201).str("id")
	w.ask("POST", "/v1/members", doc{"phone": "13800138001", "name": "Li Lei"}).want(201)
	for i, o := range []struct {
		member, store any
		price         int
	}{{mei, a, 10000}, {mei, b, 5000}, {nil, a, 4000}} {
		body := order(o.member, "O-"+string(rune('1'+i)), 2, o.price)
		body["store_id"] = o.store
		id := w.ask("POST", "/v1/orders", body).want(201).str("id")
		if i == 1 {
			w.ask("POST", "/v1/orders/"+id+"/refunds", doc{"lines": []doc{{"line": 0, "quantity": 1}}}).want(201)
		}
	}
	return a, b, mei
}

func TestOverview(t *testing.T) {
	each(t, func(w *world) {
		nothing := w.ask("GET", "/v1/overview", nil).want(200).has("sales.value", 0, "sales.change_bp", nil, "member_share.value", nil, "repurchase_rate.value", nil,
			"channels", []any{}, "standing.members", 0, "standing.points_owed", 0, "store_ids", []any{}, "from", "2026-05-17", "to", "2026-06-16", "before_from", "2026-04-17")
		if days, _ := nothing.at("series").([]any); len(days) != 30 {
			w.Errorf("%d days", len(days))
		}
		a, b, _ := w.shopping()
		all := w.ask("GET", "/v1/overview?from=2026-06-15&to=2026-06-16", nil).want(200).has(
			"gross.value", 38000, "refunds.value", 5000, "sales.value", 33000, "member_sales.value", 25000, "guest_sales.value", 8000, "member_share.value", 7575,
			"orders.value", 3, "member_orders.value", 2, "buyers.value", 1, "repeat_buyers.value", 1, "repurchase_rate.value", 10000, "new_members.value", 2,
			"points_issued.value", 300, "points_clawed_back.value", 50, "points_used.value", 0, "points_expired.value", 0, "points_adjusted.value", 0,
			"sales.before", 0, "sales.unit", "minor", "sales.definition", "sales", "series.0.sales_minor", 33000, "series.0.refund_minor", 5000, "series_before.0.orders", 0,
			"standing.members", 2, "standing.points_owed", 250, "standing.tiers.0.members", 2, "standing.tiers.0.share_bp", 10000,
			"channels", []doc{{"channel": "", "members": 1, "before": 0}, {"channel": "web", "members": 1, "before": 0}},
			"definitions.sales.label", "Sales", "currency", "CNY", "zone", "Asia/Shanghai")
		w.ask("GET", "/v1/overview", nil).with("Accept-Language", "zh-CN").want(200).has("definitions.repurchase_rate.label", "复购率")
		for key, figure := range all.doc {
			if f, ok := figure.(doc); ok && f["definition"] != nil && all.at("definitions."+f["definition"].(string)+".text") == nil {
				w.Errorf("%s has no words", key)
			}
		}
		one := w.ask("GET", "/v1/overview?store_id="+b, nil).want(200).has("gross.value", 10000, "refunds.value", 5000, "sales.value", 5000, "guest_sales.value", 0,
			"orders.value", 1, "repurchase_rate.value", 0, "points_issued.value", nil, "new_members.value", 0, "store_ids", []string{b})
		if one.at("standing") == nil {
			w.Error("who sees all stores sees how things stand")
		}

		ana := w.staffed("ana", "analyst", a)
		w.ask("GET", "/v1/overview", nil).by(ana).want(200).has("gross.value", 28000, "refunds.value", 0, "new_members.value", 1, "standing", nil, "points_issued.value", nil, "store_ids", []string{a})
		w.ask("GET", "/v1/overview?store_id="+a, nil).by(ana).want(200).has("gross.value", 28000)
		w.ask("GET", "/v1/overview?store_id="+b, nil).by(ana).refused(403, "store_forbidden")
		kim := w.staffed("kim", "cashier", a)
		for _, path := range []string{"/v1/overview", "/v1/facts", "/v1/liability", "/v1/expiring", "/v1/holders", "/v1/checks"} {
			w.ask("GET", path, nil).by(kim).refused(403, "forbidden")
		}

		for query, code := range map[string]string{
			"from=2026-06-15&to=2026-06-15": "out_of_range", "from=2020-01-01&to=2026-01-01": "out_of_range", "from=yesterday": "not_a_date", "store_id=A": "invalid_id",
		} {
			if got := w.ask("GET", "/v1/overview?"+query, nil).want(422); got.str("errors.0.code") == "" {
				w.Errorf("%s: %s, want %s", query, got.text, code)
			}
		}
		w.ask("GET", "/v1/overview?store_id=sto_0000000000001", nil).want(404)
		first := w.key
		w.found("other")
		w.ask("GET", "/v1/overview?store_id="+a, nil).want(404)
		w.ask("GET", "/v1/overview", nil).want(200).has("sales.value", 0, "new_members.value", 0, "standing.members", 0)
		w.ask("GET", "/v1/facts", nil).want(200).has("data", []any{})
		w.key = first
	})
}

func TestFacts(t *testing.T) {
	each(t, func(w *world) {
		_, _, mei := w.shopping()
		w.ask("POST", "/v1/members/"+mei+"/adjustments", doc{"asset": "points", "amount": 20, "reason": "王小美 is angry"}).want(201)
		w.ask("GET", "/v1/facts", nil).want(200).has("data", []any{}) // the relay has not come by yet
		w.deliver()
		got := w.ask("GET", "/v1/facts?limit=3", nil).want(200).has("data.0.kind", "reward.adjusted", "data.0.points", 20, "data.0.member_id", mei,
			"data.0.text", "20 points added to 王小美 by hand", "data.1.text", "A guest bought for ¥80", "data.1.amount_minor", 8000, "data.1.member_id", nil, "data.3", nil)
		if strings.Contains(got.text, "angry") {
			w.Errorf("a reason is told: %s", got.text)
		}
		zh := w.ask("GET", "/v1/facts", nil).with("Accept-Language", "zh").want(200)
		var texts []string
		for _, f := range zh.doc["data"].([]any) {
			texts = append(texts, f.(doc)["text"].(string))
		}
		want := "王小美 加入会员|Li Lei 加入会员|王小美 消费 ¥200，得 200 积分|王小美 消费 ¥100，得 100 积分|王小美 退款 ¥50，收回 50 积分|散客消费 ¥80|人工增加 王小美 20 积分"
		for i, text := range strings.Split(want, "|") {
			if at := len(texts) - 2 - i; at < 0 || texts[at] != text { // the first is that the programme was published
				w.Fatalf("%d: %q, want %q", i, texts, text)
			}
		}
		a := w.ask("GET", "/v1/facts", nil).want(200).at("data.6.store_id")
		ana := w.staffed("ana", "analyst", a.(string))
		seen := w.ask("GET", "/v1/facts", nil).by(ana).with("Accept-Language", "zh").want(200).has("data.0.text", "散客消费 ¥80", "data.1.text", "王** 消费 ¥200，得 200 积分", "data.1.member_name", "王**")
		if strings.Contains(seen.text, "王小美") || len(seen.doc["data"].([]any)) != 3 {
			w.Errorf("an analyst of one store sees %s", seen.text)
		}
		none := w.ask("GET", "/v1/facts", nil).with("Authorization", "Bearer "+w.makeKey("reports:read")).want(200)
		if strings.Contains(none.text, "王") {
			w.Errorf("who sees no members sees %s", none.text)
		}
		w.ask("POST", "/v1/members/"+mei+"/erase", doc{"reason": "asked"}).send()
		if after := w.ask("GET", "/v1/facts", nil).want(200); strings.Contains(after.text, "王") {
			w.Errorf("an erased person is named: %s", after.text)
		}
		w.ask("GET", "/v1/facts?limit=0", nil).refused(422, "out_of_range")
		w.ask("GET", "/v1/facts?limit=201", nil).refused(422, "out_of_range")
	})
}

func TestLiability(t *testing.T) {
	each(t, func(w *world) {
		w.ask("GET", "/v1/liability", nil).want(200).has("data", []any{}, "now.outstanding", 0, "now.minor", 0)
		w.ask("GET", "/v1/expiring", nil).want(200).has("data", []any{})
		w.ask("GET", "/v1/holders", nil).want(200).has("data", []any{}, "total", 0)
		_, _, mei := w.shopping()
		turn := func() {
			storetest.Clock(w.db).Add(24 * time.Hour)
			err := w.db.Tx(context.Background(), w.scope, func(tx *store.Tx) error { return closing.Close(context.Background(), tx, tx.Today()-1) })
			if err != nil {
				w.Fatal(err)
			}
		}
		turn()
		body := order(mei, "late", 1, 10000)
		w.ask("POST", "/v1/orders", body).want(201)
		turn()
		w.ask("GET", "/v1/liability?from=2026-06-15", nil).want(200).has("asset", "points", "data.0.date", "2026-06-15", "data.0.outstanding", 250, "data.0.issued", 250,
			"data.1.date", "2026-06-16", "data.1.outstanding", 350, "data.1.issued", 100, "data.1.spent", 0, "data.2", nil, "now.outstanding", 350, "now.issued", 0, "now.date", "2026-06-17")
		w.ask("GET", "/v1/liability?from=2026-06-16&to=2026-06-17", nil).want(200).has("data.0.date", "2026-06-16", "data.0.issued", 100, "data.1", nil)
		w.ask("GET", "/v1/liability?asset=growth", nil).want(200).has("data.0.minor", nil)
		w.ask("GET", "/v1/liability?asset=gold", nil).want(422)
		w.ask("GET", "/v1/holders?limit=1", nil).want(200).has("data.0.member_id", mei, "data.0.name", "王小美", "data.0.outstanding", 350, "data.0.share_bp", 10000, "total", 350)
		w.ask("GET", "/v1/holders", nil).by(w.staffed("ana", "analyst")).want(200).has("data.0.name", "王**")
		sum := 0.0
		for _, m := range w.ask("GET", "/v1/expiring", nil).want(200).doc["data"].([]any) {
			sum += m.(doc)["amount"].(float64)
		}
		if sum != 350 {
			w.Errorf("%v expire in all months", sum)
		}
	})
}

func TestChecks(t *testing.T) {
	each(t, func(w *world) {
		w.shopping()
		w.deliver()
		w.ask("GET", "/v1/checks", nil).want(200).has("data", []any{})
		mia := w.staffed("mia", "marketer")
		w.ask("POST", "/v1/checks", nil).by(mia).refused(403, "forbidden")
		ana := w.staffed("ana", "analyst")
		made := w.ask("POST", "/v1/checks", nil).by(ana).with("Idempotency-Key", "now").want(202).has("state", "waiting", "sound", nil, "made_by", "ana", "took_ms", nil)
		w.ask("POST", "/v1/checks", nil).by(ana).with("Idempotency-Key", "now").want(200).has("id", made.str("id"))
		w.ask("POST", "/v1/checks", nil).want(202).has("id", made.str("id")) // one waits already
		w.prove()
		w.ask("GET", "/v1/checks", nil).want(200).has("data.0.id", made.str("id"), "data.0.state", "done", "data.0.sound", true, "data.0.breaches", 0, "data.0.took_ms", 0, "data.1", nil)
		err := w.db.Tx(context.Background(), w.scope, func(tx *store.Tx) error {
			_, err := tx.Exec(context.Background(), `UPDATE ledger_wallet SET points_available = points_available + 1 WHERE merchant_id = $1 AND points_available > 0`, tx.MerchantID())
			return err
		})
		if err != nil {
			w.Fatal(err)
		}
		again := w.ask("POST", "/v1/checks", nil).want(202)
		w.prove()
		w.ask("GET", "/v1/checks?limit=1", nil).want(200).has("data.0.id", again.str("id"), "data.0.sound", false, "data.0.findings.0.room", "ledger")
		if next := w.ask("GET", "/v1/checks?limit=1", nil).want(200).str("next"); next == "" {
			w.Error("no next page")
		} else {
			w.ask("GET", "/v1/checks?after="+next, nil).want(200).has("data.0.id", made.str("id"), "next", nil)
		}
	})
}

// told is a server-sent event.
type told struct {
	id, event string
	data      doc
}

// watching is an open stream.
type watching struct {
	*testing.T
	events chan told
	closed chan struct{}
	status int
	header http.Header
	stop   context.CancelFunc
}

// watch opens a stream at a server; header comes in pairs.
func (w *world) watch(server *httptest.Server, path string, header ...string) *watching {
	w.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+path, nil)
	if err != nil {
		w.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+w.key)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
		if header[i] == "Cookie" {
			r.Header.Del("Authorization")
		}
	}
	answer, err := server.Client().Do(r) //nolint:bodyclose // closed by the reader below
	if err != nil {
		w.Fatal(err)
	}
	if answer.StatusCode == http.StatusOK {
		reached.Store("live.watch", true)
	}
	s := &watching{T: w.T, events: make(chan told, 100), closed: make(chan struct{}), status: answer.StatusCode, header: answer.Header, stop: stop}
	go func() {
		defer close(s.closed)
		defer answer.Body.Close() //nolint:errcheck // it was only read
		var e told
		for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
			field, value, _ := strings.Cut(lines.Text(), ": ")
			switch field {
			case "id":
				e.id = value
			case "event":
				e.event = value
			case "data":
				if json.Unmarshal([]byte(value), &e.data) != nil {
					return
				}
			case "":
				if e.event != "" {
					s.events <- e
				}
				e = told{}
			}
		}
	}()
	w.Cleanup(stop)
	return s
}

// next is the next event.
func (s *watching) next() told {
	s.Helper()
	select {
	case e := <-s.events:
		return e
	case <-s.closed:
		s.Fatal("the stream ended")
	case <-time.After(10 * time.Second):
		s.Fatal("nothing was told")
	}
	return told{}
}

// ends waits until the stream is over.
func (s *watching) ends() {
	s.Helper()
	select {
	case <-s.closed:
	case <-time.After(20 * time.Second):
		s.Fatal("the stream goes on")
	}
}

func TestLive(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} { // each with a hub of its own: it is closed in the end
		t.Run(engine, func(t *testing.T) {
			w := open(t, storetest.Open(t, engine, app.Values()...))
			w.found("acme")
			watchAll(w)
		})
	}
}

func watchAll(w *world) {
	server := httptest.NewServer(w.handler)
	defer server.Close()
	hub, _ := store.FindValue[*insight.Hub](w.db)
	defer hub.Close()
	_, b, mei := w.shopping()
	w.deliver()
	ana := w.staffed("ana", "analyst", b)
	all, mine := w.watch(server, "/v1/live?lang=zh"), w.watch(server, "/v1/live", "Cookie", ana, "Accept-Language", "zh")
	if all.status != 200 || all.header.Get("Content-Type") != "text/event-stream" || all.header.Get("X-Accel-Buffering") != "no" || !strings.Contains(all.header.Get("Cache-Control"), "no-transform") {
		w.Fatalf("status %d, headers %v", all.status, all.header)
	}
	for hub.Streams() < 2 {
		time.Sleep(5 * time.Millisecond)
	}
	w.ask("POST", "/v1/orders", order(mei, "live-1", 1, 1000)).want(201)
	body := order(mei, "live-2", 1, 2000)
	body["store_id"] = b
	w.ask("POST", "/v1/orders", body).want(201)
	w.deliver()
	first := all.next()
	if first.event != "fact" || first.data["text"] != "王小美 消费 ¥10，得 10 积分" {
		w.Fatalf("%+v", first)
	}
	if second := all.next(); second.data["text"] != "王小美 消费 ¥20，得 20 积分" {
		w.Fatalf("%+v", second)
	}
	if only := mine.next(); only.data["text"] != "王** 消费 ¥20，得 20 积分" || only.data["store_id"] != b {
		w.Fatalf("%+v", only)
	}

	made := w.ask("POST", "/v1/checks", nil).by(ana).want(202) // one's own jobs, and nobody else's
	w.prove()
	if e := mine.next(); e.event != "job" || e.data["id"] != made.str("id") || e.data["state"] != "done" || e.data["kind"] != "check" {
		w.Fatalf("%+v", e)
	}

	again := w.watch(server, "/v1/live?lang=en", "Last-Event-ID", first.id)
	if e := again.next(); e.data["text"] != "王小美 bought for ¥20 and earned 20 points" {
		w.Fatalf("%+v", e)
	}
	cursor := w.ask("GET", "/v1/facts", nil).want(200).str("cursor")
	w.ask("GET", "/v1/live?after=nowhere", nil).refused(422, "invalid_cursor")
	later := w.watch(server, "/v1/live?lang=en&after="+cursor)
	w.ask("POST", "/v1/orders", order(nil, "live-3", 1, 100)).want(201)
	w.deliver()
	if e := later.next(); e.data["text"] != "A guest bought for ¥1" {
		w.Fatalf("%+v", e)
	}
	if e := all.next(); e.event != "fact" || e.data["text"] != "散客消费 ¥1" { // and no job of another
		w.Fatalf("%+v", e)
	}

	w.ask("DELETE", "/v1/session", nil).by(ana).want(204)
	mine.ends()
	for range 3 { // 6 of one key: three are open
		w.watch(server, "/v1/live")
	}
	if refused := w.watch(server, "/v1/live"); refused.status != 429 {
		w.Errorf("a seventh stream: %d", refused.status)
	}
	all.stop()
	hub.Close()
	later.ends()
	if n := hub.Streams(); n != 0 {
		w.Errorf("%d streams are open", n)
	}
	w.ask("GET", "/v1/live", nil).refused(503, "closing")
}
