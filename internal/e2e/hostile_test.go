package e2e_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// stranger is a merchant whose things another tries to reach.
type stranger struct {
	*caller
	ids    map[string]string // by the first word of the path
	shown  map[string]string // what the stranger sees of them
	member string
}

// newStranger founds a merchant with one of everything.
func newStranger(c *caller) *stranger {
	c.Helper()
	s := &stranger{caller: c, ids: map[string]string{}, shown: map[string]string{}}
	s.member = c.want(201, "POST", "/v1/members", doc{"phone": "13800138000", "external_id": "E-1", "card_no": "CARD-1", "name": "陌生人"}).str("id")
	store := c.want(201, "POST", "/v1/stores", doc{"code": "S1", "name": "Store", "kind": "pos"}).str("id")
	order := c.want(201, "POST", "/v1/orders", doc{
		"source": "s", "number": "1", "member_id": s.member, "store_id": store, "lines": []doc{{"sku": "A", "quantity": 2, "unit_price_minor": 5000}},
	}).str("id")
	refund := c.want(201, "POST", "/v1/orders/"+order+"/refunds", doc{"number": "r", "lines": []doc{{"line": 0, "quantity": 1}}}).str("id")
	back := c.want(201, "POST", "/v1/returns", doc{"member_id": s.member, "source": "s", "number": "2", "lines": []doc{{"sku": "Z", "quantity": 1, "amount_minor": 1}}}).str("id")
	grant := c.want(201, "POST", "/v1/members/"+s.member+"/adjustments", doc{"asset": "points", "amount": 7, "reason": "hello"}).str("id")
	hold := c.want(200, "POST", "/v1/quotes", doc{"member_id": s.member, "points": 5, "hold_seconds": 900, "lines": []doc{{"sku": "A", "quantity": 1, "unit_price_minor": 5000}}}).str("hold")
	child := c.want(201, "POST", "/v1/members/"+s.member+"/children", doc{"name": "宝宝", "birthday": "2025-01-01", "gender": "female", "consent_at": "2025-06-01T00:00:00Z"}).str("id")
	twin := c.want(201, "POST", "/v1/members", doc{"external_id": "E-2"}).str("id")
	csv := *c
	csv.header = map[string]string{"Content-Type": "text/csv"}
	upload := csv.want(201, "POST", "/v1/uploads?name=a.csv", "name,phone\nA,13800138009\n").str("id")
	job := c.want(201, "POST", "/v1/imports", doc{"upload_id": upload, "kind": "members"}).str("id")
	eventually(c, 20*time.Second, "the import", func() bool { return c.want(200, "GET", "/v1/jobs/"+job, nil).str("state") == "done" })
	export := c.want(201, "POST", "/v1/exports", doc{"kind": "members"})
	eventually(c, 20*time.Second, "the export", func() bool { return c.want(200, "GET", "/v1/jobs/"+export.str("job_id"), nil).str("state") == "done" })
	s.ids = map[string]string{
		"members": s.member, "exports": export.str("id"), "children": child, "stores": store, "orders": order, "refunds": refund, "returns": back, "grants": grant,
		"keys": c.want(200, "GET", "/v1/keys", nil).str("data.0.id"), "staff": c.want(200, "GET", "/v1/staff", nil).str("data.0.id"),
		"merges":      c.want(201, "POST", "/v1/members/"+s.member+"/merge", doc{"from": twin}).str("merge_id"),
		"segments":    c.want(201, "POST", "/v1/segments", doc{"name": "All", "kind": "dynamic", "condition": "order_count >= 0"}).str("id"),
		"tag-rules":   c.want(201, "POST", "/v1/tag-rules", doc{"tag": "buyer", "condition": "order_count > 0", "enabled": true}).str("id"),
		"simulations": c.want(201, "POST", "/v1/program/draft/simulate", nil).str("id"),
		"uploads":     upload, "imports": c.want(200, "GET", "/v1/imports", nil).str("data.0.id"), "jobs": job,
		// What a key cannot make has the id of something else: it is of this merchant all the same.
		"approvals": strings.Replace(grant, "grt_", "apr_", 1), "sessions": strings.Replace(grant, "grt_", "ses_", 1), "parked-events": strings.Replace(grant, "grt_", "evt_", 1),
		"views": strings.Replace(grant, "grt_", "viw_", 1), "holds": hold,
	}
	template := c.want(201, "POST", "/v1/coupon-templates", doc{"name": "Five off", "kind": "amount_off", "amount_minor": 500}).str("id")
	s.ids["coupon-templates"] = template
	s.ids["events"] = c.want(201, "POST", "/v1/events", doc{"event_id": "mine", "member_id": s.member, "type": "visit"}).str("id")
	s.ids["packs"] = c.want(201, "POST", "/v1/packs", doc{"name": "Pack", "rewards": []doc{{"kind": "points", "amount": 1}}}).str("id")
	s.ids["pack-handouts"] = c.want(201, "POST", "/v1/packs/"+s.ids["packs"]+"/codes", doc{"note": "Codes", "codes": 1}).str("id")
	s.ids["budgets"] = c.want(201, "POST", "/v1/budgets", doc{"name": "Budget", "unit": "points", "total": 100, "period": "ever"}).str("id")
	s.ids["reward-batches"] = c.want(201, "POST", "/v1/rewards", doc{"member_ids": []string{s.member}, "rewards": []doc{{"kind": "growth", "amount": 1}}, "reason": "x"}).str("batch.id")
	s.ids["coupon-issues"] = c.want(201, "POST", "/v1/coupon-templates/"+template+"/issue", doc{"codes": 1}).str("id")
	card := c.want(201, "POST", "/v1/times-cards", doc{"code": "card", "name": doc{"en": "Card"}, "uses": 2, "price_minor": 0, "gives": "service", "service": "Wash"}).str("id")
	sale := c.want(201, "POST", "/v1/members/"+s.member+"/times-cards", doc{"card_id": card, "source": "s", "number": "1", "payments": []doc{}})
	s.ids["times-cards"], s.ids["times-card-sales"], s.ids["entitlements"] = card, sale.str("id"), sale.str("entitlement_id")
	s.ids["entitlement-uses"] = c.want(201, "POST", "/v1/entitlements/"+sale.str("entitlement_id")+"/use", doc{}).str("id")
	s.ids["stamp-cards"] = c.want(201, "POST", "/v1/stamp-cards", doc{
		"name": doc{"en": "Stamps"}, "counts": "order", "needs": 9, "rewards": []doc{{"kind": "points", "amount": 1}},
	}).str("id")
	s.ids["price-lists"] = c.want(201, "POST", "/v1/price-lists", doc{"code": "mine"}).str("id")
	s.ids["items"] = c.want(201, "POST", "/v1/mall/items", doc{"name": "Mug", "points": 1, "sku": "MUG"}).str("id")
	s.ids["redemptions"] = c.want(201, "POST", "/v1/mall/redemptions", doc{"member_id": s.member, "item_id": s.ids["items"], "source": "s", "number": "1"}).str("id")
	s.ids["plans"] = c.want(201, "POST", "/v1/plans", strangePlan("mine")).str("id")
	c.want(201, "POST", "/v1/members/"+s.member+"/plan", doc{"plan_id": s.ids["plans"], "source": "s", "number": "1"})
	s.ids["recharge-offers"] = c.want(201, "POST", "/v1/recharge-offers", doc{"name": doc{"en": "Offer"}, "amount_minor": 100, "bonus_minor": 0, "on_sale": true}).str("id")
	s.ids["recharges"] = c.want(201, "POST", "/v1/members/"+s.member+"/recharges", doc{"offer_id": s.ids["recharge-offers"], "source": "s", "number": "1"}).str("id")
	for name, id := range s.ids {
		if id == "" {
			c.Fatalf("the stranger has no id for %s", name)
		}
	}
	eventually(c, 20*time.Second, "all of it on the timeline", func() bool {
		told := c.want(200, "GET", "/v1/members/"+s.member+"/timeline", nil).text
		return strings.Contains(told, "member.merged") && strings.Contains(told, "benefit.used") && strings.Contains(told, "redemption.made")
	})
	return s
}

