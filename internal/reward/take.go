package reward

import (
	"context"
	"slices"

	"regulars/internal/benefit"
	"regulars/internal/calendar"
	"regulars/internal/coupon"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/member/trait"
	"regulars/internal/money"
	"regulars/internal/plan"
	"regulars/internal/reward/item"
)

// openTaken loads what the grants gave beside the ledger: coupons, entitlements and plans of who has them now.
func (bk *Books) openTaken(ctx context.Context, grants []*Granted, holders map[int64]int64) error {
	var coupons []int64
	var members []int64
	plans, benefits := false, benefit.Need{}
	for _, g := range grants {
		members = append(members, holders[g.MemberID])
		for i := range g.Parts {
			switch p := &g.Parts[i]; p.Kind {
			case item.Coupon, item.Gift:
				coupons = append(coupons, p.Made...)
			case item.Entitlement, item.DrawChances:
				benefits.IDs, benefits.Sources = append(benefits.IDs, p.Made...), append(benefits.Sources, g.cause().String())
			case item.PlanDays:
				plans = true
			}
		}
	}
	slices.Sort(members)
	members = slices.Compact(members)
	if plans {
		bk.loadPlans(plan.Need{Members: members})
	}
	if len(benefits.IDs) > 0 {
		benefits.Members = members
		bk.loadBenefits(benefits)
	}
	if len(coupons) == 0 {
		return bk.tx.Flush(ctx)
	}
	if bk.Coupon == nil {
		bk.Coupon = coupon.OpenLater(bk.tx, coupon.Need{IDs: coupons})
	} else {
		bk.Coupon.Load(coupon.Need{IDs: coupons})
	}
	return bk.Coupon.Complete(ctx)
}

func (bk *Books) loadPlans(need plan.Need) {
	if bk.Plan == nil {
		bk.Plan = plan.OpenLater(bk.tx, need)
		return
	}
	bk.Plan.Load(need)
}

func (bk *Books) loadBenefits(need benefit.Need) {
	if bk.Benefit == nil {
		bk.Benefit = benefit.OpenLater(bk.tx, need)
		return
	}
	bk.Benefit.Load(need)
}

// takePart takes one part back from who has it now; what was used stays and is told.
func (bk *Books) takePart(g *Granted, p *Part, holder int64, at calendar.Instant) *fault.Error {
	switch p.Kind {
	case item.Points, item.Growth, item.Bonus, item.Commission:
		return bk.claw(g, p, holder, at)
	case item.Coupon, item.Gift:
		return bk.takeCoupons(g, p, holder, at)
	case item.Entitlement, item.DrawChances:
		return bk.takeUses(g, p)
	case item.PlanDays:
		p.TakenBack = min(bk.Plan.TakeBack(holder, g.cause().String(), at), p.Amount)
		g.UnrecoveredMinor += money.MulDiv(p.CostMinor, p.Amount-p.TakenBack, p.Amount, money.Floor)
	case item.TierDays:
		p.TakenBack = bk.Tier.TakeBack(holder, p.Made, bk.assessing(at, g.Root))
	case item.Tag:
		if len(p.Made) > 0 {
			bk.untags = append(bk.untags, trait.TagsFor{MemberID: holder, Tags: []string{p.Tag}})
			p.TakenBack = p.Amount
		}
	case item.Pack: // was taken apart
	}
	return nil
}

// takeUses takes back the uses that are left: of a card with several lines it is taken back in the measure in which they are.
func (bk *Books) takeUses(g *Granted, p *Part) *fault.Error {
	var given, taken int64
	for _, id := range p.Made {
		e := bk.Benefit.Find(id)
		if e == nil {
			continue // it ended long ago
		}
		out, refused := bk.Benefit.Revoke(id)
		if refused != nil {
			return refused
		}
		given, taken = given+e.Quantity, taken+out.Quantity
		g.UnrecoveredMinor += out.UnrecoveredMinor
	}
	p.TakenBack += money.MulDiv(p.Amount, taken, max(given, 1), money.Floor)
	return nil
}

// Keep lets the member have what was used of the uses that a grant gave and that were taken back on these books: he has paid for them.
func (bk *Books) Keep(g *Granted) {
	for i := range g.Parts {
		if p := &g.Parts[i]; p.Kind == item.Entitlement || p.Kind == item.DrawChances {
			for _, id := range p.Made {
				bk.Benefit.Keep(id)
			}
		}
	}
}

// takeCoupons voids what is not used and still with the member; of the others the cost is told.
func (bk *Books) takeCoupons(g *Granted, p *Part, holder int64, at calendar.Instant) *fault.Error {
	for _, id := range p.Made {
		c := bk.Coupon.ByID(id)
		switch {
		case c == nil || c.VoidedAt != calendar.Never:
		case c.OrderID != 0 || c.MemberID != holder:
			g.UnrecoveredMinor += p.CostMinor / max(p.Amount, 1)
		default:
			if refused := bk.Coupon.Void(id, at, "revoked"); refused != nil {
				return refused
			}
			p.TakenBack++
		}
	}
	return nil
}

// claw takes an amount back in the ledger, as debt where it is spent.
func (bk *Books) claw(g *Granted, p *Part, holder int64, at calendar.Instant) *fault.Error {
	asset := ledger.Asset(p.Kind)
	_, refused := bk.Ledger.ClawBack(holder, ledger.In{Asset: asset, Amount: p.Amount, Cause: g.cause(), Rule: g.Rule, Root: g.Root, At: at})
	if refused == nil {
		p.TakenBack = p.Amount
		bk.day(g, asset, -p.Amount, holder)
	}
	return refused
}
