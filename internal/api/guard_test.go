package api_test

import (
	"testing"
)

// The limit of an override cannot be stepped over by a PIN that staff set, nor by letting a friend use a card, nor bit by bit.
func TestNoWayRoundTheProof(t *testing.T) {
	each(t, func(w *world) {
		mei, friend := w.enrol("13800138000"), w.enrol("13800138001")
		support, cashier := w.hire("sue", "support"), w.hire("cai", "cashier")
		w.ask("POST", "/v1/rewards", doc{"member_id": mei, "rewards": []doc{{"kind": "points", "amount": 100_000}}, "reason": "a gift"}).with("Idempotency-Key", "x").send()
		for _, a := range w.ask("GET", "/v1/approvals?state=waiting", nil).want(200).doc["data"].([]any) {
			w.ask("POST", "/v1/approvals/"+a.(doc)["id"].(string)+"/approve", nil).by(w.signIn("owner@acme.example", "")).want(200)
		}
		override := doc{"kind": "override", "reason": "phone is empty"}
		n := 0
		buy := func(by string, points int, proof any) *ask {
			n++
			body := doc{"member_id": mei, "channel": "pos", "source": "till", "number": string(rune('a' + n)), "points": points,
				"lines": []doc{{"sku": "TEA", "quantity": 1, "unit_price_minor": 200_000}}}
			if proof != nil {
				body["proof"] = proof
			}
			return w.ask("POST", "/v1/orders", body).by(by)
		}
		buy(support, 50_000, override).refused(403, "override_limit")
		w.ask("PUT", "/v1/members/"+mei+"/pin", doc{"pin": "280531", "proof": override}).by(support).want(200).has("pin_proven", false)
		pin := doc{"kind": "pin", "value": "280531"}
		buy(support, 50_000, pin).refused(403, "pin_limit")
		w.ask("PUT", "/v1/members/"+mei+"/pin", doc{"pin": "390642", "proof": pin}).by(support).want(200).has("pin_proven", false)
		buy(cashier, 50_000, doc{"kind": "pin", "value": "390642"}).refused(403, "pin_limit")
		buy(support, 1500, override).want(201)
		buy(support, 1000, override).refused(403, "override_limit")
		code := w.ask("GET", "/v1/members/"+mei+"/code", nil).want(200).str("code")
		w.ask("PUT", "/v1/members/"+mei+"/pin", doc{"pin": "280531", "proof": doc{"kind": "member_code", "value": code}}).by(cashier).want(200).has("pin_proven", true)
		buy(cashier, 50_000, pin).want(201)

		card := w.ask("POST", "/v1/times-cards", doc{"code": "five", "name": doc{"en": "Five"}, "uses": 5, "price_minor": 50_000, "gives": "service", "service": "Cut", "shared": true}).want(201).str("id")
		etl := w.ask("POST", "/v1/members/"+mei+"/times-cards", doc{"card_id": card, "source": "till", "number": "1", "payments": []doc{{"kind": "cash", "amount_minor": 50_000}}}).want(201).str("entitlement_id")
		share := "/v1/entitlements/" + etl + "/sharers"
		w.ask("PUT", share, doc{"members": []string{friend}}).by(cashier).refused(403, "proof_required")
		w.ask("PUT", share, doc{"members": []string{friend}, "proof": override}).by(cashier).refused(403, "override_not_allowed")
		w.ask("PUT", share, doc{"members": []string{friend}, "proof": override}).by(support).refused(403, "override_limit")
		w.ask("PUT", share, doc{"members": []string{friend}, "proof": pin}).by(cashier).want(200).has("shared_with.0", friend)
	})
}

// What may leave without a proof is a sum of the day, whatever it is cut into.
func TestFreeSpendingIsASumOfTheDay(t *testing.T) {
	each(t, func(w *world) {
		mei := w.enrol("13800138000")
		cashier := w.hire("cai", "cashier")
		s := w.ask("GET", "/v1/settings", nil).want(200)
		s.doc["proof_above_points"] = 100
		w.ask("PUT", "/v1/settings", s.doc).with("If-Match", s.header.Get("ETag")).want(200)
		w.ask("POST", "/v1/members/"+mei+"/adjustments", doc{"asset": "points", "amount": 1000, "reason": "a gift"}).want(201)
		order := func(number string) *ask {
			return w.ask("POST", "/v1/orders", doc{"phone": "13800138000", "channel": "pos", "source": "till", "number": number, "points": 100,
				"lines": []doc{{"sku": "TEA", "quantity": 1, "unit_price_minor": 10_000}}}).by(cashier)
		}
		order("1").want(201)
		order("1").want(200)
		order("2").refused(403, "proof_required")
		w.ask("POST", "/v1/quotes", doc{"phone": "13800138000", "channel": "pos", "points": 100, "lines": []doc{{"sku": "TEA", "quantity": 1, "unit_price_minor": 10_000}}}).
			by(cashier).refused(403, "proof_required")
	})
}

