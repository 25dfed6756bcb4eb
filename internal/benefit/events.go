package benefit

import "regulars/internal/event"

// The kinds of events of the room.
const (
	EventGiven    = "benefit.given"
	EventUsed     = "benefit.used"
	EventReturned = "benefit.returned"
	EventRevoked  = "benefit.revoked"
	EventExpiring = "benefit.expiring"
	EventSold     = "benefit.card_sold"
	EventRefunded = "benefit.card_refunded"
)

// Events lists what the room emits.
func Events() []event.Kind {
	fields := []event.Field{
		{Name: "benefit", Type: "string", En: "code of the benefit or of the card"},
		{Name: "name", Type: "string", En: "its name in the merchant's language"},
		{Name: "quantity", Type: "integer", En: "how many uses"},
		{Name: "left", Type: "integer", En: "how many are left of it"},
	}
	with := func(more ...event.Field) []event.Field { return append(fields[:3:3], more...) }
	return []event.Kind{
		{Kind: EventGiven, En: "An entitlement was given", Zh: "获得次数权益", Fields: fields},
		{Kind: EventUsed, En: "An entitlement was used", Zh: "使用了次数权益", Fields: fields},
		{Kind: EventReturned, En: "A use of an entitlement came back", Zh: "次数权益已退回", Fields: fields},
		{Kind: EventRevoked, En: "An entitlement was taken back", Zh: "次数权益已收回", Fields: fields},
		{Kind: EventExpiring, En: "An entitlement is about to expire", Zh: "次数权益即将到期", Fields: with(
			event.Field{Name: "until", Type: "integer", En: "when it expires, in microseconds since 1970 UTC"})},
		{Kind: EventSold, En: "A times card was sold", Zh: "售出次卡", Fields: with(
			event.Field{Name: "paid_minor", Type: "integer", En: "what was paid, in minor units"})},
		{Kind: EventRefunded, En: "A times card was refunded", Zh: "次卡已退款", Fields: with(
			event.Field{Name: "refunded_minor", Type: "integer", En: "what went back, in minor units"})},
	}
}
