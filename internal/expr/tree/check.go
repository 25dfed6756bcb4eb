package tree

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/fault"
)

// Limits of a tree.
const (
	MaxNodes = 300
	maxWrong = 20
)

var byType = map[expr.Type][]expr.Operator{
	expr.Int:      {expr.GreaterOrEqual, expr.Greater, expr.LessOrEqual, expr.Less, expr.Equal, expr.NotEqual, expr.In, expr.Has},
	expr.Text:     {expr.Equal, expr.NotEqual, expr.In, expr.Contains, expr.StartsWith, expr.EndsWith, expr.Has},
	expr.Bool:     {expr.Equal},
	expr.TextList: {expr.Includes},
	expr.Day:      {expr.GreaterOrEqual, expr.Greater, expr.LessOrEqual, expr.Less, expr.Equal, expr.NotEqual, expr.Has},
}

// rare are the operators that are not offered, but may stand in a text.
var rare = map[expr.Type][]expr.Operator{
	expr.Bool: {expr.NotEqual, expr.In, expr.Has},
	expr.Day:  {expr.In},
}

// Operators are those to offer for an attribute of the type, the usual first. A window is a number that is always known.
func Operators(t expr.Type, window bool) []expr.Operator {
	if window {
		return slices.DeleteFunc(slices.Clone(byType[expr.Int]), func(o expr.Operator) bool { return o == expr.Has || o == expr.In })
	}
	return slices.Clone(byType[t])
}

// fits reports whether a clause may use the operator.
func fits(o expr.Operator, t expr.Type, window bool) bool {
	return slices.Contains(byType[t], o) && !(window && o == expr.Has) || slices.Contains(rare[t], o)
}

// Check finds the mistakes of a tree that the builder made: a fault with the path of each part that is wrong below the field, or nil.
func Check(field string, n expr.Node, c *expr.Catalogue, scope expr.Scope) error {
	k := &checker{attributes: map[string]expr.Attribute{}, windows: map[string]bool{}, member: scope&expr.Member != 0}
	for _, a := range c.Attributes(scope) {
		k.attributes[a.Name] = a
	}
	for _, w := range c.Windows() {
		k.windows[w.Name] = true
	}
	k.node(field, n, 1)
	return fault.Join(k.wrong...)
}

type checker struct {
	attributes map[string]expr.Attribute
	windows    map[string]bool
	member     bool
	nodes      int
	wrong      []*fault.Error
}

func (k *checker) add(field string, code fault.Code, params fault.P) {
	if len(k.wrong) < maxWrong {
		k.wrong = append(k.wrong, code.At(field, params))
	}
}

func (k *checker) node(field string, n expr.Node, depth int) {
	if k.nodes++; k.nodes > MaxNodes || depth > expr.MaxDepth {
		if k.nodes == MaxNodes+1 || depth == expr.MaxDepth+1 {
			k.add(field, expr.ErrTooLarge, fault.P{"limit": MaxNodes, "depth": expr.MaxDepth})
		}
		return
	}
	group := n.Kind == expr.NodeAll || n.Kind == expr.NodeAny || n.Kind == expr.NodeNot && len(n.Nodes) == 1
	switch {
	case n.Kind == expr.NodeClause && len(n.Nodes) == 0:
		k.clause(field, n)
	case group:
		for i := range n.Nodes {
			k.node(fmt.Sprintf("%s.nodes[%d]", field, i), n.Nodes[i], depth+1)
		}
	default:
		k.add(field, ErrShape, nil)
	}
}

func (k *checker) clause(field string, n expr.Node) {
	name, kind := n.Attribute, expr.Int
	if n.Window != "" {
		if n.Attribute != "" || !k.member || !k.windows[n.Window] {
			k.add(field+".window", ErrSubject, fault.P{"name": n.Window})
			return
		}
		name = n.Window
		if _, err := expr.ParsePeriod(n.Period); err != nil {
			k.add(field+".period", ErrPeriod, fault.P{"limit": expr.MaxDays})
		}
	} else {
		a, known := k.attributes[n.Attribute]
		if !known || n.Period != "" {
			k.add(field+".attribute", ErrSubject, fault.P{"name": n.Attribute})
			return
		}
		kind = a.Type
	}
	if !fits(n.Operator, kind, n.Window != "") {
		k.add(field+".operator", ErrOperator, fault.P{"operator": string(n.Operator), "name": name})
		return
	}
	if n.Other != "" {
		k.other(field, n, name, kind)
		return
	}
	k.value(field+".value", n, kind)
}

// other checks a comparison of two attributes: of the same type, by an operator of order.
func (k *checker) other(field string, n expr.Node, name string, kind expr.Type) {
	a, known := k.attributes[n.Other]
	compares := strings.ContainsAny(string(n.Operator), "=<>") && kind != expr.Bool
	if !known || a.Type != kind || !compares || n.Value != nil {
		k.add(field+".other", ErrOther, fault.P{"name": name, "other": n.Other})
	}
}

// value checks what is wanted.
func (k *checker) value(field string, n expr.Node, kind expr.Type) {
	if n.Operator == expr.Has {
		if n.Value != nil {
			k.add(field, ErrOperator, fault.P{"operator": string(n.Operator), "name": n.Attribute})
		}
		return
	}
	if n.Operator != expr.In {
		k.one(field, n.Value, kind)
		return
	}
	list, _ := n.Value.([]any)
	if len(list) == 0 {
		k.add(field, ErrList, nil)
	}
	for i, value := range list {
		k.one(fmt.Sprintf("%s[%d]", field, i), value, kind)
	}
}

func (k *checker) one(field string, value any, kind expr.Type) {
	text, isText := value.(string)
	switch kind {
	case expr.Int:
		if !whole(value) {
			k.add(field, ErrNumber, nil)
		}
	case expr.Bool:
		if _, ok := value.(bool); !ok {
			k.add(field, ErrTruth, nil)
		}
	case expr.Day:
		if _, err := calendar.ParseDay(text); err != nil {
			k.add(field, ErrDay, nil)
		}
	default:
		if !isText || text == "" || strings.ContainsRune(text, 0) {
			k.add(field, ErrText, nil)
		}
	}
}

func whole(value any) bool {
	switch value := value.(type) {
	case int64:
		return true
	case float64:
		return value == math.Trunc(value) && math.Abs(value) < 1<<53
	}
	return false
}
