package api_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"regulars/internal/event"
	"regulars/internal/importer"
	"regulars/internal/job"
	"regulars/internal/org"
	"regulars/internal/store"
)

func TestOnePersonAcrossRooms(t *testing.T) {
	each(t, func(w *world) {
		a, b := w.enrol("13800138000"), w.enrol("13900139000")
		w.ask("POST", "/v1/orders", order(a, "A-1", 1, 10000)).want(201)
		w.ask("POST", "/v1/orders", order(b, "A-2", 1, 20000)).want(201)
		w.ask("POST", "/v1/members/"+b+"/merge", doc{"from": b}).want(422)
		w.ask("POST", "/v1/members/"+b+"/merge", doc{"from": "mem_0000000000001"}).refused(404, "member_not_found")
		m := w.ask("POST", "/v1/members/"+b+"/merge", doc{"from": a}).with("Idempotency-Key", "m").want(201).has("into", b, "from", a)
		w.ask("POST", "/v1/members/"+b+"/merge", doc{"from": a}).with("Idempotency-Key", "m").want(200).has("merge_id", m.str("merge_id"))
		w.ask("GET", "/v1/members/"+a, nil).want(200).has("id", b, "stats.spend_minor", 30000, "points.available", 300)
		w.ask("GET", "/v1/orders?member_id="+b, nil).want(200).has("data.1.number", "A-1")
		w.ask("POST", "/v1/merges/"+m.str("merge_id")+"/undo", nil).want(200)
		w.ask("GET", "/v1/members/"+a, nil).want(200).has("id", a, "stats.spend_minor", 10000, "points.available", 100)

		text := w.ask("POST", "/v1/members/"+a+"/export", nil).want(200).text
		if !strings.Contains(text, "13800138000") || !strings.Contains(text, "A-1") {
			w.Errorf("the export lacks something: %.300s", text)
		}
		w.ask("POST", "/v1/members/"+a+"/erase", doc{}).refused(422, "required")
		w.ask("POST", "/v1/members/"+a+"/erase", doc{"reason": "asked for by letter"}).want(204)
		w.ask("GET", "/v1/members/"+a, nil).want(404)
		w.ask("GET", "/v1/members?phone=13800138000", nil).want(200).has("data", []any{})
		w.enrol("13800138000")
	})
}

