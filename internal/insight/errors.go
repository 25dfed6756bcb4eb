package insight

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrStreams = fault.Declare(fault.Limited, "too_many_streams",
		"At most {limit} streams may be open at once here; close one, or try again later.", "同时最多打开 {limit} 个实时连接；请关闭其他页面或稍后再试。")
	ErrClosing = fault.Declare(fault.Unavailable, "closing",
		"The server is closing; try again in a moment.", "服务正在关闭，请稍后再试。")
)
