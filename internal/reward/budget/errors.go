package budget

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrUnknown = fault.Declare(fault.NotFound, "budget_not_found", "There is no such budget.", "找不到该预算。")
	ErrNoLimit = fault.Declare(fault.Invalid, "budget_without_limit", "A budget needs a total, a limit for each member, or both.",
		"预算须有总额或每人上限。")
	ErrFixed       = fault.Declare(fault.Invalid, "budget_fixed", "The unit and the period of a budget cannot be changed.", "预算的单位和周期不可更改。")
	ErrStale       = fault.Declare(fault.Stale, "budget_changed", "Somebody has changed this budget meanwhile.", "该预算已被他人修改。")
	ErrClosed      = fault.Declare(fault.Refused, "budget_closed", "The budget {name} is closed.", "预算“{name}”已关闭。")
	ErrCostUnknown = fault.Declare(fault.Refused, "budget_cost_unknown",
		"The budget {name} counts money, and nobody has said what this costs: give its cost, or take a budget that counts pieces.",
		"预算“{name}”按金额计算，但所发内容未填写成本：请填写成本，或改用按份数计算的预算。")
	ErrSpent = fault.Declare(fault.Refused, "budget_spent", "The budget {name} has {left} left in this period, and {needed} are needed.",
		"预算“{name}”本期剩余 {left}，需要 {needed}。")
	ErrMemberSpent = fault.Declare(fault.Refused, "budget_member_spent",
		"Of the budget {name} this member may get {left} more in this period, and {needed} are needed.",
		"预算“{name}”本期该会员还可获得 {left}，需要 {needed}。")
)
