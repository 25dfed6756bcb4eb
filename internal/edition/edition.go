package edition

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"regulars/internal/calendar"
	"regulars/internal/program"
	"regulars/internal/store"
)

// Edition is a published version, compiled.
type Edition struct {
	Version
	*program.Program
}

// Version is what the list of editions says of one.
type Version struct {
	Number      int64
	Digest      string // SHA-256 of the document
	EffectiveAt calendar.Instant
	PublishedAt calendar.Instant
	WithdrawnAt calendar.Instant // 0 where it was not
	Note        program.Text     // for members
	By          store.Actor
}

// State is where an edition stands at an instant.
type State string

// The states.
const (
	Scheduled State = "scheduled"
	InForce   State = "in_force"
	Past      State = "past"
	Withdrawn State = "withdrawn"
)

// encode is the one stored form of a document, and its digest.
func encode(doc program.Document) (text, digest string, err error) {
	b, err := json.Marshal(doc)
	if err != nil {
		return "", "", err
	}
	sum := sha256.Sum256(b)
	return string(b), hex.EncodeToString(sum[:]), nil
}

// Digest is the SHA-256 of a document as it would be published: what is the same byte for byte has the same.
func Digest(doc program.Document) (string, error) {
	_, digest, err := encode(doc)
	return digest, err
}

// decode reads a stored document; a fault of ours where it does not read.
func decode(text string) (program.Document, error) {
	var doc program.Document
	err := json.Unmarshal([]byte(text), &doc)
	return doc, err
}
