package vault

import "regulars/internal/fault"

// Refusals of the vault. Those about the file are meant for the person who starts the program.
var (
	ErrKeysetMissing = fault.Declare(fault.Unavailable, "keyset_missing",
		"There is no keyset file at {file}. Without it personal data cannot be read: restore it from where you keep it, or name it with --keyset.",
		"在 {file} 找不到密钥文件。没有它无法读取个人信息：请从保管处恢复，或用 --keyset 指定。")
	ErrKeysetUnreadable = fault.Declare(fault.Unavailable, "keyset_unreadable",
		"The keyset file {file} cannot be read: {reason}",
		"密钥文件 {file} 无法读取：{reason}")
	ErrKeysetExists = fault.Declare(fault.Conflict, "keyset_exists",
		"There is already a file at {file}; a keyset is never overwritten.",
		"{file} 已存在；密钥文件绝不会被覆盖。")
	ErrKeysetWrong = fault.Declare(fault.Unavailable, "keyset_wrong",
		"The keyset file does not belong to this database, or is older than its last rotation.",
		"密钥文件不属于此数据库，或早于最近一次密钥轮换。")
	ErrRotationRuns = fault.Declare(fault.Conflict, "keyset_rotation_runs",
		"Another rotation of this keyset is under way. If none is, remove {file} and try again.",
		"该密钥文件正在轮换。若并无轮换在进行，请删除 {file} 后重试。")
	ErrBroken = fault.Declare(fault.Internal, "sealed_value_broken",
		"A sealed value cannot be opened: it was changed, moved, or sealed with another keyset.",
		"加密数据无法打开：已被改动、被移动，或由其他密钥文件加密。")
	ErrForgotten = fault.Declare(fault.NotFound, "person_forgotten",
		"This person's data has been erased.",
		"此人的数据已被删除。")
)
