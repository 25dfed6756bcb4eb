package shell

import (
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// schemaName is what a schema is called: parts of a programme say so, for their own names are everybody's (Tier, Rule, Points).
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	of := t
	for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice {
		of = of.Elem()
	}
	if _, room, ok := strings.Cut(of.PkgPath(), "/internal/program"); ok && slices.Contains([]string{"", "/ladder", "/limit"}, room) {
		return "Program" + name
	}
	return name
}

// writing is one writing of the OpenAPI document.
type writing struct{ registry huma.Registry }

// Document is the OpenAPI 3.1 document of the table. It is written anew each time, and large: keep what it is rendered to.
func (t *Table) Document(version string) *huma.OpenAPI {
	w := writing{huma.NewMapRegistry("#/components/schemas/", schemaName)}
	doc := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{Title: "Regulars", Version: version, Description: "Membership marketing: members, orders, points, growth, tiers.\n\n" +
			"Money is in integers of the minor unit of the merchant's currency; times are RFC 3339; dates are YYYY-MM-DD in the merchant's zone; " +
			"lists take limit and after. Writes that list it accept an Idempotency-Key: the same key and body answers 200 with what was made. " +
			"Unknown fields are refused. Problems are application/problem+json with a stable code."},
		Components: &huma.Components{
			Schemas: w.registry,
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"key":     {Type: "http", Scheme: "bearer", Description: "API key of a merchant"},
				"session": {Type: "apiKey", In: "cookie", Name: SessionCookie, Description: "Staff session of the pages"},
			},
		},
	}
	seen := map[string]bool{}
	for _, op := range t.ops {
		if !seen[op.Group] {
			seen[op.Group] = true
			doc.Tags = append(doc.Tags, &huma.Tag{Name: op.Group})
		}
		doc.AddOperation(w.operation(op))
	}
	w.registry.Schema(reflect.TypeFor[Problem](), true, "")
	w.tidy()
	return doc
}

// Operation is what the documentation page shows beside the OpenAPI document.
func (t *Table) Operation(id string) Op { return t.byID[id].Op }

// operation is the row's part of the document.
func (w writing) operation(op *operation) *huma.Operation {
	d := &huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: op.Path, Summary: op.En, Description: op.Detail, Tags: []string{op.Group},
		Responses:  map[string]*huma.Response{},
		Extensions: map[string]any{"x-summary-zh": op.Zh},
	}
	if op.Permission != "" {
		d.Extensions["x-permission"] = op.Permission
	}
	if !op.Public {
		d.Security = []map[string][]string{{"key": {}}, {"session": {}}}
	}
	if len(op.Events) > 0 {
		events := map[string]*huma.Schema{}
		for _, e := range op.Events {
			events[e.Name] = w.registry.Schema(reflect.TypeOf(e.Data), true, e.Name)
		}
		d.Extensions["x-events"] = events
	}
	w.params(op, d)
	w.body(op, d)
	w.answers(op, d)
	return d
}

// params lists path, query and header parameters.
func (w writing) params(op *operation, d *huma.Operation) {
	for _, f := range reflect.VisibleFields(op.in) {
		in, name := "path", f.Tag.Get("path")
		if name == "" {
			in, name = "query", f.Tag.Get("query")
		}
		if name == "" {
			continue
		}
		schema := huma.SchemaFromField(w.registry, f, "")
		schema.Nullable = false
		d.Parameters = append(d.Parameters, &huma.Param{
			Name: name, In: in, Required: in == "path" || f.Tag.Get("required") == "true", Description: f.Tag.Get("doc"), Schema: schema,
		})
	}
	header := func(name, description string, required bool) {
		length := maxKey
		d.Parameters = append(d.Parameters, &huma.Param{
			Name: name, In: "header", Required: required, Description: description, Schema: &huma.Schema{Type: "string", MaxLength: &length},
		})
	}
	if op.replay != nil || op.Keyed {
		header("Idempotency-Key", "The same key and body again answers 200 with what was made", false)
	}
	if op.IfMatch {
		header("If-Match", "The ETag that was read", true)
	}
}

