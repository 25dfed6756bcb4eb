package member

import (
	"regulars/internal/event"
	"regulars/internal/member/trait"
)

// The kinds of events of the room.
const (
	EventEnrolled = "member.enrolled"
	EventAdmitted = "member.admitted"
	EventChanged  = trait.EventChanged
	EventMerged   = "member.merged"
	EventUnmerged = "member.unmerged"
	EventErased   = "member.erased"
	EventFact     = "member.fact" // of package story

	EventFactWithdrawn = "member.fact_withdrawn" // of package story
)

// Events lists what the room emits.
func Events() []event.Kind {
	return []event.Kind{
		{Kind: EventEnrolled, En: "A customer or member was registered", Zh: "登记了顾客或会员", Fields: []event.Field{
			{Name: "status", Type: "string", En: "customer or member"},
			{Name: "channel", Type: "string", En: "sales channel, may be empty"},
			{Name: "store_id", Type: "string", En: "store, absent where there is none"},
			{Name: "campaign", Type: "string", En: "campaign, may be empty"},
			{Name: "referrer_id", Type: "string", En: "who brought the person, absent where nobody did"},
		}},
		{Kind: EventAdmitted, En: "A customer became a member", Zh: "顾客成为会员"},
		{Kind: EventChanged, En: "A member's record was changed", Zh: "会员资料已修改", Fields: []event.Field{
			{Name: "fields", Type: "[]string", En: "names of what changed, without values"},
			{Name: "tags_added", Type: "[]string", En: "tags that were put on"},
			{Name: "tags_removed", Type: "[]string", En: "tags that were taken off"},
		}},
		{Kind: EventMerged, En: "A duplicate record was merged into this member", Zh: "重复记录已并入该会员", Fields: []event.Field{
			{Name: "from", Type: "string", En: "the record that became an alias"},
		}},
		{Kind: EventUnmerged, En: "A merge was undone", Zh: "合并已撤销", Fields: []event.Field{
			{Name: "from", Type: "string", En: "the record that stands alone again"},
		}},
		{Kind: EventErased, En: "A person's data was erased", Zh: "个人资料已删除"},
		{Kind: EventFact, En: "The merchant's systems told of something", Zh: "商户系统上报了事件", Fields: []event.Field{
			{Name: "type", Type: "string", En: "visit, view, follow and the like"},
		}},
		{Kind: EventFactWithdrawn, En: "What the merchant's systems had told of was withdrawn", Zh: "已撤销上报的事件", Fields: []event.Field{
			{Name: "type", Type: "string", En: "visit, view, follow and the like"},
			{Name: "reason", Type: "string", En: "why, in the words of who withdrew it"},
		}},
	}
}
