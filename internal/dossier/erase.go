package dossier

import (
	"context"

	"regulars/internal/calendar"
	exports "regulars/internal/exporter"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/mall"
	"regulars/internal/member"
	"regulars/internal/member/privacy"
	"regulars/internal/order"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/simulation"
	"regulars/internal/store"
)

const maxReason = 500 // characters

// Erase takes everything personal of a member, and of the records merged into it, out of every room, for ever. What is held expires, one entry
// a lot; orders and their sums stay, without a person. The reason stands readable in the audit trail and must name nobody.
// Erasing again does nothing.
//
// Returns member.ErrUnknown and fault.ErrRequired.
func Erase(ctx context.Context, tx *store.Tx, id int64, reason string) error {
	reason, refused := org.CleanText("reason", reason, maxReason)
	switch {
	case refused != nil:
		return refused
	case reason == "":
		return fault.ErrRequired.At("reason", nil)
	}
	id, err := member.Holder(ctx, tx, id)
	if err != nil {
		return err
	}
	if _, err := settle(ctx, tx, id); err != nil {
		return err
	}
	bk, err := reward.Open(ctx, tx, reward.Need{Members: []int64{id}, From: tx.Now(), Until: tx.Now()})
	if err != nil {
		return err
	}
	if bk.Member.Person(id).Status == member.StatusErased {
		return nil
	}
	if bk.Member.Person(id).AliasOf != 0 {
		return store.ErrAgain // merged by somebody else at this moment
	}
	if err := bk.Ledger.Load(ctx, tx, ledger.Need{Draw: []int64{id}, Assets: ledger.Assets()}); err != nil {
		return err
	}
	bk.Ledger.Forfeit(id, tx.Now(), ledger.Cause{Kind: "erasure", ID: id})
	bk.Ledger.SetOtherDue(id, calendar.Never)
	if err := bk.Save(ctx); err != nil {
		return err
	}
	records, err := privacy.Erase(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := forfeit(ctx, tx, id, records); err != nil {
		return err
	}
	if err := order.Anonymise(ctx, tx, records); err != nil {
		return err
	}
	if err := simulation.Forget(ctx, tx, records); err != nil {
		return err
	}
	if err := mall.Anonymise(ctx, tx, records); err != nil {
		return err
	}
	if err := reward.Anonymise(ctx, tx, records); err != nil {
		return err
	}
	if err := exports.Forget(ctx, tx); err != nil { // the person may stand in any of them
		return err
	}
	return org.Audit(ctx, tx, org.Change{
		Verb: "member.erased", Subject: org.Subject("member", id), After: map[string]any{"reason": reason, "records": len(records)},
	})
}