// waits says that the call waits for a second person.
func (a *ask) waits() { a.w.Helper(); a.want(202).has("status", nil) }

// What somebody gives alone is limited at every door: bare, in a pack, by kinds whose cost nobody has said, by coupons, codes, and a tier by hand.
func TestGivingAloneIsLimitedAtEveryDoor(t *testing.T) {
	each(t, func(w *world) {
		mei := w.enrol("13800138000")
		support := w.hire("sue", "support")
		template := func(body doc) string {
			body["stock"], body["scope"], body["validity"], body["stacking"] = 10_000, doc{}, doc{"activates_after_days": 0, "days": 30}, doc{"mode": "always"}
			return w.ask("POST", "/v1/coupon-templates", body).want(201).str("id")
		}
		dear, half := template(doc{"name": "500 off", "kind": "amount_off", "amount_minor": 50_000}), template(doc{"name": "half", "kind": "percent_off", "percent_off": 50})
		pack := func(items ...doc) []doc {
			id := w.ask("POST", "/v1/packs", doc{"name": "pack", "rewards": items}).want(201).str("id")
			return []doc{{"kind": "pack", "pack_id": id}}
		}
		plan := w.ask("POST", "/v1/plans", doc{"code": "vip", "name": doc{"en": "Vip"}, "level": 1, "period": "year", "price_minor": 29_800, "on_sale": true}).want(201).str("id")
		give := func(rewards ...doc) *ask {
			return w.ask("POST", "/v1/rewards", doc{"member_id": mei, "rewards": rewards, "reason": "a gift"}).by(support)
		}
		give(doc{"kind": "points", "amount": 1001}).waits()
		give(pack(doc{"kind": "points", "amount": 150_000})...).waits()
		give(pack(doc{"kind": "growth", "amount": 1_000_000})...).waits()
		give(doc{"kind": "plan_days", "plan_id": plan, "days": 3650}).waits()
		give(doc{"kind": "coupon", "template_id": half, "quantity": 100}).waits()
		give(doc{"kind": "tier_days", "tier": "black", "days": 32}).waits()
		give(doc{"kind": "commission", "amount": 200_001}).waits()
		give(doc{"kind": "coupon", "template_id": dear, "quantity": 5}).waits()
		issue := "/v1/coupon-templates/" + dear + "/issue"
		friends := []string{}
		for i := range 20 {
			friends = append(friends, w.enrol("138001381"+string(rune('0'+i/10))+string(rune('0'+i%10))))
		}
		w.ask("POST", issue, doc{"member_ids": friends}).by(support).waits()
		w.ask("POST", issue, doc{"codes": 500}).by(support).waits()
		w.ask("POST", issue, doc{"codes": 5}).by(support).waits()
		tier := "/v1/members/" + mei + "/tier"
		w.ask("PUT", tier, doc{"code": "black", "until": "2126-01-01T00:00:00Z", "reason": "a friend"}).by(support).waits()
		w.ask("GET", "/v1/members/"+mei+"/grants", nil).want(200).has("data", []any{})
		give(doc{"kind": "points", "amount": 1000}, doc{"kind": "coupon", "template_id": dear}).want(201)
		b := w.ask("POST", "/v1/budgets", doc{"name": "five", "unit": "count", "total": 5, "period": "ever"}).want(201).str("id")
		w.ask("POST", issue, doc{"codes": 3, "budget_ids": []string{b}}).by(support).refused(422, "coupon_codes_budget")
	})
}

