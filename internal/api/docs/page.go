package docs

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

//go:embed page.html style.css
var files embed.FS

// Page serves the documentation.
type Page struct {
	rendered func() (map[string][]byte, error) // by language
}

// New makes the page of a document, which is asked for once, by the first reader.
func New(doc func() *huma.OpenAPI) *Page {
	return &Page{sync.OnceValues(func() (map[string][]byte, error) { return render(doc()) })}
}

// ServeHTTP answers with the page in the language of ?lang=, else of Accept-Language.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rendered, err := p.rendered()
	if err != nil {
		http.Error(w, "the documentation could not be rendered", http.StatusInternalServerError)
		return
	}
	lang := r.URL.Query().Get("lang")
	if lang == "" && strings.HasPrefix(strings.ToLower(r.Header.Get("Accept-Language")), "zh") {
		lang = "zh"
	}
	if lang != "zh" {
		lang = "en"
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'")
	h.Set("Vary", "Accept-Language")
	_, _ = w.Write(rendered[lang])
}

// Style answers with the style sheet.
func Style(w http.ResponseWriter, _ *http.Request) {
	text, err := files.ReadFile("style.css")
	if err != nil {
		http.Error(w, "no style", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	_, _ = w.Write(text)
}

// view is what the template shows.
type view struct {
	Lang    string
	Title   string
	Version string
	Groups  []group
	Schemas []schema
	Words   map[string]string
}

type group struct {
	Name, Anchor string
	Ops          []op
}

type op struct {
	ID, Method, Path, Summary, Detail, Permission string
	Public                                        bool
	Params                                        []field
	Body                                          []field
	BodyName                                      string
	Example, Curl                                 string
	Answers                                       []answer
}

type answer struct{ Status, What, Schema string }

type schema struct {
	Name        string
	Description string
	Fields      []field
}

// field is one row of a table: a parameter or a member of an object.
type field struct {
	Name, In, Type, Ref, Rule, Doc string
	Required                       bool
}

// words are the labels of the page.
var words = map[string]map[string]string{
	"en": {
		"other": "中文", "otherLang": "zh", "lead": "The HTTP API. Everything the pages do, they do with these operations.", "auth": "Send your key as", "idempotency": "Writes that list it accept an Idempotency-Key: the same key and body answers 200 with what was made.",
		"problems": "Every refusal is application/problem+json with a stable code and a sentence for a person.", "public": "public", "needs": "needs", "params": "Parameters", "body": "Body", "example": "Example", "answers": "Answers", "schemas": "Objects", "required": "required", "machine": "OpenAPI", "skip": "Skip to content",
	},
	"zh": {
		"other": "English", "otherLang": "en", "lead": "HTTP 接口。页面所做的一切，都通过这些接口完成。", "auth": "请求时携带密钥：", "idempotency": "列出 Idempotency-Key 的写操作可安全重试：同一键与请求体重复提交，返回 200 与已生成的结果。",
		"problems": "所有拒绝均为 application/problem+json，带有稳定的 code 与给人看的说明。", "public": "公开", "needs": "所需权限", "params": "参数", "body": "请求体", "example": "示例", "answers": "响应", "schemas": "对象", "required": "必填", "machine": "OpenAPI", "skip": "跳到正文",
	},
}

// groups are the headings, those that most come for first; one that is not named here stands last, under its English name.
var groups = []struct{ en, zh string }{
	{"Orders", "订单"}, {"Members", "会员"}, {"Programme", "会员体系"}, {"Segments", "人群"}, {"Catalogue", "商品"}, {"Events", "事件"},
	{"Files and jobs", "文件与任务"}, {"Merchant", "商户"}, {"Staff and keys", "员工与密钥"}, {"Sign-in", "登录"},
}

// place is where a group stands among the headings.
func place(name string) int {
	for i, g := range groups {
		if g.en == name {
			return i
		}
	}
	return len(groups)
}

func inOrder(tags []*huma.Tag) []string {
	names := make([]string, len(tags))
	for i, t := range tags {
		names[i] = t.Name
	}
	slices.SortStableFunc(names, func(a, b string) int { return place(a) - place(b) })
	return names
}

// render prints the page in both languages.
func render(doc *huma.OpenAPI) (map[string][]byte, error) {
	page, err := template.ParseFS(files, "page.html")
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for lang := range words {
		var b bytes.Buffer
		if err := page.Execute(&b, newView(doc, lang)); err != nil {
			return nil, err
		}
		out[lang] = b.Bytes()
	}
	return out, nil
}

// newView gathers what the template needs.
func newView(doc *huma.OpenAPI, lang string) view {
	v := view{Lang: lang, Title: doc.Info.Title, Version: doc.Info.Version, Words: words[lang]}
	byTag := map[string][]op{}
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		item := doc.Paths[path]
		for _, o := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if o != nil {
				byTag[o.Tags[0]] = append(byTag[o.Tags[0]], newOp(doc, o, lang))
			}
		}
	}
	for i, name := range inOrder(doc.Tags) {
		g := group{Name: name, Anchor: "group-" + strconv.Itoa(i), Ops: byTag[name]}
		if at := place(name); at < len(groups) && lang == "zh" {
			g.Name = groups[at].zh
		}
		v.Groups = append(v.Groups, g)
	}
	all := doc.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		v.Schemas = append(v.Schemas, schema{Name: name, Description: all[name].Description, Fields: fields(doc, all[name])})
	}
	return v
}

