package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"regulars/internal/store/storetest"
)

// enrolled makes a member and answers its id.
func (w *world) enrolled(body doc) string {
	w.Helper()
	return w.ask("POST", "/v1/members", body).want(201).str("id")
}

// draftDocument is the draft as a page edits it, with its ETag.
func (w *world) draftDocument() (doc, string) {
	w.Helper()
	r := w.ask("GET", "/v1/program/draft", nil).want(200)
	return r.at("document").(doc), r.header.Get("ETag")
}

// tierOf is a tier of a document.
func tierOf(document doc, code string) doc {
	for _, t := range document["tiers"].([]any) {
		if t.(doc)["code"] == code {
			return t.(doc)
		}
	}
	return nil
}

// A marketer raises the points of the gold tier from next Monday and sees what members will be told.
func TestRaiseThePointsOfGoldFromMonday(t *testing.T) {
	each(t, func(w *world) {
		gold := w.enrolled(doc{"name": "金女士", "phone": "13800000011"})
		w.ask("POST", "/v1/orders", doc{"member_id": gold, "source": "till", "number": "1", "lines": []doc{{"quantity": 1, "amount_minor": 600_000}}}).want(201).has("tier_after.code", "gold")

		// What members are promised now.
		w.ask("POST", "/v1/program/describe", doc{}).want(200).has("mistakes", []any{},
			"tiers.2.code", "gold", "tiers.2.name.zh", "金卡", "tiers.2.field", "tiers[2]", "tiers.2.color", "#d4a017",
			"tiers.2.condition.zh", "近 365 天消费满 ¥5,000", "tiers.2.condition.en", "Spend in the last 365 days is at least ¥5,000",
			"tiers.2.keep.zh", "保级 365 天", "tiers.2.benefits.0.zh", "1.5 倍积分",
			"earning.0.sentence.zh", "每 ¥1 得 1 积分", "earning.1.condition.zh", "本月生日（含农历）", "spending.0.text.zh", "100 积分抵 ¥1")

		// The change, in a field of the document.
		document, tag := w.draftDocument()
		tierOf(document, "gold")["earn_bp"] = 20_000
		saved := w.ask("PUT", "/v1/program/draft", document).with("If-Match", tag).with("Accept-Language", "zh").want(200).has("mistakes", []any{},
			"changes.0.text", "金卡：积分倍数 1.5 倍 → 2 倍", "changes.0.path", "tiers.gold.earn_bp", "changes.0.field", "tiers[2].earn_bp", "changes.0.kind", "changed")

		// What they will be told.
		monday := "2026-06-22T00:00:00+08:00"
		told := w.ask("POST", "/v1/program/compare", doc{"to": "draft", "effective_at": monday}).want(200).has("changes.0.subject.zh", "金卡", "changes.0.before.zh", "1.5 倍", "changes.0.after.en", "2 times",
			"told.0.zh", "金卡会员的积分倍数由 1.5 倍变为 2 倍，例如消费 ¥100 得 200 积分（原 150 积分）。",
			"told.0.en", "Gold members get 2 times the points instead of 1.5 times, for example 200 points for ¥100 (before: 150 points).",
			"note.zh", "自 2026 年 6 月 22 日起：金卡会员的积分倍数由 1.5 倍变为 2 倍，例如消费 ¥100 得 200 积分（原 150 积分）。")
		if told.at("changes.1") != nil {
			w.Errorf("more than the one change: %s", told.text)
		}

		// Who only sells or helps can read all this and change none of it.
		cashier := "Bearer " + w.makeKey("program:read", "members:read", "orders:write")
		w.ask("POST", "/v1/program/compare", doc{}).with("Authorization", cashier).want(200).has("changes.0.path", "tiers.gold.earn_bp")
		w.ask("PUT", "/v1/program/draft", document).with("If-Match", saved.header.Get("ETag")).with("Authorization", cashier).refused(403, "forbidden")
		w.ask("POST", "/v1/program/draft/publish", doc{"note": told.at("note")}).with("If-Match", saved.header.Get("ETag")).with("Authorization", cashier).refused(403, "forbidden")

		// What it means for this member, and for one of the birthday month, before it is published.
		basket := []doc{{"quantity": 2, "unit_price_minor": 10_000}}
		w.ask("POST", "/v1/program/preview", doc{"quote": doc{"member_id": gold, "lines": basket}}).want(200).
			has("program.outcome.points.earned", 400, "against.outcome.points.earned", 300, "difference.points", 100, "program.outcome.program_version", 0, "against.outcome.program_version", 1,
				"program.outcome.trace.1.rule", "tier:gold")
		w.ask("POST", "/v1/program/preview", doc{"program": document, "quote": doc{"standing": doc{"tier": "silver", "windows": []doc{{"window": "spend", "period": "365", "value": 490_000}}}, "lines": basket}}).want(200).
			has("program.outcome.points.earned", 200, "program.outcome.tier_after.code", "gold", "difference.points", 0)

		// Published for Monday with the note; until then nothing changes.
		w.ask("POST", "/v1/program/draft/publish", doc{"note": told.at("note"), "effective_at": monday}).with("If-Match", saved.header.Get("ETag")).want(201).has("number", 2, "state", "scheduled")
		w.ask("POST", "/v1/quotes", doc{"member_id": gold, "lines": basket}).want(200).has("points.earned", 300)
		w.ask("GET", "/v1/program", nil).want(200).has("number", 1, "next.number", 2)
		w.ask("POST", "/v1/program/compare", doc{"from": 1, "to": 2}).want(200).has("changes.0.path", "tiers.gold.earn_bp")
		w.ask("POST", "/v1/program/describe", doc{"program": 2}).want(200).has("tiers.2.benefits.0.en", "2 times the points")
		storetest.Clock(w.db).Add(7 * 24 * time.Hour)
		w.ask("POST", "/v1/orders", doc{"member_id": gold, "source": "till", "number": "2", "lines": basket}).want(201).has("points.earned", 400)
		w.ask("POST", "/v1/program/preview", doc{"program": 1, "quote": doc{"member_id": gold, "lines": basket}}).want(200).has("difference.points", -100)
	})
}

