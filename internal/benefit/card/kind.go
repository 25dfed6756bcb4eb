package card

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"regulars/internal/benefit"
	"regulars/internal/calendar"
	"regulars/internal/catalog"
	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/offer/deal"
	"regulars/internal/offer/form"
	"regulars/internal/org"
	"regulars/internal/store"
)

// CoolingOff is how many days a buyer may ask everything back that is not used, whatever the reason.
const CoolingOff = 7

const (
	maxKinds = 500
	maxDays  = 3650
)

// Kind is a times card that is offered.
type Kind struct {
	ID      int64
	Code    string
	Active  bool
	MadeAt  calendar.Instant
	Version int64
	Document
}

// Document is what a times card promises. It is copied into each card that is sold.
type Document struct {
	Name       deal.Text       `json:"name"`
	Summary    deal.Text       `json:"summary"`
	Uses       int64           `json:"uses"`
	PriceMinor int64           `json:"price_minor"`
	ListMinor  int64           `json:"list_minor"` // of one use alone; 0: its part of the price
	CostMinor  int64           `json:"cost_minor"` // of one use, to the merchant
	Gives      deal.Gives      `json:"gives"`
	Service    string          `json:"service,omitempty"`
	Scope      deal.ScopeTerms `json:"scope"`
	Days       int             `json:"days,omitempty"`  // good for so many days after it was sold
	Until      string          `json:"until,omitempty"` // or to the end of a day, YYYY-MM-DD; neither: without end
	Shared     bool            `json:"shared,omitempty"`
}

// check names every field that is wrong. A last day that is over is none to begin with; what was offered with it keeps it.
func (d *Document) check(c *form.Checker, today calendar.Day, was string) error {
	c.Text("name", d.Name, benefit.MaxText, true)
	c.Text("summary", d.Summary, benefit.MaxText, false)
	c.Text("service", deal.Text{Zh: d.Service}, benefit.MaxText, d.Gives == deal.ByService)
	c.Between("uses", d.Uses, 1, 1000)
	c.Between("price_minor", d.PriceMinor, 0, money.Limit)
	c.Between("list_minor", d.ListMinor, 0, money.Limit)
	c.Between("cost_minor", d.CostMinor, 0, money.Limit)
	c.Between("days", int64(d.Days), 0, maxDays)
	form.Choice(c, "gives", d.Gives, deal.UnitFree, deal.ByService)
	if n := len(d.Scope.SKUs) + len(d.Scope.Categories); n > benefit.MaxScope {
		c.Add(fault.ErrTooMany.At("scope", fault.P{"limit": benefit.MaxScope}))
	}
	if d.Until != "" {
		day, err := calendar.ParseDay(d.Until)
		if err != nil || day < today && d.Until != was || d.Days > 0 {
			c.Add(ErrValidity.At("until", nil))
		}
	}
	return fault.Join(c.Wrong...)
}

// known refuses products and categories that are not in the catalogue, unless they were named before.
func (d *Document) known(ctx context.Context, tx *store.Tx, was deal.ScopeTerms) error {
	wrong, err := catalog.Named(ctx, tx, "scope", catalog.Names{SKUs: d.Scope.SKUs, Categories: d.Scope.Categories}, catalog.Names{SKUs: was.SKUs, Categories: was.Categories})
	if err != nil {
		return err
	}
	return fault.Join(wrong...)
}

// Terms are those of one use of a card sold now.
func (d *Document) Terms() benefit.Terms {
	each := money.MulDiv(d.PriceMinor, 1, max(d.Uses, 1), money.Floor)
	return benefit.Terms{
		Name: d.Name, Gives: d.Gives, Service: d.Service, Scope: d.Scope, CostMinor: d.CostMinor, ValueMinor: each, Shared: d.Shared,
	}
}

// ExpiresAt is the end of a card sold on a day.
func (d *Document) ExpiresAt(tx *store.Tx) calendar.Instant {
	switch {
	case d.Days > 0:
		return (tx.Today() + calendar.Day(d.Days)).End(tx.Zone())
	case d.Until != "":
		day, err := calendar.ParseDay(d.Until)
		if err == nil {
			return day.End(tx.Zone())
		}
	}
	return calendar.Never
}

// Give is what to give of the card to somebody who does not pay for it.
func (k *Kind) Give(tx *store.Tx) benefit.GiveIn {
	return benefit.GiveIn{Kind: benefit.KindCard, Benefit: k.Code, Terms: k.Terms(), Quantity: k.Uses, ExpiresAt: k.ExpiresAt(tx)}
}

const kindColumns = `SELECT id, code, document, active, made_at, version FROM benefit_card WHERE merchant_id = $1 AND `

func kinds(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]*Kind, error) {
	var out []*Kind
	err := tx.Query(ctx, sql, func(r store.Row) error {
		k := &Kind{}
		var document string
		if err := r.Scan(&k.ID, &k.Code, &document, &k.Active, &k.MadeAt, &k.Version); err != nil {
			return err
		}
		out = append(out, k)
		return json.Unmarshal([]byte(document), &k.Document)
	}, slices.Concat([]any{tx.MerchantID()}, args)...)
	return out, err
}

