package wire

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"regulars/internal/fault"
)

// maxErrors bounds how many fields one answer names.
const maxErrors = 20

// step is one part of the path to a value: a key, or an index where key is empty.
type step struct {
	key   string
	index int
}

// binding is one body on its way into a value.
type binding struct {
	path []step
	errs []*fault.Error
}

// Bind writes the node into *into, which is of the Type's Go type. It returns the fields that are wrong,
// joined, or nil.
func (t *Type) Bind(n *Node, into any) error {
	return t.BindAt(nil, n, into)
}

// BindAt is Bind for a value that lies at a path, such as "orders", 3.
func (t *Type) BindAt(prefix []any, n *Node, into any) error {
	b := binding{path: make([]step, 0, 8)}
	for _, p := range prefix {
		switch p := p.(type) {
		case string:
			b.path = append(b.path, step{key: p})
		case int:
			b.path = append(b.path, step{index: p})
		}
	}
	b.bind(t, n, reflect.ValueOf(into).Elem())
	return fault.Join(b.errs...)
}

// fail notes a wrong field.
func (b *binding) fail(code fault.Code, params fault.P) {
	b.failed(code.New(params))
}

// failed notes an error, and those that came with it, at the present path.
func (b *binding) failed(e *fault.Error) {
	for _, one := range append([]*fault.Error{e}, e.More...) {
		if len(b.errs) >= maxErrors {
			return
		}
		copied := *one
		copied.More = nil
		copied.Field = b.where()
		if one.Field != "" {
			copied.Field = strings.TrimPrefix(copied.Field+"."+one.Field, ".")
		}
		b.errs = append(b.errs, &copied)
	}
}

// where is the present path as text: lines[2].quantity.
func (b *binding) where() string {
	var text strings.Builder
	for _, s := range b.path {
		switch {
		case s.key == "":
			text.WriteString("[" + strconv.Itoa(s.index) + "]")
		case text.Len() == 0:
			text.WriteString(s.key)
		default:
			text.WriteString("." + s.key)
		}
	}
	return text.String()
}

// bind writes one value.
func (b *binding) bind(t *Type, n *Node, v reflect.Value) {
	if n.Kind == Null && t.shape != asAny && t.shape != asNode {
		return // the same as absent; a required field has been asked for by its object
	}
	if t.pointer {
		v.Set(reflect.New(t.goType))
		v = v.Elem()
	}
	switch t.shape {
	case asStruct:
		b.structure(t, n, v)
	case asList:
		b.list(t, n, v)
	case asMap:
		b.object(t, n, v)
	case asText:
		b.text(t, n, v)
	case asInteger:
		b.integer(t, n, v)
	case asFloat:
		f, err := strconv.ParseFloat(n.Text, 64)
		if n.Kind != Number || err != nil {
			b.fail(ErrNotNumber, nil)
			return
		}
		v.SetFloat(f)
	case asBool:
		if n.Kind != Bool {
			b.fail(ErrNotBoolean, nil)
			return
		}
		v.SetBool(n.True)
	case asAny:
		b.free(n, v)
	case asNode:
		v.Set(reflect.ValueOf(*n))
	case asRaw:
		v.Addr().Interface().(holder).hold(n, t.elem)
	case asBinder:
		if err := v.Addr().Interface().(Binder).BindJSON(n); err != nil {
			if e := fault.As(err); e != nil {
				b.failed(e)
				return
			}
			b.fail(fault.ErrInvalid, fault.P{"reason": err.Error()})
		}
	}
}

// structure binds an object field by field and refuses what it does not know.
func (b *binding) structure(t *Type, n *Node, v reflect.Value) {
	if n.Kind != Object {
		b.fail(ErrNotObject, nil)
		return
	}
	var given uint64 // structs have fewer than 64 fields; more are asked the slow way
	for i, key := range n.Keys {
		at, ok := t.index[key]
		b.path = append(b.path, step{key: key})
		if !ok {
			b.fail(ErrUnknownField, fault.P{"name": key, "known": t.known()})
		} else if n.Items[i].Kind != Null || t.fields[at].typ.shape == asAny || t.fields[at].typ.shape == asNode {
			given |= 1 << at
			f := &t.fields[at]
			b.bind(f.typ, &n.Items[i], v.FieldByIndex(f.path))
		}
		b.path = b.path[:len(b.path)-1]
	}
	for i := range t.fields {
		f := &t.fields[i]
		if f.required && given&(1<<i) == 0 {
			b.path = append(b.path, step{key: f.name})
			b.fail(fault.ErrRequired, nil)
			b.path = b.path[:len(b.path)-1]
		}
	}
}

