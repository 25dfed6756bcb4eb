package wire

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

// Binder is a value with a JSON form of its own.
type Binder interface {
	BindJSON(n *Node) error
}

// shape is what sort of value a Type binds.
type shape uint8

const (
	asStruct shape = iota
	asList
	asMap
	asText
	asInteger
	asFloat
	asBool
	asAny
	asNode
	asRaw
	asBinder
)

// Type is how one Go type is bound; it is immutable once compiled.
type Type struct {
	goType  reflect.Type
	shape   shape
	pointer bool // the value lies behind one pointer
	elem    *Type
	fields  []field
	index   map[string]int
	rule    rule
}

// field is one field of a struct.
type field struct {
	name     string
	path     []int
	required bool
	typ      *Type
}

// rule is what the struct tags demand.
type rule struct {
	min, max         int64
	minLen, maxLen   int
	minItems, maxIts int
	enum             []string
	pattern          *regexp.Regexp
	patternText      string
}

// maxText is the limit of a text inside free data; [Type.bind] applies it to map values too.
const maxText = 2000

// compiler remembers the types on the way, so that a type may hold itself.
type compiler struct{ seen map[reflect.Type]*Type }

// Compile makes the Type of t. It panics where a rule is missing or not readable: that is an error of the program.
func Compile(t reflect.Type) *Type {
	c := &compiler{seen: map[reflect.Type]*Type{}}
	return c.compile(t, "", t.String())
}

// compile makes the Type of t under the tags of the field that holds it.
func (c *compiler) compile(t reflect.Type, tag reflect.StructTag, where string) *Type {
	out := &Type{goType: t}
	if t.Kind() == reflect.Pointer {
		out.pointer, t = true, t.Elem()
		out.goType = t
	}
	switch {
	case t == reflect.TypeFor[Node]():
		out.shape = asNode
		return out
	case reflect.PointerTo(t).Implements(reflect.TypeFor[holder]()):
		out.shape = asRaw
		inner := reflect.New(t).Interface().(holder).inner()
		out.elem = c.compile(inner, "", where)
		return out
	case reflect.PointerTo(t).Implements(reflect.TypeFor[Binder]()):
		out.shape = asBinder
		return out
	}
	switch t.Kind() {
	case reflect.Struct:
		return c.structure(t, out, where)
	case reflect.Slice:
		out.shape = asList
		out.rule.minItems = intTag(tag, "minItems", 0, where)
		out.rule.maxIts = intTag(tag, "maxItems", -1, where)
		out.elem = c.compile(t.Elem(), tag, where+"[]")
	case reflect.Map:
		out.shape = asMap
		out.rule.maxIts = intTag(tag, "maxProperties", -1, where)
		out.elem = c.compile(t.Elem(), `maxLength:"2000" minimum:"-9007199254740991" maximum:"9007199254740991" maxItems:"100"`, where+"{}")
	case reflect.Interface:
		out.shape = asAny
	default:
		c.scalar(t, tag, out, where)
	}
	return out
}

// scalar compiles texts, numbers and booleans.
func (c *compiler) scalar(t reflect.Type, tag reflect.StructTag, out *Type, where string) {
	switch t.Kind() {
	case reflect.String:
		out.shape = asText
		out.rule.minLen = intTag(tag, "minLength", 0, where)
		if enum := tag.Get("enum"); enum != "" {
			out.rule.enum = strings.Split(enum, ",")
			return
		}
		out.rule.maxLen = intTag(tag, "maxLength", -1, where)
		if p := tag.Get("pattern"); p != "" {
			out.rule.pattern = regexp.MustCompile(p)
			out.rule.patternText = p
			if d := tag.Get("patternDescription"); d != "" {
				out.rule.patternText = d
			}
		}
	case reflect.Int, reflect.Int64, reflect.Int32:
		out.shape = asInteger
		out.rule.min = int64(intTag(tag, "minimum", -1<<62, where))
		out.rule.max = int64(intTag(tag, "maximum", -1<<62, where))
		if out.rule.min == -1<<62 || out.rule.max == -1<<62 {
			panic(where + ": an integer needs minimum and maximum")
		}
	case reflect.Float64:
		out.shape = asFloat
	case reflect.Bool:
		out.shape = asBool
	default:
		panic(where + ": cannot be bound")
	}
}

// intTag reads an integer tag; missing is -1 for a limit that must be given, which panics.
func intTag(tag reflect.StructTag, name string, missing int, where string) int {
	text, ok := tag.Lookup(name)
	if !ok {
		if missing == -1 {
			panic(where + ": " + name + " is missing")
		}
		return missing
	}
	v, err := strconv.Atoi(text)
	if err != nil {
		panic(fmt.Sprintf("%s: %s: %v", where, name, err))
	}
	return v
}

// structure compiles a struct; embedded structs are flattened as encoding/json does.
func (c *compiler) structure(t reflect.Type, out *Type, where string) *Type {
	if known, ok := c.seen[t]; ok {
		copied := *known
		copied.pointer = out.pointer
		return &copied
	}
	out.shape = asStruct
	out.index = map[string]int{}
	for _, f := range reflect.VisibleFields(t) {
		if f.Anonymous && f.Tag.Get("json") == "" || !f.IsExported() {
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		if name == "" {
			panic(where + "." + f.Name + ": json name is missing")
		}
		required := !strings.Contains(options, "omitempty") && !strings.Contains(options, "omitzero")
		if text, ok := f.Tag.Lookup("required"); ok {
			required = text == "true"
		}
		out.index[name] = len(out.fields)
		out.fields = append(out.fields, field{
			name: name, path: f.Index, required: required,
			typ: c.compile(f.Type, f.Tag, where+"."+f.Name),
		})
	}
	if len(out.fields) > 64 {
		panic(where + ": more than 64 fields")
	}
	c.seen[t] = out
	return out
}

// known lists the names of the fields.
func (t *Type) known() string {
	names := make([]string, len(t.fields))
	for i, f := range t.fields {
		names[i] = f.name
	}
	return strings.Join(names, ", ")
}
