package benefit

import (
	"cmp"
	"encoding/json"
	"slices"

	"regulars/internal/store"
)

// Save writes what changed, at the latest when the transaction commits.
func (bk *Books) Save() error {
	if bk.err != nil {
		return bk.err
	}
	if err := bk.saveEntitlements(); err != nil {
		return err
	}
	bk.saveUses()
	return nil
}

var insertEntitlement = store.Insert{Table: "benefit_entitlement", Columns: []string{
	"merchant_id", "id", "member_id", "kind", "benefit", "source", "period", "terms", "quantity", "used", "revoked", "root", "rule",
	"made_at", "activates_at", "expires_at", "revoked_at", "follows", "part_of", "tell_at"}}

var updateEntitlement = store.Update{Table: "benefit_entitlement", Key: []string{"id"}, Set: []string{"quantity", "used", "revoked", "revoked_at"}}

// all are the entitlements of everybody.
func (bk *Books) all() []*Entitlement {
	var out []*Entitlement
	for _, id := range bk.holders {
		out = append(out, bk.of[id]...)
	}
	return out
}

func (bk *Books) saveEntitlements() error {
	var made, changed [][]any
	for _, e := range bk.all() {
		if !e.changed {
			continue
		}
		if e.stored {
			changed = append(changed, []any{e.ID, e.Quantity, e.Used, e.Revoked, e.RevokedAt})
		} else {
			terms, err := json.Marshal(e.Terms)
			if err != nil {
				return err
			}
			made = append(made, []any{
				bk.tx.MerchantID(), e.ID, e.MemberID, string(e.Kind), e.Benefit, e.Source, e.Period, string(terms), e.Quantity, e.Used, e.Revoked, e.Root, e.Rule,
				e.MadeAt, e.ActivatesAt, e.ExpiresAt, e.RevokedAt, e.Follows, e.PartOf, e.tellAt(bk.tx.Zone()),
			})
		}
		e.stored, e.changed = true, false
	}
	byID := func(a, b []any) int { return cmp.Compare(a[0].(int64), b[0].(int64)) }
	slices.SortFunc(changed, byID)
	store.InsertLater(bk.tx, insertEntitlement, made, nil)
	store.UpdateLater(bk.tx, updateEntitlement, changed, nil)
	return nil
}

var insertUse = store.Insert{Table: "benefit_use", Columns: []string{
	"merchant_id", "id", "entitlement_id", "member_id", "used_by", "cause_kind", "cause_id", "quantity", "returned", "state", "amount_minor",
	"cost_minor", "store_id", "source", "number", "hash", "made_by", "note", "at", "until_at", "undone_at", "undone_by", "undone_why"},
	Conflict: "ON CONFLICT (merchant_id, source, number) WHERE number <> '' DO NOTHING"}

var updateUse = store.Update{Table: "benefit_use", Key: []string{"id"}, Set: []string{"returned", "state", "undone_at", "undone_by", "undone_why"}}

func (bk *Books) saveUses() {
	var made, changed [][]any
	for _, u := range bk.ordered {
		if !u.changed {
			continue
		}
		if u.stored {
			changed = append(changed, []any{u.ID, u.Returned, u.State, u.UndoneAt, u.UndoneBy, u.UndoneWhy})
		} else {
			made = append(made, []any{
				bk.tx.MerchantID(), u.ID, u.EntitlementID, u.MemberID, u.UsedBy, u.Cause.Kind, u.Cause.ID, u.Quantity, u.Returned, u.State, u.AmountMinor,
				u.CostMinor, u.StoreID, u.Source, u.Number, u.Hash, u.MadeBy, u.Note, u.At, u.UntilAt, u.UndoneAt, u.UndoneBy, u.UndoneWhy,
			})
		}
		u.stored, u.changed = true, false
	}
	store.InsertLater(bk.tx, insertUse, made, func(n int64) error {
		if n < int64(len(made)) {
			return store.ErrAgain // another member's use was recorded under the number at this moment
		}
		return nil
	})
	store.UpdateLater(bk.tx, updateUse, changed, nil)
}
