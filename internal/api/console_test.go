package api_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"regulars/internal/exporter"
	"regulars/internal/job"
	"regulars/internal/org"
	"regulars/internal/simulation"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// hire makes a staff member of the role and signs them in.
func (w *world) hire(name, role string) string {
	w.Helper()
	email := name + "@" + w.scope.Merchant.Slug + ".example"
	made := w.ask("POST", "/v1/staff", doc{"email": email, "name": name, "role": role, "all_stores": true}).want(201)
	w.ask("POST", "/v1/invitations/accept", doc{"link": made.str("invitation"), "password": password}).with("Authorization", "").want(204)
	return w.signIn(email, "")
}

// work runs one job: an export, or a simulation.
func (w *world) work() {
	w.Helper()
	runner := &job.Runner{
		DB: w.db, Kinds: map[string]job.Handler{exporter.JobKind: exporter.Handler, simulation.JobKind: simulation.Handler},
		Scope: func(ctx context.Context, id int64) (store.Scope, error) { return org.SystemScope(ctx, w.db, id) },
	}
	if worked, err := runner.Step(context.Background()); err != nil || !worked {
		w.Fatalf("worked %v: %v", worked, err)
	}
}

// allIDs reads every page of a list.
func (w *world) allIDs(path string) (ids []string) {
	w.Helper()
	next := ""
	for range 20 {
		page := w.ask("GET", path+next, nil).want(200)
		for _, one := range page.doc["data"].([]any) {
			ids = append(ids, one.(doc)["id"].(string))
		}
		if page.doc["next"] == nil {
			return ids
		}
		next = "&after=" + page.str("next")
	}
	w.Fatalf("%s does not end", path)
	return nil
}

func TestMemberLists(t *testing.T) {
	each(t, func(w *world) {
		var ids []string
		for i, spend := range []int{300, 100, 0, 200} {
			id := w.enrol("1380013800" + string(rune('0'+i)))
			ids = append(ids, id)
			if spend > 0 {
				w.ask("POST", "/v1/orders", order(id, "A-"+id, 1, spend*100)).want(201)
			}
			storetest.Clock(w.db).Add(time.Minute)
		}
		for query, want := range map[string][]int{
			"sort=spend": {0, 3, 1, 2}, "sort=spend&dir=asc": {2, 1, 3, 0}, "sort=points": {0, 3, 1, 2}, "sort=points&dir=asc": {2, 1, 3, 0},
			"sort=joined": {3, 2, 1, 0}, "dir=asc": {0, 1, 2, 3}, "sort=last_order": {3, 1, 0, 2}, "sort=last_order&dir=asc": {2, 0, 1, 3},
			"spend_min=10000&spend_max=20000&sort=spend": {3, 1}, "last_order_until=2026-06-15T04:00:30Z": {2, 0}, "last_order_from=2026-06-15T04:00:30Z": {3, 1},
			"condition=spend_minor%20%3E%3D%2010000&sort=spend": {0, 3, 1}, "channel=nowhere": {}, "tier=base&status=member": {3, 2, 1, 0},
		} {
			for _, limit := range []string{"1", "50"} {
				got := w.allIDs("/v1/members?" + query + "&limit=" + limit)
				var expected []string
				for _, i := range want {
					expected = append(expected, ids[i])
				}
				if !slices.Equal(got, expected) {
					w.Errorf("%s by %s: %v, want %v", query, limit, got, expected)
				}
			}
		}
		w.ask("GET", "/v1/members?count=true&spend_min=1", nil).want(200).has("total.count", 3, "total.more", false)
		w.ask("GET", "/v1/members?sort=name", nil).want(422)
		w.ask("GET", "/v1/members?spend_min=-1", nil).want(422)
		spend := w.ask("GET", "/v1/members?sort=spend&limit=1", nil).want(200).str("next")
		w.ask("GET", "/v1/members?sort=points&limit=1&after="+spend, nil).refused(422, "member_cursor_invalid")
		w.ask("GET", "/v1/members?sort=spend&dir=asc&limit=1&after="+spend, nil).refused(422, "member_cursor_invalid")
		w.found("empty")
		w.ask("GET", "/v1/members?count=true&sort=points", nil).want(200).has("data", []any{}, "next", nil, "total.count", 0)
	})
}