// list binds a list.
func (b *binding) list(t *Type, n *Node, v reflect.Value) {
	if n.Kind != List {
		b.fail(ErrNotList, nil)
		return
	}
	switch count := len(n.Items); {
	case count > t.rule.maxIts:
		b.fail(fault.ErrTooMany, fault.P{"limit": t.rule.maxIts})
		return
	case count < t.rule.minItems:
		b.fail(ErrTooFew, fault.P{"limit": t.rule.minItems})
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Items), len(n.Items)))
	for i := range n.Items {
		b.path = append(b.path, step{index: i})
		if n.Items[i].Kind == Null && !t.elem.pointer {
			b.fail(fault.ErrRequired, nil)
		} else {
			b.bind(t.elem, &n.Items[i], v.Index(i))
		}
		b.path = b.path[:len(b.path)-1]
	}
}

// object binds a free map with text keys.
func (b *binding) object(t *Type, n *Node, v reflect.Value) {
	if n.Kind != Object {
		b.fail(ErrNotObject, nil)
		return
	}
	if len(n.Keys) > t.rule.maxIts {
		b.fail(fault.ErrTooMany, fault.P{"limit": t.rule.maxIts})
		return
	}
	v.Set(reflect.MakeMapWithSize(v.Type(), len(n.Keys)))
	for i, key := range n.Keys {
		b.path = append(b.path, step{key: key})
		value := reflect.New(v.Type().Elem()).Elem()
		b.bind(t.elem, &n.Items[i], value)
		v.SetMapIndex(reflect.ValueOf(key).Convert(v.Type().Key()), value)
		b.path = b.path[:len(b.path)-1]
	}
}

// text binds a text under its rule.
func (b *binding) text(t *Type, n *Node, v reflect.Value) {
	if n.Kind != Text {
		b.fail(ErrNotText, nil)
		return
	}
	if e := t.rule.text(n.Text); e != nil {
		b.failed(e)
		return
	}
	v.SetString(n.Text)
}

// text holds a text to the rule.
func (r *rule) text(s string) *fault.Error {
	if r.enum != nil {
		if !slices.Contains(r.enum, s) {
			return ErrNotOneOf.New(fault.P{"allowed": strings.Join(r.enum, ", ")})
		}
		return nil
	}
	if len(s) > r.maxLen && utf8.RuneCountInString(s) > r.maxLen {
		return fault.ErrTooLong.New(fault.P{"limit": r.maxLen})
	}
	if r.minLen > 0 && utf8.RuneCountInString(strings.TrimSpace(s)) < r.minLen {
		return ErrTooShort.New(fault.P{"limit": r.minLen})
	}
	if r.pattern != nil && s != "" && !r.pattern.MatchString(s) {
		return ErrPattern.New(fault.P{"pattern": r.patternText})
	}
	return nil
}

// integer binds a whole number under its rule.
func (b *binding) integer(t *Type, n *Node, v reflect.Value) {
	i, ok := n.Int()
	if !ok {
		if _, err := strconv.ParseFloat(n.Text, 64); n.Kind == Number && err == nil && !strings.ContainsAny(n.Text, ".eE") {
			b.fail(fault.ErrRange, fault.P{"min": t.rule.min, "max": t.rule.max}) // larger than an int64
			return
		}
		b.fail(ErrNotInteger, nil)
		return
	}
	if i < t.rule.min || i > t.rule.max {
		b.fail(fault.ErrRange, fault.P{"min": t.rule.min, "max": t.rule.max})
		return
	}
	v.SetInt(i)
}

// free binds data without a rule of its own, with limits on texts.
func (b *binding) free(n *Node, v reflect.Value) {
	if e := tooLong(n); e != nil {
		b.failed(e)
		return
	}
	if any := n.Any(); any != nil {
		v.Set(reflect.ValueOf(any))
	}
}

// tooLong finds a text beyond the limit anywhere in the node.
func tooLong(n *Node) *fault.Error {
	if n.Kind == Text && len(n.Text) > maxText {
		return fault.ErrTooLong.New(fault.P{"limit": maxText})
	}
	if len(n.Items) > 1000 {
		return fault.ErrTooMany.New(fault.P{"limit": 1000})
	}
	for i := range n.Items {
		if e := tooLong(&n.Items[i]); e != nil {
			return e
		}
	}
	return nil
}
