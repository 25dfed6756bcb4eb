package api_test

import (
	"strings"
	"sync"
	"testing"
)

// enrol makes a member with the phone and answers the id.
func (w *world) enrol(phone string) string {
	w.Helper()
	return w.ask("POST", "/v1/members", doc{"phone": phone, "name": "王小美"}).want(201).str("id")
}

func TestMembers(t *testing.T) {
	each(t, func(w *world) {
		w.happened(w.events()...)
		shop := w.ask("POST", "/v1/stores", doc{"code": "A", "name": "A", "kind": "pos"}).want(201).str("id")
		w.ask("PUT", "/v1/attributes/baby_brand", doc{"type": "text", "label_zh": "奶粉品牌", "why_zh": "为了推荐"}).want(200).has("code", "baby_brand")
		attribute := w.ask("GET", "/v1/attributes", nil).want(200).has("data.0.version", 1)
		w.ask("PUT", "/v1/attributes/baby_brand", doc{"type": "text", "label_zh": "品牌", "why_zh": "为了推荐"}).refused(412, "attribute_changed")
		w.ask("PUT", "/v1/attributes/baby_brand", doc{"type": "text", "label_zh": "品牌", "why_zh": "为了推荐"}).with("If-Match", `"1"`).want(200).has("version", 2)
		_ = attribute
		body := doc{
			"name": "王小美", "phone": "138 0013 8000", "email": "Mei@Example.com", "external_id": "X-1", "birthday": "1990-02-28", "gender": "female", "store_id": shop,
			"attributes": doc{"baby_brand": "Aptamil"}, "tags": []string{"vip"}, "consents": []doc{{"purpose": "marketing", "channel": "sms", "granted": true}},
			"wechat": doc{"openid": "o1", "app_id": "wx1"},
		}
		mei := w.ask("POST", "/v1/members", body).with("Idempotency-Key", "mei").want(201).
			has("phone", "+8613800138000", "email", "mei@example.com", "tier.code", "base", "points.available", 0, "stats.order_count", 0, "attributes.baby_brand", "Aptamil")
		w.ask("POST", "/v1/members", body).with("Idempotency-Key", "mei").want(200).has("id", mei.str("id"))
		w.ask("POST", "/v1/members", doc{"phone": "+8613800138000"}).refused(409, "member_exists").has("member_id", mei.str("id"))
		w.ask("POST", "/v1/members?on_conflict=return", doc{"phone": "13800138000"}).want(200).has("id", mei.str("id"))
		w.ask("POST", "/v1/members", doc{"name": "nobody"}).refused(422, "identity_required")
		w.ask("POST", "/v1/members", doc{"phone": "12"}).refused(422, "phone_invalid").has("errors.0.field", "phone")
		w.ask("POST", "/v1/members", doc{"phone": "13800138001", "birthday": "2090-01-01"}).refused(422, "out_of_range")
		w.ask("POST", "/v1/members", doc{"phone": "13800138001", "store_id": "sto_0000000000001"}).refused(422, "reference_unknown")

		path := "/v1/members/" + mei.str("id")
		for _, query := range []string{"phone=13800138000", "phone=8000", "email=mei@example.com", "external_id=X-1", "q=%E7%8E%8B", "q=%E7%8E%8B%E5%B0%8F%E7%BE%8E", "tag=vip", "sort=spend"} {
			w.ask("GET", "/v1/members?"+query, nil).want(200).has("data.0.id", mei.str("id"))
		}
		w.ask("GET", "/v1/members?phone=13900000000", nil).want(200).has("data", []any{})
		got := w.ask("GET", path, nil).want(200)
		w.ask("PATCH", path, doc{"name": "王美"}).with("If-Match", `"99"`).refused(412, "member_changed")
		w.ask("PATCH", path, doc{"name": "王美", "birthday": "", "tags": []string{}, "attributes": doc{"baby_brand": nil}}).with("If-Match", got.header.Get("ETag")).want(200).
			has("name", "王美", "birthday", nil, "tags", []any{}, "attributes", doc{})
		w.ask("PATCH", path, doc{"phone": "13800138009"}).want(200).has("phone", "+8613800138009")
		w.ask("PATCH", path, doc{"birthday": "28.02.1990"}).refused(422, "not_date")
		w.ask("PATCH", path, doc{"birthday": "1990-03-01", "birthday_lunar": doc{"month": 2, "day": 5}}).want(200).has("birthday", "1990-03-01", "birthday_lunar.month", 2)
		w.ask("PATCH", path, doc{"birthday_lunar": doc{"month": 0, "day": 5}}).refused(422, "invalid")
		w.ask("PATCH", path, doc{"birthday_lunar": doc{"month": 0, "day": 0}, "birthday": ""}).want(200).has("birthday_lunar", nil)

		masked := w.ask("GET", path, nil).with("Authorization", "Bearer "+w.makeKey("members:read")).want(200).has("masked", true, "birthday", nil)
		if strings.Contains(masked.text, "13800138009") || strings.Contains(masked.text, "王美") {
			w.Errorf("not masked: %s", masked.text)
		}
		w.found("other")
		w.ask("GET", path, nil).refused(404, "member_not_found")
		w.ask("PATCH", path, doc{"name": "x"}).refused(404, "member_not_found")
		w.ask("GET", "/v1/members?phone=13800138009", nil).want(200).has("data", []any{})
		w.enrol("13800138009")
	})
}

