package store

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
)

// Digest is the hash of anything plain: it tells whether two requests ask for the same.
func Digest(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain structs cannot fail
	}
	sum := sha256.Sum256(text)
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}
