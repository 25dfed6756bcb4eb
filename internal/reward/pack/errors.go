package pack

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrUnknown = fault.Declare(fault.NotFound, "pack_not_found", "There is no such pack.", "找不到该礼包。")
	ErrNested  = fault.Declare(fault.Invalid, "pack_in_pack", "A pack cannot hold a pack.", "礼包中不能再放礼包。")
	ErrStale   = fault.Declare(fault.Stale, "pack_changed", "Somebody has changed this pack meanwhile.", "该礼包已被他人修改。")
	ErrClosed  = fault.Declare(fault.Refused, "pack_closed", "The pack {name} is closed.", "礼包“{name}”已停用。")
)
