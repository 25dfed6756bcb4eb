package order

import (
	"context"
	"fmt"

	"regulars/internal/basket"
	"regulars/internal/catalog"
	"regulars/internal/ledger"
	"regulars/internal/member"
	"regulars/internal/order/back"
	"regulars/internal/order/match"
	"regulars/internal/order/parts"
	"regulars/internal/program"
	"regulars/internal/store"
)

// pair finds the orders of the returned units: what will remain of each, and the lines that no order accounts for.
func (g *returning) pair(ret *Returned, lines []basket.Line) (map[int64]basket.Remaining, []basket.Line) {
	orders := make([]match.Order, len(g.orders[ret.MemberID]))
	for i, o := range g.orders[ret.MemberID] {
		orders[i] = match.Order{ID: o.ID, PlacedAt: o.PlacedAt, Lines: o.Lines, Remaining: o.Remaining}
	}
	claimed, left := match.Units(lines, ret.ReturnedAt, orders)
	ret.Taken.Leave(left)
	for i := range lines {
		ret.Taken.MatchedUnits += lines[i].Quantity
	}
	ret.Taken.MatchedUnits -= ret.Taken.UnmatchedUnits
	return claimed, left
}

// takeOrders refunds the claimed units, newest order first.
func (g *returning) takeOrders(ctx context.Context, ret *Returned, claimed map[int64]basket.Remaining, on takeBackOn) error {
	for _, o := range g.orders[ret.MemberID] {
		rest := claimed[o.ID]
		if rest == nil {
			continue
		}
		part, err := g.takeBack(ctx, o, rest, on)
		if err != nil {
			return err
		}
		r := &Refunding{
			ID: g.desk.tx.NewID(), OrderID: o.ID, ReturnID: ret.ID, MemberID: ret.MemberID, RefundedAt: ret.ReturnedAt, RecordedAt: ret.RecordedAt,
			Number: store.FormatID("ret", ret.ID), MadeBy: ret.MadeBy, Reason: ret.Taken.Reason, AmountMinor: part.Share.PayableMinor, Back: part,
		}
		g.refunds = append(g.refunds, r)
		g.desk.tx.Emit(refunded(r))
		t := &ret.Taken
		t.Orders = append(t.Orders, back.TakenOrder{OrderID: o.ID, RefundID: r.ID, Back: part})
		t.MatchedMinor += part.Share.PayableMinor
		t.BalanceMinor += part.Share.BonusMinor + part.Share.PrincipalMinor
		t.Points.Add(part.Points)
		t.Growth.Add(part.Growth)
	}
	return nil
}

// takeUnmatched takes back what the base tier would have earned for units without an order, and books the money that no order
// accounts for on the day of the return.
func (g *returning) takeUnmatched(ctx context.Context, ret *Returned, left []basket.Line, on takeBackOn) error {
	money := ret.Taken.UnmatchedMinor + ret.Taken.DifferenceMinor
	books := g.counter.books
	var points, growth int64
	if len(left) > 0 && books.IsMember(on.member) {
		var err error
		if points, growth, err = g.clawUnmatched(ctx, ret, left, on); err != nil {
			return err
		}
	}
	if money != 0 {
		books.Member.TakeBack(on.member, member.RefundFact{
			At: ret.ReturnedAt, StoreID: ret.StoreID, AmountMinor: money, Categories: parts.Of(left, parts.Priced(left)),
		})
	}
	if points != 0 || growth != 0 {
		books.Member.Book(on.member, member.DayDelta{On: ret.ReturnedAt.Day(g.desk.tx.Zone()), Points: -points, Growth: -growth})
	}
	if money != 0 || points != 0 || growth != 0 {
		books.Assess(on.member, on.clock, fmt.Sprintf("return:%d", ret.ID))
	}
	return nil
}

func (g *returning) clawUnmatched(ctx context.Context, ret *Returned, left []basket.Line, on takeBackOn) (points, growth int64, err error) {
	ed := g.counter.books.Editions.At(ret.ReturnedAt)
	st := program.Standing{Member: true, Tier: ed.Program.Document().Tiers[0].Code, At: ret.ReturnedAt}
	upward, err := catalog.Upward(ctx, g.desk.tx, g.counter.books.Editions.Stamp)
	if err != nil {
		return 0, 0, err
	}
	st.Region, st.Categories = g.stores[ret.StoreID].Region, upward.Of(left)
	b := basket.Basket{Channel: "pos", Store: g.stores[ret.StoreID].Code, Lines: left}
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
		part := &ret.Taken.Points
		if e.Asset == program.AssetGrowth {
			part = &ret.Taken.Growth
			growth += e.Amount
		} else {
			points += e.Amount
		}
		part.ClawedBack += clawed.Total()
		part.Debt += clawed.Debt
	}
	return points, growth, nil
}