// body describes the body.
func (w writing) body(op *operation, d *huma.Operation) {
	if op.Upload != "" {
		d.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{}}
		for media := range strings.SplitSeq(op.Upload, ",") {
			d.RequestBody.Content[media] = &huma.MediaType{Schema: &huma.Schema{Type: "string", Format: "binary"}}
		}
		return
	}
	f, ok := op.in.FieldByName("Body")
	if !ok {
		return
	}
	d.RequestBody = &huma.RequestBody{Required: !op.Optional, Content: map[string]*huma.MediaType{
		"application/json": {Schema: w.registry.Schema(f.Type, true, nameOf(op.ID)+"Body"), Example: op.Example},
	}}
}

// answers describes the good answer and the problems.
func (w writing) answers(op *operation, d *huma.Operation) {
	good := &huma.Response{Description: http.StatusText(op.Status)}
	switch {
	case op.Answers != "":
		good.Content = map[string]*huma.MediaType{op.Answers: {Schema: &huma.Schema{Type: "string"}}}
	case op.Status != http.StatusNoContent:
		good.Content = map[string]*huma.MediaType{"application/json": {Schema: w.registry.Schema(op.out, true, nameOf(op.ID)+"Answer")}}
	}
	d.Responses[strconv.Itoa(op.Status)] = good
	if op.Status == http.StatusCreated {
		d.Responses["200"] = &huma.Response{Description: "It was made before: the same answer, rendered anew", Content: good.Content}
	}
	if len(op.SecondOn) > 0 {
		d.Responses["202"] = &huma.Response{Description: "It waits for a second person", Content: map[string]*huma.MediaType{
			"application/json": {Schema: w.registry.Schema(reflect.TypeFor[ApprovalAsked](), true, "")},
		}}
	}
	statuses := []int{http.StatusUnprocessableEntity, http.StatusTooManyRequests}
	if !op.Public {
		statuses = append(statuses, http.StatusUnauthorized)
	}
	if op.Permission != "" {
		statuses = append(statuses, http.StatusForbidden)
	}
	if len(pathNames(op.Path)) > 0 {
		statuses = append(statuses, http.StatusNotFound)
	}
	if op.Writes() {
		statuses = append(statuses, http.StatusBadRequest, http.StatusConflict)
	}
	if op.IfMatch {
		statuses = append(statuses, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	}
	slices.Sort(statuses)
	for _, status := range statuses {
		d.Responses[strconv.Itoa(status)] = &huma.Response{Description: http.StatusText(status), Content: map[string]*huma.MediaType{
			"application/problem+json": {Schema: &huma.Schema{Ref: "#/components/schemas/Problem"}},
		}}
	}
}

// nameOf is what a schema without a name of its own is called: MemberAdjust for member.adjust.
func nameOf(id string) string {
	var name strings.Builder
	for part := range strings.FieldsFuncSeq(id, func(r rune) bool { return r == '.' || r == '_' }) {
		name.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return name.String()
}

// tidy says of the objects what is true of ours: a list is never null, an object behind a pointer that is not left out may be.
func (w writing) tidy() {
	for name, s := range w.registry.Map() {
		for _, property := range s.Properties {
			if property.Type == huma.TypeArray {
				property.Nullable = false
			}
		}
		of := w.registry.TypeFromRef("#/components/schemas/" + name)
		if of == nil || of.Kind() != reflect.Struct {
			continue
		}
		for _, f := range reflect.VisibleFields(of) {
			field, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			property := s.Properties[field]
			if property == nil || property.Ref == "" || f.Type.Kind() != reflect.Pointer || options != "" {
				continue
			}
			property.AnyOf = []*huma.Schema{{Ref: property.Ref}, {Type: "null"}}
			property.Ref = ""
		}
	}
}
