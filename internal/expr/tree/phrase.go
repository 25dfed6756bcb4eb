package tree

import (
	"strings"

	"regulars/internal/expr"
)

// phrases join a subject with a value: as it is, and denied. {s} is the subject, {v} the value.
type phrase struct{ zh, en, deniedZh, deniedEn string }

// ofAmounts are for numbers with a unit: spend, orders, days.
var ofAmounts = map[expr.Operator]phrase{
	expr.GreaterOrEqual: {"{s}满 {v}", "{s} is at least {v}", "{s}未满 {v}", "{s} is less than {v}"},
	expr.Greater:        {"{s}超过 {v}", "{s} is more than {v}", "{s}不超过 {v}", "{s} is at most {v}"},
	expr.LessOrEqual:    {"{s}不超过 {v}", "{s} is at most {v}", "{s}超过 {v}", "{s} is more than {v}"},
	expr.Less:           {"{s}不足 {v}", "{s} is less than {v}", "{s}不少于 {v}", "{s} is at least {v}"},
	expr.Equal:          {"{s}为 {v}", "{s} is {v}", "{s}不为 {v}", "{s} is not {v}"},
	expr.NotEqual:       {"{s}不为 {v}", "{s} is not {v}", "{s}为 {v}", "{s} is {v}"},
	expr.In:             {"{s}为 {v}", "{s} is {v}", "{s}不为 {v}", "{s} is not {v}"},
	expr.Has:            {"{s}已知", "{s} is known", "{s}未知", "{s} is not known"},
}

// ofNumbers are for numbers without a unit, and for comparisons with another attribute.
var ofNumbers = map[expr.Operator]phrase{
	expr.GreaterOrEqual: {"{s}不小于 {v}", "{s} is at least {v}", "{s}小于 {v}", "{s} is less than {v}"},
	expr.Greater:        {"{s}大于 {v}", "{s} is more than {v}", "{s}不大于 {v}", "{s} is at most {v}"},
	expr.LessOrEqual:    {"{s}不大于 {v}", "{s} is at most {v}", "{s}大于 {v}", "{s} is more than {v}"},
	expr.Less:           {"{s}小于 {v}", "{s} is less than {v}", "{s}不小于 {v}", "{s} is at least {v}"},
}

var ofDays = map[expr.Operator]phrase{
	expr.GreaterOrEqual: {"{s}不早于 {v}", "{s} is not before {v}", "{s}早于 {v}", "{s} is before {v}"},
	expr.Greater:        {"{s}晚于 {v}", "{s} is after {v}", "{s}不晚于 {v}", "{s} is not after {v}"},
	expr.LessOrEqual:    {"{s}不晚于 {v}", "{s} is not after {v}", "{s}晚于 {v}", "{s} is after {v}"},
	expr.Less:           {"{s}早于 {v}", "{s} is before {v}", "{s}不早于 {v}", "{s} is not before {v}"},
}

// ofTexts are for texts, lists and whatever has no words of its own.
var ofTexts = map[expr.Operator]phrase{
	expr.Equal:      {"{s}为{v}", "{s} is {v}", "{s}不为{v}", "{s} is not {v}"},
	expr.NotEqual:   {"{s}不为{v}", "{s} is not {v}", "{s}为{v}", "{s} is {v}"},
	expr.In:         {"{s}为{v}", "{s} is {v}", "{s}不为{v}", "{s} is not {v}"},
	expr.Includes:   {"{s}包含{v}", "{s} include {v}", "{s}不包含{v}", "{s} do not include {v}"},
	expr.Contains:   {"{s}含有{v}", "{s} contains {v}", "{s}不含{v}", "{s} does not contain {v}"},
	expr.StartsWith: {"{s}以{v}开头", "{s} begins with {v}", "{s}不以{v}开头", "{s} does not begin with {v}"},
	expr.EndsWith:   {"{s}以{v}结尾", "{s} ends with {v}", "{s}不以{v}结尾", "{s} does not end with {v}"},
	expr.Has:        {"{s}已知", "{s} is known", "{s}未知", "{s} is not known"},
}

