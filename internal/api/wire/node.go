package wire

import (
	"math"
	"strconv"
)

// Kind is what a JSON value is.
type Kind uint8

// The kinds of JSON values.
const (
	Null Kind = iota
	Bool
	Number
	Text
	List
	Object
)

// MaxDepth bounds how deep a body may be nested.
const MaxDepth = 32

// Node is one JSON value.
type Node struct {
	Kind  Kind
	True  bool     // of a Bool
	Text  string   // of a Text, decoded; of a Number, as written
	Keys  []string // of an Object, beside Items
	Items []Node   // of a List or an Object
}

// Get is the value of a key, or nil.
func (n *Node) Get(key string) *Node {
	for i, k := range n.Keys {
		if k == key {
			return &n.Items[i]
		}
	}
	return nil
}

// Int is a Number as an int64; false where it is none, has a fraction or does not fit.
func (n *Node) Int() (int64, bool) {
	if n.Kind != Number {
		return 0, false
	}
	if i, err := strconv.ParseInt(n.Text, 10, 64); err == nil {
		return i, true
	}
	f, err := strconv.ParseFloat(n.Text, 64) // 1e3 and 5.0 are whole numbers in JSON
	if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
		return 0, false
	}
	return int64(f), true
}

// Any is the node as plain Go values: int64 or float64, string, bool, nil, []any, map[string]any.
func (n *Node) Any() any {
	switch n.Kind {
	case Bool:
		return n.True
	case Number:
		if i, ok := n.Int(); ok {
			return i
		}
		f, _ := strconv.ParseFloat(n.Text, 64)
		return f
	case Text:
		return n.Text
	case List:
		list := make([]any, len(n.Items))
		for i := range n.Items {
			list[i] = n.Items[i].Any()
		}
		return list
	case Object:
		object := make(map[string]any, len(n.Keys))
		for i, key := range n.Keys {
			object[key] = n.Items[i].Any()
		}
		return object
	case Null:
	}
	return nil
}
