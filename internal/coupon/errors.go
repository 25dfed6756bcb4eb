package coupon

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrTemplate    = fault.Declare(fault.NotFound, "coupon_template_not_found", "There is no such coupon template.", "找不到该券模板。")
	ErrUnknown     = fault.Declare(fault.NotFound, "coupon_not_found", "There is no coupon with this code.", "找不到该券码。")
	ErrCode        = fault.Declare(fault.Invalid, "coupon_code_invalid", "This is no coupon code: twelve digits, the last of which proves the others.", "券码无效：应为 12 位数字，末位为校验码。")
	ErrHours       = fault.Declare(fault.Invalid, "coupon_hours", "The hours must begin and end at different times.", "时段的开始与结束不能相同。")
	ErrValidity    = fault.Declare(fault.Invalid, "coupon_validity", "The end must come after the beginning, and lie ahead.", "结束时间须晚于开始时间，且晚于当前时间。")
	ErrStockBelow  = fault.Declare(fault.Invalid, "coupon_stock_below", "{issued} are issued already; the stock cannot be below that.", "已发放 {issued} 张，库存不能更少。")
	ErrScopeStore  = fault.Declare(fault.Invalid, "coupon_scope_store", "There is no store with the code {code}.", "没有编码为 {code} 的门店。")
	ErrScopeGroup  = fault.Declare(fault.Invalid, "coupon_scope_segment", "There is no such segment.", "没有该人群。")
	ErrEither      = fault.Declare(fault.Invalid, "coupon_either", "Name members, or a number of codes, not both.", "请在会员与券码数量中二选一。")
	ErrCodesBudget = fault.Declare(fault.Invalid, "coupon_codes_budget", "Codes draw from no budget, for nobody holds them yet: make fewer, or hand out a gift pack by code, whose claims draw.",
		"券码尚无持有人，不占用预算：请控制券码数量，或改用礼包码（领取时占用预算）。")
	ErrClosed      = fault.Declare(fault.Refused, "coupon_template_closed", "Coupons of this template are not issued now.", "该券模板当前停止发放。")
	ErrOver        = fault.Declare(fault.Refused, "coupon_template_over", "The validity of this template is over.", "该券模板已过有效期。")
	ErrStock       = fault.Declare(fault.Refused, "coupon_out_of_stock", "Only {left} are left.", "仅剩 {left} 张。")
	ErrLimit       = fault.Declare(fault.Refused, "coupon_limit", "A member may have at most {limit} of these.", "每位会员最多可领 {limit} 张。")
	ErrNoMember    = fault.Declare(fault.Refused, "coupon_not_member", "Only members hold coupons.", "仅会员可持有优惠券。")
	ErrClaimed     = fault.Declare(fault.Refused, "coupon_claimed", "This code has been claimed already.", "该券码已被领取。")
	ErrExpired     = fault.Declare(fault.Refused, "coupon_expired", "This coupon has expired.", "该券已过期。")
	ErrUsed        = fault.Declare(fault.Refused, "coupon_used", "This coupon has been used already.", "该券已被使用。")
	ErrVoid        = fault.Declare(fault.Refused, "coupon_void", "This coupon was cancelled.", "该券已作废。")
	ErrLocked      = fault.Declare(fault.Refused, "coupon_locked", "This coupon is reserved by another checkout.", "该券已被另一笔结算锁定。")
	ErrNotTransfer = fault.Declare(fault.Refused, "coupon_not_transferable", "This coupon cannot be given to somebody else.", "该券不可转赠。")
	ErrSame        = fault.Declare(fault.Refused, "coupon_same_member", "This member holds the coupon already.", "该会员已持有此券。")
	ErrUnusable    = fault.Declare(fault.Refused, "coupon_unusable", "This coupon cannot be used now.", "该券当前不可使用。")
)