func TestRevealing(t *testing.T) {
	each(t, func(w *world) {
		id := w.ask("POST", "/v1/members", doc{"phone": "13800138000", "name": "王小美", "email": "mei@example.com", "address": "上海市浦东新区世纪大道一百号", "birthday": "1990-02-28"}).want(201).str("id")
		path := "/v1/members/" + id
		owner, analyst := w.signIn("owner@acme.example", ""), w.hire("ann", "analyst")
		for _, url := range []string{path, "/v1/members?q=8000", "/v1/search?q=8000"} {
			text := w.ask("GET", url, nil).by(owner).want(200).text
			if !strings.Contains(text, "王小美") || !strings.Contains(text, "138****8000") || strings.Contains(text, "13800138000") || strings.Contains(text, "mei@") || strings.Contains(text, "世纪大道") {
				w.Errorf("%s as the owner sees it: %s", url, text)
			}
			text = w.ask("GET", url, nil).by(analyst).want(200).text
			if strings.Contains(text, "小美") || strings.Contains(text, "13800138000") {
				w.Errorf("%s as an analyst sees it: %s", url, text)
			}
		}
		w.ask("GET", path, nil).want(200).has("phone", "+8613800138000") // a key
		w.ask("POST", path+"/reveal", doc{"fields": []string{"phone"}}).by(analyst).refused(403, "forbidden")
		w.ask("POST", path+"/reveal", doc{"fields": []string{"soul"}}).by(owner).want(422)
		w.ask("POST", path+"/reveal", doc{"fields": []string{}}).by(owner).want(422)
		w.ask("POST", path+"/reveal", doc{"fields": []string{"phone", "email", "phone"}}).by(owner).want(200).
			has("phone", "+8613800138000", "email", "mei@example.com", "name", nil, "address", nil)
		w.ask("POST", path+"/reveal", doc{"fields": []string{"name", "address", "birthday", "card_no", "external_id", "wechat"}}).by(owner).want(200).has("name", "王小美", "birthday", "1990-02-28")
		lines := w.ask("GET", "/v1/audit?verb=member.revealed&member_id="+id, nil).want(200).
			has("data.1.after.fields", []string{"email", "phone"}, "data.0.actor_kind", "staff", "data.0.actor_name", "Owner", "data.0.verb_text", "Looked at personal data", "data.2", nil)
		if strings.Contains(lines.text, "13800138000") {
			w.Errorf("the trail tells what was seen: %s", lines.text)
		}
		w.found("other")
		w.ask("POST", path+"/reveal", doc{"fields": []string{"phone"}}).refused(404, "member_not_found")
		w.ask("GET", "/v1/search?q=8000", nil).want(200).has("members", []any{})
	})
}

func TestSearch(t *testing.T) {
	each(t, func(w *world) {
		id := w.ask("POST", "/v1/members", doc{"phone": "13800138000", "name": "王小美", "card_no": "VIP-1", "external_id": "X-9"}).want(201).str("id")
		w.ask("POST", "/v1/orders", order(id, "A-100", 1, 100)).want(201)
		guest := w.ask("POST", "/v1/orders", order(nil, "A-101", 1, 100)).want(201).str("id")
		for _, q := range []string{"13800138000", "8000", "VIP-1", "X-9", "%E7%8E%8B", id} {
			w.ask("GET", "/v1/search?q="+q, nil).want(200).has("members.0.id", id, "members.1", nil)
		}
		w.ask("GET", "/v1/search?q=A-10", nil).want(200).has("orders.0.number", "A-100", "orders.0.member_id", id, "orders.1.number", "A-101", "orders.1.member_id", nil)
		w.ask("GET", "/v1/search?q="+guest, nil).want(200).has("orders.0.number", "A-101")
		w.ask("GET", "/v1/search?q=%25", nil).want(200).has("orders", []any{}, "members", []any{})
		w.ask("GET", "/v1/search?q=%20", nil).want(422)
		w.ask("GET", "/v1/search", nil).want(422)
		w.ask("GET", "/v1/search?q=A-10", nil).with("Authorization", "Bearer "+w.makeKey("members:read")).want(200).has("orders", []any{})
		w.ask("GET", "/v1/search?q=8000", nil).with("Authorization", "Bearer "+w.makeKey("orders:read")).want(200).has("members", []any{})
	})
}

