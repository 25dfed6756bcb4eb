package coupon

import (
	"context"
	"maps"
	"slices"

	"regulars/internal/store"
)

var couponTable = store.Insert{
	Table: "coupon", Columns: []string{
		"merchant_id", "id", "template_id", "terms_id", "code", "member_id", "record_id", "given_to", "grant_id", "rule", "root", "issued_at",
		"held_at", "activates_at", "expires_at", "order_id", "used_at", "hold_id", "hold_until", "voided_at", "void_reason", "tell_at",
	},
	Conflict: "ON CONFLICT (merchant_id, code) DO NOTHING", // a code that is taken already is made anew
}

// codeColumn is where the code stands among them.
const codeColumn = 4

var couponChange = store.Update{Table: "coupon", Key: []string{"id"}, Set: []string{
	"member_id", "record_id", "given_to", "held_at", "activates_at", "expires_at", "order_id", "used_at", "hold_id", "hold_until", "voided_at", "void_reason", "tell_at",
}}

var useTable = store.Insert{Table: "coupon_use", Columns: []string{
	"merchant_id", "id", "coupon_id", "template_id", "member_id", "order_id", "store_id", "at", "used_on", "amount_minor", "payable_minor", "returned_at",
}}

func (c *Coupon) row(merchant int64) []any {
	return []any{
		merchant, c.ID, c.TemplateID, c.TermsID, c.Code, c.MemberID, c.RecordID, c.GivenTo, c.GrantID, c.Rule, c.Root, c.IssuedAt,
		c.HeldAt, c.ActivatesAt, c.ExpiresAt, c.OrderID, c.UsedAt, c.HoldID, c.HoldUntil, c.VoidedAt, c.VoidReason, c.tellAt,
	}
}

// Save writes what changed, at the latest when the transaction commits, and tells of it.
func (bk *Books) Save(_ context.Context) error {
	var added, changed, uses, returned, templates [][]any
	m := bk.tx.MerchantID()
	for _, id := range slices.Sorted(maps.Keys(bk.coupons)) {
		c := bk.coupons[id]
		switch {
		case c.fresh:
			added = append(added, c.row(m))
		case c.changed:
			changed = append(changed, []any{
				c.ID, c.MemberID, c.RecordID, c.GivenTo, c.HeldAt, c.ActivatesAt, c.ExpiresAt, c.OrderID, c.UsedAt, c.HoldID, c.HoldUntil, c.VoidedAt, c.VoidReason, c.tellAt,
			})
		}
		c.fresh, c.changed = false, false
	}
	for _, id := range slices.Sorted(maps.Keys(bk.uses)) {
		if u := bk.uses[id]; u.fresh {
			uses = append(uses, u.row(bk.tx))
			u.fresh = false
		}
	}
	for _, u := range bk.returned {
		if u.fresh { // used and given back on the same books
			uses = append(uses, u.row(bk.tx))
			continue
		}
		returned = append(returned, []any{u.ID, u.ReturnedAt})
	}
	for _, id := range slices.Sorted(maps.Keys(bk.templates)) {
		if t := bk.templates[id]; t.changed {
			templates = append(templates, []any{t.ID, t.Issued})
			t.changed = false
		}
	}
	store.UpdateLater(bk.tx, store.Update{Table: "coupon_template", Key: []string{"id"}, Set: []string{"issued"}}, templates, nil)
	store.InsertLater(bk.tx, couponTable, added, store.AllOrAgain(added))
	store.UpdateLater(bk.tx, couponChange, changed, nil)
	store.InsertLater(bk.tx, useTable, uses, nil)
	store.UpdateLater(bk.tx, store.Update{Table: "coupon_use", Key: []string{"id"}, Set: []string{"returned_at"}}, returned, nil)
	bk.returned = nil
	for _, e := range bk.events {
		bk.tx.Emit(e)
	}
	bk.events = nil
	return nil
}

func (u *Use) row(tx *store.Tx) []any {
	return []any{tx.MerchantID(), u.ID, u.CouponID, u.TemplateID, u.MemberID, u.OrderID, u.StoreID, u.At, u.At.Day(tx.Zone()), u.AmountMinor, u.PayableMinor, u.ReturnedAt}
}
