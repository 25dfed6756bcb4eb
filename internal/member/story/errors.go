package story

import "regulars/internal/fault"

// The refusals of the package.
var (
	ErrFactReused = fault.Declare(fault.Conflict, "event_id_reused",
		"Another event was told under this event_id.", "此 event_id 已用于另一事件。")
)
