package mall

import (
	"cmp"
	"context"
	"slices"

	"regulars/internal/benefit"
	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/mall/pay"
	"regulars/internal/member"
	"regulars/internal/offer/deal"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/reward/item"
	"regulars/internal/store"
)

// CancelIn is a redemption that is undone.
type CancelIn struct {
	ID     int64
	Reason string
	By     string
}

// Cancel undoes a redemption: what was spent goes back to the lots it came from, what was given is taken back, and the units return to the
// stock. Money that was paid is given back outside. Returns ErrRedemption, ErrCancelled, fault.ErrRequired without a reason, and ErrUsed, with
// nothing done, where what was given cannot be taken back whole.
func Cancel(ctx context.Context, tx *store.Tx, in CancelIn) (*Redemption, error) {
	reason, refused := org.RequireText("reason", in.Reason, maxReason)
	if refused != nil {
		return nil, refused
	}
	r, err := Get(ctx, tx, in.ID)
	if err != nil {
		return nil, err
	}
	holder, err := member.Holder(ctx, tx, r.MemberID)
	if err != nil {
		return nil, err
	}
	settings, _, err := org.GetSettings(ctx, tx)
	if err != nil {
		return nil, err
	}
	bk, err := reward.Open(ctx, tx, reward.Need{
		Members: []int64{holder}, Draw: []int64{holder}, Causes: []int64{r.ID}, TakeBack: true, From: r.At, Until: tx.Now(),
	})
	if err != nil {
		return nil, err
	}
	if r, err = Get(ctx, tx, in.ID); err != nil { // as it stands under the lock
		return nil, err
	}
	if now, err := member.Holder(ctx, tx, r.MemberID); err != nil || now != holder { // a merge was made or undone at this moment
		return nil, cmp.Or(err, store.ErrAgain)
	}
	if r.State == Cancelled {
		return nil, ErrCancelled.New(nil)
	}
	bk.CatchUp(holder, tx.Now())
	if err := r.giveBack(bk, holder, tx.Now(), pay.Grace(tx, settings)); err != nil {
		return nil, err
	}
	if err := r.takeBack(ctx, tx, bk, holder); err != nil {
		return nil, err
	}
	if bk.Erased(holder) { // nobody holds what came back
		bk.Ledger.Forfeit(holder, tx.Now(), ledger.Cause{Kind: "erasure", ID: holder})
	}
	if r.Terms.Early != "" { // it counts for nothing
		benefit.Lower(tx, []benefit.Kept{{CauseID: r.ID, Kind: string(deal.Service), Benefit: r.Terms.Early}})
	}
	if err := bk.Save(ctx); err != nil {
		return nil, err
	}
	if err := putBack(ctx, tx, r.ItemID, r.Quantity); err != nil {
		return nil, err
	}
	r.State, r.CancelledAt, r.CancelledBy, r.Reason = Cancelled, tx.Now(), in.By, reason
	_, err = tx.Exec(ctx, `UPDATE mall_redemption SET state = 'cancelled', cancelled_at = $3, cancelled_by = $4, reason = $5 WHERE merchant_id = $1 AND id = $2`,
		tx.MerchantID(), r.ID, r.CancelledAt, r.CancelledBy, r.Reason)
	tx.Emit(r.event(EventCancelled, tx.Now()))
	return r, err
}

// giveBack returns what was spent to the lots that it came from.
func (r *Redemption) giveBack(bk *reward.Books, holder int64, at, grace calendar.Instant) error {
	value := pay.Value{PrincipalMinor: r.PrincipalMinor, BonusMinor: r.BonusMinor}
	if refused := value.GiveBack(bk, pay.Document{MemberID: holder, Cause: r.cause(), Root: r.Root(), At: at, Grace: grace}); refused != nil {
		return refused
	}
	if r.Points == 0 {
		return nil
	}
	in := ledger.In{Asset: ledger.Points, Amount: r.Points, Cause: r.cause(), Root: r.Root(), Version: bk.Editions.At(at).Number, At: at, ExpiresAt: grace}
	if _, refused := bk.Ledger.GiveBack(holder, in); refused != nil {
		return refused
	}
	return nil
}

// takeBack revokes what the redemption gave. Returns ErrUsed where some of it is used already: growth and money become debt, but a coupon that was
// redeemed is gone.
func (r *Redemption) takeBack(ctx context.Context, tx *store.Tx, bk *reward.Books, holder int64) error {
	at := tx.Now()
	if len(r.Terms.Gives) == 0 {
		return nil
	}
	grants, err := reward.GrantsOfRoot(ctx, tx, r.Root())
	if err != nil {
		return err
	}
	grants = slices.DeleteFunc(grants, func(g *reward.Granted) bool { return g.State != reward.Revoked }) // by hand, before
	clawed, err := bk.RevokeRoot(ctx, holder, r.Root(), at)
	if err != nil {
		return err
	}
	for _, g := range append(grants, clawed.Grants...) {
		for _, p := range g.Parts {
			if p.Kind != item.Tag && p.TakenBack < p.Amount {
				return ErrUsed.At("", fault.P{"kind": string(p.Kind)})
			}
		}
	}
	return bk.Reassess(ctx, holder, reward.ReassessIn{Since: r.At, At: at, Why: r.Root()})
}