// ofPairs are for two attributes.
var ofPairs = map[expr.Operator]phrase{
	expr.Equal:    {"{s}与{v}相同", "{s} is the same as {v}", "{s}与{v}不同", "{s} is not the same as {v}"},
	expr.NotEqual: {"{s}与{v}不同", "{s} is not the same as {v}", "{s}与{v}相同", "{s} is the same as {v}"},
}

// clause says one row.
func (s *Speaker) clause(n expr.Node, denied bool) Words {
	subject, unit, kind := s.Label(n.Attribute, ""), s.attributes[n.Attribute].Unit, s.attributes[n.Attribute].Type
	if n.Window != "" {
		subject, unit, kind = s.Label(n.Window, n.Period), s.windows[n.Window].Unit, expr.Int
	}
	if is, truth := n.Value.(bool); truth && kind == expr.Bool && (n.Operator == expr.Equal || n.Operator == expr.NotEqual) {
		n.Value, denied = (is == (n.Operator == expr.Equal)) != denied, false // no is said as no, never as not yes
		if n.Value == true {
			return subject // its label is what holds: brought by a member
		}
	}
	value := s.Value(n.Attribute, unit, n.Value)
	if n.Other != "" {
		value = s.Label(n.Other, "")
	}
	return s.phrase(n, kind, unit).say(denied, subject, value)
}

// phrase chooses the words of an operator.
func (s *Speaker) phrase(n expr.Node, kind expr.Type, unit string) phrase {
	_, named := s.names[n.Attribute]
	from := []map[expr.Operator]phrase{ofTexts}
	switch {
	case n.Other != "":
		from = []map[expr.Operator]phrase{ofPairs, ofNumbers}
	case kind == expr.Day:
		from = []map[expr.Operator]phrase{ofDays, ofAmounts}
	case kind == expr.Int && named:
		from = []map[expr.Operator]phrase{ofNumbers, ofTexts}
	case kind == expr.Int && unit == "":
		from = []map[expr.Operator]phrase{ofNumbers, ofAmounts}
	case kind == expr.Int:
		from = []map[expr.Operator]phrase{ofAmounts}
	case kind == expr.Bool && n.Operator != expr.Has:
		return phrase{"{s}：{v}", "{s}: {v}", "{s}：并非{v}", "{s}: not {v}"}
	}
	if n.Other != "" && kind == expr.Day {
		from = []map[expr.Operator]phrase{ofPairs, ofDays}
	}
	for _, phrases := range from {
		if p, ok := phrases[n.Operator]; ok {
			return p
		}
	}
	op := string(n.Operator)
	return phrase{"{s} " + op + " {v}", "{s} " + op + " {v}", "并非 {s} " + op + " {v}", "not {s} " + op + " {v}"}
}

// say fills in.
func (p phrase) say(denied bool, subject, value Words) Words {
	zh, en := p.zh, p.en
	if denied {
		zh, en = p.deniedZh, p.deniedEn
	}
	return Words{Zh: fill(zh, subject.Zh, value.Zh), En: fill(en, subject.En, value.En)}
}

func fill(text, subject, value string) string {
	return strings.NewReplacer("{s}", subject, "{v}", value).Replace(text)
}

// Operator is what an operator is called over an attribute of the type: as it is, and denied. Examples: 满, 未满; is at least, is less than.
func (s *Speaker) Operator(o expr.Operator, a expr.Attribute) (words, denied Words) {
	p := s.phrase(expr.Node{Operator: o, Attribute: a.Name}, a.Type, a.Unit)
	if a.Type == expr.Bool && o != expr.Has {
		return Words{Zh: "为", En: "is"}, Words{Zh: "不为", En: "is not"}
	}
	bare := func(text string) string { return strings.Join(strings.Fields(fill(text, "", "")), " ") }
	return Words{Zh: bare(p.zh), En: bare(p.en)}, Words{Zh: bare(p.deniedZh), En: bare(p.deniedEn)}
}
