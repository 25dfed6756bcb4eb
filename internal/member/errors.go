package member

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrUnknown = fault.Declare(fault.NotFound, "member_not_found",
		"There is no such member.", "找不到该会员。")
	ErrExists = fault.Declare(fault.Conflict, "member_exists",
		"A member with this {kind} is there already: {member_id}.", "已有会员使用此{kind}：{member_id}。")
	ErrStale = fault.Declare(fault.Stale, "member_changed",
		"The member has changed since you read it (now version {version}).", "会员资料在您读取后已被修改（当前版本 {version}）。")
	ErrErased = fault.Declare(fault.Refused, "member_erased",
		"This person's data has been erased; the record cannot be changed.", "此人的资料已被删除，记录不可更改。")
	ErrReference = fault.Declare(fault.Invalid, "reference_unknown",
		"There is nothing with this id.", "找不到此编号对应的内容。")
	ErrIdentityNeeded = fault.Declare(fault.Invalid, "identity_required",
		"A member needs at least one of phone, e-mail, card number, external id or WeChat id.",
		"会员至少需要手机号、邮箱、卡号、外部编号或微信标识之一。")
	ErrCursor = fault.Declare(fault.Invalid, "member_cursor_invalid",
		"This cursor does not belong to this list.", "此游标不属于该列表。")
)
