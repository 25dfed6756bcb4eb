package benefit

import (
	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/store"
)

// The states of a use.
const (
	UseLocked   = "locked"   // by a hold, until UntilAt
	UseMade     = "used"     //
	UseUndone   = "undone"   // all of it came back
	UseReleased = "released" // the hold ended
)

// Use is what one document took of one entitlement.
type Use struct {
	ID            int64
	EntitlementID int64
	MemberID      int64 // the record that the entitlement was made for
	UsedBy        int64 // the member who used it: the holder, or one who shares it
	Cause         ledger.Cause
	Quantity      int64
	Returned      int64
	State         string
	AmountMinor   int64 // money off the order, of all of Quantity
	CostMinor     int64 // what it cost the merchant, of all of Quantity
	StoreID       int64
	Source        string // natural key of a use at the counter
	Number        string
	Hash          string
	MadeBy        string
	Note          string
	At            calendar.Instant
	UntilAt       calendar.Instant // of a lock
	UndoneAt      calendar.Instant
	UndoneBy      string
	UndoneWhy     string

	stored  bool
	changed bool
}

// UseIn is a use to be made.
type UseIn struct {
	Quantity    int64
	Cause       ledger.Cause // order:ID; the zero Cause is a use at the counter, which is its own
	AmountMinor int64        // money that it took off, of all of Quantity
	UsedBy      int64        // 0: the holder
	StoreID     int64
	Source      string
	Number      string
	Hash        string
	MadeBy      string
	Note        string
	At          calendar.Instant // 0: now
}

const useColumns = `u.id, u.entitlement_id, u.member_id, u.used_by, u.cause_kind, u.cause_id, u.quantity, u.returned, u.state, u.amount_minor,
	u.cost_minor, u.store_id, u.source, u.number, u.hash, u.made_by, u.note, u.at, u.until_at, u.undone_at, u.undone_by, u.undone_why`

// fields are the destinations of useColumns.
func (u *Use) fields() []any {
	return []any{
		&u.ID, &u.EntitlementID, &u.MemberID, &u.UsedBy, &u.Cause.Kind, &u.Cause.ID, &u.Quantity, &u.Returned, &u.State, &u.AmountMinor,
		&u.CostMinor, &u.StoreID, &u.Source, &u.Number, &u.Hash, &u.MadeBy, &u.Note, &u.At, &u.UntilAt, &u.UndoneAt, &u.UndoneBy, &u.UndoneWhy,
	}
}

func scanUse(r store.Row) (*Use, error) {
	u := &Use{stored: true}
	return u, r.Scan(u.fields()...)
}

// Use takes so many uses of an entitlement and answers the id of the use. A quota that was only offered is made by it. Returns ErrUnknown,
// ErrQuantity, ErrVoid, ErrExpired, ErrPending, ErrUsedUp.
func (bk *Books) Use(id int64, in UseIn) (int64, *fault.Error) {
	e := bk.own[id]
	if e == nil {
		return 0, ErrUnknown.New(nil)
	}
	if in.At == 0 {
		in.At = bk.tx.Now()
	}
	if refused := e.Refuse(in.Quantity, in.At); refused != nil {
		return 0, refused
	}
	u := bk.newUse(e, in)
	u.State = UseMade
	if u.Cause.Kind == "" {
		u.Cause = ledger.Cause{Kind: "use", ID: u.ID}
	}
	bk.took(e, in.Quantity)
	bk.emit(EventUsed, e, in.Quantity, u.Cause.String())
	return u.ID, nil
}

// took counts uses of an entitlement, and with a negative quantity their coming back, for every record of the member.
func (bk *Books) took(e *Entitlement, quantity int64) {
	e.Used, e.changed = e.Used+quantity, true
	for _, o := range bk.of[e.Holder] {
		if o != e && e.same(o) {
			o.Elsewhere += quantity
		}
	}
}

func (bk *Books) newUse(e *Entitlement, in UseIn) *Use {
	u := &Use{
		ID: bk.tx.NewID(), EntitlementID: e.ID, MemberID: e.MemberID, UsedBy: in.UsedBy, Cause: in.Cause, Quantity: in.Quantity,
		AmountMinor: in.AmountMinor, CostMinor: e.cost(in.Quantity, in.AmountMinor), StoreID: in.StoreID, Source: in.Source, Number: in.Number, Hash: in.Hash,
		MadeBy: in.MadeBy, Note: in.Note, At: in.At, UntilAt: calendar.Never, UndoneAt: calendar.Never, changed: true,
	}
	if u.UsedBy == 0 {
		u.UsedBy = e.Holder
	}
	e.changed = true
	bk.uses[u.ID] = u
	bk.ordered = append(bk.ordered, u)
	return u
}