func TestConditionsInTheirThreeForms(t *testing.T) {
	each(t, func(w *world) {
		w.ask("POST", "/v1/stores", doc{"code": "bund", "name": "外滩店", "kind": "pos"}).want(201)
		w.ask("PUT", "/v1/categories", doc{"categories": []doc{{"code": "tea", "name": "茶叶"}}}).send()
		w.enrolled(doc{"name": "张", "phone": "13800000012", "tags": []string{"储值"}})
		c := w.ask("GET", "/v1/conditions?scope=line", nil).want(200).has("currency", "CNY", "exponent", 2, "windows.0.name", "spend", "windows.0.operators.0.code", ">=", "windows.0.operators.0.label.zh", "满", "windows.0.operators.0.denied.zh", "未满")
		found := map[string]doc{}
		for _, a := range c.at("attributes").([]any) {
			found[a.(doc)["name"].(string)] = a.(doc)
		}
		for name, want := range map[string]string{"tier": "金卡", "tags": "储值", "order.store": "外滩店", "birthday_month": "五月", "status": "会员"} {
			if text := fmt.Sprint(found[name]["choices"]); !strings.Contains(text, want) {
				w.Errorf("%s has choices %s, want %s", name, text, want)
			}
		}
		if found["tags"]["open"] != true || found["tier"]["open"] != false || found["line.sku"]["selectable"] != false {
			w.Errorf("%v %v", found["tags"], found["line.sku"])
		}
		if text := w.ask("GET", "/v1/conditions", nil).want(200).text; strings.Contains(text, "order.channel") {
			w.Error("a condition on members may name the order")
		}

		text := `spend(365) >= 500000 && (tier == "gold" || "储值" in tags) && store == "bund"`
		read := w.ask("POST", "/v1/conditions/read", doc{"text": text}).want(200).has("text", text, "tree.kind", "all", "tree.nodes.0.window", "spend", "tree.nodes.0.period", "365",
			"tree.nodes.1.nodes.0.value", "gold", "sentence.zh", "近 365 天消费满 ¥5,000 且（会员等级为金卡 或 标签包含“储值”）且 所属门店为外滩店")
		w.ask("POST", "/v1/conditions/write", doc{"tree": read.at("tree")}).want(200).has("text", text, "sentence.zh", read.str("sentence.zh"))
		w.ask("POST", "/v1/conditions/read", doc{"text": "order_count + 1 > 3"}).want(200).has("tree", nil, "sentence.zh", "累计订单数 + 1 > 3")
		w.ask("POST", "/v1/conditions/read", doc{"text": ""}).want(200).has("tree.kind", "all", "sentence.en", "Always")
		w.ask("POST", "/v1/conditions/write", doc{"tree": doc{"kind": "all"}}).want(200).has("text", "")

		// Tiers of the document that is being edited have their names before they are saved.
		document, _ := w.draftDocument()
		tierOf(document, "gold")["name"] = doc{"zh": "金钻", "en": "Gold diamond"}
		w.ask("POST", "/v1/conditions/read", doc{"text": `tier == "gold"`, "program": document}).want(200).has("sentence.zh", "会员等级为金钻")

		w.ask("POST", "/v1/conditions/read", doc{"text": "spend(365) >= 1\n&& spent(3) > 1"}).refused(422, "condition_misspelt").has("errors.0.field", "text", "errors.0.line", 2, "errors.0.column", 4)
		w.ask("POST", "/v1/conditions/read", doc{"text": `order.channel == "pos"`}).refused(422, "condition_name_out_of_place")
		w.ask("POST", "/v1/conditions/read", doc{"text": `order.channel == "pos"`, "scope": "order"}).want(200)
		wrong := doc{"kind": "any", "nodes": []doc{{"kind": "clause", "attribute": "tier", "operator": "==", "value": "gold"}, {"kind": "clause", "window": "spend", "period": "365", "operator": ">="}}}
		w.ask("POST", "/v1/conditions/write", doc{"tree": wrong}).refused(422, "condition_tree_number").has("errors.0.field", "tree.nodes[1].value")
		w.ask("POST", "/v1/conditions/write", doc{"tree": doc{"kind": "all", "nodes": []doc{{"kind": "clause", "atribute": "tier"}}}}).refused(422, "unknown_field").has("errors.0.field", "tree.nodes[0].atribute")
	})
}

