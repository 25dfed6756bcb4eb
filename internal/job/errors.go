package job

import (
	"errors"

	"regulars/internal/fault"
)

// The refusals of the room.
var (
	ErrFinished = fault.Declare(fault.Conflict, "job_finished",
		"The job is over already ({state}).", "任务已经结束（{state}）。")
	ErrSchedule = fault.Declare(fault.Invalid, "invalid_schedule",
		"{cron} is not a schedule: {reason}", "{cron} 不是有效的计划：{reason}")
)

// What ends a run without being the job's own fault.
var (
	// ErrLeaseLost says that another worker has the job now: nothing more may be committed for it.
	ErrLeaseLost = errors.New("job: the lease was lost")
	// ErrCancelled says that somebody cancelled the job: the handler gives up what it does and returns it.
	ErrCancelled = errors.New("job: cancelled")
)
