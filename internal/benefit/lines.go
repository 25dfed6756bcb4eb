package benefit

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/offer/deal"
	"regulars/internal/store"
)

// GiveCard makes the lines of one card, or none of them, in their order. Returns as Give does.
func (bk *Books) GiveCard(member int64, lines []GiveIn) (made []*Entitlement, refused *fault.Error) {
	for i := range lines {
		if refused := lines[i].refuse(bk.tx.Now()); refused != nil {
			return nil, refused
		}
	}
	for i, in := range lines {
		if i > 0 {
			in.PartOf = made[0].ID
		}
		made = append(made, bk.give(member, in))
	}
	return made, nil
}

// Lines are the lines of a card in their order, without what follows them.
func (bk *Books) Lines(card int64) (out []*Entitlement) {
	if first := bk.own[card]; first != nil {
		for _, e := range bk.of[first.Holder] {
			if e.Card() == card && e.Follows == 0 {
				out = append(out, e)
			}
		}
	}
	return out
}

// Serving are the lines of a card that units of an order can be had for at the instant, so many together: whoever names one of them names the card. Of
// anything else, and of a service, it is the entitlement itself. Returns as Entitlement.Refuse does.
func (bk *Books) Serving(e *Entitlement, quantity int64, at calendar.Instant) ([]*Entitlement, *fault.Error) {
	if e.Kind != KindCard || e.Terms.Gives != deal.UnitFree {
		return []*Entitlement{e}, e.Refuse(quantity, at)
	}
	var out []*Entitlement
	var left int64
	for _, o := range bk.of[e.Holder] {
		if o.Card() == e.Card() && o.Terms.Gives == deal.UnitFree && o.Refuse(1, at) == nil {
			out, left = append(out, o), left+o.Left()
		}
	}
	switch {
	case len(out) == 0:
		return nil, e.Refuse(quantity, at)
	case quantity > left:
		return nil, ErrUsedUp.New(fault.P{"left": left, "asked": quantity})
	}
	return out, nil
}

// Cards are the lines of cards by their first ones, and what follows them, in the order in which they were made.
func Cards(ctx context.Context, tx *store.Tx, cards []int64) ([]*Entitlement, error) {
	if len(cards) == 0 {
		return nil, nil
	}
	return entitlements(ctx, tx, sqlEntitlements+`(e.id = ANY($2) OR e.part_of = ANY($2) AND e.part_of <> 0) ORDER BY e.id`, cards)
}

// Going are those of the lines of cards that stand as long as any line of their card can still be used; what follows a line stands by itself.
func Going(lines []*Entitlement, at calendar.Instant) (out []*Entitlement) {
	open := map[int64]bool{}
	for _, e := range lines {
		open[e.Card()] = open[e.Card()] || e.Status(at) == StatusUsable
	}
	for _, e := range lines {
		if open[e.Card()] && e.ExpiresAt > at && (e.Left() > 0 || e.Follows == 0) {
			out = append(out, e)
		}
	}
	return out
}
