package simulation

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrWindow = fault.Declare(fault.Invalid, "simulation_window", "The window must end after it begins, and not in the future.",
		"模拟区间的结束须晚于开始，且不得晚于现在。")
	ErrTooLarge = fault.Declare(fault.Refused, "simulation_too_large", "More than {limit} orders would have to be played; let the window begin later.",
		"需要重演的订单超过 {limit} 笔，请把开始日期推后。")
	ErrNeeded = fault.Declare(fault.Refused, "simulation_needed",
		"This draft has to be simulated before it is published: it was not, has changed since, or that was more than {days} days ago.",
		"发布前须先对该草稿做沙盘推演：尚未推演、推演后又有改动，或距今已超过 {days} 天。")
	ErrSecond = fault.Declare(fault.Refused, "program_needs_second",
		"A second person has to agree before the programme is published: ask for it on the page of the programme.", "发布会员体系需第二人审批，请在会员体系页面提交。")
	ErrRunning = fault.Declare(fault.Conflict, "simulation_running", "Another simulation is running ({job}); wait for it, or cancel it.",
		"已有沙盘推演正在进行（{job}），请等待完成或先取消。")
	ErrUnknown = fault.Declare(fault.NotFound, "simulation_not_found", "There is no such simulation.", "找不到该沙盘推演。")
)
