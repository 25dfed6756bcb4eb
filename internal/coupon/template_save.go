package coupon

import (
	"context"
	"fmt"
	"slices"

	"regulars/internal/catalog"
	"regulars/internal/edition"
	"regulars/internal/expr"
	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/offer"
	"regulars/internal/offer/form"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/segment"
	"regulars/internal/store"
)

// TemplateIn is what a template is made or changed to.
type TemplateIn struct {
	ID             int64 // 0: a new one
	Version        int64 // of the one that is changed
	Terms          Terms
	Stock          int64 // MaxStock: no limit
	PerMemberLimit int64 // 0: no limit
	Status         Status
	Note           string
}

// Save makes a template (ID 0) or changes one. Coupons that were issued keep the terms that they were issued with.
// Returns ErrTemplate, org.ErrStale, fault.ErrTooMany, or every field that is wrong.
func Save(ctx context.Context, tx *store.Tx, in TemplateIn) (*Template, error) {
	before := &Template{}
	if in.ID != 0 {
		locked := OpenLater(tx, Need{Templates: []int64{in.ID}})
		if err := tx.Flush(ctx); err != nil {
			return nil, err
		}
		if before = locked.templates[in.ID]; before == nil {
			return nil, ErrTemplate.New(nil)
		}
		if before.Version != in.Version {
			return nil, org.ErrStale.New(nil)
		}
	}
	if err := in.check(ctx, tx, before); err != nil {
		return nil, err
	}
	t := *before
	t.Terms, t.Stock, t.PerMemberLimit, t.Status, t.Note = in.Terms, in.Stock, in.PerMemberLimit, in.Status, in.Note
	t.Version, t.UpdatedAt = before.Version+1, tx.Now()
	change := org.Change{Verb: "coupon_template.changed", Before: document(before)}
	if in.ID == 0 {
		t.ID, t.CreatedAt = tx.NewID(), tx.Now()
		change = org.Change{Verb: "coupon_template.added"}
	}
	if t.Status != Archived && (in.ID == 0 || before.Status == Archived) {
		if err := roomForMore(ctx, tx); err != nil {
			return nil, err
		}
	}
	if err := t.write(ctx, tx, before); err != nil {
		return nil, err
	}
	change.Subject, change.After = org.Subject("coupon_template", t.ID), document(&t)
	return &t, org.Audit(ctx, tx, change)
}

// document is the template in the audit trail.
func document(t *Template) any {
	return map[string]any{"terms": t.Terms, "stock": t.Stock, "per_member_limit": t.PerMemberLimit, "status": t.Status, "note": t.Note}
}

func roomForMore(ctx context.Context, tx *store.Tx) error {
	var n int64
	_, err := store.One(ctx, tx, `SELECT COUNT(*) FROM coupon_template WHERE merchant_id = $1 AND status <> 'archived'`,
		func(r store.Row) error { return r.Scan(&n) }, tx.MerchantID())
	if err == nil && n >= MaxTemplates {
		err = fault.ErrTooMany.New(fault.P{"limit": MaxTemplates})
	}
	return err
}

