package upload

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"regulars/internal/fault"
	"regulars/internal/importer/sheet"
	"regulars/internal/store"
	"regulars/internal/vault"
)

// Kept is how long an uploaded file is kept after it came in; a run that was cut off can be taken up so long.
const Kept = 7 * 24 * time.Hour

const partBytes = 256 << 10

// ErrUnknown is answered for an upload that is not there, or not any more.
var ErrUnknown = fault.Declare(fault.NotFound, "upload_unknown", "There is no such uploaded file.", "找不到该上传文件。")

// Keep keeps a file in the database, sealed, so that whichever server runs the import can read it. Each part is a
// commit of its own; the upload exists once the last one is in.
func Keep(ctx context.Context, db *store.DB, scope store.Scope, name string, r io.Reader) (id int64, err error) {
	err = db.Tx(ctx, scope, func(tx *store.Tx) error {
		id = tx.NewID()
		return clean(ctx, tx)
	})
	if err != nil {
		return 0, err
	}
	var size, parts int64
	for buffer := make([]byte, partBytes); ; parts++ {
		n, err := io.ReadFull(r, buffer)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			return 0, sheet.Unreadable(err)
		}
		if size += int64(n); size > sheet.MaxFile {
			return 0, sheet.ErrFileTooLarge.New(fault.P{"limit": fmt.Sprintf("%d MiB", sheet.MaxFile>>20)})
		}
		if err := keepPart(ctx, db, scope, part{id, parts, buffer[:n]}); err != nil {
			return 0, err
		}
	}
	if size == 0 {
		return 0, sheet.ErrEmpty.New(nil)
	}
	err = db.Tx(ctx, scope, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO importer_upload (merchant_id, id, name, size, parts, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
			tx.MerchantID(), id, sheet.Cut(name), size, parts, tx.Now())
		return err
	})
	return id, err
}

type part struct {
	upload, number int64
	body           []byte
}

// field names a part to the vault, so that parts cannot be exchanged.
func (p part) field() string { return fmt.Sprintf("importer_part/%d", p.number) }

func keepPart(ctx context.Context, db *store.DB, scope store.Scope, p part) error {
	return db.Tx(ctx, scope, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO importer_part (merchant_id, upload_id, part, body) VALUES ($1, $2, $3, $4)`,
			tx.MerchantID(), p.upload, p.number, vault.From(tx).Seal(tx, p.upload, p.field(), string(p.body)))
		return err
	})
}

// clean removes uploads that are old, and parts of uploads that never came to their end.
func clean(ctx context.Context, tx *store.Tx) error {
	var old []int64
	err := tx.Query(ctx, `SELECT id FROM importer_upload WHERE merchant_id = $1 AND created_at < $2 LIMIT 100`, func(r store.Row) error {
		var id int64
		err := r.Scan(&id)
		old = append(old, id)
		return err
	}, tx.MerchantID(), tx.Now().Add(-Kept))
	if err != nil {
		return err
	}
	for _, id := range old {
		if err := Drop(ctx, tx, id); err != nil {
			return err
		}
	}
	return nil
}

// Drop removes an uploaded file.
func Drop(ctx context.Context, tx *store.Tx, id int64) error {
	if _, err := tx.Exec(ctx, `DELETE FROM importer_part WHERE merchant_id = $1 AND upload_id = $2`, tx.MerchantID(), id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM importer_upload WHERE merchant_id = $1 AND id = $2`, tx.MerchantID(), id)
	return err
}

// Open is an uploaded file as a source. Returns ErrUnknown.
func Open(ctx context.Context, db *store.DB, scope store.Scope, id int64) (sheet.Source, error) {
	src := sheet.Source{}
	var parts int64
	err := db.View(ctx, scope, func(tx *store.Tx) error {
		found, err := store.One(ctx, tx, `SELECT name, size, parts FROM importer_upload WHERE merchant_id = $1 AND id = $2`,
			func(r store.Row) error { return r.Scan(&src.Name, &src.Size, &parts) }, tx.MerchantID(), id)
		if err == nil && !found {
			err = ErrUnknown.New(nil)
		}
		return err
	})
	src.Open = func() (io.ReadCloser, error) {
		return &reader{ctx: ctx, db: db, scope: scope, next: part{upload: id}, parts: parts}, nil
	}
	return src, err
}

// reader reads an upload part by part.
type reader struct {
	ctx   context.Context
	db    *store.DB
	scope store.Scope
	next  part
	parts int64
	at    bytes.Reader
}

func (u *reader) Read(p []byte) (int, error) {
	if u.at.Len() == 0 {
		if u.next.number == u.parts {
			return 0, io.EOF
		}
		if err := u.fetch(); err != nil {
			return 0, err
		}
	}
	return u.at.Read(p)
}

func (u *reader) fetch() error {
	err := u.db.View(u.ctx, u.scope, func(tx *store.Tx) error {
		var sealed []byte
		found, err := store.One(u.ctx, tx, `SELECT body FROM importer_part WHERE merchant_id = $1 AND upload_id = $2 AND part = $3`,
			func(r store.Row) error { return r.Scan(&sealed) }, tx.MerchantID(), u.next.upload, u.next.number)
		if err != nil {
			return err
		}
		if !found {
			return ErrUnknown.New(nil)
		}
		body, err := vault.From(tx).Unseal(tx, u.next.upload, u.next.field(), sealed)
		u.at.Reset([]byte(body))
		return err
	})
	u.next.number++
	return err
}

func (u *reader) Close() error { return nil }
