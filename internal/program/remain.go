package program

import (
	"regulars/internal/basket"
	"regulars/internal/offer/deal"
	"regulars/internal/program/limit"
)

// Kept is what an order keeps of everything when only R remains.
type Kept struct {
	basket.Share                // of the whole order: money by tender, points spent
	Lines        []basket.Share // one a line
	Earned       []Earned       // of each rule that keeps something, in the recorded order
	Uses         []Use          // of the caps
	Trace        []Step         // how the rules saw what remains, before the comparison with what was recorded

	Deal *deal.Made // of the outcome's, what still stands: coupons, uses, what benefits took off
}

// PointsEarned is all points that stay earned.
func (k *Kept) PointsEarned() int64 { return EarnedOf(k.Earned, AssetPoints) }

// GrowthEarned is all growth that stays earned.
func (k *Kept) GrowthEarned() int64 { return EarnedOf(k.Earned, AssetGrowth) }

// Remain is what the order keeps when r remains, as a function of what was frozen and of r alone: how often and in which
// order units went back does not matter. p is the order's own version, st and b its frozen standing and
// basket, o its recorded outcome.
//
// Money and points spent are kept by line (basket.Keep). What a rule gave is kept up to the smaller of what it gave
// when the order was recorded and what it gives for the basket that remains, rule by rule: a rule that would give
// more for less ("no tobacco in the basket") does not make up for another one. Nothing is kept when r is
// empty. Caps and budgets are used by what is kept, so never by more than was recorded.
func Remain(p *Program, st *Standing, b *basket.Basket, o *Outcome, r basket.Remaining) Kept {
	kept := Kept{Lines: make([]basket.Share, len(b.Lines))}
	for i := range b.Lines {
		kept.Lines[i] = basket.Keep(o.Lines[i].Share, r[i], b.Lines[i].Quantity)
	}
	kept.Share = basket.Sum(kept.Lines)
	kept.Deal = o.Deal.Keep(b.Lines, r)
	if r.Empty() || len(o.Earned) == 0 {
		return kept
	}
	now := p.again(st, b, &kept, r)
	kept.Trace = now.Trace
	for _, recorded := range o.Earned {
		if amount := min(recorded.Amount, amountOf(now.Earned, recorded)); amount > 0 {
			kept.Earned = append(kept.Earned, Earned{Rule: recorded.Rule, Asset: recorded.Asset, Amount: amount})
		}
	}
	kept.Uses = usesOf(o.Uses, kept.Earned)
	return kept
}

// Freed is what of the coupons, entitlements and benefits of an outcome no unit of r carries any more.
func Freed(b *basket.Basket, o *Outcome, r basket.Remaining) deal.Freed {
	return o.Deal.Freed(o.Deal.Keep(b.Lines, r))
}

// again runs the earning rules over what remains.
func (p *Program) again(st *Standing, b *basket.Basket, kept *Kept, r basket.Remaining) Outcome {
	shares := kept.Lines
	rest := basket.Basket{Channel: b.Channel, Store: b.Store, Lines: append([]basket.Line(nil), b.Lines...)}
	f := facts{standing: st, basket: &rest, zone: p.zone}
	for i := range rest.Lines {
		rest.Lines[i].Quantity = r[i]
		rest.Lines[i].TotalMinor = shares[i].TotalMinor
		f.total += shares[i].TotalMinor
		f.payable += shares[i].PayableMinor
	}
	out := Outcome{Deal: kept.Deal}
	if out.Deal != nil {
		f.plans = out.Deal.Plans
	}
	p.earn(&f, rest.Lines, shares, &out)
	return out
}

// amountOf is what the rule of like gave of the same asset.
func amountOf(list []Earned, like Earned) int64 {
	for i := range list {
		if list[i].Rule == like.Rule && list[i].Asset == like.Asset {
			return list[i].Amount
		}
	}
	return 0
}

// usesOf is what the kept amounts use of the caps that were recorded as used.
func usesOf(recorded []Use, earned []Earned) []Use {
	var uses []Use
	for _, u := range recorded {
		var amount int64
		for _, e := range earned {
			if e.Rule == u.Rule || limit.Whole(e.Asset) == u.Rule {
				amount += e.Amount
			}
		}
		if amount > 0 {
			uses = append(uses, Use{Rule: u.Rule, Per: u.Per, Amount: amount, Shared: u.Shared})
		}
	}
	return uses
}
