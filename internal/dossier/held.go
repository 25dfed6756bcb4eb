package dossier

import (
	"context"

	"regulars/internal/benefit"
	"regulars/internal/coupon"
	"regulars/internal/mall/recharge"
	"regulars/internal/member"
	"regulars/internal/member/merge"
	"regulars/internal/order/stamp"
	"regulars/internal/plan"
	"regulars/internal/store"
)

// join gives the member what the record held beside the wallet. Entitlements and stamps stay with their records: who holds them is asked of
// member.Holder.
func join(ctx context.Context, tx *store.Tx, from, into int64) error {
	for _, move := range []func(context.Context, *store.Tx, int64, int64) error{coupon.Move, plan.Move, recharge.Move} {
		if err := move(ctx, tx, from, into); err != nil {
			return err
		}
	}
	return nil
}

// part gives back to the record what was made for it, or for records that were merged into it before. Members are two already.
func part(ctx context.Context, tx *store.Tx, m merge.Merge) error {
	records, err := member.WithAliases(ctx, tx, m.From)
	if err != nil {
		return err
	}
	if err := coupon.Unmove(ctx, tx, m.From, m.Into); err != nil {
		return err
	}
	if err := plan.Unmove(ctx, tx, m.From, m.Into, records); err != nil {
		return err
	}
	return recharge.Unmove(ctx, tx, m.From, m.Into, records)
}

// forfeit takes away what an erased member held beside the wallet, and the words that people wrote about it.
func forfeit(ctx context.Context, tx *store.Tx, id int64, records []int64) error {
	if err := coupon.Forfeit(ctx, tx, id); err != nil {
		return err
	}
	for _, room := range []func(context.Context, *store.Tx, []int64) error{benefit.Forfeit, plan.Erase, recharge.Erase} {
		if err := room(ctx, tx, records); err != nil {
			return err
		}
	}
	return nil
}

// HeldPart is what a person holds and held beside the wallet.
type HeldPart struct {
	Coupons     []coupon.Held
	Benefits    benefit.Document
	Plans       []*plan.Membership
	Recharges   []*recharge.Recharge
	Withdrawals []*recharge.Withdrawal
	Stamps      []stamp.Line
}

// held is one file of it.
func (x *exporter) held(ctx context.Context) (err error) {
	part := &x.doc.Held
	if part.Coupons, err = coupon.Export(ctx, x.tx, x.id); err != nil {
		return err
	}
	if part.Benefits, err = benefit.Export(ctx, x.tx, x.records); err != nil {
		return err
	}
	if part.Plans, err = plan.OfMember(ctx, x.tx, x.id); err != nil {
		return err
	}
	if part.Recharges, part.Withdrawals, err = recharge.OfRecords(ctx, x.tx, x.records); err != nil {
		return err
	}
	part.Stamps, err = stamp.Export(ctx, x.tx, x.records)
	return err
}

// recharges adds stored value that was bought and not paid back, each on its day.
func (w *walk) recharges(ctx context.Context) error {
	list, err := recharge.Facts(ctx, w.tx, w.ids)
	for _, f := range list {
		if f.Minor == 0 {
			continue
		}
		past := w.pasts[w.records[f.RecordID]]
		past.History.Others = append(past.History.Others, member.DayDelta{On: f.MadeAt.Day(w.tx.Zone()), Recharge: f.Minor})
	}
	return err
}
