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
	maxLines = 10
	maxUses  = 1000 // of a line
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
	Name       deal.Text `json:"name"`
	Summary    deal.Text `json:"summary"`
	PriceMinor int64     `json:"price_minor"`
	Lines      []Line    `json:"lines"`
	Days       int       `json:"days,omitempty"`  // good for so many days after it was sold
	Until      string    `json:"until,omitempty"` // or to the end of a day, YYYY-MM-DD; neither: without end
	Shared     bool      `json:"shared,omitempty"`
}

// Line is so many uses of one thing.
type Line struct {
	Name      deal.Text       `json:"name,omitzero"` // of a card of several lines
	Uses      int64           `json:"uses"`
	ListMinor int64           `json:"list_minor"` // of one use alone; 0 where it is the only line: its part of the price
	CostMinor int64           `json:"cost_minor"` // of one use, to the merchant
	Gives     deal.Gives      `json:"gives"`
	Service   string          `json:"service,omitempty"`
	Scope     deal.ScopeTerms `json:"scope"`
}

// at is the path of a line: where there is one alone, its fields are the card's.
func (d *Document) at(i int) string {
	if len(d.Lines) == 1 {
		return ""
	}
	return fmt.Sprintf("lines[%d]", i)
}

// check names every field that is wrong. A last day that is over is none to begin with; what was offered with it keeps it.
func (d *Document) check(c *form.Checker, today calendar.Day, was string) error {
	c.Text("name", d.Name, benefit.MaxText, true)
	c.Text("summary", d.Summary, benefit.MaxText, false)
	c.Between("price_minor", d.PriceMinor, 0, money.Limit)
	c.Between("days", int64(d.Days), 0, maxDays)
	if len(d.Lines) < 1 || len(d.Lines) > maxLines {
		c.Add(fault.ErrRange.At("lines", fault.P{"min": 1, "max": maxLines}))
	}
	for i := range d.Lines {
		d.Lines[i].check(c, d.at(i))
	}
	if d.Until != "" {
		day, err := calendar.ParseDay(d.Until)
		if err != nil || day < today && d.Until != was || d.Days > 0 {
			c.Add(ErrValidity.At("until", nil))
		}
	}
	return fault.Join(c.Wrong...)
}

func (l *Line) check(c *form.Checker, at string) {
	least := int64(0)
	if at != "" { // of several: by it the price is divided
		at += "."
		c.Text(at+"name", l.Name, benefit.MaxText, true)
		least = 1
	}
	c.Text(at+"service", deal.Text{Zh: l.Service}, benefit.MaxText, l.Gives == deal.ByService)
	c.Between(at+"uses", l.Uses, 1, maxUses)
	c.Between(at+"list_minor", l.ListMinor, least, money.Limit)
	c.Between(at+"cost_minor", l.CostMinor, 0, money.Limit)
	if l.Gives == "" {
		c.Add(fault.ErrRequired.At(at+"gives", nil))
	} else {
		form.Choice(c, at+"gives", l.Gives, deal.UnitFree, deal.ByService)
	}
	for name, list := range map[string][]string{"skus": l.Scope.SKUs, "categories": l.Scope.Categories} {
		if len(list) > benefit.MaxScope {
			c.Add(fault.ErrTooMany.At(at+name, fault.P{"limit": benefit.MaxScope}))
		}
	}
}

// named is what the lines name of the catalogue.
func (d *Document) named() (out catalog.Names) {
	for _, l := range d.Lines {
		out.SKUs, out.Categories = append(out.SKUs, l.Scope.SKUs...), append(out.Categories, l.Scope.Categories...)
	}
	return out
}

// known refuses products and categories that are not in the catalogue, unless they were named before.
func (d *Document) known(ctx context.Context, tx *store.Tx, was catalog.Names) error {
	var wrong []*fault.Error
	for i, l := range d.Lines {
		missing, err := catalog.Named(ctx, tx, d.at(i), catalog.Names{SKUs: l.Scope.SKUs, Categories: l.Scope.Categories}, was)
		if err != nil {
			return err
		}
		wrong = append(wrong, missing...)
	}
	return fault.Join(wrong...)
}

// worths are what the lines are worth in the price: by what their uses cost alone.
func (d *Document) worths() []int64 {
	if len(d.Lines) == 1 {
		return []int64{d.PriceMinor}
	}
	alone := make([]int64, len(d.Lines))
	for i, l := range d.Lines {
		alone[i] = l.Uses * l.ListMinor
	}
	return money.Spread(d.PriceMinor, alone)
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

// Offer is what uses can be given of: a benefit that is promised, or a times card.
type Offer struct {
	lines  []benefit.GiveIn // of a whole one
	pieces int64            // in which a whole one is counted: the uses of a card of one line, else 1
}

// Give is what so many pieces are: uses, or whole cards where they have several lines.
func (o *Offer) Give(pieces int64) []benefit.GiveIn {
	out := slices.Clone(o.lines)
	for i := range out {
		in := &out[i]
		in.Quantity = money.MulDiv(in.Quantity, pieces, o.pieces, money.Floor)
		in.Terms.WorthMinor = money.MulDiv(in.Terms.WorthMinor, pieces, o.pieces, money.Floor)
	}
	return out
}

// CostMinor is what so many pieces cost the merchant once they are used.
func (o *Offer) CostMinor(pieces int64) (sum int64) {
	for _, in := range o.Give(pieces) {
		sum += in.Quantity * in.Terms.CostMinor
	}
	return sum
}

// offer is what the card gives to whom it is sold or given now.
func (k *Kind) offer(tx *store.Tx) Offer {
	o := Offer{pieces: 1}
	if len(k.Lines) == 1 {
		o.pieces = k.Lines[0].Uses
	}
	worths := k.worths()
	for i, l := range k.Lines {
		if len(k.Lines) == 1 {
			l.Name = deal.Text{} // it is the card
		}
		o.lines = append(o.lines, benefit.GiveIn{
			Kind: benefit.KindCard, Benefit: k.Code, Quantity: l.Uses, ExpiresAt: k.ExpiresAt(tx), Terms: benefit.Terms{
				Name: k.Name, Line: l.Name, Gives: l.Gives, Service: l.Service, Scope: l.Scope, CostMinor: l.CostMinor, WorthMinor: worths[i], ListMinor: l.ListMinor,
				Shared: k.Shared,
			},
		})
	}
	return o
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
	if err := d.known(ctx, tx, catalog.Names{}); err != nil {
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
	if err := in.Document.known(ctx, tx, k.named()); err != nil {
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
func Offered(ctx context.Context, tx *store.Tx, promised []deal.Benefit, codes []string) (map[string]Offer, error) {
	out := map[string]Offer{}
	kinds, err := Named(ctx, tx, codes)
	for code, k := range kinds {
		out[code] = k.offer(tx)
	}
	for i := range promised {
		b := &promised[i]
		if slices.Contains(codes, b.Code) && (b.Kind == deal.Quota || b.Kind == deal.Service) {
			in := benefit.GiveIn{Kind: benefit.KindGiven, Benefit: b.Code, Terms: benefit.TermsOf(b), Quantity: 1}
			in.Terms.Unlimited = false // what is given is counted
			out[b.Code] = Offer{lines: []benefit.GiveIn{in}, pieces: 1}
		}
	}
	return out, err
}

// sourceOf names the sale as the source of what it made.
func sourceOf(id int64) string { return fmt.Sprintf("card_sale:%d", id) }
