package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"regulars/internal/basket"
	"regulars/internal/calendar"
	"regulars/internal/order"
	"regulars/internal/order/way"
)

// refund is goods of an order that come back.
type refund struct {
	sale   int
	number string
	lines  []basket.Take // nil for all
	reason string
}

// step is one node on the way of a parcel.
type step struct {
	sale   int
	at     calendar.Instant
	to     order.Fulfilment
	parcel way.Parcel
}

// unlinked is goods that come back without a receipt.
type unlinked struct {
	family int // −1 for a guest
	shop   int
	number string
	line   basket.Line
	at     calendar.Instant
}

const (
	refundsFrom = "不喜欢 尺码不合适 宝宝过敏 临期/包装破损 重复下单 价格保护后重拍 漏液 宝宝不适应该品牌"
	carriers    = "顺丰速运 中通快递 圆通速递 京东物流 韵达快递"

	// detailed is for how many days back parcels are told node by node; of older orders only that they were signed for and completed.
	detailed = 45
)

// afterwards draws what becomes of an order that was placed: its parcels and what comes back.
func (s *story) afterwards(r *rand.Rand, n int) {
	o := s.sales[n]
	sent := o.at.Add(time.Duration(4+r.IntN(26)) * time.Hour)
	back := s.comesBack(r, n)
	if back != 0 && back <= sent && o.online() {
		return // cancelled before it was sent
	}
	if o.online() {
		s.send(r, n, sent)
	}
}

// comesBack draws refunds of an order, and answers when all of it was given back at once, else 0.
func (s *story) comesBack(r *rand.Rand, n int) calendar.Instant {
	o := s.sales[n]
	chance := 0.022
	if o.online() {
		chance = 0.05
	}
	if strings.HasPrefix(o.lines[0].Category, "wear") || strings.HasPrefix(o.lines[0].Category, "gear") {
		chance *= 2.2
	}
	if r.Float64() >= chance {
		return 0
	}
	reasons := strings.Fields(refundsFrom)
	f := refund{sale: n, number: fmt.Sprintf("RF-%s-1", o.number), reason: one(r, reasons)}
	at := o.at.Add(time.Duration(20+r.IntN(240)) * time.Hour)
	whole := len(o.lines) == 1 && o.lines[0].Quantity == 1 || r.Float64() < 0.4
	switch {
	case whole && o.online() && r.Float64() < 0.4:
		at, f.reason = o.at.Add(time.Duration(10+r.IntN(200))*time.Minute), "未发货取消"
	case !whole:
		l := &o.lines[r.IntN(len(o.lines))]
		for i := range o.lines {
			o.lines[i].Index = i
		}
		f.lines = []basket.Take{{Line: l.Index, Quantity: 1 + r.Int64N(l.Quantity)}}
	}
	if !s.happens(at, doRefund, len(s.refunds)) {
		return 0
	}
	s.refunds = append(s.refunds, f)
	again := at.Add(time.Duration(24+r.IntN(96)) * time.Hour)
	if !whole && f.lines[0].Quantity < units(o) && r.Float64() < 0.12 && s.happens(again, doRefund, len(s.refunds)) {
		s.refunds = append(s.refunds, refund{sale: n, number: fmt.Sprintf("RF-%s-2", o.number), reason: one(r, reasons)})
	}
	if !whole {
		return 0
	}
	return at
}

func units(o *sale) (n int64) {
	for i := range o.lines {
		n += o.lines[i].Quantity
	}
	return n
}

// send draws the way of an order's parcel.
func (s *story) send(r *rand.Rand, n int, sent calendar.Instant) {
	o := s.sales[n]
	p := way.Parcel{Carrier: one(r, strings.Fields(carriers)), Number: fmt.Sprintf("YT%013d", r.Int64N(9_999_999_999_999))}
	delivered := sent.Add(time.Duration(20+r.IntN(56)) * time.Hour)
	signed := delivered.Add(time.Duration(1+r.IntN(20)) * time.Hour)
	nodes := []struct {
		at   calendar.Instant
		to   order.Fulfilment
		node string
	}{
		{sent, order.Shipped, "已揽收"}, {sent.Add(9 * time.Hour), order.Shipped, "到达" + one(r, []string{"杭州", "嘉兴", "南京", "上海", "成都"}) + "转运中心"},
		{delivered, order.Delivered, "派送中"}, {signed, order.Signed, "已签收，签收人：本人"}, {signed.Add(7*24*time.Hour + time.Hour), order.Completed, "交易完成"},
	}
	for _, at := range nodes {
		p.Node = at.node
		if o.at < (s.last-detailed).Start(s.in.zone) && at.to != order.Signed && at.to != order.Completed {
			continue
		}
		if s.happens(at.at, doStep, len(s.steps)) {
			s.steps = append(s.steps, step{n, at.at, at.to, p})
		}
	}
}

// drawReturns draws goods that come back to a shop without a receipt: mostly bought there, sometimes nobody knows where.
func (s *story) drawReturns() {
	r := rand.New(rand.NewPCG(s.in.seed, 1<<42))
	for n := range s.in.members / 50 {
		o := s.sales[r.IntN(len(s.sales))]
		if o.online() || o.lines[0].Category == "" || strings.HasPrefix(o.lines[0].Category, "svc") {
			continue
		}
		day := o.at.Day(s.in.zone) + 3 + calendar.Day(r.IntN(20))
		at := moment(r, day, false, s.in.zone)
		back := unlinked{family: o.family, shop: o.shop, number: fmt.Sprintf("RT-%s-%04d", s.data.shops[o.shop].code, n+1), line: o.lines[0], at: at}
		if r.Float64() < 0.3 {
			back.family = -1
		}
		if r.Float64() < 0.2 {
			p := s.data.products[r.IntN(len(s.data.products)-20)]
			back.line = basket.Line{SKU: p.sku, Name: p.name, Category: p.category, Type: basket.Product, TotalMinor: p.price, Quantity: 1}
		}
		back.line.TotalMinor = (back.line.TotalMinor - back.line.DiscountMinor()) / back.line.Quantity
		back.line.Quantity, back.line.Adjustments = 1, nil
		if s.happens(at, doReturn, len(s.returns)) {
			s.returns = append(s.returns, back)
		}
	}
}
