package api_test

import (
	"bytes"
	"image"
	"image/png"
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
		bring := func(query, text string) *ask {
			return w.ask("POST", path+"/prices/file"+query, text).with("Content-Type", "text/csv")
		}
		bring("?dry_run=true", "sku,price,limit\nDP-88,109,40\nDP-91,x\n").want(200).
			has("dry_run", true, "rows", 2, "changed", 1, "refused", 1, "told.0.row", 3, "told.0.code", "not_a_number", "told.0.field", "price")
		w.ask("GET", path+"/prices", nil).want(200).has("data.0.price_minor", 11900)
		bring("", "sku,price,limit\nDP-88,109,40\nDP-90,99\nDP-92,5\n").want(200).has("added", 1, "changed", 1, "same", 1, "told", []any{})
		w.ask("GET", path+"/prices", nil).want(200).has("data.0.price_minor", 10900, "data.0.stock", 40, "data.2.sku", "DP-92")
		bring("", "colour\nred\n").refused(422, "price_columns")
		w.ask("DELETE", path+"/prices/DP-92", nil).want(204)
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
		bring("", "A,1").refused(404, "price_list_not_found")
		w.ask("GET", "/v1/price-lists", nil).want(200).has("data", []any{})
	})
}

// A list that no benefit names is bought by by nobody: it says who does.
func TestPriceListsSayWhoBuysByThem(t *testing.T) {
	each(t, func(w *world) {
		list := "/v1/price-lists/" + w.ask("POST", "/v1/price-lists", doc{"code": "gold", "name": "Gold prices"}).want(201).has("used_by", []any{}).str("id")
		w.ask("POST", "/v1/price-lists", doc{"code": "other"}).want(201)
		perk := func(code, name string) doc {
			return doc{"code": code, "name": doc{"en": name}, "kind": "member_price", "price_list": "gold"}
		}
		w.ask("POST", "/v1/plans", doc{
			"code": "vip", "name": doc{"en": "Vip"}, "level": 1, "period": "year", "price_minor": 29_800, "on_sale": true, "benefits": []doc{perk("cheap", "Vip prices")},
		}).want(201)
		draft := w.ask("GET", "/v1/program/draft", nil).want(200)
		document := draft.at("document").(doc)
		document["benefits"] = []doc{perk("club", "Club prices")}
		saved := w.ask("PUT", "/v1/program/draft", document).with("If-Match", draft.header.Get("ETag")).want(200).has("mistakes", []any{})
		w.ask("GET", list, nil).want(200).has("used_by.0.plan", "Vip", "used_by.0.benefit", "Vip prices")
		w.ask("POST", "/v1/program/draft/publish", doc{"note": doc{"en": "prices"}}).with("If-Match", saved.header.Get("ETag")).want(201)
		w.ask("GET", list, nil).want(200).has("used_by.0.by", "programme", "used_by.0.benefit", "Club prices", "used_by.1.by", "plan")
		w.ask("GET", "/v1/price-lists", nil).want(200).has("data.0.used_by.0.benefit", "Club prices", "data.1.used_by", []any{})
	})
}

