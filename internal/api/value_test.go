package api_test

import "testing"

func TestRechargeOffersAndTerms(t *testing.T) {
	each(t, func(w *world) {
		body := doc{"name": doc{"zh": "充 500 送 60"}, "amount_minor": 50000, "bonus_minor": 6000, "bonus_days": 365, "on_sale": true, "from": "2026-13-01"}
		w.ask("POST", "/v1/recharge-offers", body).refused(422, "program_date").has("errors.0.field", "from")
		delete(body, "from")
		made := w.ask("POST", "/v1/recharge-offers", body).with("Idempotency-Key", "k").want(201).has("open", true, "bonus_minor", 6000, "version", 1)
		w.ask("POST", "/v1/recharge-offers", body).with("Idempotency-Key", "k").want(200).has("id", made.str("id"))
		path := "/v1/recharge-offers/" + made.str("id")
		body["on_sale"] = false
		w.ask("PUT", path, body).with("If-Match", `"1"`).want(200).has("open", false, "version", 2)
		w.ask("PUT", path, body).with("If-Match", `"1"`).refused(412, "recharge_changed")
		w.ask("GET", path, nil).want(200).has("amount_minor", 50000)
		w.ask("GET", "/v1/recharge-offers", nil).want(200).has("data.0.id", made.str("id"), "data.1", nil)

		terms := w.ask("GET", "/v1/recharge-terms", nil).want(200).has("limit_minor", 500000, "anonymous_limit_minor", 100000, "cooling_days", 7, "own_basis", "list", "alone_up_to_minor", 0, "version", 0)
		change := terms.doc
		delete(change, "version")
		delete(change, "told")
		change["alone_up_to_minor"] = 10000
		w.ask("PUT", "/v1/recharge-terms", change).with("If-Match", `"0"`).want(200).has("alone_up_to_minor", 10000, "version", 1)
		w.ask("PUT", "/v1/recharge-terms", change).with("If-Match", `"0"`).refused(412, "recharge_changed")
		change["text"], change["cooling_days"], change["own_basis"] = doc{}, 3, "ratio"
		w.ask("PUT", "/v1/recharge-terms", change).with("If-Match", `"1"`).want(200).has("text.zh", nil,
			"told.zh", "充值后 3 日内可无理由退款：未消费的全额退回本金，有消费的扣除已消费部分按实付比例（本金÷（本金＋赠送））折算的金额。之后因商家原因退款，同样按实付比例折算；因个人原因退款，已消费部分也按实付比例折算。赠送金额不可提现，退款原路退回。")
		w.found("other")
		w.ask("GET", path, nil).refused(404, "recharge_offer_not_found")
		w.ask("PUT", path, body).with("If-Match", `"2"`).refused(404, "recharge_offer_not_found")
		w.ask("GET", "/v1/recharge-terms", nil).want(200).has("version", 0)
		w.ask("GET", "/v1/recharge-offers", nil).want(200).has("data", []any{})
	})
}

