package media

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrPicture = fault.Declare(fault.Invalid, "picture_invalid",
		"A picture is a PNG, JPEG or WebP of at most {limit} KB, each side at most {side} pixels.", "图片须为不超过 {limit} KB 的 PNG、JPEG 或 WebP，边长不超过 {side} 像素。")
	ErrUnknown = fault.Declare(fault.Invalid, "picture_unknown", "There is no such picture any more. Send it again.", "该图片已不存在，请重新上传。")
)
