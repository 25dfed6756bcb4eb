package api_test

import (
	"fmt"
	"strings"
	"testing"
)

// coupons is a template that nobody can object to.
func coupons(more doc) doc {
	body := doc{"name": "满100减20", "kind": "amount_off", "amount_minor": 2000, "min_spend_minor": 10000, "stacking": doc{"mode": "always"}}
	for k, v := range more {
		body[k] = v
	}
	return body
}

func TestCouponTemplates(t *testing.T) {
	each(t, func(w *world) {
		body := coupons(doc{"stock": 100, "per_member_limit": 2, "validity": doc{"from": "2026-06-01", "until": "2026-12-31"}, "scope": doc{"channels": []string{"pos"}, "hours": doc{"from": 9, "until": 18}}})
		made := w.ask("POST", "/v1/coupon-templates", body).with("Idempotency-Key", "t").want(201).
			has("kind", "amount_off", "stock", 100, "left", 100, "issued", 0, "validity.until", "2026-12-31T16:00:00Z", "scope.hours.from", 9, "status", "active")
		w.ask("POST", "/v1/coupon-templates", body).with("Idempotency-Key", "t").want(200).has("id", made.str("id"))
		path := "/v1/coupon-templates/" + made.str("id")
		w.ask("POST", "/v1/coupon-templates", coupons(doc{"amount_minor": 0})).refused(422, "required").has("errors.0.field", "amount_minor")
		w.ask("POST", "/v1/coupon-templates", coupons(doc{"percent_off": 20})).refused(422, "program_unused").has("errors.0.field", "percent_off")
		w.ask("POST", "/v1/coupon-templates", doc{"name": "x", "kind": "percent_off", "percent_off": 20, "off_bp": 1150}).refused(422, "program_unused").has("errors.0.field", "off_bp")
		w.ask("POST", "/v1/coupon-templates", coupons(doc{"scope": doc{"condition": "order.hour >"}})).want(422).has("errors.0.field", "scope.condition")
		w.ask("POST", "/v1/coupon-templates", coupons(doc{"validity": doc{"until": "soon"}})).refused(422, "not_time").has("errors.0.field", "validity.until")
		w.ask("POST", "/v1/coupon-templates", coupons(doc{"scope": doc{"segments": []string{"seg_0000000000001"}}})).refused(422, "coupon_scope_segment")
		w.ask("GET", "/v1/coupon-templates", nil).want(200).has("data.0.id", made.str("id"), "next", nil)
		got := w.ask("GET", path, nil).want(200).has("name", "满100减20", "version", 1)
		w.ask("PUT", path, coupons(nil)).refused(428, "if_match_required")
		w.ask("PUT", path, coupons(doc{"name": "满100减30", "amount_minor": 3000, "status": "paused"})).with("If-Match", got.header.Get("ETag")).want(200).
			has("amount_minor", 3000, "stock", nil, "status", "paused", "version", 2)
		w.ask("PUT", path, coupons(nil)).with("If-Match", `"1"`).want(412)
		member := w.enrol("13800138000")
		w.ask("POST", path+"/issue", doc{"member_id": member}).refused(422, "coupon_template_closed")
		for kind, more := range map[string]doc{
			"percent_off": {"percent_off": 12, "off_bp": 1200, "cap_minor": 5000}, "fixed_price": {"amount_minor": 990}, "gift": {"gift_sku": "MUG"}, "free_delivery": {},
			"points_multiplier": {"points_multiplier": 2}, "exchange": {"scope": doc{"skus": []string{"LATTE"}}},
		} {
			one := doc{"name": kind, "kind": kind}
			for k, v := range more {
				one[k] = v
			}
			reply := w.ask("POST", "/v1/coupon-templates", one).want(201)
			for k, v := range more {
				if k != "scope" {
					reply.has(k, v)
				}
			}
		}
		w.ask("GET", path+"/report", nil).want(200).has("states.usable", 0, "issued", 0)
		w.found("other")
		w.ask("GET", path, nil).refused(404, "coupon_template_not_found")
		w.ask("GET", "/v1/coupon-templates", nil).want(200).has("data", []any{})
		for _, list := range []string{"/report", "/coupons", "/uses", "/issues"} {
			w.ask("GET", path+list, nil).refused(404, "coupon_template_not_found")
		}
	})
}

