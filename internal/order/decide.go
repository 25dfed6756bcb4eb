package order

import (
	"context"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/fault"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/member/proof"
	"regulars/internal/order/hand"
	"regulars/internal/order/parts"
	"regulars/internal/order/way"
	"regulars/internal/program"
	"regulars/internal/reward"
)

// decision is one order, decided and not yet applied to the books.
type decision struct {
	in       *QuoteIn
	member   int64
	placed   calendar.Instant
	clock    calendar.Instant // up to which the member has been caught up
	edition  *edition.Edition
	basket   basket.Basket
	standing program.Standing
	outcome  Outcome
	hand     *hand.Order
	freed    bool       // the hold that it names was let go on the books
	steps    []way.Step // taken before the order was claimed
}

// decide evaluates the order against the books as they stand; it changes them only by what was due anyway.
// What it answers beside a refusal says how far it came.
func (d *desk) decide(ctx context.Context, i int) (*decision, *fault.Error) {
	q := d.quotes[i]
	c := &decision{in: q, member: d.members[i], placed: d.placed(q), hand: &d.hands[i]}
	c.clock = d.tx.Now()
	if d.historic {
		c.clock = c.placed
	}
	if refused := d.checkTime(q, c.placed); refused != nil {
		return c, refused
	}
	if refused := d.checkProof(c); refused != nil {
		return c, refused
	}
	c.edition = d.books.Editions.At(c.placed)
	if c.member != 0 {
		d.books.CatchUp(c.member, c.clock)
	}
	for _, id := range c.hand.Owners {
		d.books.CatchUp(id, c.clock)
	}
	if refused := d.letGo(c); refused != nil {
		return c, refused
	}
	brought, err := d.hand.Bring(ctx, c.hand)
	if err != nil {
		return c, d.refusal(err)
	}
	c.standing = d.books.Standing(c.member, c.edition, c.placed)
	c.standing.Region, c.standing.Categories = d.stores[q.StoreID].Region, d.upward.Of(q.Lines)
	c.hand.Hold.Add(d.books, c.member, &c.standing)
	c.basket = basket.Basket{Channel: q.Channel, Store: d.stores[q.StoreID].Code, Lines: q.Lines}
	ask := q.Ask
	ask.Hand = brought
	out, err := program.Evaluate(c.edition.Program, &c.standing, &c.basket, ask)
	if err != nil {
		return c, d.refusal(err)
	}
	if refused := d.hand.Proven(c.hand, &out); refused != nil {
		return c, refused // the most that may be spent is known only now
	}
	c.standing.Forget(c.edition.Program)
	c.outcome = Outcome{Outcome: out, TierBefore: c.standing.Tier, Store: c.basket.Store, Edition: c.edition.Number, Program: c.edition.Program}
	return c, nil
}

// refusal is what is wrong with an order; an error that none is to blame for ends the batch.
func (d *desk) refusal(err error) *fault.Error {
	if refused := fault.As(err); refused != nil {
		return refused
	}
	d.broken = err
	return fault.ErrInvalid.Wrap(err, fault.P{"reason": err.Error()})
}

// checkProof refuses what is asked for by number and cannot leave without proof: nothing is told of what there is.
func (d *desk) checkProof(c *decision) *fault.Error {
	if c.hand.Hold != nil && c.hand.Hold.Proven {
		return nil // looked at once it is known what is taken
	}
	spend := proof.Spend{Points: max(c.in.Ask.Points, 0), BalanceMinor: max(c.in.Ask.Balance, 0)}
	for _, u := range c.in.Asked.Uses {
		spend.Uses += u.Quantity
	}
	return c.hand.Shown.Enough(c.member, d.settings, spend)
}

// letGo frees the hold that the order names; should the order be refused after that, the books are not saved.
func (d *desk) letGo(c *decision) *fault.Error {
	h := c.hand.Hold
	if h == nil {
		return nil
	}
	if d.used[h.ID] != 0 {
		return hand.ErrHoldUsed.At("hold", nil)
	}
	c.freed = true
	d.hand.LetGo(h)
	return nil
}

func (d *desk) checkTime(q *QuoteIn, placed calendar.Instant) *fault.Error {
	if placed > d.tx.Now().Add(ClockSkew) {
		return ErrFuture.At("placed_at", nil)
	}
	if !q.Backdate && !d.historic && d.tooOld(placed) {
		return ErrTooOld.At("placed_at", fault.P{"days": d.settings.OrderMaxAgeDays})
	}
	return nil
}

// tooOld reports whether the instant lies before the merchant's limit.
func (d *desk) tooOld(at calendar.Instant) bool {
	return at.Day(d.tx.Zone()) < d.tx.Today()-calendar.Day(d.settings.OrderMaxAgeDays)
}

// apply books the decision under the order's id. A refusal here means that the ledger's limits are reached; the books may then hold
// part of it, so the batch must be run again without the order.
func (d *desk) apply(c *decision, id int64, madeBy string) *fault.Error {
	if c.member == 0 {
		return nil
	}
	cause := ledger.Cause{Kind: "order", ID: id}
	if refused := d.spend(c, cause); refused != nil {
		return refused
	}
	if refused := d.earn(c, cause); refused != nil {
		return refused
	}
	taking := hand.Taking{
		Order: c.hand, ID: id, StoreID: c.in.StoreID, Tier: c.standing.Tier, MadeBy: madeBy, Program: c.edition.Program, Outcome: &c.outcome.Outcome,
	}
	if refused := d.hand.Take(taking); refused != nil {
		return refused
	}
	if c.freed {
		d.used[c.hand.Hold.ID] = id
	}
	for _, u := range c.outcome.Uses {
		d.books.Use(c.member, u, c.placed)
	}
	d.books.Member.AddOrder(c.member, member.OrderFact{
		At: c.placed, StoreID: c.in.StoreID, PayableMinor: c.outcome.PayableMinor,
		PrincipalMinor: c.outcome.PrincipalMinor, Categories: parts.Of(c.in.Lines, c.outcome.Shares()),
	})
	if p, g := c.outcome.PointsEarned(), c.outcome.GrowthEarned(); p != 0 || g != 0 {
		d.books.Member.Book(c.member, member.DayDelta{On: c.placed.Day(d.tx.Zone()), Points: p, Growth: g})
	}
	d.books.Assess(c.member, c.clock, cause.String())
	c.outcome.TierAfter = d.books.TierOf(c.member)
	return nil
}

func (d *desk) spend(c *decision, cause ledger.Cause) *fault.Error {
	for _, draw := range []struct {
		asset  ledger.Asset
		amount int64
	}{{ledger.Points, c.outcome.Points}, {ledger.Bonus, c.outcome.BonusMinor}, {ledger.Principal, c.outcome.PrincipalMinor}} {
		in := ledger.In{Asset: draw.asset, Amount: draw.amount, Cause: cause, Version: c.edition.Number, At: c.clock}
		if refused := c.hand.Hold.Spend(d.books, c.member, in); refused != nil {
			return refused
		}
	}
	return nil
}

func (d *desk) earn(c *decision, cause ledger.Cause) *fault.Error {
	for _, e := range c.outcome.Earned {
		in := reward.Lot(c.edition, e, cause, c.placed)
		in.At = c.clock
		if e.Asset == program.AssetPoints {
			in.AvailableAt = max(way.AvailableAt(c.edition.Program, c.placed, way.Handed(c.in.Channel) || d.historic, c.steps), c.clock)
			c.outcome.AvailableAt = in.AvailableAt
		}
		if _, refused := d.books.Ledger.Earn(c.member, in); refused != nil {
			return refused
		}
	}
	return nil
}