// strangePlan is a paid plan; "" where it is changed.
func strangePlan(code string) doc {
	d := doc{"name": doc{"en": "Plan"}, "level": 1, "period": "year", "price_minor": 100, "on_sale": true}
	if code != "" {
		d["code"] = code
	}
	return d
}

// bodies that are good but for the id in the path, by operation; {} where none is named.
var bodies = map[string]doc{
	"approval.approve": {"note": "yes"}, "approval.refuse": {"note": "no"},
	"member.reveal": {"fields": []string{"phone"}}, "view.change": {"page": "members", "name": "Mine"},
	"member.change": {"name": "Mine now"}, "member.adjust": {"asset": "points", "amount": 5, "reason": "mine"},
	"child.add": {"name": "Mine", "birthday": "2025-02-02", "consent_at": "2025-06-01T00:00:00Z"}, "order.refund": {"number": "mine"}, "order.status": {"fulfilment": "shipped"},
	"plan.change": strangePlan(""), "plan.quote": {"member_id": "mem_0000000000001"}, "member.plan_buy": {"plan_id": "pln_0000000000001", "source": "s", "number": "9"},
	"member.plan_cancel": {"reason": "mine"}, "recharge_offer.change": {"name": doc{"en": "Mine"}, "amount_minor": 1, "bonus_minor": 0, "on_sale": true},
	"member.recharge": {"amount_minor": 100, "source": "s", "number": "9"}, "member.withdraw": {"reason": "mine"},
	"pack.codes": {"note": "Mine", "codes": 1}, "handout.close": {"reason": "mine"},
	"pack.change": {"name": "Mine", "rewards": []doc{{"kind": "points", "amount": 1}}}, "budget.change": {"name": "Mine", "unit": "points", "total": 9, "period": "ever"},
	"coupon_template.change": {"name": "Mine", "kind": "amount_off", "amount_minor": 1}, "coupon_template.issue": {"codes": 1},
	"times_card.change": {"name": doc{"en": "Mine"}, "uses": 1, "price_minor": 0, "gives": "service", "service": "Mine", "active": true},
	"times_card.sell":   {"card_id": "tck_0000000000001", "source": "s", "number": "9", "payments": []doc{}}, "times_card.refund": {"number": "mine", "reason": "member"},
	"stamp_card.change":    {"name": doc{"en": "Mine"}, "counts": "order", "needs": 9, "rewards": []doc{{"kind": "points", "amount": 1}}, "active": true},
	"entitlement_use.undo": {"reason": "mine"}, "entitlement.share": {"members": []string{}}, "member.pin": {"pin": "280531"},
	"price_list.change": {"name": "Mine"}, "price.save": {"prices": []doc{{"sku": "A", "price_minor": 1}}}, "mall.item.change": {"name": "Mine", "points": 1, "sku": "MINE"},
	"redemption.status": {"state": "done"}, "redemption.cancel": {"reason": "mine"}, "event.withdraw": {"reason": "mine"},
	"staff.change": {"name": "Mine"}, "segment.change": {"name": "Mine", "kind": "dynamic", "condition": "order_count > 0"}, "segment.members": {},
	"tag_rule.change": {"tag": "mine", "condition": "order_count > 0", "enabled": false}, "upload.inspect": {"kind": "members"}, "store.change": {"code": "S9", "name": "Mine", "kind": "pos"}, "member.erase": {"reason": "mine"}, "member.admit": {"reason": "mine"}, "member.tier": {"code": "gold", "reason": "mine", "until": "2099-01-01T00:00:00Z"},
}

