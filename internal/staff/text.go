package staff

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"net/netip"
	"strings"

	"golang.org/x/text/unicode/norm"

	"regulars/internal/fault"
	"regulars/internal/org"
)

// foldEmail is the e-mail as logins are compared: without spaces around, in lower case.
func foldEmail(email string) string {
	return strings.ToLower(norm.NFC.String(strings.TrimSpace(email)))
}

// cleanEmail folds an e-mail and refuses what cannot be one. It is not held against RFC 5321: only a letter that arrives proves it.
func cleanEmail(field, email string) (string, *fault.Error) {
	folded, refused := org.RequireText(field, foldEmail(email), maxEmail)
	if refused != nil {
		return "", refused
	}
	local, domain, found := strings.Cut(folded, "@")
	if !found || local == "" || len(folded) > maxEmail || !strings.Contains(strings.Trim(domain, "."), ".") || strings.ContainsAny(folded, " <>,;\"") ||
		strings.Contains(domain, "@") {
		return "", fault.ErrInvalid.At(field, fault.P{"reason": "not an e-mail address"})
	}
	return folded, nil
}

// foldAddress is the network address as tries are counted: an IPv6 host may take any address of its /64.
func foldAddress(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	prefix, err := ip.Prefix(64)
	if err != nil {
		return ip.String()
	}
	return prefix.String()
}

// randomToken is 256 random bits in base64url: 43 characters.
func randomToken() string {
	var raw [32]byte
	_, _ = rand.Read(raw[:]) // never fails: it ends the program where the system has no randomness
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

// randomWords is n random bytes in lower-case base32, which a person can copy.
func randomWords(n int) string {
	raw := make([]byte, n)
	_, _ = rand.Read(raw)
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw))
}

// hashOf is what is stored of a secret with 80 or more random bits; a slow hash would add nothing.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// or is the new value where one is given.
func or[T any](given *T, old T) T {
	if given != nil {
		return *given
	}
	return old
}
