package edition

import (
	"context"
	"strings"
	"unicode/utf8"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/store"
)

// PublishIn says what is published and from when.
type PublishIn struct {
	Match       int64            // the draft's version that was read
	EffectiveAt calendar.Instant // 0: at once
	Note        program.Text     // what changes, for members; in one language at least
}

// Publish makes the draft the newest edition. Returns org.ErrStale, ErrEffectivePast, ErrEffectiveOrder, ErrUnchanged,
// and every mistake of the document and of the note together.
func Publish(ctx context.Context, tx *store.Tx, in PublishIn) (*Edition, error) {
	version, err := lockDraft(ctx, tx)
	if err != nil {
		return nil, err
	}
	if version != in.Match {
		return nil, org.ErrStale.New(nil)
	}
	draft, err := GetDraft(ctx, tx)
	if err != nil {
		return nil, err
	}
	table, err := Load(ctx, tx)
	if err != nil {
		return nil, err
	}
	if in.EffectiveAt == 0 {
		in.EffectiveAt = tx.Now()
	}
	if len(table.versions) >= MaxEditions {
		return nil, fault.ErrTooMany.New(fault.P{"limit": MaxEditions})
	}
	wrong := append([]*fault.Error{checkWhen(tx, table, in.EffectiveAt)}, checkNote(in.Note)...)
	if err := fault.Join(append(wrong, draft.Mistakes...)...); err != nil {
		return nil, err
	}
	text, digest, err := encode(draft.Document)
	if err != nil {
		return nil, err
	}
	last := table.versions[table.order[len(table.order)-1]]
	if last.Digest == digest {
		return nil, ErrUnchanged.New(fault.P{"number": last.Number})
	}
	v := Version{Number: int64(len(table.versions)) + 1, Digest: digest, EffectiveAt: in.EffectiveAt, PublishedAt: tx.Now(), Note: in.Note, By: tx.Actor()}
	if err := insert(ctx, tx, v, text); err != nil {
		return nil, err
	}
	return announce(ctx, tx, v, last.Number)
}

// Start publishes a merchant's first programme, in force at once and for all that lies before; its draft says the same.
// Whoever makes a merchant calls it in that commit, with program.Default or a document of the merchant's trade.
func Start(ctx context.Context, tx *store.Tx, doc program.Document) (*Edition, error) {
	mistakes, err := Validate(ctx, tx, doc)
	if err != nil {
		return nil, err
	}
	if err := fault.Join(mistakes...); err != nil {
		return nil, err
	}
	text, digest, err := encode(doc)
	if err != nil {
		return nil, err
	}
	v := Version{
		Number: 1, Digest: digest, EffectiveAt: tx.Now(), PublishedAt: tx.Now(), By: tx.Actor(),
		Note: program.Text{Zh: "会员体系启用。", En: "The programme begins."},
	}
	_, err = tx.Exec(ctx, `INSERT INTO edition_draft (merchant_id, document, version, changed_at, stamp) VALUES ($1, $2, 1, $3, $4)`,
		tx.MerchantID(), text, tx.Now(), tx.NewID())
	if err != nil {
		return nil, err
	}
	if err := insert(ctx, tx, v, text); err != nil {
		return nil, err
	}
	return announce(ctx, tx, v, 0)
}

// Withdraw takes back an edition that is not in force yet. Returns ErrNotFound and ErrInForce.
func Withdraw(ctx context.Context, tx *store.Tx, number int64) error {
	if _, err := lockDraft(ctx, tx); err != nil {
		return err
	}
	table, err := Load(ctx, tx)
	if err != nil {
		return err
	}
	if number < 1 || number > int64(len(table.versions)) {
		return fault.ErrNotFound.New(fault.P{"what": "version of the programme"})
	}
	v := table.versions[number-1]
	if table.State(v, tx.Now()) != Scheduled {
		return ErrInForce.New(nil)
	}
	_, err = tx.Exec(ctx, `UPDATE edition SET withdrawn_at = $3 WHERE merchant_id = $1 AND number = $2`, tx.MerchantID(), number, tx.Now())
	if err != nil {
		return err
	}
	if err := Restamp(ctx, tx); err != nil {
		return err
	}
	tx.Emit(event.Event{Kind: EventWithdrawn, Subject: number, At: tx.Now(), Data: map[string]any{"number": number}})
	return org.Audit(ctx, tx, org.Change{Verb: "program.withdrawn", Subject: org.Subject("program", number)})
}

func insert(ctx context.Context, tx *store.Tx, v Version, text string) error {
	_, err := tx.Exec(ctx, `INSERT INTO edition (merchant_id, number, document, digest, effective_at, published_at, withdrawn_at,
			note_zh, note_en, by_kind, by_id, by_name) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $11)`,
		tx.MerchantID(), v.Number, text, v.Digest, v.EffectiveAt, v.PublishedAt, v.Note.Zh, v.Note.En, v.By.Kind, v.By.ID, v.By.Name)
	if err != nil {
		return err
	}
	return Restamp(ctx, tx)
}

// Restamp has every cache read anew what is known under the stamp: the list of editions, and what other rooms remember with it. The stamp is an id, so that no other commit, nor one that was rolled
// back, has ever used it.
func Restamp(ctx context.Context, tx *store.Tx) error {
	_, err := tx.Exec(ctx, `UPDATE edition_draft SET stamp = $2 WHERE merchant_id = $1`, tx.MerchantID(), tx.NewID())
	return err
}

// announce tells of a new edition and answers it.
func announce(ctx context.Context, tx *store.Tx, v Version, before int64) (*Edition, error) {
	tx.Emit(event.Event{Kind: EventPublished, Subject: v.Number, At: v.EffectiveAt, Data: map[string]any{
		"number": v.Number, "effective_at": v.EffectiveAt,
	}})
	e, err := ByNumber(ctx, tx, v.Number)
	if err != nil {
		return nil, err
	}
	var was any
	if before > 0 {
		was = map[string]any{"number": before}
	}
	return e, org.Audit(ctx, tx, org.Change{
		Verb: EventPublished, Subject: org.Subject("program", v.Number), Before: was,
		After: map[string]any{"number": v.Number, "digest": v.Digest, "effective_at": v.EffectiveAt.String(), "note": v.Note},
	})
}

func checkWhen(tx *store.Tx, t *Timetable, at calendar.Instant) *fault.Error {
	if at < tx.Now() || at == calendar.Never {
		return ErrEffectivePast.At("effective_at", nil)
	}
	last := t.versions[t.order[len(t.order)-1]]
	if at < last.EffectiveAt {
		return ErrEffectiveOrder.At("effective_at", fault.P{"number": last.Number, "at": last.EffectiveAt.In(tx.Zone()).Format("2006-01-02 15:04")})
	}
	return nil
}

func checkNote(note program.Text) []*fault.Error {
	if strings.TrimSpace(note.Zh+note.En) == "" {
		return []*fault.Error{fault.ErrRequired.At("note", nil)}
	}
	return []*fault.Error{checkText("note.zh", note.Zh), checkText("note.en", note.En)}
}

func checkText(field, text string) *fault.Error {
	switch {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return fault.ErrInvalid.At(field, fault.P{"reason": "not plain text"})
	case utf8.RuneCountInString(text) > MaxNote:
		return fault.ErrTooLong.At(field, fault.P{"limit": MaxNote})
	}
	return nil
}
