package org

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/store"
)

// Store is a place where facts happen: a shop, a web shop, a mini-programme.
type Store struct {
	ID        int64
	Code      string // the merchant's own, unique
	Name      string
	Kind      string // pos, web, miniapp, h5, marketplace
	Region    string // the merchant's own grouping
	Address   string
	Phone     string // of the shop, not of a person
	Open      bool
	CreatedAt calendar.Instant
	Version   int64
}

// StoreIn is what a store is made or changed to.
type StoreIn struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	Kind    string `json:"kind"`
	Region  string `json:"region"`
	Address string `json:"address"`
	Phone   string `json:"phone"`
	Closed  bool   `json:"closed"`
}

const (
	sqlStoreAdd = `INSERT INTO org_store (merchant_id, id, code, name, kind, region, address, phone, open, created_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1) ON CONFLICT (merchant_id, code) DO NOTHING`
	sqlStoreGet    = `SELECT id, code, name, kind, region, address, phone, open, created_at, version FROM org_store WHERE merchant_id = $1 AND id = $2`
	sqlStoreByCode = `SELECT id, code, name, kind, region, address, phone, open, created_at, version FROM org_store WHERE merchant_id = $1 AND code = ANY($2)`
	sqlStoreAll    = `SELECT id, code, name, kind, region, address, phone, open, created_at, version FROM org_store WHERE merchant_id = $1 AND id > $2
ORDER BY id LIMIT $3`
	sqlStoreTaken  = `SELECT id FROM org_store WHERE merchant_id = $1 AND code = $2 AND id <> $3`
	sqlStoreCount  = `SELECT COUNT(*) FROM org_store WHERE merchant_id = $1`
	sqlStoreChange = `UPDATE org_store SET code = $3, name = $4, kind = $5, region = $6, address = $7, phone = $8, open = $9, version = version + 1
WHERE merchant_id = $1 AND id = $2 AND version = $10`
)

// AddStore makes a store. Returns ErrCodeTaken.
func AddStore(ctx context.Context, tx *store.Tx, in StoreIn) (Store, error) {
	s, err := in.store()
	if err != nil {
		return Store{}, err
	}
	if err := RefuseFull(ctx, tx, sqlStoreCount, maxStores); err != nil {
		return Store{}, err
	}
	s.ID, s.CreatedAt, s.Version = tx.NewID(), tx.Now(), 1
	made, err := tx.Exec(ctx, sqlStoreAdd, tx.MerchantID(), s.ID, s.Code, s.Name, s.Kind, s.Region, s.Address, s.Phone, s.Open, tx.Now())
	if err != nil {
		return Store{}, err
	}
	if made == 0 {
		return Store{}, ErrCodeTaken.At("code", fault.P{"code": s.Code})
	}
	return s, Audit(ctx, tx, Change{Verb: "store.added", Subject: s.subject(), After: in})
}

// ChangeStore changes a store that has the given version; a store is closed, never deleted. Returns ErrStale, ErrCodeTaken.
func ChangeStore(ctx context.Context, tx *store.Tx, id, version int64, in StoreIn) (Store, error) {
	old, err := GetStore(ctx, tx, id)
	if err != nil {
		return Store{}, err
	}
	s, err := in.store()
	if err != nil {
		return Store{}, err
	}
	taken, err := store.One(ctx, tx, sqlStoreTaken, func(store.Row) error { return nil }, tx.MerchantID(), s.Code, id)
	if err != nil {
		return Store{}, err
	}
	if taken {
		return Store{}, ErrCodeTaken.At("code", fault.P{"code": s.Code})
	}
	changed, err := tx.Exec(ctx, sqlStoreChange, tx.MerchantID(), id, s.Code, s.Name, s.Kind, s.Region, s.Address, s.Phone, s.Open, version)
	if err != nil {
		return Store{}, err
	}
	if changed == 0 {
		return Store{}, ErrStale.New(nil)
	}
	s.ID, s.CreatedAt, s.Version = id, old.CreatedAt, version+1
	return s, Audit(ctx, tx, Change{Verb: "store.changed", Subject: s.subject(), Before: old.in(), After: in})
}

// GetStore is one store. Returns fault.ErrNotFound.
func GetStore(ctx context.Context, tx *store.Tx, id int64) (Store, error) {
	list, err := readStores(ctx, tx, sqlStoreGet, tx.MerchantID(), id)
	if err == nil && len(list) == 0 {
		err = fault.ErrNotFound.New(fault.P{"what": "store"})
	}
	if err != nil {
		return Store{}, err
	}
	return list[0], nil
}

// StoresByCode are the stores of these codes; a code that is not there is left out.
func StoresByCode(ctx context.Context, tx *store.Tx, codes []string) (map[string]Store, error) {
	list, err := readStores(ctx, tx, sqlStoreByCode, tx.MerchantID(), codes)
	out := make(map[string]Store, len(list))
	for _, s := range list {
		out[s.Code] = s
	}
	return out, err
}

// ListStores is a page of the merchant's stores after the given id, oldest first, closed ones too.
func ListStores(ctx context.Context, tx *store.Tx, after int64, limit int) ([]Store, error) {
	return readStores(ctx, tx, sqlStoreAll, tx.MerchantID(), after, min(max(limit, 1), maxPage))
}

func readStores(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]Store, error) {
	var out []Store
	err := tx.Query(ctx, sql, func(row store.Row) error {
		var s Store
		err := row.Scan(&s.ID, &s.Code, &s.Name, &s.Kind, &s.Region, &s.Address, &s.Phone, &s.Open, &s.CreatedAt, &s.Version)
		out = append(out, s)
		return err
	}, args...)
	return out, err
}

// store checks the fields.
func (in StoreIn) store() (Store, error) {
	s := Store{Kind: in.Kind, Open: !in.Closed}
	var refused [6]*fault.Error
	s.Code, refused[0] = RequireText("code", in.Code, 40)
	s.Name, refused[1] = RequireText("name", in.Name, maxName)
	s.Region, refused[2] = CleanText("region", in.Region, maxName)
	s.Address, refused[3] = CleanText("address", in.Address, maxAddress)
	s.Phone, refused[4] = CleanText("phone", in.Phone, 40)
	switch in.Kind {
	case "pos", "web", "miniapp", "h5", "marketplace":
	default:
		refused[5] = fault.ErrInvalid.At("kind", fault.P{"reason": "pos, web, miniapp, h5 or marketplace"})
	}
	return s, fault.Join(refused[:]...)
}

func (s Store) in() StoreIn {
	return StoreIn{Code: s.Code, Name: s.Name, Kind: s.Kind, Region: s.Region, Address: s.Address, Phone: s.Phone, Closed: !s.Open}
}

func (s Store) subject() string { return Subject("store", s.ID) }

// RefuseFull returns fault.ErrTooMany where the merchant has limit rows already.
func RefuseFull(ctx context.Context, tx *store.Tx, sqlCount string, limit int) error {
	have := 0
	_, err := store.One(ctx, tx, sqlCount, func(row store.Row) error { return row.Scan(&have) }, tx.MerchantID())
	if err == nil && have >= limit {
		err = fault.ErrTooMany.New(fault.P{"limit": limit})
	}
	return err
}
