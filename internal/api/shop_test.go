package api_test

import (
	"testing"

	"regulars/internal/store"
)

func TestPriceLists(t *testing.T) {
	each(t, func(w *world) {
		w.ask("POST", "/v1/price-lists", doc{"code": "noon", "kind": "flash"}).refused(422, "price_flash_span").has("errors.0.field", "until")
		body := doc{"code": "gold", "name": "Gold prices", "until": "2199-01-01T00:00:00Z"}
		made := w.ask("POST", "/v1/price-lists", body).with("Idempotency-Key", "k1").want(201).has("code", "gold", "kind", "member", "state", "in_force", "prices", 0, "from", nil, "version", 1)
		w.ask("POST", "/v1/price-lists", body).with("Idempotency-Key", "k1").want(200).has("id", made.str("id"))
		w.ask("POST", "/v1/price-lists", body).refused(409, "price_list_taken")
		path := "/v1/price-lists/" + made.str("id")
		prices := doc{"prices": []doc{{"sku": "DP-88", "price_minor": 11900, "stock": 30}, {"sku": "DP-90", "price_minor": 9900}, {"sku": "DP-90", "price_minor": 1}}}
		w.ask("PUT", path+"/prices", prices).want(200).has("results.0.created", true, "results.2.problem.code", "price_repeated")
		w.ask("PUT", path+"/prices", prices).want(200).has("results.0.created", false)
		w.ask("PUT", path+"/prices", doc{"prices": []doc{{"sku": "A", "price_minor": -1}}}).refused(422, "out_of_range").has("errors.0.field", "prices[0].price_minor")
		first := w.ask("GET", path+"/prices?limit=1", nil).want(200).has("data.0.sku", "DP-88", "data.0.left", 30, "data.0.stock", 30, "data.0.sold", 0)
		w.ask("GET", path+"/prices?limit=1&after="+first.str("next"), nil).want(200).has("data.0.sku", "DP-90", "data.0.left", nil, "data.0.stock", nil)
		w.ask("DELETE", path+"/prices/DP-90", nil).want(204)
		w.ask("DELETE", path+"/prices/DP-90", nil).refused(404, "price_not_found")
		w.ask("GET", path, nil).want(200).has("prices", 1)
		change := doc{"name": "Gold", "closed": true}
		w.ask("PUT", path, change).with("If-Match", `"1"`).want(200).has("state", "closed", "version", 2, "until", nil)
		w.ask("PUT", path, change).with("If-Match", `"1"`).refused(412, "changed_meanwhile")
		w.ask("GET", "/v1/price-lists", nil).want(200).has("data.0.id", made.str("id"), "next", nil)
		w.found("other")
		w.ask("GET", path, nil).refused(404, "price_list_not_found")
		w.ask("GET", path+"/prices", nil).refused(404, "price_list_not_found")
		w.ask("PUT", path+"/prices", prices).refused(404, "price_list_not_found")
		w.ask("GET", "/v1/price-lists", nil).want(200).has("data", []any{})
	})
}

// points gives a member points to spend.
func (w *world) points(member string, n int) {
	w.Helper()
	w.ask("POST", "/v1/members/"+member+"/adjustments", doc{"asset": "points", "amount": n, "reason": "to spend"}).want(201)
}

func TestMallItems(t *testing.T) {
	each(t, func(w *world) {
		w.ask("POST", "/v1/mall/items", doc{"name": "Mug", "points": 300}).refused(422, "mall_item_gives")
		w.ask("POST", "/v1/mall/items", doc{"name": "Mug", "points": 300, "gives": []doc{{"kind": "coupon"}}}).refused(422, "required").has("errors.0.field", "gives[0].template_id")
		w.ask("POST", "/v1/mall/items", doc{"name": "Mug", "points": 300, "sku": "MUG", "condition": "no_such > 1"}).want(422).has("errors.0.field", "condition")
		mug := doc{"name": "Mug", "summary": "Holds tea", "points": 300, "cost_minor": 900, "stock": 5, "per_member_limit": 2, "limit_per": "month", "sku": "MUG", "position": 2}
		made := w.ask("POST", "/v1/mall/items", mug).want(201).has("state", "on_offer", "hand_over", "pickup", "left", 5, "taken", 0, "version", 1)
		w.ask("POST", "/v1/mall/items", doc{"name": "Growth", "points": 50, "gives": []doc{{"kind": "growth", "amount": 10}}, "position": 1}).want(201).
			has("hand_over", "at_once", "left", nil, "gives.0.amount", 10)
		path := "/v1/mall/items/" + made.str("id")
		first := w.ask("GET", "/v1/mall/items?limit=1", nil).want(200).has("data.0.name", "Growth")
		w.ask("GET", "/v1/mall/items?limit=1&after="+first.str("next"), nil).want(200).has("data.0.name", "Mug")
		w.ask("GET", "/v1/mall/items?q=mU", nil).want(200).has("data.0.name", "Mug", "next", nil)
		mug["closed"] = true
		w.ask("PUT", path, mug).with("If-Match", `"1"`).want(200).has("state", "closed", "version", 2)
		w.ask("PUT", path, mug).with("If-Match", `"1"`).refused(412, "changed_meanwhile")
		w.ask("GET", "/v1/mall/items?on_offer=true", nil).want(200).has("data.0.name", "Growth", "data.1", nil)
		w.found("other")
		w.ask("GET", path, nil).refused(404, "mall_item_not_found")
		w.ask("GET", "/v1/mall/items", nil).want(200).has("data", []any{})
	})
}

