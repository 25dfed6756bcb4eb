package story

import "regulars/internal/fault"

// The refusals of the package.
var (
	ErrFact       = fault.Declare(fault.NotFound, "event_not_found", "There is no such event.", "找不到该事件。")
	ErrWithdrawn  = fault.Declare(fault.Conflict, "event_withdrawn", "The event was withdrawn already.", "该事件已被撤销。")
	ErrFactReused = fault.Declare(fault.Conflict, "event_id_reused",
		"Another event was told under this event_id.", "此 event_id 已用于另一事件。")
)
