package api_test

import (
	"maps"
	"testing"
)

// perks puts benefits into the programme: two washes a month for everybody, and a hotline.
func (w *world) perks() {
	w.Helper()
	draft := w.ask("GET", "/v1/program/draft", nil).want(200)
	document := draft.at("document").(doc)
	document["benefits"] = []doc{
		{"code": "wash", "name": doc{"en": "Wash", "zh": "洗护"}, "kind": "quota", "quota": doc{"quantity": 2, "per": "month"}, "gives": "service", "cost_minor": 300},
		{"code": "line", "name": doc{"en": "Hotline", "zh": "专线"}, "kind": "service", "service": "hotline", "contact": "400-1"},
	}
	saved := w.ask("PUT", "/v1/program/draft", document).with("If-Match", draft.header.Get("ETag")).want(200)
	w.ask("POST", "/v1/program/draft/publish", doc{"note": doc{"en": "perks"}}).with("If-Match", saved.header.Get("ETag")).want(201)
}

func TestEntitlements(t *testing.T) {
	each(t, func(w *world) {
		w.perks()
		id := w.ask("POST", "/v1/members", doc{"phone": "13800138000"}).want(201).str("id")
		list := w.ask("GET", "/v1/members/"+id+"/entitlements", nil).want(200).has("data.0.benefit", "wash", "data.0.left", 2, "data.0.status", "usable", "data.1.unlimited", true)
		etl := "/v1/entitlements/" + list.str("data.0.id")
		till := w.makeKey("orders:write", "members:read", "refunds:write")
		use := doc{"source": "till", "number": "1", "note": "two towels"}
		w.ask("POST", etl+"/use", use).with("Authorization", "Bearer "+till).refused(403, "proof_required")
		w.ask("POST", etl+"/use", doc{"proof": doc{"kind": "override", "reason": "x"}}).with("Authorization", "Bearer "+till).refused(403, "override_not_allowed")
		made := w.ask("POST", etl+"/use", use).want(201).has("benefit", "wash", "name", "Wash", "quantity", 1, "state", "used", "cause", "use", "cost_minor", 300, "used_by", id)
		w.ask("POST", etl+"/use", use).want(200).has("id", made.str("id"))
		w.ask("POST", etl+"/use", doc{"source": "till", "number": "1", "quantity": 2}).refused(409, "entitlement_number_reused")
		w.ask("POST", etl+"/use", doc{"quantity": 2}).refused(422, "entitlement_used_up")
		w.ask("POST", "/v1/entitlements/etl_0000000000007/use", doc{}).refused(404, "entitlement_not_found")
		w.ask("GET", "/v1/members/"+id+"/entitlement-uses", nil).want(200).has("data.0.id", made.str("id"), "data.0.note", "two towels", "next", nil)
		w.ask("GET", "/v1/entitlement-uses?benefit=wash", nil).want(200).has("data.0.id", made.str("id"))
		w.ask("GET", "/v1/entitlement-uses?benefit=other", nil).want(200).has("data", []any{})
		w.ask("GET", "/v1/benefits/sheet?from=2020-01-01&until=2099-12-31", nil).want(200).has("data.0.benefit", "wash", "data.0.name", "Wash", "data.0.quantity", 1, "data.0.cost_minor", 300)
		undo := "/v1/entitlement-uses/" + made.str("id") + "/undo"
		w.ask("POST", undo, doc{"reason": "twice"}).want(200).has("state", "undone", "returned", 1, "cost_minor", 0)
		w.ask("POST", undo, doc{"reason": "twice"}).refused(422, "entitlement_use_undone")
		w.ask("GET", "/v1/members/"+id+"/entitlements?past=true", nil).want(200).has("data", []any{})
		w.found("other")
		w.ask("POST", undo, doc{"reason": "mine"}).refused(404, "entitlement_use_not_found")
		w.ask("POST", etl+"/use", doc{}).refused(404, "member_not_found")
	})
}

