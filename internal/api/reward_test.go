package api_test

import "testing"

func TestPacks(t *testing.T) {
	each(t, func(w *world) {
		w.ask("POST", "/v1/packs", doc{"name": "Welcome", "rewards": []doc{}}).want(422)
		w.ask("POST", "/v1/packs", doc{"name": "Welcome", "rewards": []doc{{"kind": "points"}}}).refused(422, "out_of_range").has("errors.0.field", "rewards[0].amount")
		w.ask("POST", "/v1/packs", doc{"name": "Welcome", "rewards": []doc{{"kind": "tag", "tag": "new", "days": 3}}}).refused(422, "reward_field_foreign").has("errors.0.field", "rewards[0].days")
		w.ask("POST", "/v1/packs", doc{"name": "Welcome", "rewards": []doc{{"kind": "coupon", "template_id": "cpt_0000000000001"}}}).
			refused(422, "reward_names_nothing").has("errors.0.field", "rewards[0].template_id")
		body := doc{"name": "Welcome", "summary": "For new members", "rewards": []doc{{"kind": "points", "amount": 100}, {"kind": "tag", "tag": "new"}}}
		made := w.ask("POST", "/v1/packs", body).with("Idempotency-Key", "k1").want(201).has("name", "Welcome", "version", 1, "given", 0, "rewards.0.amount", 100)
		w.ask("POST", "/v1/packs", body).with("Idempotency-Key", "k1").want(200).has("id", made.str("id"))
		path := "/v1/packs/" + made.str("id")
		w.ask("POST", "/v1/packs", doc{"name": "Two", "rewards": []doc{{"kind": "pack", "pack_id": made.str("id")}}}).refused(422, "pack_in_pack")
		mei := w.enrol("13800138000")
		w.happened(w.events()...)
		given := w.ask("POST", "/v1/rewards", doc{"member_id": mei, "rewards": []doc{{"kind": "pack", "pack_id": made.str("id")}}, "reason": "hello"}).want(201).
			has("grant.rewards.0.from_pack", made.str("id"), "grant.rewards.1.tag", "new", "grant.cost_minor", 100)
		w.happened("reward.granted", "member.changed")
		w.ask("GET", path, nil).want(200).has("given", 1)
		body["closed"] = true
		w.ask("PUT", path, body).with("If-Match", `"1"`).want(200).has("closed", true, "version", 2)
		w.ask("PUT", path, body).with("If-Match", `"1"`).refused(412, "pack_changed")
		w.ask("POST", "/v1/rewards", doc{"member_id": mei, "rewards": []doc{{"kind": "pack", "pack_id": made.str("id")}}, "reason": "hello"}).refused(422, "pack_closed")
		w.ask("POST", "/v1/grants/"+given.str("grant_id")+"/revoke", nil).want(200).has("state", "revoked", "rewards.0.taken_back", 100, "rewards.1.taken_back", 1)
		w.ask("GET", "/v1/packs", nil).want(200).has("data.0.given", 0, "next", nil)
		w.found("other")
		w.ask("GET", path, nil).refused(404, "pack_not_found")
		w.ask("PUT", path, body).with("If-Match", `"2"`).refused(404, "pack_not_found")
		w.ask("GET", "/v1/packs", nil).want(200).has("data", []any{})
	})
}

