package proof

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"

	"regulars/internal/calendar"
	"regulars/internal/vault"
)

// slotOf is the half minute that an instant lies in.
func slotOf(at calendar.Instant) int64 { return int64(at) / step.Microseconds() }

// secret is the seven digits of a member's code in a half minute.
func secret(v *vault.Vault, merchant, member, slot int64) int64 {
	text := v.Blind(merchant, "member_code", fmt.Sprintf("%d/%d", member, slot))
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) < 8 {
		panic("vault: a blind index is no base64") // it made it itself
	}
	return int64(binary.BigEndian.Uint64(raw[:8]) % codes) //nolint:gosec // below ten million
}

// write makes the eighteen digits.
func write(handle, secret int64) string {
	text := fmt.Sprintf("9%09d%07d", handle, secret)
	return text + string(luhn(text))
}

// read takes them apart; ok is false where the check digit is not theirs.
func read(text string) (handle, secret int64, ok bool) {
	if len(text) != codeDigits || text[0] != '9' || luhn(text[:codeDigits-1]) != text[codeDigits-1] {
		return 0, 0, false
	}
	handle, err := strconv.ParseInt(text[1:10], 10, 64)
	if err != nil {
		return 0, 0, false
	}
	secret, err = strconv.ParseInt(text[10:17], 10, 64)
	return handle, secret, err == nil && handle >= 0 && secret >= 0
}

// luhn is the check digit of digits (ISO/IEC 7812-1, annex B); '?' where some are none.
func luhn(digits string) byte {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i]) - '0'
		if d < 0 || d > 9 {
			return '?'
		}
		if i%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return byte('0' + (10-sum%10)%10)
}

// found is the latest half minute until now whose code has the secret, looking back so many; −1 where none has.
func found(v *vault.Vault, merchant, member, digits, now, back int64) int64 {
	for slot := now; slot > now-back; slot-- {
		if secret(v, merchant, member, slot) == digits {
			return slot
		}
	}
	return -1
}