func TestMistakesOfAProgrammeStandWhereTheyAre(t *testing.T) {
	each(t, func(w *world) {
		document, _ := w.draftDocument()
		tierOf(document, "silver")["when"] = "spend(365) >= 100000 &&\n  teir == \"x\""
		tierOf(document, "gold")["keep"] = doc{"kind": "days"}
		document["earning"].([]any)[0].(doc)["points"] = 0
		document["spending"].(doc)["max_share_bp"] = 20_000
		for _, language := range []string{"zh", "en"} {
			got := w.ask("POST", "/v1/program/validate", document).with("Accept-Language", language).want(200)
			fields := map[string]doc{}
			for _, m := range got.at("mistakes").([]any) {
				fields[m.(doc)["field"].(string)] = m.(doc)
			}
			for _, field := range []string{"tiers[1].when", "tiers[2].keep.days", "earning[0].points", "spending.max_share_bp"} {
				m := fields[field]
				if m == nil {
					w.Fatalf("no mistake at %s: %s", field, got.text)
				}
				if chinese := strings.ContainsFunc(m["message"].(string), func(r rune) bool { return r >= 0x4e00 }); chinese != (language == "zh") {
					w.Errorf("%s in %s: %v", field, language, m)
				}
			}
			if m := fields["tiers[1].when"]; m["line"] != 2.0 || m["column"] != 3.0 {
				w.Errorf("%v", m)
			}
		}
		w.ask("POST", "/v1/program/describe", doc{"program": document}).want(200).has("tiers.1.condition.zh", "`spend(365) >= 100000 &&\n  teir == \"x\"`", "mistakes.0.field", "tiers[2].keep.days")
		w.ask("POST", "/v1/program/preview", doc{"program": document, "quote": doc{"lines": []doc{{"quantity": 1, "amount_minor": 100}}}}).want(422)
		w.ask("POST", "/v1/program/compare", doc{"to": 99}).refused(404, "not_found")
		w.ask("POST", "/v1/program/compare", doc{"to": "newest"}).refused(422, "program_which")
		shape := w.ask("POST", "/v1/program/describe", doc{"program": doc{"tiers": "x", "nom": 1, "points": doc{"pending": 7}}}).with("Accept-Language", "zh").refused(422, "document_unknown_field")
		got := map[any]bool{}
		for i := range 3 {
			got[shape.at(fmt.Sprintf("errors.%d.field", i))] = true
			if text := shape.str(fmt.Sprintf("errors.%d.message", i)); !strings.ContainsFunc(text, func(r rune) bool { return r >= 0x4e00 }) {
				w.Errorf("not in Chinese: %s", text)
			}
		}
		if !got["program.tiers"] || !got["program.nom"] || !got["program.points.pending"] {
			w.Errorf("%s", shape.text)
		}
	})
}

