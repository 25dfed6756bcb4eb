package staff

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"regulars/internal/fault"
	"regulars/internal/store"
)

// nobody is a hash that no password has, of the same cost as any: it is tried where there is no such login, so that
// the time of an answer does not tell.
const nobody = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

func argonParams() *argon2id.Params {
	return &argon2id.Params{Memory: argonMemoryKiB, Iterations: argonIterations, Parallelism: 1, SaltLength: 16, KeyLength: 32}
}

// HashPassword checks a new password and makes what is stored of it. It takes some 30 ms and 19 MiB, so it runs outside of
// transactions, and waits its turn where the database has a [Desk]. Returns ErrPasswordShort, ErrPasswordWeak,
// ErrSignInBusy.
func HashPassword(ctx context.Context, db *store.DB, password string) (string, error) {
	if err := checkPassword(password); err != nil {
		return "", err
	}
	var hash string
	var failed error
	err := desk(db).hash(ctx, func() { hash, failed = argon2id.CreateHash(password, argonParams()) })
	if err == nil && failed != nil {
		err = fmt.Errorf("hash a password: %w", failed)
	}
	return hash, err
}

// checkPassword asks for length and against the plainest guesses; no rules about kinds of characters (NIST SP 800-63B-4).
func checkPassword(password string) error {
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword:
		return ErrPasswordShort.At("password", fault.P{"min": minPassword})
	case n > maxPassword:
		return fault.ErrTooLong.At("password", fault.P{"limit": maxPassword})
	case !utf8.ValidString(password):
		return fault.ErrInvalid.At("password", fault.P{"reason": "not UTF-8"})
	}
	low := strings.ToLower(password)
	for _, plain := range []string{"0123456789012345", "12345678901234567890", "qwertyuiopasdfgh", "passwordpassword", "password12345678", "abcdefghijklmnopqrstuvwxyz"} {
		if strings.HasPrefix(plain, low) {
			return ErrPasswordWeak.At("password", fault.P{"reason": "a row of keys"})
		}
	}
	if strings.Trim(low, low[:1]) == "" {
		return ErrPasswordWeak.At("password", fault.P{"reason": "one character repeated"})
	}
	return nil
}

// verified is the answer of a password check.
type verified struct {
	right bool
	stale bool // right, and hashed with other parameters than today's
}

// verify compares in the same time whether or not there is a hash.
func verify(ctx context.Context, db *store.DB, password, hash string) (verified, error) {
	exists := hash != ""
	if !exists {
		hash = nobody
	}
	if len(password) > 4*maxPassword { // more bytes than any password has: nothing to gain but our time
		password = password[:4*maxPassword]
		exists = false
	}
	var right bool
	var used *argon2id.Params
	var failed error
	err := desk(db).hash(ctx, func() { right, used, failed = argon2id.CheckHash(password, hash) })
	if err != nil {
		return verified{}, err
	}
	if failed != nil {
		return verified{}, fmt.Errorf("stored password hash: %w", failed)
	}
	right = right && exists
	return verified{right: right, stale: right && *used != *argonParams()}, nil
}
