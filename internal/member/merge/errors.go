package merge

import "regulars/internal/fault"

// The refusals of the package.
var (
	ErrSelf = fault.Declare(fault.Refused, "merge_same_member",
		"Both are the same person already.", "两者已是同一会员。")
	ErrUnknown = fault.Declare(fault.NotFound, "merge_not_found",
		"There is no such merge.", "找不到该合并记录。")
	ErrUndone = fault.Declare(fault.Refused, "merge_undone",
		"This merge has been undone already.", "该合并已撤销。")
	ErrLater = fault.Declare(fault.Refused, "merge_not_latest",
		"The member was merged again since: undo {merge_id} first.", "该会员之后又被合并：请先撤销 {merge_id}。")
)
