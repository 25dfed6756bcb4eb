package api_test

import "testing"

// What a programme promises for a plan is kept by who has bought it; whoever is to publish another one is told so before.
func TestWhatPaidMembersKeep(t *testing.T) {
	each(t, func(w *world) {
		body := planBody(36500)
		body["code"], body["benefits"] = "year", []doc{}
		id := w.ask("POST", "/v1/plans", body).want(201).str("id")
		document, tag := w.draftDocument()
		benefits, _ := document["benefits"].([]any)
		off := doc{"code": "off", "name": doc{"zh": "会员九折", "en": "Ten percent"}, "kind": "discount", "off_bp": 1000, "plans": []string{"year"}}
		document["benefits"] = append(benefits, off)
		saved := w.ask("PUT", "/v1/program/draft", document).with("If-Match", tag).want(200).has("mistakes", []any{})
		w.ask("POST", "/v1/program/draft/publish", doc{"note": doc{"en": "x"}}).with("If-Match", saved.header.Get("ETag")).want(201)

		mei, ada := w.enrol("13800138000"), w.enrol("13800138001")
		w.ask("POST", "/v1/members/"+mei+"/plan", doc{"plan_id": id, "source": "till", "number": "1"}).want(201).has("program_version", 2)
		w.ask("POST", "/v1/program/compare", doc{}).want(200).has("kept", []any{})
		document, tag = w.draftDocument()
		document["benefits"] = benefits
		saved = w.ask("PUT", "/v1/program/draft", document).with("If-Match", tag).want(200).has("mistakes", []any{})
		kept := w.ask("POST", "/v1/program/compare", doc{}).want(200).has("kept.0.code", "off", "kept.0.name.zh", "会员九折", "kept.0.plan_code", "year",
			"kept.0.memberships", 1, "kept.0.gives.zh", "9 折")
		if kept.at("kept.1") != nil || kept.at("kept.0.until") == nil {
			w.Errorf("kept: %s", kept.text)
		}
		w.ask("POST", "/v1/program/draft/publish", doc{"note": doc{"en": "y"}}).with("If-Match", saved.header.Get("ETag")).want(201)

		w.ask("POST", "/v1/members/"+ada+"/plan", doc{"plan_id": id, "source": "till", "number": "2"}).want(201).has("program_version", 3)
		order := func(of string) doc {
			return doc{"member_id": of, "lines": []doc{{"sku": "tea", "name": "Tea", "quantity": 1, "unit_price_minor": 10000}}}
		}
		quote := w.ask("POST", "/v1/quotes", order(mei)).with("Accept-Language", "zh").want(200).has("payable_minor", 9000, "lines.0.adjustments.0.source", "plan", "lines.0.adjustments.0.ref", "off",
			"trace.0.text", "会员九折（付费会员开通时的条款）：¥100 享 9 折，优惠 ¥10。")
		w.ask("POST", "/v1/quotes", order(ada)).want(200).has("payable_minor", 10000)
		w.ask("GET", "/v1/members/"+mei+"/benefits", nil).want(200).has("benefits.0.code", "off", "benefits.0.sold", true)
		w.ask("GET", "/v1/members/"+ada+"/benefits", nil).want(200).has("benefits", []any{})
		sale := order(mei)
		sale["source"], sale["number"], sale["expect_payable_minor"] = "till", "A-1", quote.at("payable_minor")
		made := w.ask("POST", "/v1/orders", sale).want(201).has("payable_minor", 9000)
		w.ask("POST", "/v1/orders/"+made.str("id")+"/refunds", doc{"number": "R-1"}).want(201).has("amount_minor", 9000)
	})
}

// A plan is paid with stored value by who proves to be there; what is not used of it goes back into it.
func TestPlanPaidWithStoredValueAtTheTill(t *testing.T) {
	each(t, func(w *world) {
		body := planBody(36500)
		body["code"] = "year"
		id, mei := w.ask("POST", "/v1/plans", body).want(201).str("id"), w.enrol("13800138000")
		w.ask("POST", "/v1/members/"+mei+"/recharges", doc{"amount_minor": 30000, "source": "till", "number": "V-1"}).want(201)
		path := "/v1/members/" + mei + "/plan"
		sale := doc{"plan_id": id, "source": "till", "number": "P-1", "balance_minor": 30000, "payments": []doc{{"kind": "cash", "amount_minor": 6500}}}
		till := "Bearer " + w.makeKey("holdings:sell", "members:read")
		w.ask("POST", path, sale).with("Authorization", till).refused(403, "proof_required")
		sale["proof"] = doc{"kind": "pin", "value": "0000"}
		w.ask("POST", path, sale).with("Authorization", till).want(403)
		sale["proof"] = doc{"kind": "member_code", "value": w.ask("GET", "/v1/members/"+mei+"/code", nil).want(200).str("code")}
		made := w.ask("POST", path, sale).with("Authorization", till).want(201).has("principal_minor", 30000, "bonus_minor", 0, "payments.0.amount_minor", 6500, "payments.1", nil)
		w.ask("POST", path, sale).with("Authorization", till).want(200).has("id", made.str("id"))
		w.ask("GET", "/v1/members/"+mei, nil).want(200).has("balance.principal_minor", 0)
		w.ask("GET", "/v1/plan-report", nil).want(200).has("data.0.revenue_minor", 36500, "data.0.value_minor", 30000)
		sale["number"], sale["balance_minor"] = "P-2", 36501
		delete(sale, "proof")
		w.ask("POST", path, sale).refused(422, "balance_above_price")
		sale["balance_minor"] = 1
		w.ask("POST", path, sale).refused(422, "payments_mismatch")
		sale["payments"] = []doc{{"kind": "cash", "amount_minor": 36499}}
		w.ask("POST", path, sale).refused(422, "balance_short")
		w.ask("DELETE", path, doc{"reason": "moves"}).want(200).has("refund_minor", 36500, "refunded_value_minor", 30000, "refunded.0.amount_minor", 6500, "refunded.1", nil)
		w.ask("GET", "/v1/members/"+mei, nil).want(200).has("balance.principal_minor", 30000)
	})
}

