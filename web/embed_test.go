package web_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"regulars/web"
)

// get asks the console for a path.
func get(t *testing.T, path, encoding string) *httptest.ResponseRecorder {
	t.Helper()
	if !web.Built("console") {
		if os.Getenv("CI") == "true" {
			t.Fatal("the pages were not built: make pages")
		}
		t.Skip("the pages were not built: make pages")
	}
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", encoding)
	w := httptest.NewRecorder()
	web.Handler("console", "/admin/").ServeHTTP(w, r)
	return w
}

func TestPagesFindTheirWay(t *testing.T) {
	nonces := map[string]bool{}
	for _, path := range []string{"/admin/", "/admin", "/admin/members", "/admin/members/mem_1", "/admin/../admin/orders"} {
		w := get(t, path, "")
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			t.Fatalf("%s: %d %s", path, w.Code, w.Header().Get("Content-Type"))
		}
		nonce := regexp.MustCompile(`nonce="([^"{]+)"`).FindStringSubmatch(w.Body.String())
		if nonce == nil || !strings.Contains(w.Header().Get("Content-Security-Policy"), "'nonce-"+nonce[1]+"'") || nonces[nonce[1]] {
			t.Fatalf("%s: nonce %q is missing, old, or not in the policy %q", path, nonce, w.Header().Get("Content-Security-Policy"))
		}
		nonces[nonce[1]] = true
		if w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be cached: %q", path, w.Header().Get("Cache-Control"))
		}
	}
}

func TestAssetsAreCachedAndPacked(t *testing.T) {
	script := regexp.MustCompile(`/admin/assets/[^"]+\.js`).FindString(get(t, "/admin/", "").Body.String())
	plain := get(t, script, "")
	if plain.Code != http.StatusOK || !strings.Contains(plain.Header().Get("Cache-Control"), "immutable") {
		t.Fatalf("%s: %d %v", script, plain.Code, plain.Header())
	}
	for header, want := range map[string]string{"gzip, deflate, br": "br", "gzip": "gzip", "br;q=0, gzip;q=0.5": "gzip", "br;q=0.0": "", "identity": ""} {
		w := get(t, script, header)
		if w.Header().Get("Content-Encoding") != want {
			t.Errorf("Accept-Encoding %q: %q, want %q", header, w.Header().Get("Content-Encoding"), want)
		}
		if want != "" && w.Body.Len() >= plain.Body.Len() {
			t.Errorf("%s is no smaller: %d of %d", want, w.Body.Len(), plain.Body.Len())
		}
	}
}

func TestWhatIsNoFileIsNotFound(t *testing.T) {
	for _, path := range []string{"/admin/assets/none.js", "/admin/secret.txt", "/admin/../../../etc/passwd.json", "/admin/assets/..%2f..%2fembed.go"} {
		if w := get(t, path, ""); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, w.Code)
		}
	}
}
