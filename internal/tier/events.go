package tier

import "regulars/internal/event"

// EventChanged is emitted when the tier in force changes.
const EventChanged = "tier.changed"

// EventGrace is emitted when a tier is kept for a while although its condition no longer holds.
const EventGrace = "tier.grace"

// Events lists what the room emits.
func Events() []event.Kind {
	fields := []event.Field{
		{Name: "from", Type: "string", En: "code of the tier before; empty on joining"},
		{Name: "to", Type: "string", En: "code of the tier after"},
		{Name: "move", Type: "string", En: "upgraded, downgraded, given, given_ended, replaced, joined or undone"},
	}
	return []event.Kind{
		{Kind: EventChanged, En: "A member's tier changed", Zh: "会员等级发生变化", Fields: fields},
		{Kind: EventGrace, En: "A tier is kept in grace", Zh: "等级进入宽限期", Fields: append(fields,
			event.Field{Name: "until", Type: "integer", En: "when the tier goes unless it is earned again, in microseconds since 1970 UTC"})},
	}
}