func TestOrderLists(t *testing.T) {
	each(t, func(w *world) {
		shop := w.ask("POST", "/v1/stores", doc{"code": "A", "name": "A", "kind": "pos"}).want(201).str("id")
		mei := w.enrol("13800138000")
		for i, number := range []string{"A-1", "A-2", "A-3"} {
			body := order(mei, number, 1, (i+1)*10000)
			if i == 1 {
				body["member_id"], body["store_id"], body["channel"] = nil, shop, "web"
			}
			w.ask("POST", "/v1/orders", body).want(201)
			storetest.Clock(w.db).Add(time.Minute)
		}
		numbers := func(query string) (out []string) {
			for _, one := range w.ask("GET", "/v1/orders?"+query, nil).want(200).doc["data"].([]any) {
				out = append(out, one.(doc)["number"].(string))
			}
			return out
		}
		for query, want := range map[string][]string{
			"": {"A-3", "A-2", "A-1"}, "channel=web": {"A-2"}, "store_id=" + shop: {"A-2"}, "min_minor=20000": {"A-3", "A-2"}, "max_minor=10000": {"A-1"},
			"number=A-3": {"A-3"}, "member_id=" + mei: {"A-3", "A-1"}, "member_id=" + mei + "&number=A-1": {"A-1"}, "status=refunded": nil, "fulfilment=none&from=2026-06-15T04:00:30Z": {"A-3", "A-2"},
			"to=2026-06-15T04:00:30Z": {"A-1"}, "source=nowhere": nil, "member_id=mem_0000000000001": nil,
		} {
			if got := numbers(query); !slices.Equal(got, want) {
				w.Errorf("%s: %v, want %v", query, got, want)
			}
		}
		if got := w.allIDs("/v1/orders?limit=1"); len(got) != 3 {
			w.Errorf("%v", got)
		}
		w.ask("GET", "/v1/orders", nil).by(w.signIn("owner@acme.example", "")).want(200).
			has("data.0.member.id", mei, "data.0.member.name", "王小美", "data.0.member.phone", "138****8000", "data.1.member", nil, "data.0.payable_minor", 30000, "data.0.points_earned", 300)
		w.ask("GET", "/v1/orders", nil).by(w.hire("cara", "cashier")).want(200).has("data.0.member.name", "王**")
		w.ask("GET", "/v1/orders?after=eA", nil).refused(422, "invalid_cursor")
	})
}

