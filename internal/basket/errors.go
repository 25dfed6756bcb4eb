package basket

import "regulars/internal/fault"

// What a basket may be refused for.
var (
	ErrNoLines            = fault.Declare(fault.Invalid, "lines_required", "An order needs at least one line.", "订单至少要有一行明细。")
	ErrDiscountAboveTotal = fault.Declare(fault.Invalid, "discount_above_total",
		"The discount is more than the line's total of {total}.", "优惠金额超过了该行总价 {total}。")
	ErrTendersAbovePayable = fault.Declare(fault.Refused, "tenders_above_payable",
		"More is to be paid with {points} and balance than there is to pay.", "{points}与储值抵扣之和超过了应付金额。")
	ErrLineUnknown    = fault.Declare(fault.Invalid, "line_unknown", "The order has no line {line}.", "订单没有第 {line} 行。")
	ErrLineTwice      = fault.Declare(fault.Invalid, "line_twice", "Line {line} is named more than once.", "第 {line} 行出现了多次。")
	ErrMoreThanRemain = fault.Declare(fault.Refused, "more_than_remains",
		"Only {remaining} of line {line} remain; {quantity} cannot go back.", "第 {line} 行仅剩 {remaining} 件，无法退 {quantity} 件。")
)