// newOp gathers one operation.
func newOp(doc *huma.OpenAPI, o *huma.Operation, lang string) op {
	out := op{ID: o.OperationID, Method: o.Method, Path: o.Path, Summary: o.Summary, Detail: o.Description, Public: len(o.Security) == 0}
	if zh, ok := o.Extensions["x-summary-zh"].(string); ok && lang == "zh" && zh != "" {
		out.Summary = zh
	}
	out.Permission, _ = o.Extensions["x-permission"].(string)
	for _, p := range o.Parameters {
		f := describe(p.Name, p.Schema)
		f.In, f.Required, f.Doc = p.In, p.Required, p.Description
		out.Params = append(out.Params, f)
	}
	if o.RequestBody != nil {
		out.body(doc, o)
	}
	out.Curl = curl(o, out.Example)
	for _, status := range slices.Sorted(maps.Keys(o.Responses)) {
		r := o.Responses[status]
		a := answer{Status: status, What: r.Description}
		for _, media := range r.Content {
			if media.Schema != nil {
				a.Schema = refName(media.Schema)
			}
		}
		out.Answers = append(out.Answers, a)
	}
	return out
}

// body adds fields and example of a JSON body.
func (v *op) body(doc *huma.OpenAPI, o *huma.Operation) {
	media := o.RequestBody.Content["application/json"]
	if media == nil {
		return
	}
	v.BodyName = refName(media.Schema)
	v.Body = fields(doc, media.Schema)
	example := media.Example
	if example == nil {
		example = Example(doc.Components.Schemas, media.Schema)
	}
	if text, err := json.MarshalIndent(example, "", "  "); err == nil {
		v.Example = string(text)
	}
}

