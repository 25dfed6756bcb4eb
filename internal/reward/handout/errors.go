package handout

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrUnknown = fault.Declare(fault.NotFound, "handout_not_found", "There are no such codes of a pack.", "找不到该批礼包码。")
	ErrCode    = fault.Declare(fault.NotFound, "pack_code_not_found", "There is no such code. Check its digits.", "没有这个礼包码，请核对数字。")
	ErrEarly   = fault.Declare(fault.Refused, "pack_code_early", "The code is good from {from} on.", "该礼包码自 {from} 起可用。")
	ErrOver    = fault.Declare(fault.Refused, "pack_code_over", "The code is no longer good.", "该礼包码已过期。")
	ErrClosed  = fault.Declare(fault.Refused, "pack_code_closed", "These codes are no longer handed out.", "这批礼包码已停用。")
	ErrVoid    = fault.Declare(fault.Refused, "pack_code_void", "The code was cancelled.", "该礼包码已作废。")
	ErrUsed    = fault.Declare(fault.Refused, "pack_code_used", "The code was used up already.", "该礼包码已被领完。")
	ErrMember  = fault.Declare(fault.Refused, "pack_code_member", "A member may claim {limit} of these; this member has.", "每位会员限领 {limit} 份，该会员已领完。")
	ErrSpan    = fault.Declare(fault.Invalid, "pack_code_span", "The end must lie ahead, and after the start.", "结束时间须晚于当前时间和开始时间。")
	ErrTotal   = fault.Declare(fault.Invalid, "pack_code_total", "Codes and uses together may come to at most {limit} claims.", "码数与每码次数相乘最多 {limit} 份。")
)