// named are the words in braces that are ids of things; others are numbers and codes of the merchant's own.
var named = map[string]bool{"{id}": true, "{child_id}": true}

// operation is one row of the API's own documentation.
type operation struct {
	id, method, path string
	body             bool
	query            []string
}

// operations reads what the server says that it can.
func operations(c *caller) []operation {
	c.Helper()
	var out []operation
	for path, item := range c.want(200, "GET", "/openapi.json", nil).get("paths").(doc) {
		for method, row := range item.(doc) {
			op := operation{id: at(row, "operationId").(string), method: strings.ToUpper(method), path: path, body: at(row, "requestBody") != nil}
			parameters, _ := at(row, "parameters").([]any)
			for _, p := range parameters {
				if at(p, "in") == "query" {
					op.query = append(op.query, at(p, "name").(string))
				}
			}
			out = append(out, op)
		}
	}
	if len(out) < 50 {
		c.Fatalf("%d operations", len(out))
	}
	return out
}

// foreign is the path with the stranger's ids in it, "" where it names none.
func (s *stranger) foreign(op operation) string {
	s.Helper()
	if !strings.Contains(op.path, "{") {
		return ""
	}
	word, found := "", false
	parts := strings.Split(op.path, "/")
	for i, part := range parts {
		if !strings.HasPrefix(part, "{") {
			word = part
			continue
		}
		if part == "{consumer}" {
			parts[i] = "timeline"
			continue
		}
		if !named[part] {
			return ""
		}
		id, known := s.ids[word]
		if !known {
			s.Errorf("%s: give the stranger something of the kind %s", op.id, word)
			return ""
		}
		parts[i], found = id, true
	}
	if !found {
		return ""
	}
	return strings.Join(parts, "/")
}

