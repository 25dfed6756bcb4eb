package edition

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrNone = fault.Declare(fault.NotFound, "program_missing",
		"This merchant has not published a programme.", "该商户尚未发布会员体系。")
	ErrEffectivePast = fault.Declare(fault.Invalid, "effective_in_past",
		"A programme cannot take effect in the past.", "会员体系不能追溯生效。")
	ErrEffectiveOrder = fault.Declare(fault.Refused, "effective_before_scheduled",
		"Version {number} is to take effect at {at}; withdraw it first, or choose a later time.", "版本 {number} 已定于 {at} 生效；请先撤回，或选择更晚的时间。")
	ErrUnchanged = fault.Declare(fault.Refused, "program_unchanged",
		"The draft says what version {number} says; there is nothing to publish.", "草稿与版本 {number} 相同，无需发布。")
	ErrInForce = fault.Declare(fault.Refused, "edition_not_scheduled",
		"Only a version that is not in force yet can be withdrawn.", "只有尚未生效的版本可以撤回。")
)