// Lists that are answered whole can be asked for in parts as all others.
func TestWholeListsHaveALimit(t *testing.T) {
	each(t, func(w *world) {
		for _, path := range []string{"recharge-offers", "times-cards", "stamp-cards", "segments", "plans", "categories", "attributes", "tag-rules"} {
			w.ask("GET", "/v1/"+path+"?limit=200", nil).want(200).has("next", nil)
			w.ask("GET", "/v1/"+path+"?limit=201", nil).refused(422, "out_of_range").has("errors.0.field", "limit")
			w.ask("GET", "/v1/"+path+"?after=no!", nil).refused(422, "invalid_cursor")
		}
		for _, code := range []string{"a", "b", "c"} {
			w.ask("PUT", "/v1/categories", doc{"categories": []doc{{"code": code, "name": code}}}).want(200)
		}
		w.ask("GET", "/v1/categories", nil).want(200).has("data.2.code", "c", "next", nil)
		first := w.ask("GET", "/v1/categories?limit=2", nil).want(200).has("data.0.code", "a", "data.1.code", "b")
		w.ask("GET", "/v1/categories?limit=2&after="+first.str("next"), nil).want(200).has("data.0.code", "c", "next", nil)
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
		body["payments"] = []doc{{"kind": "wechat", "amount_minor": 499}}
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

func TestPictures(t *testing.T) {
	each(t, func(w *world) {
		var body bytes.Buffer
		if err := png.Encode(&body, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
			t.Fatal(err)
		}
		send := func(text string) *ask { return w.ask("POST", "/v1/pictures", text).with("Content-Type", "image/png") }
		send("<svg onload='x()'/>").refused(422, "picture_invalid")
		send("").refused(422, "required")
		till := w.makeKey("holdings:sell", "members:read")
		send(body.String()).with("Authorization", "Bearer "+till).refused(403, "forbidden")
		made := send(body.String()).want(201).has("width", 3, "height", 2)
		shown := w.ask("GET", made.str("url"), nil).with("Authorization", "").want(200)
		for header, want := range map[string]string{
			"Content-Type": "image/png", "X-Content-Type-Options": "nosniff", "Cache-Control": "public, max-age=31536000, immutable",
		} {
			if got := shown.header.Get(header); got != want || shown.text != body.String() {
				t.Errorf("%s: %s", header, got)
			}
		}
		for _, nowhere := range []string{"/v1/merchants/acme/pictures/nowhere", "/v1/merchants/nobody/pictures/" + made.str("picture")} {
			w.ask("GET", nowhere, nil).with("Authorization", "").refused(404, "not_found")
		}
		product := doc{"sku": "MUG", "name": "Mug", "picture": made.str("picture")}
		w.ask("PUT", "/v1/products", doc{"products": []doc{product, {"sku": "CUP", "picture": "nowhere"}}}).want(200).has("results.0.created", true, "results.1.problem.code", "picture_unknown")
		w.ask("PUT", "/v1/products", doc{"products": []doc{{"sku": "MUG", "name": "A mug"}}}).want(200)
		w.ask("GET", "/v1/products/MUG", nil).want(200).has("name", "A mug", "picture_url", made.str("url"), "version", 2)
		item := w.ask("POST", "/v1/mall/items", doc{"name": "Mug", "points": 300, "sku": "MUG"}).want(201).has("picture_url", made.str("url"), "picture", nil)
		w.ask("PUT", "/v1/products/MUG", doc{"name": "Mug", "picture": ""}).with("If-Match", `"1"`).refused(412, "changed_meanwhile")
		w.ask("PUT", "/v1/products/MUG", doc{"name": "Mug", "picture": ""}).with("If-Match", `"2"`).want(200).has("name", "Mug", "picture_url", nil, "version", 3)
		w.ask("PUT", "/v1/products/NONE", doc{"name": "Mug"}).with("If-Match", `"2"`).refused(404, "not_found")
		path := "/v1/mall/items/" + item.str("id")
		w.ask("GET", path, nil).want(200).has("picture_url", nil)
		w.ask("PUT", path, doc{"name": "Mug", "points": 300, "sku": "MUG", "picture": "nowhere"}).with("If-Match", `"1"`).refused(422, "picture_unknown").has("errors.0.field", "picture")
		w.ask("PUT", path, doc{"name": "Mug", "points": 300, "sku": "MUG", "picture": made.str("picture")}).with("If-Match", `"1"`).want(200).has("picture_url", made.str("url"))
		mei := w.enrol("13800138000")
		w.points(mei, 1000)
		w.ask("POST", "/v1/mall/redemptions", doc{"member_id": mei, "item_id": item.str("id"), "source": "till", "number": "1"}).want(201).has("picture_url", made.str("url"))
		w.found("other")
		w.ask("PUT", "/v1/products", doc{"products": []doc{product}}).want(200).has("results.0.problem.code", "picture_unknown")
	})
}

// Rewards of the mall may draw from a budget, which says no in time.
func TestBudgetOfTheMall(t *testing.T) {
	each(t, func(w *world) {
		mei := w.enrol("13800138000")
		w.points(mei, 1000)
		budget := w.ask("POST", "/v1/budgets", doc{"name": "Mall", "unit": "count", "total": 1, "period": "month"}).want(201).str("id")
		body := doc{"name": "Growth", "points": 10, "gives": []doc{{"kind": "growth", "amount": 5}}, "budget_id": budget}
		made := w.ask("POST", "/v1/mall/items", body).want(201).has("budget_id", budget)
		body["budget_id"] = store.FormatID("bud", 7)
		w.ask("POST", "/v1/mall/items", body).want(404).has("code", "budget_not_found", "errors.0.field", "budget_id")
		take := doc{"member_id": mei, "item_id": made.str("id"), "source": "till", "number": "1"}
		w.ask("POST", "/v1/mall/redemptions", take).want(201)
		take["number"] = "2"
		w.ask("POST", "/v1/mall/redemptions", take).refused(422, "budget_spent")
	})
}

// Whoever works in one store sells there, and gives back what was sold there.
func TestCashiersSellForTheirOwnStore(t *testing.T) {
	each(t, func(w *world) {
		mine := w.ask("POST", "/v1/stores", doc{"code": "A", "name": "A", "kind": "pos"}).want(201).str("id")
		other := w.ask("POST", "/v1/stores", doc{"code": "B", "name": "B", "kind": "pos"}).want(201).str("id")
		link := w.ask("POST", "/v1/staff", doc{"email": "ada@acme.example", "name": "Ada", "role": "support", "store_ids": []string{mine}}).want(201).str("invitation")
		w.ask("POST", "/v1/invitations/accept", doc{"link": link, "password": password}).want(204)
		ada, mei := w.signIn("ada@acme.example", ""), w.enrol("13800138000")
		body := planBody(9900) // less than a person pays back alone
		body["code"] = "year"
		plan := w.ask("POST", "/v1/plans", body).want(201).str("id")
		terms := w.ask("GET", "/v1/recharge-terms", nil).want(200).doc
		delete(terms, "version")
		delete(terms, "told")
		terms["alone_up_to_minor"] = 100000
		w.ask("PUT", "/v1/recharge-terms", terms).with("If-Match", `"0"`).want(200)
		of := "/v1/members/" + mei
		for number, c := range map[string]struct {
			store  string
			status int
		}{"1": {"", 403}, "2": {other, 403}, "3": {mine, 201}} {
			w.ask("POST", of+"/plan", doc{"plan_id": plan, "source": "till", "number": number, "store_id": c.store}).by(ada).want(c.status)
			w.ask("POST", of+"/recharges", doc{"amount_minor": 100, "source": "till", "number": number, "store_id": c.store}).by(ada).want(c.status)
		}
		for _, store := range []string{other, mine} {
			w.ask("POST", of+"/recharges", doc{"amount_minor": 100, "source": "till", "number": "of " + store, "store_id": store}).want(201)
		}
		w.ask("POST", of+"/withdrawals", doc{"reason": "moves"}).by(ada).refused(403, "store_forbidden")
		w.ask("POST", of+"/withdrawals", doc{"reason": "moves", "amount_minor": 100}).by(ada).want(201) // the newest one
		w.ask("DELETE", of+"/plan", doc{"reason": "moves"}).by(ada).want(200)
		w.ask("POST", of+"/plan", doc{"plan_id": plan, "source": "till", "number": "4", "store_id": other}).want(201)
		w.ask("DELETE", of+"/plan", doc{"reason": "moves"}).by(ada).refused(403, "store_forbidden")
	})
}
