package wire

import (
	"net/url"
	"reflect"
	"strings"
	"unicode/utf8"

	"regulars/internal/fault"
)

// Params is how the parameters of a path and a query are bound into a struct with the tags path, query and default.
type Params struct {
	params []param
	names  string
	query  map[string]int
}

// param is one of them.
type param struct {
	name     string
	inPath   bool
	required bool
	fallback string
	index    []int
	typ      *Type
}

// CompileParams reads the struct's fields; fields without path or query tags are left alone.
func CompileParams(t reflect.Type) *Params {
	out := &Params{query: map[string]int{}}
	var names []string
	for _, f := range reflect.VisibleFields(t) {
		p := param{index: f.Index, fallback: f.Tag.Get("default"), required: f.Tag.Get("required") == "true"}
		if p.name = f.Tag.Get("path"); p.name != "" {
			p.inPath, p.required = true, true
		} else if p.name = f.Tag.Get("query"); p.name == "" {
			continue
		}
		c := &compiler{seen: map[reflect.Type]*Type{}}
		p.typ = c.compile(f.Type, f.Tag, t.String()+"."+f.Name)
		if !p.inPath {
			out.query[p.name] = len(out.params)
			names = append(names, p.name)
		}
		out.params = append(out.params, p)
	}
	out.names = strings.Join(names, ", ")
	return out
}

// Bind writes the parameters into v. Every query parameter must be known and stand there once.
func (p *Params) Bind(path func(name string) string, rawQuery string, v reflect.Value) error {
	if len(p.params) == 0 && rawQuery == "" {
		return nil
	}
	b := binding{path: make([]step, 0, 2)}
	values, err := url.ParseQuery(rawQuery)
	if err != nil {
		return fault.ErrInvalid.At("query", fault.P{"reason": err.Error()})
	}
	for name, given := range values {
		b.path = append(b.path[:0], step{key: name})
		if _, ok := p.query[name]; !ok {
			b.fail(ErrUnknownParameter, fault.P{"name": name, "known": p.names})
		} else if len(given) > 1 {
			b.fail(ErrRepeated, nil)
		}
	}
	for i := range p.params {
		f := &p.params[i]
		b.path = append(b.path[:0], step{key: f.name})
		text := f.fallback
		if f.inPath {
			text = path(f.name)
		} else if given, ok := values[f.name]; ok && given[0] != "" {
			text = given[0]
		}
		b.param(f, text, v)
	}
	return fault.Join(b.errs...)
}

// param binds one parameter; an empty one is absent.
func (b *binding) param(f *param, text string, v reflect.Value) {
	if text == "" {
		if f.required {
			b.fail(fault.ErrRequired, nil)
		}
		return
	}
	if !clean(text) {
		b.fail(ErrInvalidText, fault.P{"line": 1, "column": 1})
		return
	}
	n := Node{Kind: Text, Text: text}
	switch f.typ.shape {
	case asInteger, asFloat:
		n.Kind = Number
	case asBool:
		n.Kind = Bool
		n.True = text == "true"
		if text != "true" && text != "false" {
			b.fail(ErrNotBoolean, nil)
			return
		}
	default:
	}
	b.bind(f.typ, &n, v.FieldByIndex(f.index))
}

// clean reports whether a parameter is UTF-8 without control characters.
func clean(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return r < 0x20 || r >= 0x7f && r < 0xa0 })
}

// Has reports whether there is a path parameter of that name.
func (p *Params) Has(name string) bool {
	for i := range p.params {
		if p.params[i].inPath && p.params[i].name == name {
			return true
		}
	}
	return false
}
