package mass

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrCost = fault.Declare(fault.Forbidden, "approval_required_cost",
		"This costs {cost}; above {limit} a second person has to approve.", "此次发放成本为 {cost}，超过 {limit} 须由第二人审批。")
	ErrMass = fault.Declare(fault.Forbidden, "approval_required_members",
		"For more than {limit} members at once a second person has to approve.", "一次发放超过 {limit} 人须由第二人审批。")
	ErrUnknown = fault.Declare(fault.NotFound, "reward_batch_not_found", "There is no such mass issue.", "找不到该批量发放。")
)
