package contact

import "regulars/internal/fault"

// The refusals of the package.
var (
	ErrPhone = fault.Declare(fault.Invalid, "phone_invalid",
		"This is not a phone number. Numbers of other countries begin with + and the country code.",
		"这不是有效的电话号码。其他国家或地区的号码请以 + 加区号开头。")
	ErrPhoneExtension = fault.Declare(fault.Invalid, "phone_extension",
		"A number with an extension is a privacy number: it belongs to nobody for long and cannot name a member.",
		"带分机号的号码是隐私号，短期内即失效，不能作为会员标识。")
	ErrEmail = fault.Declare(fault.Invalid, "email_invalid",
		"This is not an e-mail address.", "这不是有效的电子邮箱地址。")
	ErrCard = fault.Declare(fault.Invalid, "card_invalid",
		"A card number has 4 to {limit} letters, digits or dashes.", "卡号由 4 至 {limit} 位字母、数字或短横线组成。")
)
