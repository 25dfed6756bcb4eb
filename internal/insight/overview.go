package insight

import (
	"context"
	"fmt"

	"regulars/internal/calendar"
	"regulars/internal/money"
	"regulars/internal/store"
)

// Day is the figures of one day.
type Day struct {
	On                calendar.Day
	GrossMinor        int64 // payable of the orders placed
	MemberGrossMinor  int64 // of members
	RefundMinor       int64 // given back on this day
	MemberRefundMinor int64 // to members
	Orders            int64 // purchases
	MemberOrders      int64 // of members
	NewMembers        int64
}

// SalesMinor is gross less refunds.
func (d Day) SalesMinor() int64 { return d.GrossMinor - d.RefundMinor }

// MemberMinor is the sales of members.
func (d Day) MemberMinor() int64 { return d.MemberGrossMinor - d.MemberRefundMinor }

// GuestMinor is the sales of guests.
func (d Day) GuestMinor() int64 { return d.SalesMinor() - d.MemberMinor() }

// add adds another day's figures.
func (d *Day) add(o Day) {
	d.GrossMinor += o.GrossMinor
	d.MemberGrossMinor += o.MemberGrossMinor
	d.RefundMinor += o.RefundMinor
	d.MemberRefundMinor += o.MemberRefundMinor
	d.Orders += o.Orders
	d.MemberOrders += o.MemberOrders
	d.NewMembers += o.NewMembers
}

// Figures are those of one period.
type Figures struct {
	Period
	Sum      Day              // of all days; its On means nothing
	Days     []Day            // every day of the period, in order
	Channels map[string]int64 // new members by the channel they came by; "" where it is not known
	Buyers   int64            // members with a purchase
	Repeat   int64            // members with two or more
	Points   *Points          // nil where only some stores are asked for: points belong to the merchant
}

// ShareBp is the members' share of the sales in basis points, rounded down; absent where there are no sales, or more was given back to one
// side than it bought.
func (f *Figures) ShareBp() (bp int64, ok bool) {
	if f.Sum.SalesMinor() <= 0 || f.Sum.MemberMinor() < 0 || f.Sum.GuestMinor() < 0 {
		return 0, false
	}
	return RatioBp(f.Sum.MemberMinor(), f.Sum.SalesMinor()), true
}

// RepurchaseBp is repeat buyers by buyers in basis points, rounded down; absent where nobody bought.
func (f *Figures) RepurchaseBp() (bp int64, ok bool) {
	if f.Buyers == 0 {
		return 0, false
	}
	return RatioBp(f.Repeat, f.Buyers), true
}

// Overview is the figures of a period and of the one before.
type Overview struct{ Now, Before Figures }

// Ask is what an overview is asked for.
type Ask struct {
	Period
	Stores []int64 // of these stores alone; nil for the whole merchant, those facts too that belong to no store
}

// See is Look now, or lately where the merchant has many members, and when that was.
func See(ctx context.Context, db *store.DB, scope store.Scope, ask Ask) (*Overview, calendar.Instant, error) {
	name := fmt.Sprintf("overview %d %d %v %v", ask.From, ask.To, ask.Stores != nil, ask.Stores)
	return counted(ctx, db, scope, key{name: name}, func(ctx context.Context, tx *store.Tx) (*Overview, error) { return Look(ctx, tx, ask) })
}

// Look sums the figures of a period and of the one before, on one snapshot.
func Look(ctx context.Context, tx *store.Tx, ask Ask) (*Overview, error) {
	out := &Overview{Now: newFigures(ask.Period), Before: newFigures(ask.Before())}
	both := Ask{Period{out.Before.From, ask.To}, ask.Stores}
	l := &look{tx: tx, ask: both, out: out}
	for _, part := range []func(context.Context) error{l.orders, l.refunds, l.returns, l.joined} {
		if err := part(ctx); err != nil {
			return nil, err
		}
	}
	aliases, err := l.aliases(ctx)
	if err != nil {
		return nil, err
	}
	for _, f := range []*Figures{&out.Now, &out.Before} {
		for _, d := range f.Days {
			f.Sum.add(d)
		}
		if err := l.buyers(ctx, f, aliases); err != nil {
			return nil, err
		}
		if ask.Stores != nil {
			continue
		}
		points, err := PointsOf(ctx, tx, f.From.Start(tx.Zone()), f.To.Start(tx.Zone()))
		if err != nil {
			return nil, err
		}
		f.Points = &points
	}
	return out, nil
}

// newFigures are the figures of a period in which nothing happened.
func newFigures(p Period) Figures {
	f := Figures{Period: p, Days: make([]Day, p.Days()), Channels: map[string]int64{}}
	for i := range f.Days {
		f.Days[i].On = p.From + calendar.Day(i)
	}
	return f
}

// look is one run of Look.
type look struct {
	tx  *store.Tx
	ask Ask // both periods together
	out *Overview
}

// day is the figures of a day of either period; nil where it lies in neither.
func (l *look) day(on calendar.Day) *Day {
	for _, f := range []*Figures{&l.out.Now, &l.out.Before} {
		if f.Holds(on) {
			return &f.Days[on-f.From]
		}
	}
	return nil
}

// figures are those of the period that holds the day.
func (l *look) figures(on calendar.Day) *Figures {
	if l.out.Now.Holds(on) {
		return &l.out.Now
	}
	return &l.out.Before
}

// RatioBp is part by whole in basis points, rounded down, for 0 ≤ part and whole > 0.
func RatioBp(part, whole int64) int64 { return money.MulDiv(part, 10_000, whole, money.Floor) }
