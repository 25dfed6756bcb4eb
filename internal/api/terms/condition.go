package terms

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"regulars/internal/api/wire"
	"regulars/internal/expr"
	"regulars/internal/expr/tree"
	"regulars/internal/fault"
)

// ConditionCatalogue is everything that a condition may name, for the visual builder.
type ConditionCatalogue struct {
	Scope      string               `json:"scope" enum:"member,order,line,event"`
	Attributes []ConditionAttribute `json:"attributes" doc:"In the order in which they are offered"`
	Windows    []ConditionWindow    `json:"windows" doc:"Sums over a period; none outside the scope of members"`
	Periods    []ConditionPeriod    `json:"periods" doc:"The kinds of period of a window"`
	Currency   string               `json:"currency" doc:"Of numbers whose unit is minor"`
	Exponent   int64                `json:"exponent" doc:"Decimals of the currency: 2 where 100 minor units are one"`
}

// ConditionAttribute is one thing that a clause may be about.
type ConditionAttribute struct {
	Name       string              `json:"name" example:"tier"`
	Label      tree.Words          `json:"label"`
	Of         string              `json:"of" enum:"member,order,line,event"`
	Type       string              `json:"type" enum:"int,text,bool,list,day"`
	Unit       string              `json:"unit" enum:"minor,points,growth,days,orders,people,none"`
	Operators  []ConditionOperator `json:"operators"`
	Choices    []ConditionChoice   `json:"choices" doc:"The values to choose from; empty where any may be typed"`
	Open       bool                `json:"open" doc:"Other values than the choices may be typed"`
	Selectable bool                `json:"selectable" doc:"Members can be searched by it"`
}

// ConditionWindow is a sum over the days of a member.
type ConditionWindow struct {
	Name      string              `json:"name" example:"spend"`
	Label     tree.Words          `json:"label"`
	Unit      string              `json:"unit" enum:"minor,points,growth,days,orders,people,none"`
	Operators []ConditionOperator `json:"operators"`
}

// ConditionPeriod is a kind of period.
type ConditionPeriod struct {
	Kind    string     `json:"kind" enum:"days,year,ever" doc:"days: the last so many days, today included"`
	Label   tree.Words `json:"label" doc:"{n} stands for the number of days"`
	MaxDays int64      `json:"max_days,omitempty" doc:"Of days"`
}

// ConditionOperator is one way of comparing.
type ConditionOperator struct {
	Code   string     `json:"code" enum:"==,!=,<,<=,>,>=,in,includes,contains,starts_with,ends_with,has"`
	Label  tree.Words `json:"label" doc:"Such as 满"`
	Denied tree.Words `json:"denied" doc:"Below a not, such as 未满"`
	Values string     `json:"values" enum:"one,many,none" doc:"How many values it takes"`
}

// ConditionChoice is one value with its label.
type ConditionChoice struct {
	Value ConditionValue `json:"value"`
	Label tree.Words     `json:"label"`
}

// ConditionValue is a whole number, a text, true or false, or a list of them.
type ConditionValue struct{ any }

// MarshalJSON writes the value itself.
func (v ConditionValue) MarshalJSON() ([]byte, error) { return json.Marshal(v.any) }

// Schema is one of them.
func (v ConditionValue) Schema(huma.Registry) *huma.Schema {
	one := []*huma.Schema{{Type: "integer", Format: "int64"}, {Type: "string"}, {Type: "boolean"}}
	return &huma.Schema{OneOf: append(one, &huma.Schema{Type: "array", Items: &huma.Schema{OneOf: one[:2]}})}
}

// ConditionNode is a part of a condition as the builder edits it.
type ConditionNode struct {
	Kind      string          `json:"kind" enum:"all,any,not,clause" doc:"all and any join nodes by and, or; not denies its one node; a clause compares"`
	Nodes     []ConditionNode `json:"nodes,omitempty" doc:"Of all, any and not"`
	Attribute string          `json:"attribute,omitempty" doc:"Of a clause: an attribute, or else a window"`
	Window    string          `json:"window,omitempty"`
	Period    string          `json:"period,omitempty" doc:"Of a window: a number of days, year or ever" example:"365"`
	Operator  string          `json:"operator,omitempty" enum:"==,!=,<,<=,>,>=,in,includes,contains,starts_with,ends_with,has"`
	Value     *ConditionValue `json:"value,omitempty" doc:"What it is compared with; a list for in, absent for has"`
	Other     string          `json:"other,omitempty" doc:"Instead of a value: the attribute that it is compared with"`
}

// BindJSON reads a tree; what it says is checked by tree.Check.
func (b *ConditionNode) BindJSON(n *wire.Node) error {
	if n.Kind != wire.Object {
		return wire.ErrNotObject.New(nil)
	}
	texts := map[string]*string{"kind": &b.Kind, "attribute": &b.Attribute, "window": &b.Window, "period": &b.Period, "operator": &b.Operator, "other": &b.Other}
	for i, key := range n.Keys {
		item := &n.Items[i]
		text, known := texts[key]
		var err *fault.Error
		switch {
		case item.Kind == wire.Null:
		case known:
			*text = item.Text
			if item.Kind != wire.Text || len(item.Text) > maxNodeText {
				err = wire.ErrNotText.At(key, nil)
			}
		case key == "nodes":
			err = b.bindNodes(item)
		case key == "value":
			b.Value = &ConditionValue{item.Any()}
			if item.Kind == wire.Text && len(item.Text) > maxNodeText {
				err = fault.ErrTooLong.At(key, fault.P{"limit": maxNodeText})
			}
		default:
			err = wire.ErrUnknownField.At(key, fault.P{"name": key, "known": nodeFields})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

const (
	maxNodeText = 500
	nodeFields  = "kind, nodes, attribute, window, period, operator, value, other"
)

func (b *ConditionNode) bindNodes(list *wire.Node) *fault.Error {
	if list.Kind != wire.List {
		return wire.ErrNotList.At("nodes", nil)
	}
	if len(list.Items) > tree.MaxNodes {
		return fault.ErrTooMany.At("nodes", fault.P{"limit": tree.MaxNodes})
	}
	b.Nodes = make([]ConditionNode, len(list.Items))
	for i := range list.Items {
		if err := fault.As(b.Nodes[i].BindJSON(&list.Items[i])); err != nil {
			placed := *err
			placed.Field = strings.TrimSuffix(fmt.Sprintf("nodes[%d].%s", i, err.Field), ".")
			return &placed
		}
	}
	return nil
}

// node is the tree inside.
func (b *ConditionNode) node() expr.Node {
	n := expr.Node{Kind: b.Kind, Attribute: b.Attribute, Window: b.Window, Period: b.Period, Operator: expr.Operator(b.Operator), Other: b.Other}
	if b.Value != nil {
		n.Value = b.Value.any
	}
	for i := range b.Nodes {
		n.Nodes = append(n.Nodes, b.Nodes[i].node())
	}
	return n
}

// nodeOut is a tree outside.
func nodeOut(n expr.Node) ConditionNode {
	out := ConditionNode{Kind: n.Kind, Attribute: n.Attribute, Window: n.Window, Period: n.Period, Operator: string(n.Operator), Other: n.Other}
	if n.Value != nil {
		out.Value = &ConditionValue{n.Value}
	}
	for i := range n.Nodes {
		out.Nodes = append(out.Nodes, nodeOut(n.Nodes[i]))
	}
	return out
}
