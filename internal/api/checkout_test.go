package api_test

import (
	"testing"
	"time"

	"regulars/internal/store/storetest"
)

// promised publishes a programme with a discount and free cups, and answers a member who holds 1,000 points and a coupon.
func (w *world) promised() (id, code string) {
	w.Helper()
	document, tag := w.draftDocument()
	document["benefits"] = []doc{
		{"code": "off", "name": doc{"zh": "会员折扣", "en": "Members' discount"}, "kind": "discount", "off_bp": 1_000},
		{"code": "cup", "name": doc{"zh": "免费杯子", "en": "Free cups"}, "kind": "quota", "quota": doc{"quantity": 2, "per": "month"}, "gives": "unit_free", "when": `line.sku == "cup"`},
	}
	r := w.ask("PUT", "/v1/program/draft", document).with("If-Match", tag).want(200).has("mistakes", []any{})
	w.ask("POST", "/v1/program/draft/publish", doc{"note": doc{"en": "x"}}).with("If-Match", r.header.Get("ETag")).want(201)
	id = w.enrol("13800138000")
	w.ask("POST", "/v1/members/"+id+"/adjustments", doc{"asset": "points", "amount": 1_000, "reason": "x"}).want(201)
	template := w.ask("POST", "/v1/coupon-templates", doc{
		"name": "满50减10", "kind": "amount_off", "amount_minor": 1_000, "min_spend_minor": 5_000, "validity": doc{"days": 30}, "stacking": doc{"mode": "always"},
	}).want(201).str("id")
	code = w.ask("POST", "/v1/coupon-templates/"+template+"/issue", doc{"member_id": id}).want(201).str("issued.0.code")
	return id, code
}

func TestCheckout(t *testing.T) {
	each(t, func(w *world) {
		id, code := w.promised()
		lines := []doc{{"sku": "toy", "quantity": 1, "unit_price_minor": 10_000}, {"sku": "cup", "quantity": 2, "unit_price_minor": 1_000}}
		cups := w.ask("GET", "/v1/members/"+id+"/entitlements", nil).want(200).str("data.0.id")
		body := func(more doc) doc {
			out := doc{"member_id": id, "lines": lines}
			for k, v := range more {
				out[k] = v
			}
			return out
		}
		everything := doc{"coupons": []string{code, "123456789012"}, "points": 500, "entitlements": []doc{{"id": cups, "quantity": 1, "line": 1}}}
		// toy 100 − 10 %, cups 20 − 10 %, one free: 99; coupon 10, points 5
		quote := w.ask("POST", "/v1/quotes", body(everything)).want(200).has("payable_minor", 8_400, "coupons.0.code", code, "coupons.0.status", "applied", "coupons.0.amount_minor", 1_000,
			"coupons.1.status", "rejected", "coupons.1.reason", "unknown", "coupons.1.message", "There is no such coupon.", "entitlements.0.benefit", "cup", "entitlements.0.amount_minor", 900, "hold", nil)
		if quote.str("trace.0.text") == "" {
			w.Errorf("no words: %s", quote.text)
		}
		w.ask("POST", "/v1/quotes", body(doc{"coupons": "best"})).want(200).has("coupons.0.status", "applied")
		w.ask("POST", "/v1/quotes", body(doc{"entitlements": []doc{{"id": "etl_x", "quantity": 1}}})).want(422).has("errors.0.field", "entitlements[0].id")
		w.ask("POST", "/v1/quotes", body(doc{"entitlements": []doc{{"id": cups, "quantity": 3}}})).refused(422, "entitlement_used_up").has("errors.0.field", "entitlements[0].id")
		w.ask("POST", "/v1/quotes", doc{"lines": lines, "coupons": []string{code}}).want(200).has("coupons.0.reason", "member_only")

		held := everything
		held["hold_seconds"] = 600
		w.ask("POST", "/v1/orders", body(doc{"hold_seconds": 5, "source": "till", "number": "0"})).refused(422, "hold_of_order")
		first := w.ask("POST", "/v1/quotes", body(held)).with("Idempotency-Key", "h1").want(200).has("payable_minor", 8_400, "coupons.0.status", "applied")
		hold := first.str("hold")
		w.ask("POST", "/v1/quotes", body(held)).with("Idempotency-Key", "h1").want(200).has("hold", hold, "payable_minor", 8_400)
		w.ask("POST", "/v1/quotes", body(doc{"hold_seconds": 600})).want(200).has("hold", nil)
		w.ask("POST", "/v1/quotes", body(doc{"hold_seconds": 86_400, "points": 100})).refused(422, "out_of_range").has("errors.0.field", "hold_seconds")
		w.ask("GET", "/v1/members/"+id, nil).want(200).has("points.available", 500, "points.held", 500)
		w.ask("POST", "/v1/quotes", body(doc{"coupons": []string{code}})).want(200).has("coupons.0.reason", "locked")
		w.ask("GET", "/v1/holds/"+hold, nil).want(200).has("status", "open", "member_id", id, "payable_minor", 8_400, "lines.0.sku", "toy")
		w.ask("GET", "/v1/holds/hld_0000000000001", nil).refused(404, "hold_not_found")
		w.ask("DELETE", "/v1/holds/"+hold, nil).want(204)
		w.ask("DELETE", "/v1/holds/"+hold, nil).want(204)
		w.ask("GET", "/v1/holds/"+hold, nil).want(200).has("status", "released")
		w.ask("GET", "/v1/members/"+id, nil).want(200).has("points.available", 1_000, "points.held", 0)

		hold = w.ask("POST", "/v1/quotes", body(held)).want(200).str("hold")
		delete(everything, "hold_seconds")
		sale := body(everything)
		sale["source"], sale["number"], sale["hold"], sale["expect_payable_minor"] = "till", "A-1", hold, 8_400
		made := w.ask("POST", "/v1/orders", sale).want(201).has("payable_minor", 8_400, "coupons.0.status", "applied", "points.spent", 500)
		w.ask("POST", "/v1/orders", sale).want(200).has("id", made.str("id"), "coupons.0.amount_minor", 1_000)
		w.ask("DELETE", "/v1/holds/"+hold, nil).refused(422, "hold_used")
		w.ask("GET", "/v1/holds/"+hold, nil).want(200).has("status", "used", "order_id", made.str("id"))
		sale["number"] = "A-2"
		w.ask("POST", "/v1/orders", sale).refused(422, "hold_used").has("errors.0.field", "hold")
		path := "/v1/orders/" + made.str("id")
		w.ask("GET", path, nil).want(200).has("coupons.0.code", code, "entitlements.0.quantity", 1)
		w.ask("POST", path+"/refunds?dry_run=true", doc{}).want(200).has("coupons.0.code", code, "entitlements.0.benefit", "cup")
		w.ask("POST", path+"/refunds", doc{"lines": []doc{{"line": 1, "quantity": 2}}}).want(201).has("coupons", []any{}, "entitlements.0.quantity", 1)
		w.ask("POST", path+"/refunds", doc{}).want(201).has("coupons.0.code", code, "points.returned", 454)
		w.ask("GET", "/v1/members/"+id, nil).want(200).has("points.available", 1_000, "points.held", 0)
		w.ask("POST", "/v1/quotes", body(doc{"coupons": []string{code}})).want(200).has("coupons.0.status", "applied")
		w.found("other")
		w.ask("GET", "/v1/holds/"+hold, nil).refused(404, "hold_not_found")
		w.ask("DELETE", "/v1/holds/"+hold, nil).refused(404, "hold_not_found")
	})
}

