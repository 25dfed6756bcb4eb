package api_test

import (
	"strconv"
	"sync"
	"testing"
	"time"

	"regulars/internal/store/storetest"
)

// basket is a body with one line of so many units at a price.
func basketOf(member any, units, price int) doc {
	return doc{"member_id": member, "channel": "pos", "lines": []doc{{"sku": "DP-88", "quantity": units, "unit_price_minor": price}}}
}

// order is a body of an order.
func order(member any, number string, units, price int) doc {
	body := basketOf(member, units, price)
	body["source"], body["number"] = "till-3", number
	return body
}

func TestCatalogue(t *testing.T) {
	each(t, func(w *world) {
		w.ask("PUT", "/v1/categories", doc{"categories": []doc{{"code": "baby", "name": "Baby"}, {"code": "diapers", "parent": "baby"}, {"code": "lost", "parent": "nowhere"}}}).want(200).
			has("results.0.created", true, "results.2.problem.code", "category_unknown")
		w.ask("GET", "/v1/categories", nil).want(200).has("data.1.path", []string{"baby", "diapers"})
		w.ask("PUT", "/v1/products", doc{"products": []doc{{"sku": "DP-88", "name": "Diapers", "category": "diapers", "price_minor": 12900}, {"sku": "X", "category": "nowhere"}}}).want(200).
			has("results.0.created", true, "results.1.problem.code", "category_unknown")
		w.ask("PUT", "/v1/products", doc{"products": []doc{{"sku": "DP-88", "name": "Diapers", "category": "diapers", "price_minor": -1}}}).refused(422, "out_of_range").
			has("errors.0.field", "products[0].price_minor")
		w.ask("GET", "/v1/products?q=diap", nil).want(200).has("data.0.sku", "DP-88")
		w.ask("GET", "/v1/products/DP-88", nil).want(200).has("price_minor", 12900)
		w.ask("GET", "/v1/products/nothing", nil).refused(404, "not_found")
	})
}

func TestOrders(t *testing.T) {
	each(t, func(w *world) {
		mei := w.enrol("13800138000")
		w.happened(w.events()...)
		quote := w.ask("POST", "/v1/quotes", basketOf(mei, 2, 12900)).want(200).has("payable_minor", 25800, "cash_minor", 25800, "points.earned", 258, "tier_after.code", "base")
		if quote.str("trace.0.text") == "" {
			w.Errorf("no words: %s", quote.text)
		}
		w.happened()
		body := order(mei, "A-1", 2, 12900)
		body["expect_payable_minor"] = 1
		w.ask("POST", "/v1/orders", body).refused(422, "quote_changed").has("quote.payable_minor", 25800, "quote.points.earned", 258)
		body["expect_payable_minor"] = 25800
		body["payments"] = []doc{{"kind": "cash", "amount_minor": 5}}
		w.ask("POST", "/v1/orders", body).refused(422, "payments_mismatch")
		body["payments"] = []doc{{"kind": "wechat", "amount_minor": 25800}}
		made := w.ask("POST", "/v1/orders", body).want(201).has("status", "paid", "fulfilment", "none", "payable_minor", 25800, "points.earned", 258, "lines.0.remaining", 2)
		w.happened("order.recorded")
		w.ask("POST", "/v1/orders", body).want(200).has("id", made.str("id"), "points.earned", 258)
		w.happened()
		w.ask("POST", "/v1/orders", order(mei, "A-1", 3, 12900)).refused(409, "order_number_reused")
		w.ask("POST", "/v1/orders", order("mem_0000000000001", "A-2", 1, 1)).refused(422, "member_unknown")
		nobody := order(nil, "A-2", 1, 100)
		nobody["phone"] = "13900000000"
		w.ask("POST", "/v1/orders", nobody).refused(422, "member_unknown")
		w.ask("POST", "/v1/orders", order(nil, "A-2", 1, 100)).want(201).has("member_id", nil, "points.earned", 0)

		guest := "/v1/orders/" + w.ask("POST", "/v1/orders", order(nil, "A-0", 1, 100_00)).want(201).str("id")
		li := w.enrol("13800138001")
		w.ask("POST", guest+"/claim", doc{"member_id": li}).want(200).has("member_id", li, "points.earned", 100)
		w.ask("POST", guest+"/claim", doc{"member_id": li}).refused(422, "order_claimed")

		path := "/v1/orders/" + made.str("id")
		w.ask("GET", path, nil).with("Accept-Language", "zh").want(200).has("source", "till-3", "number", "A-1")
		w.ask("GET", "/v1/orders?member_id="+mei, nil).want(200).has("data.0.id", made.str("id"))
		w.ask("GET", "/v1/orders?source=till-3&number=A-1", nil).want(200).has("data.0.id", made.str("id"))
		first := w.ask("GET", "/v1/orders?limit=1", nil).want(200).has("data.0.number", "A-0")
		w.ask("GET", "/v1/orders?limit=1&after="+first.str("next"), nil).want(200).has("data.0.number", "A-2")
		w.ask("GET", "/v1/orders?member_id=mem_0000000000001", nil).want(200).has("data", []any{})
		w.ask("POST", path+"/status", doc{"fulfilment": "shipped", "parcel": doc{"carrier": "SF", "number": "1", "node": "left"}}).want(200).has("fulfilment", "shipped", "way.0.parcel.carrier", "SF")
		w.ask("POST", path+"/status", doc{}).refused(422, "required")
		w.found("other")
		w.ask("GET", path, nil).refused(404, "order_not_found")
		w.ask("POST", path+"/refunds", doc{}).refused(404, "order_not_found")
		w.ask("POST", path+"/status", doc{"fulfilment": "shipped"}).refused(404, "order_not_found")
	})
}