func TestSignUpsAtOnce(t *testing.T) {
	each(t, func(w *world) {
		const callers = 8
		var all sync.WaitGroup
		replies := make([]*reply, callers)
		for i := range callers {
			all.Go(func() { replies[i] = w.ask("POST", "/v1/members", doc{"phone": "13800138000"}).send() })
		}
		all.Wait()
		made := 0
		for _, r := range replies {
			if r.status == 201 {
				made++
			} else if r.doc["code"] != "member_exists" || r.doc["member_id"] == nil {
				w.Errorf("%d: %s", r.status, r.text)
			}
		}
		if made != 1 {
			w.Errorf("%d members were made", made)
		}
	})
}

func TestChildrenAndEvents(t *testing.T) {
	each(t, func(w *world) {
		path := "/v1/members/" + w.enrol("13800138000")
		w.ask("POST", path+"/children", doc{"name": "小宝", "birthday": "2025-05-01"}).refused(422, "required")
		child := w.ask("POST", path+"/children", doc{"name": "小宝", "birthday": "2025-05-01", "consent_at": "2026-06-01T00:00:00Z"}).want(201)
		w.ask("GET", path+"/children", nil).want(200).has("data.0.name", "小宝", "data.0.birthday", "2025-05-01")
		w.ask("DELETE", path+"/children/"+child.str("id"), nil).want(204)
		w.ask("DELETE", path+"/children/"+child.str("id"), nil).want(404)

		id := strings.TrimPrefix(path, "/v1/members/")
		visit := doc{"event_id": "v1", "member_id": id, "type": "visit", "data": doc{"minutes": 12}}
		one := w.ask("POST", "/v1/events", visit).want(201)
		w.ask("POST", "/v1/events", visit).want(200).has("id", one.str("id"))
		w.ask("POST", "/v1/events", doc{"event_id": "v1", "member_id": id, "type": "view"}).refused(409, "event_id_reused")
		w.ask("POST", "/v1/events", doc{"event_id": "v2", "member_id": "mem_0000000000001", "type": "visit"}).refused(404, "member_not_found")
		w.ask("POST", "/v1/events/batch", doc{"events": []any{visit, doc{"event_id": "v3", "member_id": id, "type": "visit"}, doc{"member_id": id}, doc{"event_id": "v4", "member_id": "x", "type": "visit"}}}).want(200).
			has("results.0.status", 200, "results.1.status", 201, "results.2.status", 422, "results.3.status", 404)
	})
}

