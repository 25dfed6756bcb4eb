package org

import "regulars/internal/fault"

// Refusals about merchants, stores, settings and permissions.
var (
	ErrFactorFirst = fault.Declare(fault.Forbidden, "second_factor_first",
		"This merchant asks for a second factor; set yours up first.", "该商户要求两步验证，请先完成设置。")
	ErrForbidden = fault.Declare(fault.Forbidden, "forbidden",
		"You lack the permission {permission}.", "您没有 {permission} 权限。")
	ErrStoreForbidden = fault.Declare(fault.Forbidden, "store_forbidden",
		"You do not work in this store.", "您不属于该门店。")
	ErrSlugTaken = fault.Declare(fault.Conflict, "merchant_exists",
		"There is already a merchant {slug}.", "商户 {slug} 已存在。")
	ErrCodeTaken = fault.Declare(fault.Conflict, "store_code_taken",
		"There is already a store with the code {code}.", "门店编码 {code} 已存在。")
	ErrPayBack = fault.Declare(fault.Forbidden, "approval_required_pay_back", "To pay back more than {limit} a second person has to approve.", "退款超过 {limit} 须由第二人审批。")
	ErrStale   = fault.Declare(fault.Stale, "changed_meanwhile",
		"Somebody has changed this since you read it. Read it again.", "内容已被他人修改，请重新读取。")
	ErrFixed = fault.Declare(fault.Refused, "fixed_by_facts",
		"This cannot be changed once there are orders.", "已有订单后不可更改。")
	ErrContrast = fault.Declare(fault.Refused, "contrast_too_low",
		"Text in this ink cannot be read on the accent: the contrast is {got}, it must be {need} or more.", "该文字颜色在主题色上难以辨认：对比度为 {got}，须不低于 {need}。")
	ErrLogo = fault.Declare(fault.Invalid, "logo_invalid",
		"A logo is a PNG, JPEG or WebP picture of at most {limit} KB.", "标志须为不超过 {limit} KB 的 PNG、JPEG 或 WebP 图片。")
	ErrScope = fault.Declare(fault.Invalid, "scope_unknown",
		"There is no scope {scope}.", "没有 {scope} 这一权限范围。")
)

// Refusals about approvals.
var (
	ErrOwnRequest = fault.Declare(fault.Forbidden, "own_request",
		"Nobody approves a request of their own, or of a key that they made.", "不能审批自己的申请，或自己所建密钥的申请。")
	ErrNotWaiting = fault.Declare(fault.Conflict, "approval_decided",
		"This request is {state} already.", "该申请状态已为 {state}。")
	ErrApprovalExpired = fault.Declare(fault.Refused, "approval_expired",
		"This request has expired. Ask again.", "该申请已过期，请重新提交。")
	ErrPersonDecides = fault.Declare(fault.Forbidden, "person_decides",
		"Only a person who is signed in decides about a request.", "仅已登录的人员可以审批。")
)
