package edition

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/offer/deal"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/store"
)

// Draft is the document that is being written.
type Draft struct {
	Document  program.Document
	Version   int64 // its ETag
	ChangedAt calendar.Instant
	Mistakes  []*fault.Error // what keeps it from being published
}

// GetDraft reads the draft with its mistakes. Returns ErrNone where the merchant has none yet.
func GetDraft(ctx context.Context, tx *store.Tx) (Draft, error) {
	d, err := readDraft(ctx, tx)
	if err != nil {
		return Draft{}, err
	}
	d.Mistakes, err = Validate(ctx, tx, d.Document)
	return d, err
}

func readDraft(ctx context.Context, tx *store.Tx) (Draft, error) {
	var d Draft
	var text string
	found, err := store.One(ctx, tx, `SELECT document, version, changed_at FROM edition_draft WHERE merchant_id = $1`,
		func(r store.Row) error { return r.Scan(&text, &d.Version, &d.ChangedAt) }, tx.MerchantID())
	switch {
	case err != nil:
		return d, err
	case !found:
		return d, ErrNone.New(nil)
	}
	d.Document, err = decode(text)
	return d, err
}

// SaveDraft replaces the draft that is at the given version. Mistakes do not keep it from being saved; they are
// answered. Returns org.ErrStale.
func SaveDraft(ctx context.Context, tx *store.Tx, match int64, doc program.Document) (Draft, error) {
	before, err := readDraft(ctx, tx)
	if err != nil {
		return Draft{}, err
	}
	if before.Version != match {
		return Draft{}, org.ErrStale.New(nil)
	}
	text, _, err := encode(doc)
	if err != nil {
		return Draft{}, err
	}
	n, err := tx.Exec(ctx, `UPDATE edition_draft SET document = $3, version = version + 1, changed_at = $4
		WHERE merchant_id = $1 AND version = $2`, tx.MerchantID(), match, text, tx.Now())
	if err != nil {
		return Draft{}, err
	}
	if n == 0 {
		return Draft{}, org.ErrStale.New(nil)
	}
	d := Draft{Document: doc, Version: match + 1, ChangedAt: tx.Now()}
	if d.Mistakes, err = Validate(ctx, tx, doc); err != nil {
		return Draft{}, err
	}
	return d, org.Audit(ctx, tx, org.Change{Verb: "program.draft_saved", Subject: "program:draft", Before: before.Document, After: doc})
}

// Revert makes the draft say what a published version says. Returns org.ErrStale and ErrNotFound.
func Revert(ctx context.Context, tx *store.Tx, match, number int64) (Draft, error) {
	doc, err := document(ctx, tx, number)
	if err != nil {
		return Draft{}, err
	}
	return SaveDraft(ctx, tx, match, doc)
}

// ExportDraft is the draft as YAML that [Apply] reads.
func ExportDraft(ctx context.Context, tx *store.Tx) ([]byte, error) {
	d, err := readDraft(ctx, tx)
	if err != nil {
		return nil, err
	}
	return d.Document.YAML()
}

// Export is a published version as YAML that [Apply] reads; number 0 is the one in force now.
func Export(ctx context.Context, tx *store.Tx, number int64) ([]byte, error) {
	t, err := Load(ctx, tx)
	if err != nil {
		return nil, err
	}
	if number == 0 {
		number = t.VersionAt(tx.Now()).Number
	}
	doc, err := document(ctx, tx, number)
	if err != nil {
		return nil, err
	}
	return doc.YAML()
}

// Apply replaces the draft, whatever it says, by a document in YAML or JSON. It is the command line's way: a file
// that is under version control has no ETag. What cannot be read is refused; what cannot be published is answered.
func Apply(ctx context.Context, tx *store.Tx, text []byte) (Draft, error) {
	doc, err := program.Parse(text)
	if err != nil {
		return Draft{}, err
	}
	version, err := lockDraft(ctx, tx)
	if err != nil {
		return Draft{}, err
	}
	return SaveDraft(ctx, tx, version, doc)
}

// lockDraft has other writers of the programme wait, and answers the draft's version.
func lockDraft(ctx context.Context, tx *store.Tx) (version int64, err error) {
	found, err := store.One(ctx, tx, `SELECT version FROM edition_draft WHERE merchant_id = $1 FOR UPDATE`,
		func(r store.Row) error { return r.Scan(&version) }, tx.MerchantID())
	if err == nil && !found {
		err = ErrNone.New(nil)
	}
	return version, err
}

// Known is what conditions that are being written may name: the tiers of the programme in force and of the draft, and the paid plans. Where
// there is no programme yet nothing is known.
func Known(ctx context.Context, tx *store.Tx) (map[string][]string, error) {
	now, err := At(ctx, tx, tx.Now())
	if fault.Has(err, ErrNone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	draft, err := readDraft(ctx, tx)
	if err != nil {
		return nil, err
	}
	all, _, err := From(tx).known(ctx, tx, append(tiersOf(now.Document()), tiersOf(&draft.Document)...))
	return all, err
}

// known is what conditions may name where there are these tiers, and what benefits may name; nil where nobody knows.
func (c *Cache) known(ctx context.Context, tx *store.Tx, tiers []string) (all map[string][]string, named *deal.Named, err error) {
	all = map[string][]string{"tier": tiers}
	if c.named == nil {
		return all, nil, nil
	}
	if named, err = c.named(ctx, tx); err == nil {
		all["plans"] = named.Plans
	}
	return all, named, err
}

func tiersOf(doc *program.Document) []string {
	out := make([]string, len(doc.Tiers))
	for i := range doc.Tiers {
		out[i] = doc.Tiers[i].Code
	}
	return out
}