func TestCouponsIssuedAndUsed(t *testing.T) {
	each(t, func(w *world) {
		mei, lan := w.enrol("13800138000"), w.enrol("13800138001")
		tpl := "/v1/coupon-templates/" + w.ask("POST", "/v1/coupon-templates", coupons(doc{"stock": 5, "per_member_limit": 1, "transferable": true})).want(201).str("id")
		issue := doc{"member_ids": []string{mei, lan, mei, "mem_0000000000001"}}
		first := w.ask("POST", tpl+"/issue", issue).with("Idempotency-Key", "i").want(201).
			has("count", 2, "refused.0.code", "coupon_limit", "refused.0.message", "A member may have at most 1 of these.", "refused.1.code", "member_not_found", "issued.0.member_id", mei)
		w.ask("POST", tpl+"/issue", issue).with("Idempotency-Key", "i").want(200).has("id", first.str("id"), "issued.1.code", first.str("issued.1.code"))
		w.ask("POST", tpl+"/issue", doc{"member_id": mei, "codes": 3}).refused(422, "coupon_either")
		w.ask("POST", tpl+"/issue", doc{}).want(422)
		w.ask("POST", tpl+"/issue", doc{"codes": 4}).refused(422, "coupon_out_of_stock")
		codes := w.ask("POST", tpl+"/issue", doc{"codes": 3}).want(201).has("count", 3, "issued.2.member_id", nil)
		w.ask("GET", "/v1/coupon-issues/"+codes.str("id"), nil).want(200).has("issued.0.code", codes.str("issued.0.code"))
		w.ask("GET", tpl+"/issues", nil).want(200).has("data.0.id", codes.str("id"), "data.1.count", 2)
		w.ask("GET", tpl+"/coupons?status=unclaimed", nil).want(200).has("data.2.code", codes.str("issued.0.code"))
		w.ask("GET", tpl+"/coupons?status=unclaimed", nil).by(w.staffed("ada", "cashier")).want(200).has("data.2.code", "****"+codes.str("issued.0.code")[8:])
		w.ask("GET", "/v1/members/"+mei+"/coupons?status=usable", nil).want(200).has("data.0.code", first.str("issued.0.code"), "data.0.terms.amount_minor", 2000)
		w.ask("GET", "/v1/members/"+mei+"/grants", nil).want(200).has("data.0.rewards.0.kind", "coupon")

		third := w.enrol("13800138002")
		code := codes.str("issued.0.code")
		claim := doc{"member_id": third, "code": code[:4] + " " + code[4:]}
		w.ask("POST", "/v1/coupons/claim", claim).want(200).has("status", "usable", "member_id", third)
		w.ask("POST", "/v1/coupons/claim", claim).want(200).has("status", "usable")
		w.ask("POST", "/v1/coupons/claim", doc{"member_id": mei, "code": code}).refused(422, "coupon_claimed")
		w.ask("POST", "/v1/coupons/claim", doc{"member_id": mei, "code": codes.str("issued.1.code")}).refused(422, "coupon_limit")
		w.ask("POST", "/v1/coupons/claim", doc{"member_id": mei, "code": "123456789012"}).refused(422, "coupon_code_invalid")
		w.ask("GET", "/v1/coupons/"+code, nil).want(200).has("member_id", third)
		w.ask("GET", "/v1/coupons/000", nil).refused(404, "coupon_not_found")

		mine := first.str("issued.0.code")
		fourth := w.enrol("13800138003")
		give := doc{"to_member_id": fourth}
		weak := w.makeKey("members:write")
		w.ask("POST", "/v1/coupons/"+mine+"/transfer", give).with("Authorization", "Bearer "+weak).refused(403, "proof_required")
		w.ask("POST", "/v1/coupons/"+mine+"/transfer", give).want(200).has("member_id", fourth)
		w.ask("POST", "/v1/coupons/"+mine+"/transfer", give).refused(422, "coupon_same_member")
		w.ask("POST", "/v1/coupons/"+code+"/void", doc{}).want(422)
		w.ask("POST", "/v1/coupons/"+code+"/void", doc{"reason": "misprint"}).want(200).has("status", "void", "void_reason", "misprint")
		w.ask("POST", "/v1/coupons/"+code+"/void", doc{"reason": "misprint"}).refused(422, "coupon_void")

		order := doc{"source": "till", "number": "1", "member_id": fourth, "channel": "pos", "coupons": []string{mine},
			"lines": []doc{{"sku": "A", "quantity": 1, "unit_price_minor": 12000}}}
		paid := w.ask("POST", "/v1/orders", order).want(201).has("payable_minor", 10000, "coupons.0.status", "applied", "coupons.0.amount_minor", 2000)
		w.ask("GET", "/v1/coupons/"+mine, nil).want(200).has("status", "used", "order_id", paid.str("id"))
		w.ask("GET", tpl+"/uses", nil).want(200).has("data.0.order_id", paid.str("id"), "data.0.amount_minor", 2000)
		w.ask("GET", tpl, nil).want(200).has("used", 1, "discount_minor", 2000, "sales_minor", 10000, "issued", 5)
		w.ask("GET", tpl+"/report", nil).want(200).has("states.used", 1, "states.void", 1, "states.unclaimed", 2, "states.usable", 1, "days.0.used", 1)
		w.ask("POST", "/v1/orders/"+paid.str("id")+"/refunds", doc{"number": "r1"}).want(201)
		w.ask("GET", "/v1/coupons/"+mine, nil).want(200).has("status", "usable", "order_id", nil)
		w.found("other")
		w.ask("GET", "/v1/coupons/"+mine, nil).refused(404, "coupon_not_found")
		w.ask("GET", "/v1/coupon-issues/"+codes.str("id"), nil).refused(404, "coupon_issue_not_found")
		w.ask("POST", tpl+"/issue", doc{"codes": 1}).refused(404, "coupon_template_not_found")
	})
}

