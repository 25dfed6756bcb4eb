package subscription

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/ledger"
	"regulars/internal/mall/pay"
	"regulars/internal/org"
	"regulars/internal/plan"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// document is a membership as what stored value is spent for.
func document(holder, id int64, at calendar.Instant) pay.Document {
	return pay.Document{MemberID: holder, Cause: ledger.Cause{Kind: "plan", ID: id}, Root: plan.Root(id), At: at}
}

// giveBack returns what of the parts is stored value to the lots that it was drawn from. The member is locked and caught up, and nothing of him waits to be
// saved but the plans, which are.
func giveBack(ctx context.Context, tx *store.Tx, plans *plan.Books, holder int64, parts []plan.Payment) error {
	need := reward.Need{Members: []int64{holder}, Draw: []int64{holder}, From: tx.Now(), Until: tx.Now()}
	for _, p := range parts {
		if p.Stored() {
			need.Causes = append(need.Causes, p.Of)
		}
	}
	if len(need.Causes) == 0 {
		return nil
	}
	settings, _, err := org.GetSettings(ctx, tx)
	if err != nil {
		return err
	}
	bk, err := reward.Open(ctx, tx, need)
	if err != nil {
		return err
	}
	for _, p := range parts {
		of := document(holder, p.Of, tx.Now())
		of.Grace = pay.Grace(tx, settings)
		value := pay.Value{}
		switch p.Kind {
		case plan.Principal:
			value.PrincipalMinor = p.AmountMinor
		case plan.Bonus:
			value.BonusMinor = p.AmountMinor
		}
		if refused := value.GiveBack(bk, of); refused != nil {
			return refused
		}
	}
	plans.Returned(holder, parts)
	if err := plans.Save(); err != nil {
		return err
	}
	return bk.Save(ctx)
}
