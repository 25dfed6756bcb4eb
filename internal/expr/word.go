package expr

import (
	"fmt"
	"strconv"
	"strings"

	"cel.dev/cel-go/common/types"

	"regulars/internal/money"
)

// The languages of an explanation.
const (
	english = 0
	chinese = 1
)

// phrases are the operators in both languages: as they are, and denied. The first row of an operator is for texts
// and truth, "number" for numbers, "day" for days.
var phrases = map[string][4]string{
	"==":          {"is", "is not", "是", "不是"},
	"!=":          {"is not", "is", "不是", "是"},
	"== number":   {"is", "is not", "等于", "不等于"},
	"!= number":   {"is not", "is", "不等于", "等于"},
	"< number":    {"is less than", "is not less than", "小于", "不小于"},
	"<= number":   {"is at most", "is not at most", "不超过", "并非不超过"},
	"> number":    {"is more than", "is not more than", "大于", "不大于"},
	">= number":   {"is at least", "is not at least", "至少为", "未达到"},
	"< day":       {"is before", "is not before", "早于", "不早于"},
	"<= day":      {"is not after", "is not on or before", "不晚于", "并非不晚于"},
	"> day":       {"is after", "is not after", "晚于", "不晚于"},
	">= day":      {"is not before", "is not on or after", "不早于", "并非不早于"},
	"in":          {"is one of", "is none of", "属于", "不属于"},
	"includes":    {"include", "do not include", "包含", "不包含"},
	"contains":    {"contains", "does not contain", "包含", "不包含"},
	"starts_with": {"begins with", "does not begin with", "开头为", "开头不是"},
	"ends_with":   {"ends with", "does not end with", "结尾为", "结尾不是"},
	"has":         {"is known", "is not known", "已知", "未知"},
}

// units are the words after a number.
var units = map[string][2]string{
	"points": {" points", " 积分"}, "growth": {" growth points", " 成长值"}, "days": {" days", " 天"},
	"orders": {" orders", " 单"}, "people": {" persons", " 人"},
}

var signs = map[string]string{"CNY": "¥", "JPY": "¥", "USD": "$", "EUR": "€", "GBP": "£"}

// wording puts a clause into a sentence.
type wording struct {
	reading
	x      *Condition
	clause *Clause
	label  string // of a subject that is no name
}

func (w *wording) sentence(language int) string {
	sentence := w.subjectIn(language) + [2]string{" ", ""}[language] + w.phrase(language)
	if w.operator == Has {
		return sentence
	}
	want, have := w.valueIn(w.clause.Want, language), w.valueIn(w.clause.Have, language)
	return sentence + " " + want + [2]string{" (now ", "（现为 "}[language] + have + [2]string{")", "）"}[language]
}

// subjectIn is the label of an attribute or window, or the text of what is reckoned.
func (w *wording) subjectIn(language int) string {
	if use, ok := w.x.uses[w.clause.Name]; ok {
		return use.label(w.x.catalogue.windows[use.Name], language)
	}
	if a := w.x.catalogue.attributes[w.clause.Name]; a != nil {
		return [2]string{or(a.En, a.Name), or(a.Zh, a.Name)}[language]
	}
	return "`" + w.label + "`"
}

// label is a window and its period.
func (u WindowUse) label(w *Window, language int) string {
	en, zh := or(w.En, w.Name), or(w.Zh, w.Name)
	switch {
	case u.Period.Kind == PeriodYear:
		en, zh = en+" this year", "今年"+zh
	case u.Period.Kind == PeriodEver:
		en, zh = en+" so far", "累计"+zh
	case u.Period.Days == 1:
		en, zh = en+" today", "今日"+zh
	default:
		en, zh = fmt.Sprintf("%s in the last %d days", en, u.Period.Days), fmt.Sprintf("近 %d 天%s", u.Period.Days, zh)
	}
	return [2]string{en, zh}[language]
}

func (w *wording) phrase(language int) string {
	key := string(w.operator)
	if w.x.checked.GetType(w.subject.ID()).Kind() == types.IntKind {
		key += " number"
	} else if a := w.x.catalogue.attributes[w.clause.Name]; a != nil && a.Type == Day {
		key += " day"
	}
	words, ok := phrases[key]
	if !ok {
		words = phrases[string(w.operator)]
	}
	at := language * 2
	if w.clause.Denied {
		at++
	}
	return words[at]
}

// valueIn words a value: money in major units, choices by their labels.
func (w *wording) valueIn(value any, language int) string {
	switch value := value.(type) {
	case int64:
		return w.x.catalogue.amount(value, w.clause.Unit, language)
	case string:
		label := [2]string{value, value}
		if a := w.x.catalogue.attributes[w.clause.Name]; a != nil {
			for _, c := range a.Values {
				if c.Value == value {
					label = [2]string{or(c.En, value), or(c.Zh, value)}
				}
			}
		}
		return label[language]
	case bool:
		if value {
			return [2]string{"yes", "是"}[language]
		}
		return [2]string{"no", "否"}[language]
	case []any:
		parts := make([]string, len(value))
		for i := range value {
			parts[i] = w.valueIn(value[i], language)
		}
		if len(parts) == 0 {
			return [2]string{"none", "无"}[language]
		}
		return strings.Join(parts, [2]string{", ", "、"}[language])
	}
	return [2]string{"unknown", "未知"}[language]
}

// amount words a number with its unit.
func (c *Catalogue) amount(value int64, unit string, language int) string {
	if unit == "minor" {
		sign, known := signs[c.currency]
		if !known {
			sign = c.currency + " "
		}
		text, negative := strings.CutPrefix(money.Format(value, c.currency), "-")
		if negative {
			sign = "-" + sign
		}
		return sign + text
	}
	word := units[unit][language]
	if value == 1 {
		word = strings.TrimSuffix(word, "s")
	}
	return strconv.FormatInt(value, 10) + word
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}