func TestTimesCards(t *testing.T) {
	each(t, func(w *world) {
		id := w.ask("POST", "/v1/members", doc{"phone": "13800138000"}).want(201).str("id")
		wife := w.ask("POST", "/v1/members", doc{"phone": "13800138001"}).want(201).str("id")
		body := doc{"code": "massage10", "name": doc{"en": "Ten massages", "zh": "推拿十次卡"}, "uses": 10, "price_minor": 80000, "list_minor": 10000, "gives": "service", "service": "Massage", "days": 365, "shared": true}
		card := w.ask("POST", "/v1/times-cards", body).want(201).has("code", "massage10", "active", true, "version", 1)
		w.ask("POST", "/v1/times-cards", body).refused(409, "times_card_code_taken")
		w.ask("GET", "/v1/times-cards", nil).want(200).has("data.0.id", card.str("id"))
		w.ask("GET", "/v1/times-cards/"+card.str("id"), nil).want(200).has("uses", 10)
		sale := doc{"card_id": card.str("id"), "source": "till", "number": "1", "payments": []doc{{"kind": "wechat", "amount_minor": 80000}}}
		w.ask("POST", "/v1/members/"+id+"/times-cards", doc{"card_id": card.str("id"), "source": "till", "number": "0", "payments": []doc{}}).refused(422, "times_card_payments")
		sold := w.ask("POST", "/v1/members/"+id+"/times-cards", sale).want(201).has("paid_minor", 80000, "uses", 10, "refunded", false, "name", "Ten massages")
		w.ask("POST", "/v1/members/"+id+"/times-cards", sale).want(200).has("id", sold.str("id"))
		etl := "/v1/entitlements/" + sold.str("entitlement_id")
		clerk := w.makeKey("members:write", "members:read")
		w.ask("PUT", etl+"/sharers", doc{"members": []string{wife}}).with("Authorization", "Bearer "+clerk).refused(403, "proof_required")
		w.ask("PUT", etl+"/sharers", doc{"members": []string{wife}}).want(200).has("shared_with.0", wife)
		w.ask("GET", "/v1/members/"+wife+"/entitlements", nil).want(200).has("data.0.member_id", id, "data.0.left", 10)
		w.ask("POST", etl+"/use", doc{"member_id": wife, "quantity": 2}).want(201).has("used_by", wife, "member_id", id)
		refund := "/v1/times-card-sales/" + sold.str("id") + "/refund"
		back := doc{"number": "r1", "reason": "member", "note": "moving"}
		w.ask("POST", refund+"?dry_run=true", back).want(200).has("refunded_minor", 64000)
		w.ask("GET", "/v1/times-card-sales?member_id="+id, nil).want(200).has("data.0.refunded", false, "data.0.status", "usable", "data.0.left", 8)
		w.ask("POST", refund, back).want(200).has("refunded", true, "refunded_minor", 64000, "refund_number", "r1", "status", "void", "left", 0)
		w.ask("POST", refund, doc{"number": "r1", "reason": "merchant"}).refused(409, "times_card_number_reused")
		gift := w.ask("POST", "/v1/rewards", doc{"member_id": wife, "reason": "sorry", "rewards": []doc{{"kind": "entitlement", "benefit": "massage10", "quantity": 1}}}).want(201)
		w.ask("GET", "/v1/members/"+wife+"/entitlements", nil).want(200).has("data.0.kind", "card", "data.0.left", 1)
		w.ask("POST", "/v1/grants/"+gift.str("grant_id")+"/revoke", doc{"reason": "mistake"}).want(200)
		w.ask("GET", "/v1/members/"+wife+"/entitlements?past=true", nil).want(200).has("data.0.status", "void")
		w.ask("POST", refund, back).want(200).has("refunded_minor", 64000)
		w.ask("POST", refund, doc{"number": "r2", "reason": "member"}).refused(422, "times_card_refunded")
		w.ask("POST", etl+"/use", doc{}).refused(422, "entitlement_void")
		delete(body, "code")
		body["active"] = false
		w.ask("PUT", "/v1/times-cards/"+card.str("id"), body).with("If-Match", `"1"`).want(200).has("active", false, "version", 2)
		w.ask("POST", "/v1/members/"+id+"/times-cards", doc{"card_id": card.str("id"), "source": "till", "number": "2", "payments": []doc{}}).refused(422, "times_card_not_sold")
		w.found("other")
		w.ask("GET", "/v1/times-cards/"+card.str("id"), nil).refused(404, "times_card_not_found")
		w.ask("POST", refund, back).refused(404, "times_card_sale_not_found")
		w.ask("GET", "/v1/times-card-sales", nil).want(200).has("data", []any{})
	})
}

