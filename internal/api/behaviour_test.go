package api_test

import (
	"context"
	"strings"
	"testing"

	"regulars/internal/behaviour"
	"regulars/internal/job"
	"regulars/internal/member/story"
	"regulars/internal/org"
	"regulars/internal/store"
)

// rewardVisits publishes a programme that pays twenty points for a visit of five minutes, forty a day.
func (w *world) rewardVisits() {
	w.Helper()
	document, tag := w.draftDocument()
	document["events"] = []any{doc{"code": "visit", "name": doc{"zh": "到店", "en": "Visit"}, "fields": []any{doc{"code": "minutes", "name": doc{"zh": "停留分钟", "en": "minutes"}, "type": "int"}}}}
	rule := doc{
		"code": "visit", "name": doc{"zh": "到店有礼", "en": "Visits"}, "asset": "points", "kind": "per_event", "event": "visit", "points": 20,
		"when": "event.visit.minutes >= 5", "caps": []any{doc{"per": "day", "amount": 40}, doc{"per": "week", "amount": 100}},
	}
	document["earning"] = append(document["earning"].([]any), rule)
	saved := w.ask("PUT", "/v1/program/draft", document).with("If-Match", tag).want(200).has("mistakes", []any{})
	w.ask("POST", "/v1/program/draft/publish", doc{"note": doc{"en": "visits"}}).with("If-Match", saved.header.Get("ETag")).want(201)
}

// follow carries the outbox to the consumer of what members do.
func (w *world) follow() {
	w.Helper()
	relay := &job.Relay{
		DB: w.db, Holder: "test", Consumers: []job.Consumer{{Name: "timeline", Take: story.Timeline}, behaviour.Consumer()},
		Scope: func(ctx context.Context, id int64) (store.Scope, error) { return org.SystemScope(ctx, w.db, id) },
	}
	if err := relay.Drain(context.Background(), w.scope.Merchant.ID); err != nil {
		w.Fatal(err)
	}
}

// A visit earns by the rule of its programme; the timeline says why; withdrawn, it is taken back.
func TestEarningByEvents(t *testing.T) {
	each(t, func(w *world) {
		w.rewardVisits()
		id := w.enrol("13800138000")
		tell := func(event string, minutes any) string {
			return w.ask("POST", "/v1/events", doc{"event_id": event, "member_id": id, "type": "visit", "data": doc{"minutes": minutes}}).want(201).str("id")
		}
		first := tell("v1", 12)
		second := tell("v2", "twelve")
		w.ask("POST", "/v1/events", doc{"event_id": "v3", "member_id": id, "type": "member.joined"}).refused(422, "invalid")
		w.ask("POST", "/v1/events", doc{"event_id": "v4", "member_id": id, "type": "visit", "at": "2036-01-01T00:00:00Z"}).refused(422, "invalid")
		w.follow()
		w.ask("GET", "/v1/members/"+id, nil).want(200).has("points.available", 20)
		line := w.ask("GET", "/v1/members/"+id+"/timeline", nil).with("Accept-Language", "zh").want(200)
		if text := line.text; !strings.Contains(text, `"label":"到店"`) || !strings.Contains(text, "到店有礼：本次得 20 积分。") || !strings.Contains(text, "到店有礼：条件不满足，本次没有奖励。") {
			w.Errorf("timeline %s", text)
		}
		w.ask("POST", "/v1/program/describe", doc{}).want(200).has("earning.3.gives.zh", "每次到店得 20 积分", "earning.3.caps.1.zh", "每周最多 100 积分", "earning.3.condition.zh", "停留分钟不小于 5")

		w.ask("POST", "/v1/program/preview-event", doc{"member_id": id, "event": "visit", "data": doc{"minutes": 5}}).want(200).has("points", 20, "why.0", "Visits: 20 points this time.")
		w.ask("POST", "/v1/program/preview-event", doc{"member_id": id, "event": "visit", "data": doc{}}).want(200).has("points", 0)
		w.ask("POST", "/v1/program/preview-event", doc{"member_id": id, "event": "scan"}).refused(422, "event_undeclared")
		w.ask("POST", "/v1/program/preview-event", doc{"member_id": "mem_0000000000001", "event": "visit"}).refused(404, "member_not_found")
		w.ask("GET", "/v1/members/"+id, nil).want(200).has("points.available", 20)

		path := "/v1/events/" + first + "/withdraw"
		w.ask("POST", path, doc{}).refused(422, "required")
		w.ask("POST", "/v1/events/evt_0000000000001/withdraw", doc{"reason": "x"}).refused(404, "event_not_found")
		w.ask("POST", path, doc{"reason": "夸大"}).with("Idempotency-Key", "w").want(200).has("event_id", "v1", "points", 20, "growth", 0)
		w.ask("POST", path, doc{"reason": "夸大"}).with("Idempotency-Key", "w").want(200).has("points", 20)
		w.ask("POST", path, doc{"reason": "夸大"}).refused(409, "event_withdrawn")
		w.ask("GET", "/v1/members/"+id, nil).want(200).has("points.available", 0)
		w.ask("POST", "/v1/events/"+second+"/withdraw", doc{"reason": "x"}).want(200).has("points", 0)
		w.follow()
		last := w.ask("GET", "/v1/members/"+id+"/timeline?limit=1", nil).with("Accept-Language", "zh").want(200).has("data.0.kind", "member.fact_withdrawn", "data.0.label", "到店")
		if last.at("data.0.withdrawn_at") == nil {
			w.Errorf("a line alone %s", last.text)
		}
		w.ask("POST", "/v1/events", doc{"event_id": "v1", "member_id": id, "type": "visit", "data": doc{"minutes": 12}}).want(200).has("id", first)
	})
}

// What conditions of events may ask: the kind's own data, of the document that is named.
func TestConditionsOfEvents(t *testing.T) {
	each(t, func(w *world) {
		w.rewardVisits()
		if text := w.ask("GET", "/v1/conditions?scope=event&event=visit", nil).want(200).text; !strings.Contains(text, "event.visit.minutes") || !strings.Contains(text, "event.hour") || strings.Contains(text, "order.") {
			w.Errorf("catalogue %s", text)
		}
		if text := w.ask("GET", "/v1/conditions?scope=event&event=review", nil).want(200).text; strings.Contains(text, "event.visit") {
			w.Errorf("another event's %s", text)
		}
		document, _ := w.draftDocument()
		document["events"] = []any{doc{"code": "class", "name": doc{"zh": "课堂"}, "fields": []any{doc{"code": "topic", "name": doc{"zh": "主题"}, "type": "text"}}}}
		if text := w.ask("POST", "/v1/conditions/catalogue", doc{"scope": "event", "event": "class", "program": document}).want(200).text; !strings.Contains(text, "event.class.topic") {
			w.Errorf("of a document %s", text)
		}
		w.ask("POST", "/v1/conditions/read", doc{"text": `event.class.topic == "睡眠"`, "scope": "event", "program": document}).want(200).has("sentence.zh", "主题为“睡眠”")
		read := func(text, scope string) *ask {
			return w.ask("POST", "/v1/conditions/read", doc{"text": text, "scope": scope})
		}
		out := read("event.visit.minutes >= 5 && event.weekday == 1", "event").want(200).has("sentence.zh", "停留分钟不小于 5 且 行为发生的星期为星期一")
		w.ask("POST", "/v1/conditions/write", doc{"tree": out.at("tree"), "scope": "event"}).want(200).has("text", "event.visit.minutes >= 5 && event.weekday == 1")
		read("event.visit.minutes >= 5", "line").want(422)
		read("event.visit.stars >= 5", "event").want(422)
	})
}