func TestBudgets(t *testing.T) {
	each(t, func(w *world) {
		w.ask("POST", "/v1/budgets", doc{"name": "Spring", "unit": "points", "period": "ever"}).refused(422, "budget_without_limit")
		w.ask("POST", "/v1/budgets", doc{"name": "Spring", "unit": "hours", "period": "ever"}).want(422).has("errors.0.field", "unit")
		body := doc{"name": "Spring", "unit": "points", "total": 500, "per_member": 300, "period": "month"}
		made := w.ask("POST", "/v1/budgets", body).want(201).has("used", 0, "left", 500, "version", 1, "closed", nil)
		id, path := made.str("id"), "/v1/budgets/"+made.str("id")
		mei, lan := w.enrol("13800138000"), w.enrol("13800138001")
		give := func(member string, n int) *ask {
			return w.ask("POST", "/v1/rewards", doc{"member_id": member, "rewards": []doc{{"kind": "points", "amount": n}}, "reason": "spring", "budget_id": id})
		}
		first := give(mei, 300).want(201)
		give(mei, 1).refused(422, "budget_member_spent")
		give(lan, 201).refused(422, "budget_spent")
		give(lan, 200).want(201)
		w.ask("GET", path, nil).want(200).has("used", 500, "left", 0, "grants", 2)
		page := w.ask("GET", path+"/charges?limit=1", nil).want(200).has("data.0.member_id", lan, "data.0.amount", 200)
		w.ask("GET", path+"/charges?limit=1&after="+page.str("next"), nil).want(200).has("data.0.grant_id", first.str("grant_id"))
		w.ask("POST", "/v1/grants/"+first.str("grant_id")+"/revoke", nil).want(200)
		w.ask("GET", path, nil).want(200).has("used", 200, "left", 300)
		w.ask("GET", path+"/charges", nil).want(200).has("data.1.returned", 300)
		body["total"], body["unit"] = 100, "money"
		w.ask("PUT", path, body).with("If-Match", `"1"`).refused(422, "budget_fixed")
		body["unit"] = "points"
		w.ask("PUT", path, body).with("If-Match", `"1"`).want(200).has("total", 100, "left", 0)
		w.ask("PUT", path, body).with("If-Match", `"1"`).refused(412, "budget_changed")
		w.ask("GET", "/v1/budgets", nil).want(200).has("data.0.id", id)
		w.ask("POST", "/v1/rewards", doc{"member_id": mei, "rewards": []doc{{"kind": "growth", "amount": 1}}, "reason": "x", "budget_ids": []string{"bud_0000000000001"}}).refused(404, "budget_not_found")
		w.found("other")
		w.ask("GET", path, nil).refused(404, "budget_not_found")
		w.ask("GET", path+"/charges", nil).refused(404, "budget_not_found")
		w.ask("PUT", path, body).with("If-Match", `"2"`).refused(404, "budget_not_found")
		w.ask("GET", "/v1/budgets", nil).want(200).has("data", []any{})
	})
}

