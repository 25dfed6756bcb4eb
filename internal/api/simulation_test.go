package api_test

import (
	"testing"
	"time"

	"regulars/internal/store/storetest"
)

func TestSimulation(t *testing.T) {
	each(t, func(w *world) {
		ada := w.ask("POST", "/v1/members", doc{"name": "王小雅", "phone": "13800138000"}).want(201).str("id")
		line := doc{"sku": "A", "quantity": 1, "unit_price_minor": 40_000}
		w.ask("POST", "/v1/orders", doc{"source": "till", "number": "1", "member_id": ada, "lines": []doc{line}}).want(201)
		storetest.Clock(w.db).Add(time.Minute)
		s := w.ask("GET", "/v1/settings", nil).want(200)
		s.doc["program_needs_simulation"] = true
		w.ask("PUT", "/v1/settings", s.doc).with("If-Match", s.header.Get("ETag")).want(200).has("program_needs_simulation", true)

		w.ask("GET", "/v1/program/ready", nil).want(200).has("data.0.code", "retail", "data.5.code", "phone")
		w.ask("GET", "/v1/program/ready/hotel", nil).want(200).has("code", "hotel", "document.tiers.3.code", "platinum")
		w.ask("GET", "/v1/program/ready/bank", nil).refused(404, "not_found")
		w.ask("POST", "/v1/program/draft/start", doc{"code": "retail"}).refused(428, "if_match_required")
		w.ask("POST", "/v1/program/draft/start", doc{"code": "bank"}).with("If-Match", `"1"`).want(422)
		w.ask("POST", "/v1/program/draft/start", doc{"code": "retail"}).with("If-Match", `"1"`).want(200).has("version", 2, "mistakes", []any{})
		note := doc{"note": doc{"en": "New terms."}}
		w.ask("POST", "/v1/program/draft/publish", note).with("If-Match", `"2"`).refused(422, "simulation_needed")

		w.ask("POST", "/v1/program/draft/simulate", doc{"from": "2030-01-01"}).refused(422, "simulation_window")
		w.ask("POST", "/v1/program/draft/simulate", doc{"program": doc{"nom": 1}}).want(422)
		made := w.ask("POST", "/v1/program/draft/simulate", nil).want(201).has("state", "waiting", "program", "draft", "is_draft", true, "report", nil)
		id := made.str("id")
		w.ask("POST", "/v1/program/draft/simulate", doc{}).refused(409, "simulation_running")
		w.work()
		done := w.ask("GET", "/v1/simulations/"+id, nil).want(200).has("state", "done", "report.orders", 1, "was.points_given", 400, "would.points_given", 400, "report.gaining", 0)
		if done.at("report.moves.0") == nil || done.at("report.tiers.0.name.zh") == nil {
			w.Errorf("%s", done.text)
		}
		w.ask("GET", "/v1/simulations", nil).want(200).has("data.0.id", id, "data.0.would.orders", nil, "next", nil)
		w.ask("POST", "/v1/simulations/"+id+"/cancel", nil).refused(409, "job_finished")
		w.ask("GET", "/v1/simulations/sim_0000000000001", nil).refused(404, "simulation_not_found")

		other := w.ask("POST", "/v1/program/draft/simulate", doc{"program": 1, "from": "2025-01-01", "until": "2026-06-30", "reprice": true}).want(201).has("program", "version", "number", 1, "is_draft", false)
		w.ask("POST", "/v1/simulations/"+other.str("id")+"/cancel", nil).want(200).has("state", "cancelled")

		w.ask("POST", "/v1/program/draft/publish", note).with("If-Match", `"2"`).want(201).has("number", 2)
		w.ask("GET", "/v1/program/design", nil).want(200).has("members", 1, "shape", "too_few", "top.buyers", 1, "benefits.0.code", "silver_discount", "rules.0.points", 400)
		remark := doc{"quarter": "2026-2", "kind": "quota", "benefit": "alterations", "rating": 2, "reason": "Nobody knows of it."}
		w.ask("PUT", "/v1/benefits/remarks", remark).want(204)
		w.ask("GET", "/v1/benefits/remarks?quarter=2026-2", nil).want(200).has("data.0.benefit", "alterations", "data.0.rating", 2, "data.1", nil)
		w.ask("GET", "/v1/benefits/remarks?quarter=2026", nil).refused(422, "quarter_form")
		remark["rating"] = 9
		w.ask("PUT", "/v1/benefits/remarks", remark).want(422)
		w.ask("GET", "/v1/program/design?from=2026-01-01&until=2020-01-01", nil).want(422)
	})
}

// Who gains most is named as the caller may see names.
func TestSimulationNames(t *testing.T) {
	each(t, func(w *world) {
		ada := w.ask("POST", "/v1/members", doc{"name": "王小雅", "phone": "13800138000"}).want(201).str("id")
		line := doc{"sku": "A", "quantity": 1, "unit_price_minor": 40_000}
		w.ask("POST", "/v1/orders", doc{"source": "till", "number": "1", "member_id": ada, "lines": []doc{line}}).want(201)
		storetest.Clock(w.db).Add(time.Minute)
		document := w.ask("GET", "/v1/program/draft", nil).want(200).at("document").(doc)
		document["earning"].([]any)[0].(doc)["points"] = 3
		id := w.ask("POST", "/v1/program/draft/simulate", doc{"program": document}).want(201).has("program", "document").str("id")
		w.work()
		w.ask("GET", "/v1/simulations/"+id, nil).want(200).has("winners.0.member_id", ada, "winners.0.name", "王小雅", "winners.0.delta_points", 800, "losers", []any{})
		key := w.ask("POST", "/v1/keys", doc{"name": "reader", "scopes": []string{"program:read", "members:read"}}).want(201).str("key")
		w.ask("GET", "/v1/simulations/"+id, nil).with("Authorization", "Bearer "+key).want(200).has("winners.0.name", "王**")
		key = w.ask("POST", "/v1/keys", doc{"name": "sums", "scopes": []string{"program:read"}}).want(201).str("key")
		w.ask("GET", "/v1/simulations/"+id, nil).with("Authorization", "Bearer "+key).want(200).has("winners.0.name", nil)
		w.ask("POST", "/v1/program/draft/simulate", nil).with("Authorization", "Bearer "+key).refused(403, "forbidden")
	})
}
