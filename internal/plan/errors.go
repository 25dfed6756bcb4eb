package plan

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrUnknown   = fault.Declare(fault.NotFound, "plan_not_found", "There is no such paid plan.", "找不到该付费会员方案。")
	ErrMembers   = fault.Declare(fault.NotFound, "plan_membership_not_found", "There is no such membership.", "找不到该付费会员记录。")
	ErrCode      = fault.Declare(fault.Conflict, "plan_code_taken", "There is a paid plan with the code {code} already.", "方案代码 {code} 已被使用。")
	ErrStale     = fault.Declare(fault.Stale, "plan_changed", "Somebody else changed this plan meanwhile.", "该方案已被他人修改，请刷新后重试。")
	ErrDays      = fault.Declare(fault.Invalid, "plan_days", "Between 1 and {max} days can be given.", "可赠送天数为 1 至 {max} 天。")
	ErrLifetime  = fault.Declare(fault.Refused, "plan_lifetime", "The member has this for life already.", "该会员已是终身有效。")
	ErrAhead     = fault.Declare(fault.Refused, "plan_too_far_ahead", "A plan cannot be bought or given more than {days} days ahead.", "付费会员有效期最多延长至 {days} 天后。")
	ErrOffSale   = fault.Declare(fault.Refused, "plan_off_sale", "This plan is not sold any more.", "该方案已停售。")
	ErrLower     = fault.Declare(fault.Refused, "plan_lower", "The member has {plan} until {until}, which is higher.", "该会员持有更高级的「{plan}」，有效至 {until}，到期后方可购买。")
	ErrNone      = fault.Declare(fault.Refused, "plan_none", "The member has no paid plan that could be cancelled.", "该会员没有可取消的付费会员。")
	ErrSeveral   = fault.Declare(fault.Invalid, "plan_several", "The member has several plans: name one.", "该会员持有多个方案，请指明其中一个。")
	ErrReused    = fault.Declare(fault.Conflict, "plan_number_reused", "{source} has sold something else under the number {number}.", "{source} 的单号 {number} 已用于另一笔购买。")
	ErrLifetimes = fault.Declare(fault.Invalid, "plan_lifetime_days", "A plan for life says over how many days its price is used up.", "终身方案须填写折算退款的总天数。")
)
