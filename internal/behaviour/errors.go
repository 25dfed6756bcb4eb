package behaviour

import "regulars/internal/fault"

// ErrUnknownEvent refuses to try what the programme does not declare.
var ErrUnknownEvent = fault.Declare(fault.Invalid, "event_undeclared", "The programme declares no event {event}.", "会员体系没有登记行为“{event}”。")
