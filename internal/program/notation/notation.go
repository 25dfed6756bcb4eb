package notation

import (
	"bytes"
	"errors"
	"reflect"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"regulars/internal/fault"
)

// The limits of a text.
const (
	MaxText  = 128 << 10 // bytes
	MaxDepth = 40        // nesting of brackets
	maxWrong = 50        // refusals in one error
)

// What a text may be refused for.
var (
	ErrDocument = fault.Declare(fault.Invalid, "document_unreadable",
		"The document cannot be read (line {line}): {reason}", "文档无法读取（第 {line} 行）：{reason}")
	ErrMapping = fault.Declare(fault.Invalid, "document_not_mapping", "A group of fields is expected here (line {line}).", "此处应为一组字段（第 {line} 行）。")
	ErrList    = fault.Declare(fault.Invalid, "document_not_list", "A list is expected here (line {line}).", "此处应为列表（第 {line} 行）。")
	ErrText    = fault.Declare(fault.Invalid, "document_not_text", "A text is expected here (line {line}).", "此处应为文本（第 {line} 行）。")
	ErrTruth   = fault.Declare(fault.Invalid, "document_not_truth", "true or false is expected here (line {line}).", "此处应为 true 或 false（第 {line} 行）。")
	ErrNumber  = fault.Declare(fault.Invalid, "document_not_number", "A whole number is expected here (line {line}).", "此处应为整数（第 {line} 行）。")
	ErrAnchor  = fault.Declare(fault.Invalid, "document_anchor", "Anchors, aliases and tags are not used here (line {line}).", "此处不能使用锚点、别名或标签（第 {line} 行）。")
	ErrDeep    = fault.Declare(fault.Invalid, "document_too_deep", "Brackets are nested too deep.", "括号嵌套过深。")
	ErrOne     = fault.Declare(fault.Invalid, "document_not_one", "One document is expected.", "应为单个文档。")

	ErrUnknownField = fault.Declare(fault.Invalid, "document_unknown_field",
		"There is no field {name} (line {line}). Known here: {known}.", "没有字段 {name}（第 {line} 行）。此处可用：{known}。")
)

// Decode reads one document from YAML or JSON into what a pointer to a struct points to, by its json tags. It refuses
// unknown fields, all of them, and values of another type, with their path and line.
func Decode(text []byte, into any) error {
	if len(text) > MaxText {
		return fault.ErrTooLong.New(fault.P{"limit": MaxText})
	}
	if depth(text) > MaxDepth {
		return ErrDeep.New(nil)
	}
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return unreadable(err)
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return ErrOne.New(nil)
	}
	body := file.Docs[0].Body
	var w walker
	w.walk(body, reflect.TypeOf(into).Elem(), "")
	if err := fault.Join(w.wrong...); err != nil {
		return err
	}
	if err := yaml.NodeToValue(body, into, yaml.Strict()); err != nil {
		return unreadable(err)
	}
	return nil
}

// Encode writes YAML as people edit it; Decode reads it back equal.
func Encode(value any) ([]byte, error) {
	var b bytes.Buffer
	err := yaml.NewEncoder(&b, yaml.IndentSequence(true), yaml.UseLiteralStyleIfMultiline(true)).Encode(value)
	return b.Bytes(), err
}

// depth is how deep brackets nest, so that no parser has to find out.
func depth(text []byte) int {
	deepest, now := 0, 0
	for _, c := range text {
		switch c {
		case '[', '{':
			now++
			deepest = max(deepest, now)
		case ']', '}':
			now--
		}
	}
	return deepest
}

// unreadable puts the parser's complaint and its line into a refusal.
func unreadable(err error) error {
	line, reason := 0, err.Error()
	var at yaml.Error
	if errors.As(err, &at) {
		reason = at.GetMessage()
		if token := at.GetToken(); token != nil && token.Position != nil {
			line = token.Position.Line
		}
	}
	return ErrDocument.Wrap(err, fault.P{"line": line, "reason": reason})
}

// walker compares a document with the fields that its types have.
type walker struct{ wrong []*fault.Error }

func (w *walker) walk(node ast.Node, t reflect.Type, path string) {
	switch n := node.(type) {
	case *ast.MappingNode:
		if w.is(n, t, reflect.Struct, path) {
			for _, pair := range n.Values {
				w.field(pair, t, path)
			}
		}
	case *ast.MappingValueNode:
		if w.is(n, t, reflect.Struct, path) {
			w.field(n, t, path)
		}
	case *ast.SequenceNode:
		if w.is(n, t, reflect.Slice, path) {
			for i, item := range n.Values {
				w.walk(item, t.Elem(), path+"["+strconv.Itoa(i)+"]")
			}
		}
	case *ast.NullNode, *ast.CommentNode, *ast.CommentGroupNode: // nothing said
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode, *ast.TagNode:
		w.refuse(n, path, ErrAnchor)
	default:
		w.scalar(n, t, path)
	}
}

// scalar refuses text where a number belongs and the like, which a lenient decoder would convert.
func (w *walker) scalar(node ast.Node, t reflect.Type, path string) {
	var ok bool
	switch node.(type) {
	case *ast.StringNode, *ast.LiteralNode:
		ok = t.Kind() == reflect.String
	case *ast.IntegerNode:
		ok = t.Kind() == reflect.Int || t.Kind() == reflect.Int64
	case *ast.BoolNode:
		ok = t.Kind() == reflect.Bool
	}
	if !ok {
		w.refuse(node, path, expected(t))
	}
}

// is refuses a list or a mapping where something else belongs.
func (w *walker) is(node ast.Node, t reflect.Type, kind reflect.Kind, path string) bool {
	if t.Kind() == kind {
		return true
	}
	w.refuse(node, path, expected(t))
	return false
}

func (w *walker) field(pair *ast.MappingValueNode, t reflect.Type, path string) {
	if key, ok := pair.Key.(ast.Node); ok && key.Type() == ast.MergeKeyType {
		w.refuse(pair, path, ErrAnchor)
		return
	}
	name := pair.Key.GetToken().Value
	at := strings.TrimPrefix(path+"."+name, ".")
	var known []string
	for i := range t.NumField() {
		tag, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if tag == name {
			w.walk(pair.Value, t.Field(i).Type, at)
			return
		}
		known = append(known, tag)
	}
	w.add(ErrUnknownField.At(at, fault.P{"name": name, "line": line(pair.Key), "known": strings.Join(known, ", ")}))
}

func (w *walker) refuse(node ast.Node, path string, code fault.Code) {
	w.add(code.At(path, fault.P{"line": line(node)}))
}

// add keeps the first refusals; nobody reads hundreds.
func (w *walker) add(e *fault.Error) {
	if len(w.wrong) < maxWrong {
		w.wrong = append(w.wrong, e)
	}
}

func line(node ast.Node) int {
	if token := node.GetToken(); token != nil && token.Position != nil {
		return token.Position.Line
	}
	return 0
}

// expected is the refusal of what is not of the type.
func expected(t reflect.Type) fault.Code {
	switch t.Kind() {
	case reflect.Struct:
		return ErrMapping
	case reflect.Slice:
		return ErrList
	case reflect.String:
		return ErrText
	case reflect.Bool:
		return ErrTruth
	}
	return ErrNumber
}
