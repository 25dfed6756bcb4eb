package order

import (
	"fmt"

	"regulars/internal/event"
)

// The kinds of events of the room.
const (
	EventRecorded  = "order.recorded"
	EventRefunded  = "order.refunded"
	EventReturned  = "order.returned"
	EventFulfilled = "order.fulfilment"
	EventClaimed   = "order.claimed"
)

// Events lists what the room emits.
func Events() []event.Kind {
	return []event.Kind{
		{Kind: EventRecorded, En: "An order was recorded", Zh: "订单已入账", Fields: []event.Field{
			{Name: "payable_minor", Type: "integer", En: "payable, in minor units"},
			{Name: "points_earned", Type: "integer", En: "points that it earned"},
			{Name: "growth_earned", Type: "integer", En: "growth that it earned"},
			{Name: "points_spent", Type: "integer", En: "points spent on it"},
			{Name: "channel", Type: "string", En: "sales channel"},
		}},
		{Kind: EventRefunded, En: "Part or all of an order was refunded", Zh: "订单已退款", Fields: []event.Field{
			{Name: "order_id", Type: "string", En: "the order"},
			{Name: "amount_minor", Type: "integer", En: "what was given back, in minor units"},
			{Name: "points_clawed_back", Type: "integer", En: "points taken back"},
			{Name: "points_returned", Type: "integer", En: "points given back"},
			{Name: "whole", Type: "boolean", En: "nothing of the order remains"},
		}},
		{Kind: EventReturned, En: "Goods came back without a receipt", Zh: "无单退货已入账", Fields: []event.Field{
			{Name: "amount_minor", Type: "integer", En: "what was given back, in minor units"},
			{Name: "unmatched_minor", Type: "integer", En: "the part that no order was found for"},
		}},
		{Kind: EventFulfilled, En: "An order went on its way", Zh: "订单履约状态更新", Fields: []event.Field{
			{Name: "fulfilment", Type: "string", En: "shipped, delivered, signed or completed"},
			{Name: "node", Type: "string", En: "where the parcel is, may be empty"},
		}},
		{Kind: EventClaimed, En: "A guest's order was claimed by a member", Zh: "散客订单已归属会员"},
	}
}

// root is how events name the order as the fact that caused them.
func root(id int64) string { return fmt.Sprintf("order:%d", id) }
