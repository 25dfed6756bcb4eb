package reward

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/member/trait"
	"regulars/internal/money"
	"regulars/internal/reward/budget"
	"regulars/internal/reward/item"
	"regulars/internal/reward/pack"
)

// prepare loads, after all members, what the grants name: packs, budgets (locked), tags.
func (bk *Books) prepare(ctx context.Context, ins []GrantIn) error {
	var budgets, members, packs []int64
	tags := false
	for i := range ins {
		if refused := checkExpiry(ins[i].ExpiresAt, bk.tx.Now()); refused != nil {
			return refused
		}
		if len(ins[i].Budgets) > budget.MaxNamed {
			return fault.ErrTooMany.At("budget_ids", fault.P{"limit": budget.MaxNamed})
		}
		budgets, members = append(budgets, ins[i].Budgets...), append(members, ins[i].MemberID)
		for _, it := range ins[i].Items {
			if it.Kind == item.Pack {
				packs = append(packs, it.PackID)
			}
			tags = tags || it.Kind == item.Tag
		}
	}
	var err error
	if bk.packs, err = pack.Many(ctx, bk.tx, packs); err != nil {
		return err
	}
	for _, id := range packs {
		switch p, known := bk.packs[id]; {
		case !known:
			return pack.ErrUnknown.At("rewards", nil)
		case p.Closed:
			return pack.ErrClosed.At("rewards", fault.P{"name": p.Name})
		}
	}
	for _, p := range bk.packs {
		for _, it := range p.Items {
			tags = tags || it.Kind == item.Tag
		}
	}
	if tags {
		if bk.tagged, err = trait.TagsOf(ctx, bk.tx, members); err != nil {
			return err
		}
	}
	bk.budgets, err = budget.Open(ctx, bk.tx, budgets, members)
	return err
}

// partsOf takes an item apart: a pack into what is in it.
func (bk *Books) partsOf(it Item) []Part {
	if it.Kind != item.Pack {
		return []Part{{Item: it, Amount: it.Count()}}
	}
	var out []Part
	for _, inner := range bk.packs[it.PackID].Items {
		out = append(out, Part{Item: inner, PackID: it.PackID, Amount: inner.Count()})
	}
	return out
}

// cost is what a part is reckoned to cost the merchant, in minor units: points at what they are worth when they are spent.
func (bk *Books) cost(p *Part) int64 {
	switch p.Kind {
	case item.Points:
		spending := bk.Editions.At(bk.tx.Now()).Document().Spending
		if p.Amount <= 0 || spending.Minor <= 0 || spending.Points <= 0 {
			return 0
		}
		return money.MulDiv(p.Amount, spending.Minor, spending.Points, money.Ceil)
	case item.Bonus, item.Commission:
		return p.Amount
	}
	return 0
}

// apply gives one part.
func (bk *Books) apply(g *Granted, p *Part, expires calendar.Instant) *fault.Error {
	switch p.Kind {
	case item.Points, item.Growth, item.Bonus, item.Commission:
		return bk.post(g, ledger.Asset(p.Kind), p.Amount, expires)
	case item.Tag:
		return bk.tag(g, p)
	}
	return ErrKind.At("rewards", fault.P{"kind": string(p.Kind)})
}

// tag puts a tag on the member; Made says whether it is new.
func (bk *Books) tag(g *Granted, p *Part) *fault.Error {
	if refused := trait.CheckTag("rewards", p.Tag); refused != nil {
		return refused
	}
	for _, t := range bk.tagged[g.MemberID] {
		if t.Tag == p.Tag {
			return nil
		}
	}
	if len(bk.tagged[g.MemberID]) >= trait.MaxTags {
		return fault.ErrTooMany.At("rewards", fault.P{"limit": trait.MaxTags})
	}
	bk.tagged[g.MemberID] = append(bk.tagged[g.MemberID], trait.Tag{Tag: p.Tag, Source: trait.TagByReward, At: g.At})
	bk.tags = append(bk.tags, trait.TagsFor{MemberID: g.MemberID, Tags: []string{p.Tag}})
	p.Made = []int64{g.MemberID}
	return nil
}

// openTaken loads what the grants gave beside the ledger.
func (bk *Books) openTaken(_ context.Context, _ []*Granted, _ map[int64]int64) error { return nil }

// takePart takes one part back from who has it now.
func (bk *Books) takePart(g *Granted, p *Part, holder int64, at calendar.Instant) *fault.Error {
	switch p.Kind {
	case item.Points, item.Growth, item.Bonus, item.Commission:
		return bk.claw(g, p, holder, at)
	case item.Tag:
		if len(p.Made) > 0 {
			bk.untags = append(bk.untags, trait.TagsFor{MemberID: holder, Tags: []string{p.Tag}})
			p.TakenBack = p.Amount
		}
	}
	return nil
}
