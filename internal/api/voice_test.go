package api_test

import "testing"

// A refusal speaks of points by the merchant's own word, in both languages, and writes numbers in groups.
func TestRefusalsUseTheMerchantsWords(t *testing.T) {
	each(t, func(w *world) {
		mei := w.enrol("13800138000")
		document, tag := w.draftDocument()
		points := document["points"].(doc)
		points["name"] = doc{"zh": "种子", "en": "seeds"}
		r := w.ask("PUT", "/v1/program/draft", document).with("If-Match", tag).want(200)
		w.ask("POST", "/v1/program/draft/publish", doc{"note": doc{"en": "x"}}).with("If-Match", r.header.Get("ETag")).want(201)
		last := w.ask("GET", "/v1/program/versions?limit=1", nil).want(200).has("data.0.number", 2, "data.1", nil)
		w.ask("GET", "/v1/program/versions?limit=1&after="+last.str("next"), nil).want(200).has("data.0.number", 1, "next", nil)
		quote := func(language string) *ask {
			return w.ask("POST", "/v1/quotes", doc{"member_id": mei, "points": 12_300, "lines": []doc{{"sku": "TEA", "quantity": 1, "unit_price_minor": 100_000}}}).with("Accept-Language", language)
		}
		quote("en").refused(422, "points_short").has("detail", "There are 0 seeds available; 12,300 were asked for.", "errors.0.message", "There are 0 seeds available; 12,300 were asked for.")
		quote("zh").refused(422, "points_short").has("detail", "可用种子 0，不足 12,300。")
		w.ask("POST", "/v1/members/"+mei+"/adjustments", doc{"asset": "points", "amount": -500, "reason": "x"}).with("Accept-Language", "zh").
			refused(422, "not_enough_points").has("detail", "种子不足：可用 0，需要 500。")
	})
}
