package ladder

import "regulars/internal/fault"

// What the tiers of a document may be refused for.
var (
	ErrColor = fault.Declare(fault.Invalid, "program_color", "A colour is written #rrggbb.", "颜色写作 #rrggbb。")
	ErrBase  = fault.Declare(fault.Invalid, "program_base_tier",
		"The first tier is where everybody starts: it has no condition and is not given by hand.",
		"第一个等级是所有会员的起点：不设条件，也不能手工授予。")
)

// What the assignment of a tier by hand may be refused for.
var (
	ErrUnknown = fault.Declare(fault.Invalid, "tier_unknown", "There is no tier {code}.", "没有等级“{code}”。")
	ErrEnd     = fault.Declare(fault.Invalid, "tier_end_required",
		"A tier given by hand needs an end that lies ahead.", "手工授予的等级须设定一个未来的结束时间。")
	ErrNotHigher = fault.Declare(fault.Refused, "tier_not_higher",
		"The member holds {code} by merit; only a higher tier can be given by hand.", "会员凭自身条件已达到“{code}”，只能手工授予更高的等级。")
)
