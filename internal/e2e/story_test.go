package e2e_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

// TestStory is the life of a shop with its members, told in both languages.
func TestStory(t *testing.T) {
	each(t, func(t *testing.T, p *place) {
		p.initialise(founding{"story-zh", "CNY", "Asia/Shanghai", "zh"})
		p.initialise(founding{"story-en", "CNY", "Asia/Shanghai", "en"})
		if r := p.run("init", "--merchant", "story-en", "--name", "Again", "--owner-email", "b@b.example", "--owner-password-file", "-"); r.code == 0 {
			t.Errorf("the same slug twice: exit %d %s", r.code, r.out)
		}
		keys := map[string]string{}
		for _, language := range []string{"zh", "en"} {
			keys[language] = p.key("story-" + language)
		}
		s := p.serve()
		for _, language := range []string{"zh", "en"} {
			tell(s.caller(keys[language]), language)
		}
		s.stop()
		p.proven("story-zh")
		p.proven("story-en")
	})
}

// words that only a text in the language holds.
var words = map[string]string{"zh": "积分", "en": "points"}

// tell tells the story of one shop; the language is the merchant's own.
func tell(c *caller, language string) {
	c.Helper()
	ada := signUp(c, "王小美", "13800138000")
	first := buy(c, language, ada)
	second := spend(c, ada)
	giveBack(c, ada, first, second)
	balanced(c)
	remember(c, ada)
	twoAreOne(c, ada)
	leave(c, ada)
	balanced(c)
}

// signUp enrols somebody, and says what becomes of a second try.
func signUp(c *caller, name, phone string) string {
	c.Helper()
	body := doc{"name": name, "phone": phone, "consents": []doc{{"purpose": "marketing", "channel": "sms", "granted": true}}}
	id := c.want(201, "POST", "/v1/members", body).str("id")
	if !strings.HasPrefix(id, "mem_") {
		c.Fatalf("the id of a member: %q", id)
	}
	if twin := c.refused(409, "member_exists", "POST", "/v1/members", body); twin.str("member_id") != id {
		c.Errorf("the problem names %s, want %s", twin.str("member_id"), id)
	}
	if again := c.want(200, "POST", "/v1/members?on_conflict=return", body); again.str("id") != id {
		c.Errorf("on_conflict=return answers %s, want %s", again.str("id"), id)
	}
	if found := c.want(200, "GET", "/v1/members?phone="+phone, nil); len(found.list("data")) != 1 || found.str("data.0.id") != id {
		c.Errorf("by phone: %s", found.text)
	}
	return id
}

// basketOf is what ada buys first: 338.00 in three units.
func basketOf(member string) doc {
	return doc{"member_id": member, "channel": "pos", "lines": []doc{
		{"sku": "DP-88", "name": "纸尿裤", "quantity": 2, "unit_price_minor": 12900},
		{"sku": "MK-1", "name": "奶粉", "quantity": 1, "unit_price_minor": 8000},
	}}
}

// with adds fields to a copy.
func with(body doc, more doc) doc {
	out := doc{}
	for k, v := range body {
		out[k] = v
	}
	for k, v := range more {
		out[k] = v
	}
	return out
}

// buy quotes and records the first order, repeats it, and reads why it earned what it earned.
func buy(c *caller, language, member string) string {
	c.Helper()
	body := basketOf(member)
	quote := c.want(200, "POST", "/v1/quotes", body)
	if quote.num("payable_minor") != 33800 || quote.num("points.earned") != 338 || quote.num("growth.earned") != 338 {
		c.Errorf("quote: %s", quote.text)
	}
	order := with(body, doc{"source": "till-3", "number": "A-1001", "expect_payable_minor": 33800, "payments": []doc{{"kind": "wechat", "amount_minor": 33800}}})
	made := c.want(201, "POST", "/v1/orders", order)
	sameOutcome(c, quote, made)
	again := c.want(200, "POST", "/v1/orders", order)
	if again.str("id") != made.str("id") || again.text != made.text {
		c.Errorf("repeated: %s\nat first: %s", again.text, made.text)
	}
	c.refused(409, "order_number_reused", "POST", "/v1/orders", with(order, doc{"channel": "web"}))
	if changed := c.refused(422, "quote_changed", "POST", "/v1/orders", with(order, doc{"number": "A-1002", "expect_payable_minor": 1, "payments": []doc{}})); changed.num("quote.payable_minor") != 33800 {
		c.Errorf("the new outcome: %s", changed.text)
	}
	c.refused(422, "payments_mismatch", "POST", "/v1/orders", with(order, doc{"number": "A-1002", "payments": []doc{{"kind": "cash", "amount_minor": 1}}}))
	for spoken, word := range words {
		trace := fmt.Sprint(c.in(spoken).want(200, "GET", "/v1/orders/"+made.str("id"), nil).get("trace"))
		if !strings.Contains(trace, word) || !strings.Contains(trace, "338") {
			c.Errorf("the trace in %s: %s", spoken, trace)
		}
	}
	if trace := fmt.Sprint(made.get("trace")); !strings.Contains(trace, words[language]) {
		c.Errorf("a merchant who speaks %s is answered %s", language, trace)
	}
	return made.str("id")
}

