package order

import (
	"context"
	"fmt"

	"regulars/internal/basket"
	"regulars/internal/catalog"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/order/match"
	"regulars/internal/order/parts"
	"regulars/internal/program"
	"regulars/internal/store"
)

// pair finds the orders of the returned units: what will remain of each, and the lines that no order accounts for.
func (g *returning) pair(back *Returned, lines []basket.Line) (map[int64]basket.Remaining, []basket.Line) {
	orders := make([]match.Order, len(g.orders[back.MemberID]))
	for i, o := range g.orders[back.MemberID] {
		orders[i] = match.Order{ID: o.ID, PlacedAt: o.PlacedAt, Lines: o.Lines, Remaining: o.Remaining}
	}
	claimed, left := match.Units(lines, back.ReturnedAt, orders)
	back.Taken.leave(left)
	for i := range lines {
		back.Taken.MatchedUnits += lines[i].Quantity
	}
	back.Taken.MatchedUnits -= back.Taken.UnmatchedUnits
	return claimed, left
}

// leave notes the lines that no order accounts for.
func (t *Taken) leave(left []basket.Line) {
	t.Unmatched = left
	for i := range left {
		t.UnmatchedUnits += left[i].Quantity
		t.UnmatchedMinor += left[i].TotalMinor
	}
}

// takeOrders refunds the claimed units, newest order first.
func (g *returning) takeOrders(ctx context.Context, back *Returned, claimed map[int64]basket.Remaining, on takeBackOn) error {
	for _, o := range g.orders[back.MemberID] {
		rest := claimed[o.ID]
		if rest == nil {
			continue
		}
		part, err := g.takeBack(ctx, o, rest, on)
		if err != nil {
			return err
		}
		r := &Refunding{
			ID: g.desk.tx.NewID(), OrderID: o.ID, ReturnID: back.ID, MemberID: back.MemberID, RefundedAt: back.ReturnedAt, RecordedAt: back.RecordedAt,
			Number: store.FormatID("ret", back.ID), MadeBy: back.MadeBy, Reason: back.Taken.Reason, AmountMinor: part.Share.PayableMinor, Back: part,
		}
		g.refunds = append(g.refunds, r)
		g.desk.tx.Emit(refunded(r))
		t := &back.Taken
		t.Orders = append(t.Orders, TakenOrder{OrderID: o.ID, RefundID: r.ID, Back: part})
		t.MatchedMinor += part.Share.PayableMinor
		t.BalanceMinor += part.Share.BonusMinor + part.Share.PrincipalMinor
		t.Points.Add(part.Points)
		t.Growth.Add(part.Growth)
	}
	return nil
}

// takeUnmatched takes back what the base tier would have earned for units without an order, and books the money that no order
// accounts for on the day of the return.
func (g *returning) takeUnmatched(ctx context.Context, back *Returned, left []basket.Line, on takeBackOn) error {
	money := back.Taken.UnmatchedMinor + back.Taken.DifferenceMinor
	books := g.counter.books
	var points, growth int64
	if len(left) > 0 && books.IsMember(on.member) {
		var err error
		if points, growth, err = g.clawUnmatched(ctx, back, left, on); err != nil {
			return err
		}
	}
	if money != 0 {
		books.Member.TakeBack(on.member, member.RefundFact{
			At: back.ReturnedAt, StoreID: back.StoreID, AmountMinor: money, Categories: parts.Of(left, parts.Priced(left)),
		})
	}
	if points != 0 || growth != 0 {
		books.Member.Book(on.member, member.DayDelta{On: back.ReturnedAt.Day(g.desk.tx.Zone()), Points: -points, Growth: -growth})
	}
	if money != 0 || points != 0 || growth != 0 {
		books.Assess(on.member, on.clock, fmt.Sprintf("return:%d", back.ID))
	}
	return nil
}

func (g *returning) clawUnmatched(ctx context.Context, back *Returned, left []basket.Line, on takeBackOn) (points, growth int64, err error) {
	ed := g.counter.books.Editions.At(back.ReturnedAt)
	st := program.Standing{Member: true, Tier: ed.Program.Document().Tiers[0].Code, At: back.ReturnedAt}
	upward, err := catalog.Upward(ctx, g.desk.tx, g.counter.books.Editions.Stamp)
	if err != nil {
		return 0, 0, err
	}
	st.Region, st.Categories = g.stores[back.StoreID].Region, upward.Of(left)
	b := basket.Basket{Channel: "pos", Store: g.stores[back.StoreID].Code, Lines: left}
	out, err := program.Evaluate(ed.Program, &st, &b, program.Ask{Pricing: program.PriceAsPaid})
	if err != nil {
		return 0, 0, err
	}
	for _, e := range out.Earned {
		clawed, refused := g.counter.books.Ledger.ClawBack(on.member, ledger.In{
			Asset: ledger.Asset(e.Asset), Amount: e.Amount, Cause: on.by, Rule: e.Rule, Version: ed.Number, At: on.clock,
		})
		if refused != nil {
			return 0, 0, refused
		}
		part := &back.Taken.Points
		if e.Asset == program.AssetGrowth {
			part = &back.Taken.Growth
			growth += e.Amount
		} else {
			points += e.Amount
		}
		part.ClawedBack += clawed.Total()
		part.Debt += clawed.Debt
	}
	return points, growth, nil
}