func TestRefunds(t *testing.T) {
	each(t, func(w *world) {
		mei := w.enrol("13800138000")
		path := "/v1/orders/" + w.ask("POST", "/v1/orders", order(mei, "A-1", 3, 10000)).want(201).str("id")
		part := doc{"number": "R-1", "lines": []doc{{"line": 0, "quantity": 1}}}
		w.happened(w.events()...)
		w.ask("POST", path+"/refunds?dry_run=true", part).want(200).has("amount_minor", 10000, "points.clawed_back", 100, "id", nil)
		w.happened()
		r := w.ask("POST", path+"/refunds", part).want(201).has("amount_minor", 10000, "points.clawed_back", 100, "order_status", "partly_refunded")
		w.happened("order.refunded")
		w.ask("POST", path+"/refunds", part).want(200).has("id", r.str("id"))
		w.ask("POST", path+"/refunds", doc{"number": "R-1"}).refused(409, "refund_number_reused")
		w.ask("POST", path+"/refunds", doc{"number": "R-2", "lines": []doc{{"line": 0, "quantity": 5}}}).want(422)
		w.ask("GET", "/v1/refunds/"+r.str("id"), nil).want(200).has("number", "R-1")
		w.ask("POST", path+"/status", doc{"cancelled": true}).want(200).has("status", "refunded", "refunds.1.amount_minor", 20000)
		w.ask("POST", path+"/refunds", nil).refused(422, "already_refunded")
		w.ask("GET", "/v1/members/"+mei, nil).want(200).has("points.available", 0, "points.pending", 0, "stats.order_count", 0, "stats.spend_minor", 0)

		w.ask("POST", "/v1/orders", order(mei, "A-2", 2, 5000)).want(201)
		storetest.Clock(w.db).Add(time.Minute)
		back := doc{"member_id": mei, "source": "till-3", "number": "RT-1", "lines": []doc{{"sku": "DP-88", "quantity": 1, "unit_price_minor": 5000}}}
		ret := w.ask("POST", "/v1/returns", back).want(201).has("amount_minor", 5000, "matched_units", 1, "unmatched_units", 0, "points.clawed_back", 50)
		w.ask("POST", "/v1/returns", back).want(200).has("id", ret.str("id"))
		w.ask("GET", "/v1/returns/"+ret.str("id"), nil).want(200).has("number", "RT-1")
		w.ask("GET", "/v1/trial-balance", nil).want(200).has("assets.0.asset", "points", "assets.0.sum", 0, "assets.0.wallets.debt", 0)
	})
}