// sameOutcome holds the order against its quote.
func sameOutcome(c *caller, quote, made reply) {
	c.Helper()
	for _, part := range []string{"total_minor", "discount_minor", "payable_minor", "cash_minor", "points", "growth", "balance", "coupons", "tier_after", "rewards", "trace"} {
		q, o := quote.get(part), made.get(part)
		if part == "points" { // the instant is another
			delete(q.(doc), "available_at")
			delete(o.(doc), "available_at")
		}
		if q == nil && part != "tier_after" || !reflect.DeepEqual(q, o) {
			c.Errorf("%s: quoted %v, recorded %v", part, q, o)
		}
	}
	for i, line := range quote.list("lines") {
		for name, value := range line.(doc) {
			if got := made.get(fmt.Sprintf("lines.%d.%s", i, name)); !reflect.DeepEqual(got, value) {
				c.Errorf("line %d %s: quoted %v, recorded %v", i, name, value, got)
			}
		}
	}
}

// spend pays a second order with as many points as the rules allow.
func spend(c *caller, member string) string {
	c.Helper()
	body := doc{"member_id": member, "channel": "pos", "points": "max", "lines": []doc{{"sku": "MK-1", "quantity": 1, "unit_price_minor": 10000}}}
	quote := c.want(200, "POST", "/v1/quotes", body)
	made := c.want(201, "POST", "/v1/orders", with(body, doc{"source": "till-3", "number": "A-1003"}))
	sameOutcome(c, quote, made)
	spent, earned := made.num("points.spent"), made.num("points.earned")
	if spent <= 0 || spent > 338 || made.num("payable_minor") != 10000-made.num("points.spent_minor") || made.num("points.spent_minor") <= 0 {
		c.Errorf("points spent: %s", made.text)
	}
	if got := points(c, member); got != 338-spent+earned {
		c.Errorf("%d points, want 338 - %d + %d", got, spent, earned)
	}
	short := c.want(422, "POST", "/v1/orders", with(body, doc{"source": "till-3", "number": "A-1004", "points": 5000}))
	if !strings.Contains(short.str("code"), "points") {
		c.Errorf("more points than there are: %s", short.text)
	}
	return made.str("id")
}

// points is what somebody has, debt taken off.
func points(c *caller, member string) int64 {
	c.Helper()
	r := c.want(200, "GET", "/v1/members/"+member, nil)
	return r.num("points.available") + r.num("points.pending") + r.num("points.held") - r.num("points.debt")
}

// giveBack takes a part of the first order back, after a look at what that would do, then everything.
func giveBack(c *caller, member, first, second string) {
	c.Helper()
	body := doc{"number": "R-1", "lines": []doc{{"line": 0, "quantity": 1}}, "reason": "七天无理由"}
	before := c.want(200, "GET", "/v1/members/"+member, nil).text
	dry := c.want(200, "POST", "/v1/orders/"+first+"/refunds?dry_run=true", body)
	if after := c.want(200, "GET", "/v1/members/"+member, nil).text; after != before {
		c.Errorf("a dry run changed the member:\n%s\n%s", before, after)
	}
	back := c.want(201, "POST", "/v1/orders/"+first+"/refunds", body)
	if back.num("amount_minor") != 12900 || back.num("points.clawed_back") != 129 || back.str("order_status") != "partly_refunded" {
		c.Errorf("a part: %s", back.text)
	}
	for _, part := range []string{"amount_minor", "lines", "points", "growth", "balance", "tier_after", "unrecovered_minor", "order_status"} {
		if !reflect.DeepEqual(dry.get(part), back.get(part)) {
			c.Errorf("%s: the dry run said %v, it became %v", part, dry.get(part), back.get(part))
		}
	}
	if again := c.want(200, "POST", "/v1/orders/"+first+"/refunds", body); again.str("id") != back.str("id") {
		c.Errorf("the same number again: %s", again.text)
	}
	c.want(422, "POST", "/v1/orders/"+first+"/refunds", doc{"number": "R-2", "lines": []doc{{"line": 0, "quantity": 2}}})
	rest := c.want(201, "POST", "/v1/orders/"+first+"/refunds", doc{"number": "R-3"})
	if rest.num("amount_minor") != 20900 || rest.str("order_status") != "refunded" {
		c.Errorf("the rest: %s", rest.text)
	}
	c.want(201, "POST", "/v1/orders/"+second+"/refunds", nil)
	all := c.want(200, "GET", "/v1/members/"+member, nil)
	for path, want := range map[string]int64{
		"points.available": 0, "points.pending": 0, "points.held": 0, "points.debt": 0, "growth": 0, "stats.order_count": 0, "stats.spend_minor": 0,
	} {
		if got := all.num(path); got != want {
			c.Errorf("all is refunded, %s: %d, want %d", path, got, want)
		}
	}
}