// TestForeignIDs asks for everything of another merchant, by every operation that takes an id.
func TestForeignIDs(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.initialise(founding{"stranger", "CNY", "Asia/Shanghai", "zh"})
		p.initialise(founding{"curious", "CNY", "Asia/Shanghai", "zh"})
		theirs, mine := p.key("stranger", "admin", "spend:trusted"), p.key("curious", "admin", "spend:trusted")
		server := p.serve()
		s, c := newStranger(server.caller(theirs)), server.caller(mine)
		c.header = map[string]string{"If-Match": `"1"`}
		own := c.want(201, "POST", "/v1/members", doc{"external_id": "own"}).str("id")
		tried := 0
		for _, op := range operations(c) {
			path := s.foreign(op)
			if path == "" {
				continue
			}
			if op.method == "GET" {
				if r, err := s.send("GET", path, nil); err == nil && r.status == 200 {
					s.shown[path] = r.text
				}
			}
			var body any
			if op.body {
				body = doc{}
				if given := bodies[op.id]; given != nil {
					body = given
				}
			}
			switch op.id {
			case "member.merge":
				body = doc{"from": own}
			case "order.claim":
				body = doc{"member_id": own}
			}
			tried++
			there, err := c.send(op.method, path, body)
			if err != nil || there.status != 404 {
				t.Errorf("%s %s: %v %d, want 404; an operation that is new needs a good body in this test: %.600s", op.id, path, err, there.status, there.text)
				continue
			}
			nowhere := c.want(404, op.method, strings.ReplaceAll(path, "_06", "_05"), body)
			if there.str("code") != nowhere.str("code") || there.str("detail") != nowhere.str("detail") {
				t.Errorf("%s tells what is another's from what is nowhere:\n%s\n%s", op.id, there.text, nowhere.text)
			}
		}
		if tried < 25 || len(s.shown) < 10 {
			t.Errorf("%d operations were tried, %d things are shown to their owner", tried, len(s.shown))
		}
		for path, body := range foreignBodies(s.ids, own) {
			method, path, _ := strings.Cut(path, " ")
			r, err := c.send(method, path, body)
			if err != nil || r.status != 404 && r.status != 422 || strings.Contains(r.text, "陌生人") {
				t.Errorf("%s %s %v: %v %d %.600s", method, path, body, err, r.status, r.text)
			}
		}
		for _, query := range []string{"members?phone=13800138000", "members?external_id=E-1", "members?card_no=CARD-1", "members?q=陌", "members?phone=8000", "orders?number=1", "orders?member_id=" + s.member} {
			if r := c.want(200, "GET", "/v1/"+query, nil); len(r.list("data")) != 0 {
				t.Errorf("%s shows %s", query, r.text)
			}
		}
		for path, before := range s.shown {
			if after := s.want(200, "GET", path, nil).text; after != before {
				t.Errorf("%s was\n%s\nand is\n%s", path, before, after)
			}
		}
		server.stop()
		p.proven("stranger")
		p.proven("curious")
	})
}

// foreignBodies name another merchant's things inside of what is sent.
func foreignBodies(ids map[string]string, own string) map[string]doc {
	lines := []doc{{"sku": "A", "quantity": 1, "unit_price_minor": 100}}
	return map[string]doc{
		"POST /v1/quotes":                     {"member_id": ids["members"], "lines": lines},
		"POST /v1/quotes?":                    {"store_id": ids["stores"], "lines": lines},
		"POST /v1/orders":                     {"member_id": ids["members"], "source": "f", "number": "1", "lines": lines},
		"POST /v1/orders?":                    {"store_id": ids["stores"], "source": "f", "number": "2", "lines": lines},
		"POST /v1/returns":                    {"member_id": ids["members"], "source": "f", "number": "3", "lines": lines},
		"POST /v1/returns?":                   {"store_id": ids["stores"], "source": "f", "number": "4", "lines": lines},
		"POST /v1/members":                    {"external_id": "f1", "store_id": ids["stores"]},
		"POST /v1/members?":                   {"external_id": "f2", "referrer_id": ids["members"]},
		"POST /v1/members?on_conflict=return": {"external_id": "f3", "adviser_id": ids["staff"]},
		"PATCH /v1/members/" + own:            {"store_id": ids["stores"]},
		"POST /v1/events":                     {"event_id": "f", "member_id": ids["members"], "type": "visit"},
		"POST /v1/program/preview-event":      {"member_id": ids["members"], "event": "member.joined"},
		"POST /v1/members/" + own + "/merge":  {"from": ids["members"]},
	}
}

