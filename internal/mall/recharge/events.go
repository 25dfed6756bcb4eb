package recharge

import (
	"fmt"

	"regulars/internal/event"
)

// The kinds of events of the room.
const (
	EventRecharged = "recharge.made"
	EventWithdrawn = "withdrawal.made"
)

// Events lists what the room emits.
func Events() []event.Kind {
	return []event.Kind{
		{Kind: EventRecharged, En: "Stored value was bought", Zh: "储值已充值", Fields: []event.Field{
			{Name: "amount_minor", Type: "integer", En: "principal, in minor units"},
			{Name: "bonus_minor", Type: "integer", En: "bonus, in minor units"},
		}},
		{Kind: EventWithdrawn, En: "Principal of stored value was paid back", Zh: "储值本金已退款", Fields: []event.Field{
			{Name: "amount_minor", Type: "integer", En: "what was paid back, in minor units"},
			{Name: "voided_minor", Type: "integer", En: "bonus that went with it, in minor units"},
		}},
	}
}

// Root is what the gifts of a recharge go back to.
func Root(id int64) string { return fmt.Sprintf("recharge:%d", id) }
