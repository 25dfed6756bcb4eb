package wording

import (
	"time"
	"unicode/utf8"
)

// maxNote is how many characters a note to publish with may have in one language.
const maxNote = 500

// Note joins what members are told into one text that says from when it holds. What does not fit is left out, and the note
// says that there is more. Nothing told is nothing noted.
func Note(told []Words, at time.Time) Words {
	if len(told) == 0 {
		return Words{}
	}
	day := Day(at)
	zh, en := "自 "+day.Zh+"起：", "From "+day.En+": "
	out := Words{Zh: zh, En: en}
	for i, one := range told {
		last := i == len(told)-1
		out.Zh, zh = join(out.Zh, one.Zh, "", zh, last)
		out.En, en = join(out.En, one.En, " ", en, last)
	}
	return out
}

// join adds a sentence, or an ellipsis where it does not fit; head is what has been written before the first sentence, "" once
// nothing more fits.
func join(text, sentence, between, head string, last bool) (string, string) {
	const more = "…"
	room := maxNote
	if !last {
		room -= utf8.RuneCountInString(between + more)
	}
	switch {
	case head == "":
		return text, ""
	case text != head:
		sentence = between + sentence
	}
	if utf8.RuneCountInString(text+sentence) > room {
		return text + between + more, ""
	}
	return text + sentence, head
}