func TestExports(t *testing.T) {
	each(t, func(w *world) {
		mei := w.ask("POST", "/v1/members", doc{"phone": "13800138000", "name": "=HYPERLINK(\"x\")", "tags": []string{"+vip"}}).want(201).str("id")
		w.ask("POST", "/v1/members", doc{"phone": "+447700900123", "name": "@Bob, \"the\" boss"}).want(201)
		w.ask("POST", "/v1/orders", order(mei, "-A1", 1, 12345)).want(201)
		owner, marketer, cashier := w.signIn("owner@acme.example", ""), w.hire("max", "marketer"), w.hire("cara", "cashier")
		body := doc{"kind": "members", "columns": []string{"name", "phone", "tags", "spend", "points", "tier", "joined_at"}, "in_full": true, "language": "en"}
		w.ask("POST", "/v1/exports", body).by(cashier).refused(403, "forbidden")
		w.ask("POST", "/v1/exports", doc{"kind": "members", "columns": []string{"soul"}}).refused(422, "export_column_unknown")
		w.ask("POST", "/v1/exports", doc{"kind": "members", "members": doc{"condition": "spend("}}).refused(422, "invalid_condition")
		w.ask("POST", "/v1/exports", body).by(w.hire("ann", "analyst")).refused(403, "forbidden")
		w.ask("GET", "/v1/exports/columns?kind=members", nil).want(200).has("data.1.name", "name", "data.1.personal", true, "data.1.label", "Name")

		one := w.ask("POST", "/v1/exports", body).by(marketer).with("Idempotency-Key", "e").want(201).has("state", "making", "made_name", "max")
		w.ask("POST", "/v1/exports", body).by(marketer).with("Idempotency-Key", "e").want(200).has("id", one.str("id"))
		path := "/v1/exports/" + one.str("id")
		w.ask("GET", path+"/file", nil).by(marketer).refused(409, "export_not_ready")
		w.ask("GET", path, nil).refused(404, "not_found") // a key that did not order it
		w.work()
		w.ask("GET", "/v1/jobs", nil).by(marketer).want(200).has("unseen", 1, "data.0.kind_text", "Export", "data.0.state", "done", "data.0.own", true, "data.0.unseen", true, "data.0.result.rows", 2, "data.0.done", 2)
		w.ask("GET", "/v1/jobs", nil).by(cashier).want(200).has("data", []any{}, "unseen", 0)
		w.ask("GET", "/v1/jobs/"+one.str("job_id"), nil).by(cashier).refused(404, "not_found")
		w.ask("POST", "/v1/jobs/"+one.str("job_id")+"/cancel", nil).by(cashier).refused(404, "not_found")
		w.ask("POST", "/v1/jobs/seen", doc{"ids": []string{one.str("job_id")}}).by(owner).want(200).has("unseen", 0)
		w.ask("GET", "/v1/jobs?unseen=true", nil).by(marketer).want(200).has("data.0.id", one.str("job_id"))
		w.ask("POST", "/v1/jobs/seen", nil).by(marketer).want(200).has("unseen", 0)
		w.ask("GET", "/v1/jobs?unseen=true", nil).by(marketer).want(200).has("data", []any{})

		file := w.ask("GET", path+"/file", nil).by(marketer).want(200)
		if got := file.header.Get("Content-Type"); got != "text/csv; charset=utf-8" || !strings.Contains(file.header.Get("Content-Disposition"), "members-20260615-1200.csv") {
			w.Errorf("%s %s", got, file.header.Get("Content-Disposition"))
		}
		text, marked := strings.CutPrefix(file.text, "\xef\xbb\xbf")
		rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil || !marked {
			w.Fatalf("%v: %q", err, file.text)
		}
		want := [][]string{
			{"Name", "Phone", "Tags", "Spend", "Points available", "Tier", "Joined"},
			{"'=HYPERLINK(\"x\")", "13800138000", "'+vip", "123.45", "123", "Member", "2026-06-15 12:00:00"},
			{"'@Bob, \"the\" boss", "'+447700900123", "", "0.00", "0", "Member", "2026-06-15 12:00:00"},
		}
		if !same(rows, want) {
			w.Errorf("%q", rows)
		}
		w.ask("GET", "/v1/audit?verb=export.made", nil).want(200).has("data.0.after.rows", 2, "data.0.after.in_full", true, "data.0.actor_name", "max", "data.0.subject", "export:"+one.str("id"))
		w.ask("GET", "/v1/audit?verb=export.fetched", nil).want(200).has("data.0.actor_name", "max", "data.1", nil)
		w.ask("GET", path+"/file", nil).by(owner).want(200)
		w.ask("GET", path+"/file", nil).by(w.hire("mia", "marketer")).refused(404, "not_found")
		w.ask("GET", "/v1/exports", nil).by(owner).want(200).has("data.0.id", one.str("id"), "data.0.state", "made", "data.0.rows", 2)

		searched := w.ask("POST", "/v1/exports", doc{"kind": "members", "search": "13800138000"}).want(201).str("id")
		w.work()
		w.ask("GET", "/v1/exports/"+searched, nil).want(200).has("state", "made", "rows", 1)
		newest := w.ask("GET", "/v1/exports?limit=1", nil).by(owner).want(200).has("data.0.id", searched, "data.1", nil)
		w.ask("GET", "/v1/exports?limit=1&after="+newest.str("next"), nil).by(owner).want(200).has("data.0.id", one.str("id"), "next", nil)
		w.exportOthers(mei)
		storetest.Clock(w.db).Add(exporter.Kept + time.Second)
		marketer = w.signIn("max@acme.example", "")
		w.ask("GET", path+"/file", nil).by(marketer).refused(404, "export_expired")
		w.ask("GET", path, nil).by(marketer).want(200).has("state", "gone", "file", nil)
		w.found("other")
		w.ask("GET", path, nil).by(w.signIn("owner@other.example", "")).refused(404, "not_found")
		w.ask("GET", path+"/file", nil).by(w.signIn("owner@other.example", "")).refused(404, "not_found")
		if err := w.db.Tx(context.Background(), w.scope, func(tx *store.Tx) error { _, err := exporter.Clean(context.Background(), tx); return err }); err != nil {
			w.Fatal(err)
		}
	})
}