func TestOrderBatch(t *testing.T) {
	each(t, func(w *world) {
		mei := w.enrol("13800138000")
		good, again, bad := order(mei, "B-1", 1, 1000), order(mei, "B-1", 1, 1000), order(mei, "B-2", -1, 1000)
		unknown := order(mei, "B-3", 1, 1000)
		unknown["nom"] = 1
		w.ask("POST", "/v1/orders/batch", doc{"orders": []any{good, bad, again, unknown, order("mem_0000000000001", "B-4", 1, 1), order(nil, "B-5", 1, 1)}}).want(200).has(
			"results.0.status", 201, "results.0.order.points.earned", 10,
			"results.1.status", 422, "results.1.problem.errors.0.field", "lines[0].quantity",
			"results.2.status", 200,
			"results.3.problem.code", "unknown_field",
			"results.4.problem.code", "member_unknown",
			"results.5.status", 201)
	})
}

func TestBadOrders(t *testing.T) {
	each(t, func(w *world) {
		mei := w.enrol("13800138000")
		line := func(line doc) doc { return doc{"member_id": mei, "lines": []doc{line}} }
		for _, c := range []struct {
			name, code, field string
			body              doc
		}{
			{"no price", "price_required", "lines[0].unit_price_minor", line(doc{"quantity": 1})},
			{"two prices", "price_required", "lines[0].unit_price_minor", line(doc{"quantity": 1, "unit_price_minor": 1, "amount_minor": 1})},
			{"negative price", "out_of_range", "lines[0].unit_price_minor", line(doc{"quantity": 1, "unit_price_minor": -1})},
			{"overflow", "out_of_range", "lines[0].unit_price_minor", line(doc{"quantity": 1_000_000, "unit_price_minor": 10_000_000_000})},
			{"discount", "discount_not_stated", "lines[0].discount_minor", line(doc{"quantity": 1, "unit_price_minor": 1, "discount_minor": 1})},
			{"too many uses", "out_of_range", "entitlements[0].quantity", doc{"entitlements": []doc{{"id": "etl_0000000000001", "quantity": 5000}}, "lines": []doc{{"quantity": 1, "unit_price_minor": 1}}}},
			{"two members", "member_named_twice", "member_id", doc{"member_id": mei, "phone": "13800138000", "lines": []doc{{"quantity": 1, "unit_price_minor": 1}}}},
			{"not an id", "invalid_id", "member_id", doc{"member_id": "ord_0000000000001", "lines": []doc{{"quantity": 1, "unit_price_minor": 1}}}},
			{"foreign store", "store_unknown", "store_id", doc{"store_id": "sto_0000000000001", "lines": []doc{{"quantity": 1, "unit_price_minor": 1}}}},
			{"channel", "not_one_of", "channel", doc{"channel": "phone", "lines": []doc{{"quantity": 1, "unit_price_minor": 1}}}},
			{"future", "placed_in_future", "placed_at", doc{"placed_at": "2027-01-01T00:00:00Z", "lines": []doc{{"quantity": 1, "unit_price_minor": 1}}}},
		} {
			w.ask("POST", "/v1/quotes", c.body).refused(422, c.code).has("errors.0.field", c.field)
		}
		old := basketOf(mei, 1, 1)
		old["placed_at"] = "2025-01-01T00:00:00Z"
		till := "Bearer " + w.makeKey("orders:write")
		w.ask("POST", "/v1/quotes", old).with("Authorization", till).refused(403, "placed_too_old")
		spend := basketOf(mei, 1, 100)
		spend["points"] = 1
		w.ask("POST", "/v1/quotes", spend).with("Authorization", till).refused(403, "proof_required")
	})
}

