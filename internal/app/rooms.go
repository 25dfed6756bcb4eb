package app

import (
	"maps"

	"regulars/internal/api/sales"
	"regulars/internal/behaviour"
	"regulars/internal/benefit"
	"regulars/internal/catalog"
	"regulars/internal/check"
	"regulars/internal/coupon"
	"regulars/internal/day"
	"regulars/internal/edition"
	"regulars/internal/event"
	"regulars/internal/exporter"
	"regulars/internal/importer"
	"regulars/internal/insight"
	"regulars/internal/job"
	"regulars/internal/mall"
	"regulars/internal/mall/recharge"
	"regulars/internal/member"
	"regulars/internal/member/proof"
	"regulars/internal/member/story"
	"regulars/internal/order"
	"regulars/internal/order/stamp"
	"regulars/internal/org"
	"regulars/internal/plan"
	"regulars/internal/reward"
	"regulars/internal/reward/mass"
	"regulars/internal/segment"
	"regulars/internal/simulation"
	"regulars/internal/staff"
	"regulars/internal/tier"
)

// Values are what every transaction carries beside the vault: what rooms remember between transactions.
func Values() []any {
	return []any{org.NewDirectory(), staff.NewDesk(), edition.NewCache(segment.Catalogue).Knowing(plan.Named), &sales.Collectors{}, insight.NewShelf(), insight.NewHub()}
}

// Events are all kinds of events, room by room.
func Events() []event.Kind {
	var all []event.Kind
	for _, room := range [][]event.Kind{edition.Events(), catalog.Events(), member.Events(), proof.Events(), coupon.Events(), benefit.Events(), tier.Events(), reward.Events(), order.Events(), stamp.Events(), mall.Events(), plan.Events(), recharge.Events(), day.Events()} {
		all = append(all, room...)
	}
	return all
}

// consumers are what follows from events, in order.
func consumers() []job.Consumer {
	return []job.Consumer{
		{Name: "timeline", Take: story.Timeline},
		behaviour.Consumer(),
		{Name: "stamps", Take: stamp.Take, Kinds: stamp.Kinds(), LiveOnly: true},
		{Name: "facts", Take: insight.Take, Kinds: insight.Kinds()},
	}
}

// handlers are the kinds of jobs.
func handlers() map[string]job.Handler {
	all := map[string]job.Handler{importer.JobKind: importer.Handler, exporter.JobKind: exporter.Handler, simulation.JobKind: simulation.Handler, mass.JobKind: mass.Handler}
	maps.Copy(all, day.Handlers())
	maps.Copy(all, check.Handlers())
	return all
}

// schedules are the jobs that come by the clock.
func schedules() []job.Schedule { return append(day.Schedules(), check.Schedules()...) }
