package staff

import "regulars/internal/fault"

// Refusals about who one is. The text of the first three never tells whether a login or a key exists.
var (
	ErrSignIn = fault.Declare(fault.Unauthenticated, "sign_in_failed",
		"The e-mail, the password or the code is wrong.", "邮箱、密码或验证码不正确。")
	ErrSession = fault.Declare(fault.Unauthenticated, "session_invalid",
		"Please sign in again.", "请重新登录。")
	ErrKey = fault.Declare(fault.Unauthenticated, "key_invalid",
		"This API key is not valid.", "接口密钥无效。")
	ErrSecondFactor = fault.Declare(fault.Unauthenticated, "second_factor_required",
		"Enter the code of your authenticator app, or a recovery code.", "请输入身份验证器中的动态码或备用恢复码。")
	ErrTooManyTries = fault.Declare(fault.Limited, "too_many_tries",
		"Too many failed tries. Try again in {minutes} minutes.", "失败次数过多，请 {minutes} 分钟后再试。")
	ErrSignInBusy = fault.Declare(fault.Unavailable, "sign_in_busy",
		"Too many people are signing in at this moment. Try again.", "当前登录人数过多，请稍后再试。")
)

// Refusals about passwords, links and the second factor.
var (
	ErrPasswordShort = fault.Declare(fault.Invalid, "password_too_short",
		"A password needs at least {min} characters.", "密码至少需要 {min} 个字符。")
	ErrPasswordWeak = fault.Declare(fault.Invalid, "password_too_weak",
		"This password is too easy to guess: {reason}", "该密码过于容易被猜到：{reason}")
	ErrPasswordWrong = fault.Declare(fault.Refused, "password_wrong",
		"The present password is wrong.", "当前密码不正确。")
	ErrLink = fault.Declare(fault.NotFound, "link_invalid",
		"This link is not valid any more. Ask for a new one.", "该链接已失效，请重新索取。")
	ErrFactorOn = fault.Declare(fault.Conflict, "second_factor_on",
		"The second factor is on already.", "两步验证已开启。")
	ErrFactorOff = fault.Declare(fault.Conflict, "second_factor_off",
		"The second factor is not on.", "两步验证未开启。")
	ErrFactorCode = fault.Declare(fault.Refused, "second_factor_wrong",
		"This code is wrong or was used already. Check the clock of your phone.", "动态码错误或已使用，请检查手机时间。")
)

// Refusals about staff and keys.
var (
	ErrLoginTaken = fault.Declare(fault.Conflict, "login_taken",
		"This e-mail is already used to sign in.", "该邮箱已用于登录。")
	ErrLastOwner = fault.Declare(fault.Refused, "last_owner",
		"A merchant keeps at least one active owner.", "商户至少要保留一位在职的所有者。")
	ErrPersonal = fault.Declare(fault.Forbidden, "person_only",
		"Only a person who is signed in has this.", "仅已登录的人员可用。")
	ErrViewTaken = fault.Declare(fault.Conflict, "view_name_taken",
		"You have a view of this name on this page already.", "您在此页面已有同名视图。")
	ErrOthersView = fault.Declare(fault.Forbidden, "view_of_another",
		"Only its maker or an owner changes a shared view.", "共享视图仅其创建者或所有者可以修改。")
	ErrScopeBeyond = fault.Declare(fault.Forbidden, "scope_beyond_yours",
		"You cannot give a key more than you may do yourself: {permission}.", "不能授予密钥超出您自身的权限：{permission}。")
)
