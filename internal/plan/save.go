package plan

import (
	"bytes"
	"context"
	"encoding/json"

	"regulars/internal/fault"
	"regulars/internal/offer/form"
	"regulars/internal/org"
	"regulars/internal/store"
)

// SaveIn is what a plan is made or changed to.
type SaveIn struct {
	Code   string // of a new plan; it never changes
	OnSale bool
	Terms  Terms
	MadeBy string
}

const (
	sqlPlanAdd = `INSERT INTO plan (merchant_id, id, code, version, on_sale, created_at, updated_at) VALUES ($1, $2, $3, 1, $4, $5, $5)
		ON CONFLICT (merchant_id, code) DO NOTHING`
	sqlPlanChange = `UPDATE plan SET version = version + 1, on_sale = $4, updated_at = $5 WHERE merchant_id = $1 AND id = $2 AND version = $3`
	sqlVersionAdd = `INSERT INTO plan_version (merchant_id, plan_id, version, document, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6)`
	sqlPlanCount  = `SELECT COUNT(*) FROM plan WHERE merchant_id = $1`
)

// Add makes a plan. It is audited. Returns ErrCode, fault.ErrTooMany, and what is wrong with the terms, field by field.
func Add(ctx context.Context, tx *store.Tx, in SaveIn) (*Plan, error) {
	c := &form.Checker{}
	c.Code("code", in.Code, map[string]bool{})
	if err := fault.Join(c.Wrong...); err != nil {
		return nil, err
	}
	text, err := document(ctx, tx, &in.Terms)
	if err != nil {
		return nil, err
	}
	var have int64
	if _, err := store.One(ctx, tx, sqlPlanCount, func(r store.Row) error { return r.Scan(&have) }, tx.MerchantID()); err != nil {
		return nil, err
	}
	if have >= MaxPlans {
		return nil, fault.ErrTooMany.New(fault.P{"limit": MaxPlans})
	}
	p := &Plan{ID: tx.NewID(), Code: in.Code, Version: 1, OnSale: in.OnSale, CreatedAt: tx.Now(), UpdatedAt: tx.Now(), Terms: in.Terms}
	n, err := tx.Exec(ctx, sqlPlanAdd, tx.MerchantID(), p.ID, p.Code, p.OnSale, tx.Now())
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, ErrCode.At("code", fault.P{"code": in.Code})
	}
	if _, err := tx.Exec(ctx, sqlVersionAdd, tx.MerchantID(), p.ID, p.Version, text, tx.Now(), in.MadeBy); err != nil {
		return nil, err
	}
	return p, org.Audit(ctx, tx, org.Change{Verb: "plan.added", Subject: org.Subject("paid_plan", p.ID), After: p.Terms})
}

// Change gives a plan that has the given version new terms, as its next version; who has bought keeps the terms bought. It is audited.
// Returns ErrUnknown, ErrStale, and what is wrong with the terms.
func Change(ctx context.Context, tx *store.Tx, id, version int64, in SaveIn) (*Plan, error) {
	old, err := Get(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if old.Version != version {
		return nil, ErrStale.New(nil)
	}
	text, err := document(ctx, tx, &in.Terms)
	if err != nil {
		return nil, err
	}
	before, err := json.Marshal(&old.Terms)
	if err != nil {
		return nil, err
	}
	if bytes.Equal(before, []byte(text)) && old.OnSale == in.OnSale {
		return old, nil
	}
	p := *old
	p.Version, p.OnSale, p.UpdatedAt, p.Terms = version+1, in.OnSale, tx.Now(), in.Terms
	n, err := tx.Exec(ctx, sqlPlanChange, tx.MerchantID(), id, version, in.OnSale, tx.Now())
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, ErrStale.New(nil)
	}
	if _, err := tx.Exec(ctx, sqlVersionAdd, tx.MerchantID(), id, p.Version, text, tx.Now(), in.MadeBy); err != nil {
		return nil, err
	}
	return &p, org.Audit(ctx, tx, org.Change{Verb: "plan.changed", Subject: org.Subject("paid_plan", id), Before: old.Terms, After: p.Terms})
}

// document checks the terms and writes them down.
func document(ctx context.Context, tx *store.Tx, t *Terms) (string, error) {
	if err := t.check(ctx, tx); err != nil {
		return "", err
	}
	text, err := json.Marshal(t)
	if err == nil && len(text) > MaxDocument {
		return "", fault.ErrTooLong.At("benefits", fault.P{"limit": MaxDocument})
	}
	return string(text), err
}
