package job

import (
	"context"
	"fmt"
	"slices"

	"regulars/internal/event"
	"regulars/internal/store"
)

// Consumer is one that wants to know what happened.
type Consumer struct {
	Name     string   // unique, never changed: deliveries are kept under it
	Kinds    []string // the kinds of events it wants; empty for all
	LiveOnly bool     // it skips what is imported: journeys, messages, webhooks
	// Take does what follows from the events, which are in order of their ids. It may be called again with the same
	// events only if its transaction did not commit.
	Take func(ctx context.Context, tx *store.Tx, events []event.Event) error
}

// wants reports whether the consumer is to see the event.
func (c Consumer) wants(e event.Event) bool {
	return !(c.LiveOnly && e.Historic) && (len(c.Kinds) == 0 || slices.Contains(c.Kinds, e.Kind))
}

// wanted are the events that the consumer is to see.
func (c Consumer) wanted(events []event.Event) []event.Event {
	var out []event.Event
	for _, e := range events {
		if c.wants(e) {
			out = append(out, e)
		}
	}
	return out
}

// take has the consumer take the events; a panic of it is an error.
func (c Consumer) take(ctx context.Context, tx *store.Tx, events []event.Event) error {
	if err := Guard(func() error { return c.Take(ctx, tx, events) }); err != nil {
		return fmt.Errorf("consumer %s: %w", c.Name, err)
	}
	return nil
}

// alike cuts events into runs whose consequences have the same scope: as deep, and historic or not.
func alike(events []event.Event) [][]event.Event {
	var groups [][]event.Event
	at := map[[2]int]int{}
	for _, e := range events {
		key := [2]int{e.Depth, 0}
		if e.Historic {
			key[1] = 1
		}
		i, ok := at[key]
		if !ok {
			i = len(groups)
			at[key] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], e)
	}
	return groups
}

func ids(events []event.Event) []int64 {
	out := make([]int64, len(events))
	for i, e := range events {
		out[i] = e.ID
	}
	return out
}