// The limits cannot be stepped over bit by bit, nor by giving the same to one after another; a second person's word is no part of the sum.
func TestLimitsOfGivingHoldADay(t *testing.T) {
	each(t, func(w *world) {
		mei, lan := w.enrol("13800138000"), w.enrol("13800138001")
		support, owner := w.hire("sue", "support"), w.signIn("owner@acme.example", "")
		s := w.ask("GET", "/v1/settings", nil).want(200)
		s.doc["alone_day_times"] = 3
		w.ask("PUT", "/v1/settings", s.doc).with("If-Match", s.header.Get("ETag")).want(200)
		adjust := func(id string, amount int) *ask {
			return w.ask("POST", "/v1/members/"+id+"/adjustments", doc{"asset": "points", "amount": amount, "reason": "sorry"}).by(support)
		}
		first := adjust(mei, 600).want(201).str("id")
		adjust(mei, 600).waits()
		adjust(mei, -600).waits()
		w.ask("POST", "/v1/rewards", doc{"member_id": mei, "rewards": []doc{{"kind": "growth", "amount": 600}}, "reason": "sorry"}).by(support).waits()
		adjust(mei, 400).want(201)
		w.ask("POST", "/v1/grants/"+first+"/revoke", nil).by(support).want(200)
		adjust(mei, 600).waits()
		adjust(lan, 1000).want(201)
		adjust(w.enrol("13800138002"), 1000).want(201)
		adjust(w.enrol("13800138003"), 1).waits()
		waiting := w.ask("GET", "/v1/approvals?state=waiting", nil).by(owner).want(200).doc["data"].([]any)
		w.ask("POST", "/v1/approvals/"+waiting[0].(doc)["id"].(string)+"/approve", nil).by(owner).want(200).has("state", "approved")
	})
}

// A person pays back for a plan or a times card up to the merchant's limit; above it a second one agrees, and it is done as it was asked.
func TestPayingBackAloneIsLimited(t *testing.T) {
	each(t, func(w *world) {
		mei := w.enrol("13800138000")
		cashier, owner := w.hire("cai", "cashier"), w.signIn("owner@acme.example", "")
		approve := func() {
			waiting := w.ask("GET", "/v1/approvals?state=waiting", nil).by(owner).want(200).str("data.0.id")
			w.ask("POST", "/v1/approvals/"+waiting+"/approve", nil).by(owner).want(200).has("state", "approved")
		}
		paid := func(minor int) []doc { return []doc{{"kind": "cash", "amount_minor": minor}} }
		plan := w.ask("POST", "/v1/plans", doc{"code": "vip", "name": doc{"en": "Vip"}, "level": 1, "period": "year", "price_minor": 29_800, "cooling_days": 7, "on_sale": true}).want(201).str("id")
		path := "/v1/members/" + mei + "/plan"
		w.ask("POST", path, doc{"plan_id": plan, "source": "till", "number": "1", "payments": paid(29_800)}).by(cashier).want(201)
		w.ask("DELETE", path, doc{"reason": "sorry"}).by(cashier).waits()
		w.ask("GET", path, nil).want(200).has("data.0.state", "active")
		approve()
		w.ask("GET", path, nil).want(200).has("data.0.state", "cancelled", "data.0.refund_minor", 29_800)

		card := w.ask("POST", "/v1/times-cards", doc{"code": "five", "name": doc{"en": "Five"}, "uses": 5, "price_minor": 50_000, "gives": "service", "service": "Cut"}).want(201).str("id")
		sell := func(number string) string {
			sold := w.ask("POST", "/v1/members/"+mei+"/times-cards", doc{"card_id": card, "source": "till", "number": number, "payments": paid(50_000)}).by(cashier).want(201)
			return "/v1/times-card-sales/" + sold.str("id") + "/refund"
		}
		refund, back := sell("1"), doc{"number": "r1", "reason": "member"}
		w.ask("POST", refund+"?dry_run=true", back).by(cashier).want(200).has("refunded_minor", 50_000)
		w.ask("POST", refund, back).by(cashier).with("Idempotency-Key", "k").waits()
		w.ask("POST", refund, back).by(cashier).with("Idempotency-Key", "k").waits()
		approve()
		w.ask("POST", refund, back).by(cashier).want(200).has("refunded_minor", 50_000)
		s := w.ask("GET", "/v1/settings", nil).want(200)
		s.doc["pay_back_minor"] = 50_000
		w.ask("PUT", "/v1/settings", s.doc).with("If-Match", s.header.Get("ETag")).want(200).has("pay_back_minor", 50_000)
		w.ask("POST", sell("2"), back).by(cashier).want(200).has("refunded", true)
	})
}