func TestSegments(t *testing.T) {
	each(t, func(w *world) {
		a, b := w.enrol("13800138000"), w.enrol("13900139000")
		w.ask("POST", "/v1/orders", order(a, "A-1", 1, 50000)).want(201)
		body := doc{"name": "big", "kind": "dynamic", "condition": "spend(365) > 10000"}
		s := w.ask("POST", "/v1/segments", body).want(201).has("members", 1)
		w.ask("POST", "/v1/segments", body).refused(409, "segment_name_taken")
		w.ask("POST", "/v1/segments", doc{"name": "x", "kind": "dynamic", "condition": "spend("}).refused(422, "invalid_condition")
		w.ask("GET", "/v1/members?condition=spend(365)%20%3E%2010000", nil).want(200).has("data.0.id", a, "data.1", nil)
		w.ask("GET", "/v1/members?condition=nonsense", nil).refused(422, "condition_unknown_name")
		w.ask("POST", "/v1/segments/count", doc{"condition": "spend(365) <= 10000"}).want(200).has("members", 1)
		path := "/v1/segments/" + s.str("id")
		body["condition"] = "spend(365) >= 0"
		w.ask("PUT", path, body).with("If-Match", s.header.Get("ETag")).want(200).has("members", 2)
		w.ask("GET", path, nil).want(200)
		w.ask("GET", "/v1/segments", nil).want(200).has("data.0.name", "big")
		list := w.ask("POST", "/v1/segments", doc{"name": "list", "kind": "static"}).want(201)
		w.ask("POST", "/v1/segments/"+list.str("id")+"/members", doc{"add": []string{a, b}}).want(200).has("members", 2)
		w.ask("POST", "/v1/segments/"+list.str("id")+"/members", doc{"remove": []string{b}}).want(200).has("members", 1)
		w.ask("POST", "/v1/members/resolve", doc{"texts": []string{" 13800138000", "+86 139 0013 9000", b, "nobody", ""}}).want(200).
			has("members.0.member_id", a, "members.1.member_id", b, "members.2.member_id", b, "members.3.member_id", nil, "members.3.text", "nobody", "members.4.member_id", nil)
		for condition, code := range map[string]string{`tier == "NOSUCH"`: "condition_value", `"NOSUCH" in plans`: "condition_value"} {
			w.ask("POST", "/v1/segments", doc{"name": "x", "kind": "dynamic", "condition": condition}).refused(422, code).has("errors.0.field", "condition")
		}
		for _, user := range []string{path, "/v1/segments/" + list.str("id")} {
			id := user[len("/v1/segments/"):]
			in := fmt.Sprintf("%q in segments", id)
			rule := w.ask("POST", "/v1/tag-rules", doc{"tag": "in", "condition": in, "enabled": true}).want(201)
			it := w.ask("POST", "/v1/mall/items", doc{"name": "Mug", "points": 100, "gives": []doc{{"kind": "growth", "amount": 10}}, "condition": in}).want(201)
			tpl := w.ask("POST", "/v1/coupon-templates", coupons(doc{"scope": doc{"segments": []string{id}}})).want(201)
			was := w.ask("GET", user, nil).want(200).has("used_by.0.name", "in", "used_by.1.kind", "coupon_template", "used_by.1.id", tpl.str("id"), "used_by.2.id", it.str("id"), "used_by.3", nil)
			w.ask("DELETE", user, nil).with("If-Match", was.header.Get("ETag")).refused(422, "segment_in_use")
			w.ask("DELETE", "/v1/tag-rules/"+rule.str("id"), nil).with("If-Match", `"1"`).want(204)
			w.ask("PUT", "/v1/mall/items/"+it.str("id"), doc{"name": "Mug", "points": 100, "gives": []doc{{"kind": "growth", "amount": 10}}}).with("If-Match", `"1"`).want(200)
			w.ask("PUT", "/v1/coupon-templates/"+tpl.str("id"), coupons(doc{"status": "archived", "scope": doc{"segments": []string{id}}})).with("If-Match", `"1"`).want(200)
			w.ask("GET", user, nil).want(200).has("used_by", []any{})
		}
		w.ask("DELETE", path, nil).with("If-Match", `"2"`).want(204)

		r := w.ask("POST", "/v1/tag-rules", doc{"tag": "big", "condition": "spend(365) > 10000", "enabled": true}).want(201)
		w.ask("POST", "/v1/tag-rules/"+r.str("id")+"/apply", nil).want(204)
		w.ask("GET", "/v1/members/"+a, nil).want(200).has("tags", []string{"big"})
		w.ask("GET", "/v1/tag-rules", nil).want(200).has("data.0.holders", 1)
		w.ask("PUT", "/v1/tag-rules/"+r.str("id"), doc{"tag": "big", "condition": "spend(365) > 99999999", "enabled": true}).with("If-Match", `"1"`).want(200).has("version", 2)
		w.ask("DELETE", "/v1/tag-rules/"+r.str("id"), nil).with("If-Match", `"2"`).want(204)
	})
}

