package program

import (
	"fmt"

	"regulars/internal/basket"
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
	total, discount := b.Totals()
	f := facts{standing: st, basket: b, zone: p.zone, total: total, payable: total - discount}
	out := Outcome{Trace: make([]Step, 0, 6)}
	tenders, err := p.spend(&f, ask, &out)
	if err != nil {
		return Outcome{}, err
	}
	shares, err := basket.Allocate(make([]basket.Share, 0, len(b.Lines)), b.Lines, tenders)
	if err != nil {
		return Outcome{}, err
	}
	out.Share = basket.Sum(shares)
	out.Lines = make([]LineOutcome, len(b.Lines))
	for i := range b.Lines {
		out.Lines[i] = lineOutcome(&b.Lines[i], shares[i])
	}
	f.payable = out.PayableMinor
	p.earn(&f, b.Lines, shares, &out)
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
