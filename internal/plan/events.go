package plan

import (
	"fmt"

	"regulars/internal/calendar"
	"regulars/internal/event"
	"regulars/internal/store"
)

// The kinds of events of the room.
const (
	EventJoined    = "plan.joined"
	EventRenewed   = "plan.renewed"
	EventUpgraded  = "plan.upgraded"
	EventCancelled = "plan.cancelled"
	EventDaysGiven = "plan.days_given"
	EventDaysTaken = "plan.days_taken"
	EventEnding    = "plan.ending"
	EventEnded     = "plan.ended"
)

// Events lists what the room emits.
func Events() []event.Kind {
	fields := func(amount string) []event.Field {
		return []event.Field{
			{Name: "plan", Type: "string", En: "code of the paid plan"},
			{Name: "name", Type: "string", En: "its name"},
			{Name: "ends_at", Type: "integer", En: "when it ends, in microseconds since 1970 UTC"},
			{Name: "amount", Type: "integer", En: amount},
		}
	}
	return []event.Kind{
		{Kind: EventJoined, En: "A paid plan was bought", Zh: "已开通付费会员", Fields: fields("its price, in minor units")},
		{Kind: EventRenewed, En: "A paid plan was renewed", Zh: "付费会员已续费", Fields: fields("its price, in minor units")},
		{Kind: EventUpgraded, En: "A paid plan was upgraded", Zh: "付费会员已升级", Fields: fields("its price, in minor units")},
		{Kind: EventCancelled, En: "A paid plan was cancelled", Zh: "付费会员已取消", Fields: fields("what was paid back, in minor units")},
		{Kind: EventDaysGiven, En: "Days of a paid plan were given", Zh: "已赠送付费会员天数", Fields: fields("days")},
		{Kind: EventDaysTaken, En: "Days of a paid plan were taken back", Zh: "已收回付费会员天数", Fields: fields("days")},
		{Kind: EventEnding, En: "A paid plan ends soon", Zh: "付费会员即将到期", Fields: fields("days that are left")},
		{Kind: EventEnded, En: "A paid plan has ended", Zh: "付费会员已到期", Fields: fields("0")},
	}
}

const rootPrefix = "plan:"

// Root is what the gifts of a purchase go back to.
func Root(id int64) string { return fmt.Sprint(rootPrefix, id) }

// Emit tells of the membership at the instant; amount is what the kind says.
func (bk *Books) Emit(m *Membership, kind string, at calendar.Instant, amount int64) {
	bk.tx.Emit(m.event(bk.tx, kind, at, news{m.Root(), amount}))
}

// news is what an event tells beside the membership.
type news struct {
	root   string
	amount int64
}

func (m *Membership) event(tx *store.Tx, kind string, at calendar.Instant, n news) event.Event {
	return event.Event{Kind: kind, MemberID: m.MemberID, Subject: m.ID, At: at, Root: n.root, Data: map[string]any{
		"plan": m.Code, "name": m.Terms.Name.In(tx.Merchant().Language), "ends_at": int64(m.EndsAt), "amount": n.amount,
	}}
}
