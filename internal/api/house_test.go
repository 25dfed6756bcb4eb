package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"regulars/internal/store/storetest"
)

// signIn signs somebody in and answers the cookie.
func (w *world) signIn(email, code string) string {
	w.Helper()
	got := w.ask("POST", "/v1/session", doc{"email": email, "password": password, "code": code}).with("Authorization", "").want(200)
	cookie, _, _ := strings.Cut(got.header.Get("Set-Cookie"), ";")
	if !strings.HasPrefix(cookie, "regulars_session=") || !strings.Contains(got.header.Get("Set-Cookie"), "HttpOnly") {
		w.Fatalf("cookie %q", got.header.Get("Set-Cookie"))
	}
	return cookie
}

// by makes the call that of a browser with the cookie, on one of our own pages.
func (a *ask) by(cookie string) *ask {
	return a.with("Authorization", "").with("Cookie", cookie).with("Sec-Fetch-Site", "same-origin")
}

func TestSession(t *testing.T) {
	each(t, func(w *world) {
		w.ask("GET", "/v1/session", nil).with("Authorization", "").refused(401, "unauthenticated")
		w.ask("POST", "/v1/session", doc{"email": "owner@acme.example", "password": "wrong"}).refused(401, "sign_in_failed")
		w.ask("POST", "/v1/session", doc{"email": "nobody@acme.example", "password": password}).refused(401, "sign_in_failed")
		cookie := w.signIn("owner@acme.example", "")
		me := w.ask("GET", "/v1/session", nil).by(cookie).want(200).has("kind", "staff", "role", "owner", "merchant.slug", "acme", "sessions.0.current", true)
		if strings.Contains(me.text, "argon2") || strings.Contains(me.text, "password") {
			w.Errorf("the answer tells of the password: %s", me.text)
		}
		w.ask("GET", "/v1/session", nil).want(200).has("kind", "key", "role", nil)
		other := w.signIn("owner@acme.example", "")
		id := w.ask("GET", "/v1/session", nil).by(other).want(200).str("sessions.1.id")
		w.ask("DELETE", "/v1/sessions/"+id, nil).by(other).want(204)
		w.ask("GET", "/v1/session", nil).by(cookie).refused(401, "session_invalid")
		w.ask("POST", "/v1/session/password", doc{"old": "wrong", "password": "another good one"}).by(other).send()
		w.ask("POST", "/v1/session/password", doc{"old": password, "password": "another good one"}).by(other).want(204)
		w.ask("POST", "/v1/session/password", doc{"old": password, "password": "another good one"}).refused(403, "person_decides")
		w.ask("DELETE", "/v1/session", nil).by(other).want(204)
		w.ask("GET", "/v1/session", nil).by(other).refused(401, "session_invalid")
	})
}

func TestCrossSiteWritesAreRefused(t *testing.T) {
	each(t, func(w *world) {
		cookie := w.signIn("owner@acme.example", "")
		body := doc{"code": "A", "name": "A", "kind": "pos"}
		for _, c := range []struct{ header, value string }{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}} {
			w.ask("POST", "/v1/stores", body).by(cookie).with(c.header, c.value).refused(403, "cross_site")
		}
		w.ask("POST", "/v1/stores", body).by(cookie).with("Sec-Fetch-Site", "").with("Origin", "https://evil.example").refused(403, "cross_site")
		w.ask("GET", "/v1/stores", nil).by(cookie).with("Sec-Fetch-Site", "cross-site").want(200).has("data", []any{})
		w.ask("POST", "/v1/stores", "code=A").by(cookie).with("Content-Type", "application/x-www-form-urlencoded").refused(415, "unsupported_media_type")
		w.ask("POST", "/v1/stores", body).by(cookie).want(201)
	})
}

func TestSecondFactor(t *testing.T) {
	each(t, func(w *world) {
		cookie := w.signIn("owner@acme.example", "")
		clock := storetest.Clock(w.db)
		s := w.ask("GET", "/v1/settings", nil).want(200)
		s.doc["second_factor_for_all"] = true
		w.ask("PUT", "/v1/settings", s.doc).with("If-Match", s.header.Get("ETag")).want(200)
		clock.Add(time.Minute)
		w.ask("GET", "/v1/members", nil).by(cookie).refused(403, "second_factor_first")
		secret := w.ask("POST", "/v1/session/second-factor", nil).by(cookie).want(200).str("secret")
		code := func() string {
			clock.Add(time.Minute)
			text, err := totp.GenerateCode(secret, clock.Now())
			if err != nil {
				w.Fatal(err)
			}
			return text
		}
		w.ask("POST", "/v1/session/second-factor/confirm", doc{"code": "000000"}).by(cookie).refused(422, "second_factor_wrong")
		w.ask("POST", "/v1/session/second-factor/confirm", doc{"code": code()}).by(cookie).want(200)
		w.ask("GET", "/v1/members", nil).by(cookie).want(200)
		w.ask("POST", "/v1/session", doc{"email": "owner@acme.example", "password": password}).refused(401, "second_factor_required")
		again := w.signIn("owner@acme.example", code())
		codes := w.ask("POST", "/v1/session/second-factor/recovery-codes", doc{"code": code()}).by(again).want(200)
		spare := w.signIn("owner@acme.example", codes.str("codes.0"))
		w.ask("POST", "/v1/session/second-factor/drop", doc{"code": codes.str("codes.1")}).by(spare).want(204)
		w.signIn("owner@acme.example", "")
	})
}

