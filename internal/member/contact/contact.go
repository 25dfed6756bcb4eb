package contact

import (
	"crypto/rand"
	"strconv"
	"strings"

	"regulars/internal/fault"
)

// MaxCode is how many characters a card number, or an id of another system, has at most.
const MaxCode = 64

// Code is an id of another system without spaces at its ends.
func Code(field, text string) (string, *fault.Error) {
	text = strings.TrimSpace(text)
	return text, Text(field, text, MaxCode)
}

// Email folds an e-mail address; "" stays "". Returns ErrEmail or fault.ErrTooLong.
func Email(text string) (string, *fault.Error) {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return "", nil
	}
	if err := Text("email", text, 254); err != nil {
		return "", err
	}
	local, domain, ok := strings.Cut(text, "@")
	if !ok || local == "" || !strings.Contains(strings.Trim(domain, "."), ".") || strings.ContainsAny(text, " \t\r\n<>,;\"") || strings.Contains(domain, "@") {
		return "", ErrEmail.At("email", nil)
	}
	return text, nil
}

// Card folds a card number: letters in capitals, no spaces; "" stays "". Returns ErrCard.
func Card(text string) (string, *fault.Error) {
	text = strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(text), " ", ""))
	if text == "" {
		return "", nil
	}
	bad := strings.ContainsFunc(text, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && r != '-'
	})
	if bad || len(text) < 4 || len(text) > MaxCode {
		return "", ErrCard.At("card_no", fault.P{"limit": MaxCode})
	}
	return text, nil
}

// MakeCard is a new card number: 15 random digits, of which nobody can guess another's, and a check digit (ISO/IEC 7812-1,
// Luhn), so that a cashier's slip is noticed.
func MakeCard() string {
	var random [15]byte
	digits := make([]byte, 0, 16)
	for len(digits) < 15 {
		_, _ = rand.Read(random[:]) // never fails
		for _, b := range random {
			if b < 250 && len(digits) < 15 && (len(digits) > 0 || b%10 != 0) { // no bias, no leading zero
				digits = append(digits, '0'+b%10)
			}
		}
	}
	return string(digits) + strconv.Itoa(checkDigit(string(digits)))
}

// CardChecks reports whether the last digit of a made card number fits.
func CardChecks(card string) bool {
	return len(card) == 16 && card[15] == byte('0'+checkDigit(card[:15]))
}

// checkDigit is the Luhn digit that follows the digits.
func checkDigit(digits string) int {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			d *= 2
			if d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return (10 - sum%10) % 10
}
