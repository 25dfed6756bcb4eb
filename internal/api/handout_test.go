package api_test

import (
	"strings"
	"testing"
)

func TestPackCodes(t *testing.T) {
	each(t, func(w *world) {
		p := w.ask("POST", "/v1/packs", doc{"name": "Welcome", "rewards": []doc{{"kind": "points", "amount": 100}}}).want(201).str("id")
		path := "/v1/packs/" + p + "/codes"
		w.ask("POST", path, doc{"codes": 1}).want(422).has("errors.0.field", "note")
		w.ask("POST", path, doc{"note": "x", "codes": 100_001}).want(422).has("errors.0.field", "codes")
		w.ask("POST", path, doc{"note": "x", "codes": 1, "until": "2020-01-01"}).refused(422, "pack_code_span").has("errors.0.field", "until")
		w.ask("POST", path, doc{"note": "x", "codes": 1, "until": "soon"}).want(422).has("errors.0.field", "until")
		w.ask("POST", "/v1/packs/pck_0000000000001/codes", doc{"note": "x", "codes": 1}).refused(404, "pack_not_found")
		w.ask("POST", path, doc{"note": "x", "codes": 1, "budget_ids": []string{"bud_0000000000001"}}).refused(404, "budget_not_found")
		body := doc{"note": "Leaflet", "codes": 3, "per_member": 2, "until": "2099-12-31"}
		made := w.ask("POST", path, body).with("Idempotency-Key", "k").want(201).has("codes", 3, "uses", 1, "state", "open", "claims", 0)
		id := made.str("id")
		w.ask("POST", path, body).with("Idempotency-Key", "k").want(200).has("id", id)
		one := "/v1/pack-handouts/" + id
		page := w.ask("GET", one+"/codes?limit=2", nil).want(200).has("data.0.state", "open", "data.1.uses", 1)
		code, other := page.str("data.0.code"), page.str("data.1.code")
		last := w.ask("GET", one+"/codes?limit=2&after="+page.str("next"), nil).want(200).has("next", nil).str("data.0.code")
		mei := w.enrol("13800138000")
		w.happened(w.events()...)
		claim := func(code string) *ask {
			return w.ask("POST", "/v1/pack-codes/claim", doc{"member_id": mei, "code": code})
		}
		given := claim(strings.ToLower(code)).with("Idempotency-Key", "c").want(201).has("rewards.0.amount", 100, "rewards.0.from_pack", p, "reason", "Leaflet")
		w.happened("reward.granted")
		claim(strings.ToLower(code)).with("Idempotency-Key", "c").want(200).has("id", given.str("id"))
		claim(code).refused(422, "pack_code_used").has("errors.0.field", "code")
		claim("P123").refused(404, "pack_code_not_found")
		w.ask("GET", "/v1/pack-codes/"+code, nil).want(200).has("state", "used", "claims", 1, "handout_id", id, "pack_id", p)
		w.ask("POST", "/v1/pack-codes/"+other+"/void", doc{"reason": "lost"}).want(200).has("state", "void")
		w.ask("POST", "/v1/pack-codes/"+other+"/void", doc{"reason": "lost"}).refused(422, "pack_code_void")
		claim(other).refused(422, "pack_code_void")
		if file := w.ask("GET", one+"/codes.csv", nil).want(200).text; !strings.Contains(file, code+",1,used\r\n") || strings.Count(file, "\n") != 4 {
			w.Errorf("%q", file)
		}
		w.ask("GET", one, nil).want(200).has("claims", 1, "members", 1, "void", 1, "cost_minor", 100)
		w.ask("GET", "/v1/packs/"+p+"/handouts", nil).want(200).has("data.0.id", id, "data.0.claims", 1, "next", nil)
		w.ask("POST", one+"/close", doc{"reason": "leaked"}).want(200).has("state", "closed")
		w.ask("POST", one+"/close", doc{"reason": "leaked"}).refused(422, "pack_code_closed")
		claim(last).refused(422, "pack_code_closed")
		w.found("other")
		w.ask("GET", one, nil).refused(404, "handout_not_found")
		w.ask("GET", one+"/codes", nil).refused(404, "handout_not_found")
		w.ask("GET", one+"/codes.csv", nil).refused(404, "handout_not_found")
		w.ask("POST", one+"/close", doc{"reason": "x"}).refused(404, "handout_not_found")
		w.ask("GET", "/v1/packs/"+p+"/handouts", nil).refused(404, "pack_not_found")
		w.ask("GET", "/v1/pack-codes/"+code, nil).refused(404, "pack_code_not_found")
		w.ask("POST", "/v1/pack-codes/"+code+"/void", doc{"reason": "x"}).refused(404, "pack_code_not_found")
	})
}

// Whoever makes codes gives what they are good for: above the own limits a second person has to agree.
func TestPackCodesNeedASecondPerson(t *testing.T) {
	each(t, func(w *world) {
		owner := w.signIn("owner@acme.example", "")
		p := w.ask("POST", "/v1/packs", doc{"name": "Dear", "rewards": []doc{{"kind": "bonus", "amount": 10_000}}}).want(201).str("id")
		asked := w.ask("POST", "/v1/packs/"+p+"/codes", doc{"note": "x", "codes": 2, "uses": 100}).want(202).str("approval_id")
		w.ask("GET", "/v1/packs/"+p+"/handouts", nil).want(200).has("data", []any{})
		w.ask("POST", "/v1/approvals/"+asked+"/approve", nil).by(owner).want(200).has("state", "approved")
		w.ask("GET", "/v1/packs/"+p+"/handouts", nil).want(200).has("data.0.uses", 100)
	})
}
