package reward

import (
	"context"
	"unicode/utf8"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// AdjustIn is a change by hand.
type AdjustIn struct {
	MemberID  int64
	Asset     ledger.Asset // points or growth
	Amount    int64        // below 0 takes
	Reason    string
	ExpiresAt calendar.Instant // of points; 0: as the programme says
	MadeBy    string
	Limit     int64 // the most that may be done without a second person
	Approved  bool  // a second person has approved
	Alone     bool  // as GrantIn has it
}

// Adjust changes points or growth by hand, up or down. Returns ErrAsset, ErrZero, ErrLimit (with nothing done), ErrExpiry, ErrNoMember,
// and the ledger's refusal where there is not enough to take.
func Adjust(ctx context.Context, tx *store.Tx, in AdjustIn) (*Granted, error) {
	if err := in.check(tx.Now()); err != nil {
		return nil, err
	}
	if max(in.Amount, -in.Amount) > in.Limit && !in.Approved {
		return nil, ErrLimit.At("amount", fault.P{"limit": in.Limit})
	}
	holder, err := member.Holder(ctx, tx, in.MemberID)
	if err != nil {
		return nil, err
	}
	bk, err := Open(ctx, tx, Need{Members: []int64{holder}, Draw: []int64{holder}, TakeBack: true, From: tx.Now(), Until: tx.Now()})
	if err != nil {
		return nil, err
	}
	if !bk.IsMember(holder) {
		return nil, ErrNoMember.At("member_id", nil)
	}
	bk.CatchUp(holder, tx.Now())
	g := bk.grant(&GrantIn{MemberID: holder, Reason: in.Reason, MadeBy: in.MadeBy, Alone: in.Alone})
	g.Kind = Adjustment
	part := Part{Item: item.Item{Kind: item.Kind(in.Asset), Amount: in.Amount}, Amount: in.Amount}
	part.CostMinor, _ = bk.cost(&part)
	g.Parts, g.CostMinor = []Part{part}, part.CostMinor
	if refused := bk.post(g, in.Asset, in.Amount, in.ExpiresAt); refused != nil {
		return nil, refused
	}
	bk.Assess(holder, tx.Now(), g.Root)
	bk.given = append(bk.given, g)
	tx.Emit(g.event(EventAdjusted))
	return g, bk.Save(ctx)
}

func (in *AdjustIn) check(now calendar.Instant) error {
	var wrong []*fault.Error
	if in.Asset != ledger.Points && in.Asset != ledger.Growth {
		wrong = append(wrong, ErrAsset.At("asset", nil))
	}
	switch {
	case in.Amount == 0:
		wrong = append(wrong, ErrZero.At("amount", nil))
	case in.Amount > maxAdjusting || in.Amount < -maxAdjusting:
		wrong = append(wrong, fault.ErrRange.At("amount", fault.P{"min": -maxAdjusting, "max": maxAdjusting}))
	}
	return fault.Join(append(wrong, checkReason(in.Reason), checkExpiry(in.ExpiresAt, now))...)
}

func checkReason(reason string) *fault.Error {
	switch n := utf8.RuneCountInString(reason); {
	case n == 0:
		return fault.ErrRequired.At("reason", nil)
	case n > maxReason:
		return fault.ErrTooLong.At("reason", fault.P{"limit": maxReason})
	}
	return nil
}

func checkExpiry(at, now calendar.Instant) *fault.Error {
	if at != 0 && at <= now {
		return ErrExpiry.At("expires_at", nil)
	}
	return nil
}