// A person issues to many only with a second one; a system does what it was made for.
func TestManyCouponsAtOnce(t *testing.T) {
	each(t, func(w *world) {
		tpl := "/v1/coupon-templates/" + w.ask("POST", "/v1/coupon-templates", coupons(nil)).want(201).str("id")
		w.ask("POST", tpl+"/issue", doc{"codes": 2000}).want(201).has("count", 2000)
		owner := w.signIn("owner@acme.example", "")
		asked := w.ask("POST", tpl+"/issue", doc{"codes": 2000}).by(owner).want(202)
		if !strings.HasPrefix(asked.str("approval_id"), "apr_") {
			w.Error(asked.text)
		}
		w.ask("GET", tpl, nil).want(200).has("issued", 2000)
		w.ask("GET", fmt.Sprintf("%s/coupons?limit=%d", tpl, 200), nil).want(200).has("data.199.status", "unclaimed")
	})
}

// Guessing codes is slow for each caller, and for nobody else behind the same address.
func TestClaimsAreLimitedByCaller(t *testing.T) {
	each(t, func(w *world) {
		member := w.enrol("13800138000")
		claim := doc{"member_id": member, "code": "1234 5678 9012"}
		first, second := "Bearer "+w.makeKey("members:write"), "Bearer "+w.makeKey("members:write")
		for range 60 {
			w.ask("POST", "/v1/coupons/claim", claim).with("Authorization", first).want(422)
		}
		w.ask("POST", "/v1/coupons/claim", claim).with("Authorization", first).refused(429, "too_many_requests")
		w.ask("POST", "/v1/coupons/claim", claim).with("Authorization", second).want(422)
	})
}