// List are the kinds of cards, newest first.
func List(ctx context.Context, tx *store.Tx) ([]*Kind, error) {
	return kinds(ctx, tx, kindColumns+`id > 0 ORDER BY id DESC LIMIT $2`, maxKinds)
}

// Get reads a kind. Returns ErrUnknown.
func Get(ctx context.Context, tx *store.Tx, id int64) (*Kind, error) {
	found, err := kinds(ctx, tx, kindColumns+`id = $2`, id)
	if err == nil && len(found) == 0 {
		return nil, ErrUnknown.New(nil)
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// Named are the kinds of those codes, by code: what a reward may give.
func Named(ctx context.Context, tx *store.Tx, codes []string) (map[string]*Kind, error) {
	out := map[string]*Kind{}
	if len(codes) == 0 {
		return out, nil
	}
	found, err := kinds(ctx, tx, kindColumns+`code = ANY($2) ORDER BY id`, codes)
	for _, k := range found {
		out[k.Code] = k
	}
	return out, err
}

// Create offers a new card. Returns ErrCode, fault.ErrTooMany, or what is wrong with a field.
func Create(ctx context.Context, tx *store.Tx, code string, d Document) (*Kind, error) {
	var c form.Checker
	c.Code("code", code, map[string]bool{})
	if err := d.check(&c, tx.Today(), ""); err != nil {
		return nil, err
	}
	if err := d.known(ctx, tx, deal.ScopeTerms{}); err != nil {
		return nil, err
	}
	there, err := List(ctx, tx)
	if err != nil {
		return nil, err
	}
	if len(there) >= maxKinds {
		return nil, fault.ErrTooMany.New(fault.P{"limit": maxKinds})
	}
	text, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	k := &Kind{ID: tx.NewID(), Code: code, Active: true, MadeAt: tx.Now(), Version: 1, Document: d}
	n, err := tx.Exec(ctx, `INSERT INTO benefit_card (merchant_id, id, code, document, active, made_at, updated_at, version)
		VALUES ($1, $2, $3, $4, true, $5, $5, 1) ON CONFLICT (merchant_id, code) DO NOTHING`, tx.MerchantID(), k.ID, code, string(text), k.MadeAt)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, ErrCode.At("code", nil)
	}
	return k, org.Audit(ctx, tx, org.Change{Verb: "times_card.created", Subject: org.Subject("times_card", k.ID), After: d})
}

// ChangeIn is a change of a kind that has the version.
type ChangeIn struct {
	ID       int64
	Version  int64
	Document Document
	Active   bool
}

// Change replaces what a card promises to who buys it from now on. Returns ErrUnknown, ErrStale, or what is wrong with a field.
func Change(ctx context.Context, tx *store.Tx, in ChangeIn) (*Kind, error) {
	k, err := Get(ctx, tx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := in.Document.check(&form.Checker{}, tx.Today(), k.Until); err != nil {
		return nil, err
	}
	if err := in.Document.known(ctx, tx, k.Scope); err != nil {
		return nil, err
	}
	text, err := json.Marshal(in.Document)
	if err != nil {
		return nil, err
	}
	n, err := tx.Exec(ctx, `UPDATE benefit_card SET document = $3, active = $4, updated_at = $5, version = version + 1 WHERE merchant_id = $1 AND id = $2 AND version = $6`,
		tx.MerchantID(), in.ID, string(text), in.Active, tx.Now(), in.Version)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, ErrStale.New(nil)
	}
	before := map[string]any{"active": k.Active, "document": k.Document}
	k.Document, k.Active, k.Version = in.Document, in.Active, in.Version+1
	return k, org.Audit(ctx, tx, org.Change{
		Verb: "times_card.changed", Subject: org.Subject("times_card", k.ID), Before: before, After: map[string]any{"active": k.Active, "document": k.Document},
	})
}

// Offered is what uses can be given of, of those codes: quotas and services that are promised, whoever they are for, and times cards, with the end that a
// card given now has. A promise goes before a card of the same code; what is promised nowhere is left out.
func Offered(ctx context.Context, tx *store.Tx, promised []deal.Benefit, codes []string) (map[string]benefit.GiveIn, error) {
	out := map[string]benefit.GiveIn{}
	kinds, err := Named(ctx, tx, codes)
	for code, k := range kinds {
		out[code] = k.Give(tx)
	}
	for i := range promised {
		b := &promised[i]
		if slices.Contains(codes, b.Code) && (b.Kind == deal.Quota || b.Kind == deal.Service) {
			in := benefit.GiveIn{Kind: benefit.KindGiven, Benefit: b.Code, Terms: benefit.TermsOf(b)}
			in.Terms.Unlimited = false // what is given is counted
			out[b.Code] = in
		}
	}
	return out, err
}

// sourceOf names the sale as the source of what it made.
func sourceOf(id int64) string { return fmt.Sprintf("card_sale:%d", id) }
