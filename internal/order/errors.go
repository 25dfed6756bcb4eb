package order

import (
	"regulars/internal/fault"
	"regulars/internal/member/proof"
	"regulars/internal/order/payment"
)

// The refusals of the room.
var (
	ErrUnknown = fault.Declare(fault.NotFound, "order_not_found", "There is no such order.", "找不到该订单。")

	ErrNumberReused = fault.Declare(fault.Conflict, "order_number_reused",
		"Order {number} of {source} was recorded with another content.", "来源 {source} 的订单号 {number} 已用于内容不同的订单。")
	ErrRefundReused = fault.Declare(fault.Conflict, "refund_number_reused",
		"Refund {number} of this order was recorded with another content.", "该订单的退款号 {number} 已用于内容不同的退款。")
	ErrReturnReused = fault.Declare(fault.Conflict, "return_number_reused",
		"Return {number} of {source} was recorded with another content.", "来源 {source} 的退货号 {number} 已用于内容不同的退货。")

	ErrMember = fault.Declare(fault.Invalid, "member_unknown", "Nobody is known by this {by}.", "没有会员使用此{by}。")
	ErrStore  = fault.Declare(fault.Invalid, "store_unknown", "There is no such store.", "找不到该门店。")

	ErrFuture = fault.Declare(fault.Invalid, "placed_in_future",
		"The time lies ahead; the clock of the till may be wrong.", "时间晚于当前时间，请检查收银设备的时钟。")
	ErrTooOld = fault.Declare(fault.Forbidden, "placed_too_old",
		"The time lies more than {days} days back; recording it needs the permission orders:backdate.", "时间早于 {days} 天前；补录需要 orders:backdate 权限。")

	ErrPayments     = payment.ErrMismatch
	ErrQuoteChanged = fault.Declare(fault.Refused, "quote_changed",
		"{payable} is payable now, not {expected}.", "现应付 {payable}，与预期的 {expected} 不同。")
	ErrProof = proof.ErrRequired

	ErrNothingLeft = fault.Declare(fault.Refused, "already_refunded", "The order has been refunded completely.", "该订单已全部退款。")
	ErrBefore      = fault.Declare(fault.Invalid, "before_order", "The time lies before the order's.", "时间早于下单时间。")
	ErrFulfilment  = fault.Declare(fault.Refused, "fulfilment_backwards",
		"The order is {status} already.", "订单已处于 {status} 状态。")
	ErrClaimBack = fault.Declare(fault.Refused, "order_claim_refunded",
		"Some of this order came back already: it cannot be given to a member any more.", "该订单已有退款，不能再归到会员。")
	ErrClaimLate = fault.Declare(fault.Forbidden, "order_claim_late",
		"A guest's order may be claimed for {days} days; later that needs the permission orders:backdate.", "散客订单须在 {days} 天内认领；更早的需要 orders:backdate 权限。")
	ErrClaimed = fault.Declare(fault.Refused, "order_claimed", "The order belongs to a member already.", "该订单已归属会员。")
)
