package item

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrKind  = fault.Declare(fault.Invalid, "reward_kind_unknown", "There is no reward of the kind {kind}.", "没有“{kind}”这种奖励。")
	ErrField = fault.Declare(fault.Invalid, "reward_field_foreign", "A reward of the kind {kind} has no such field.", "“{kind}”类奖励没有此项。")
)
