package contact

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"regulars/internal/fault"
)

// Fold is a name as it is searched: compatibility forms made one (full-width letters), small letters, without spaces and marks
// of punctuation.
func Fold(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.IsControl(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(name))
}

// Text refuses what the engines store differently (NUL, broken UTF-8) and what is too long.
func Text(field, text string, limit int) *fault.Error {
	switch {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return fault.ErrInvalid.At(field, fault.P{"reason": "not plain text"})
	case utf8.RuneCountInString(text) > limit:
		return fault.ErrTooLong.At(field, fault.P{"limit": limit})
	}
	return nil
}

// Word refuses what is no code of small letters, digits and underscores, of at most 40 characters.
func Word(field, text string) *fault.Error {
	if text == "" {
		return fault.ErrRequired.At(field, nil)
	}
	for i, r := range text {
		if r != '_' && (r < 'a' || r > 'z') && (i == 0 || r < '0' || r > '9') || i >= 40 {
			return fault.ErrInvalid.At(field, fault.P{"reason": "a-z, 0-9, _"})
		}
	}
	return nil
}
