package exporter

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrColumn = fault.Declare(fault.Invalid, "export_column_unknown",
		"There is no column {column} in an export of {kind}.", "{kind} 导出中没有 {column} 列。")
	ErrNotReady = fault.Declare(fault.Conflict, "export_not_ready",
		"The file is not made yet.", "文件尚未生成。")
	ErrExpired = fault.Declare(fault.NotFound, "export_expired",
		"The file was kept for seven days and is gone; export again.", "文件仅保留七天，已删除，请重新导出。")
	ErrBusy = fault.Declare(fault.Limited, "exports_busy",
		"{limit} exports are being made already; wait for one to end.", "已有 {limit} 个导出任务进行中，请稍后再试。")
	ErrFound = fault.Declare(fault.Refused, "export_search_too_wide",
		"The search finds more than {limit} members; narrow it.", "搜索到的会员超过 {limit} 人，请缩小搜索范围。")
	ErrTooLong = fault.Declare(fault.Refused, "export_too_long",
		"More than {limit} rows; narrow the filter.", "超过 {limit} 行，请缩小筛选范围。")
)
