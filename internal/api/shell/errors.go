package shell

import (
	"net/http"

	"regulars/internal/fault"
)

// Codes of the door.
var (
	ErrInternal      = fault.Declare(fault.Internal, "internal_error", "Something went wrong here. It was logged under the request id; nothing was changed unless a retry with the same Idempotency-Key says so.", "服务内部出错，已按请求编号记录。可用同一 Idempotency-Key 重试。")
	ErrNoRoute       = fault.Declare(fault.NotFound, "no_such_address", "There is nothing at this address; /docs lists every operation.", "此地址没有内容；所有接口见 /docs。")
	ErrMethod        = fault.Declare(fault.Invalid, "method_not_allowed", "This address does not take {method}; it takes {allowed}.", "此地址不支持 {method}；支持 {allowed}。")
	ErrMediaType     = fault.Declare(fault.Invalid, "unsupported_media_type", "The body must be sent as {expected}.", "请求体类型须为 {expected}。")
	ErrBodyTooLarge  = fault.Declare(fault.TooLarge, "body_too_large", "The body is larger than {limit} bytes.", "请求体超过 {limit} 字节。")
	ErrBodyTimeout   = fault.Declare(fault.Invalid, "request_timeout", "The body did not arrive within {seconds} seconds.", "请求体未在 {seconds} 秒内到达。")
	ErrBodyBroken    = fault.Declare(fault.Malformed, "body_incomplete", "The body broke off.", "请求体不完整。")
	ErrNotSignedIn   = fault.Declare(fault.Unauthenticated, "unauthenticated", "Sign in, or send an API key as Authorization: Bearer ….", "请登录，或以 Authorization: Bearer … 发送 API 密钥。")
	ErrCrossSite     = fault.Declare(fault.Forbidden, "cross_site", "A change by session is taken from our own pages only.", "会话方式的修改只接受来自本站页面的请求。")
	ErrTooOften      = fault.Declare(fault.Limited, "too_many_requests", "Too many requests; try again in {seconds} seconds.", "请求过于频繁，请 {seconds} 秒后再试。")
	ErrIfMatch       = fault.Declare(fault.Unconditional, "if_match_required", "Send If-Match with the ETag that you read, so that nobody's change is lost.", "请在 If-Match 中带上读取到的 ETag，以免覆盖他人的修改。")
	ErrKey           = fault.Declare(fault.Invalid, "invalid_idempotency_key", "An Idempotency-Key has 1 to {limit} visible ASCII characters.", "Idempotency-Key 须为 1 至 {limit} 个可见 ASCII 字符。")
	ErrCursor        = fault.Declare(fault.Invalid, "invalid_cursor", "This is not a cursor of this list; start without it.", "游标无效，请从头读取。")
	ErrNeedsApproval = fault.Declare(fault.Refused, "needs_approval", "A second person has to agree to this.", "此操作需要第二人审批。")
	ErrGone          = fault.Declare(fault.NotFound, "made_before", "It was done before; what it made is no longer there.", "该请求此前已完成，其结果已不存在。")
)

// statusOf is the one table from kinds to HTTP.
var statusOf = map[fault.Kind]int{
	fault.Internal:        http.StatusInternalServerError,
	fault.Malformed:       http.StatusBadRequest,
	fault.Invalid:         http.StatusUnprocessableEntity,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.NotFound:        http.StatusNotFound,
	fault.Conflict:        http.StatusConflict,
	fault.Stale:           http.StatusPreconditionFailed,
	fault.Unconditional:   http.StatusPreconditionRequired,
	fault.TooLarge:        http.StatusRequestEntityTooLarge,
	fault.Refused:         http.StatusUnprocessableEntity,
	fault.Limited:         http.StatusTooManyRequests,
	fault.Unavailable:     http.StatusServiceUnavailable,
}

// Status is the HTTP status of a code.
func Status(code fault.Code) int {
	switch code.Code {
	case ErrMethod.Code:
		return http.StatusMethodNotAllowed
	case ErrMediaType.Code:
		return http.StatusUnsupportedMediaType
	case ErrBodyTimeout.Code:
		return http.StatusRequestTimeout
	}
	return statusOf[code.Kind]
}