// exportOthers exports orders as a spreadsheet and entries, both masked, cancels one, and erases who stands in them.
func (w *world) exportOthers(mei string) {
	w.Helper()
	orders := w.ask("POST", "/v1/exports", doc{"kind": "orders", "format": "xlsx", "columns": []string{"number", "member_name", "payable"}, "orders": doc{"member_id": mei}}).want(201)
	w.work()
	book, err := excelize.OpenReader(bytes.NewReader([]byte(w.ask("GET", "/v1/exports/"+orders.str("id")+"/file", nil).want(200).text)))
	if err != nil {
		w.Fatal(err)
	}
	rows, err := book.GetRows("Sheet1")
	if err != nil || !same(rows, [][]string{{"Number", "Member", "Payable"}, {"'-A1", "'=***", "123.45"}}) {
		w.Errorf("%v %q", err, rows)
	}
	entries := w.ask("POST", "/v1/exports", doc{"kind": "entries", "language": "zh", "columns": []string{"asset", "kind", "amount"}, "entries": doc{"asset": "points"}}).want(201)
	w.work()
	file := "/v1/exports/" + entries.str("id") + "/file"
	if got := w.ask("GET", file, nil).want(200).text; got != "\xef\xbb\xbf资产,类型,数量\r\n积分,获得,123\r\n" {
		w.Errorf("%q", got)
	}
	stopped := w.ask("POST", "/v1/exports", doc{"kind": "entries"}).want(201)
	w.ask("POST", "/v1/jobs/"+stopped.str("job_id")+"/cancel", nil).want(200).has("state", "cancelled", "state_text", "cancelled")
	w.ask("POST", "/v1/members/"+mei+"/erase", doc{"reason": "asked for"}).want(204)
	w.ask("GET", file, nil).refused(404, "export_expired")
}

