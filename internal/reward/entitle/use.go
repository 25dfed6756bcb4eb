package entitle

import (
	"context"
	"slices"
	"unicode/utf8"

	"regulars/internal/benefit"
	"regulars/internal/benefit/card"
	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/member/proof"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// UseIn is a use at the counter.
type UseIn struct {
	Ref      benefit.Ref
	UsedBy   int64 // the member who stands there; 0: the holder
	Quantity int64
	StoreID  int64
	Source   string // with Number the natural key; both may be empty
	Number   string
	Note     string
	MadeBy   string
	Shown    proof.Shown
}

func (in *UseIn) check() error {
	var wrong []*fault.Error
	for field, value := range map[string]string{"source": in.Source, "number": in.Number} {
		if utf8.RuneCountInString(value) > benefit.MaxNumber {
			wrong = append(wrong, fault.ErrTooLong.At(field, fault.P{"limit": benefit.MaxNumber}))
		}
	}
	if in.Number != "" && in.Source == "" {
		wrong = append(wrong, fault.ErrRequired.At("source", nil))
	}
	if utf8.RuneCountInString(in.Note) > benefit.MaxNote {
		wrong = append(wrong, fault.ErrTooLong.At("note", fault.P{"limit": benefit.MaxNote}))
	}
	return fault.Join(wrong...)
}

func (in *UseIn) hash() string {
	return store.Digest(struct {
		Ref                     benefit.Ref
		UsedBy, Quantity, Store int64
		Note                    string
	}{in.Ref, in.UsedBy, in.Quantity, in.StoreID, in.Note})
}

// Use takes so many uses. Told again with the same content under the same (source, number) it answers what was made. Returns
// benefit.ErrNumber, benefit.ErrNotMember, the refusals of benefit.Books.Use and of proof.Shown.Enough, benefit.ErrHolder, benefit.ErrNoShare.
func Use(ctx context.Context, tx *store.Tx, in UseIn) (made *benefit.Use, repeated bool, err error) {
	if err := in.check(); err != nil {
		return nil, false, err
	}
	if made, err := before(ctx, tx, &in); err != nil || made != nil {
		return made, true, err
	}
	holder, by, err := who(ctx, tx, &in)
	if err != nil {
		return nil, false, err
	}
	settings, _, err := org.GetSettings(ctx, tx)
	if err != nil {
		return nil, false, err
	}
	bk, err := open(ctx, tx, holder, others(holder, by), benefit.Need{IDs: idOf(in.Ref)})
	if err != nil {
		return nil, false, err
	}
	proofs := proof.OpenLater(tx, settings, proof.Showing{Member: by, Shown: in.Shown})
	if err := tx.Flush(ctx); err != nil {
		return nil, false, err
	}
	if made, err := before(ctx, tx, &in); err != nil || made != nil { // made by somebody else at this moment
		return made, true, err
	}
	id, err := take(bk, proofs, &in, taking{holder: holder, by: by, tx: tx})
	if err != nil {
		return nil, false, err
	}
	if err := bk.Save(ctx); err != nil {
		return nil, false, err
	}
	if err := proofs.Save(ctx); err != nil {
		return nil, false, err
	}
	made, err = benefit.GetUse(ctx, tx, id)
	return made, false, err
}

// before is what was made under the same (source, number); nil where nothing was, or the use has no number.
func before(ctx context.Context, tx *store.Tx, in *UseIn) (*benefit.Use, error) {
	if in.Number == "" {
		return nil, nil //nolint:nilnil // none is a good answer
	}
	u, err := benefit.FindNumber(ctx, tx, in.Source, in.Number)
	if err == nil && u != nil && u.Hash != in.hash() {
		err = benefit.ErrNumber.At("number", nil)
	}
	return u, err
}

// taking is the use of one entitlement by somebody.
type taking struct {
	holder, by int64
	tx         *store.Tx
}

// take decides in memory: the entitlement, the proof, the count.
func take(bk *reward.Books, proofs *proof.Books, in *UseIn, t taking) (int64, error) {
	if !bk.IsMember(t.holder) {
		return 0, benefit.ErrNotMember.New(nil)
	}
	now := t.tx.Now()
	e, refused := bk.Benefit.Resolve(t.holder, in.Ref, now)
	if refused != nil {
		return 0, refused
	}
	if refused := e.Refuse(in.Quantity, now); refused != nil {
		return 0, refused
	}
	spend := proof.Spend{Uses: in.Quantity}
	if e.Terms.Unlimited { // nothing is used up
		spend = proof.Spend{}
	}
	if refused := proofs.Enough(t.by, in.Shown, spend); refused != nil {
		return 0, refused
	}
	id, refused := bk.Benefit.Use(e.ID, benefit.UseIn{
		Quantity: in.Quantity, UsedBy: t.by, StoreID: in.StoreID, Source: in.Source, Number: in.Number, Hash: in.hash(), MadeBy: in.MadeBy, Note: in.Note, At: now,
	})
	if refused != nil {
		return 0, refused
	}
	if refused := proofs.Use(t.by, in.Shown, spend, org.Subject("entitlement_use", id)); refused != nil {
		return 0, refused
	}
	benefit.Note(t.tx, []benefit.Noted{e.Noted(ledger.Cause{Kind: "use", ID: id}, in.Quantity, 0, benefit.NotedOn{Tier: bk.TierOf(t.holder), StoreID: in.StoreID, At: now})})
	return id, nil
}

// who holds the entitlement, and who uses it: the holder, or one whom he lets use it.
func who(ctx context.Context, tx *store.Tx, in *UseIn) (holder, by int64, err error) {
	var e *benefit.Entitlement
	if in.Ref.ID != 0 {
		if e, err = benefit.Get(ctx, tx, in.Ref.ID); err != nil {
			return 0, 0, err
		}
		holder = e.Holder
	} else if holder, err = member.Holder(ctx, tx, in.Ref.Member); err != nil {
		return 0, 0, err
	}
	if in.UsedBy == 0 {
		return holder, holder, nil
	}
	if by, err = member.Holder(ctx, tx, in.UsedBy); err != nil || by == holder {
		return holder, by, err
	}
	if e == nil || !e.Terms.Shared {
		return 0, 0, benefit.ErrNoShare.At("member_id", nil)
	}
	sharers, err := card.Sharers(ctx, tx, []int64{e.Card()})
	if err == nil && !slices.Contains(sharers[e.Card()], by) {
		err = benefit.ErrHolder.At("member_id", nil)
	}
	return holder, by, err
}

func others(holder, by int64) []int64 {
	if by == holder {
		return nil
	}
	return []int64{by}
}

func idOf(ref benefit.Ref) []int64 {
	if ref.ID == 0 {
		return nil
	}
	return []int64{ref.ID}
}

// UndoIn takes a use back.
type UndoIn struct {
	ID     int64
	Reason string
	By     string
}

// Undo takes back a use at the counter; one whose entitlement has expired meanwhile can be made again until the merchant's grace. Returns
// benefit.ErrUseGone, benefit.ErrByOrder, benefit.ErrUndone, fault.ErrRequired without a reason.
func Undo(ctx context.Context, tx *store.Tx, in UndoIn) error {
	switch n := utf8.RuneCountInString(in.Reason); {
	case n == 0:
		return fault.ErrRequired.At("reason", nil)
	case n > benefit.MaxNote:
		return fault.ErrTooLong.At("reason", fault.P{"limit": benefit.MaxNote})
	}
	u, err := benefit.GetUse(ctx, tx, in.ID)
	if err != nil {
		return err
	}
	e, err := benefit.Get(ctx, tx, u.EntitlementID)
	if err != nil {
		return err
	}
	settings, _, err := org.GetSettings(ctx, tx)
	if err != nil {
		return err
	}
	bk, err := open(ctx, tx, e.Holder, nil, benefit.Need{IDs: []int64{in.ID}})
	if err != nil {
		return err
	}
	grace := tx.Now()
	if settings.RefundGraceDays > 0 {
		grace = (tx.Today() + calendar.Day(settings.RefundGraceDays)).End(tx.Zone())
	}
	if refused := bk.Benefit.UndoUse(in.ID, benefit.Returning{At: tx.Now(), GraceUntil: grace, By: in.By, Why: in.Reason}); refused != nil {
		return refused
	}
	benefit.Lower(tx, []benefit.Kept{{CauseID: in.ID, Kind: e.NoteKind(), Benefit: e.NoteCode()}})
	if err := bk.Save(ctx); err != nil {
		return err
	}
	return org.Audit(ctx, tx, org.Change{
		Verb: "entitlement_use.undone", Subject: org.Subject("entitlement_use", in.ID), MemberID: e.Holder, After: map[string]any{"reason": in.Reason},
	})
}