func TestRedemptions(t *testing.T) {
	each(t, func(w *world) {
		mei := w.enrol("13800138000")
		w.points(mei, 1000)
		mug := w.ask("POST", "/v1/mall/items", doc{"name": "Mug", "points": 300, "stock": 2, "sku": "MUG", "hand_over": "either"}).want(201).str("id")
		w.happened(w.events()...)
		body := doc{"member_id": mei, "item_id": mug, "source": "till-3", "number": "M-1", "hand_over": "pickup"}
		till := w.makeKey("holdings:sell", "members:read")
		w.ask("POST", "/v1/mall/redemptions", body).with("Authorization", "Bearer "+till).refused(403, "proof_required")
		w.ask("POST", "/v1/mall/redemptions", doc{"member_id": mei, "item_id": mug, "source": "till-3", "number": "M-1"}).refused(422, "required").has("errors.0.field", "hand_over")
		w.ask("POST", "/v1/mall/redemptions", doc{"member_id": mei, "item_id": mug, "source": "till-3", "number": "M-1", "hand_over": "pickup", "store_id": store.FormatID("sto", 7)}).
			refused(422, "store_unknown").has("errors.0.field", "store_id")
		w.happened()
		made := w.ask("POST", "/v1/mall/redemptions", body).want(201).has("state", "waiting", "points", 300, "name", "Mug", "hand_over", "pickup")
		w.happened("redemption.made")
		w.ask("POST", "/v1/mall/redemptions", body).want(200).has("id", made.str("id"), "code", made.str("code"))
		body["quantity"] = 2
		w.ask("POST", "/v1/mall/redemptions", body).refused(409, "redemption_number_reused")
		body["number"] = "M-2"
		w.ask("POST", "/v1/mall/redemptions", body).refused(422, "mall_sold_out")
		w.happened()
		w.ask("GET", "/v1/members/"+mei, nil).want(200).has("points.available", 700)

		path := "/v1/mall/redemptions/" + made.str("id")
		w.ask("GET", path, nil).with("Authorization", "Bearer "+till).want(200).has("code", nil, "member.id", mei)
		w.ask("GET", path, nil).want(200).has("code", made.str("code"))
		w.ask("GET", "/v1/mall/redemptions?code="+made.str("code"), nil).want(200).has("data.0.id", made.str("id"))
		w.ask("GET", "/v1/mall/redemptions?code=123", nil).want(200).has("data", []any{})
		for _, filter := range []string{"state=waiting", "number=M-1", "member_id=" + mei, "item_id=" + mug} {
			w.ask("GET", "/v1/mall/redemptions?"+filter, nil).want(200).has("data.0.id", made.str("id"), "data.1", nil)
		}
		w.ask("GET", "/v1/mall/redemptions?state=done", nil).want(200).has("data", []any{})
		w.ask("POST", path+"/status", doc{"state": "done", "code": "1111111111"}).refused(422, "pickup_code_wrong")
		w.ask("POST", path+"/status", doc{"state": "done", "code": made.str("code")}).want(200).has("state", "done")
		w.happened("redemption.done")
		w.ask("POST", path+"/cancel", doc{"reason": "broken"}).want(200).has("state", "cancelled", "reason", "broken")
		w.happened("redemption.cancelled")
		w.ask("POST", path+"/cancel", doc{"reason": "broken"}).refused(422, "redemption_cancelled")
		w.ask("GET", "/v1/members/"+mei, nil).want(200).has("points.available", 1000)
		w.ask("GET", "/v1/mall/items/"+mug, nil).want(200).has("left", 2)
		w.found("other")
		w.ask("GET", path, nil).refused(404, "redemption_not_found")
		w.ask("POST", path+"/cancel", doc{"reason": "mine"}).refused(404, "redemption_not_found")
		w.ask("POST", path+"/status", doc{"state": "done"}).refused(404, "redemption_not_found")
		w.ask("POST", path+"/reveal", nil).refused(404, "redemption_not_found")
		w.ask("GET", "/v1/mall/redemptions", nil).want(200).has("data", []any{})
	})
}

func TestRedemptionsAreSent(t *testing.T) {
	each(t, func(w *world) {
		mei := w.enrol("13800138000")
		w.points(mei, 1000)
		mug := w.ask("POST", "/v1/mall/items", doc{"name": "Mug", "points": 300, "price_minor": 500, "sku": "MUG", "hand_over": "delivery"}).want(201).str("id")
		to := doc{"name": "梅", "phone": "13800138000", "address": "Shanghai"}
		body := doc{"phone": "13800138000", "item_id": mug, "source": "web", "number": "M-1", "recipient": to}
		w.ask("POST", "/v1/mall/redemptions", body).refused(422, "payments_mismatch")
		body["payments"] = []doc{{"kind": "wechat", "amount_minor": 500}}
		made := w.ask("POST", "/v1/mall/redemptions", body).want(201).has("has_recipient", true, "price_minor", 500, "payments.0.kind", "wechat", "code", nil)
		path := "/v1/mall/redemptions/" + made.str("id")
		w.ask("POST", path+"/reveal", nil).want(200).has("recipient.address", "Shanghai", "code", nil)
		w.ask("GET", "/v1/audit?limit=1", nil).want(200).has("data.0.verb", "redemption.revealed")
		w.ask("POST", path+"/status", doc{"state": "shipped", "carrier": "SF", "parcel": "SF-1"}).want(200).has("state", "shipped", "carrier", "SF")
		w.ask("POST", path+"/status", doc{"state": "done"}).want(200).has("state", "done")
		w.ask("POST", path+"/status", doc{"state": "shipped"}).refused(422, "redemption_state")
	})
}
