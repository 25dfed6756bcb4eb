package event

import "regulars/internal/calendar"

// Event is one thing that happened.
type Event struct {
	ID       int64            `json:"id,string"`                  // made by store when it is emitted
	Kind     string           `json:"kind"`                       // such as "order.recorded": declared in the room's events.go
	MemberID int64            `json:"member_id,string,omitempty"` // 0 where it is about nobody
	Subject  int64            `json:"subject,string,omitempty"`   // what it is about: the order, the merge, …
	At       calendar.Instant `json:"at"`                         // the business instant
	Root     string           `json:"root,omitempty"`             // the fact that caused it, as "order:123"
	Depth    int              `json:"depth,omitempty"`            // how many consumers lie between root and this
	Historic bool             `json:"historic,omitempty"`         // imported: journeys, messages and webhooks skip it
	Data     map[string]any   `json:"data,omitempty"`             // numbers and codes; reasons of what was done by hand
}

// MaxDepth bounds a chain of events that cause events.
const MaxDepth = 8

// Kind documents one kind of event; each room declares its own in events.go and app collects them.
type Kind struct {
	Kind   string
	En, Zh string // one line for people: "An order was recorded"
	Fields []Field
}

// Field documents one entry of an event's data.
type Field struct{ Name, Type, En string }
