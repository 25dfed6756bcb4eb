package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"regulars/internal/fault"
	"regulars/internal/store"
)

// Picture is one that is kept.
type Picture struct {
	Digest string // its name: of the bytes, 32 hexadecimal digits
	Shape
	Body []byte
}

// Keep keeps a picture until something shows it; sent again, it waits anew. Returns ErrPicture, fault.ErrTooMany.
func Keep(ctx context.Context, tx *store.Tx, body []byte) (Picture, error) {
	p := Picture{Body: body}
	var known bool
	if p.Shape, known = Look(body); !known || len(body) > MaxBytes || p.Width > MaxSide || p.Height > MaxSide {
		return Picture{}, ErrPicture.New(fault.P{"limit": MaxBytes >> 10, "side": MaxSide})
	}
	sum := sha256.Sum256(body)
	p.Digest = hex.EncodeToString(sum[:MaxName/2])
	var have int64
	_, err := store.One(ctx, tx, `SELECT COUNT(*) FROM media_picture WHERE merchant_id = $1 AND digest <> $2`,
		func(r store.Row) error { return r.Scan(&have) }, tx.MerchantID(), p.Digest)
	if err != nil {
		return Picture{}, err
	}
	if have >= MaxPictures {
		return Picture{}, fault.ErrTooMany.New(fault.P{"limit": MaxPictures})
	}
	_, err = tx.Exec(ctx, `INSERT INTO media_picture (merchant_id, digest, type, width, height, shown, sent_at, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (merchant_id, digest) DO UPDATE SET sent_at = excluded.sent_at`,
		tx.MerchantID(), p.Digest, p.Type, p.Width, p.Height, false, tx.Now(), body)
	return p, err
}

// Use marks pictures as shown, those of the digests that are there, and answers them; "" names none. Their rows stay locked, so that nobody
// forgets them meanwhile: it is called after all members are locked.
func Use(ctx context.Context, tx *store.Tx, digests ...string) (map[string]bool, error) {
	digests = slices.DeleteFunc(slices.Clone(digests), func(d string) bool { return d == "" })
	slices.Sort(digests)
	digests = slices.Compact(digests)
	there := make(map[string]bool, len(digests))
	if len(digests) == 0 {
		return there, nil
	}
	err := tx.Query(ctx, `SELECT digest FROM media_picture WHERE merchant_id = $1 AND digest = ANY($2) ORDER BY digest FOR UPDATE`, func(r store.Row) error {
		var digest string
		err := r.Scan(&digest)
		there[digest] = true
		return err
	}, tx.MerchantID(), digests)
	if err != nil || len(there) == 0 {
		return there, err
	}
	_, err = tx.Exec(ctx, `UPDATE media_picture SET shown = $3 WHERE merchant_id = $1 AND digest = ANY($2) AND NOT shown`, tx.MerchantID(), digests, true)
	return there, err
}

// Get is a picture with its bytes. Returns fault.ErrNotFound.
func Get(ctx context.Context, tx *store.Tx, digest string) (Picture, error) {
	p := Picture{Digest: digest}
	found, err := store.One(ctx, tx, `SELECT type, width, height, body FROM media_picture WHERE merchant_id = $1 AND digest = $2`,
		func(r store.Row) error { return r.Scan(&p.Type, &p.Width, &p.Height, &p.Body) }, tx.MerchantID(), digest)
	if err == nil && !found {
		err = fault.ErrNotFound.New(fault.P{"what": "picture"})
	}
	return p, err
}

// Clean forgets pictures that nothing has shown for [WaitDays], some of them; it answers how many.
func Clean(ctx context.Context, tx *store.Tx) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM media_picture WHERE merchant_id = $1 AND digest IN (
			SELECT digest FROM media_picture WHERE merchant_id = $1 AND NOT shown AND sent_at < $2 ORDER BY digest LIMIT $3) AND NOT shown`,
		tx.MerchantID(), tx.Now().Add(-WaitDays*24*time.Hour), int64(forgetBatch))
}
