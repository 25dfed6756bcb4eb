package shell

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"regulars/internal/org"
	"regulars/internal/staff"
)

// SessionCookie is the cookie of a staff session.
const SessionCookie = "regulars_session"

// secureCookie is its name over HTTPS: browsers take the prefix as a promise that no other host and no plain page set it.
const secureCookie = "__Host-" + SessionCookie

// Principal is who calls.
type Principal struct {
	org.Principal
	bucket string
}

// May reports whether the caller has the permission of that name.
func (p *Principal) May(permission string) bool {
	return p.Principal.May(org.Permission(permission))
}

// Bucket names the caller to the limiter.
func (p *Principal) Bucket() string { return p.bucket }

// identify finds the caller; nil where nobody says who they are. A key goes before a session.
func (s *Server) identify(c *Call) (*Principal, error) {
	ctx, r := c.request.Context(), c.request
	if header := r.Header.Get("Authorization"); header != "" {
		key, ok := strings.CutPrefix(header, "Bearer ")
		if !ok {
			return nil, ErrNotSignedIn.New(nil)
		}
		p, err := staff.AuthenticateKey(ctx, s.config.DB, strings.TrimSpace(key))
		if err != nil {
			return nil, err
		}
		return &Principal{Principal: p, bucket: "k" + strconv.FormatInt(p.KeyID, 36)}, nil
	}
	token := sessionToken(r)
	if token == "" {
		return nil, nil //nolint:nilnil // nobody is a good answer: the operation may be public
	}
	p, err := staff.Authenticate(ctx, s.config.DB, token)
	if err != nil {
		if c.op.Public {
			return nil, nil //nolint:nilnil,nilerr // a stale cookie does not keep anybody from signing in
		}
		return nil, err
	}
	if c.op.Writes() {
		if err := s.guard.Check(r); err != nil {
			return nil, ErrCrossSite.Wrap(err, nil)
		}
	}
	return &Principal{Principal: p, bucket: "s" + strconv.FormatInt(p.SessionID, 36)}, nil
}

// sessionToken is the token of the cookie, "" where there is none.
func sessionToken(r *http.Request) string {
	for _, name := range [...]string{secureCookie, SessionCookie} {
		if cookie, err := r.Cookie(name); err == nil && cookie.Value != "" {
			return cookie.Value
		}
	}
	return ""
}

// SessionToken is the token that the caller's cookie carries.
func (c *Call) SessionToken() string { return sessionToken(c.request) }

// SetSession gives the caller a session cookie until then; an empty token takes it away.
func (c *Call) SetSession(token string, until time.Time) {
	cookie := &http.Cookie{
		Name: SessionCookie, Value: token, Path: "/", Expires: until, HttpOnly: true,
		Secure: c.Secure(), SameSite: http.SameSiteLaxMode,
	}
	if cookie.Secure {
		cookie.Name = secureCookie
	}
	if token == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(c.writer, cookie)
}

// Who is the caller; the zero Principal where nobody said.
func (c *Call) Who() org.Principal {
	if c.principal == nil {
		return org.Principal{Scope: c.Scope()}
	}
	return c.principal.Principal
}

// MadeBy names who makes the call, as records keep it.
func (c *Call) MadeBy() string {
	a := c.Scope().Actor
	return org.Subject(a.Kind, a.ID)
}
