package api_test

import (
	"testing"
	"time"

	"regulars/internal/store/storetest"
)

// What opens at a time says for whom it does so before, and for a member who is named when.
func TestEarlyAccess(t *testing.T) {
	each(t, func(w *world) {
		document, tag := w.draftDocument()
		first := doc{"code": "first", "name": doc{"zh": "优先购", "en": "New things first"}, "kind": "service", "service": "priority", "when": `"vip" in tags`}
		document["benefits"] = []doc{first, {"code": "new", "name": doc{"en": "New prices"}, "kind": "member_price", "price_list": "new"}}
		opens := storetest.Clock(w.db).Now().UTC().Add(20 * time.Hour).Truncate(time.Second)
		at := func(before time.Duration) string { return opens.Add(-before).Format(time.RFC3339) }
		list := w.ask("POST", "/v1/price-lists", doc{"code": "new", "name": "New", "from": at(0)}).want(201).str("id")
		w.ask("PUT", "/v1/program/draft", document).with("If-Match", tag).want(200).has("mistakes.0.field", "benefits[0].early_hours")
		document, tag = w.draftDocument()
		document["benefits"].([]any)[0].(doc)["early_hours"] = 12
		r := w.ask("PUT", "/v1/program/draft", document).with("If-Match", tag).want(200).has("mistakes", []any{})
		w.ask("POST", "/v1/program/draft/publish", doc{"note": doc{"en": "x"}}).with("If-Match", r.header.Get("ETag")).want(201)
		mei, kai := w.enrol("13800138000"), w.enrol("13900139000")
		w.ask("POST", "/v1/rewards", doc{"member_id": mei, "rewards": []doc{{"kind": "tag", "tag": "vip"}}, "reason": "x"}).want(201)
		w.points(mei, 1000)
		w.points(kai, 1000)
		item := w.ask("POST", "/v1/mall/items", doc{"name": "Growth", "points": 50, "gives": []doc{{"kind": "growth", "amount": 10}}, "from": at(0)}).want(201).
			has("state", "coming", "early.0.by", "programme", "early.0.benefit", "New things first", "early.0.hours", 12, "opens_at", nil).str("id")
		w.ask("GET", "/v1/price-lists/"+list, nil).want(200).has("early.0.hours", 12, "opens_at", nil)
		for _, path := range []string{"/v1/mall/items", "/v1/price-lists"} {
			w.ask("GET", path+"?member_id="+mei, nil).want(200).has("data.0.opens_at", at(12*time.Hour))
			w.ask("GET", path+"?member_id="+kai, nil).want(200).has("data.0.opens_at", at(0))
			w.ask("GET", path+"?member_id=mem_0000000000009", nil).refused(404, "member_not_found")
			w.ask("GET", path+"?member_id="+mei, nil).with("Authorization", "Bearer "+w.makeKey("catalog:read")).refused(403, "forbidden")
		}
		redeem := func(member, number string) *ask {
			return w.ask("POST", "/v1/mall/redemptions", doc{"member_id": member, "item_id": item, "source": "s", "number": number})
		}
		redeem(mei, "1").refused(422, "mall_item_not_yet")
		w.ask("GET", "/v1/mall/items?on_offer=true&member_id="+mei, nil).want(200).has("data", []any{})
		storetest.Clock(w.db).Add(8 * time.Hour)
		w.ask("GET", "/v1/mall/items?on_offer=true&member_id="+mei, nil).want(200).has("data.0.id", item)
		w.ask("GET", "/v1/mall/items?on_offer=true&member_id="+kai, nil).want(200).has("data", []any{})
		w.ask("GET", "/v1/mall/items?on_offer=true", nil).want(200).has("data", []any{})
		redeem(kai, "2").refused(422, "mall_item_not_yet")
		redeem(mei, "3").want(201).has("early", true)
		storetest.Clock(w.db).Add(12 * time.Hour)
		redeem(kai, "4").want(201).has("early", nil)
		w.ask("GET", "/v1/mall/items?member_id="+mei, nil).want(200).has("data.0.opens_at", nil, "data.0.early", nil)
	})
}