// A card of several lines is made, sold, shared by any of its lines, used by the order of one who shares it, and refunded by line.
func TestTimesCardOfSeveralLines(t *testing.T) {
	each(t, func(w *world) {
		id := w.ask("POST", "/v1/members", doc{"phone": "13800138000"}).want(201).str("id")
		wife := w.ask("POST", "/v1/members", doc{"phone": "13800138001"}).want(201).str("id")
		w.ask("PUT", "/v1/products", doc{"products": []doc{{"sku": "cut", "name": "Cut", "price_minor": 8000}}}).want(200)
		cuts := doc{"name": doc{"en": "Cut"}, "uses": 5, "list_minor": 8000, "gives": "unit_free", "skus": []string{"cut"}}
		dyes := doc{"name": doc{"en": "Colouring"}, "uses": 2, "list_minor": 30000, "cost_minor": 9000, "gives": "service", "service": "Colouring"}
		body := doc{"code": "salon", "name": doc{"en": "Salon"}, "price_minor": 80001, "shared": true, "lines": []doc{cuts, dyes}}
		with := func(more doc) doc {
			out := maps.Clone(body)
			maps.Copy(out, more)
			return out
		}
		w.ask("POST", "/v1/times-cards", with(doc{"gives": "service", "service": "Cut"})).refused(422, "times_card_lines")
		w.ask("POST", "/v1/times-cards", with(doc{"lines": []doc{cuts, {"name": doc{"en": "x"}, "uses": 1, "gives": "service", "service": "x"}}})).want(422).has("errors.0.field", "lines[1].list_minor")
		w.ask("POST", "/v1/times-cards", with(doc{"lines": []doc{dyes, {"name": doc{"en": "x"}, "uses": 1, "list_minor": 1, "gives": "unit_free", "skus": []string{"nosuch"}}}})).want(422).has("errors.0.field", "lines[1].skus[0]")
		w.ask("POST", "/v1/times-cards", with(doc{"lines": nil})).want(422).has("errors.0.field", "uses", "errors.1.field", "gives")
		card := w.ask("POST", "/v1/times-cards", with(doc{"uses": 99})).want(201).has("uses", 7, "lines.0.uses", 5, "lines.1.service", "Colouring")
		sold := w.ask("POST", "/v1/members/"+id+"/times-cards", doc{"card_id": card.str("id"), "source": "till", "number": "1", "payments": []doc{{"kind": "cash", "amount_minor": 80001}}}).want(201).
			has("uses", 7, "left", 7, "lines.0.name", "Cut", "lines.0.paid_minor", 32000, "lines.1.paid_minor", 48001, "lines.1.left", 2)
		cut, dye := sold.str("lines.0.entitlement_id"), sold.str("lines.1.entitlement_id")
		w.ask("GET", "/v1/members/"+id+"/entitlements", nil).want(200).has("data.0.card_id", cut, "data.0.line", "Cut", "data.1.card_id", cut, "data.1.left", 2, "data.1.name", "Salon")
		w.ask("PUT", "/v1/entitlements/"+dye+"/sharers", doc{"members": []string{wife}}).want(200).has("shared_with.0", wife)
		w.ask("GET", "/v1/members/"+wife+"/entitlements", nil).want(200).has("data.0.id", cut, "data.0.shared_with.0", wife, "data.1.id", dye)
		buy := doc{"member_id": wife, "lines": []doc{{"sku": "cut", "quantity": 1, "unit_price_minor": 8000}}, "entitlements": []doc{{"id": cut, "quantity": 1}}}
		w.ask("POST", "/v1/quotes", buy).want(200).has("payable_minor", 0, "entitlements.0.name", "Salon · Cut")
		buy["source"], buy["number"] = "till", "A-1"
		o := w.ask("POST", "/v1/orders", buy).want(201).has("payable_minor", 0)
		w.ask("POST", "/v1/entitlements/"+dye+"/use", doc{"member_id": wife, "quantity": 2}).want(201).has("name", "Salon · Colouring")
		w.ask("GET", "/v1/members/"+id+"/entitlements", nil).want(200).has("data.0.left", 4, "data.1.left", 0, "data.1.status", "used")
		w.ask("GET", "/v1/times-card-sales", nil).want(200).has("data.0.left", 4, "data.0.status", "usable", "data.0.lines.1.left", 0)
		w.ask("GET", "/v1/times-card-report", nil).want(200).has("data.0.sold", 1, "data.0.used", 3, "data.0.left", 4)
		w.ask("POST", "/v1/orders/"+o.str("id")+"/refunds", doc{}).want(201).has("entitlements.0.quantity", 1)
		w.ask("POST", "/v1/times-card-sales/"+sold.str("id")+"/refund", doc{"number": "r", "reason": "merchant"}).want(200).has("refunded_minor", 32000, "left", 0, "status", "void")
		days := "?from=2000-01-01&to=2100-01-01"
		w.ask("GET", "/v1/times-card-report"+days, nil).want(200).
			has("data.0.card_id", card.str("id"), "data.0.sold", 1, "data.0.paid_minor", 80001, "data.0.refunded", 1, "data.0.refunded_minor", 32000, "data.0.used", 2, "data.0.left", 0)
		w.ask("GET", "/v1/times-card-report?from=2000-01-01&to=2000-01-02", nil).want(200).has("data.0.sold", 0, "data.0.refunded_minor", 0, "data.0.used", 2)
		w.ask("GET", "/v1/times-card-report?from=yesterday", nil).want(422)
		gift := w.ask("POST", "/v1/rewards", doc{"member_id": wife, "reason": "sorry", "rewards": []doc{{"kind": "entitlement", "benefit": "salon", "quantity": 1}}}).want(201)
		w.ask("POST", "/v1/grants/"+gift.str("grant_id")+"/revoke", doc{"reason": "mistake"}).want(200).has("rewards.0.taken_back", 1)
	})
}

