package segment

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrUnknown = fault.Declare(fault.NotFound, "segment_not_found",
		"There is no such segment.", "找不到该人群。")
	ErrNameTaken = fault.Declare(fault.Conflict, "segment_name_taken",
		"There is a segment of this name already.", "已有同名人群。")
	ErrStale = fault.Declare(fault.Stale, "segment_changed",
		"The segment has changed since you read it (now version {version}).", "人群在您读取后已被修改（当前版本 {version}）。")
	ErrInUse = fault.Declare(fault.Refused, "segment_in_use",
		"The segment is used by {by}; take it out there first.", "该人群正被{by}使用，请先在那里移除。")
	ErrKind = fault.Declare(fault.Refused, "segment_kind",
		"This can be done with a {kind} segment only.", "仅适用于{kind}人群。")
	ErrRuleUnknown = fault.Declare(fault.NotFound, "tag_rule_not_found",
		"There is no such tag rule.", "找不到该标签规则。")
	ErrRuleStale = fault.Declare(fault.Stale, "tag_rule_changed",
		"The tag rule has changed since you read it (now version {version}).", "标签规则在您读取后已被修改（当前版本 {version}）。")
	ErrRuleTaken = fault.Declare(fault.Conflict, "tag_rule_exists",
		"Another rule keeps the tag {tag} already.", "已有其他规则维护标签 {tag}。")
)
