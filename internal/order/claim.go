package order

import (
	"cmp"
	"context"
	"slices"

	"regulars/internal/event"
	"regulars/internal/fault"
	"regulars/internal/member"
	"regulars/internal/order/way"
	"regulars/internal/program"
	"regulars/internal/store"
)

// ClaimIn is a guest's order and who placed it.
type ClaimIn struct {
	OrderID  int64
	Member   member.Ref
	Backdate bool // the caller may record orders older than the merchant's limit, and so give them away
}

// Claim gives a guest's order to the member who placed it: it earns what it would have earned. Prices and discounts stay as they were paid.
// Returns ErrUnknown, ErrClaimed, ErrMember, ErrClaimLate, and ErrClaimBack where some of it came back already.
func Claim(ctx context.Context, tx *store.Tx, in ClaimIn) (*Order, error) {
	d := newDesk(tx, 1)
	orders, err := Many(ctx, tx, []int64{in.OrderID})
	if err != nil {
		return nil, err
	}
	o := orders[in.OrderID]
	if o == nil {
		return nil, ErrUnknown.New(nil)
	}
	d.quotes[0] = o.again(in.Member)
	if err := d.open(ctx, nil); err != nil {
		return nil, err
	}
	if e := d.results[0].Err; e != nil {
		return nil, e
	}
	if orders, err = lockOrders(ctx, tx, []int64{in.OrderID}); err != nil { // as it stands under the locks
		return nil, err
	}
	switch o = orders[in.OrderID]; {
	case o.MemberID != 0:
		return nil, ErrClaimed.New(nil)
	case o.Status != Paid:
		return nil, ErrClaimBack.New(nil)
	case d.members[0] == 0:
		return nil, ErrMember.At("member_id", fault.P{"by": "member_id"})
	case !in.Backdate && d.tooOld(o.PlacedAt):
		return nil, ErrClaimLate.New(fault.P{"days": d.settings.OrderMaxAgeDays})
	}
	c, refused := d.decide(ctx, 0)
	if refused == nil {
		if o.Fulfilment != FulfilmentNone {
			if c.steps, err = way.Steps(ctx, tx, o.ID); err != nil {
				return nil, err
			}
		}
		refused = d.apply(c, o.ID, o.MadeBy)
	}
	if refused != nil {
		return nil, cmp.Or(d.broken, error(refused))
	}
	o.MemberID, o.Standing, o.Outcome = c.member, c.standing, c.outcome
	tx.Emit(event.Event{Kind: EventClaimed, MemberID: o.MemberID, Subject: o.ID, At: o.PlacedAt, Root: root(o.ID), Data: map[string]any{
		"points_earned": o.Outcome.PointsEarned(), "growth_earned": o.Outcome.GrowthEarned(),
	}})
	if err := o.rewrite(ctx, tx); err != nil {
		return nil, err
	}
	if err := d.books.Save(ctx); err != nil {
		return nil, err
	}
	return o, d.hand.Save(ctx)
}

// again is the order as it would be asked for by a member: as paid, however it was priced.
func (o *Order) again(by member.Ref) *QuoteIn {
	return &QuoteIn{
		Member: by, StoreID: o.StoreID, Channel: o.Channel, PlacedAt: o.PlacedAt, Lines: slices.Clone(o.Lines), Ask: program.Ask{Pricing: program.PriceAsPaid}, Backdate: true,
		frozen: true,
	}
}

// rewrite replaces what was decided of an order.
func (o *Order) rewrite(ctx context.Context, tx *store.Tx) error {
	row, err := o.row(tx)
	if err != nil {
		return err
	}
	cell := func(column string) any { return row[slices.Index(insertHead.Columns, column)] }
	set := []string{"member_id", "edition", "points_earned", "growth_earned", "standing", "outcome"}
	cells := []any{o.ID}
	for _, column := range set {
		cells = append(cells, cell(column))
	}
	if _, err := store.UpdateMany(ctx, tx, store.Update{Table: "order_head", Key: []string{"id"}, Set: set}, [][]any{cells}); err != nil {
		return err
	}
	lines := make([][]any, len(o.Lines))
	for i := range o.Lines {
		l := &o.Outcome.Lines[i]
		lines[i] = []any{o.ID, int64(i), l.PointsEarned, l.GrowthEarned}
	}
	_, err = store.UpdateMany(ctx, tx, store.Update{Table: "order_line", Key: []string{"order_id", "line"}, Set: []string{"points_earned", "growth_earned"}}, lines)
	return err
}