func TestMerchantAndSettings(t *testing.T) {
	each(t, func(w *world) {
		m := w.ask("GET", "/v1/merchant", nil).want(200).has("slug", "acme", "fixed", false)
		w.ask("PATCH", "/v1/merchant", doc{"name": "New"}).refused(428, "if_match_required")
		w.ask("PATCH", "/v1/merchant", doc{"name": "New"}).with("If-Match", `"77"`).refused(412, "changed_meanwhile")
		w.ask("PATCH", "/v1/merchant", doc{"name": "New"}).with("If-Match", "nonsense").refused(412, "changed_meanwhile")
		w.ask("PATCH", "/v1/merchant", doc{"name": "New"}).with("If-Match", m.header.Get("ETag")).want(200).has("name", "New")
		s := w.ask("GET", "/v1/settings", nil).want(200).has("order_max_age_days", 30)
		s.doc["order_max_age_days"] = 60
		s.doc["adjustment_points"] = doc{"support": 5}
		w.ask("PUT", "/v1/settings", s.doc).with("If-Match", s.header.Get("ETag")).want(200).has("order_max_age_days", 60, "adjustment_points.support", 5)
		s.doc["adjustment_points"] = doc{"support": "5"}
		w.ask("PUT", "/v1/settings", s.doc).with("If-Match", `"1"`).refused(422, "not_integer")
	})
}

func TestStores(t *testing.T) {
	each(t, func(w *world) {
		body := doc{"code": "SH-01", "name": "Xuhui", "kind": "pos"}
		one := w.ask("POST", "/v1/stores", body).with("Idempotency-Key", "k1").want(201).has("code", "SH-01")
		w.ask("POST", "/v1/stores", body).with("Idempotency-Key", "k1").want(200).has("id", one.str("id"))
		w.ask("POST", "/v1/stores", `{"kind":"pos","name":"Xuhui","code":"SH-01"}`).with("Idempotency-Key", "k1").want(200).has("id", one.str("id"))
		w.ask("POST", "/v1/stores", doc{"code": "SH-02", "name": "Xuhui", "kind": "pos"}).with("Idempotency-Key", "k1").refused(409, "idempotency_key_reused")
		w.ask("POST", "/v1/stores", body).refused(409, "store_code_taken")
		w.ask("POST", "/v1/stores", body).with("Idempotency-Key", "k2").refused(409, "store_code_taken")
		w.ask("POST", "/v1/stores", doc{"code": "SH-02", "name": "Pudong", "kind": "web"}).with("Idempotency-Key", "k2").want(201) // a refusal keeps no key
		w.ask("POST", "/v1/stores", body).with("Idempotency-Key", strings.Repeat("x", 200)).refused(422, "invalid_idempotency_key")
		first := w.ask("GET", "/v1/stores?limit=1", nil).want(200).has("data.0.code", "SH-01")
		w.ask("GET", "/v1/stores?limit=1&after="+first.str("next"), nil).want(200).has("data.0.code", "SH-02")
		w.ask("GET", "/v1/stores?after=!", nil).refused(422, "invalid_cursor")
		path := "/v1/stores/" + one.str("id")
		got := w.ask("GET", path, nil).want(200)
		w.ask("PUT", path, doc{"code": "SH-01", "name": "Closed", "kind": "pos", "closed": true}).with("If-Match", got.header.Get("ETag")).want(200).has("closed", true)
		w.ask("GET", "/v1/stores/sto_7zzzzzzzzzzzz", nil).refused(404, "not_found")
		w.ask("GET", "/v1/stores/nonsense", nil).refused(404, "not_found")
		w.found("other")
		w.ask("GET", path, nil).refused(404, "not_found")
		w.ask("PUT", path, body).with("If-Match", `"2"`).refused(404, "not_found")
	})
}

