package day

import "regulars/internal/event"

// EventExpiring is emitted when points of a member expire in so many days as the programme reminds of it.
const EventExpiring = "points.expiring"

// Events lists what the room emits.
func Events() []event.Kind {
	return []event.Kind{{Kind: EventExpiring, En: "Points of a member are about to expire", Zh: "会员积分即将到期", Fields: []event.Field{
		{Name: "amount", Type: "integer", En: "points that expire unless they are used"},
		{Name: "expires_at", Type: "integer", En: "when, in microseconds since 1970 UTC"},
		{Name: "days", Type: "integer", En: "how many days before, as the programme says"},
	}}}
}
