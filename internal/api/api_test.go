package api_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"regulars/internal/api"
)

func TestDocumentIsAsPromised(t *testing.T) {
	text, err := json.MarshalIndent(api.Table().Document("test"), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/openapi.json"
	if *update {
		if err := os.WriteFile(golden, append(text, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(text)+"\n"); diff != "" {
		t.Errorf("the OpenAPI document changed (-update writes it anew):\n%s", diff)
	}
}

func TestEveryOperationHasWords(t *testing.T) {
	table := api.Table()
	for _, id := range table.IDs() {
		op := table.Operation(id)
		if op.En == "" || op.Zh == "" || op.Group == "" {
			t.Errorf("%s lacks a summary or a group", id)
		}
		if !strings.HasPrefix(op.Path, "/v1/") {
			t.Errorf("%s: %s does not begin with /v1/", id, op.Path)
		}
	}
}

func TestPages(t *testing.T) {
	each(t, func(w *world) {
		w.ask("GET", "/healthz", nil).want(200)
		w.ask("GET", "/readyz", nil).want(200)
		w.ask("GET", "/openapi.json", nil).want(200).has("openapi", "3.1.0", "info.version", "test")
		for _, lang := range []string{"en", "zh"} {
			page := w.ask("GET", "/docs?lang="+lang, nil).want(200)
			if !strings.Contains(page.text, "/v1/session") || strings.Contains(page.text, "<script") {
				w.Errorf("%s: the page lacks operations or has a script", lang)
			}
			if policy := page.header.Get("Content-Security-Policy"); strings.Contains(policy, "unsafe") || !strings.Contains(policy, "default-src 'none'") {
				w.Errorf("policy %q", policy)
			}
		}
		w.ask("GET", "/docs/style.css", nil).want(200)
		w.ask("GET", "/", nil).want(302)
		w.ask("GET", "/metrics", nil).want(403) // the recorder's address is not this machine's
		w.ask("GET", "/nowhere", nil).refused(404, "no_such_address")
		wrong := w.ask("DELETE", "/v1/stores", nil).refused(405, "method_not_allowed")
		if got := wrong.header.Get("Allow"); got != "GET, POST" {
			w.Errorf("Allow: %q", got)
		}
		if got := wrong.header.Get("Access-Control-Allow-Origin"); got != "" {
			w.Errorf("CORS: %q", got)
		}
	})
}