func TestViews(t *testing.T) {
	each(t, func(w *world) {
		owner, max, mia := w.signIn("owner@acme.example", ""), w.hire("max", "marketer"), w.hire("mia", "marketer")
		body := doc{"page": "members", "name": "Gold", "query": "tier=gold&sort=spend"}
		one := w.ask("POST", "/v1/views", body).by(max).want(201).has("own", true, "made_name", "max", "version", 1)
		w.ask("POST", "/v1/views", body).by(max).refused(409, "view_name_taken")
		w.ask("POST", "/v1/views", body).by(mia).want(201)
		w.ask("POST", "/v1/views", body).refused(403, "person_only") // a key has none
		w.ask("POST", "/v1/views", doc{"page": "Members!", "name": "x"}).by(max).want(422)
		w.ask("POST", "/v1/views", doc{"page": "members", "name": "x", "query": "a=%zz"}).by(max).refused(422, "invalid")
		path := "/v1/views/" + one.str("id")
		w.ask("GET", "/v1/views?page=members", nil).by(mia).want(200).has("data.0.own", true, "data.1", nil)
		w.ask("PUT", path, body).by(mia).with("If-Match", `"1"`).refused(404, "not_found")
		body["shared"] = true
		w.ask("PUT", path, body).by(max).with("If-Match", `"9"`).refused(412, "changed_meanwhile")
		w.ask("PUT", path, body).by(max).with("If-Match", `"1"`).want(200).has("shared", true, "version", 2)
		w.ask("GET", "/v1/views", nil).by(mia).want(200).has("data.0.own", false, "data.0.made_name", "max")
		w.ask("DELETE", path, nil).by(mia).refused(403, "view_of_another")
		w.ask("PUT", path, body).by(mia).with("If-Match", `"2"`).refused(403, "view_of_another")
		w.ask("GET", "/v1/views?page=orders", nil).by(max).want(200).has("data", []any{})
		w.found("other")
		w.ask("GET", "/v1/views", nil).by(w.signIn("owner@other.example", "")).want(200).has("data", []any{})
		w.ask("DELETE", path, nil).by(w.signIn("owner@other.example", "")).refused(404, "not_found")
		w.ask("DELETE", path, nil).by(owner).want(204)
		w.ask("DELETE", path, nil).by(max).refused(404, "not_found")
	})
}

// dot is a PNG of one pixel.
const dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

