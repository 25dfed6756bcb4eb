package cards

import (
	"context"

	"regulars/internal/benefit/card"
	"regulars/internal/calendar"
	"regulars/internal/ledger"
	"regulars/internal/mall/pay"
	"regulars/internal/member"
	"regulars/internal/member/proof"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// SellIn is a card to be sold, so much of its price with stored value as was asked, and what proves that the member is there.
type SellIn struct {
	card.SellIn
	Proof proof.Shown
}

// Sell sells a card. Told again with the same content under the same number it answers what was made. Returns what card.Sell returns, pay.ErrBalance,
// program.ErrBalanceShort, and the refusals of package proof.
func Sell(ctx context.Context, tx *store.Tx, in SellIn) (*card.Sale, bool, error) {
	if made, err := card.Made(ctx, tx, &in.SellIn); made != nil || err != nil {
		return made, made != nil, err
	}
	if in.Asked == 0 {
		return card.Sell(ctx, tx, in.SellIn)
	}
	k, err := card.Get(ctx, tx, in.CardID)
	if err != nil {
		return nil, false, err
	}
	if _, refused := pay.Rest(tx, k.PriceMinor, in.Asked); refused != nil {
		return nil, false, refused
	}
	holder, err := member.Holder(ctx, tx, in.MemberID)
	if err != nil {
		return nil, false, err
	}
	settings, _, err := org.GetSettings(ctx, tx)
	if err != nil {
		return nil, false, err
	}
	bk, err := reward.Open(ctx, tx, reward.Need{Members: []int64{holder}, Draw: []int64{holder}, From: tx.Now(), Until: tx.Now()})
	if err != nil {
		return nil, false, err
	}
	if made, err := card.Made(ctx, tx, &in.SellIn); made != nil || err != nil { // sold while we waited for the lock
		return made, made != nil, err
	}
	proofs := proof.OpenLater(tx, settings, proof.Showing{Member: holder, Shown: in.Proof})
	if err := tx.Flush(ctx); err != nil {
		return nil, false, err
	}
	bk.CatchUp(holder, tx.Now())
	in.ID = tx.NewID()
	of := document(holder, in.ID, tx.Now())
	if refused := proofs.Use(holder, in.Proof, proof.Spend{BalanceMinor: in.Asked}, of.Root); refused != nil {
		return nil, false, refused
	}
	value, refused := pay.Draw(bk, of, in.Asked)
	if refused != nil {
		return nil, false, refused
	}
	if err := bk.Save(ctx); err != nil {
		return nil, false, err
	}
	in.PrincipalMinor, in.BonusMinor = value.PrincipalMinor, value.BonusMinor
	sale, again, err := card.Sell(ctx, tx, in.SellIn)
	if err != nil {
		return nil, false, err
	}
	return sale, again, proofs.Save(ctx) // locks the end of the audit trail
}

// Refund gives back what is not used of a card: money, and stored value to the lots that it was drawn from. Answers and returns what card.Refund does.
func Refund(ctx context.Context, tx *store.Tx, in card.RefundIn) (s *card.Sale, again bool, err error) {
	s, again, err = card.Refund(ctx, tx, in)
	if err != nil || again || in.DryRun || s.PrincipalBackMinor+s.BonusBackMinor == 0 {
		return s, again, err
	}
	holder, err := member.Holder(ctx, tx, s.MemberID)
	if err != nil {
		return nil, false, err
	}
	settings, _, err := org.GetSettings(ctx, tx)
	if err != nil {
		return nil, false, err
	}
	bk, err := reward.Open(ctx, tx, reward.Need{Members: []int64{holder}, Draw: []int64{holder}, Causes: []int64{s.ID}, From: tx.Now(), Until: tx.Now()})
	if err != nil {
		return nil, false, err
	}
	bk.CatchUp(holder, tx.Now())
	of := document(holder, s.ID, tx.Now())
	of.Grace = pay.Grace(tx, settings)
	if refused := (pay.Value{PrincipalMinor: s.PrincipalBackMinor, BonusMinor: s.BonusBackMinor}).GiveBack(bk, of); refused != nil {
		return nil, false, refused
	}
	if bk.Erased(holder) { // nobody holds what came back
		bk.Ledger.Forfeit(holder, tx.Now(), ledger.Cause{Kind: "erasure", ID: holder})
	}
	return s, false, bk.Save(ctx)
}

// document is a sale as what stored value is spent for.
func document(holder, id int64, at calendar.Instant) pay.Document {
	cause := ledger.Cause{Kind: "card_sale", ID: id}
	return pay.Document{MemberID: holder, Cause: cause, Root: cause.String(), At: at}
}
