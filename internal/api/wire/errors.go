package wire

import "regulars/internal/fault"

// Codes of what cannot be read, and of fields that break their rule.
var (
	ErrMalformed    = fault.Declare(fault.Malformed, "malformed_json", "The body is not valid JSON: unexpected {found} at line {line}, column {column}.", "请求体不是有效的 JSON：第 {line} 行第 {column} 列出现意外的 {found}。")
	ErrDuplicateKey = fault.Declare(fault.Malformed, "duplicate_key", "The key “{name}” appears twice in one object (line {line}, column {column}).", "同一对象中键“{name}”出现了两次（第 {line} 行第 {column} 列）。")
	ErrInvalidText  = fault.Declare(fault.Malformed, "invalid_text", "The text holds bytes that are not UTF-8, or control characters (line {line}, column {column}).", "文本包含非 UTF-8 字节或控制字符（第 {line} 行第 {column} 列）。")
	ErrTooDeep      = fault.Declare(fault.Malformed, "too_deep", "The body is nested deeper than {limit} levels.", "请求体嵌套超过 {limit} 层。")
	ErrEmptyBody    = fault.Declare(fault.Malformed, "empty_body", "A JSON object is required as the body.", "请求体须为一个 JSON 对象。")

	ErrUnknownField     = fault.Declare(fault.Invalid, "unknown_field", "There is no field “{name}” here. Known fields: {known}.", "此处没有字段“{name}”。可用字段：{known}。")
	ErrUnknownParameter = fault.Declare(fault.Invalid, "unknown_parameter", "There is no query parameter “{name}” here. Known parameters: {known}.", "此处没有查询参数“{name}”。可用参数：{known}。")
	ErrRepeated         = fault.Declare(fault.Invalid, "repeated_parameter", "The query parameter may be given only once.", "该查询参数只能出现一次。")
	ErrNotText          = fault.Declare(fault.Invalid, "not_text", "This must be text (in quotes).", "此项须为文本（带引号）。")
	ErrNotInteger       = fault.Declare(fault.Invalid, "not_integer", "This must be a whole number (without quotes).", "此项须为整数（不带引号）。")
	ErrNotNumber        = fault.Declare(fault.Invalid, "not_number", "This must be a number (without quotes).", "此项须为数字（不带引号）。")
	ErrNotBoolean       = fault.Declare(fault.Invalid, "not_boolean", "This must be true or false (without quotes).", "此项须为 true 或 false（不带引号）。")
	ErrNotList          = fault.Declare(fault.Invalid, "not_list", "This must be a list: […].", "此项须为列表：[…]。")
	ErrNotObject        = fault.Declare(fault.Invalid, "not_object", "This must be an object: {…}.", "此项须为对象：{…}。")
	ErrNotTime          = fault.Declare(fault.Invalid, "not_time", "This must be a time with its zone, such as 2026-03-01T10:00:00+08:00.", "此项须为带时区的时间，例如 2026-03-01T10:00:00+08:00。")
	ErrNotDay           = fault.Declare(fault.Invalid, "not_date", "This must be a date, such as 2026-03-01.", "此项须为日期，例如 2026-03-01。")
	ErrNotAmount        = fault.Declare(fault.Invalid, "not_amount_or_max", "This must be a whole number from 0 to {max}, or \"max\".", "此项须为 0 至 {max} 的整数，或 \"max\"。")
	ErrNotCoupons       = fault.Declare(fault.Invalid, "not_coupon_choice", "This must be \"best\" or a list of at most {limit} coupon codes.", "此项须为 \"best\" 或至多 {limit} 个券码的列表。")
	ErrNotOneOf         = fault.Declare(fault.Invalid, "not_one_of", "This must be one of: {allowed}.", "此项须为以下之一：{allowed}。")
	ErrTooShort         = fault.Declare(fault.Invalid, "too_short", "At least {limit} characters are needed.", "至少需要 {limit} 个字符。")
	ErrTooFew           = fault.Declare(fault.Invalid, "too_few", "At least {limit} are needed.", "至少需要 {limit} 个。")
	ErrPattern          = fault.Declare(fault.Invalid, "wrong_format", "This does not have the right form, which is {pattern}.", "格式不正确，应为 {pattern}。")
)
