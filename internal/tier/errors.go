package tier

import "regulars/internal/fault"

// ErrAhead refuses a gift that would end too far ahead.
var ErrAhead = fault.Declare(fault.Refused, "tier_too_far_ahead", "A tier can be given at most {days} days ahead.", "等级最多可授予到 {days} 天以后。")
