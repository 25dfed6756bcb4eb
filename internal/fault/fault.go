package fault

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Kind says what sort of refusal an error is. The set is closed.
type Kind int

// The kinds, in the order of the table that maps them to HTTP.
const (
	Internal        Kind = iota // a fault of ours
	Malformed                   // not even readable
	Invalid                     // a field is wrong
	Unauthenticated             // who are you?
	Forbidden                   // you may not
	NotFound                    // no such thing for you
	Conflict                    // something else stands there already
	Stale                       // it has changed since you read it
	Unconditional               // a change of configuration without If-Match
	TooLarge                    // more than the limit
	Refused                     // a business no: not enough points, coupon used up
	Limited                     // too often
	Unavailable                 // not now
)

// Code is one declared reason to refuse. En and Zh are sentences in which
// {name} stands for the parameter of that name, and {points} and {growth} for what the merchant calls them.
type Code struct {
	Kind   Kind
	Code   string
	En, Zh string
}

// Declare makes a code; it is used for package variables only, so that a test
// can read every code of the program off its source.
func Declare(kind Kind, code, en, zh string) Code {
	return Code{Kind: kind, Code: code, En: en, Zh: zh}
}

// Error is one refusal.
type Error struct {
	Code   Code
	Field  string         // path of the field that is wrong, such as "lines[2].quantity"; may be empty
	Params map[string]any // what the sentence names
	More   []*Error       // further fields of the same request that are wrong
	Cause  error          // for the log only
	voice  *Voice
}

// P is short for the parameters of a sentence.
type P = map[string]any

// New makes an error of the code.
func (c Code) New(params P) *Error { return &Error{Code: c, Params: params} }

// At makes an error of the code about one field.
func (c Code) At(field string, params P) *Error {
	return &Error{Code: c, Field: field, Params: params}
}

// Wrap makes an error of the code that keeps its cause for the log.
func (c Code) Wrap(cause error, params P) *Error {
	return &Error{Code: c, Params: params, Cause: cause}
}

// Error is the English text, with the cause: for logs, not for people.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Code.Code)
	if e.Field != "" {
		b.WriteString(" (" + e.Field + ")")
	}
	b.WriteString(": " + e.Text("en"))
	if e.Cause != nil {
		b.WriteString(": " + e.Cause.Error())
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is holds between errors of the same code, so that errors.Is(err, ErrX.New(nil)) works.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code.Code == e.Code.Code
}

// Text is the sentence for a person, in "zh" or else in English.
func (e *Error) Text(language string) string {
	text := e.Code.En
	if strings.HasPrefix(language, "zh") {
		text = e.Code.Zh
	}
	v := e.voice
	if v == nil {
		v = &Voice{}
	}
	say := func(name string, value any) {
		if place := "{" + name + "}"; strings.Contains(text, place) {
			text = strings.ReplaceAll(text, place, v.say(value, language))
		}
	}
	for name, value := range e.Params {
		say(name, value)
	}
	say("points", cmp.Or(v.Points, Said(word{"points", "积分"})))
	say("growth", cmp.Or(v.Growth, Said(word{"growth", "成长值"})))
	return text
}

// Mentions reports whether a sentence of the error names the placeholder.
func (e *Error) Mentions(name string) bool {
	return strings.Contains(e.Code.En, "{"+name+"}") || slices.ContainsFunc(e.More, func(more *Error) bool { return more.Mentions(name) })
}

// Said is a parameter that has words in both languages, such as a name that a merchant has given.
type Said interface{ In(language string) string }

// Minor is a parameter of money in minor units; whoever shows the error says it in the currency: see [Error.Say].
type Minor int64

// word is a Said of our own.
type word struct{ en, zh string }

// In is the word in a language.
func (w word) In(language string) string {
	if strings.HasPrefix(language, "zh") {
		return w.zh
	}
	return w.en
}

// Voice is how a merchant's people are told of money, of other numbers, and of points and growth; plainly where it does not say.
type Voice struct {
	Money, Number  func(n int64) string
	Points, Growth Said
}

// say writes a parameter.
func (v *Voice) say(value any, language string) string {
	switch value := value.(type) {
	case Said:
		return value.In(language)
	case Minor:
		if v.Money != nil {
			return v.Money(int64(value))
		}
	case int64:
		if v.Number != nil {
			return v.Number(value)
		}
	case int:
		return v.say(int64(value), language)
	}
	return fmt.Sprint(value)
}

// Say is the error in a voice.
func (e *Error) Say(v *Voice) *Error {
	said := *e
	said.voice = v
	said.More = make([]*Error, len(e.More))
	for i, more := range e.More {
		said.More[i] = more.Say(v)
	}
	return &said
}

// As finds the Error in err's chain; it returns nil where there is none.
func As(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// Has reports whether err is an error of that code.
func Has(err error, code Code) bool {
	e := As(err)
	return e != nil && e.Code.Code == code.Code
}

// Join collects several refused fields into one error: the first one, with the others under More.
// It returns nil when there are none.
func Join(errs ...*Error) error {
	var first *Error
	for _, e := range errs {
		switch {
		case e == nil:
		case first == nil:
			copied := *e
			first = &copied
		default:
			first.More = append(first.More, e)
		}
	}
	if first == nil {
		return nil
	}
	return first
}

// Codes that every room may use.
var (
	ErrRequired = Declare(Invalid, "required", "This field is required.", "此项必填。")
	ErrInvalid  = Declare(Invalid, "invalid", "This value is not valid: {reason}", "此值无效：{reason}")
	ErrTooLong  = Declare(Invalid, "too_long", "At most {limit} characters are allowed.", "最多 {limit} 个字符。")
	ErrTooMany  = Declare(Invalid, "too_many", "At most {limit} are allowed.", "最多 {limit} 个。")
	ErrRange    = Declare(Invalid, "out_of_range", "The value must be between {min} and {max}.", "数值须在 {min} 与 {max} 之间。")
	ErrNotFound = Declare(NotFound, "not_found", "There is no such {what}.", "找不到该{what}。")
)