func TestStampCards(t *testing.T) {
	each(t, func(w *world) {
		id := w.ask("POST", "/v1/members", doc{"phone": "13800138000"}).want(201).str("id")
		body := doc{"name": doc{"en": "Third one"}, "counts": "order", "needs": 3, "rewards": []doc{{"kind": "points", "amount": 100}}}
		card := w.ask("POST", "/v1/stamp-cards", body).want(201).has("needs", 3, "active", true, "stamps", 0)
		w.ask("POST", "/v1/stamp-cards", doc{"name": doc{"en": "x"}, "counts": "order", "needs": 3, "rewards": []doc{{"kind": "points", "amount": 0}}}).refused(422, "out_of_range")
		body["budget_ids"] = []string{"bud_0000000000001"}
		w.ask("POST", "/v1/stamp-cards", body).refused(404, "budget_not_found")
		budget := w.ask("POST", "/v1/budgets", doc{"name": "Stamps", "unit": "points", "total": 10, "period": "ever"}).want(201).str("id")
		body["budget_ids"], body["active"] = []string{budget}, true
		card = w.ask("PUT", "/v1/stamp-cards/"+card.str("id"), body).with("If-Match", `"1"`).want(200).has("budget_ids.0", budget)
		w.ask("GET", "/v1/stamp-cards", nil).want(200).has("data.0.id", card.str("id"))
		w.ask("GET", "/v1/stamp-cards/"+card.str("id"), nil).want(200).has("rewards.0.amount", 100)
		w.ask("GET", "/v1/members/"+id+"/stamps", nil).want(200).has("data.0.card_id", card.str("id"), "data.0.on", 0, "data.0.needs", 3, "data.0.waiting", 0)
		body["active"] = false
		w.ask("PUT", "/v1/stamp-cards/"+card.str("id"), body).with("If-Match", `"2"`).want(200).has("active", false)
		w.ask("PUT", "/v1/stamp-cards/"+card.str("id"), body).with("If-Match", `"1"`).refused(412, "stamp_card_changed")
		w.found("other")
		w.ask("GET", "/v1/stamp-cards/"+card.str("id"), nil).refused(404, "stamp_card_not_found")
	})
}

// Who may spend: a code for the member's own page, a PIN set with a proof, and neither for another merchant.
func TestProofs(t *testing.T) {
	each(t, func(w *world) {
		id := w.ask("POST", "/v1/members", doc{"phone": "13800138000"}).want(201).str("id")
		path := "/v1/members/" + id
		till := w.makeKey("orders:write", "members:read", "members:write")
		w.ask("GET", path+"/code", nil).with("Authorization", "Bearer "+till).refused(403, "forbidden")
		code := w.ask("GET", path+"/code", nil).want(200).str("code")
		if again := w.ask("GET", path+"/code", nil).want(200).str("code"); len(code) != 18 || len(again) != 18 {
			t.Errorf("codes %q %q", code, again)
		}
		w.ask("POST", "/v1/member-codes/read", doc{"code": code}).with("Authorization", "Bearer "+till).want(200).has("member_id", id)
		w.ask("POST", "/v1/member-codes/read", doc{"code": "912345678123456789"}).with("Authorization", "Bearer "+till).refused(403, "proof_wrong")
		w.ask("GET", path+"/proof", nil).want(200).has("has_pin", false)
		w.ask("PUT", path+"/pin", doc{"pin": "280531"}).with("Authorization", "Bearer "+till).refused(403, "proof_required")
		w.ask("PUT", path+"/pin", doc{"pin": "111111"}).refused(422, "pin_weak")
		w.ask("PUT", path+"/pin", doc{"pin": "280531", "proof": doc{"kind": "member_code", "value": code}}).with("Authorization", "Bearer "+till).want(200).has("has_pin", true)
		w.ask("PUT", path+"/pin", doc{"pin": "280532", "proof": doc{"kind": "member_code", "value": code}}).with("Authorization", "Bearer "+till).refused(403, "proof_used")
		w.ask("PUT", path+"/pin", doc{"pin": "", "proof": doc{"kind": "pin", "value": "280531"}}).with("Authorization", "Bearer "+till).want(200).has("has_pin", false)
		w.found("other")
		w.ask("POST", "/v1/member-codes/read", doc{"code": code}).refused(403, "proof_wrong")
		w.ask("GET", path+"/code", nil).refused(404, "member_not_found")
	})
}
