package card

import (
	"context"

	"regulars/internal/benefit"
	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/offer/deal"
	"regulars/internal/offer/form"
	"regulars/internal/org"
	"regulars/internal/store"
)

// Whose says for whose reason a card is given back.
const (
	ForMerchant = "merchant"
	ForMember   = "member"
)

// RefundIn is a card to be given back.
type RefundIn struct {
	SaleID int64
	Number string // natural key within the sale
	Reason string // ForMerchant or ForMember
	Note   string
	By     string
	DryRun bool
}

func (in *RefundIn) check() error {
	var c form.Checker
	form.Choice(&c, "reason", in.Reason, ForMerchant, ForMember)
	c.Text("number", deal.Text{Zh: in.Number}, benefit.MaxNumber, true)
	c.Text("note", deal.Text{Zh: in.Note}, benefit.MaxNote, false)
	return fault.Join(c.Wrong...)
}

// why is the reason as it is kept.
func (in *RefundIn) why() string {
	if in.Note == "" {
		return in.Reason
	}
	return in.Reason + ": " + in.Note
}

// Refund gives back what is not used of a card (invariant 3). The same number with the same reason answers what was done, and
// again. Returns ErrSale, ErrReused, ErrRefunded.
func Refund(ctx context.Context, tx *store.Tx, in RefundIn) (s *Sale, again bool, err error) {
	if err := in.check(); err != nil {
		return nil, false, err
	}
	if s, err = GetSale(ctx, tx, in.SaleID); err != nil {
		return nil, false, err
	}
	bk, holder, err := benefit.Open(ctx, tx, s.MemberID, benefit.Need{IDs: []int64{s.EntitlementID}, Sources: []string{sourceOf(s.ID)}})
	if err != nil {
		return nil, false, err
	}
	if s, err = GetSale(ctx, tx, in.SaleID); err != nil { // as it stands under the lock
		return nil, false, err
	}
	if s.RefundedAt != calendar.Never {
		switch {
		case s.RefundNumber != in.Number:
			return nil, false, ErrRefunded.New(nil)
		case s.RefundWhy != in.why():
			return nil, false, ErrReused.At("number", nil)
		}
		return s, true, nil
	}
	e := bk.Find(s.EntitlementID)
	if e == nil || e.Holder != holder {
		return nil, false, ErrSale.New(nil)
	}
	lines := bk.Lines(e.ID)
	all := usedOf(bk, lines)
	s.RefundedMinor = s.back(all, in.Reason, tx)
	parts := money.Spread(s.RefundedMinor, []int64{s.PaidMinor - s.PrincipalMinor - s.BonusMinor, s.PrincipalMinor, s.BonusMinor})
	s.PrincipalBackMinor, s.BonusBackMinor = parts[1], parts[2]
	s.RefundNumber, s.RefundWhy, s.RefundedBy, s.RefundedAt = in.Number, in.why(), in.By, tx.Now()
	if in.DryRun {
		return s, false, nil
	}
	var left, used int64
	for _, l := range lines {
		taken, refused := bk.TakeUnused(l.ID)
		if refused != nil {
			return nil, false, refused
		}
		left += taken.Quantity
	}
	for _, p := range all {
		used += p.used
	}
	if err := bk.Save(); err != nil {
		return nil, false, err
	}
	ev := s.event(benefit.EventRefunded, e.Benefit, map[string]any{"name": e.Terms.Name.In(tx.Merchant().Language), "quantity": left, "refunded_minor": s.RefundedMinor})
	ev.MemberID, ev.At = holder, tx.Now()
	tx.Emit(ev)
	_, err = tx.Exec(ctx, `UPDATE benefit_sale SET refunded_minor = $3, refund_number = $4, refund_why = $5, refunded_by = $6, refunded_at = $7,
		principal_back_minor = $8, bonus_back_minor = $9 WHERE merchant_id = $1 AND id = $2`,
		tx.MerchantID(), s.ID, s.RefundedMinor, s.RefundNumber, s.RefundWhy, s.RefundedBy, s.RefundedAt, s.PrincipalBackMinor, s.BonusBackMinor)
	if err != nil {
		return nil, false, err
	}
	return s, false, org.Audit(ctx, tx, org.Change{Verb: "times_card.refunded", Subject: org.Subject("card_sale", s.ID), MemberID: holder, After: map[string]any{
		"refunded_minor": s.RefundedMinor, "used": used, "why": in.Reason,
	}})
}

// part is a line of a card that was sold.
type part struct {
	uses, used       int64
	worthMinor, list int64 // of all uses in the price that was paid; of one alone
}

// usedOf are the lines with what was used of each.
func usedOf(bk *benefit.Books, lines []*benefit.Entitlement) []part {
	out := make([]part, len(lines))
	for i, l := range lines {
		out[i] = part{uses: l.Quantity, used: bk.UsedOf(l), worthMinor: l.Terms.WorthMinor, list: l.Terms.ListMinor}
	}
	return out
}

// back is what goes back of a card (invariant 3).
func (s *Sale) back(lines []part, reason string, tx *store.Tx) int64 {
	var fair, alone int64
	priced := true
	for _, l := range lines {
		fair += money.Part(l.worthMinor, max(l.uses-l.used, 0), l.uses)
		alone += l.used * l.list
		priced = priced && l.list > 0
	}
	young := tx.Today() <= s.At.Day(tx.Zone())+CoolingOff // the day itself does not count
	if reason == ForMerchant || young || !priced {
		return fair
	}
	return min(max(s.PaidMinor-alone, 0), fair)
}