// curl is the call as one types it.
func curl(o *huma.Operation, body string) string {
	var b strings.Builder
	b.WriteString("curl ")
	if o.Method != http.MethodGet {
		b.WriteString("-X " + o.Method + " ")
	}
	b.WriteString("http://127.0.0.1:8080" + o.Path)
	if len(o.Security) > 0 {
		b.WriteString(` \` + "\n  -H 'Authorization: Bearer '$KEY")
	}
	for _, p := range o.Parameters {
		if p.In == "header" && p.Required {
			b.WriteString(` \` + "\n  -H '" + p.Name + `: "1"'`)
		}
	}
	if o.RequestBody == nil {
		return b.String()
	}
	if body == "" {
		for media := range o.RequestBody.Content {
			b.WriteString(` \` + "\n  -H 'Content-Type: " + media + `' --data-binary @FILE`)
			break
		}
		return b.String()
	}
	compact := &bytes.Buffer{}
	_ = json.Compact(compact, []byte(body)) // it was printed by us
	b.WriteString(` \` + "\n  -H 'Content-Type: application/json' \\\n  -d '" + strings.ReplaceAll(compact.String(), "'", `'\''`) + "'")
	return b.String()
}

// refName is the object that a schema points to, "" where it points to none.
func refName(s *huma.Schema) string {
	if s == nil {
		return ""
	}
	switch {
	case s.Items != nil:
		return refName(s.Items)
	case len(s.AnyOf) > 0:
		return refName(s.AnyOf[0])
	}
	return strings.TrimPrefix(s.Ref, "#/components/schemas/")
}

// fields lists the members of an object, the required ones first.
func fields(doc *huma.OpenAPI, s *huma.Schema) []field {
	if s.Ref != "" {
		s = doc.Components.Schemas.SchemaFromRef(s.Ref)
	}
	var out []field
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		f := describe(name, s.Properties[name])
		f.Required = slices.Contains(s.Required, name)
		out = append(out, f)
	}
	slices.SortStableFunc(out, func(a, b field) int {
		switch {
		case a.Required == b.Required:
			return 0
		case a.Required:
			return -1
		}
		return 1
	})
	return out
}

// describe words type and rule of a schema.
func describe(name string, s *huma.Schema) field {
	f := field{Name: name, Type: s.Type, Ref: refName(s), Doc: s.Description}
	switch {
	case s.Ref != "":
		f.Type = f.Ref
	case len(s.AnyOf) > 0:
		f.Type = f.Ref + " | null"
	case s.Type == "array" && s.Items != nil:
		f.Type = "[" + describe("", s.Items).Type + "]"
	case len(s.OneOf) > 0:
		var parts []string
		for _, one := range s.OneOf {
			part := describe("", one)
			if len(one.Enum) > 0 {
				part.Type = fmt.Sprintf("%q", one.Enum[0])
			}
			parts = append(parts, part.Type)
		}
		f.Type = strings.Join(parts, " | ")
	case s.Format == "date-time" || s.Format == "date":
		f.Type = s.Format
	}
	f.Rule = rule(s)
	return f
}

// rule words the limits of a schema.
func rule(s *huma.Schema) string {
	var parts []string
	if s.Minimum != nil && s.Maximum != nil {
		parts = append(parts, number(*s.Minimum)+" … "+number(*s.Maximum))
	}
	if len(s.Enum) > 0 {
		parts = append(parts, strings.Trim(strings.ReplaceAll(fmt.Sprint(s.Enum), " ", " | "), "[]"))
	}
	if s.MaxLength != nil {
		parts = append(parts, "≤ "+strconv.Itoa(*s.MaxLength)+" chars")
	}
	if s.MaxItems != nil {
		parts = append(parts, "≤ "+strconv.Itoa(*s.MaxItems)+" items")
	}
	if s.Default != nil {
		parts = append(parts, fmt.Sprint("= ", s.Default))
	}
	return strings.Join(parts, ", ")
}

// number prints a limit without an exponent.
func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// Example makes a body that fits the schema: the examples of the fields where they have one, else the simplest value.
func Example(registry huma.Registry, s *huma.Schema) any {
	return example(registry, s, 0)
}

// example is Example at a depth; objects within objects show their required members only.
func example(registry huma.Registry, s *huma.Schema, depth int) any {
	if s.Ref != "" {
		s = registry.SchemaFromRef(s.Ref)
	}
	switch {
	case len(s.Examples) > 0:
		return s.Examples[0]
	case len(s.Enum) > 0:
		return s.Enum[0]
	case s.Default != nil:
		return s.Default
	case len(s.OneOf) > 0:
		return example(registry, s.OneOf[0], depth)
	}
	switch s.Type {
	case "object":
		object := map[string]any{}
		for name, property := range s.Properties {
			if slices.Contains(s.Required, name) || len(property.Examples) > 0 && depth < 3 {
				object[name] = example(registry, property, depth+1)
			}
		}
		return object
	case "array":
		if s.Items == nil || depth > 4 || s.MinItems == nil && s.Items.Ref == "" {
			return []any{}
		}
		return []any{example(registry, s.Items, depth+1)}
	case "integer", "number":
		if s.Minimum != nil {
			return int64(*s.Minimum)
		}
		return 0
	case "boolean":
		return true
	}
	switch s.Format {
	case "date-time":
		return "2026-03-01T10:00:00+08:00"
	case "date":
		return "2026-03-01"
	}
	return "text"
}
