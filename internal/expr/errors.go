package expr

import "regulars/internal/fault"

// Refusals of a condition. Types are named int, text, bool, list and day.
var (
	ErrCondition = fault.Declare(fault.Invalid, "invalid_condition",
		"Line {line}, column {column}: the condition cannot be read: {reason}",
		"第 {line} 行第 {column} 列：条件无法读取：{reason}")
	ErrUnknownName = fault.Declare(fault.Invalid, "condition_unknown_name",
		"Line {line}, column {column}: unknown name `{name}`. Known are: {known}.",
		"第 {line} 行第 {column} 列：未知名称 `{name}`。可用：{known}。")
	ErrMisspelt = fault.Declare(fault.Invalid, "condition_misspelt",
		"Line {line}, column {column}: unknown name `{name}`; did you mean `{suggestion}`?",
		"第 {line} 行第 {column} 列：未知名称 `{name}`，是否指 `{suggestion}`？")
	ErrOutOfPlace = fault.Declare(fault.Invalid, "condition_name_out_of_place",
		"Line {line}, column {column}: `{name}` is not known where this condition is used. Known are: {known}.",
		"第 {line} 行第 {column} 列：此处的条件不能使用 `{name}`。可用：{known}。")
	ErrWrite = fault.Declare(fault.Invalid, "condition_operator",
		"Line {line}, column {column}: write `{suggestion}` instead of `{found}`.",
		"第 {line} 行第 {column} 列：请用 `{suggestion}` 代替 `{found}`。")
	ErrTypes = fault.Declare(fault.Invalid, "condition_types",
		"Line {line}, column {column}: `{operator}` cannot be applied to {types}.",
		"第 {line} 行第 {column} 列：`{operator}` 不能用于 {types}。")
	ErrNotBool = fault.Declare(fault.Invalid, "condition_not_bool",
		"A condition is true or false; this one gives {type}.",
		"条件的结果须为真或假，此处得到 {type}。")
	ErrPeriod = fault.Declare(fault.Invalid, "condition_period",
		"Line {line}, column {column}: `{name}` takes a number of days from 1 to {limit}, \"year\" or \"ever\".",
		"第 {line} 行第 {column} 列：`{name}` 的参数须为 1 至 {limit} 的天数、\"year\" 或 \"ever\"。")
	ErrDate = fault.Declare(fault.Invalid, "condition_date",
		"Line {line}, column {column}: `{value}` is not a date such as \"2026-01-31\".",
		"第 {line} 行第 {column} 列：`{value}` 不是形如 \"2026-01-31\" 的日期。")
	ErrLiteral = fault.Declare(fault.Invalid, "condition_literal",
		"Line {line}, column {column}: only whole numbers, texts, true, false and lists of them may be written here.",
		"第 {line} 行第 {column} 列：此处只能写整数、文本、true、false 或由它们组成的列表。")
	ErrValue = fault.Declare(fault.Invalid, "condition_value",
		"Line {line}, column {column}: `{name}` has no {value}.",
		"第 {line} 行第 {column} 列：`{name}` 中没有 {value}。")
	ErrHas = fault.Declare(fault.Invalid, "condition_has",
		"Line {line}, column {column}: has(…) takes one attribute that is no list; of a list ask size(…) > 0.",
		"第 {line} 行第 {column} 列：has(…) 只接受一个非列表的属性；列表请用 size(…) > 0。")
	ErrTooLarge = fault.Declare(fault.Invalid, "condition_too_large",
		"The condition is too large or too deep: at most {limit} parts, nested {depth} deep.",
		"条件过大或嵌套过深：最多 {limit} 个部分、{depth} 层。")
	ErrTooCostly = fault.Declare(fault.Invalid, "condition_too_costly",
		"The condition may take {cost} steps to evaluate; at most {limit} are allowed.",
		"该条件的计算可能需要 {cost} 步，最多允许 {limit} 步。")
	ErrNotSQL = fault.Declare(fault.Invalid, "condition_not_selectable",
		"Line {line}, column {column}: members cannot be searched by `{text}`.",
		"第 {line} 行第 {column} 列：不能按 `{text}` 查找会员。")
)
