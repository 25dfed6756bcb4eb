package reward

import (
	"context"
	"unicode/utf8"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/store"
)

// AssignIn is a tier given by hand.
type AssignIn struct {
	MemberID int64
	Code     string           // "" ends at once all that was given, by rewards too
	Until    calendar.Instant // its end; a tier by hand always has one
	Reason   string
}

// Assign gives a member a tier by hand until an instant, in the place of what a person gave before, or ends all that was given. It never lowers:
// what conditions and rewards give stays beside it, and the highest counts. It is audited. Returns ErrNoMember, program.ErrTierUnknown, ErrTierEnd, ErrTierNotHigher.
func Assign(ctx context.Context, tx *store.Tx, in AssignIn) (program.TierState, error) {
	var none program.TierState
	switch n := utf8.RuneCountInString(in.Reason); {
	case n == 0:
		return none, fault.ErrRequired.At("reason", nil)
	case n > maxReason:
		return none, fault.ErrTooLong.At("reason", fault.P{"limit": maxReason})
	}
	holder, err := member.Holder(ctx, tx, in.MemberID)
	if err != nil {
		return none, err
	}
	bk, err := Open(ctx, tx, Need{Members: []int64{holder}, From: tx.Now(), Until: tx.Now()})
	if err != nil {
		return none, err
	}
	bk.CatchUp(holder, tx.Now())
	before, has := bk.Tier.State(holder)
	if !has {
		return none, ErrNoMember.At("member_id", nil)
	}
	at := bk.assessing(tx.Now(), "")
	if in.Code == "" {
		bk.Tier.Unassign(holder, at)
	} else if err := bk.Tier.Assign(holder, in.Code, in.Until, at); err != nil {
		return none, err
	}
	after, _ := bk.Tier.State(holder)
	bk.noteDue(holder)
	if err := bk.Save(ctx); err != nil {
		return none, err
	}
	verb := "tier.given"
	if in.Code == "" {
		verb = "tier.given_ended"
	}
	return after, org.Audit(ctx, tx, org.Change{Verb: verb, Subject: org.Subject("member", holder), MemberID: holder, Before: before,
		After: map[string]any{"state": after, "reason": in.Reason}})
}
