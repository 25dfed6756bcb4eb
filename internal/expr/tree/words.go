package tree

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"regulars/internal/expr"
	"regulars/internal/money"
)

// Words is a text for people in both languages.
type Words struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// In is the text in the language.
func (w Words) In(language string) string {
	if strings.HasPrefix(language, "zh") {
		return w.Zh
	}
	return w.En
}

// Sentence is the words with a capital at their beginning.
func (w Words) Sentence() Words {
	if w.En != "" && w.En[0] >= 'a' && w.En[0] <= 'z' {
		w.En = strings.ToUpper(w.En[:1]) + w.En[1:]
	}
	return w
}

// Choices are the values that attributes of a merchant may have, with their labels, by the name of the attribute.
type Choices map[string][]expr.Choice

// Speaker says conditions of one merchant as sentences. It never changes and serves any number of goroutines.
type Speaker struct {
	catalogue  *expr.Catalogue
	currency   string
	attributes map[string]expr.Attribute
	windows    map[string]expr.Window
	names      map[string]map[string]Words // of values, by attribute
}

// NewSpeaker makes a speaker of a merchant's catalogue, its currency, and what values are called beyond what the catalogue knows.
func NewSpeaker(c *expr.Catalogue, currency string, choices Choices) *Speaker {
	s := &Speaker{catalogue: c, currency: currency, attributes: map[string]expr.Attribute{}, windows: map[string]expr.Window{}, names: map[string]map[string]Words{}}
	for _, a := range c.Attributes(expr.Everywhere) {
		s.attributes[a.Name] = a
		s.name(a.Name, a.Values)
	}
	for _, w := range c.Windows() {
		s.windows[w.Name] = w
	}
	for name, values := range choices {
		s.name(name, values)
	}
	return s
}

func (s *Speaker) name(attribute string, values []expr.Choice) {
	if len(values) == 0 {
		return
	}
	if s.names[attribute] == nil {
		s.names[attribute] = make(map[string]Words, len(values))
	}
	for _, v := range values {
		if v.Value == or(v.Zh, v.Value) && v.Value == or(v.En, v.Value) {
			continue // it has no other name: quoted as it is
		}
		s.names[attribute][v.Value] = Words{Zh: or(v.Zh, v.En, v.Value), En: or(v.En, v.Zh, v.Value)}
	}
}

// Condition says a condition that is written in CEL. What does not compile is said as it is written.
func (s *Speaker) Condition(text string) Words {
	x, err := s.catalogue.Compile(text, expr.Everywhere)
	if err != nil {
		return Words{Zh: "`" + text + "`", En: "`" + text + "`"}
	}
	n, _ := x.Outline()
	return s.Say(n)
}

// Say says a tree.
func (s *Speaker) Say(n expr.Node) Words { return s.say(n, false, true) }

// say says a part; denied where a not stands above it, top where no group does.
func (s *Speaker) say(n expr.Node, denied, top bool) Words {
	switch n.Kind {
	case expr.NodeAll, expr.NodeAny:
		if denied {
			w := s.say(n, false, true)
			return Words{Zh: "并非（" + w.Zh + "）", En: "not (" + w.En + ")"}
		}
		return s.group(n, top)
	case expr.NodeNot:
		if len(n.Nodes) == 1 {
			return s.say(n.Nodes[0], !denied, top)
		}
	case expr.NodeClause:
		return s.clause(n, denied)
	case expr.NodeText:
		w := s.text(n.Text)
		if denied {
			return Words{Zh: "并非（" + w.Zh + "）", En: "not (" + w.En + ")"}
		}
		return w
	}
	return Words{}
}

func (s *Speaker) group(n expr.Node, top bool) Words {
	if len(n.Nodes) == 0 {
		if n.Kind == expr.NodeAll {
			return Words{Zh: "无条件", En: "always"}
		}
		return Words{Zh: "从不", En: "never"}
	}
	zh, en := make([]string, len(n.Nodes)), make([]string, len(n.Nodes))
	for i := range n.Nodes {
		w := s.say(n.Nodes[i], false, len(n.Nodes) == 1 && top)
		zh[i], en[i] = w.Zh, w.En
	}
	between := Words{Zh: " 且 ", En: " and "}
	if n.Kind == expr.NodeAny {
		between = Words{Zh: " 或 ", En: " or "}
	}
	out := Words{Zh: tight.Replace(strings.Join(zh, between.Zh)), En: strings.Join(en, between.En)}
	if !top && len(n.Nodes) > 1 {
		out = Words{Zh: "（" + out.Zh + "）", En: "(" + out.En + ")"}
	}
	return out
}

// tight takes away spaces beside brackets, as Chinese is set.
var tight = strings.NewReplacer(" （", "（", "） ", "）")