// GiveBack takes back so many of what a document used of an entitlement. What comes back after the
// entitlement's end can be used until graceUntil by an entitlement that follows it; a grace that is over gives none. The document
// must have been among Need.Orders, or be of these books. Returns ErrUndone where it used less.
func (bk *Books) GiveBack(by ledger.Cause, entitlement, quantity int64, on Returning) *fault.Error {
	var made []*Use
	var left int64
	for _, u := range bk.ordered {
		if u.Cause == by && u.EntitlementID == entitlement && u.State == UseMade {
			made, left = append(made, u), left+u.Quantity-u.Returned
		}
	}
	if left < quantity {
		return ErrUndone.New(nil)
	}
	for _, u := range made {
		part := min(quantity, u.Quantity-u.Returned)
		if refused := bk.undo(u, part, on); refused != nil {
			return refused
		}
		quantity -= part
	}
	return nil
}

// Returning says when, until when and why uses come back.
type Returning struct {
	At         calendar.Instant
	GraceUntil calendar.Instant
	By         string // who takes it back
	Why        string
}

// UndoUse takes back all that is left of a use at the counter. Returns ErrUseGone, ErrByOrder, ErrUndone.
func (bk *Books) UndoUse(id int64, on Returning) *fault.Error {
	u := bk.uses[id]
	switch {
	case u == nil:
		return ErrUseGone.New(nil)
	case u.Cause.Kind != "use":
		return ErrByOrder.New(nil)
	case u.State != UseMade:
		return ErrUndone.New(nil)
	}
	return bk.undo(u, u.Quantity-u.Returned, on)
}

func (bk *Books) undo(u *Use, quantity int64, on Returning) *fault.Error {
	e := bk.own[u.EntitlementID]
	if e == nil {
		return bk.mistake("entitlement %d of use %d is not loaded", u.EntitlementID, u.ID)
	}
	if quantity == 0 {
		return nil
	}
	u.Returned, u.UndoneAt, u.UndoneBy, u.UndoneWhy, u.changed = u.Returned+quantity, on.At, on.By, on.Why, true
	if u.Returned == u.Quantity {
		u.State = UseUndone
	}
	bk.took(e, -quantity)
	switch {
	case e.RevokedAt != calendar.Never: // what gave it has been taken back meanwhile
		e.Revoked += quantity
	case e.ExpiresAt <= on.At && on.GraceUntil > on.At:
		e = bk.follow(e, quantity, on)
	}
	bk.emit(EventReturned, e, quantity, u.Cause.String())
	return nil
}

// follow makes what can be used in place of uses that came back after the end (invariant 4).
func (bk *Books) follow(e *Entitlement, quantity int64, on Returning) *Entitlement {
	kind := e.Kind
	if kind == KindQuota {
		kind = KindGiven // a quota of a period is one entitlement
	}
	next := &Entitlement{
		ID: bk.tx.NewID(), MemberID: e.MemberID, Holder: e.Holder, Kind: kind, Benefit: e.Benefit, Source: e.Source, Terms: e.Terms, Quantity: quantity,
		Root: e.Root, Rule: e.Rule, MadeAt: bk.tx.Now(), ActivatesAt: on.At, ExpiresAt: on.GraceUntil,
		RevokedAt: calendar.Never, Follows: e.ID, changed: true,
	}
	if kind == KindCard {
		next.PartOf = e.Card()
	}
	bk.add(next)
	return next
}

// Lock reserves so many uses for a hold until the instant. Returns as Use does.
func (bk *Books) Lock(id, hold, quantity int64, at, until calendar.Instant) *fault.Error {
	e := bk.own[id]
	if e == nil {
		return ErrUnknown.New(nil)
	}
	if refused := e.Refuse(quantity, at); refused != nil {
		return refused
	}
	u := bk.newUse(e, UseIn{Quantity: quantity, Cause: ledger.Cause{Kind: "hold", ID: hold}, At: at})
	u.State, u.UntilAt = UseLocked, until
	e.Locked += quantity
	return nil
}

// Unlock frees what a hold reserved, which can be used on these books though it may have ended meanwhile. The hold must have been among Need.Holds, or
// be of these books; one that holds nothing is nothing to do.
func (bk *Books) Unlock(hold int64) {
	for _, u := range bk.ordered {
		if u.State != UseLocked || u.Cause != (ledger.Cause{Kind: "hold", ID: hold}) {
			continue
		}
		u.State, u.changed = UseReleased, true
		if e := bk.own[u.EntitlementID]; e != nil && (u.UntilAt > bk.tx.Now() || !u.stored) {
			e.Locked, e.released = max(e.Locked-u.Quantity, 0), u.UntilAt
		}
	}
}