func TestBrand(t *testing.T) {
	each(t, func(w *world) {
		got := w.ask("GET", "/v1/merchant", nil).want(200).has("brand", nil)
		change := func(brand doc) *ask {
			return w.ask("PATCH", "/v1/merchant", doc{"brand": brand}).with("If-Match", got.header.Get("ETag"))
		}
		change(doc{"accent": "#FFEE00", "ink": "#FFFFFF"}).refused(422, "contrast_too_low").has("errors.0.field", "ink")
		change(doc{"accent": "red"}).refused(422, "invalid")
		got = change(doc{"accent": "#ffee00", "short_name": "Acme"}).want(200).has("brand.accent", "#FFEE00", "brand.ink", "#000000", "brand.short_name", "Acme")
		got = change(doc{"accent": "#2b5be8"}).want(200).has("brand.ink", "#FFFFFF")
		change(doc{"ink": "#000000"}).refused(422, "contrast_too_low")

		picture, _ := base64.StdEncoding.DecodeString(dot)
		send := func(kind, body string) *ask {
			return w.ask("PUT", "/v1/merchant/logo", body).with("Content-Type", kind)
		}
		w.ask("GET", "/v1/merchants/acme/logo", nil).with("Authorization", "").refused(404, "not_found")
		send("image/png", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>").refused(422, "logo_invalid")
		send("image/svg+xml", "<svg/>").refused(415, "unsupported_media_type")
		send("image/png", string(picture[:20])).refused(422, "logo_invalid")
		send("image/png", strings.Repeat("x", 101<<10)).refused(413, "body_too_large")
		address := send("image/png", string(picture)).want(200).str("logo")
		logo := w.ask("GET", address, nil).with("Authorization", "").want(200)
		if logo.text != string(picture) || logo.header.Get("Content-Type") != "image/png" || !strings.Contains(logo.header.Get("Cache-Control"), "immutable") {
			w.Errorf("%v", logo.header)
		}
		w.ask("GET", "/v1/session", nil).by(w.signIn("owner@acme.example", "")).want(200).has("merchant.brand.logo", address, "merchant.brand.accent", "#2B5BE8")
		w.ask("GET", "/v1/audit?subject=merchant&limit=1", nil).want(200).has("data.0.verb", "merchant.logo_changed")
		w.ask("DELETE", "/v1/merchant/logo", nil).want(204)
		w.ask("GET", "/v1/merchants/acme/logo", nil).with("Authorization", "").refused(404, "not_found")
		w.ask("GET", "/v1/merchants/nobody/logo", nil).with("Authorization", "").refused(404, "not_found")
		w.found("other")
		w.ask("GET", "/v1/merchant", nil).want(200).has("brand", nil)
	})
}

func TestAuditTrail(t *testing.T) {
	each(t, func(w *world) {
		owner := w.signIn("owner@acme.example", "")
		shop := w.ask("POST", "/v1/stores", doc{"code": "A", "name": "A", "kind": "pos"}).by(owner).want(201).str("id")
		storetest.Clock(w.db).Add(time.Hour)
		mei := w.enrol("13800138000")
		w.ask("PATCH", "/v1/members/"+mei, doc{"name": "x"}).want(200)
		me := w.ask("GET", "/v1/session", nil).by(owner).want(200).str("id")
		for query, verb := range map[string]string{
			"subject=store:" + shop: "store.added", "verb=store.added": "store.added", "actor_id=" + me + "&verb=store.added": "store.added",
			"member_id=" + mei: "member.changed", "actor_id=key": "member.changed", "from=2026-06-15T05:00:00Z": "member.changed", "to=2026-06-15T05:00:00Z": "store.added",
		} {
			w.ask("GET", "/v1/audit?limit=1&"+query, nil).want(200).has("data.0.verb", verb)
		}
		w.ask("GET", "/v1/audit?verb=nothing", nil).want(200).has("data", []any{})
		w.ask("GET", "/v1/audit?from=2027-01-01T00:00:00Z", nil).want(200).has("data", []any{})
		w.ask("GET", "/v1/audit?actor_id=somebody", nil).refused(422, "invalid")
		w.ask("GET", "/v1/audit/verbs", nil).with("Accept-Language", "zh").want(200).has("data.0.verb", "approval.approved", "data.0.text", "同意申请")
		w.ask("POST", "/v1/audit/verify", nil).want(200).has("whole", true, "broken", nil)
		err := w.db.Tx(context.Background(), w.scope, func(tx *store.Tx) error {
			_, err := tx.Exec(context.Background(), `UPDATE org_audit SET verb = 'x' WHERE merchant_id = $1 AND number = 3`, tx.MerchantID())
			return err
		})
		if err != nil {
			w.Fatal(err)
		}
		w.ask("POST", "/v1/audit/verify", nil).want(200).has("whole", false, "broken", 3)
		w.found("other")
		w.ask("GET", "/v1/audit?subject=store:"+shop, nil).want(200).has("data", []any{})
	})
}

func TestWordsOfRequests(t *testing.T) {
	each(t, func(w *world) {
		mei := w.enrol("13800138000")
		sup := w.hire("sue", "support")
		w.ask("POST", "/v1/members/"+mei+"/adjustments", doc{"asset": "points", "amount": 500_000, "reason": "sorry"}).by(sup).want(202)
		w.ask("GET", "/v1/approvals", nil).by(w.signIn("owner@acme.example", "")).with("Accept-Language", "zh").want(200).
			has("data.0.summary", "为 王** 138****8000 增加 500,000 积分", "data.0.reason", "sorry", "data.0.asked_name", "sue", "data.0.own", false)
		w.ask("GET", "/v1/approvals", nil).want(200).has("data.0.summary", "Give 500,000 points to 王** 138****8000")
		roles := w.ask("GET", "/v1/roles", nil).with("Accept-Language", "zh").want(200).has("roles.0.name", "所有者")
		for i := range org.Every {
			one := roles.doc["details"].([]any)[i].(doc)
			if one["explanation"] == "" || one["name"] == "" || one["group"] == "" {
				w.Errorf("%v lacks words", one)
			}
		}
	})
}
