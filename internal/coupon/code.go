package coupon

import (
	"crypto/rand"
	"math/big"
	"strings"
)

// damm is the quasigroup of Damm's check digit (H. Michael Damm, 2004): it finds every single wrong digit and every pair of neighbours that
// were swapped.
var damm = [10]string{
	"0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
	"3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
}

// firstCode is the smallest body of a code: none begins with 0, which spreadsheets lose.
const firstCode, codeSpan = 10_000_000_000, 90_000_000_000

// NewCode makes a code of twelve digits that nobody can guess: eleven from the system's random source, and one that proves them.
func NewCode() string {
	n, err := rand.Int(rand.Reader, big.NewInt(codeSpan))
	if err != nil {
		panic("no random numbers: " + err.Error()) // crypto/rand never fails on systems that we run on
	}
	body := n.Add(n, big.NewInt(firstCode)).String()
	return body + string(checkDigit(body))
}

// CleanCode is a code as a person typed or a scanner read it, without spaces and hyphens.
func CleanCode(text string) string { return strings.NewReplacer(" ", "", "-", "").Replace(text) }

// ValidCode reports whether the text is a code: it has the form, and its last digit proves the others.
func ValidCode(code string) bool {
	if len(code) != 12 || strings.ContainsFunc(code, func(r rune) bool { return r < '0' || r > '9' }) {
		return false
	}
	return checkDigit(code[:11]) == code[11]
}

func checkDigit(digits string) byte {
	interim := byte('0')
	for i := range len(digits) {
		interim = damm[interim-'0'][digits[i]-'0']
	}
	return interim
}
