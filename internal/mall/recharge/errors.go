package recharge

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrUnknown   = fault.Declare(fault.NotFound, "recharge_not_found", "There is no such recharge.", "找不到该充值记录。")
	ErrWithdrawn = fault.Declare(fault.NotFound, "withdrawal_not_found", "There is no such withdrawal.", "找不到该退款记录。")
	ErrOffer     = fault.Declare(fault.NotFound, "recharge_offer_not_found", "There is no such recharge offer.", "找不到该充值方案。")
	ErrClosed    = fault.Declare(fault.Refused, "recharge_offer_closed", "This offer is not on sale now.", "该充值方案当前不可用。")
	ErrOften     = fault.Declare(fault.Refused, "recharge_offer_limit", "A member may take this offer {limit} times.", "每位会员限参与该充值方案 {limit} 次。")
	ErrFirst     = fault.Declare(fault.Refused, "recharge_offer_first", "This offer is for the first recharge.", "该方案仅限首次充值。")
	ErrAmount    = fault.Declare(fault.Invalid, "recharge_amount", "The offer is for {amount}.", "该方案的充值金额为 {amount}。")
	ErrOnlyOffer = fault.Declare(fault.Refused, "recharge_offers_only", "Value is sold by offers alone here.", "本店仅支持按充值方案充值。")
	ErrLimit     = fault.Declare(fault.Refused, "recharge_card_limit",
		"A card holds at most {limit} of principal; {has} is on it.", "单张卡本金上限为 {limit}，现有 {has}。")
	ErrReused  = fault.Declare(fault.Conflict, "recharge_number_reused", "{source} has made another recharge under the number {number}.", "{source} 的单号 {number} 已用于另一笔充值。")
	ErrStale   = fault.Declare(fault.Stale, "recharge_changed", "Somebody else changed this meanwhile.", "已被他人修改，请刷新后重试。")
	ErrTooMuch = fault.Declare(fault.Refused, "withdrawal_too_much", "At most {most} can be paid back.", "最多可退 {most}。")
	ErrHeld    = fault.Declare(fault.Refused, "withdrawal_held", "Part of the value is reserved by an order that is being made.", "部分储值正被下单中的订单冻结。")
	ErrSecond  = fault.Declare(fault.Forbidden, "withdrawal_approval_required",
		"Paying back more than {limit} needs a second person.", "退款超过 {limit} 须由第二人审批。")
)
