package api_test

import "testing"

func TestProgramme(t *testing.T) {
	each(t, func(w *world) {
		w.ask("GET", "/v1/program", nil).want(200).has("number", 1, "state", "in_force")
		draft := w.ask("GET", "/v1/program/draft", nil).want(200).has("version", 1, "mistakes", []any{}, "changes", []any{})
		document := draft.at("document").(doc)
		w.ask("PUT", "/v1/program/draft", document).refused(428, "if_match_required")
		document["multipliers"] = "sum"
		w.ask("POST", "/v1/program/validate", document).want(200)
		saved := w.ask("PUT", "/v1/program/draft", document).with("If-Match", `"1"`).want(200)
		if saved.at("mistakes.0.field") == nil {
			w.Errorf("no mistake: %s", saved.text)
		}
		w.ask("POST", "/v1/program/draft/publish", doc{"note": doc{"en": "x"}}).with("If-Match", `"2"`).want(422)
		document["multipliers"] = "add"
		w.ask("PUT", "/v1/program/draft", document).with("If-Match", `"1"`).refused(412, "changed_meanwhile")
		changed := w.ask("PUT", "/v1/program/draft", document).with("If-Match", `"2"`).want(200).has("mistakes", []any{})
		if changed.at("changes.0.text") == nil {
			w.Errorf("no change in words: %s", changed.text)
		}
		w.ask("PUT", "/v1/program/draft", doc{"nom": 1}).with("If-Match", `"3"`).want(422)
		w.ask("POST", "/v1/program/draft/publish", doc{"note": doc{}}).with("If-Match", `"3"`).want(422)
		w.ask("POST", "/v1/program/draft/publish", doc{"note": doc{"en": "x"}, "effective_at": "2020-01-01T00:00:00Z"}).with("If-Match", `"3"`).refused(422, "effective_in_past")
		w.ask("POST", "/v1/program/draft/publish", doc{"note": doc{"en": "Multipliers add up."}, "effective_at": "2027-01-01T00:00:00Z"}).with("If-Match", `"3"`).want(201).
			has("number", 2, "state", "scheduled", "note.en", "Multipliers add up.")
		w.ask("GET", "/v1/program", nil).want(200).has("number", 1, "next.number", 2)
		w.ask("GET", "/v1/program/versions", nil).want(200).has("data.0.number", 2, "data.1.number", 1)
		w.ask("GET", "/v1/program/versions/2", nil).want(200).has("document.multipliers", "add")
		w.ask("GET", "/v1/program/versions/9", nil).refused(404, "not_found")
		w.ask("DELETE", "/v1/program/versions/1", nil).refused(422, "edition_not_scheduled")
		w.ask("DELETE", "/v1/program/versions/2", nil).want(204)
		w.ask("POST", "/v1/program/draft/revert", doc{"number": 1}).with("If-Match", `"3"`).want(200).has("changes", []any{})
		w.ask("GET", "/v1/trial-balance?at=2026-01-01T00:00:00Z", nil).want(200).has("assets.0.sum", 0)
	})
}

func TestPublishingNeedsASecondPerson(t *testing.T) {
	each(t, func(w *world) {
		s := w.ask("GET", "/v1/settings", nil).want(200)
		s.doc["program_needs_second"] = true
		w.ask("PUT", "/v1/settings", s.doc).with("If-Match", s.header.Get("ETag")).want(200)
		draft := w.ask("GET", "/v1/program/draft", nil).want(200)
		document := draft.at("document").(doc)
		document["multipliers"] = "add"
		w.ask("PUT", "/v1/program/draft", document).with("If-Match", `"1"`).want(200)
		asked := w.ask("POST", "/v1/program/draft/publish", doc{"note": doc{"en": "x"}}).with("If-Match", `"2"`).want(202)
		owner := w.signIn("owner@acme.example", "")
		w.ask("POST", "/v1/approvals/"+asked.str("approval_id")+"/approve", nil).by(owner).want(200).has("state", "approved")
		w.ask("GET", "/v1/program", nil).want(200).has("number", 2)
	})
}
