package trait

import "regulars/internal/fault"

// The refusals of the package.
var (
	ErrAttributeUnknown = fault.Declare(fault.Invalid, "attribute_unknown",
		"There is no attribute with the code {code}.", "没有编码为 {code} 的属性。")
	ErrAttributeValue = fault.Declare(fault.Invalid, "attribute_value_invalid",
		"The attribute {code} takes {want}.", "属性 {code} 的值应为：{want}。")
	ErrAttributeType = fault.Declare(fault.Refused, "attribute_type_fixed",
		"The type of an attribute in use cannot change.", "属性的类型及是否敏感在创建后不可更改。")
	ErrAttributeStale = fault.Declare(fault.Stale, "attribute_changed",
		"The attribute has changed since you read it (now version {version}).", "属性在您读取后已被修改（当前版本 {version}）。")
)
