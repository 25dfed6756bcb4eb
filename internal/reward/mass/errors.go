package mass

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrCost = fault.Declare(fault.Forbidden, "approval_required_cost",
		"This costs {cost}; above {limit} a second person has to approve.", "此次发放成本为 {cost}，超过 {limit} 须由第二人审批。")
	ErrMass = fault.Declare(fault.Forbidden, "approval_required_members",
		"For more than {limit} members or codes at once a second person has to approve.", "一次发放超过 {limit} 人（或券码）须由第二人审批。")
	ErrTierDays = fault.Declare(fault.Forbidden, "approval_required_tier",
		"A tier for more than {limit} days has to be approved by a second person.", "授予等级超过 {limit} 天须由第二人审批。")
	ErrDay = fault.Declare(fault.Forbidden, "approval_required_day",
		"With what you have given today this is more than {limit}; a second person has to approve.", "连同您今天已发放的，合计超过 {limit}，须由第二人审批。")
	ErrNobody     = fault.Declare(fault.Invalid, "audience_empty", "Nobody is meant.", "没有符合条件的会员。")
	ErrAudience   = fault.Declare(fault.Invalid, "audience_too_large", "At most {limit} members can be given something at once.", "一次最多可发放给 {limit} 人。")
	ErrNotStopped = fault.Declare(fault.Refused, "reward_batch_not_stopped", "It has not been stopped: there is nothing to go on with.", "该批量发放未被停止，无需继续。")
	ErrRunning    = fault.Declare(fault.Refused, "reward_batch_running", "It is still running; stop it first.", "仍在进行中，请先停止。")
	ErrUnknown    = fault.Declare(fault.NotFound, "reward_batch_not_found", "There is no such mass issue.", "找不到该批量发放。")
)
