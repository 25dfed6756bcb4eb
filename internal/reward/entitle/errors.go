package entitle

import "regulars/internal/fault"

// ErrNotMember refuses who has not joined.
var ErrNotMember = fault.Declare(fault.Refused, "entitlement_for_members", "Only members can use benefits.", "仅会员可使用权益。")
