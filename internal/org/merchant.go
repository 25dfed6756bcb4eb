package org

import (
	"context"
	"regexp"
	"time"

	"golang.org/x/text/currency"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/store"
)

// Merchant is a merchant as its configuration page shows it.
type Merchant struct {
	store.Merchant
	CreatedAt calendar.Instant
	Version   int64 // ETag
}

// CreateMerchantIn is what a merchant begins with.
type CreateMerchantIn struct {
	Slug, Name string
	Currency   string // ISO 4217
	Zone       string // IANA name
	Language   string // "zh" or "en"
}

var slugPattern = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$`)

const (
	sqlMerchantAdd = `INSERT INTO org_merchant (id, slug, name, currency, zone, language, created_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1) ON CONFLICT (slug) DO NOTHING`
	sqlMerchantBySlug = `SELECT id, slug, name, currency, zone, language, created_at, version FROM org_merchant WHERE slug = $1`
	sqlMerchantByID   = `SELECT id, slug, name, currency, zone, language, created_at, version FROM org_merchant WHERE id = $1`
	sqlMerchantsAfter = `SELECT id, slug, name, currency, zone, language, created_at, version FROM org_merchant WHERE id > $1 ORDER BY id LIMIT $2`
	sqlMerchantChange = `UPDATE org_merchant SET name = $2, currency = $3, zone = $4, language = $5, version = version + 1 WHERE id = $1 AND version = $6`
)

// CreateMerchant makes a merchant, without staff. In the scope of the installation it takes a new id; in the scope of a merchant
// that is about to be, that merchant's, and begins its settings and its audit trail. Returns ErrSlugTaken.
func CreateMerchant(ctx context.Context, tx *store.Tx, in CreateMerchantIn) (Merchant, error) {
	m, err := in.Check()
	if err != nil {
		return Merchant{}, err
	}
	if m.ID = tx.MerchantID(); m.ID == 0 {
		m.ID = tx.NewID()
	}
	made, err := tx.Exec(ctx, sqlMerchantAdd, m.ID, m.Slug, m.Name, m.Currency, m.Zone.String(), m.Language, tx.Now())
	if err != nil {
		return Merchant{}, err
	}
	if made == 0 {
		return Merchant{}, ErrSlugTaken.At("slug", fault.P{"slug": m.Slug})
	}
	out := Merchant{Merchant: m, CreatedAt: tx.Now(), Version: 1}
	if tx.MerchantID() == 0 {
		return out, nil
	}
	if err := beginSettings(ctx, tx); err != nil {
		return Merchant{}, err
	}
	return out, Audit(ctx, tx, Change{Verb: "merchant.created", Subject: merchantSubject, After: out.doc()})
}

// Check refuses wrong fields, and answers the merchant without an id.
func (in CreateMerchantIn) Check() (store.Merchant, error) {
	name, badName := RequireText("name", in.Name, maxName)
	var badSlug, badCurrency, badZone, badLanguage *fault.Error
	if !slugPattern.MatchString(in.Slug) {
		badSlug = fault.ErrInvalid.At("slug", fault.P{"reason": "1 to 40 of a-z, 0-9 and -"})
	}
	if unit, err := currency.ParseISO(in.Currency); err != nil || unit.String() != in.Currency {
		badCurrency = fault.ErrInvalid.At("currency", fault.P{"reason": "not an ISO 4217 code such as CNY"})
	}
	zone, err := loadZone(in.Zone)
	if err != nil {
		badZone = fault.ErrInvalid.At("timezone", fault.P{"reason": "not a time zone such as Asia/Shanghai"})
	}
	if in.Language != "zh" && in.Language != "en" {
		badLanguage = fault.ErrInvalid.At("language", fault.P{"reason": "zh or en"})
	}
	m := store.Merchant{Slug: in.Slug, Name: name, Currency: in.Currency, Language: in.Language, Zone: zone}
	return m, fault.Join(badSlug, badName, badCurrency, badZone, badLanguage)
}

// loadZone refuses the empty name and "Local", which mean another zone on every server.
func loadZone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, fault.ErrRequired.At("timezone", nil)
	}
	return time.LoadLocation(name)
}

// merchantSubject is the subject of audit rows about the merchant itself.
const merchantSubject = "merchant"

// doc is the merchant in the audit trail.
func (m Merchant) doc() map[string]any {
	return map[string]any{"slug": m.Slug, "name": m.Name, "currency": m.Currency, "timezone": m.Zone.String(), "language": m.Language}
}

// FindMerchant is the merchant of that slug. Returns fault.ErrNotFound.
func FindMerchant(ctx context.Context, db *store.DB, slug string) (store.Merchant, error) {
	m, err := readMerchant(ctx, db, sqlMerchantBySlug, slug)
	return m.Merchant, err
}

// LoadScope is the merchant that transactions of this id carry; it is kept for five seconds where the database has a [Directory].
// Returns fault.ErrNotFound.
func LoadScope(ctx context.Context, db *store.DB, merchantID int64) (store.Merchant, error) {
	d := directory(db)
	if m, found := d.merchants().Get(merchantID, db.Now()); found {
		return m, nil
	}
	m, err := readMerchant(ctx, db, sqlMerchantByID, merchantID)
	if err != nil {
		return store.Merchant{}, err
	}
	d.merchants().Put(merchantID, m.Merchant, db.Now())
	return m.Merchant, nil
}

// SystemScope is the scope of the program's own work for a merchant.
func SystemScope(ctx context.Context, db *store.DB, merchantID int64) (store.Scope, error) {
	m, err := LoadScope(ctx, db, merchantID)
	return store.Scope{Merchant: m, Actor: store.System}, err
}

func readMerchant(ctx context.Context, db *store.DB, sql string, key any) (Merchant, error) {
	var m Merchant
	err := db.View(ctx, store.Installation, func(tx *store.Tx) (err error) {
		m, err = oneMerchant(ctx, tx, sql, key)
		return err
	})
	return m, err
}

func oneMerchant(ctx context.Context, tx *store.Tx, sql string, key any) (Merchant, error) {
	var m Merchant
	found, err := store.One(ctx, tx, sql, func(row store.Row) (err error) {
		m, err = scanMerchant(row)
		return err
	}, key)
	if err == nil && !found {
		err = fault.ErrNotFound.New(fault.P{"what": "merchant"})
	}
	return m, err
}

func scanMerchant(row store.Row) (Merchant, error) {
	var m Merchant
	var zone string
	err := row.Scan(&m.ID, &m.Slug, &m.Name, &m.Currency, &zone, &m.Language, &m.CreatedAt, &m.Version)
	if err != nil {
		return m, err
	}
	m.Zone, err = loadZone(zone)
	return m, err
}

// GetMerchant is the transaction's own merchant with its version.
func GetMerchant(ctx context.Context, tx *store.Tx) (Merchant, error) {
	return oneMerchant(ctx, tx, sqlMerchantByID, tx.MerchantID())
}

// ListMerchants is a page of all merchants of the installation after the given id, in the scope of the installation.
func ListMerchants(ctx context.Context, tx *store.Tx, after int64, limit int) ([]Merchant, error) {
	var out []Merchant
	err := tx.Query(ctx, sqlMerchantsAfter, func(row store.Row) error {
		m, err := scanMerchant(row)
		out = append(out, m)
		return err
	}, after, min(max(limit, 1), maxPage))
	return out, err
}

// ChangeMerchantIn is what may change of a merchant; nil stays.
type ChangeMerchantIn struct {
	Version                        int64 // as read (If-Match)
	Name, Currency, Zone, Language *string
}

// ChangeMerchant changes the merchant. Currency and zone are fixed once there are facts ([NoteFacts]): every amount and every day
// was counted in them. Returns ErrStale, ErrFixed.
func ChangeMerchant(ctx context.Context, tx *store.Tx, in ChangeMerchantIn) (Merchant, error) {
	old, err := GetMerchant(ctx, tx)
	if err != nil {
		return Merchant{}, err
	}
	next := CreateMerchantIn{
		Slug: old.Slug, Name: or(in.Name, old.Name), Currency: or(in.Currency, old.Currency),
		Zone: or(in.Zone, old.Zone.String()), Language: or(in.Language, old.Language),
	}
	m, err := next.Check()
	if err != nil {
		return Merchant{}, err
	}
	if m.Currency != old.Currency || m.Zone.String() != old.Zone.String() {
		if err := refuseWithFacts(ctx, tx); err != nil {
			return Merchant{}, err
		}
	}
	changed, err := tx.Exec(ctx, sqlMerchantChange, old.ID, m.Name, m.Currency, m.Zone.String(), m.Language, in.Version)
	if err != nil {
		return Merchant{}, err
	}
	if changed == 0 {
		return Merchant{}, ErrStale.New(nil)
	}
	m.ID = old.ID
	now := Merchant{Merchant: m, CreatedAt: old.CreatedAt, Version: in.Version + 1}
	return now, Audit(ctx, tx, Change{Verb: "merchant.changed", Subject: merchantSubject, Before: old.doc(), After: now.doc()})
}

// or is the new value where one is given.
func or[T any](given *T, old T) T {
	if given != nil {
		return *given
	}
	return old
}