// TestKeys tries every wrong key.
func TestKeys(t *testing.T) {
	p := newPlace(t, "sqlite")
	key := p.begin()
	reader := p.key(shanghai.slug, "members:read")
	server := p.serve()
	c := server.caller(key)
	body := doc{"external_id": "1"}
	for _, wrong := range []string{"", "nonsense", key[:len(key)-1], key + "x", strings.ToUpper(key), strings.Repeat("k", 10_000)} {
		server.caller(wrong).want(401, "POST", "/v1/members", body)
	}
	server.caller(reader).want(200, "GET", "/v1/members", nil)
	server.caller(reader).refused(403, "forbidden", "POST", "/v1/members", body)
	server.caller(reader).refused(403, "forbidden", "GET", "/v1/trial-balance", nil)
	c.refused(403, "forbidden", "POST", "/v1/keys", doc{"name": "more", "scopes": []string{"admin"}})
	c.want(201, "POST", "/v1/members", body)

	list := p.ok("key", "list", "--merchant", shanghai.slug).out
	for line := range strings.Lines(list) {
		if strings.Contains(line, key) {
			t.Error("key list shows the key")
		}
		if strings.Contains(line, "members:read") {
			p.ok("key", "revoke", "--merchant", shanghai.slug, strings.Fields(line)[0])
		}
	}
	eventually(t, 15*time.Second, "the server notices that a key is revoked", func() bool {
		r, err := server.caller(reader).send("GET", "/v1/members", nil)
		return err == nil && r.status == 401
	})
	c.want(200, "GET", "/v1/members", nil)
	server.stop()
}

