package exporter

import (
	"context"

	"regulars/internal/calendar"
	"regulars/internal/member"
	"regulars/internal/order"
	"regulars/internal/order/register"
	"regulars/internal/org"
	"regulars/internal/store"
)

// orderSource gives orders, newest first.
type orderSource struct {
	*writing
	filter register.Filter
	after  register.Place
}

func openOrders(ctx context.Context, tx *store.Tx, w *writing) (source, error) {
	f := w.Filter
	s := &orderSource{writing: w, filter: register.Filter{
		Number: f.Number, Source: f.Source, Stores: f.Stores, Channel: f.Channel, Status: order.Status(f.Status), Fulfilment: order.Fulfilment(f.Fulfilment),
		From: f.From, To: f.Until, MinMinor: f.MinMinor, MaxMinor: f.MaxMinor,
	}}
	var err error
	if f.MemberID != 0 {
		if f.StoreID != 0 {
			s.filter.Stores = []int64{f.StoreID}
		}
		s.filter.Members, err = member.WithAliases(ctx, tx, f.MemberID)
	}
	return s, err
}

const sqlOrdersTotal = `SELECT COUNT(*) FROM order_head WHERE merchant_id = $1 AND placed_at >= $2 AND placed_at < $3`

func (s *orderSource) total(ctx context.Context, tx *store.Tx) (n int64, err error) {
	until := s.filter.To
	if until == 0 {
		until = calendar.Never
	}
	_, err = store.One(ctx, tx, sqlOrdersTotal, func(r store.Row) error { return r.Scan(&n) }, tx.MerchantID(), s.filter.From, until)
	return n, err
}

func (s *orderSource) next(ctx context.Context, tx *store.Tx) ([][]cell, bool, error) {
	s.tx = tx
	list, next, err := register.List(ctx, tx, s.filter, s.after, page)
	if err != nil {
		return nil, false, err
	}
	records := make([]int64, len(list))
	for i := range list {
		records[i] = list[i].MemberID
	}
	people, err := s.people(ctx, tx, records)
	if err != nil {
		return nil, false, err
	}
	rows := make([][]cell, len(list))
	for i := range list {
		o := &list[i]
		rows[i] = s.cells(func(column string) cell { return s.cell(o, people[o.MemberID], column) })
	}
	if next != nil {
		s.after = *next
	}
	return rows, next != nil, nil
}

// cell is one value of an order.
func (s *orderSource) cell(o *register.Row, p person, column string) cell {
	switch column {
	case "id":
		return id("ord", o.ID)
	case "source":
		return text(o.Source)
	case "number":
		return text(o.Number)
	case "placed_at":
		return s.at(o.PlacedAt)
	case "paid_at":
		return s.at(o.PaidAt)
	case "store":
		return text(s.stores[o.StoreID])
	case "channel":
		return s.word(o.Channel)
	case "member_id":
		return p.id
	case "member_name":
		return p.name
	case "member_phone":
		return p.phone
	case "status":
		return s.word(string(o.Status))
	case "fulfilment":
		return s.word(string(o.Fulfilment))
	case "made_by":
		return text(org.Reference(o.MadeBy))
	}
	return s.amount(o, column)
}

// amount is one number of an order.
func (s *orderSource) amount(o *register.Row, column string) cell {
	switch column {
	case "total":
		return s.money(o.TotalMinor)
	case "discount":
		return s.money(o.TotalMinor - o.PayableMinor)
	case "payable":
		return s.money(o.PayableMinor)
	case "cash":
		return s.money(o.CashMinor)
	case "kept":
		return s.money(o.KeptMinor)
	case "points_earned":
		return number(o.PointsEarned)
	case "growth_earned":
		return number(o.GrowthEarned)
	}
	return cell{}
}
