package mall

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"

	"regulars/internal/store"
)

// newCode makes a pick-up code that no other redemption of the merchant has: nine digits that cannot be guessed and a check digit.
func newCode(ctx context.Context, tx *store.Tx) (string, error) {
	for range codeTries {
		n, err := rand.Int(rand.Reader, big.NewInt(1_000_000_000))
		if err != nil {
			return "", err
		}
		body := fmt.Sprintf("%09d", n)
		code := body + string(checkDigit(body))
		taken, err := store.One(ctx, tx, `SELECT 1 FROM mall_redemption WHERE merchant_id = $1 AND code = $2 AND code <> ''`,
			func(store.Row) error { return nil }, tx.MerchantID(), code)
		if err != nil || !taken {
			return code, err
		}
	}
	return "", fmt.Errorf("no pick-up code was free in %d tries", codeTries)
}

// checkDigit is that of Luhn: it finds every wrong digit and nearly every pair that was swapped.
func checkDigit(body string) byte {
	sum := 0
	for i := range len(body) {
		d := int(body[len(body)-1-i] - '0')
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return byte('0' + (10-sum%10)%10)
}

// digits is a code as it is kept: people type blanks and dashes between its groups; "" where it cannot be one.
func digits(text string) string {
	text = strings.NewReplacer(" ", "", "-", "").Replace(text)
	if len(text) != 10 || strings.Trim(text, "0123456789") != "" || checkDigit(text[:9]) != text[9] {
		return ""
	}
	return text
}
