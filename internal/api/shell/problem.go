package shell

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"runtime/debug"

	"golang.org/x/text/language"

	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/store"
)

// FieldProblem is one wrong field.
type FieldProblem struct {
	Field   string `json:"field" doc:"Path of the field, such as lines[2].quantity"`
	Code    string `json:"code" doc:"Stable code"`
	Message string `json:"message" doc:"What is wrong and what to do, in the caller's language"`
	Line    int64  `json:"line,omitempty" doc:"Of a condition: where in it, from 1"`
	Column  int64  `json:"column,omitempty"`
}

// FieldOf is what a refusal says of its field.
func FieldOf(e *fault.Error, language string) FieldProblem {
	out := FieldProblem{Field: e.Field, Code: e.Code.Code, Message: e.Text(language)}
	line, _ := e.Params["line"].(int)
	column, _ := e.Params["column"].(int)
	out.Line, out.Column = int64(line), int64(column)
	return out
}

// Problem is an answer that says no (RFC 9457).
type Problem struct {
	Type      string         `json:"type" doc:"URN of the code"`
	Title     string         `json:"title" doc:"The kind of refusal, in the caller's language"`
	Status    int            `json:"status" doc:"The HTTP status"`
	Code      string         `json:"code" doc:"Stable code: branch on this"`
	Detail    string         `json:"detail" doc:"A sentence for a person, in the caller's language"`
	Errors    []FieldProblem `json:"errors,omitempty" doc:"The fields that are wrong"`
	RequestID string         `json:"request_id,omitempty" doc:"Name it when you ask for help"`
	Extra     map[string]any `json:"-"`
}

// MarshalJSON writes the extensions beside the standard members.
func (p Problem) MarshalJSON() ([]byte, error) {
	type plain Problem
	text, err := json.Marshal(plain(p))
	if err != nil || len(p.Extra) == 0 {
		return text, err
	}
	extra, err := json.Marshal(p.Extra)
	if err != nil {
		return nil, err
	}
	return append(append(text[:len(text)-1], ','), extra[1:]...), nil
}

// titles of the kinds, in English and Chinese.
var titles = map[fault.Kind][2]string{
	fault.Internal:        {"Internal error", "内部错误"},
	fault.Malformed:       {"Unreadable request", "请求无法读取"},
	fault.Invalid:         {"Invalid request", "请求无效"},
	fault.Unauthenticated: {"Not signed in", "未登录"},
	fault.Forbidden:       {"Not allowed", "没有权限"},
	fault.NotFound:        {"Not found", "未找到"},
	fault.Conflict:        {"Conflict", "冲突"},
	fault.Stale:           {"Changed meanwhile", "内容已变更"},
	fault.Unconditional:   {"Condition required", "缺少条件"},
	fault.TooLarge:        {"Too large", "过大"},
	fault.Refused:         {"Refused", "被拒绝"},
	fault.Limited:         {"Too many requests", "请求过多"},
	fault.Unavailable:     {"Not available", "暂不可用"},
}

// languages is what we speak; English where nothing fits.
var languages = language.NewMatcher([]language.Tag{language.English, language.Chinese})

// negotiate chooses "en" or "zh" by Accept-Language, the fallback where there is none.
func negotiate(header, fallback string) string {
	if header == "" {
		if fallback == "" {
			return "en"
		}
		return fallback
	}
	if len(header) > 200 {
		return "en"
	}
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil || len(tags) == 0 {
		return "en"
	}
	if _, index, _ := languages.Match(tags...); index == 1 {
		return "zh"
	}
	return "en"
}

// Problem words an error for the caller. What is not a fault is logged and shown as an internal error.
func (c *Call) Problem(err error) Problem {
	e := fault.As(err)
	if e == nil || e.Code.Kind == fault.Internal {
		c.server.logFailure(c, err, nil)
		e = ErrInternal.New(nil)
	} else if e.Cause != nil {
		c.server.config.Log.Warn("refused with a cause", "request_id", c.RequestID(), "op", c.opID(), "code", e.Code.Code, "cause", e.Cause.Error())
	}
	whole := e
	e = e.Say(c.voice(e))
	lang := c.Language()
	title := titles[e.Code.Kind][0]
	if lang == "zh" {
		title = titles[e.Code.Kind][1]
	}
	p := Problem{
		Type: "urn:regulars:problem:" + e.Code.Code, Title: title, Status: Status(e.Code),
		Code: e.Code.Code, Detail: e.Text(lang), RequestID: c.RequestID(),
	}
	for _, f := range append([]*fault.Error{e}, e.More...) {
		if f.Field != "" {
			p.Errors = append(p.Errors, FieldOf(f, lang))
		}
	}
	if extend := c.server.table.extensions[e.Code.Code]; extend != nil {
		p.Extra = maps.Clone(extend(c, whole))
	}
	return p
}

// voice is how the caller's merchant speaks of what the error names; plainly where that cannot be read.
func (c *Call) voice(e *fault.Error) (v *fault.Voice) {
	v = money.Voice(c.Scope().Merchant.Currency)
	if c.principal == nil || !e.Mentions("points") && !e.Mentions("growth") {
		return v
	}
	if c.spoken != nil {
		return c.spoken
	}
	own := v
	err := c.DB().View(c.request.Context(), c.Scope(), func(tx *store.Tx) (err error) {
		own, err = edition.Voice(c.request.Context(), tx)
		return err
	})
	if err != nil {
		return v
	}
	c.spoken = own
	return own
}

// fail answers with a problem and returns its status.
func (c *Call) fail(err error) int {
	if errors.Is(err, context.Canceled) && c.request.Context().Err() != nil {
		return 499 // the caller has gone: there is nobody to answer
	}
	p := c.Problem(err)
	h := c.writer.Header()
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="regulars"`)
	}
	c.writeJSON(p.Status, "application/problem+json", p)
	return p.Status
}

// logFailure logs what must not happen, with the stack where it was a panic.
func (s *Server) logFailure(c *Call, err error, panicked any) {
	args := []any{"request_id", c.RequestID(), "op", c.opID()}
	if panicked != nil {
		args = append(args, "panic", panicked, "stack", string(debug.Stack()))
	}
	if err != nil {
		args = append(args, "error", err.Error())
	}
	s.config.Log.Error("internal error", args...)
}
