package preview

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/expr"
	"regulars/internal/member"
	"regulars/internal/offer/deal"
	"regulars/internal/order"
	"regulars/internal/order/hand"
	"regulars/internal/org"
	"regulars/internal/program"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// somebody is who the order is of: what decides it, and what his tier is assessed by afterwards.
type somebody struct {
	standing program.Standing
	facts    expr.Facts // nil of a guest
	state    program.TierState
	customer bool // counted, not a member
	hand     *deal.Hand
}

// read is a member as he stands: whatever is due has been posted in memory.
func read(ctx context.Context, tx *store.Tx, id int64, in In, q *order.QuoteIn) (*somebody, error) {
	at := q.PlacedAt
	need := reward.Need{
		Members: []int64{id}, From: min(at, tx.Now()), Until: max(at, tx.Now()), Draw: []int64{id}, Facts: []calendar.Instant{at}, AllDays: true,
	}
	brought := []hand.Order{{Member: id, Placed: at, Lines: q.Lines, Asked: q.Asked, Program: in.Program}}
	if err := hand.Owners(ctx, tx, brought); err != nil {
		return nil, err
	}
	hand.Ask(tx, &need, brought)
	books, err := reward.Open(ctx, tx, need)
	if err != nil {
		return nil, err
	}
	hands, err := hand.Open(ctx, tx, books, org.Settings{}, brought)
	if err != nil {
		return nil, err
	}
	if books.Member, err = member.Open(ctx, tx, books.Member.IDs(), member.Everything()); err != nil {
		return nil, err
	}
	if err := books.LoadSegments(ctx, in.Program.Needs().Named()); err != nil {
		return nil, err
	}
	books.CatchUp(id, tx.Now())
	if err := books.Err(); err != nil {
		return nil, err
	}
	out := &somebody{facts: books.FactsAt(id, at), customer: !books.IsMember(id)}
	out.standing = books.Standing(id, &edition.Edition{Version: edition.Version{Number: in.Edition}, Program: in.Program}, at)
	out.state, _ = books.Tier.State(id)
	out.hand, err = hands.Bring(ctx, &brought[0])
	return out, err
}

// made is a made-up member, who holds no coupons and no entitlements. Returns program.ErrTierUnknown.
func made(ctx context.Context, tx *store.Tx, in In, q *order.QuoteIn) (*somebody, error) {
	s, p, at := in.Standing, in.Program, q.PlacedAt
	prices, err := hand.Prices(ctx, tx, p, q.Lines, at)
	if err != nil {
		return nil, err
	}
	out := &somebody{facts: madeUp{s, at.Day(tx.Zone())}, state: p.Start(at)}
	if s.Tier != "" {
		if _, known := p.Tier(s.Tier); !known {
			return nil, program.ErrTierUnknown.At("standing.tier", map[string]any{"code": s.Tier})
		}
		out.state.Code, out.state.Merit = s.Tier, s.Tier
	}
	out.standing = program.Standing{
		Member: true, Tier: out.state.Code, At: at, Attributes: program.Attributes{}, Windows: map[string]int64{},
		PointsAvailable: s.Points, PrincipalMinor: s.PrincipalMinor, BonusMinor: s.BonusMinor,
	}
	need := p.Needs().Earn
	for _, name := range need.Attributes {
		if value, ok := out.facts.Attribute(name); ok {
			out.standing.Attributes[name] = value
		}
	}
	for _, w := range need.Windows {
		out.standing.Windows[program.WindowKey(w.Name, w.Period)], _ = out.facts.Window(w.Name, w.Period)
	}
	if len(prices) > 0 {
		out.hand = &deal.Hand{Prices: prices}
	}
	return out, nil
}

// madeUp answers conditions by a made-up standing, on a day.
type madeUp struct {
	*Standing
	day calendar.Day
}

// Window gives what was named, else 0.
func (m madeUp) Window(name string, p expr.Period) (int64, bool) {
	return m.Windows[expr.WindowUse{Name: name, Period: p}], true
}

// Attribute gives what was named.
func (m madeUp) Attribute(name string) (any, bool) {
	switch name {
	case "tier":
		return m.Tier, m.Tier != ""
	case "status":
		return string(member.StatusMember), true
	case "points_available":
		return m.Points, true
	case "growth_value":
		return m.Growth, true
	}
	value, ok := m.Attributes[name]
	if month, known := m.Attributes["birthday_month"].(int64); !ok && known && name == "birthday_this_month" {
		return calendar.Birth{Month: month}.In(m.day)
	}
	return value, ok
}

// tierAfter is the tier that the order leaves; "" for a guest.
func (s *somebody) tierAfter(p *program.Program, o *order.Outcome, q *order.QuoteIn) string {
	if s.facts == nil {
		return ""
	}
	facts := after{Facts: s.facts, outcome: o, available: o.AvailableAt != 0 && o.AvailableAt <= q.PlacedAt}
	state := s.state
	if s.customer {
		if !p.Admits(facts) {
			return ""
		}
		state = p.Start(q.PlacedAt)
	}
	state, _ = p.Assess(state, facts, q.PlacedAt, "")
	return state.Code
}

// after is what is known of somebody once the order counts.
type after struct {
	expr.Facts
	outcome   *order.Outcome
	available bool // the points can be spent at once
}

// Window adds the order; every window ends with its day.
func (a after) Window(name string, p expr.Period) (int64, bool) {
	sum, ok := a.Facts.Window(name, p)
	switch name {
	case "spend":
		sum += a.outcome.PayableMinor
	case "principal":
		sum += a.outcome.PrincipalMinor
	case "orders":
		sum++
	case "points":
		sum += a.outcome.PointsEarned()
	case "growth":
		sum += a.outcome.GrowthEarned()
	}
	return sum, ok
}

// Attribute adds the order to what is counted.
func (a after) Attribute(name string) (any, bool) {
	value, ok := a.Facts.Attribute(name)
	n, isNumber := value.(int64)
	if ok && !isNumber {
		return value, ok
	}
	switch name {
	case "order_count":
		return n + 1, true
	case "spend_minor":
		return n + a.outcome.PayableMinor, true
	case "growth_value":
		return n + a.outcome.GrowthEarned(), true
	case "last_order_days":
		return int64(0), true
	case "points_available":
		if n -= a.outcome.Points; a.available {
			n += a.outcome.PointsEarned()
		}
		return n, true
	}
	return value, ok
}
