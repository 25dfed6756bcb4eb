package api_test

import (
	"testing"
	"time"

	"regulars/internal/store/storetest"
)

func planBody(price int) doc {
	return doc{
		"name": doc{"zh": "年卡", "en": "Year card"}, "level": 1, "period": "year", "price_minor": price, "remind_days": 5, "cooling_days": 7, "on_sale": true,
		"benefits": []doc{{"code": "ten", "name": doc{"zh": "九折"}, "kind": "discount", "off_bp": 1000}},
		"gift":     []doc{{"kind": "points", "amount": 100}},
	}
}

func TestPlans(t *testing.T) {
	each(t, func(w *world) {
		body := planBody(19900)
		body["code"] = "Year"
		w.ask("POST", "/v1/plans", body).refused(422, "program_code").has("errors.0.field", "code")
		body["code"], body["benefits"] = "year", []doc{{"code": "ten", "name": doc{"zh": "九折"}, "kind": "discount", "off_bp": 1000, "tiers": []string{"gold"}}}
		w.ask("POST", "/v1/plans", body).refused(422, "program_unused").has("errors.0.field", "benefits[0].tiers")
		body["benefits"] = []doc{{"code": "ten", "colour": "red"}}
		w.ask("POST", "/v1/plans", body).refused(422, "document_unknown_field")
		body["benefits"], body["gift"] = planBody(0)["benefits"], []doc{{"kind": "coupon"}}
		w.ask("POST", "/v1/plans", body).refused(422, "required").has("errors.0.field", "gift[0].template_id")
		body["gift"] = []doc{{"kind": "gift", "sku": "NOWHERE"}}
		w.ask("POST", "/v1/plans", body).refused(422, "reward_names_nothing").has("errors.0.field", "gift[0].sku")
		body["gift"], body["benefits"] = planBody(0)["gift"], []doc{{"code": "ten", "name": doc{"zh": "九折"}, "kind": "discount", "off_bp": 1000, "when": `"seg_0000000000001" in segments`}}
		w.ask("POST", "/v1/plans", body).refused(422, "condition_name_out_of_place") // so no plan keeps a segment from being archived
		body["benefits"] = planBody(0)["benefits"]
		made := w.ask("POST", "/v1/plans", body).with("Idempotency-Key", "k").want(201).has("code", "year", "version", 1, "benefits.0.off_bp", 1000, "gift.0.amount", 100)
		w.ask("POST", "/v1/plans", body).with("Idempotency-Key", "k").want(200).has("id", made.str("id"))
		w.ask("POST", "/v1/plans", body).refused(409, "plan_code_taken")
		path := "/v1/plans/" + made.str("id")
		w.ask("PUT", path, planBody(29900)).with("If-Match", `"1"`).want(200).has("price_minor", 29900, "version", 2)
		w.ask("PUT", path, planBody(29900)).with("If-Match", `"1"`).refused(412, "plan_changed")
		w.ask("GET", path+"/versions", nil).want(200).has("data.0.number", 2, "data.1.price_minor", 19900)
		w.ask("GET", "/v1/plans", nil).want(200).has("data.0.id", made.str("id"), "data.1", nil)
		w.ask("GET", path, nil).want(200).has("period", "year")
		w.found("other")
		w.ask("GET", path, nil).refused(404, "plan_not_found")
		w.ask("GET", path+"/versions", nil).refused(404, "plan_not_found")
		w.ask("PUT", path, planBody(1)).with("If-Match", `"2"`).refused(404, "plan_not_found")
		w.ask("GET", "/v1/plans", nil).want(200).has("data", []any{})
		w.ask("GET", "/v1/plan-report", nil).want(200).has("data", []any{})
		w.ask("GET", "/v1/plan-memberships", nil).want(200).has("data", []any{})
	})
}

