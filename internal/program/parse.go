package program

import "regulars/internal/program/notation"

// Parse reads a document from YAML or JSON, with its defaults filled in. It refuses unknown fields,
// all of them, with their line and with what is known there; it checks nothing else: Compile does.
func Parse(text []byte) (Document, error) {
	var doc Document
	if err := notation.Decode(text, &doc); err != nil {
		return Document{}, err
	}
	doc.fill()
	return doc, nil
}

// YAML is the document as people edit it; Parse reads it back equal.
func (d Document) YAML() ([]byte, error) { return notation.Encode(d) }
