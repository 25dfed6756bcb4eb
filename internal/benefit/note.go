package benefit

import (
	"strings"

	"regulars/internal/calendar"
	"regulars/internal/ledger"
	"regulars/internal/offer/deal"
	"regulars/internal/store"
)

// Noted is what one document used of one benefit.
type Noted struct {
	Cause       ledger.Cause // order:ID, use:ID
	Kind        string       // as deal.Benefit.Kind says, or that of an entitlement: quota, given, card, draw, service
	Benefit     string       // its code
	MemberID    int64
	Tier        string // of the member then
	StoreID     int64
	At          calendar.Instant
	Quantity    int64 // how often: units, or 1
	AmountMinor int64 // money off, or the worth of points on top
	CostMinor   int64 // what it cost the merchant: AmountMinor where it is money off, else as the benefit says
}

var insertNote = store.Insert{Table: "benefit_note", Columns: []string{
	"merchant_id", "cause_kind", "cause_id", "kind", "benefit", "member_id", "tier", "store_id", "at", "quantity", "amount_minor", "cost_minor"}}

// Note counts what documents used of benefits, in their commit. A document is noted once.
func Note(tx *store.Tx, notes []Noted) {
	rows := make([][]any, len(notes))
	for i := range notes {
		n := &notes[i]
		rows[i] = []any{tx.MerchantID(), n.Cause.Kind, n.Cause.ID, n.Kind, n.Benefit, n.MemberID, n.Tier, n.StoreID, n.At, n.Quantity, n.AmountMinor, n.CostMinor}
	}
	store.InsertLater(tx, insertNote, rows, nil)
}

// Kept is what of a note a document still keeps.
type Kept struct {
	CauseID     int64
	Kind        string
	Benefit     string
	Quantity    int64
	AmountMinor int64
	CostMinor   int64
}

// Lower puts what documents keep in place of what was noted of them: nothing remains, the numbers are 0 (invariant 6).
func Lower(tx *store.Tx, kept []Kept) {
	rows := make([][]any, len(kept))
	for i, k := range kept {
		rows[i] = []any{k.CauseID, k.Kind, k.Benefit, k.Quantity, k.AmountMinor, k.CostMinor}
	}
	store.UpdateLater(tx, store.Update{
		Table: "benefit_note", Key: []string{"cause_id", "kind", "benefit"}, Set: []string{"quantity", "amount_minor", "cost_minor"},
	}, rows, nil)
}

// Noted is what a document used of the entitlement; amount is the money off an order.
func (e *Entitlement) Noted(cause ledger.Cause, quantity, amount int64, on NotedOn) Noted {
	return Noted{
		Cause: cause, Kind: e.NoteKind(), Benefit: e.NoteCode(), MemberID: e.Holder, Tier: on.Tier, StoreID: on.StoreID, At: on.At,
		Quantity: quantity, AmountMinor: amount, CostMinor: e.cost(quantity, amount),
	}
}

// cost is what so many uses cost the merchant: the money off an order, else what the terms say; of a card always, as it was paid for.
func (e *Entitlement) cost(quantity, amount int64) int64 {
	if e.Terms.Gives == deal.UnitFree && e.Kind != KindCard && amount > 0 {
		return amount
	}
	return e.Terms.CostMinor * quantity
}

// NotedOn says when and where a benefit was used, and in which tier.
type NotedOn struct {
	Tier    string
	StoreID int64
	At      calendar.Instant
}

// NoteKind is the kind under which uses of the entitlement are noted.
func (e *Entitlement) NoteKind() string {
	if e.Terms.Unlimited {
		return string(deal.Service)
	}
	return string(e.Kind)
}

// NoteCode is the code under which uses of the entitlement are noted: plans call their benefits as they like.
func (e *Entitlement) NoteCode() string {
	if plan, found := strings.CutPrefix(e.Source, planPrefix); found {
		return plan + "/" + e.Benefit
	}
	return e.Benefit
}
