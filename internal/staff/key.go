package staff

import (
	"context"
	"strings"
	"unicode/utf8"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/store"
)

// Key is an API key as it is listed; the key itself is shown once, when it is made.
type Key struct {
	ID        int64
	Name      string
	Hint      string // its last four characters
	Scopes    []string
	MadeBy    int64 // staff id; 0 for the command line
	CreatedAt calendar.Instant
	UsedAt    calendar.Instant // 0 before its first use; exact to a minute
	ExpiresAt calendar.Instant // calendar.Never for none
	RevokedAt calendar.Instant // calendar.Never while it is valid
}

// MakeKeyIn is a new key.
type MakeKeyIn struct {
	Name      string
	Scopes    []string         // none means all but administration
	ExpiresAt calendar.Instant // 0 for never
	By        *org.Principal   // who asks; nil for the command line
}

const (
	keyMark    = "rk_"
	keyLength  = 3 + 52 // 256 bits in base32
	sqlKeyHash = `INSERT INTO staff_key_hash (hash, merchant_id, key_id) VALUES ($1, $2, $3)`
	sqlKeyAdd  = `INSERT INTO staff_key (merchant_id, id, name, hint, hash, scopes, made_by, created_at, used_at, expires_at, revoked_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10)`
	sqlKeyFind  = `SELECT merchant_id, key_id FROM staff_key_hash WHERE hash = $1`
	sqlKeyGet   = `SELECT id, name, hint, scopes, made_by, created_at, used_at, expires_at, revoked_at FROM staff_key WHERE merchant_id = $1 AND id = $2`
	sqlKeyAfter = `SELECT id, name, hint, scopes, made_by, created_at, used_at, expires_at, revoked_at FROM staff_key
WHERE merchant_id = $1 AND id > $2 ORDER BY id LIMIT $3`
	sqlKeyCount    = `SELECT COUNT(*) FROM staff_key WHERE merchant_id = $1 AND revoked_at = 9223372036854775807`
	sqlKeyUsed     = `UPDATE staff_key SET used_at = $3 WHERE merchant_id = $1 AND id = $2 AND used_at < $3`
	sqlKeyRevoke   = `UPDATE staff_key SET revoked_at = $3 WHERE merchant_id = $1 AND id = $2 AND revoked_at > $3`
	sqlKeyHashDrop = `DELETE FROM staff_key_hash WHERE merchant_id = $1 AND key_id = $2`
)

// MakeKey makes an API key and answers it, for the only time. Returns ErrScope, and ErrScopeBeyond where the key could do what its
// maker cannot (spend:trusted apart, which no person has: an owner may give it to a till).
func MakeKey(ctx context.Context, tx *store.Tx, in MakeKeyIn) (key string, made Key, err error) {
	name, refused := org.RequireText("name", in.Name, maxName)
	if refused != nil {
		return "", Key{}, refused
	}
	scopes, err := org.ParseScopes(in.Scopes)
	if err != nil {
		return "", Key{}, err
	}
	made = Key{ID: tx.NewID(), Name: name, Scopes: scopes, CreatedAt: tx.Now(), ExpiresAt: in.ExpiresAt, RevokedAt: calendar.Never}
	if made.ExpiresAt == 0 {
		made.ExpiresAt = calendar.Never
	}
	if made.ExpiresAt <= tx.Now() {
		return "", Key{}, fault.ErrInvalid.At("expires_at", fault.P{"reason": "in the past"})
	}
	if in.By != nil {
		made.MadeBy = in.By.Behind
		if err := beyond(*in.By, scopes); err != nil {
			return "", Key{}, err
		}
	}
	if err := org.RefuseFull(ctx, tx, sqlKeyCount, maxKeys); err != nil {
		return "", Key{}, err
	}
	key = keyMark + randomWords(32)
	made.Hint = key[len(key)-4:]
	if _, err := tx.Exec(ctx, sqlKeyHash, hashOf(key), tx.MerchantID(), made.ID); err != nil {
		return "", Key{}, err
	}
	_, err = tx.Exec(ctx, sqlKeyAdd, tx.MerchantID(), made.ID, name, made.Hint, hashOf(key), strings.Join(scopes, " "), made.MadeBy, tx.Now(),
		made.ExpiresAt, calendar.Never)
	if err != nil {
		return "", Key{}, err
	}
	return key, made, org.Audit(ctx, tx, org.Change{Verb: "key.made", Subject: org.Subject("key", made.ID), After: map[string]any{"name": name, "scopes": scopes}})
}