func TestAdjustmentsAndSecondPerson(t *testing.T) {
	each(t, func(w *world) {
		mei := w.enrol("13800138000")
		path := "/v1/members/" + mei
		w.ask("POST", path+"/adjustments", doc{"asset": "points", "amount": 100}).refused(422, "required")
		g := w.ask("POST", path+"/adjustments", doc{"asset": "points", "amount": 100, "reason": "sorry"}).with("Idempotency-Key", "a").want(201).has("amount", 100, "state", "given")
		w.ask("POST", path+"/adjustments", doc{"asset": "points", "amount": 100, "reason": "sorry"}).with("Idempotency-Key", "a").want(200).has("id", g.str("id"))
		w.ask("GET", path, nil).want(200).has("points.available", 100)
		w.ask("POST", path+"/adjustments", doc{"asset": "points", "amount": -500, "reason": "oops"}).want(422)
		w.ask("GET", path+"/entries?asset=points", nil).want(200).has("data.0.amount", 100, "data.0.kind", "adjust", "data.0.cause", "grant:"+g.str("id"))
		w.ask("GET", path+"/grants", nil).want(200).has("data.0.id", g.str("id"))
		w.ask("POST", "/v1/grants/"+g.str("id")+"/revoke", nil).want(200).has("state", "revoked")
		w.ask("POST", "/v1/grants/"+g.str("id")+"/revoke", nil).refused(422, "grant_revoked")
		w.ask("GET", path, nil).want(200).has("points.available", 0)
		w.ask("GET", path+"/tier-history", nil).want(200).has("data.0.to", "base")
		w.ask("GET", path+"/tier-history?limit=1", nil).want(200).has("data.0.to", "base", "next", nil)
		w.ask("GET", path+"/timeline", nil).want(200)

		w.ask("PUT", path+"/tier", doc{"code": "gold", "reason": "a friend"}).refused(422, "tier_end_required")
		w.ask("PUT", path+"/tier", doc{"code": "gold", "until": "2027-01-01T00:00:00+08:00", "reason": "a friend"}).want(200).has("tier.code", "gold", "tier.until", "2026-12-31T16:00:00Z")
		w.ask("PUT", path+"/tier", doc{"code": "", "reason": "no more"}).want(200).has("tier.code", "base")

		// A key asks for more than keys may; its maker is nobody, so any person may agree.
		big := doc{"asset": "points", "amount": 5000, "reason": "a gift"}
		asked := w.ask("POST", path+"/adjustments", big).with("Idempotency-Key", "big").want(202)
		w.ask("POST", path+"/adjustments", big).with("Idempotency-Key", "big").want(202).has("approval_id", asked.str("approval_id"))
		w.ask("GET", path, nil).want(200).has("points.available", 0)
		request := "/v1/approvals/" + asked.str("approval_id")
		w.ask("POST", request+"/approve", nil).refused(403, "person_decides")
		owner := w.signIn("owner@acme.example", "")
		w.ask("GET", "/v1/approvals?state=waiting", nil).by(owner).want(200).has("data.0.operation", "member.adjust", "data.0.request.body.amount", 5000)
		w.ask("POST", request+"/approve", doc{"note": "fine"}).by(owner).want(200).has("state", "approved", "note", "fine")
		w.ask("GET", path, nil).want(200).has("points.available", 5000)
		w.ask("POST", request+"/approve", nil).by(owner).refused(409, "approval_decided")
		w.ask("GET", request, nil).by(owner).want(200).has("state", "approved")

		// A person never agrees to the own request.
		own := w.ask("POST", path+"/adjustments", doc{"asset": "points", "amount": 500_000, "reason": "a big gift"}).by(owner).want(202)
		w.ask("POST", "/v1/approvals/"+own.str("approval_id")+"/approve", nil).by(owner).refused(403, "own_request")
		w.ask("POST", "/v1/approvals/"+own.str("approval_id")+"/refuse", nil).by(owner).want(200).has("state", "refused")
		w.ask("GET", path, nil).want(200).has("points.available", 5000)
	})
}