// A gift whose budget is at its end does not keep a plan or stored value from being sold: the sale says why there was none.
func TestGiftsOfSalesAndTheirBudgets(t *testing.T) {
	each(t, func(w *world) {
		budget := w.ask("POST", "/v1/budgets", doc{"name": "Gifts", "unit": "points", "total": 10, "period": "ever"}).want(201).str("id")
		body := planBody(36500)
		body["code"], body["budget_ids"] = "year", []string{"bud_0000000000001"}
		w.ask("POST", "/v1/plans", body).refused(404, "budget_not_found")
		body["budget_ids"] = []string{budget}
		id, mei := w.ask("POST", "/v1/plans", body).want(201).has("budget_ids.0", budget).str("id"), w.enrol("13800138000")
		w.ask("POST", "/v1/members/"+mei+"/plan", doc{"plan_id": id, "source": "till", "number": "1"}).with("Accept-Language", "zh").want(201).
			has("gift_refused.zh", "预算“Gifts”本期剩余 10，需要 100。")
		w.ask("GET", "/v1/members/"+mei, nil).want(200).has("points.available", 0)
		offer := w.ask("POST", "/v1/recharge-offers", doc{
			"name": doc{"en": "R"}, "amount_minor": 10000, "bonus_minor": 0, "on_sale": true, "gift": []doc{{"kind": "points", "amount": 50}}, "budget_ids": []string{budget},
		}).want(201).has("budget_ids.0", budget).str("id")
		made := w.ask("POST", "/v1/members/"+mei+"/recharges", doc{"offer_id": offer, "source": "till", "number": "V-1"}).want(201)
		if made.str("gift_refused") == "" {
			w.Errorf("nothing is said of the gift: %s", made.text)
		}
	})
}

// A times card is paid so, too.
func TestTimesCardPaidWithStoredValue(t *testing.T) {
	each(t, func(w *world) {
		mei := w.enrol("13800138000")
		id := w.ask("POST", "/v1/times-cards", doc{"code": "wash", "name": doc{"en": "Washes"}, "price_minor": 9000, "uses": 3, "list_minor": 4000, "gives": "service", "days": 365, "service": "Wash"}).want(201).str("id")
		w.ask("POST", "/v1/members/"+mei+"/recharges", doc{"amount_minor": 10000, "source": "till", "number": "V-1"}).want(201)
		path := "/v1/members/" + mei + "/times-cards"
		sale := doc{"card_id": id, "source": "till", "number": "K-1", "balance_minor": 6000, "payments": []doc{{"kind": "cash", "amount_minor": 3000}}}
		till := "Bearer " + w.makeKey("holdings:sell", "members:read")
		w.ask("POST", path, sale).with("Authorization", till).refused(403, "proof_required")
		sale["proof"] = doc{"kind": "member_code", "value": w.ask("GET", "/v1/members/"+mei+"/code", nil).want(200).str("code")}
		made := w.ask("POST", path, sale).with("Authorization", till).want(201).has("paid_minor", 9000, "value_minor", 6000, "payments.0.amount_minor", 3000)
		w.ask("POST", path, sale).with("Authorization", till).want(200).has("id", made.str("id"))
		w.ask("GET", "/v1/members/"+mei, nil).want(200).has("balance.principal_minor", 4000)
		back := "/v1/times-card-sales/" + made.str("id") + "/refund"
		w.ask("POST", back+"?dry_run=true", doc{"number": "R", "reason": "member"}).want(200).has("refunded_minor", 9000, "value_back_minor", 6000)
		w.ask("GET", "/v1/members/"+mei, nil).want(200).has("balance.principal_minor", 4000)
		w.ask("POST", back, doc{"number": "R", "reason": "member"}).want(200).has("refunded_minor", 9000, "value_back_minor", 6000)
		w.ask("GET", "/v1/members/"+mei, nil).want(200).has("balance.principal_minor", 10000)
		sale["number"], sale["balance_minor"] = "K-2", 9001
		w.ask("POST", path, sale).refused(422, "balance_above_price")
	})
}
