package coupon

import "regulars/internal/event"

// The kinds of events of the room.
const (
	EventIssued      = "coupon.issued"
	EventClaimed     = "coupon.claimed"
	EventActivated   = "coupon.activated"
	EventRedeemed    = "coupon.redeemed"
	EventReturned    = "coupon.returned"
	EventTransferred = "coupon.transferred"
	EventReceived    = "coupon.received"
	EventVoided      = "coupon.voided"
	EventExpiring    = "coupon.expiring"
	EventExpired     = "coupon.expired"
)

// Events lists what the room emits.
func Events() []event.Kind {
	fields := []event.Field{
		{Name: "template", Type: "string", En: "id of the template: cpt_…"},
		{Name: "name", Type: "string", En: "name of the coupon, in the merchant's words"},
		{Name: "expires_at", Type: "integer", En: "when it ends, in microseconds since 1970 UTC; the largest number for never"},
	}
	with := func(more ...event.Field) []event.Field { return append(append([]event.Field{}, fields...), more...) }
	return []event.Kind{
		{Kind: EventIssued, En: "A member was given a coupon", Zh: "会员获得优惠券", Fields: with(event.Field{Name: "quantity", Type: "integer", En: "how many of the template"})},
		{Kind: EventClaimed, En: "A member claimed a coupon by its code", Zh: "会员凭券码领取优惠券", Fields: fields},
		{Kind: EventActivated, En: "A coupon became usable", Zh: "优惠券已生效", Fields: fields},
		{Kind: EventRedeemed, En: "A coupon was used", Zh: "优惠券已核销", Fields: with(event.Field{Name: "amount_minor", Type: "integer", En: "what it took off"})},
		{Kind: EventReturned, En: "A coupon came back with a refund", Zh: "优惠券因退款退回", Fields: fields},
		{Kind: EventTransferred, En: "A member gave a coupon to somebody else", Zh: "会员转赠了优惠券", Fields: with(event.Field{Name: "to", Type: "string", En: "the member who has it now: mem_…"})},
		{Kind: EventReceived, En: "A member received a coupon from somebody else", Zh: "会员收到转赠的优惠券", Fields: with(event.Field{Name: "from", Type: "string", En: "the member who gave it: mem_…"})},
		{Kind: EventVoided, En: "A coupon was cancelled", Zh: "优惠券已作废", Fields: fields},
		{Kind: EventExpiring, En: "A coupon is about to expire", Zh: "优惠券即将到期", Fields: with(event.Field{Name: "days", Type: "integer", En: "how many days before, as the template says"})},
		{Kind: EventExpired, En: "A coupon expired unused", Zh: "优惠券过期未使用", Fields: fields},
	}
}
