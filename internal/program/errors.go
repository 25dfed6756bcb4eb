package program

import "regulars/internal/fault"

// What a document may be refused for.
var (
	ErrColor = fault.Declare(fault.Invalid, "program_color", "A colour is written #rrggbb.", "颜色写作 #rrggbb。")
	ErrBase  = fault.Declare(fault.Invalid, "program_base_tier",
		"The first tier is where everybody starts: it has no condition and is not given by hand.",
		"第一个等级是所有会员的起点：不设条件，也不能手工授予。")
	ErrStep = fault.Declare(fault.Invalid, "program_step",
		"The step must be a multiple of {unit} points, so that they are worth whole money.",
		"步长须为 {unit} 的整数倍，才能抵扣整数金额。")
	ErrRates = fault.Declare(fault.Invalid, "program_rates",
		"The amounts per_minor of the rules for {asset} do not go together: their least common multiple or the rates are too large.",
		"{asset} 各规则的 per_minor 无法合并计算：最小公倍数或比率过大。")
	ErrRate = fault.Declare(fault.Invalid, "program_rate",
		"At most {max} may be given per minor unit of money.", "每个最小货币单位最多奖励 {max}。")
)

// What an order may be refused for.
var (
	ErrStatedDiscount = fault.Declare(fault.Invalid, "stated_discount",
		"A discount can only be stated where prices are facts (pricing as_paid).", "仅在按实付记账（as_paid）时可填写优惠金额。")
	ErrNotMember = fault.Declare(fault.Refused, "not_a_member",
		"Only members can use points, balance, coupons or benefits.", "只有会员可以使用积分、储值余额、优惠券或权益。")
	ErrNoSpending = fault.Declare(fault.Refused, "points_not_spendable",
		"Points are not accepted for this order.", "本单不可使用积分抵扣。")
	ErrPointsShort = fault.Declare(fault.Refused, "points_short",
		"There are {available} points available; {asked} were asked for.", "可用积分 {available}，不足 {asked}。")
	ErrPointsMin = fault.Declare(fault.Refused, "points_below_minimum",
		"At least {min} points must be used at a time.", "每次至少使用 {min} 积分。")
	ErrPointsStep = fault.Declare(fault.Refused, "points_step",
		"Points are used in multiples of {step}.", "积分须按 {step} 的整数倍使用。")
	ErrPointsMax = fault.Declare(fault.Refused, "points_above_maximum",
		"At most {max} points can be used for this order.", "本单最多可使用 {max} 积分。")
	ErrBalanceShort = fault.Declare(fault.Refused, "balance_short",
		"The balance of {available} is less than {asked}.", "储值余额 {available}，不足 {asked}。")
	ErrBalanceMax = fault.Declare(fault.Refused, "balance_above_payable",
		"There is only {payable} to pay.", "应付金额仅为 {payable}。")
)

// What the assignment of a tier by hand may be refused for.
var (
	ErrTierUnknown = fault.Declare(fault.Invalid, "tier_unknown", "There is no tier {code}.", "没有等级“{code}”。")
	ErrTierEnd     = fault.Declare(fault.Invalid, "tier_end_required",
		"A tier given by hand needs an end that lies ahead.", "手工授予的等级须设定一个未来的结束时间。")
	ErrTierNotHigher = fault.Declare(fault.Refused, "tier_not_higher",
		"The member holds {code} by merit; only a higher tier can be given by hand.", "会员凭自身条件已达到“{code}”，只能手工授予更高的等级。")
)
