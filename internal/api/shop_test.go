package api_test

import "testing"

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
