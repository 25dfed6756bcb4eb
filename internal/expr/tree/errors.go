package tree

import "regulars/internal/fault"

// What a tree may be refused for. The field is the path of the part, such as nodes[1].value.
var (
	ErrShape = fault.Declare(fault.Invalid, "condition_tree_shape",
		"A part of a condition is all, any, not (of one part) or clause.", "条件的组成部分只能是 all、any、not（仅含一个部分）或 clause。")
	ErrSubject = fault.Declare(fault.Invalid, "condition_tree_subject",
		"Choose what is looked at: {name} is not known here.", "请选择条件项：此处没有“{name}”。")
	ErrOperator = fault.Declare(fault.Invalid, "condition_tree_operator",
		"Choose how it is compared: {operator} does not go with {name}.", "请选择比较方式：“{name}”不能使用 {operator}。")
	ErrPeriod = fault.Declare(fault.Invalid, "condition_tree_period",
		"The period is a number of days from 1 to {limit}, year or ever.", "期间须为 1 至 {limit} 的天数、year（今年）或 ever（累计）。")
	ErrNumber = fault.Declare(fault.Invalid, "condition_tree_number", "Give a whole number.", "请填写整数。")
	ErrText   = fault.Declare(fault.Invalid, "condition_tree_text", "Give a text.", "请填写文本。")
	ErrTruth  = fault.Declare(fault.Invalid, "condition_tree_truth", "Choose yes or no.", "请选择是或否。")
	ErrDay    = fault.Declare(fault.Invalid, "condition_tree_day", "Give a date such as 2026-01-31.", "请填写日期，例如 2026-01-31。")
	ErrList   = fault.Declare(fault.Invalid, "condition_tree_list", "Give at least one value.", "请至少填写一个值。")
	ErrOther  = fault.Declare(fault.Invalid, "condition_tree_other",
		"{name} cannot be compared with {other}.", "“{name}”不能与“{other}”比较。")
)