func beyond(by org.Principal, scopes []string) error {
	for _, one := range org.ScopePermissions(scopes).List() {
		if !by.May(one) && !(one == org.SpendTrusted && by.Role == org.Owner) {
			return ErrScopeBeyond.New(fault.P{"permission": string(one)})
		}
	}
	return nil
}

// RevokeKey makes a key invalid for ever; revoking twice is the same as once. Returns fault.ErrNotFound. Call
// [Desk.Clear] afterwards.
func RevokeKey(ctx context.Context, tx *store.Tx, id int64) error {
	if _, err := getKey(ctx, tx, id); err != nil {
		return err
	}
	revoked, err := tx.Exec(ctx, sqlKeyRevoke, tx.MerchantID(), id, tx.Now())
	if err != nil || revoked == 0 {
		return err
	}
	if _, err := tx.Exec(ctx, sqlKeyHashDrop, tx.MerchantID(), id); err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{Verb: "key.revoked", Subject: org.Subject("key", id)})
}

// ListKeys is a page of the merchant's keys after the given id, revoked ones too.
func ListKeys(ctx context.Context, tx *store.Tx, after int64, limit int) ([]Key, error) {
	return readKeys(ctx, tx, sqlKeyAfter, tx.MerchantID(), after, min(max(limit, 1), maxPage))
}

func getKey(ctx context.Context, tx *store.Tx, id int64) (Key, error) {
	list, err := readKeys(ctx, tx, sqlKeyGet, tx.MerchantID(), id)
	if err == nil && len(list) == 0 {
		err = fault.ErrNotFound.New(fault.P{"what": "key"})
	}
	if err != nil {
		return Key{}, err
	}
	return list[0], nil
}

func readKeys(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]Key, error) {
	var out []Key
	err := tx.Query(ctx, sql, func(row store.Row) error {
		var k Key
		var scopes string
		err := row.Scan(&k.ID, &k.Name, &k.Hint, &scopes, &k.MadeBy, &k.CreatedAt, &k.UsedAt, &k.ExpiresAt, &k.RevokedAt)
		k.Scopes = strings.Fields(scopes)
		out = append(out, k)
		return err
	}, args...)
	return out, err
}

// AuthenticateKey is the program that holds the key. Its last use is noted once a minute.
// Returns ErrKey for one that is unknown, revoked or expired.
func AuthenticateKey(ctx context.Context, db *store.DB, key string) (org.Principal, error) {
	if len(key) != keyLength || !strings.HasPrefix(key, keyMark) || !utf8.ValidString(key) {
		return org.Principal{}, ErrKey.New(nil)
	}
	hash, known := hashOf(key), desk(db).secrets()
	if p, found := known.Get(hash, db.Now()); found && db.Now() < p.Until {
		return p, nil
	}
	var merchantID, keyID int64
	err := db.View(ctx, store.Installation, func(tx *store.Tx) error {
		_, err := store.One(ctx, tx, sqlKeyFind, func(row store.Row) error { return row.Scan(&merchantID, &keyID) }, hash)
		return err
	})
	if err != nil {
		return org.Principal{}, err
	}
	if keyID == 0 {
		return org.Principal{}, ErrKey.New(nil)
	}
	scope, err := org.SystemScope(ctx, db, merchantID)
	if err != nil {
		return org.Principal{}, err
	}
	var k Key
	if err := db.View(ctx, scope, func(tx *store.Tx) (err error) { k, err = getKey(ctx, tx, keyID); return err }); err != nil {
		return org.Principal{}, err
	}
	if db.Now() >= k.RevokedAt || db.Now() >= k.ExpiresAt {
		return org.Principal{}, ErrKey.New(nil)
	}
	if db.Now() >= k.UsedAt.Add(keyUse) {
		noteUse(ctx, db, scope, k.ID)
	}
	p := k.principal(scope)
	known.Put(hash, p, db.Now())
	return p, nil
}

func (k Key) principal(scope store.Scope) org.Principal {
	scope.Actor = store.Actor{Kind: "key", ID: k.ID, Name: k.Name}
	return org.Principal{Scope: scope, KeyID: k.ID, Behind: k.MadeBy, AllStores: true, Permissions: org.ScopePermissions(k.Scopes), Until: k.ExpiresAt}
}

// noteUse writes the key's last use. That it fails (a full disk) must not keep anybody from reading, so it is logged only.
func noteUse(ctx context.Context, db *store.DB, scope store.Scope, keyID int64) {
	err := db.Tx(ctx, scope, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, sqlKeyUsed, tx.MerchantID(), keyID, tx.Now())
		return err
	})
	if err != nil {
		db.Config().Log.Warn("last use of a key not noted", "error", err)
	}
}
