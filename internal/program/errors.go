package program

import (
	"regulars/internal/fault"
	"regulars/internal/program/ladder"
)

// What a document may be refused for.
var (
	ErrStep = fault.Declare(fault.Invalid, "program_step",
		"The step must be a multiple of {unit} points, so that they are worth whole money.",
		"步长须为 {unit} 的整数倍，才能抵扣整数金额。")
	ErrRates = fault.Declare(fault.Invalid, "program_rates",
		"The amounts per_minor of the rules for {asset} do not go together: their least common multiple or the rates are too large.",
		"{asset} 各规则的 per_minor 无法合并计算：最小公倍数或比率过大。")
	ErrRate = fault.Declare(fault.Invalid, "program_rate",
		"At most {max} may be given per minor unit of money.", "每个最小货币单位最多奖励 {max}。")
	ErrOnce = fault.Declare(fault.Invalid, "program_event_once",
		"A profile can be changed again and again: say by a cap in all how much the rule gives a member at most.",
		"资料可反复修改：请设“累计”上限，说明每位会员最多得到多少。")
	ErrEvent = fault.Declare(fault.Invalid, "program_event_other",
		"{name} is not known of this event.", "此行为没有“{name}”。")
)

// What an order may be refused for.
var (
	ErrStatedDiscount = fault.Declare(fault.Invalid, "stated_discount",
		"A discount can only be stated where prices are facts (pricing as_paid).", "仅在按实付记账（as_paid）时可填写优惠金额。")
	ErrNotMember = fault.Declare(fault.Refused, "not_a_member",
		"Only members can use {points}, balance, coupons or benefits.", "只有会员可以使用{points}、储值余额、优惠券或权益。")
	ErrNoSpending = fault.Declare(fault.Refused, "points_not_spendable",
		"This order does not take {points}.", "本单不可使用{points}抵扣。")
	ErrPointsShort = fault.Declare(fault.Refused, "points_short",
		"There are {available} {points} available; {asked} were asked for.", "可用{points} {available}，不足 {asked}。")
	ErrPointsMin = fault.Declare(fault.Refused, "points_below_minimum",
		"Use at least {min} {points} at a time.", "每次至少使用 {min} {points}。")
	ErrPointsStep = fault.Declare(fault.Refused, "points_step",
		"Use {points} in multiples of {step}.", "{points}须按 {step} 的整数倍使用。")
	ErrPointsMax = fault.Declare(fault.Refused, "points_above_maximum",
		"At most {max} {points} can be used for this order.", "本单最多可使用 {max} {points}。")
	ErrBalanceShort = fault.Declare(fault.Refused, "balance_short",
		"The balance of {available} is less than {asked}.", "储值余额 {available}，不足 {asked}。")
	ErrBalanceMax = fault.Declare(fault.Refused, "balance_above_payable",
		"There is only {payable} to pay.", "应付金额仅为 {payable}。")
)

// What the assignment of a tier by hand may be refused for.
var (
	ErrTierUnknown   = ladder.ErrUnknown
	ErrTierEnd       = ladder.ErrEnd
	ErrTierNotHigher = ladder.ErrNotHigher
)
