package program

import (
	"regulars/internal/basket"
	"regulars/internal/fault"
	"regulars/internal/money"
)

// spend decides how many points and how much balance the order takes. f.payable is what is to
// pay before either.
func (p *Program) spend(f *facts, ask Ask, out *Outcome) (basket.Tenders, error) {
	var t basket.Tenders
	if ask.Points == 0 && ask.Balance == 0 {
		return t, nil
	}
	if !f.standing.Member {
		if ask.Points > 0 || ask.Balance > 0 {
			return t, ErrNotMember.New(nil)
		}
		return t, nil // the most that a guest may spend is nothing
	}
	points, err := p.spendPoints(f, ask.Points)
	if err != nil {
		return t, err
	}
	if points > 0 {
		t.Points, t.PointsMinor = points, p.worth(points)
		out.Trace = append(out.Trace, Step{Kind: StepPoints, Amount: points, Minor: t.PointsMinor})
	}
	balance, err := spendBalance(f.standing, ask.Balance, f.payable-t.PointsMinor)
	if err != nil || balance == 0 {
		return t, err
	}
	t.BonusMinor = p.BonusOf(f.standing, balance)
	t.PrincipalMinor = balance - t.BonusMinor
	out.Trace = append(out.Trace, Step{Kind: StepBalance, Amount: balance, Minor: t.PrincipalMinor})
	return t, nil
}

// worth is the money for points; a valid step makes it exact.
func (p *Program) worth(points int64) int64 {
	return money.MulDiv(points, p.doc.Spending.Minor, p.doc.Spending.Points, money.Floor)
}

// spendPoints gives the points to spend, or refuses what was asked for.
func (p *Program) spendPoints(f *facts, asked int64) (int64, error) {
	if asked == 0 {
		return 0, nil
	}
	s := &p.doc.Spending
	if !s.Enabled || p.spendIf != nil && !p.spendIf.Holds(f) {
		if asked == Max {
			return 0, nil
		}
		return 0, ErrNoSpending.At("points", nil)
	}
	limit := p.mostPoints(f.payable)
	if asked == Max {
		n := min(limit, f.standing.PointsAvailable)
		n -= n % s.Step
		if n < s.MinPoints {
			return 0, nil
		}
		return max(n, 0), nil
	}
	switch {
	case asked < 0 || asked > money.Limit:
		return 0, fault.ErrRange.At("points", fault.P{"min": 0, "max": int64(money.Limit)})
	case asked < s.MinPoints:
		return 0, ErrPointsMin.At("points", fault.P{"min": s.MinPoints})
	case asked%s.Step != 0:
		return 0, ErrPointsStep.At("points", fault.P{"step": s.Step})
	case asked > f.standing.PointsAvailable:
		return 0, ErrPointsShort.At("points", fault.P{"available": f.standing.PointsAvailable, "asked": asked})
	case asked > limit:
		return 0, ErrPointsMax.At("points", fault.P{"max": limit})
	}
	return asked, nil
}

// mostPoints is the largest number of points that an order of that payable takes, in whole steps.
func (p *Program) mostPoints(payable int64) int64 {
	s := &p.doc.Spending
	share := money.MulDiv(payable, s.MaxShareBp, money.BpOne, money.Floor)
	n := min(money.MulDiv(share, s.Points, s.Minor, money.Floor), money.Limit)
	return n - n%s.Step
}

// spendBalance gives the stored value to spend, or refuses what was asked for.
func spendBalance(st *Standing, asked, payable int64) (int64, error) {
	available := max(st.PrincipalMinor+st.BonusMinor, 0)
	switch {
	case asked == Max:
		return min(available, payable), nil
	case asked < 0 || asked > money.Limit:
		return 0, fault.ErrRange.At("balance_minor", fault.P{"min": 0, "max": int64(money.Limit)})
	case asked > available:
		return 0, ErrBalanceShort.At("balance_minor", fault.P{"available": fault.Minor(available), "asked": fault.Minor(asked)})
	case asked > payable:
		return 0, ErrBalanceMax.At("balance_minor", fault.P{"payable": fault.Minor(payable)})
	}
	return asked, nil
}

// BonusOf is how much of a balance spent comes out of the bonus.
func (p *Program) BonusOf(st *Standing, spent int64) int64 {
	switch p.doc.Spending.BalanceOrder {
	case PrincipalFirst:
		return max(spent-st.PrincipalMinor, 0)
	case ProRata:
		return money.MulDiv(spent, st.BonusMinor, st.BonusMinor+st.PrincipalMinor, money.Floor)
	default:
		return min(spent, st.BonusMinor)
	}
}
