package act

import (
	"fmt"
	"regexp"

	"regulars/internal/expr"
	"regulars/internal/fault"
	"regulars/internal/offer/form"
)

// The limits of a document.
const (
	MaxKinds  = 50
	MaxFields = 20
	maxText   = 60 // characters of a name
)

// The codes of what the product itself knows of members.
const (
	Joined  = "member.joined"  // somebody became a member
	Profile = "member.profile" // a record was made or changed
)

// EventKind is one kind of thing that members do.
type EventKind struct {
	Code   string       `json:"code" doc:"The type under which events are told: a-z, 0-9 and _"`
	Name   form.Text    `json:"name"`
	Fields []EventField `json:"fields,omitempty" doc:"What conditions may ask of its data"`
}

// EventField is one entry of the data of events.
type EventField struct {
	Code string    `json:"code" doc:"Its name in the data: a-z, 0-9 and _"`
	Name form.Text `json:"name"`
	Type FieldType `json:"type" enum:"int,text,bool"`
}

// FieldType is what a field holds.
type FieldType string

// The types of fields.
const (
	Int  FieldType = "int"
	Text FieldType = "text"
	Bool FieldType = "bool"
)

// Own are the kinds that the product knows by itself.
func Own() []EventKind {
	return []EventKind{
		{Code: Joined, Name: form.Text{Zh: "成为会员", En: "Becoming a member"}},
		{Code: Profile, Name: form.Text{Zh: "填写或修改资料", En: "Filling in the profile"}},
	}
}

// Find is the kind with the code among the declared ones and the product's own; nil where there is none.
func Find(declared []EventKind, code string) *EventKind {
	for _, list := range [][]EventKind{declared, Own()} {
		for i := range list {
			if list[i].Code == code {
				return &list[i]
			}
		}
	}
	return nil
}

// Codes are those of the declared kinds and of the product's own.
func Codes(declared []EventKind) []string {
	var out []string
	for _, list := range [][]EventKind{declared, Own()} {
		for i := range list {
			out = append(out, list[i].Code)
		}
	}
	return out
}

var (
	codeForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
	errCode  = fault.Declare(fault.Invalid, "program_event_code",
		"A code is made of a–z, 0–9 and _, begins with a letter, has at most 40 characters, and is no word of the language of conditions.",
		"编码只能由小写字母、数字和 _ 组成，以字母开头，最多 40 个字符，且不能是条件语言的保留字。")
)

// Check refuses everything about kinds that cannot be.
func Check(c *form.Checker, kinds []EventKind) {
	if len(kinds) > MaxKinds {
		c.Add(fault.ErrTooMany.At("events", fault.P{"limit": MaxKinds}))
		return
	}
	seen := map[string]bool{"hour": true, "weekday": true, "month": true, "day": true}
	for i := range kinds {
		k, field := &kinds[i], fmt.Sprintf("events[%d]", i)
		code(c, field+".code", k.Code, seen)
		c.Text(field+".name", k.Name, maxText, true)
		if len(k.Fields) > MaxFields {
			c.Add(fault.ErrTooMany.At(field+".fields", fault.P{"limit": MaxFields}))
			continue
		}
		fields := map[string]bool{}
		for j := range k.Fields {
			f, at := &k.Fields[j], fmt.Sprintf("%s.fields[%d]", field, j)
			code(c, at+".code", f.Code, fields)
			c.Text(at+".name", f.Name, maxText, true)
			form.Choice(c, at+".type", f.Type, Int, Text, Bool)
		}
	}
}

func code(c *form.Checker, field, code string, seen map[string]bool) {
	switch {
	case !codeForm.MatchString(code) || expr.CheckName("event."+code) != nil:
		c.Add(errCode.At(field, nil))
	case seen[code]:
		c.Add(form.ErrTwice.At(field, fault.P{"value": code}))
	}
	seen[code] = true
}
