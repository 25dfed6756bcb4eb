package price

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/catalog"
	"regulars/internal/fault"
	"regulars/internal/org"
	"regulars/internal/store"
)

// The kinds of a list.
const (
	Member = "member" // for those whom the programme lets buy by it
	Flash  = "flash"  // for a short time, as a rule with few units
)

// List is a price list.
type List struct {
	ID      int64
	Code    string
	Name    string
	Kind    string           // Member where it is empty
	Closed  bool             // by hand
	FromAt  calendar.Instant // 0: since ever
	UntilAt calendar.Instant // Never where it is 0
	Version int64
	Prices  int64 // how many it has; of List and Get
}

// InForce reports whether one may buy by the list at the instant.
func (l *List) InForce(at calendar.Instant) bool {
	return !l.Closed && l.FromAt <= at && at < l.UntilAt
}

func (l *List) check() error {
	if l.Kind == "" {
		l.Kind = Member
	}
	if l.Name == "" {
		l.Name = l.Code
	}
	flash := l.Kind == Flash && (l.FromAt == 0 || l.UntilAt == 0 || l.UntilAt == calendar.Never)
	if l.UntilAt == 0 {
		l.UntilAt = calendar.Never
	}
	errs := []*fault.Error{catalog.CheckText("code", l.Code, MaxCode, true), catalog.CheckText("name", l.Name, MaxName, false)}
	if l.Kind != Member && l.Kind != Flash {
		errs = append(errs, fault.ErrInvalid.At("kind", fault.P{"reason": "member, flash"}))
	}
	switch {
	case flash:
		errs = append(errs, ErrFlashSpan.At("until", nil))
	case l.FromAt < 0 || l.FromAt >= l.UntilAt:
		errs = append(errs, ErrSpan.At("until", nil))
	}
	return fault.Join(errs...)
}

// Add makes a list. Returns ErrListTaken, ErrSpan, ErrFlashSpan.
func Add(ctx context.Context, tx *store.Tx, l List) (List, error) {
	if err := l.check(); err != nil {
		return List{}, err
	}
	var count int64
	err := tx.Query(ctx, `SELECT COUNT(*) FROM catalog_price_list WHERE merchant_id = $1`, func(r store.Row) error { return r.Scan(&count) }, tx.MerchantID())
	if err != nil {
		return List{}, err
	}
	if count >= MaxLists {
		return List{}, fault.ErrTooMany.New(fault.P{"limit": MaxLists})
	}
	l.ID, l.Version = tx.NewID(), 1
	n, err := tx.Exec(ctx, `INSERT INTO catalog_price_list (merchant_id, id, code, name, kind, closed, from_at, until_at, version, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $9) ON CONFLICT (merchant_id, code) DO NOTHING`,
		tx.MerchantID(), l.ID, l.Code, l.Name, l.Kind, l.Closed, l.FromAt, l.UntilAt, tx.Now())
	if err != nil {
		return List{}, err
	}
	if n == 0 {
		return List{}, ErrListTaken.At("code", fault.P{"code": l.Code})
	}
	return l, org.Audit(ctx, tx, org.Change{Verb: "price_list.added", Subject: org.Subject("price_list", l.ID), After: l})
}

// Change replaces name, span and state of a list that somebody has read at the version. Its code and kind stay.
// Returns ErrListUnknown, org.ErrStale, ErrSpan, ErrFlashSpan.
func Change(ctx context.Context, tx *store.Tx, id, version int64, l List) (List, error) {
	before, err := Get(ctx, tx, id)
	if err != nil {
		return List{}, err
	}
	if before.Version != version {
		return List{}, org.ErrStale.New(nil)
	}
	l.ID, l.Code, l.Kind, l.Version, l.Prices = id, before.Code, before.Kind, version+1, before.Prices
	if err := l.check(); err != nil {
		return List{}, err
	}
	n, err := tx.Exec(ctx, `UPDATE catalog_price_list SET name = $4, closed = $5, from_at = $6, until_at = $7, version = version + 1, updated_at = $8
		WHERE merchant_id = $1 AND id = $2 AND version = $3`, tx.MerchantID(), id, version, l.Name, l.Closed, l.FromAt, l.UntilAt, tx.Now())
	if err != nil {
		return List{}, err
	}
	if n == 0 { // somebody else changed it since we read it
		return List{}, org.ErrStale.New(nil)
	}
	return l, org.Audit(ctx, tx, org.Change{Verb: "price_list.changed", Subject: org.Subject("price_list", id), Before: before, After: l})
}

const listColumns = `l.id, l.code, l.name, l.kind, l.closed, l.from_at, l.until_at, l.version,
	(SELECT COUNT(*) FROM catalog_price p WHERE p.merchant_id = $1 AND p.list = l.code)`

func scanList(r store.Row) (List, error) {
	var l List
	err := r.Scan(&l.ID, &l.Code, &l.Name, &l.Kind, &l.Closed, &l.FromAt, &l.UntilAt, &l.Version, &l.Prices)
	return l, err
}

// Get reads a list. Returns ErrListUnknown.
func Get(ctx context.Context, tx *store.Tx, id int64) (List, error) {
	var l List
	found, err := store.One(ctx, tx, `SELECT `+listColumns+` FROM catalog_price_list l WHERE l.merchant_id = $1 AND l.id = $2`, func(r store.Row) (err error) {
		l, err = scanList(r)
		return err
	}, tx.MerchantID(), id)
	if err == nil && !found {
		return l, ErrListUnknown.New(nil)
	}
	return l, err
}

// Lists gives a page of the merchant's lists, in the order of their making, after the id of the last one seen.
func Lists(ctx context.Context, tx *store.Tx, after int64, limit int) ([]List, error) {
	var out []List
	err := tx.Query(ctx, `SELECT `+listColumns+` FROM catalog_price_list l WHERE l.merchant_id = $1 AND l.id > $2 ORDER BY l.id LIMIT $3`, func(r store.Row) error {
		l, err := scanList(r)
		out = append(out, l)
		return err
	}, tx.MerchantID(), after, int64(limit))
	return out, err
}

// Codes gives the codes of all lists, for those who may name one.
func Codes(ctx context.Context, tx *store.Tx) ([]string, error) {
	var out []string
	err := tx.Query(ctx, `SELECT code FROM catalog_price_list WHERE merchant_id = $1 ORDER BY code`, func(r store.Row) error {
		var code string
		err := r.Scan(&code)
		out = append(out, code)
		return err
	}, tx.MerchantID())
	return out, err
}
