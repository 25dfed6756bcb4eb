package form

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"regulars/internal/calendar"
	"regulars/internal/expr"
	"regulars/internal/fault"
)

// What a document may be refused for.
var (
	ErrChoice = fault.Declare(fault.Invalid, "program_choice",
		"{value} is not one of: {known}.", "“{value}”不在可选项中：{known}。")
	ErrCode = fault.Declare(fault.Invalid, "program_code",
		"A code is made of a–z, 0–9, - and _, begins with a letter and has at most 40 characters.",
		"编码只能由小写字母、数字、- 和 _ 组成，以字母开头，最多 40 个字符。")
	ErrTwice  = fault.Declare(fault.Invalid, "program_twice", "{value} is there already.", "“{value}”已存在。")
	ErrUnused = fault.Declare(fault.Invalid, "program_unused",
		"This means nothing with {with}; leave it out.", "在 {with} 下此项没有意义，请删去。")
	ErrDate = fault.Declare(fault.Invalid, "program_date", "{value} is not a date ({form}).", "“{value}”不是有效日期（{form}）。")
	ErrSpan = fault.Declare(fault.Invalid, "program_span", "The last day lies before the first.", "结束日期早于开始日期。")
)

// Text is a text for people in both languages.
type Text struct {
	Zh string `json:"zh,omitempty"`
	En string `json:"en,omitempty"`
}

// In is the text in the language, or in the other one where it is missing.
func (t Text) In(language string) string {
	if strings.HasPrefix(language, "zh") && t.Zh != "" || t.En == "" {
		return t.Zh
	}
	return t.En
}

var codeForm = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)

// Checker collects what is wrong with a document.
type Checker struct {
	Catalogue *expr.Catalogue
	Zone      *time.Location
	Wrong     []*fault.Error
}

// Add notes a mistake.
func (c *Checker) Add(e *fault.Error) { c.Wrong = append(c.Wrong, e) }

// Choice refuses a value that is not one of the known.
func Choice[T ~string](c *Checker, field string, value T, known ...T) {
	if slices.Contains(known, value) {
		return
	}
	names := make([]string, len(known))
	for i := range known {
		names[i] = string(known[i])
	}
	c.Add(ErrChoice.At(field, fault.P{"value": string(value), "known": strings.Join(names, ", ")}))
}

// OnlyWith refuses a field that is missing where it must be, or given where it means nothing.
func (c *Checker) OnlyWith(field string, given, wanted bool, with any) {
	if wanted && !given {
		c.Add(fault.ErrRequired.At(field, nil))
		return
	}
	c.May(field, given, wanted, with)
}

// May refuses a field that is given where it means nothing.
func (c *Checker) May(field string, given, useful bool, with any) {
	if given && !useful {
		c.Add(ErrUnused.At(field, fault.P{"with": with}))
	}
}

// Between refuses a number outside of a range.
func (c *Checker) Between(field string, value, low, high int64) {
	if value < low || value > high {
		c.Add(fault.ErrRange.At(field, fault.P{"min": low, "max": high}))
	}
}

// Text refuses a text that is missing where it must be, and one with more characters than the limit.
func (c *Checker) Text(field string, t Text, limit int, required bool) {
	if required && t == (Text{}) {
		c.Add(fault.ErrRequired.At(field, nil))
	}
	if utf8.RuneCountInString(t.Zh) > limit || utf8.RuneCountInString(t.En) > limit {
		c.Add(fault.ErrTooLong.At(field, fault.P{"limit": limit}))
	}
}

// Code refuses a malformed code and one that is there already.
func (c *Checker) Code(field, code string, seen map[string]bool) {
	switch {
	case !codeForm.MatchString(code):
		c.Add(ErrCode.At(field, nil))
	case seen[code]:
		c.Add(ErrTwice.At(field, fault.P{"value": code}))
	}
	seen[code] = true
}

// Condition compiles a condition; nil is what holds always, and what was refused.
func (c *Checker) Condition(field, text string, scope expr.Scope) *expr.Condition {
	if text == "" {
		return nil
	}
	condition, err := c.Catalogue.Compile(text, scope)
	if err != nil {
		e := fault.As(err)
		if e == nil {
			e = fault.ErrInvalid.Wrap(err, fault.P{"reason": err.Error()})
		}
		placed := *e
		placed.Field = field
		c.Add(&placed)
		return nil
	}
	return condition
}

// Days reads the first and the last day of something, both open where they are empty: it holds from the first instant until
// before the second. They are the fields from and until of what the path names.
func (c *Checker) Days(path, from, until string) (calendar.Instant, calendar.Instant) {
	first, last := calendar.Instant(0), calendar.Never
	if day, ok := c.day(path+".from", from); ok {
		first = day.Start(c.Zone)
	}
	if day, ok := c.day(path+".until", until); ok {
		last = day.End(c.Zone)
	}
	if last <= first {
		c.Add(ErrSpan.At(path+".until", nil))
	}
	return first, last
}

func (c *Checker) day(field, text string) (calendar.Day, bool) {
	if text == "" {
		return 0, false
	}
	day, err := calendar.ParseDay(text)
	if err != nil {
		c.Add(ErrDate.At(field, fault.P{"value": text, "form": "YYYY-MM-DD"}))
		return 0, false
	}
	return day, true
}