// TestBadOrders sends orders that no till would send: each is refused with its reason, and nothing is recorded.
func TestBadOrders(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		c := p.serveOne()
		line := func(text string) string { return `{"source":"s","number":"1","lines":[{` + text + `}]}` }
		for _, bad := range []struct {
			status     int
			code, body string
		}{
			{422, "out_of_range", line(`"sku":"A","quantity":-1,"unit_price_minor":100`)},
			{422, "out_of_range", line(`"sku":"A","quantity":0,"unit_price_minor":100`)},
			{422, "out_of_range", line(`"sku":"A","quantity":1,"unit_price_minor":-100`)},
			{422, "out_of_range", line(`"sku":"A","quantity":1000000,"unit_price_minor":10000000000`)},
			{422, "", line(`"sku":"A","quantity":99999999999999999999,"unit_price_minor":1`)},
			{422, "", line(`"sku":"A","quantity":1e400,"unit_price_minor":1`)},
			{422, "not_integer", line(`"sku":"A","quantity":1.5,"unit_price_minor":1`)},
			{422, "not_integer", line(`"sku":"A","quantity":"1","unit_price_minor":1`)},
			{422, "not_text", line(`"sku":7,"quantity":1,"unit_price_minor":1`)},
			{422, "unknown_field", line(`"sku":"A","quantity":1,"unit_price_minor":1,"price":2`)},
			{422, "", line(`"sku":"A","quantity":1`)},
			{422, "discount_not_stated", line(`"sku":"A","quantity":1,"unit_price_minor":10,"discount_minor":3`)},
			{400, "invalid_text", line("\"sku\":\"A\\u0000\",\"quantity\":1,\"unit_price_minor\":1")},
			{400, "invalid_text", line("\"sku\":\"A\xff\",\"quantity\":1,\"unit_price_minor\":1")},
			{400, "invalid_text", line("\"sku\":\"A\\ud800\",\"quantity\":1,\"unit_price_minor\":1")},
			{422, "", `{"source":"s","number":"1","lines":[]}`},
			{422, "", `{"source":"s","number":"1","lines":[` + strings.Repeat(`{"sku":"A","quantity":1,"unit_price_minor":1},`, 2000) + `{"sku":"A","quantity":1,"unit_price_minor":1}]}`},
			{422, "", `{"source":"s","number":"1","lines":[` + strings.Repeat(`{"sku":"A","quantity":1,"unit_price_minor":9999999999},`, 400) + `{"sku":"A","quantity":1,"unit_price_minor":1}]}`},
			{422, "", `{"source":"","number":"1","lines":[{"sku":"A","quantity":1,"unit_price_minor":1}]}`},
			{422, "", `{"source":"s","number":"` + strings.Repeat("9", 1000) + `","lines":[{"sku":"A","quantity":1,"unit_price_minor":1}]}`},
			{422, "", `{"source":"s","number":"1","member_id":"mem_zzzzzzzzzzzzzzzz","lines":[{"sku":"A","quantity":1,"unit_price_minor":1}]}`},
			{422, "member_unknown", `{"source":"s","number":"1","phone":"13800138000","lines":[{"sku":"A","quantity":1,"unit_price_minor":1}]}`},
			{422, "", `{"source":"s","number":"1","placed_at":"2999-01-01T00:00:00Z","lines":[{"sku":"A","quantity":1,"unit_price_minor":1}]}`},
			{422, "", `{"source":"s","number":"1","placed_at":"9999999999-01-01T00:00:00Z","lines":[{"sku":"A","quantity":1,"unit_price_minor":1}]}`},
			{422, "not_time", `{"source":"s","number":"1","placed_at":"yesterday","lines":[{"sku":"A","quantity":1,"unit_price_minor":1}]}`},
			{422, "", `[]`},
			{400, "malformed_json", `{"source":`},
			{400, "malformed_json", `{"source":"s"} more`},
			{400, "duplicate_key", `{"source":"s","source":"t"}`},
			{400, "too_deep", strings.Repeat(`{"lines":[`, 10_000)},
			{400, "", strings.Repeat(`[`, 500_000)},
			{400, "", ""},
			{413, "body_too_large", `{"source":"` + strings.Repeat("x", 10<<20) + `"}`},
		} {
			r, err := c.send("POST", "/v1/orders", bad.body)
			if err != nil || r.status != bad.status || r.str("code") == "" || leak(r.text) != "" {
				t.Errorf("%.120s: %v %d, want %d: %.500s", bad.body, err, r.status, bad.status, r.text)
			} else if bad.code != "" && !strings.Contains(r.text, `"`+bad.code+`"`) {
				t.Errorf("%.120s: want %s: %.500s", bad.body, bad.code, r.text)
			}
		}
		if r := c.want(200, "GET", "/v1/orders", nil); len(r.list("data")) != 0 {
			t.Errorf("recorded: %s", r.text)
		}
	})
}

// TestLongOrder records the longest order there may be, and takes its last line back.
func TestLongOrder(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		c := p.serveOne()
		lines := make([]doc, 2000)
		for i := range lines {
			lines[i] = doc{"sku": fmt.Sprint("S", i), "quantity": 2, "unit_price_minor": 101}
		}
		member := c.want(201, "POST", "/v1/members", doc{"external_id": "wholesale"}).str("id")
		order := c.want(201, "POST", "/v1/orders", doc{"source": "s", "number": "long", "member_id": member, "lines": lines})
		back := c.want(201, "POST", "/v1/orders/"+order.str("id")+"/refunds", doc{"number": "1", "lines": []doc{{"line": 1999, "quantity": 1}}})
		if order.num("payable_minor") != 404_000 || back.num("amount_minor") != 101 {
			t.Errorf("payable %d, given back %d", order.num("payable_minor"), back.num("amount_minor"))
		}
		c.refused(422, "line_unknown", "POST", "/v1/orders/"+order.str("id")+"/refunds", doc{"number": "2", "lines": []doc{{"line": 2000, "quantity": 1}}})
		most := make([]doc, len(lines))
		for i := range most {
			most[i] = doc{"line": i, "quantity": 1}
		}
		c.want(201, "POST", "/v1/orders/"+order.str("id")+"/refunds", doc{"number": "3", "lines": most[:1999]})
		if rest := c.want(201, "POST", "/v1/orders/"+order.str("id")+"/refunds", doc{"number": "4"}); rest.str("order_status") != "refunded" || points(c, member) != 0 {
			t.Errorf("all is back, %d points are left: %.600s", points(c, member), rest.text)
		}
	})
}

