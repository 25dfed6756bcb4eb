package coupon

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

// Status says whether coupons of a template are issued.
type Status string

// The statuses. What was issued stays good in all of them.
const (
	Active   Status = "active"
	Paused   Status = "paused"
	Archived Status = "archived" // left out of lists
)

// Template is what coupons are made of.
type Template struct {
	ID             int64
	Terms          Terms
	TermsID        int64
	Stock          int64 // MaxStock: no limit
	PerMemberLimit int64 // 0: no limit
	Issued         int64
	Status         Status
	Note           string
	Version        int64
	CreatedAt      calendar.Instant
	UpdatedAt      calendar.Instant

	locked, changed bool
}

const templateSelect = `SELECT t.id, t.terms_id, t.stock, t.per_member_limit, t.issued, t.status, t.note, t.version, t.created_at, t.updated_at,
	(SELECT d.document FROM coupon_terms d WHERE d.merchant_id = $1 AND d.template_id = t.id AND d.id = t.terms_id)
	FROM coupon_template t WHERE t.merchant_id = $1`

func scanTemplate(r store.Row) (*Template, error) {
	t := &Template{}
	var status, document string
	err := r.Scan(&t.ID, &t.TermsID, &t.Stock, &t.PerMemberLimit, &t.Issued, &status, &t.Note, &t.Version, &t.CreatedAt, &t.UpdatedAt, &document)
	if err != nil {
		return nil, err
	}
	t.Status = Status(status)
	terms, err := parseTerms(document)
	if err == nil {
		t.Terms = *terms
	}
	return t, err
}

// Get reads a template. Returns ErrTemplate.
func Get(ctx context.Context, tx *store.Tx, id int64) (*Template, error) {
	var t *Template
	_, err := store.One(ctx, tx, templateSelect+` AND t.id = $2`, func(r store.Row) (err error) {
		t, err = scanTemplate(r)
		return err
	}, tx.MerchantID(), id)
	if err == nil && t == nil {
		err = ErrTemplate.New(nil)
	}
	return t, err
}