func TestValueIsRechargedSpentAndPaidBack(t *testing.T) {
	each(t, func(w *world) {
		mei := w.enrol("13800138000")
		offer := w.ask("POST", "/v1/recharge-offers", doc{"name": doc{"zh": "充 500 送 60"}, "amount_minor": 50000, "bonus_minor": 6000, "on_sale": true}).want(201).str("id")
		w.happened(w.events()...)
		of := "/v1/members/" + mei
		body := doc{"offer_id": offer, "source": "till", "number": "R-1", "payments": []doc{{"kind": "alipay", "amount_minor": 50000}}}
		made := w.ask("POST", of+"/recharges", body).want(201).has("amount_minor", 50000, "bonus_minor", 6000, "offer", "充 500 送 60")
		w.happened("recharge.made")
		w.ask("POST", of+"/recharges", body).want(200).has("id", made.str("id"))
		body["offer_id"], body["amount_minor"] = "", 50000
		w.ask("POST", of+"/recharges", body).refused(409, "recharge_number_reused")
		w.ask("POST", of+"/recharges", doc{"amount_minor": 450001, "source": "till", "number": "R-2"}).refused(422, "recharge_card_limit")
		w.ask("GET", of, nil).want(200).has("balance.principal_minor", 50000, "balance.bonus_minor", 6000)

		order := w.ask("POST", "/v1/orders", doc{"source": "till", "number": "1", "member_id": mei, "balance_minor": 8000, "lines": []doc{{"sku": "A", "quantity": 1, "unit_price_minor": 8000}}}).want(201).str("id")
		w.happened(w.events()...)
		w.ask("GET", of+"/balance", nil).want(200).has("principal_minor", 48000, "bonus_minor", 0, "accounts.0.used_minor", 8000, "accounts.0.cooling", true, "for_merchant_minor", 50000-7142)
		w.ask("GET", of+"/balance/statement", nil).want(200).has("lines.0.kind", "earn", "lines.1.cause", "order:"+order, "closing.principal_minor", 48000, "cut", false)

		ask := doc{"amount_minor": 10000, "reason": "moves"}
		w.ask("POST", of+"/withdrawals", doc{"amount_minor": 99999, "reason": "moves"}).refused(422, "withdrawal_too_much")
		till := w.makeKey("holdings:sell", "members:read")
		w.ask("POST", of+"/withdrawals", ask).with("Authorization", "Bearer "+till).refused(403, "forbidden")
		waits := w.ask("POST", of+"/withdrawals", ask).want(202)
		if waits.str("approval_id") == "" {
			w.Error(waits.text)
		}
		w.ask("GET", of+"/withdrawals", nil).want(200).has("data", []any{})
		w.happened()
		terms := w.ask("GET", "/v1/recharge-terms", nil).want(200).doc
		delete(terms, "version")
		delete(terms, "told")
		terms["alone_up_to_minor"] = 100000
		w.ask("PUT", "/v1/recharge-terms", terms).with("If-Match", `"0"`).want(200)
		back := w.ask("POST", of+"/withdrawals", ask).with("Idempotency-Key", "w").want(201).has("amount_minor", 10000, "parts.0.back.0.kind", "alipay", "because", "member")
		w.happened("withdrawal.made")
		w.ask("POST", of+"/withdrawals", ask).with("Idempotency-Key", "w").want(200).has("id", back.str("id"))
		w.ask("GET", of+"/withdrawals", nil).want(200).has("data.0.id", back.str("id"), "data.1", nil)
		w.ask("GET", "/v1/withdrawals", nil).want(200).has("data.0.member.id", mei)
		w.ask("GET", "/v1/recharges", nil).want(200).has("data.0.withdrawn_minor", 10000, "data.0.member.id", mei)
		w.ask("GET", of+"/recharges", nil).want(200).has("data.0.id", made.str("id"), "data.1", nil)
		w.ask("GET", "/v1/recharges/"+made.str("id"), nil).want(200).has("withdrawn_minor", 10000)
		w.ask("GET", "/v1/recharge-report", nil).want(200).has("recharges", 1, "amount_minor", 50000, "withdrawn_minor", 10000, "spent.bonus_minor", 6000, "offers.0.name", "充 500 送 60")
		w.found("other")
		for _, path := range []string{"/recharges", "/withdrawals", "/balance", "/balance/statement"} {
			w.ask("GET", of+path, nil).refused(404, "member_not_found")
		}
		w.ask("POST", of+"/recharges", body).refused(404, "member_not_found")
		w.ask("POST", of+"/withdrawals", ask).refused(404, "member_not_found")
		w.ask("GET", "/v1/recharges/"+made.str("id"), nil).refused(404, "recharge_not_found")
		w.ask("GET", "/v1/recharges", nil).want(200).has("data", []any{})
		w.ask("GET", "/v1/withdrawals", nil).want(200).has("data", []any{})
		w.ask("GET", "/v1/recharge-report", nil).want(200).has("recharges", 0)
	})
}
