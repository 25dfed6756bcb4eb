package wording

import (
	"regulars/internal/expr/tree"
	"regulars/internal/program"
	"regulars/internal/program/act"
)

// Words is a text for people in both languages.
type Words = tree.Words

// Voice says a programme: in which currency, and how its conditions are said. Without Condition they are said as they are written.
type Voice struct {
	Currency  string
	Condition func(text string) Words
	Plan      func(code string) Words // the name of a paid plan; nil, or nothing: its code

	events []act.EventKind // of the documents that are said
}

// condition says a condition.
func (v Voice) condition(text string) program.Text {
	if v.Condition == nil {
		return program.Text{Zh: text, En: text}
	}
	return program.Text(v.Condition(text))
}

// both is a text in both languages, each in the other where it is missing.
func both(t program.Text) program.Text { return program.Text{Zh: t.In("zh"), En: t.In("en")} }
