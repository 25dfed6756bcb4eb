package vault

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaskPhone shows as much of a phone number as lets a person recognise it: "138****8000". The country code of China
// is left out; other numbers keep theirs.
func MaskPhone(phone string) string {
	phone = strings.TrimSpace(phone)
	if national, ok := strings.CutPrefix(phone, "+86"); ok && len(national) == 11 {
		phone = national
	}
	runes := []rune(phone)
	switch n := len(runes); {
	case n == 0:
		return ""
	case n >= 11:
		return string(runes[:3]) + strings.Repeat("*", n-7) + string(runes[n-4:])
	case n >= 8:
		return string(runes[:2]) + strings.Repeat("*", n-5) + string(runes[n-3:])
	default:
		return strings.Repeat("*", n)
	}
}

// MaskName keeps the first character of a Chinese name and of each word of another: "王**", "A*** L***".
func MaskName(name string) string {
	words := strings.Fields(name)
	for i, word := range words {
		first, _ := utf8.DecodeRuneInString(word)
		stars := "***" // the length of a word of letters is not shown
		if unicode.Is(unicode.Han, first) {
			stars = strings.Repeat("*", min(utf8.RuneCountInString(word)-1, 2))
		}
		if len(words) == 1 && utf8.RuneCountInString(word) == 1 {
			return "*"
		}
		words[i] = string(first) + stars
	}
	return strings.Join(words, " ")
}

// MaskEmail keeps the first character and the domain: "a***@example.com".
func MaskEmail(email string) string {
	if email == "" {
		return ""
	}
	local, domain, found := strings.Cut(email, "@")
	first, size := utf8.DecodeRuneInString(local)
	if !found || size == 0 {
		return "***"
	}
	return string(first) + "***@" + domain
}

// MaskAddress keeps the first six characters, about province and city: "上海市浦东新****".
func MaskAddress(address string) string {
	runes := []rune(address)
	if len(runes) == 0 {
		return ""
	}
	if len(runes) <= 6 {
		return "****"
	}
	return string(runes[:6]) + "****"
}

// MaskCode keeps the last four characters of a card number, an openid or an id of another system, at most a third of it: "****6789".
func MaskCode(code string) string {
	runes := []rune(code)
	if len(runes) == 0 {
		return ""
	}
	return "****" + string(runes[len(runes)-min(4, len(runes)/3):])
}
