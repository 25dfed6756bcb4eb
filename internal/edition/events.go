package edition

import "regulars/internal/event"

// The events of the room.
const (
	EventPublished = "program.published"
	EventWithdrawn = "program.withdrawn"
)

// Events lists what the room emits.
func Events() []event.Kind {
	number := event.Field{Name: "number", Type: "integer", En: "number of the version"}
	return []event.Kind{
		{
			Kind: EventPublished, En: "A version of the programme was published", Zh: "发布了会员体系新版本",
			Fields: []event.Field{number, {Name: "effective_at", Type: "integer", En: "microseconds since 1970 UTC"}},
		},
		{Kind: EventWithdrawn, En: "A scheduled version of the programme was withdrawn", Zh: "撤回了尚未生效的会员体系版本", Fields: []event.Field{number}},
	}
}
