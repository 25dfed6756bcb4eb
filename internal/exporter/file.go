package exporter

import (
	"context"
	"fmt"
	"io"

	"regulars/internal/job"
	"regulars/internal/org"
	"regulars/internal/store"
	"regulars/internal/vault"
)

const (
	sqlPartAdd   = `INSERT INTO exporter_part (merchant_id, run_id, part, body) VALUES ($1, $2, $3, $4)`
	sqlPartGet   = `SELECT body FROM exporter_part WHERE merchant_id = $1 AND run_id = $2 AND part = $3`
	sqlPartsDrop = `DELETE FROM exporter_part WHERE merchant_id = $1 AND run_id = $2`
	sqlFinish    = `UPDATE exporter_run SET lines = $3, size = $4, parts = $5, finished_at = $6, expires_at = $7 WHERE merchant_id = $1 AND id = $2`
	sqlOld       = `SELECT id FROM exporter_run WHERE merchant_id = $1 AND expires_at <= $2 ORDER BY expires_at LIMIT $3`
	sqlRunDrop   = `DELETE FROM exporter_run WHERE merchant_id = $1 AND id = $2`
	sqlForget    = `UPDATE exporter_run SET expires_at = $2 WHERE merchant_id = $1 AND expires_at > $2`
	sqlForgotten = `DELETE FROM exporter_part WHERE merchant_id = $1`
)

// field names a part to the vault, so that parts cannot be exchanged.
func field(part int64) string { return fmt.Sprintf("exporter_part/%d", part) }

// partWriter keeps what is written in sealed parts, each in a commit of its own.
type partWriter struct {
	ctx    context.Context //nolint:containedctx // an io.Writer takes none
	run    *job.Run
	id     int64
	buffer []byte
	parts  int64
	size   int64
}

// Write keeps full parts.
func (w *partWriter) Write(p []byte) (int, error) {
	w.buffer = append(w.buffer, p...)
	for len(w.buffer) >= partSize {
		if err := w.keep(w.buffer[:partSize]); err != nil {
			return 0, err
		}
		w.buffer = append(w.buffer[:0], w.buffer[partSize:]...)
	}
	return len(p), nil
}

// flush keeps the rest.
func (w *partWriter) flush() error {
	if len(w.buffer) == 0 {
		return nil
	}
	err := w.keep(w.buffer)
	w.buffer = nil
	return err
}

func (w *partWriter) keep(body []byte) error {
	err := w.run.Tx(w.ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(w.ctx, sqlPartAdd, tx.MerchantID(), w.id, w.parts, vault.From(tx).Seal(tx, w.id, field(w.parts), string(body)))
		return err
	})
	w.parts++
	w.size += int64(len(body))
	return err
}

// Fetch notes in the audit trail that the file is taken, and answers what writes it. Returns fault.ErrNotFound, ErrNotReady, ErrExpired.
func Fetch(ctx context.Context, db *store.DB, by org.Principal, id int64) (Run, func(io.Writer) error, error) {
	var r Run
	err := db.Tx(ctx, by.Scope, func(tx *store.Tx) (err error) {
		if r, err = Get(ctx, tx, by, id); err != nil {
			return err
		}
		switch {
		case r.ExpiresAt <= tx.Now():
			return ErrExpired.New(nil)
		case !r.Made():
			return ErrNotReady.New(nil)
		}
		if err := by.Require(r.Kind.Permission()); err != nil {
			return err
		}
		if r.Revealed {
			if err := by.Require(org.MembersReveal); err != nil {
				return err
			}
		}
		return org.Audit(ctx, tx, org.Change{Verb: "export.fetched", Subject: org.Subject("export", r.ID), After: map[string]any{"kind": r.Kind, "rows": r.Lines}})
	})
	return r, func(w io.Writer) error {
		for part := range r.parts {
			body, err := readPart(ctx, db, by.Scope, r.ID, part)
			if err != nil {
				return err
			}
			if _, err := io.WriteString(w, body); err != nil {
				return err
			}
		}
		return nil
	}, err
}

func readPart(ctx context.Context, db *store.DB, scope store.Scope, id, part int64) (body string, err error) {
	err = db.View(ctx, scope, func(tx *store.Tx) error {
		var sealed []byte
		found, err := store.One(ctx, tx, sqlPartGet, func(row store.Row) error { return row.Scan(&sealed) }, tx.MerchantID(), id, part)
		if err == nil && !found {
			err = ErrExpired.New(nil)
		}
		if err != nil {
			return err
		}
		body, err = vault.From(tx).Unseal(tx, id, field(part), sealed)
		return err
	})
	return body, err
}

// Clean removes exports whose time is over, a bounded number, and answers how many: for the day-turn.
func Clean(ctx context.Context, tx *store.Tx) (int64, error) {
	var old []int64
	err := tx.Query(ctx, sqlOld, func(row store.Row) error {
		var id int64
		err := row.Scan(&id)
		old = append(old, id)
		return err
	}, tx.MerchantID(), tx.Now(), cleanAtOnce)
	if err != nil {
		return 0, err
	}
	for _, id := range old {
		if _, err := tx.Exec(ctx, sqlPartsDrop, tx.MerchantID(), id); err != nil {
			return 0, err
		}
		if _, err := tx.Exec(ctx, sqlRunDrop, tx.MerchantID(), id); err != nil {
			return 0, err
		}
	}
	return int64(len(old)), nil
}

// Forget removes every file of the merchant that was made so far: a person who is erased may stand in any of them. Exports that are being
// made at this moment end without a file.
func Forget(ctx context.Context, tx *store.Tx) error {
	if _, err := tx.Exec(ctx, sqlForgotten, tx.MerchantID()); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, sqlForget, tx.MerchantID(), tx.Now())
	return err
}
