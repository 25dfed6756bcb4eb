package org

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"regulars/internal/fault"
)

// CleanText trims a text that a person typed and refuses what no name holds: control characters, invalid UTF-8, more than
// limit characters.
func CleanText(field, text string, limit int) (string, *fault.Error) {
	text = norm.NFC.String(strings.TrimSpace(text))
	if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
		return "", fault.ErrInvalid.At(field, fault.P{"reason": "control characters"})
	}
	if utf8.RuneCountInString(text) > limit {
		return "", fault.ErrTooLong.At(field, fault.P{"limit": limit})
	}
	return text, nil
}

// RequireText is CleanText for a text that must be there.
func RequireText(field, text string, limit int) (string, *fault.Error) {
	out, refused := CleanText(field, text, limit)
	if refused == nil && out == "" {
		return "", fault.ErrRequired.At(field, nil)
	}
	return out, refused
}

// hashOf is SHA-256 in hexadecimal.
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
