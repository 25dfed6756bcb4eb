package ledger

import "regulars/internal/fault"

// Refusals of the ledger. available and needed are in points, or money.
var (
	ErrNotEnoughPoints  = fault.Declare(fault.Refused, "not_enough_points", "There are not enough {points}: {available} available, {needed} needed.", "{points}不足：可用 {available}，需要 {needed}。")
	ErrNotEnoughGrowth  = fault.Declare(fault.Refused, "not_enough_growth", "There is not enough {growth}: {available} available, {needed} needed.", "{growth}不足：可用 {available}，需要 {needed}。")
	ErrNotEnoughBalance = fault.Declare(fault.Refused, "not_enough_balance", "The balance is not enough: {available} available, {needed} needed.", "储值余额不足：可用 {available}，需要 {needed}。")
	ErrAmount           = fault.Declare(fault.Invalid, "ledger_amount", "The amount must be between 1 and {limit}.", "数额须在 1 与 {limit} 之间。")
	ErrHolding          = fault.Declare(fault.Refused, "ledger_holding_limit", "A member cannot hold more than {limit} of this.", "单个会员持有量不能超过 {limit}。")
	ErrGiveBack         = fault.Declare(fault.Refused, "ledger_nothing_to_give_back", "Only {left} of what was spent is still to be given back, not {needed}.", "可退还的已用数额仅剩 {left}，不足 {needed}。")
	ErrHoldClosed       = fault.Declare(fault.Refused, "hold_closed", "This hold is no longer open.", "该冻结已结束。")
	ErrHoldSmall        = fault.Declare(fault.Refused, "hold_too_small", "The hold reserves {held}, not {needed}.", "冻结数额为 {held}，不足 {needed}。")
	ErrMoveUndone       = fault.Declare(fault.Conflict, "ledger_move_undone", "This merge of wallets has been undone already.", "该次钱包合并已被撤销。")
	ErrMoveChained      = fault.Declare(fault.Conflict, "ledger_move_chained", "A later merge of the same member must be undone first.", "须先撤销该会员之后发生的合并。")
)

// notEnough is the refusal to draw more than there is.
func notEnough(a Asset, available, needed int64) *fault.Error {
	params := fault.P{"available": available, "needed": needed}
	switch a {
	case Growth:
		return ErrNotEnoughGrowth.New(params)
	case Principal, Bonus:
		return ErrNotEnoughBalance.New(fault.P{"available": fault.Minor(available), "needed": fault.Minor(needed)})
	case Points:
	}
	return ErrNotEnoughPoints.New(params)
}