// write puts the template down, with new terms where they differ.
func (t *Template) write(ctx context.Context, tx *store.Tx, before *Template) error {
	text, err := t.Terms.text()
	if err != nil {
		return err
	}
	old, err := before.Terms.text()
	if err != nil {
		return err
	}
	if before.ID == 0 || text != old {
		if t.TermsID = t.ID; before.ID != 0 {
			t.TermsID = tx.NewID()
		}
		_, err := tx.Exec(ctx, `INSERT INTO coupon_terms (merchant_id, template_id, id, document, made_at) VALUES ($1, $2, $3, $4, $5)`,
			tx.MerchantID(), t.ID, t.TermsID, text, tx.Now())
		if err != nil {
			return err
		}
	}
	if before.ID == 0 {
		_, err = tx.Exec(ctx, `INSERT INTO coupon_template (merchant_id, id, name, terms_id, stock, per_member_limit, issued, status, note, version, created_at, updated_at)
			VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $11)`, tx.MerchantID(), t.ID, t.Terms.Name, t.TermsID, t.Stock, t.PerMemberLimit, string(t.Status), t.Note,
			t.Version, t.CreatedAt, t.UpdatedAt)
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE coupon_template SET name = $4, terms_id = $5, stock = $6, per_member_limit = $7, status = $8, note = $9, version = version + 1, updated_at = $10
		WHERE merchant_id = $1 AND id = $2 AND version = $3`, tx.MerchantID(), t.ID, before.Version, t.Terms.Name, t.TermsID, t.Stock, t.PerMemberLimit, string(t.Status), t.Note, t.UpdatedAt)
	if err == nil && n == 0 {
		err = org.ErrStale.New(nil)
	}
	return err
}

// check fills defaults in and refuses every field that is wrong.
func (in *TemplateIn) check(ctx context.Context, tx *store.Tx, before *Template) error {
	catalogue, err := segment.Written(ctx, tx)
	if err != nil {
		return err
	}
	c := &form.Checker{Catalogue: catalogue, Zone: tx.Zone()}
	var refused *fault.Error
	if in.Terms.Name, refused = org.RequireText("name", in.Terms.Name, maxName); refused != nil {
		c.Add(refused)
	}
	if in.Note, refused = org.CleanText("note", in.Note, maxNote); refused != nil {
		c.Add(refused)
	}
	in.fill()
	form.Choice(c, "status", in.Status, Active, Paused, Archived)
	c.Between("stock", in.Stock, 0, MaxStock)
	c.Between("per_member_limit", in.PerMemberLimit, 0, MaxStock)
	if in.Stock < before.Issued {
		c.Add(ErrStockBelow.At("stock", fault.P{"issued": before.Issued}))
	}
	in.Terms.checkKind(c)
	in.checkValidity(c, tx, before)
	in.Terms.checkScope(c)
	if err := in.Terms.known(ctx, tx, c, &before.Terms.Scope); err != nil {
		return err
	}
	_, err = in.Terms.compile(c)
	return err
}

func (in *TemplateIn) fill() {
	if in.Status == "" {
		in.Status = Active
	}
	if in.Terms.Stacking.Mode == "" {
		in.Terms.Stacking.Mode = offer.Never
	}
}

// checkKind refuses fields that the kind does not have, and the lack of those that it needs.
func (t *Terms) checkKind(c *form.Checker) {
	k := t.Kind
	form.Choice(c, "kind", k, offer.AmountOff, offer.PercentOff, offer.FixedPrice, offer.Gift, offer.FreeDelivery, offer.PointsMultiplier, offer.Exchange)
	c.OnlyWith("amount_minor", t.AmountMinor != 0, k == offer.AmountOff || k == offer.FixedPrice, k)
	c.OnlyWith("percent_off", t.OffBp != 0, k == offer.PercentOff, k)
	c.OnlyWith("points_multiplier", t.PointsBp != 0, k == offer.PointsMultiplier, k)
	c.OnlyWith("gift_sku", t.GiftSKU != "", k == offer.Gift, k)
	c.May("cap_minor", t.CapMinor != 0, k == offer.PercentOff || k == offer.FreeDelivery || k == offer.Exchange || k == offer.Gift, k)
	c.Between("amount_minor", t.AmountMinor, 0, money.Limit)
	c.Between("cap_minor", t.CapMinor, 0, money.Limit)
	c.Between("min_spend_minor", t.MinSpendMinor, 0, money.Limit)
	c.Between("cost_minor", t.CostMinor, 0, money.Limit)
	c.Between("remind_days", t.RemindDays, 0, 60)
	if k == offer.PercentOff {
		c.Between("percent_off", t.OffBp, 1, money.BpOne)
	}
	if k == offer.PointsMultiplier && t.PointsBp != 0 {
		c.Between("points_multiplier", t.PointsBp, money.BpOne+1, 100*money.BpOne)
	}
	form.Choice(c, "stacking.mode", t.Stacking.Mode, offer.Never, offer.OncePerClass, offer.Always)
	c.Between("stacking.order", t.Stacking.Order, -1000, 1000)
	if len(t.Stacking.Class) > 40 {
		c.Add(fault.ErrTooLong.At("stacking.class", fault.P{"limit": 40}))
	}
}

func (in *TemplateIn) checkValidity(c *form.Checker, tx *store.Tx, before *Template) {
	v := &in.Terms.Validity
	c.Between("validity.activates_after_days", v.ActivatesAfterDays, 0, maxDays)
	c.Between("validity.days", v.Days, 0, maxDays)
	if v.Until > 0 && (v.Until <= v.From || v.Until <= tx.Now() && v.Until != before.Terms.Validity.Until) {
		c.Add(ErrValidity.At("validity.until", nil))
	}
}

func (t *Terms) checkScope(c *form.Checker) {
	s := &t.Scope
	for i, channel := range s.Channels {
		form.Choice(c, fmt.Sprintf("scope.channels[%d]", i), channel, "pos", "web", "miniapp", "h5")
	}
	for i, day := range s.Weekdays {
		c.Between(fmt.Sprintf("scope.weekdays[%d]", i), day, 1, 7)
	}
	c.Between("scope.hours.from", s.HourFrom, 0, 23)
	c.Between("scope.hours.until", s.HourUntil, 0, 24)
	if (s.HourFrom != 0 || s.HourUntil != 0) && (s.HourUntil == 0 || s.HourUntil == s.HourFrom) {
		c.Add(ErrHours.At("scope.hours.until", nil))
	}
	for _, list := range []struct {
		name string
		n    int
	}{{"scope.tiers", len(s.Tiers)}, {"scope.segments", len(s.Segments)}, {"scope.weekdays", len(s.Weekdays)}} {
		if list.n > maxNamed {
			c.Add(fault.ErrTooMany.At(list.name, fault.P{"limit": maxNamed}))
		}
	}
	if s.Condition != "" {
		c.Condition("scope.condition", s.Condition, expr.Member|expr.Order|expr.Line)
	}
}

// known refuses categories, stores, tiers and segments that the merchant does not have, unless the template named them before.
func (t *Terms) known(ctx context.Context, tx *store.Tx, c *form.Checker, before *Scope) error {
	s := &t.Scope
	if err := t.knownGoods(ctx, tx, c, before); err != nil {
		return err
	}
	if err := s.knownStores(ctx, tx, c, before.Stores); err != nil {
		return err
	}
	if len(s.Tiers) > 0 {
		table, err := edition.Load(ctx, tx)
		if err != nil {
			return err
		}
		now, err := table.At(ctx, tx, tx.Now())
		if err != nil {
			return err
		}
		next := now
		if v, there := table.Next(tx.Now()); there {
			if next, err = table.ByNumber(ctx, tx, v.Number); err != nil {
				return err
			}
		}
		for i, code := range s.Tiers {
			_, known := now.Program.Tier(code)
			_, soon := next.Program.Tier(code)
			if !known && !soon && !slices.Contains(before.Tiers, code) {
				c.Add(program.ErrTierUnknown.At(fmt.Sprintf("scope.tiers[%d]", i), fault.P{"code": code}))
			}
		}
	}
	for i, id := range s.Segments {
		if slices.Contains(before.Segments, id) {
			continue
		}
		if _, err := segment.Get(ctx, tx, id); fault.Has(err, segment.ErrUnknown) {
			c.Add(ErrScopeGroup.At(fmt.Sprintf("scope.segments[%d]", i), nil))
		} else if err != nil {
			return err
		}
	}
	return nil
}

// knownGoods refuses products and categories that are not in the catalogue.
func (t *Terms) knownGoods(ctx context.Context, tx *store.Tx, c *form.Checker, before *Scope) error {
	s := &t.Scope
	wrong, err := catalog.Named(ctx, tx, "scope", catalog.Names{SKUs: s.SKUs, Categories: s.Categories}, catalog.Names{SKUs: before.SKUs, Categories: before.Categories})
	if err != nil {
		return err
	}
	for _, e := range wrong {
		c.Add(e)
	}
	gift, err := catalog.Missing(ctx, tx, []string{t.GiftSKU})
	if t.GiftSKU != "" && gift[t.GiftSKU] {
		c.Add(catalog.ErrProductUnknown.At("gift_sku", fault.P{"sku": t.GiftSKU}))
	}
	return err
}

func (s *Scope) knownStores(ctx context.Context, tx *store.Tx, c *form.Checker, before []string) error {
	if len(s.Stores) == 0 {
		return nil
	}
	stores := map[string]bool{}
	err := tx.Query(ctx, `SELECT code FROM org_store WHERE merchant_id = $1 AND code = ANY($2)`, func(r store.Row) error {
		var code string
		err := r.Scan(&code)
		stores[code] = true
		return err
	}, tx.MerchantID(), s.Stores)
	for i, code := range s.Stores {
		if !stores[code] && !slices.Contains(before, code) {
			c.Add(ErrScopeStore.At(fmt.Sprintf("scope.stores[%d]", i), fault.P{"code": code}))
		}
	}
	return err
}