func TestTierProgress(t *testing.T) {
	each(t, func(w *world) {
		id := w.enrolled(doc{"name": "李", "phone": "13800000013"})
		path := "/v1/members/" + id + "/tier-progress"
		w.ask("GET", path, nil).want(200).has("tier.code", "base", "tier.move", "joined", "tier.until", nil, "keep", nil, "next.code", "silver", "next.percent", 0,
			"next.alternatives.0.parts.0.missing", 100_000, "next.text.zh", "近 365 天消费还差 ¥1,000，即可升级为银卡。", "tiers.0.held", true)
		w.ask("POST", "/v1/orders", doc{"member_id": id, "source": "till", "number": "9", "lines": []doc{{"quantity": 1, "amount_minor": 150_000}}}).want(201)
		got := w.ask("GET", path, nil).want(200).has("tier.code", "silver", "tier.by", "condition", "tier.move", "upgraded", "next.code", "gold", "next.percent", 30, "next.alternatives.0.parts.0.have", 150_000,
			"next.alternatives.0.parts.0.want", 500_000, "next.text.en", "¥3,500 more of spend in the last 365 days for Gold.", "keep.code", "silver", "keep.holds", false, "keep.alternatives.0.parts.0.missing", 100_000,
			"tiers.1.held", true, "tiers.1.holds", true, "merit", nil)
		if !strings.HasPrefix(got.str("tier.cause"), "order:ord_") || !strings.Contains(got.str("tier.why.zh"), "因“近 365 天消费满 ¥1,000”升级") || got.str("keep.by") != got.str("tier.until") {
			w.Errorf("%s", got.text)
		}
		w.ask("PUT", "/v1/members/"+id+"/tier", doc{"code": "black", "until": "2199-01-01T00:00:00Z", "reason": "x"}).want(200)
		w.ask("GET", path, nil).want(200).has("tier.code", "black", "tier.by", "hand", "tier.move", "given", "merit.code", "silver", "next.code", "gold")
		w.ask("GET", "/v1/members/mem_nobody/tier-progress", nil).refused(404, "not_found")
		w.found("other")
		w.ask("GET", path, nil).refused(404, "member_not_found")
	})
}

