package subscription

import "regulars/internal/fault"

// ErrPrice is refused where what is to be paid is not what the caller expected.
var ErrPrice = fault.Declare(fault.Refused, "plan_price_changed", "It comes to {due}, not {expected}.", "应付金额为 {due}，与预期 {expected} 不符。")