// serveOne is a server over a new merchant, and its caller; the server must end in good order.
func (p *place) serveOne() *caller {
	p.Helper()
	key := p.begin()
	s := p.serve()
	p.Cleanup(func() {
		s.stop()
		p.proven(shanghai.slug)
	})
	return s.caller(key)
}

// odd values of parameters, as they stand in an address.
var odd = []string{
	"%00", "%ff", "a%00b", "-1", "0", "99999999999999999999999", "1e9", "%27%3B--", "mem_", "mem_0", "mem_zzzzzzzzzzzzzzzzzzzzzzzz", "%F0%9F%98%80", "..%2f..", "%25", "%20", "%2B", "null", "true", "2026-02-30",
	"9223372036854775807", "2026-01-01T00%3A00%3A00Z", "spend(99999999999)+%3E+1", "((((((((((", strings.Repeat("a", 3000), strings.Repeat("%E4%BD%A0", 400),
}

// TestOddParameters puts odd values into every parameter of every operation that reads: none is an error of ours.
func TestOddParameters(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.initialise(shanghai)
		key := p.key(shanghai.slug, "admin")
		server := p.serve()
		c := server.caller(key)
		tried := 0
		for _, op := range operations(c) {
			if op.method != "GET" {
				continue
			}
			var paths []string
			for _, value := range odd {
				path := op.path
				if strings.Contains(path, "{") {
					for _, part := range strings.Split(path, "/") {
						if strings.HasPrefix(part, "{") {
							path = strings.ReplaceAll(path, part, value)
						}
					}
					paths = append(paths, path)
				}
				for _, name := range op.query {
					paths = append(paths, strings.ReplaceAll(op.path, "{id}", "mem_1")+"?"+name+"="+value)
				}
			}
			for _, path := range paths {
				tried++
				if r, err := c.send("GET", path, nil); err != nil && !badAddress(err) || r.status >= 500 || leak(r.text) != "" {
					t.Errorf("%s: %v %d %.600s", path, err, r.status, r.text)
				}
			}
		}
		if tried < 500 {
			t.Errorf("%d tried", tried)
		}
		server.stop()
	})
}

// badAddress reports whether our own client does not send such an address.
func badAddress(err error) bool {
	wrong, ok := err.(*url.Error) //nolint:errorlint // made by the client itself
	return ok && wrong.Op == "parse"
}

// TestRawConnections says what is no HTTP, says it slowly, and hangs up.
func TestRawConnections(t *testing.T) {
	p := newPlace(t, "sqlite")
	key := p.begin()
	server := p.serve()
	dial := func() net.Conn {
		t.Helper()
		conn, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", server.address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		return conn
	}
	head := "POST /v1/orders HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer " + key + "\r\n"
	var slow []net.Conn
	for range 50 {
		conn := dial()
		_, _ = fmt.Fprint(conn, head+"Content-Length: 100\r\n\r\n{\"source\":")
		slow = append(slow, conn)
	}
	began := time.Now()
	server.caller(key).want(201, "POST", "/v1/members", doc{"external_id": "while they wait"})
	for _, conn := range slow {
		_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatalf("a slow body after %s: %v", time.Since(began), err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != 408 {
			t.Errorf("a slow body: %d", answer.StatusCode)
		}
	}
	if took := time.Since(began); took > 15*time.Second {
		t.Errorf("slow bodies were waited for %s", took)
	}
	for _, text := range []string{
		"\x00\x01\x02\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", head + "Content-Length: -5\r\n\r\n", head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		head + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n", "GET /v1/members HTTP/1.1\r\nHost: x\r\nX-Long: " + strings.Repeat("h", 100_000) + "\r\n\r\n",
		"GET /v1/members\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
	} {
		conn := dial()
		_, _ = fmt.Fprint(conn, text)
		_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
		if answer, err := http.ReadResponse(bufio.NewReader(conn), nil); err == nil {
			_ = answer.Body.Close()
			if answer.StatusCode < 400 || answer.StatusCode == 500 {
				t.Errorf("%.60q: %d", text, answer.StatusCode)
			}
		}
	}
	for range 20 { // callers who have gone before they are answered
		conn := dial()
		_, _ = fmt.Fprint(conn, head+"Content-Length: 3\r\n\r\n{}\n")
		_ = conn.Close()
	}
	server.caller(key).want(200, "GET", "/v1/members", nil)
	server.stop()
}