// What a preview refuses, and what one side of it refuses.
func TestPreviewRefusals(t *testing.T) {
	each(t, func(w *world) {
		basket := []doc{{"quantity": 1, "amount_minor": 20_000}}
		w.ask("POST", "/v1/program/preview", doc{"quote": doc{"lines": basket}}).want(200).has("program.outcome.points.earned", 0, "program.outcome.tier_after", nil, "program.outcome.trace.0.kind", "guest", "difference.points", 0)
		document, _ := w.draftDocument()
		document["spending"] = doc{"enabled": false}
		w.ask("POST", "/v1/program/preview", doc{"program": document, "quote": doc{"points": 100, "standing": doc{"points": 500}, "lines": basket}}).want(200).
			has("program.outcome", nil, "program.problem.code", "points_not_spendable", "against.outcome.points.spent", 100, "difference", nil)
		for field, c := range map[string]struct {
			quote doc
			code  string
		}{
			"quote.standing.tier":              {doc{"standing": doc{"tier": "lead"}, "lines": basket}, "tier_unknown"},
			"quote.standing":                   {doc{"standing": doc{}, "phone": "13800000014", "lines": basket}, "preview_standing"},
			"quote.standing.windows[0].period": {doc{"standing": doc{"windows": []doc{{"window": "spend", "period": "x", "value": 1}}}, "lines": basket}, "condition_tree_period"},
			"quote.standing.attributes.tags":   {doc{"standing": doc{"attributes": doc{"tags": []any{1}}}, "lines": basket}, "invalid"},
			"quote.lines[0].unit_price_minor":  {doc{"lines": []doc{{"quantity": 1}}}, "price_required"},
			"quote.store_id":                   {doc{"store_id": "sto_06y3nat5w0000", "lines": basket}, "store_unknown"},
		} {
			w.ask("POST", "/v1/program/preview", doc{"quote": c.quote}).refused(422, c.code).has("errors.0.field", field)
		}
		document["earning"].([]any)[0].(doc)["when"] = "nonsense"
		w.ask("POST", "/v1/program/preview", doc{"program": document, "quote": doc{"lines": basket}}).want(422).has("errors.0.field", "program.earning[0].when")
		id := w.enrolled(doc{"name": "李", "phone": "13800000015"})
		blind := "Bearer " + w.makeKey("program:read")
		w.ask("POST", "/v1/program/preview", doc{"quote": doc{"member_id": id, "lines": basket}}).with("Authorization", blind).refused(403, "forbidden")
		w.ask("POST", "/v1/program/preview", doc{"quote": doc{"standing": doc{}, "lines": basket}}).with("Authorization", blind).want(200)
		w.found("other")
		w.ask("POST", "/v1/program/preview", doc{"quote": doc{"member_id": id, "lines": basket}}).want(422)
	})
}

// Who is not a member yet, or is given nothing by conditions, has no steps; the tiers are shown.
func TestTierProgressOfACustomer(t *testing.T) {
	each(t, func(w *world) {
		document, tag := w.draftDocument()
		document["entry"] = doc{"kind": "condition", "when": "spend(365) >= 100000"}
		tierOf(document, "silver")["when"] = `spend("year") >= 100000 || orders(30) >= 3`
		r := w.ask("PUT", "/v1/program/draft", document).with("If-Match", tag).want(200).has("mistakes", []any{})
		w.ask("POST", "/v1/program/draft/publish", doc{"note": doc{"en": "x"}}).with("If-Match", r.header.Get("ETag")).want(201)
		id := w.enrolled(doc{"name": "李", "phone": "13800000016"})
		path := "/v1/members/" + id + "/tier-progress"
		w.ask("GET", path, nil).want(200).has("tier", nil, "next", nil, "keep", nil, "tiers.0.code", "base", "tiers.0.held", false)
		w.ask("POST", "/v1/orders", doc{"member_id": id, "source": "till", "number": "1", "lines": []doc{{"quantity": 1, "amount_minor": 100_000}}}).want(201)
		w.ask("GET", path, nil).want(200).has("tier.code", "silver", "next.code", "gold", "keep.code", "silver", "keep.alternatives.0.parts.0.label.zh", "2027 年消费", "keep.alternatives.0.parts.0.label.en", "spend in 2027", "keep.alternatives.1.parts.0.label.zh", "近 30 天订单数")
	})
}

// Where members are approved, somebody who may approve admits a customer, at the sign-up or later; a cashier does not.
func TestAdmit(t *testing.T) {
	each(t, func(w *world) {
		document, tag := w.draftDocument()
		document["entry"] = doc{"kind": "approval"}
		r := w.ask("PUT", "/v1/program/draft", document).with("If-Match", tag).want(200).has("mistakes", []any{})
		w.ask("POST", "/v1/program/draft/publish", doc{"note": doc{"en": "x"}}).with("If-Match", r.header.Get("ETag")).want(201)
		till := "Bearer " + w.makeKey("members:read", "members:write")
		id := w.ask("POST", "/v1/members", doc{"phone": "13800000021"}).with("Authorization", till).want(201).has("status", "customer").str("id")
		w.ask("POST", "/v1/members?invited=true", doc{"phone": "13800000022"}).with("Authorization", till).refused(403, "forbidden")
		w.ask("POST", "/v1/members/"+id+"/admit", doc{"reason": "x"}).with("Authorization", till).refused(403, "forbidden")
		w.ask("GET", "/v1/members?status=customer", nil).want(200).has("data.0.id", id)
		w.ask("POST", "/v1/members/"+id+"/admit", doc{"reason": " "}).want(422)
		w.ask("POST", "/v1/members/"+id+"/admit", doc{"reason": "applied in the shop"}).want(200).has("status", "member", "tier.code", "base")
		w.ask("POST", "/v1/members/"+id+"/admit", doc{"reason": "again"}).want(200).has("status", "member")
		w.ask("GET", "/v1/members?status=customer", nil).want(200).has("data", []any{})
		w.ask("POST", "/v1/members?invited=true", doc{"phone": "13800000023"}).want(201).has("status", "member")
	})
}