// A till without trust needs the member's code to spend; a code is good for one order, whose repeat needs none.
func TestProofAtTheTill(t *testing.T) {
	each(t, func(w *world) {
		id, code := w.promised()
		till := "Bearer " + w.makeKey("orders:write")
		sale := doc{"member_id": id, "source": "till", "number": "B-1", "lines": []doc{{"sku": "toy", "quantity": 1, "unit_price_minor": 10_000}}, "coupons": []string{code}}
		shown := func() doc {
			return doc{"kind": "member_code", "value": w.ask("GET", "/v1/members/"+id+"/code", nil).want(200).str("code")}
		}
		w.ask("POST", "/v1/orders", sale).with("Authorization", till).refused(403, "proof_required")
		sale["proof"] = doc{"kind": "member_code", "value": "900000000000000000"}
		w.ask("POST", "/v1/orders", sale).with("Authorization", till).want(403)
		sale["proof"] = shown()
		quote := doc{"member_id": id, "lines": sale["lines"], "coupons": sale["coupons"], "proof": sale["proof"]}
		w.ask("POST", "/v1/quotes", quote).with("Authorization", till).want(200).has("coupons.0.status", "applied")
		w.ask("POST", "/v1/orders", sale).with("Authorization", till).want(201).has("coupons.0.status", "applied")
		w.ask("POST", "/v1/orders", sale).with("Authorization", till).want(200)
		other := doc{"member_id": id, "source": "till", "number": "B-2", "lines": sale["lines"], "points": 500, "proof": sale["proof"]}
		w.ask("POST", "/v1/orders", other).with("Authorization", till).refused(403, "proof_used")
		storetest.Clock(w.db).Add(time.Minute)
		other["proof"] = shown()
		w.ask("POST", "/v1/orders/batch", doc{"orders": []doc{other}}).with("Authorization", till).want(200).has("results.0.status", 201)
	})
}