func TestCashiersActForTheirOwnStore(t *testing.T) {
	each(t, func(w *world) {
		mine := w.ask("POST", "/v1/stores", doc{"code": "A", "name": "A", "kind": "pos"}).want(201).str("id")
		other := w.ask("POST", "/v1/stores", doc{"code": "B", "name": "B", "kind": "pos"}).want(201).str("id")
		link := w.ask("POST", "/v1/staff", doc{"email": "ada@acme.example", "name": "Ada", "role": "cashier", "store_ids": []string{mine}}).want(201).str("invitation")
		w.ask("POST", "/v1/invitations/accept", doc{"link": link, "password": password}).want(204)
		ada := w.signIn("ada@acme.example", "")
		body := order(nil, "A-1", 1, 100)
		body["store_id"] = other
		w.ask("POST", "/v1/orders", body).by(ada).refused(403, "store_forbidden")
		path := "/v1/orders/" + w.ask("POST", "/v1/orders", body).want(201).str("id")
		w.ask("POST", path+"/refunds", nil).by(ada).refused(403, "store_forbidden")
		mei := doc{"member_id": w.enrol("13800138000")}
		w.ask("POST", path+"/claim", mei).by(ada).refused(403, "store_forbidden")
		body["store_id"], body["number"] = mine, "A-2"
		path = "/v1/orders/" + w.ask("POST", "/v1/orders", body).by(ada).want(201).str("id")
		w.ask("POST", path+"/status", doc{"fulfilment": "shipped", "at": "2020-01-01T00:00:00Z"}).by(ada).refused(422, "before_order")
		w.ask("POST", path+"/claim", mei).by(ada).want(200)
		body["number"] = "A-3"
		body["lines"] = []doc{{"sku": "x", "quantity": 2, "unit_price_minor": 100}}
		path = "/v1/orders/" + w.ask("POST", "/v1/orders", body).want(201).str("id")
		w.ask("POST", path+"/refunds", doc{"lines": []doc{{"line": 0, "quantity": 1}}}).want(201)
		w.ask("POST", path+"/claim", mei).by(ada).refused(422, "order_claim_refunded")
		body["number"], body["placed_at"] = "A-4", "2026-01-05T10:00:00Z"
		path = "/v1/orders/" + w.ask("POST", "/v1/orders", body).want(201).str("id")
		w.ask("POST", path+"/claim", mei).by(ada).refused(403, "order_claim_late")
		w.ask("POST", path+"/claim", mei).want(200)
	})
}

// Who works in one store finds what was bought there, and everything that a member bought whose record is looked at.
func TestCashiersFindTheOrdersOfTheirStore(t *testing.T) {
	each(t, func(w *world) {
		store := func(code string) string {
			return w.ask("POST", "/v1/stores", doc{"code": code, "name": code, "kind": "pos"}).want(201).str("id")
		}
		a, b, mei := store("A"), store("B"), w.enrol("13800138000")
		for i, at := range []string{a, b, ""} {
			body := order(mei, "S-"+strconv.Itoa(i), 1, 100)
			if at != "" {
				body["store_id"] = at
			}
			w.ask("POST", "/v1/orders", body).want(201)
		}
		ada, ana := w.staffed("ada", "cashier", a), w.staffed("ana", "analyst", a)
		for query, want := range map[string]int{"": 1, "?store_id=" + a: 1, "?number=S-1": 0, "?member_id=" + mei: 3, "?store_id=" + b + "&member_id=" + mei: 1} {
			if found := w.ask("GET", "/v1/orders"+query, nil).by(ada).want(200).doc["data"].([]any); len(found) != want {
				t.Errorf("%q finds %d, want %d", query, len(found), want)
			}
		}
		w.ask("GET", "/v1/orders?store_id="+b, nil).by(ada).refused(403, "store_forbidden")
		w.ask("GET", "/v1/search?q=S-", nil).by(ada).want(200).has("orders.0.number", "S-0", "orders.1", nil)
		w.ask("GET", "/v1/search?q=S-", nil).want(200).has("orders.2.number", "S-2")
		w.ask("POST", "/v1/exports", doc{"kind": "orders", "orders": doc{"store_id": b}}).by(ana).refused(403, "store_forbidden")
		w.ask("POST", "/v1/exports", doc{"kind": "orders"}).by(ana).want(201)
		w.ask("GET", "/v1/orders", nil).want(200).has("data.2.number", "S-0")
	})
}

func TestOrdersAtOnce(t *testing.T) {
	each(t, func(w *world) {
		mei := w.enrol("13800138000")
		const callers = 40
		var all sync.WaitGroup
		for i := range callers {
			all.Go(func() {
				body := order(mei, "C-"+strconv.Itoa(i/2), 1, 1000) // each number twice
				if r := w.ask("POST", "/v1/orders", body).with("Idempotency-Key", "k"+strconv.Itoa(i/2)).send(); r.status != 201 && r.status != 200 {
					w.Errorf("%d: %s", r.status, r.text)
				}
			})
		}
		all.Wait()
		w.ask("GET", "/v1/members/"+mei, nil).want(200).has("stats.order_count", callers/2, "stats.spend_minor", callers/2*1000)
		w.ask("GET", "/v1/trial-balance", nil).want(200).has("assets.0.sum", 0, "assets.0.accounts.issued", -callers/2*10)
	})
}