func TestPlanIsBoughtAndCancelled(t *testing.T) {
	each(t, func(w *world) {
		mei := w.enrol("13800138000")
		body := planBody(36500)
		body["code"] = "year"
		id := w.ask("POST", "/v1/plans", body).want(201).str("id")
		w.happened(w.events()...)
		path := "/v1/members/" + mei + "/plan"
		w.ask("GET", path, nil).want(200).has("data", []any{})
		w.ask("POST", "/v1/plans/"+id+"/quote", doc{"member_id": mei}).want(200).has("act", "joined", "due_minor", 36500, "closes", []any{})
		w.ask("POST", "/v1/plans/"+id+"/quote", doc{"member_id": "mem_0000000000000"}).refused(404, "member_not_found")
		sale := doc{"plan_id": id, "source": "till", "number": "P-1", "payments": []doc{{"kind": "wechat", "amount_minor": 36499}}}
		w.ask("POST", path, sale).refused(422, "payments_mismatch")
		w.happened()
		sale["payments"], sale["expect_due_minor"] = []doc{{"kind": "wechat", "amount_minor": 36500}}, 1
		w.ask("POST", path, sale).refused(422, "plan_price_changed")
		sale["expect_due_minor"] = 36500
		made := w.ask("POST", path, sale).want(201).has("act", "joined", "state", "active", "plan", "year", "refundable_minor", 36500)
		w.happened("reward.granted", "plan.joined")
		w.ask("POST", path, sale).want(200).has("id", made.str("id"))
		sale["number"] = "P-1 "
		sale["payments"] = []doc{{"kind": "cash", "amount_minor": 36500}}
		sale["number"] = "P-1"
		w.ask("POST", path, sale).refused(409, "plan_number_reused")
		w.ask("GET", "/v1/members/"+mei, nil).want(200).has("points.available", 100)
		w.ask("GET", "/v1/plan-memberships?active=true&plan_id="+id, nil).want(200).has("data.0.id", made.str("id"), "data.0.member.id", mei)
		w.ask("GET", "/v1/plan-report", nil).want(200).has("data.0.active", 1, "data.0.joined", 1, "data.0.revenue_minor", 36500)
		till := w.makeKey("holdings:sell", "members:read")
		w.ask("DELETE", path, doc{"reason": "moves"}).with("Authorization", "Bearer "+till).refused(403, "forbidden")
		w.ask("DELETE", path, doc{"reason": " "}).refused(422, "too_short")
		w.ask("DELETE", path, doc{"reason": "moves"}).want(200).has("refund_minor", 36500, "refunded.0.kind", "wechat", "memberships.0.state", "cancelled")
		w.happened("reward.revoked", "plan.cancelled")
		w.ask("DELETE", path, doc{"reason": "moves"}).refused(422, "plan_none")
		w.ask("GET", path, nil).want(200).has("data.0.state", "cancelled", "data.0.refund_minor", 36500, "data.0.refundable_minor", 0)
		w.ask("GET", "/v1/plan-report", nil).want(200).has("data.0.active", 0, "data.0.cancelled", 1, "data.0.refund_minor", 36500)
		w.found("other")
		w.ask("GET", path, nil).refused(404, "member_not_found")
		w.ask("POST", path, sale).refused(404, "member_not_found")
		w.ask("DELETE", path, doc{"reason": "mine"}).refused(404, "member_not_found")
		w.ask("POST", "/v1/plans/"+id+"/quote", doc{"member_id": w.enrol("13800138001")}).refused(404, "plan_not_found")
	})
}

// Each cancellation answers with its own money, though both have one reason and one of them ended what had not begun.
func TestPlanIsCancelledTwice(t *testing.T) {
	each(t, func(w *world) {
		mei := w.enrol("13800138000")
		body := planBody(36500)
		body["code"] = "year"
		id := w.ask("POST", "/v1/plans", body).want(201).str("id")
		path := "/v1/members/" + mei + "/plan"
		buy := func(number string) {
			w.Helper()
			w.ask("POST", path, doc{"plan_id": id, "source": "till", "number": number}).want(201)
		}
		buy("1")
		buy("2")
		w.ask("DELETE", path, doc{"reason": "moves"}).with("Idempotency-Key", "a").want(200).has("refund_minor", 73000)
		storetest.Clock(w.db).Add(time.Hour)
		buy("3")
		w.ask("DELETE", path, doc{"reason": "moves"}).want(200).has("refund_minor", 36500, "memberships.1", nil)
		w.ask("DELETE", path, doc{"reason": "moves"}).with("Idempotency-Key", "a").want(200).has("refund_minor", 73000)
	})
}
