package proof

import (
	"regulars/internal/event"
	"regulars/internal/fault"
)

// The refusals of the room.
var (
	ErrRequired = fault.Declare(fault.Forbidden, "proof_required",
		"Spending this here needs the member's code or PIN, or a key with the scope spend:trusted.",
		"在此使用须出示会员码或 PIN，或使用具有 spend:trusted 权限的密钥。")
	ErrWrong   = fault.Declare(fault.Forbidden, "proof_wrong", "This code or PIN is not right.", "会员码或 PIN 不正确。")
	ErrExpired = fault.Declare(fault.Forbidden, "proof_expired", "This code has run out: ask for the one that is shown now.", "会员码已过期，请出示当前的会员码。")
	ErrUsed    = fault.Declare(fault.Forbidden, "proof_used", "This code has been used: the next one is shown within half a minute.", "该会员码已使用，新的会员码将在半分钟内显示。")
	ErrLocked  = fault.Declare(fault.Limited, "proof_locked", "Too many wrong proofs; try again in {minutes} minutes.", "错误次数过多，请 {minutes} 分钟后再试。")
	ErrNoPIN   = fault.Declare(fault.Forbidden, "proof_no_pin", "This member has set no PIN.", "该会员尚未设置 PIN。")
	ErrMember  = fault.Declare(fault.Forbidden, "proof_of_another", "This proof is another member's.", "该凭证属于另一位会员。")
	ErrKind    = fault.Declare(fault.Forbidden, "proof_kind", "Proofs of the kind {kind} are not taken here.", "此处不接受“{kind}”方式的凭证。")

	ErrOverride      = fault.Declare(fault.Forbidden, "override_not_allowed", "Going without proof needs the permission spend:override.", "免确认需要 spend:override 权限。")
	ErrOverrideLimit = fault.Declare(fault.Forbidden, "override_limit", "Without the member's proof at most {limit} of it may leave a member in a day.", "免确认时每位会员每天最多可使用 {limit}。")
	ErrPINLimit      = fault.Declare(fault.Forbidden, "pin_limit", "This PIN was set without the member's proof: by it at most {limit} may leave in a day. Let the member set it anew by code.",
		"该 PIN 由员工代设，每天最多可使用 {limit}；请会员凭会员码重新设置。")

	ErrPINForm = fault.Declare(fault.Invalid, "pin_form", "A PIN has {digits} digits.", "PIN 须为 {digits} 位数字。")
	ErrPINWeak = fault.Declare(fault.Invalid, "pin_weak", "This PIN is too easy to guess.", "该 PIN 过于简单。")
)

// The kinds of events of the room.
const (
	EventLocked = "member.proof_locked"
	EventPIN    = "member.pin_set"
)

// Events lists what the room emits.
func Events() []event.Kind {
	return []event.Kind{
		{Kind: EventLocked, En: "Too many wrong proofs of a member", Zh: "会员凭证错误次数过多"},
		{Kind: EventPIN, En: "A member's PIN was set", Zh: "会员 PIN 已设置"},
	}
}