func TestStaffAndKeys(t *testing.T) {
	each(t, func(w *world) {
		shop := w.ask("POST", "/v1/stores", doc{"code": "A", "name": "A", "kind": "pos"}).want(201).str("id")
		body := doc{"email": "ada@acme.example", "name": "Ada", "role": "cashier", "store_ids": []string{shop}}
		ada := w.ask("POST", "/v1/staff", body).with("Idempotency-Key", "ada").want(201).has("status", "invited")
		if w.ask("POST", "/v1/staff", body).with("Idempotency-Key", "ada").want(200).at("invitation") != nil {
			w.Error("the invitation is shown twice")
		}
		w.ask("POST", "/v1/invitations/accept", doc{"link": ada.str("invitation"), "password": "short"}).refused(422, "password_too_short")
		w.ask("POST", "/v1/invitations/accept", doc{"link": ada.str("invitation"), "password": password}).with("Authorization", "").want(204)
		cookie := w.signIn("ada@acme.example", "")
		w.ask("GET", "/v1/staff", nil).by(cookie).refused(403, "forbidden")
		w.ask("POST", "/v1/keys", doc{"name": "mine"}).by(cookie).refused(403, "forbidden")
		w.ask("GET", "/v1/staff", nil).want(200).has("data.1.email", "ada@acme.example")
		path := "/v1/staff/" + ada.str("id")
		got := w.ask("GET", path, nil).want(200)
		w.ask("PATCH", path, doc{"status": "disabled"}).with("If-Match", got.header.Get("ETag")).want(200).has("status", "disabled")
		w.ask("GET", "/v1/session", nil).by(cookie).refused(401, "session_invalid")
		w.ask("DELETE", path+"/second-factor", nil).refused(409, "second_factor_off")
		owner := w.ask("GET", "/v1/staff", nil).want(200).str("data.0.id")
		w.ask("POST", "/v1/staff/"+owner+"/link", nil).want(200)
		w.ask("GET", "/v1/roles", nil).with("Accept-Language", "zh-CN").want(200).has("roles.0.name", "所有者")

		key := w.ask("POST", "/v1/keys", doc{"name": "till", "scopes": []string{"members:read"}}).with("Idempotency-Key", "k").want(201)
		w.ask("POST", "/v1/keys", doc{"name": "till", "scopes": []string{"members:read"}}).with("Idempotency-Key", "k").want(200).has("key", nil, "id", key.str("id"))
		w.ask("GET", "/v1/session", nil).with("Authorization", "Bearer "+key.str("key")).want(200).has("permissions", []string{"members:read"})
		w.ask("POST", "/v1/keys", doc{"name": "x", "scopes": []string{"everything"}}).refused(422, "scope_unknown")
		w.ask("GET", "/v1/keys", nil).want(200)
		w.ask("DELETE", "/v1/keys/"+key.str("id"), nil).want(204)
		w.ask("GET", "/v1/session", nil).with("Authorization", "Bearer "+key.str("key")).refused(401, "key_invalid")
		w.ask("GET", "/v1/session", nil).with("Authorization", "Basic eA==").refused(401, "unauthenticated")
		w.ask("GET", "/v1/audit?limit=5", nil).want(200).has("data.0.verb", "key.revoked")
	})
}

func TestResetOfALostFactor(t *testing.T) {
	each(t, func(w *world) {
		cookie := w.signIn("owner@acme.example", "")
		secret := w.ask("POST", "/v1/session/second-factor", nil).by(cookie).want(200).str("secret")
		code, err := totp.GenerateCode(secret, storetest.Clock(w.db).Now())
		if err != nil {
			w.Fatal(err)
		}
		w.ask("POST", "/v1/session/second-factor/confirm", doc{"code": code}).by(cookie).want(200)
		owner := w.ask("GET", "/v1/staff", nil).want(200).str("data.0.id")
		w.ask("DELETE", "/v1/staff/"+owner+"/second-factor", nil).want(204)
		w.signIn("owner@acme.example", "")
	})
}

func TestLanguage(t *testing.T) {
	each(t, func(w *world) {
		for _, c := range []struct{ header, want string }{
			{"zh-CN,zh;q=0.9,en;q=0.5", "未找到"}, {"en-US", "Not found"}, {"fr", "Not found"}, {"", "未找到"}, {strings.Repeat("zh,", 100), "Not found"}, {"zh-Hant-TW", "未找到"},
		} {
			w.ask("GET", "/v1/stores/x", nil).with("Accept-Language", c.header).refused(404, "not_found").has("title", c.want)
		}
		w.ask("GET", "/v1/session", nil).with("Authorization", "").with("Accept-Language", "").refused(401, "unauthenticated").has("title", "Not signed in")
	})
}
