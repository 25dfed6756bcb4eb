package mall

import (
	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/store"
)

// The kinds of events of the room.
const (
	EventRedeemed  = "redemption.made"
	EventShipped   = "redemption.shipped"
	EventDone      = "redemption.done"
	EventCancelled = "redemption.cancelled"
)

// Events lists what the room emits.
func Events() []event.Kind {
	fields := []event.Field{
		{Name: "item_id", Type: "string", En: "what was redeemed: mit_…"},
		{Name: "name", Type: "string", En: "its name, as it was then"},
		{Name: "quantity", Type: "integer", En: "how many"},
		{Name: "points", Type: "integer", En: "points it took in all"},
		{Name: "price_minor", Type: "integer", En: "money it took in all, stored value included"},
		{Name: "hand_over", Type: "string", En: "at_once, pickup or delivery"},
	}
	return []event.Kind{
		{Kind: EventRedeemed, En: "Something was redeemed in the mall", Zh: "积分商城兑换", Fields: fields},
		{Kind: EventShipped, En: "Something redeemed was sent", Zh: "兑换商品已寄出", Fields: fields},
		{Kind: EventDone, En: "Something redeemed was handed over", Zh: "兑换商品已交付", Fields: fields},
		{Kind: EventCancelled, En: "A redemption was cancelled", Zh: "兑换已取消", Fields: fields},
	}
}

// event is something that happened to the redemption.
func (r *Redemption) event(kind string, at calendar.Instant) event.Event {
	return event.Event{Kind: kind, MemberID: r.MemberID, Subject: r.ID, At: at, Root: r.Root(), Data: map[string]any{
		"item_id": store.FormatID("mit", r.ItemID), "name": r.Terms.Name, "quantity": r.Quantity, "points": r.Points, "price_minor": r.PriceMinor, "hand_over": string(r.HandOver),
	}}
}
