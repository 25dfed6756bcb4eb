package expr

import (
	"fmt"
	"strconv"
	"strings"

	"cel.dev/cel-go/common/types"

	"regulars/internal/expr/word"
	"regulars/internal/money"
)

// The languages of an explanation.
const (
	english = 0
	chinese = 1
)

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
	words, ok := word.Phrases[key]
	if !ok {
		words = word.Phrases[string(w.operator)]
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
		sign, known := word.Signs[c.currency]
		if !known {
			sign = c.currency + " "
		}
		text, negative := strings.CutPrefix(money.Format(value, c.currency), "-")
		if negative {
			sign = "-" + sign
		}
		return sign + text
	}
	word := word.Units[unit][language]
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
