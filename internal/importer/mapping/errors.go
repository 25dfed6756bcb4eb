package mapping

import "regulars/internal/fault"

// What a mapping is refused for.
var (
	ErrKind = fault.Declare(fault.Invalid, "import_kind_unknown",
		"{kind} cannot be imported; members, products and orders can.", "无法导入 {kind}；可导入 members、products、orders。")
	ErrPreset = fault.Declare(fault.Invalid, "preset_unknown",
		"There is no preset {preset}. Known: {known}.", "没有预设 {preset}。可用：{known}。")
	ErrMapping = fault.Declare(fault.Invalid, "mapping_unreadable",
		"The mapping cannot be read: {reason}", "字段映射无法读取：{reason}")
	ErrTarget = fault.Declare(fault.Invalid, "mapping_field_unknown",
		"There is no field {name} here. Known: {known}.", "没有字段 {name}。可用：{known}。")
	ErrColumn = fault.Declare(fault.Invalid, "column_missing",
		"The file has no column {column} for {field}. Its columns: {columns}.", "文件中没有用于 {field} 的列“{column}”。现有列：{columns}。")
	ErrUnmapped = fault.Declare(fault.Invalid, "mapping_incomplete",
		"No column is named for {field}. The file's columns: {columns}.", "未指定 {field} 对应的列。文件中的列：{columns}。")
)
