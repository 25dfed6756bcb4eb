package benefit

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrUnknown     = fault.Declare(fault.NotFound, "entitlement_not_found", "There is no such entitlement.", "找不到该次数权益。")
	ErrUseGone     = fault.Declare(fault.NotFound, "entitlement_use_not_found", "There is no such use.", "找不到该使用记录。")
	ErrUsedUp      = fault.Declare(fault.Refused, "entitlement_used_up", "Of this {left} uses are left, {asked} were asked for.", "此权益剩余 {left} 次，需要 {asked} 次。")
	ErrPending     = fault.Declare(fault.Refused, "entitlement_pending", "This cannot be used yet.", "此权益尚未生效。")
	ErrExpired     = fault.Declare(fault.Refused, "entitlement_expired", "This has expired.", "此权益已过期。")
	ErrVoid        = fault.Declare(fault.Refused, "entitlement_void", "This has been taken back.", "此权益已被收回。")
	ErrNotPromised = fault.Declare(fault.Refused, "entitlement_not_promised", "The member's tier or plan does not give this now.", "会员当前等级或付费计划不含此权益。")
	ErrUndone      = fault.Declare(fault.Refused, "entitlement_use_undone", "This use has been taken back already.", "该使用记录已撤销。")
	ErrByOrder     = fault.Declare(fault.Refused, "entitlement_use_of_order", "An order used it: a refund of the order gives it back.", "该次使用属于订单，请通过退款退回。")
	ErrNumber      = fault.Declare(fault.Conflict, "entitlement_number_reused", "Another use was recorded under this number.", "此编号已用于另一次使用。")
	ErrQuantity    = fault.Declare(fault.Invalid, "entitlement_quantity", "Between 1 and {limit} uses.", "次数须在 1 至 {limit} 之间。")
	ErrHolder      = fault.Declare(fault.Refused, "entitlement_not_theirs", "This member may not use it.", "该会员无权使用此权益。")
	ErrNotMember   = fault.Declare(fault.Refused, "entitlement_for_members", "Only members can use benefits.", "仅会员可使用权益。")
	ErrNoShare     = fault.Declare(fault.Refused, "entitlement_not_shared", "Only its holder may use this.", "此权益仅限本人使用。")
)
