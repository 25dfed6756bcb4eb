package api_test

import "testing"

// Everybody in an audience is given something by a job: it says how far it is, and can be stopped and gone on with.
func TestRewardsToAnAudience(t *testing.T) {
	each(t, func(w *world) {
		points := []doc{{"kind": "points", "amount": 10}}
		everybody := doc{"audience": doc{}, "rewards": points, "reason": "spring"}
		w.ask("POST", "/v1/rewards", everybody).refused(422, "audience_empty").has("errors.0.field", "audience")
		mei := w.enrol("13800138000")
		w.enrol("13800138001")
		w.ask("POST", "/v1/rewards/cost", doc{"rewards": points, "audience": doc{}}).want(200).has("members", 2, "each_minor", 10, "cost_minor", 20, "needs_second", false)
		w.ask("POST", "/v1/rewards/cost", doc{"rewards": points, "audience": doc{"condition": "order_count > 0"}}).want(200).has("members", 0)
		w.ask("POST", "/v1/rewards", doc{"audience": doc{"condition": "order_count >"}, "rewards": points, "reason": "x"}).want(422)
		w.ask("POST", "/v1/rewards", doc{"audience": doc{"segment_id": "seg_0000000000001"}, "rewards": points, "reason": "x"}).refused(404, "segment_not_found")
		w.ask("POST", "/v1/rewards", doc{"audience": doc{}, "member_id": mei, "rewards": points, "reason": "x"}).refused(422, "required")
		made := w.ask("POST", "/v1/rewards", everybody).with("Idempotency-Key", "m").want(201).has("batch.state", "running", "batch.asked", 2, "batch.seen", 0)
		id := made.str("batch.id")
		w.ask("POST", "/v1/rewards", everybody).with("Idempotency-Key", "m").want(200).has("batch.id", id)
		path := "/v1/reward-batches/" + id
		w.ask("POST", path+"/revoke", nil).refused(422, "reward_batch_running")
		w.ask("POST", path+"/resume", nil).refused(422, "reward_batch_not_stopped")
		w.ask("POST", path+"/cancel", nil).want(200).has("state", "stopped", "given", 0)
		w.ask("POST", path+"/cancel", nil).want(409)
		w.ask("POST", path+"/resume", nil).want(200).has("state", "running")
		w.ask("GET", path, nil).want(200).has("state", "running", "audience.condition", nil)
		w.found("other")
		w.ask("POST", path+"/cancel", nil).refused(404, "reward_batch_not_found")
		w.ask("POST", path+"/resume", nil).refused(404, "reward_batch_not_found")
	})
}

// Whom an audience means is counted before: more than one may give to alone waits.
func TestRewardsToAnAudienceNeedASecondPerson(t *testing.T) {
	each(t, func(w *world) {
		owner := w.signIn("owner@acme.example", "")
		w.enrol("13800138000")
		body := doc{"audience": doc{}, "rewards": []doc{{"kind": "bonus", "amount": 1_000_000}}, "reason": "dear"}
		asked := w.ask("POST", "/v1/rewards", body).want(202).str("approval_id")
		w.ask("GET", "/v1/reward-batches", nil).want(200).has("data", []any{})
		w.ask("POST", "/v1/approvals/"+asked+"/approve", nil).by(owner).want(200).has("state", "approved")
		w.ask("GET", "/v1/reward-batches", nil).want(200).has("data.0.state", "running", "data.0.asked", 1)
	})
}