// balanced fails unless the ledger sums to zero.
func balanced(c *caller) {
	c.Helper()
	r := c.want(200, "GET", "/v1/trial-balance", nil)
	assets := r.list("assets")
	if len(assets) == 0 {
		c.Errorf("trial balance: %s", r.text)
	}
	for _, asset := range assets {
		if num(at(asset, "sum")) != 0 {
			c.Errorf("trial balance: %v", asset)
		}
	}
}

// remember reads what the books and the timeline keep of it.
func remember(c *caller, member string) {
	c.Helper()
	sums := map[string]int64{}
	entries := c.want(200, "GET", "/v1/members/"+member+"/entries?limit=200", nil).list("data")
	for _, e := range entries {
		sums[at(e, "asset").(string)] += num(at(e, "amount"))
	}
	if len(entries) < 6 || sums["points"] != 0 || sums["growth"] != 0 {
		c.Errorf("%d entries with sums %v", len(entries), sums)
	}
	only := c.want(200, "GET", "/v1/members/"+member+"/entries?asset=growth&limit=200", nil).list("data")
	if len(only) == 0 || len(only) >= len(entries) {
		c.Errorf("%d entries of growth, %d of all", len(only), len(entries))
	}
	eventually(c, 15*time.Second, "the timeline", func() bool {
		told := c.want(200, "GET", "/v1/members/"+member+"/timeline?limit=200", nil).text
		return strings.Contains(told, `"order.recorded"`) && strings.Contains(told, `"order.refunded"`)
	})
}

// twoAreOne merges a second record into the member, and takes it back.
func twoAreOne(c *caller, ada string) {
	c.Helper()
	twin := signUp(c, "小美", "13900139000")
	for i, member := range []string{ada, twin} {
		c.want(201, "POST", "/v1/orders", doc{
			"member_id": member, "source": "web", "number": fmt.Sprint("W-", i), "channel": "web",
			"lines": []doc{{"sku": "MK-1", "quantity": i + 1, "unit_price_minor": 5000}},
		})
	}
	if points(c, ada) != 50 || points(c, twin) != 100 {
		c.Errorf("before: %d and %d points", points(c, ada), points(c, twin))
	}
	merge := c.want(201, "POST", "/v1/members/"+ada+"/merge", doc{"from": twin}).str("merge_id")
	one := c.want(200, "GET", "/v1/members/"+twin, nil)
	if one.str("id") != ada || one.num("points.available") != 150 || one.num("stats.order_count") != 2 || one.num("stats.spend_minor") != 15000 {
		c.Errorf("merged: %s", one.text)
	}
	if found := c.want(200, "GET", "/v1/members?phone=13900139000", nil); found.str("data.0.id") != ada {
		c.Errorf("the other's phone: %s", found.text)
	}
	balanced(c)
	c.want(200, "POST", "/v1/merges/"+merge+"/undo", nil)
	if points(c, ada) != 50 || points(c, twin) != 100 {
		c.Errorf("undone: %d and %d points", points(c, ada), points(c, twin))
	}
	if c.want(200, "GET", "/v1/members/"+twin, nil).num("stats.spend_minor") != 10000 {
		c.Error("undone: the statistics are not as they were")
	}
}

// leave exports everything about somebody, and erases it.
func leave(c *caller, ada string) {
	c.Helper()
	file := c.want(200, "POST", "/v1/members/"+ada+"/export", nil)
	for _, known := range []string{"王小美", "13800138000", "A-1001", ada} {
		if !strings.Contains(file.text, known) {
			c.Errorf("the export lacks %s", known)
		}
	}
	if r, err := c.send("POST", "/v1/members/"+ada+"/erase", doc{"reason": "本人要求"}); err != nil || r.status >= 300 {
		c.Fatalf("erase: %v %d %s", err, r.status, r.text)
	}
	if found := c.want(200, "GET", "/v1/members?phone=13800138000", nil).list("data"); len(found) != 0 {
		c.Errorf("erased, and found by phone: %v", found)
	}
	gone, err := c.send("GET", "/v1/members/"+ada, nil)
	if err != nil || strings.Contains(gone.text, "13800138000") || strings.Contains(gone.text, "王小美") {
		c.Errorf("erased: %v %s", err, gone.text)
	}
}