// Label is what an attribute or a window over a period is called; period is "" of an attribute.
func (s *Speaker) Label(name, period string) Words {
	if w, ok := s.windows[name]; ok && period != "" {
		label := Words{Zh: or(w.Zh, w.Name), En: or(w.En, w.Name)}
		p, err := expr.ParsePeriod(period)
		if err != nil {
			return label
		}
		return overPeriod(label, p)
	}
	a, ok := s.attributes[name]
	if !ok {
		return Words{Zh: name, En: name}
	}
	return Words{Zh: or(a.Zh, a.En, name), En: or(a.En, a.Zh, name)}
}

func overPeriod(label Words, p expr.Period) Words {
	switch {
	case p.Kind == expr.PeriodYear:
		return Words{Zh: "今年" + label.Zh, En: label.En + " this year"}
	case p.Kind == expr.PeriodEver:
		return Words{Zh: "累计" + label.Zh, En: label.En + " so far"}
	case p.Days == 1:
		return Words{Zh: "今日" + label.Zh, En: label.En + " today"}
	}
	days := strconv.Itoa(p.Days)
	return Words{Zh: "近 " + days + " 天" + label.Zh, En: label.En + " in the last " + days + " days"}
}

// units are the words after a number.
var units = map[string]Words{
	"points": {" 积分", " points"}, "growth": {" 成长值", " growth"}, "days": {" 天", " days"}, "orders": {" 单", " orders"}, "people": {" 人", " people"},
}

// Amount says a number with its unit.
func (s *Speaker) Amount(n int64, unit string) Words {
	if unit == "minor" {
		text := money.Words(n, s.currency)
		return Words{Zh: text, En: text}
	}
	word := units[unit]
	if n == 1 {
		word.En = strings.TrimSuffix(word.En, "s")
		if unit == "people" {
			word.En = " person"
		}
	}
	text := money.Group(strconv.FormatInt(n, 10))
	return Words{Zh: text + word.Zh, En: text + word.En}
}

// Day is a day as people say it.
func Day(at time.Time) Words {
	return Words{Zh: fmt.Sprintf("%d 年 %d 月 %d 日", at.Year(), int(at.Month()), at.Day()), En: at.Format("2 January 2006")}
}

// writtenDay says a day that is written 2026-03-01; what is no day stands for itself.
func writtenDay(text string) Words {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Words{Zh: text, En: text}
	}
	return Day(at)
}

// Value says a value of an attribute; of a window the name is "".
func (s *Speaker) Value(name, unit string, value any) Words {
	switch value := value.(type) {
	case int64:
		if w, ok := s.names[name][strconv.FormatInt(value, 10)]; ok {
			return w
		}
		return s.Amount(value, unit)
	case float64:
		return s.Value(name, unit, int64(value))
	case string:
		if w, ok := s.names[name][value]; ok {
			return w
		}
		if a := s.attributes[name]; a.Type == expr.Day {
			return writtenDay(value)
		}
		return Words{Zh: "“" + value + "”", En: "“" + value + "”"}
	case bool:
		if value {
			return Words{Zh: "是", En: "yes"}
		}
		return Words{Zh: "否", En: "no"}
	case []any:
		return s.oneOf(name, unit, value)
	case nil:
		return Words{Zh: "未知", En: "unknown"}
	}
	return Words{}
}

func (s *Speaker) oneOf(name, unit string, values []any) Words {
	var out Words
	for i, value := range values {
		w := s.Value(name, unit, value)
		switch {
		case i == 0:
			out = w
		case i == len(values)-1:
			out = Words{Zh: out.Zh + "或" + w.Zh, En: out.En + " or " + w.En}
		default:
			out = Words{Zh: out.Zh + "、" + w.Zh, En: out.En + ", " + w.En}
		}
	}
	return out
}

// token is a name, a window with its period, a text in quotes, or a sign that joins.
var token = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|([A-Za-z][A-Za-z0-9_.]*)\((\d+|"year"|"ever")\)|[A-Za-z][A-Za-z0-9_.]*|&&|\|\|`)

// text says what the builder does not know: as it is written, with labels for names.
func (s *Speaker) text(text string) Words {
	say := func(language string) string {
		return token.ReplaceAllStringFunc(text, func(part string) string {
			if use := token.FindStringSubmatch(part); use[1] != "" && s.windows[use[1]].Name != "" {
				return s.Label(use[1], use[2]).In(language)
			}
			if part == "&&" {
				return Words{Zh: "且", En: "and"}.In(language)
			}
			if part == "||" {
				return Words{Zh: "或", En: "or"}.In(language)
			}
			for name := part; name != ""; name = upTo(name) { // tags.exists begins with a name
				if _, ok := s.attributes[name]; ok {
					return s.Label(name, "").In(language) + part[len(name):]
				}
			}
			return part
		})
	}
	return Words{Zh: say("zh"), En: say("en")}
}

// upTo is a dotted name without its last part; "" where it has one alone.
func upTo(name string) string { return name[:max(strings.LastIndexByte(name, '.'), 0)] }

func or(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