// The merchant promises things beside points: they are in the words of the programme, at the member, in the quote, and in what members are told.
func TestBenefits(t *testing.T) {
	each(t, func(w *world) {
		document, tag := w.draftDocument()
		document["benefits"] = []doc{
			{"code": "off", "name": doc{"zh": "银卡折扣", "en": "Silver discount"}, "kind": "discount", "off_bp": 1_200, "tiers": []string{"silver"}, "cap_minor": 1_000},
			{"code": "queue", "name": doc{"zh": "优先接待", "en": "Served first"}, "kind": "service", "service": "queue", "contact": "400-800", "when": `gender == "female"`},
			{"code": "coffee", "name": doc{"zh": "免费咖啡", "en": "Free coffee"}, "kind": "quota", "quota": doc{"quantity": 2, "per": "month"}, "gives": "unit_free", "when": `line.category == "coffee"`},
		}
		wrong := doc{"code": "off", "name": doc{"en": "x"}, "kind": "discount", "tiers": []string{"lead"}}
		bad := doc{"benefits": append([]doc{wrong}, document["benefits"].([]doc)...)}
		for k, v := range document {
			if k != "benefits" {
				bad[k] = v
			}
		}
		w.ask("POST", "/v1/program/validate", bad).want(200).has("mistakes.0.field", "benefits[0].off_bp", "mistakes.1.field", "benefits[0].tiers[0]", "mistakes.2.field", "benefits[1].code")
		r := w.ask("PUT", "/v1/program/draft", document).with("If-Match", tag).with("Accept-Language", "zh").want(200).has("mistakes", []any{}, "changes.0.path", "benefits.off",
			"changes.0.text", "新增 银卡折扣：8.8 折，每单最多优惠 ¥10，银卡及以上等级", "document.benefits.0.off_bp", 1_200)
		w.ask("POST", "/v1/program/draft/publish", doc{"note": doc{"en": "x"}}).with("If-Match", r.header.Get("ETag")).want(201)
		w.ask("POST", "/v1/program/describe", doc{}).want(200).has("benefits.2.sentence.zh", "每月 2 件免费，全体会员，条件：商品品类为“coffee”", "benefits.0.for.en", "Silver and above",
			"tiers.1.benefits.0.zh", "银卡折扣：8.8 折，每单最多优惠 ¥10")

		id := w.enrolled(doc{"name": "李", "phone": "13800000021", "gender": "female"})
		path := "/v1/members/" + id + "/benefits"
		w.ask("GET", path, nil).want(200).has("member_id", id, "benefits.0.code", "queue", "benefits.0.contact", "400-800", "benefits.0.service", "queue", "benefits.1.code", "coffee", "benefits.1.gives.en", "2 free a month")
		line := []doc{{"quantity": 1, "amount_minor": 150_000}}
		w.ask("POST", "/v1/orders", doc{"member_id": id, "source": "till", "number": "1", "lines": line}).want(201).has("discount_minor", 0, "tier_after.code", "silver")
		w.ask("GET", path, nil).want(200).has("benefits.0.code", "off", "benefits.0.plan_code", "")
		w.ask("POST", "/v1/quotes", doc{"member_id": id, "lines": line}).with("Accept-Language", "zh").want(200).has("discount_minor", 1_000, "lines.0.adjustments.0.source", "tier", "lines.0.adjustments.0.ref", "off",
			"trace.0.text", "银卡折扣：¥1,500 享 8.8 折，优惠 ¥10。", "trace.0.kind", "discount")
		w.ask("GET", "/v1/members/mem_nobody/benefits", nil).refused(404, "not_found")
		w.found("other")
		w.ask("GET", path, nil).refused(404, "member_not_found")
	})
}
