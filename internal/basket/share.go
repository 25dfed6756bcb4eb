package basket

import (
	"regulars/internal/money"
)

// Tenders is with what an order is paid besides money.
type Tenders struct {
	Points         int64 // units of points
	PointsMinor    int64 // what they are worth
	BonusMinor     int64
	PrincipalMinor int64
}

// Share is what one line, or a whole order, carries of everything.
type Share struct {
	TotalMinor     int64 `json:"total_minor"`
	DiscountMinor  int64 `json:"discount_minor,omitempty"` // points included
	PayableMinor   int64 `json:"payable_minor"`
	Points         int64 `json:"points,omitempty"` // units of points spent
	PointsMinor    int64 `json:"points_minor,omitempty"`
	BonusMinor     int64 `json:"bonus_minor,omitempty"`
	PrincipalMinor int64 `json:"principal_minor,omitempty"`
	CashMinor      int64 `json:"cash_minor,omitempty"`
}

// Allocate divides the tenders over the lines (invariant 3) and appends one share a line to dst.
// It refuses tenders that are more than there is to pay.
func Allocate(dst []Share, lines []Line, t Tenders) ([]Share, error) {
	first := len(dst)
	var left int64
	for i := range lines {
		off := lines[i].DiscountMinor()
		payable := lines[i].TotalMinor - off
		dst = append(dst, Share{TotalMinor: lines[i].TotalMinor, DiscountMinor: off, PayableMinor: payable, CashMinor: payable})
		left += payable
	}
	if t.PointsMinor < 0 || t.BonusMinor < 0 || t.PrincipalMinor < 0 || t.PointsMinor+t.BonusMinor+t.PrincipalMinor > left {
		return nil, ErrTendersAbovePayable.New(nil)
	}
	shares := dst[first:]
	if t.PointsMinor > 0 {
		spread(shares, t.PointsMinor, left, func(s *Share, part int64) {
			s.PointsMinor = part
			s.DiscountMinor += part
			s.PayableMinor -= part
			s.CashMinor -= part
		})
		spreadPoints(shares, t)
		left -= t.PointsMinor
	}
	if t.BonusMinor > 0 {
		spread(shares, t.BonusMinor, left, func(s *Share, part int64) {
			s.BonusMinor = part
			s.CashMinor -= part
		})
		left -= t.BonusMinor
	}
	if t.PrincipalMinor > 0 {
		spread(shares, t.PrincipalMinor, left, func(s *Share, part int64) {
			s.PrincipalMinor = part
			s.CashMinor -= part
		})
	}
	return dst, nil
}

// spread divides amount by cumulative floor over what each share has left to pay in money.
func spread(shares []Share, amount, left int64, give func(*Share, int64)) {
	var seen, given int64
	for i := range shares {
		seen += shares[i].CashMinor
		upTo := money.MulDiv(amount, seen, left, money.Floor)
		give(&shares[i], upTo-given)
		given = upTo
	}
}

// spreadPoints divides the units of points as their value was divided.
func spreadPoints(shares []Share, t Tenders) {
	var seen, given int64
	for i := range shares {
		seen += shares[i].PointsMinor
		upTo := money.MulDiv(t.Points, seen, t.PointsMinor, money.Floor)
		shares[i].Points = upTo - given
		given = upTo
	}
}

// Keep is what j of q units keep of a line's share (invariants 4 and 5).
func Keep(s Share, j, q int64) Share {
	if j == q {
		return s
	}
	if j == 0 {
		return Share{}
	}
	kept := Share{
		TotalMinor:   money.Part(s.TotalMinor, j, q),
		PayableMinor: money.Part(s.PayableMinor, j, q),
		Points:       money.Part(s.Points, j, q),
		PointsMinor:  money.Part(s.PointsMinor, j, q),
	}
	kept.DiscountMinor = kept.TotalMinor - kept.PayableMinor
	left := kept.PayableMinor
	kept.BonusMinor = within(s.BonusMinor, left, s.PayableMinor)
	left -= kept.BonusMinor
	kept.PrincipalMinor = within(s.PrincipalMinor, left, s.PayableMinor-s.BonusMinor)
	kept.CashMinor = left - kept.PrincipalMinor
	return kept
}

// within is the part of one tender in the first `of` units of `whole`, by floor. As the tender
// is at most the whole, it grows by at most one with each unit, and so does the rest.
func within(tender, of, whole int64) int64 {
	if tender == 0 || whole == 0 {
		return 0
	}
	return money.MulDiv(tender, of, whole, money.Floor)
}

// Sum adds shares.
func Sum(shares []Share) Share {
	var sum Share
	for i := range shares {
		sum = sum.Plus(shares[i])
	}
	return sum
}

// Plus adds two shares.
func (s Share) Plus(o Share) Share {
	return Share{
		TotalMinor: s.TotalMinor + o.TotalMinor, DiscountMinor: s.DiscountMinor + o.DiscountMinor,
		PayableMinor: s.PayableMinor + o.PayableMinor, Points: s.Points + o.Points, PointsMinor: s.PointsMinor + o.PointsMinor,
		BonusMinor: s.BonusMinor + o.BonusMinor, PrincipalMinor: s.PrincipalMinor + o.PrincipalMinor, CashMinor: s.CashMinor + o.CashMinor,
	}
}

// Minus is what lies between two states of what is kept: what a refund gives back.
func (s Share) Minus(o Share) Share {
	return Share{
		TotalMinor: s.TotalMinor - o.TotalMinor, DiscountMinor: s.DiscountMinor - o.DiscountMinor,
		PayableMinor: s.PayableMinor - o.PayableMinor, Points: s.Points - o.Points, PointsMinor: s.PointsMinor - o.PointsMinor,
		BonusMinor: s.BonusMinor - o.BonusMinor, PrincipalMinor: s.PrincipalMinor - o.PrincipalMinor, CashMinor: s.CashMinor - o.CashMinor,
	}
}
