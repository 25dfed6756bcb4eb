package card

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrUnknown  = fault.Declare(fault.NotFound, "times_card_not_found", "There is no such times card.", "找不到该次卡。")
	ErrSale     = fault.Declare(fault.NotFound, "times_card_sale_not_found", "There is no such sale of a times card.", "找不到该次卡销售记录。")
	ErrCode     = fault.Declare(fault.Conflict, "times_card_code_taken", "Another times card has this code.", "此编码已用于另一种次卡。")
	ErrStale    = fault.Declare(fault.Stale, "times_card_changed", "The times card has changed since you read it.", "次卡在您读取后已被修改。")
	ErrInactive = fault.Declare(fault.Refused, "times_card_not_sold", "This times card is not sold any more.", "该次卡已停售。")
	ErrReused   = fault.Declare(fault.Conflict, "times_card_number_reused", "Another sale was recorded under this number.", "此编号已用于另一笔销售。")
	ErrPaid     = fault.Declare(fault.Invalid, "times_card_payments", "The payments sum to {paid}, the card costs {price}.", "支付合计 {paid}，次卡售价 {price}。")
	ErrRefunded = fault.Declare(fault.Refused, "times_card_refunded", "This times card has been refunded already.", "该次卡已退款。")
	ErrValidity = fault.Declare(fault.Invalid, "times_card_validity", "Say for how many days it is good, or until which day; not both.", "请填写有效天数或截止日期，二者择一。")
	ErrLines    = fault.Declare(fault.Invalid, "times_card_lines", "Say what it is good for by line, or once for the whole card; not both.", "请逐项填写内容，或只填写一项，二者择一。")
	ErrNotJoint = fault.Declare(fault.Refused, "times_card_not_shared", "This card is for its holder alone.", "该次卡仅限本人使用。")
)
