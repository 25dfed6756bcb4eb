package order

import (
	"regulars/internal/member"
	"regulars/internal/order/parts"
	"regulars/internal/program"
)

// Keeps is what the order keeps of everything it gave and took, as it stands; p is the programme of its own edition.
func (o *Order) Keeps(p *program.Program) program.Kept {
	b := o.basket()
	return program.Remain(p, &o.Standing, &b, &o.Outcome.Outcome, o.Remaining)
}

// Past is the order as statistics see it, and all its refunds as one; refund is nil where nothing came back.
func (o *Order) Past(kept *program.Kept) (placed member.OrderFact, refund *member.RefundFact) {
	placed = member.OrderFact{
		At: o.PlacedAt, StoreID: o.StoreID, PayableMinor: o.Outcome.PayableMinor, PrincipalMinor: o.Outcome.PrincipalMinor,
		Categories: parts.Of(o.Lines, o.Outcome.Shares()),
	}
	if o.Status == Paid {
		return placed, nil
	}
	refund = &member.RefundFact{
		At: o.PlacedAt, StoreID: o.StoreID, AmountMinor: o.Outcome.PayableMinor - kept.PayableMinor,
		PrincipalMinor: o.Outcome.PrincipalMinor - kept.PrincipalMinor, Whole: o.Remaining.Empty(),
	}
	is := parts.Of(o.Lines, kept.Lines)
	for i, was := range placed.Categories {
		part := member.CategoryPart{Code: was.Code, Minor: was.Minor - is[i].Minor, Gone: true}
		for j := range o.Lines {
			if o.Lines[j].Category == was.Code && o.Remaining[j] > 0 {
				part.Gone = false
			}
		}
		refund.Categories = append(refund.Categories, part)
	}
	return placed, refund
}
