package app

import (
	"context"

	"regulars/internal/api/sales"
	"regulars/internal/catalog"
	"regulars/internal/edition"
	"regulars/internal/event"
	"regulars/internal/expr"
	"regulars/internal/job"
	"regulars/internal/member"
	"regulars/internal/member/story"
	"regulars/internal/order"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/staff"
	"regulars/internal/store"
	"regulars/internal/tier"
)

// Values are what every transaction carries beside the vault: what rooms remember between transactions.
func Values() []any {
	return []any{org.NewDirectory(), staff.NewDesk(), edition.NewCache(catalogue), &sales.Collectors{}}
}

// catalogue is what the conditions of a merchant may use.
func catalogue(context.Context, *store.Tx) (*expr.Catalogue, error) {
	return expr.NewCatalogue([]expr.Attribute{
		{Name: "birthday_month", Type: expr.Int, Scope: expr.Member, En: "birthday month", Zh: "生日月"},
		{Name: "order.month", Type: expr.Int, Scope: expr.Order, En: "month", Zh: "月"},
	}, []expr.Window{{Name: "spend", Column: "spend", En: "spend", Zh: "消费"}})
}

// Events are all kinds of events, room by room.
func Events() []event.Kind {
	var all []event.Kind
	for _, room := range [][]event.Kind{edition.Events(), catalog.Events(), member.Events(), tier.Events(), reward.Events(), order.Events()} {
		all = append(all, room...)
	}
	return all
}

// consumers are what follows from events, in order.
func consumers() []job.Consumer {
	return []job.Consumer{{Name: "timeline", Take: story.Timeline}}
}

// handlers are the kinds of jobs.
func handlers() map[string]job.Handler { return map[string]job.Handler{} }

// schedules are the jobs that come by the clock.
func schedules() []job.Schedule { return nil }
