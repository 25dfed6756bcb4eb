package program

import (
	"fmt"

	"regulars/internal/basket"
	"regulars/internal/offer/deal"
)

// Evaluate decides what an order costs, spends and earns. It is a function of its arguments alone, which it
// does not change: a quote, the order, a refund and a simulation that pass the same get the same.
// The basket must be valid (Basket.Validate). What is refused is a fault of kind Refused or Invalid.
func Evaluate(p *Program, st *Standing, b *basket.Basket, ask Ask) (Outcome, error) {
	if ask.Pricing != PriceAsPaid {
		if err := refuseStated(b); err != nil {
			return Outcome{}, err
		}
	}
	if ask.Hand != nil && !st.Member && ask.Hand.Asks() {
		return Outcome{}, ErrNotMember.New(nil)
	}
	f := facts{standing: st, basket: b, zone: p.zone}
	if st.Member && (ask.Hand != nil || p.deals && ask.Pricing != PriceAsPaid) {
		return p.withDeal(&f, ask)
	}
	return p.settle(&f, b.Lines, ask, ask.Hand.Unusable())
}

// settle decides what lines with all that comes off them spend and earn.
func (p *Program) settle(f *facts, lines []basket.Line, ask Ask, made *deal.Made) (Outcome, error) {
	b := basket.Basket{Lines: lines}
	total, discount := b.Totals()
	f.total, f.payable = total, total-discount
	f.Line(nil, 0)
	out := Outcome{Trace: make([]Step, 0, 6), Deal: made}
	out.traceDeal()
	tenders, err := p.spend(f, ask, &out)
	if err != nil {
		return Outcome{}, err
	}
	shares, err := basket.Allocate(make([]basket.Share, 0, len(lines)), lines, tenders)
	if err != nil {
		return Outcome{}, err
	}
	out.Share = basket.Sum(shares)
	out.Lines = make([]LineOutcome, len(lines))
	for i := range lines {
		out.Lines[i] = lineOutcome(&lines[i], shares[i])
	}
	f.payable = out.PayableMinor
	p.earn(f, lines, shares, &out)
	return out, nil
}

func refuseStated(b *basket.Basket) error {
	for i := range b.Lines {
		for _, a := range b.Lines[i].Adjustments {
			if a.Source == basket.FromStated && a.AmountMinor != 0 {
				return ErrStatedDiscount.At(fmt.Sprintf("lines[%d].discount_minor", i), nil)
			}
		}
	}
	return nil
}

// lineOutcome is the line with its share; the points spent on it join its adjustments.
func lineOutcome(line *basket.Line, share basket.Share) LineOutcome {
	out := LineOutcome{Index: line.Index, SKU: line.SKU, Quantity: line.Quantity, Share: share, Adjustments: line.Adjustments}
	if share.PointsMinor > 0 {
		n := len(line.Adjustments)
		out.Adjustments = append(line.Adjustments[:n:n], basket.Adjustment{Source: basket.FromPoints, AmountMinor: share.PointsMinor})
	}
	return out
}