func TestRewards(t *testing.T) {
	each(t, func(w *world) {
		mei, lan := w.enrol("13800138000"), w.enrol("13800138001")
		points := func(n int) []doc { return []doc{{"kind": "points", "amount": n}} }
		w.ask("POST", "/v1/rewards/cost", doc{"rewards": append(points(500), doc{"kind": "bonus", "amount": 70_000}), "members": 3}).want(200).
			has("each_minor", 70_500, "cost_minor", 211_500, "needs_second", true)
		w.ask("POST", "/v1/rewards/cost", doc{"rewards": []doc{{"kind": "gift", "sku": "no"}}}).refused(422, "reward_names_nothing")
		w.ask("POST", "/v1/rewards", doc{"rewards": points(1), "reason": "x"}).refused(422, "required").has("errors.0.field", "member_id")
		w.ask("POST", "/v1/rewards", doc{"member_id": mei, "member_ids": []string{lan}, "rewards": points(1), "reason": "x"}).refused(422, "required")
		w.ask("POST", "/v1/rewards", doc{"member_id": "mem_0000000000001", "rewards": points(1), "reason": "x"}).refused(404, "member_not_found")
		w.ask("POST", "/v1/rewards", doc{"member_id": mei, "rewards": []doc{{"kind": "bonus", "amount": 500}, {"kind": "commission", "amount": 20}}, "reason": "x"}).want(201).
			has("grant.rewards.0.amount", 500, "grant.cost_minor", 520, "grant.asset", nil)
		gold := []doc{{"kind": "tier_days", "tier": "gold", "days": 30}}
		bought := w.ask("POST", "/v1/rewards", doc{"member_id": mei, "rewards": gold, "reason": "x"}).want(201).has("grant.rewards.0.tier", "gold", "grant.rewards.0.days", 30)
		w.ask("GET", "/v1/members/"+mei, nil).want(200).has("tier.code", "gold")
		w.ask("POST", "/v1/rewards", doc{"member_id": mei, "rewards": []doc{{"kind": "tier_days", "tier": "base", "days": 30}}, "reason": "x"}).
			refused(422, "reward_names_nothing").has("errors.0.field", "rewards[0].tier")
		w.ask("POST", "/v1/grants/"+bought.str("grant_id")+"/revoke", nil).want(200).has("rewards.0.taken_back", 30)
		w.ask("GET", "/v1/members/"+mei, nil).want(200).has("tier.code", "base")
		body := doc{"member_ids": []string{mei, lan, mei, "mem_0000000000001"}, "rewards": points(10), "reason": "spring"}
		mass := w.ask("POST", "/v1/rewards", body).with("Idempotency-Key", "m").want(201).
			has("batch.asked", 3, "batch.given", 2, "batch.refused.0.code", "member_not_found", "batch.cost_minor", 20)
		again := w.ask("POST", "/v1/rewards", body).with("Idempotency-Key", "m").want(200)
		id := mass.str("batch.id")
		again.has("batch.id", id, "batch.refused.0.member_id", "mem_0000000000001")
		w.ask("GET", "/v1/reward-batches", nil).want(200).has("data.0.id", id, "data.0.refused_count", 1, "data.0.refused", []any{}, "next", nil)
		w.ask("GET", "/v1/grants?kind=reward&limit=1", nil).want(200).has("data.0.root", "batch:"+id)
		one := w.ask("GET", "/v1/grants?kind=reward&state=given", nil).want(200).str("data.0.id")
		w.ask("GET", "/v1/grants/"+one, nil).want(200).has("amount", 10, "asset", "points")
		w.ask("POST", "/v1/reward-batches/"+id+"/revoke", nil).want(200).has("grants", 2, "points", 20, "unrecovered_minor", 0)
		w.ask("POST", "/v1/reward-batches/"+id+"/revoke", nil).refused(422, "grant_revoked")
		w.ask("GET", "/v1/reward-batches/"+id, nil).want(200).has("given", 2)
		w.found("other")
		w.ask("GET", "/v1/grants/"+one, nil).refused(404, "grant_not_found")
		w.ask("GET", "/v1/reward-batches/"+id, nil).refused(404, "reward_batch_not_found")
		w.ask("POST", "/v1/reward-batches/"+id+"/revoke", nil).refused(404, "reward_batch_not_found")
		w.ask("POST", "/v1/rewards", doc{"member_ids": []string{mei}, "rewards": points(10), "reason": "x"}).want(201).has("batch.given", 0, "batch.refused.0.code", "member_not_found")
		w.ask("GET", "/v1/grants", nil).want(200).has("data", []any{})
	})
}

// Above what the merchant lets go a second person decides, and what was asked is then done as it was sent.
func TestRewardsNeedASecondPerson(t *testing.T) {
	each(t, func(w *world) {
		mei, lan := w.enrol("13800138000"), w.enrol("13800138001")
		owner := w.signIn("owner@acme.example", "")
		b := w.ask("POST", "/v1/budgets", doc{"name": "All", "unit": "count", "total": 9, "period": "ever"}).want(201).str("id")
		for i, body := range []doc{
			{"member_id": mei, "rewards": []doc{{"kind": "points", "amount": 5_000}}, "reason": "a gift", "budget_id": b},
			{"member_ids": []string{mei, lan}, "rewards": []doc{{"kind": "bonus", "amount": 150_000}}, "reason": "a gift", "budget_id": b},
		} {
			asked := w.ask("POST", "/v1/rewards", body).with("Idempotency-Key", "big"+string(rune('a'+i))).want(202).str("approval_id")
			w.ask("GET", "/v1/budgets/"+b, nil).want(200).has("used", i)
			w.ask("POST", "/v1/approvals/"+asked+"/approve", nil).by(owner).want(200).has("state", "approved")
		}
		w.ask("GET", "/v1/budgets/"+b, nil).want(200).has("used", 3)
		w.ask("GET", "/v1/members/"+lan, nil).want(200).has("balance.bonus_minor", 150_000)
		w.ask("GET", "/v1/approvals?state=approved", nil).by(owner).want(200).has("data.0.operation", "reward.give")
	})
}
