package recharge

import (
	"context"
	"encoding/json"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/mall/pay"
	"regulars/internal/member"
	"regulars/internal/money"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// Withdrawal is principal that was paid back to a member.
type Withdrawal struct {
	ID          int64
	MemberID    int64
	RecordID    int64
	AmountMinor int64
	Because     Because
	Reason      string
	Parts       []Part
	MadeAt      calendar.Instant
	MadeBy      string
}

// Part is what of one recharge was paid back.
type Part struct {
	RechargeID   int64         `json:"recharge_id"`
	AmountMinor  int64         `json:"amount_minor"`
	ChargedMinor int64         `json:"charged_minor,omitempty"` // principal that paid for uses
	VoidedMinor  int64         `json:"voided_minor,omitempty"`  // bonus that went with it
	ExtraMinor   int64         `json:"extra_minor,omitempty"`   // more than the principal that was left
	Cooling      bool          `json:"cooling,omitempty"`       // within the cooling days
	Closes       bool          `json:"closes,omitempty"`        // all that the recharge was worth: its gifts go too
	Back         []pay.Payment `json:"back"`                    // where it goes
}

// WithdrawIn asks for principal back.
type WithdrawIn struct {
	MemberID    int64
	RechargeID  int64 // of this one alone; 0: of all, newest first
	AmountMinor int64 // 0: all that can be paid back
	Because     Because
	Reason      string
	MadeBy      string
	Approved    bool // a second person has approved
}

// Withdraw pays principal back. Returns ErrSecond (with nothing done) above what the terms let go, ErrTooMuch, ErrHeld, member.ErrUnknown,
// fault.ErrRequired without a reason.
func Withdraw(ctx context.Context, tx *store.Tx, in WithdrawIn) (*Withdrawal, error) {
	reason, refused := org.RequireText("reason", in.Reason, maxReason)
	if refused != nil {
		return nil, refused
	}
	if in.AmountMinor < 0 || in.AmountMinor > money.Limit {
		return nil, fault.ErrRange.At("amount_minor", fault.P{"min": 0, "max": int64(money.Limit)})
	}
	if in.Because != OfMember && in.Because != OfMerchant {
		return nil, fault.ErrInvalid.At("because", fault.P{"reason": "member or merchant"})
	}
	holder, err := member.Holder(ctx, tx, in.MemberID)
	if err != nil {
		return nil, err
	}
	if err := settle(ctx, tx, holder); err != nil {
		return nil, err
	}
	terms, _, err := GetTerms(ctx, tx)
	if err != nil {
		return nil, err
	}
	accounts, err := Accounts(ctx, tx, holder)
	if err != nil {
		return nil, err
	}
	w := &Withdrawal{ID: tx.NewID(), MemberID: holder, RecordID: holder, AmountMinor: in.AmountMinor, Because: in.Because, Reason: reason, MadeAt: tx.Now(), MadeBy: in.MadeBy}
	d := &desk{tx: tx, terms: &terms, accounts: accounts}
	if err := d.divide(w, in.RechargeID); err != nil {
		return nil, err
	}
	if w.AmountMinor > terms.AloneUpToMinor && !in.Approved {
		return nil, ErrSecond.At("amount_minor", fault.P{"limit": money.Words(terms.AloneUpToMinor, tx.Currency())})
	}
	return w, d.book(ctx, w)
}

// settle locks the member and posts what is due, so that the ledger can be read.
func settle(ctx context.Context, tx *store.Tx, holder int64) error {
	bk, err := reward.Open(ctx, tx, reward.Need{Members: []int64{holder}, From: tx.Now(), Until: tx.Now()})
	if err != nil {
		return err
	}
	if bk.Erased(holder) {
		return member.ErrErased.New(nil)
	}
	bk.CatchUp(holder, tx.Now())
	if err := bk.Save(ctx); err != nil {
		return err
	}
	return tx.Flush(ctx)
}

// desk pays back to one member.
type desk struct {
	tx       *store.Tx
	terms    *Terms
	accounts []*Account
}

// divide says what of each recharge is paid back, newest first: those in their cooling days come first by that.
func (d *desk) divide(w *Withdrawal, only int64) error {
	var most int64
	worth := make([]int64, len(d.accounts))
	for i, a := range d.accounts {
		if only == 0 || a.ID == only {
			worth[i] = a.Worth(d.terms, w.Because, a.Cooling(d.terms, d.tx.Today()))
			most += worth[i]
		}
	}
	if w.AmountMinor > most || most == 0 {
		return ErrTooMuch.At("amount_minor", fault.P{"most": money.Words(most, d.tx.Currency())})
	}
	if w.AmountMinor == 0 {
		w.AmountMinor = most
	}
	left := w.AmountMinor
	for i, a := range d.accounts {
		take := min(left, worth[i])
		if take == 0 {
			continue
		}
		left -= take
		p, refused := a.part(take, take == worth[i])
		if refused != nil {
			return refused
		}
		p.Cooling = a.Cooling(d.terms, d.tx.Today())
		w.Parts = append(w.Parts, p)
	}
	return nil
}

// part is what paying back so much of the recharge does to its lots. whole says that it is all it is worth: the recharge is closed.
func (a *Account) part(take int64, whole bool) (Part, *fault.Error) {
	p := Part{RechargeID: a.ID, AmountMinor: take, Closes: whole, Back: pay.Back(a.Payments, a.WithdrawnMinor, a.WithdrawnMinor+take)}
	principal := min(take, a.PrincipalLeft)
	p.ExtraMinor = take - principal
	if whole {
		p.ChargedMinor, p.VoidedMinor = a.PrincipalLeft-principal, a.BonusLeft
	}
	share := money.MulDiv(a.BonusMinor, take, a.AmountMinor, money.Floor)
	if !whole {
		p.VoidedMinor = min(share, a.BonusLeft)
	}
	if a.Held > 0 && (whole || p.ExtraMinor > 0 || p.VoidedMinor < share) { // what is missing may be what is held
		return p, ErrHeld.At("amount_minor", nil)
	}
	return p, nil
}

// book takes the value out of the wallet and writes what was paid back.
func (d *desk) book(ctx context.Context, w *Withdrawal) error {
	byID := map[int64]*Account{}
	for _, a := range d.accounts {
		byID[a.ID] = a
	}
	need := reward.Need{Members: []int64{w.MemberID}, Draw: []int64{w.MemberID}, From: d.tx.Now(), Until: d.tx.Now()}
	for _, p := range w.Parts {
		need.Causes = append(need.Causes, p.RechargeID)
		need.From = min(need.From, byID[p.RechargeID].MadeAt)
	}
	bk, err := reward.Open(ctx, d.tx, need)
	if err != nil {
		return err
	}
	var voided int64
	for _, p := range w.Parts {
		a := byID[p.RechargeID]
		if refused := claw(bk, w, a, p); refused != nil {
			return refused
		}
		bk.Member.Book(w.MemberID, member.DayDelta{On: a.MadeAt.Day(d.tx.Zone()), Recharge: -p.AmountMinor})
		a.WithdrawnMinor += p.AmountMinor
		a.ChargedMinor += p.ChargedMinor
		a.VoidedMinor += p.VoidedMinor
		a.ExtraMinor += p.ExtraMinor
		voided += p.VoidedMinor
		if p.Closes {
			if _, err := bk.RevokeRoot(ctx, w.MemberID, Root(a.ID), d.tx.Now()); err != nil {
				return err
			}
		}
		if err := d.write(ctx, a); err != nil {
			return err
		}
	}
	if err := bk.Reassess(ctx, w.MemberID, reward.ReassessIn{Since: need.From, At: d.tx.Now(), Why: w.cause().String()}); err != nil {
		return err
	}
	if err := d.note(ctx, w, voided); err != nil {
		return err
	}
	return bk.Save(ctx)
}

func (w *Withdrawal) cause() ledger.Cause { return ledger.Cause{Kind: "withdrawal", ID: w.ID} }

// claw takes a part out of the recharge's own lots. What they hold is known, so nothing else is touched.
func claw(bk *reward.Books, w *Withdrawal, a *Account, p Part) *fault.Error {
	for _, take := range []struct {
		asset   ledger.Asset
		account ledger.Account
		amount  int64
	}{
		{ledger.Principal, ledger.Recharged, p.AmountMinor - p.ExtraMinor},
		{ledger.Principal, ledger.Spent, p.ChargedMinor},
		{ledger.Bonus, ledger.Issued, p.VoidedMinor},
	} {
		if take.amount == 0 {
			continue
		}
		in := ledger.In{Asset: take.asset, Amount: take.amount, Account: take.account, Cause: a.cause(), By: w.cause(), At: w.MadeAt}
		if _, refused := bk.Ledger.ClawBack(w.MemberID, in); refused != nil {
			return refused
		}
	}
	return nil
}

func (d *desk) write(ctx context.Context, a *Account) error {
	_, err := d.tx.Exec(ctx, `UPDATE mall_recharge SET withdrawn_minor = $3, charged_minor = $4, voided_minor = $5, extra_minor = $6 WHERE merchant_id = $1 AND id = $2`,
		d.tx.MerchantID(), a.ID, a.WithdrawnMinor, a.ChargedMinor, a.VoidedMinor, a.ExtraMinor)
	return err
}

// note writes the withdrawal, tells of it and puts it into the audit trail.
func (d *desk) note(ctx context.Context, w *Withdrawal, voided int64) error {
	parts, err := json.Marshal(w.Parts)
	if err != nil {
		return err
	}
	_, err = d.tx.Exec(ctx, `INSERT INTO mall_withdrawal (merchant_id, id, member_id, record_id, amount_minor, because, reason, parts, made_at, made_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		d.tx.MerchantID(), w.ID, w.MemberID, w.RecordID, w.AmountMinor, string(w.Because), w.Reason, string(parts), w.MadeAt, w.MadeBy)
	if err != nil {
		return err
	}
	d.tx.Emit(event.Event{Kind: EventWithdrawn, MemberID: w.MemberID, Subject: w.ID, At: w.MadeAt, Root: w.cause().String(), Data: map[string]any{
		"amount_minor": w.AmountMinor, "voided_minor": voided,
	}})
	return org.Audit(ctx, d.tx, org.Change{
		Verb: "balance.withdrawn", Subject: org.Subject("member", w.MemberID), MemberID: w.MemberID,
		After: map[string]any{"amount_minor": w.AmountMinor, "because": w.Because, "reason": w.Reason},
	})
}