func TestImports(t *testing.T) {
	each(t, func(w *world) {
		file := "sku,name,price\nA-1,Diapers,129.00\nA-2,Milk,x\n"
		w.ask("POST", "/v1/uploads?name=products.csv", file).refused(415, "unsupported_media_type")
		up := w.ask("POST", "/v1/uploads?name=products.csv", file).with("Content-Type", "text/csv").want(201)
		seen := w.ask("POST", "/v1/uploads/"+up.str("id")+"/inspect", doc{"kind": "products"}).want(200).has("header", []string{"sku", "name", "price"}, "sample.0.0", "A-1")
		w.ask("POST", "/v1/uploads/upl_0000000000001/inspect", doc{"kind": "products"}).want(404)
		made := w.ask("POST", "/v1/imports", doc{"upload_id": up.str("id"), "kind": "products", "mapping": seen.at("mapping")}).want(201).has("state", "waiting")
		w.ask("GET", "/v1/jobs", nil).want(200).has("data.0.id", made.str("id"))
		runner := &job.Runner{
			DB: w.db, Kinds: map[string]job.Handler{importer.JobKind: importer.Handler},
			Scope: func(ctx context.Context, id int64) (store.Scope, error) { return org.SystemScope(ctx, w.db, id) },
		}
		if worked, err := runner.Step(context.Background()); err != nil || !worked {
			w.Fatalf("worked %v: %v", worked, err)
		}
		w.ask("GET", "/v1/jobs/"+made.str("id"), nil).want(200).has("state", "done", "result.rows_read", 2, "result.rows_taken", 1, "result.rows_refused", 1)
		run := w.ask("GET", "/v1/imports", nil).want(200).str("data.0.id")
		w.ask("GET", "/v1/imports/"+run, nil).want(200).has("state", "done")
		w.ask("GET", "/v1/imports/"+run+"/refused", nil).want(200).has("data.0.row", 3)
		w.ask("GET", "/v1/products/A-1", nil).want(200).has("price_minor", 12900)
		w.ask("GET", "/v1/import-kinds", nil).want(200).has("kinds.1.kind", "products", "kinds.1.fields.0.name", "sku", "kinds.1.fields.0.required", true)
		order := "/v1/jobs/" + made.str("id")
		w.ask("GET", order+"/import", nil).want(200).has("upload_id", up.str("id"), "file", "products.csv", "dry_run", false, "mapping.kind", "products", "job.result.import_id", run)
		w.ask("GET", order+"/refused-rows", nil).want(200).has("header", []string{"sku", "name", "price"}, "rows.0.row", 3, "rows.0.column", "price", "rows.0.value", "x", "rows.0.cells.0", "A-2")
		w.ask("GET", order+"/refused-rows?limit=201", nil).want(422)
		w.ask("GET", order+"/refused.csv", nil).want(200)
		for _, part := range []string{"/import", "/refused-rows", "/refused.csv"} {
			w.ask("GET", "/v1/jobs/job_0000000000001"+part, nil).want(404)
		}
		w.ask("POST", "/v1/jobs/"+made.str("id")+"/cancel", nil).refused(409, "job_finished")
		again := w.ask("POST", "/v1/imports", doc{"upload_id": up.str("id"), "kind": "products"}).want(201)
		w.ask("POST", "/v1/jobs/"+again.str("id")+"/cancel", nil).want(200).has("state", "cancelled")
	})
}

func TestParkedEvents(t *testing.T) {
	each(t, func(w *world) {
		w.enrol("13800138000")
		relay := &job.Relay{
			DB: w.db, Holder: "test", Scope: func(ctx context.Context, id int64) (store.Scope, error) { return org.SystemScope(ctx, w.db, id) },
			Consumers: []job.Consumer{{Name: "broken", Take: broken}},
		}
		_ = relay.Drain(context.Background(), w.scope.Merchant.ID)
		parked := w.ask("GET", "/v1/parked-events", nil).want(200)
		id := parked.str("data.0.event_id")
		w.ask("POST", "/v1/parked-events/"+id+"/broken/retry", nil).want(204)
		w.ask("POST", "/v1/parked-events/"+id+"/other/retry", nil).want(404)
	})
}

// broken is a consumer that takes nothing.
func broken(context.Context, *store.Tx, []event.Event) error { return errors.New("broken on purpose") }
