package reward

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrAsset = fault.Declare(fault.Invalid, "asset_unknown", "Only {points} and {growth} can be given so.", "仅可发放{points}或{growth}。")
	ErrZero  = fault.Declare(fault.Invalid, "amount_zero", "The amount must not be 0.", "数量不能为 0。")
	ErrLimit = fault.Declare(fault.Forbidden, "approval_required",
		"Above {limit} a second person has to approve.", "超过 {limit} 须由第二人审批。")
	ErrExpiry   = fault.Declare(fault.Invalid, "expiry_past", "The expiry must lie ahead.", "到期时间须晚于当前时间。")
	ErrNoMember = fault.Declare(fault.Refused, "not_member", "This person is not a member and can hold nothing.", "此人不是会员，不能持有权益。")
	ErrGrant    = fault.Declare(fault.NotFound, "grant_not_found", "There is no such grant.", "找不到该发放记录。")
	ErrRevoked  = fault.Declare(fault.Refused, "grant_revoked", "This has been taken back already.", "该发放已被收回。")
	ErrNamed    = fault.Declare(fault.Invalid, "reward_names_nothing", "What this reward names does not exist: {kind}.", "该奖励所指的内容不存在：{kind}。")
)
