package mall

import "regulars/internal/fault"

// The refusals of the room.
var (
	ErrItem       = fault.Declare(fault.NotFound, "mall_item_not_found", "There is no such item.", "找不到该兑换商品。")
	ErrRedemption = fault.Declare(fault.NotFound, "redemption_not_found", "There is no such redemption.", "找不到该兑换记录。")

	ErrFree     = fault.Declare(fault.Invalid, "mall_item_free", "An item costs {points} or money.", "兑换商品须设置{points}或金额。")
	ErrGives    = fault.Declare(fault.Invalid, "mall_item_gives", "An item gives either rewards or goods (a sku), not both.", "兑换商品须为奖励或实物（SKU）之一，不能同时设置。")
	ErrGivesFor = fault.Declare(fault.Invalid, "mall_item_gives_kind", "The mall does not give {kind}.", "积分商城不能发放“{kind}”。")
	ErrHandOver = fault.Declare(fault.Invalid, "mall_item_hand_over", "Rewards are handed over at once; goods are picked up or sent.", "奖励即时到账；实物须自提或邮寄。")
	ErrSpan     = fault.Declare(fault.Invalid, "mall_item_span", "The end must lie after the beginning.", "结束时间须晚于开始时间。")
	ErrTier     = fault.Declare(fault.Invalid, "mall_item_tier_unknown", "The programme in force has no tier {tier}.", "当前会员体系没有等级“{tier}”。")
	ErrBudget   = fault.Declare(fault.Invalid, "mall_item_budget", "A budget is for rewards; goods are bounded by their stock.", "预算用于奖励；实物以库存为限。")
	ErrTaken    = fault.Declare(fault.Refused, "mall_stock_below_taken", "{taken} have been redeemed already.", "已兑换 {taken} 件，库存不能低于此数。")

	ErrClosed    = fault.Declare(fault.Refused, "mall_item_closed", "This item is not on offer.", "该商品未上架。")
	ErrNotYet    = fault.Declare(fault.Refused, "mall_item_not_yet", "This item opens for this member on {at}.", "该商品自 {at} 起对该会员开放兑换。")
	ErrOver      = fault.Declare(fault.Refused, "mall_item_over", "This item is no longer on offer.", "该商品兑换已结束。")
	ErrSoldOut   = fault.Declare(fault.Refused, "mall_sold_out", "Only {left} are left.", "仅剩 {left} 件。")
	ErrTierBelow = fault.Declare(fault.Refused, "mall_tier_below", "This item is for members from {tier} upward.", "该商品仅限“{tier}”及以上等级兑换。")
	ErrCondition = fault.Declare(fault.Refused, "mall_condition", "This item is for other members.", "该会员不符合兑换条件。")
	ErrLimit     = fault.Declare(fault.Refused, "mall_limit", "A member may have {limit} of these in the item's period; {left} are left.", "每位会员在限兑周期内限兑 {limit} 件，还可兑换 {left} 件。")

	ErrNumberReused = fault.Declare(fault.Conflict, "redemption_number_reused",
		"The number {number} of {source} stands for another redemption.", "来源 {source} 的编号 {number} 已用于其他兑换。")
	ErrRecipient = fault.Declare(fault.Invalid, "redemption_recipient", "What is sent needs a name, a phone and an address.", "邮寄须填写收件人、电话与地址。")
	ErrForeign   = fault.Declare(fault.Invalid, "redemption_field_foreign", "This item is not handed over so.", "该商品不支持此交付方式。")

	ErrCancelled = fault.Declare(fault.Refused, "redemption_cancelled", "This has been cancelled already.", "该兑换已取消。")
	ErrUsed      = fault.Declare(fault.Refused, "redemption_used", "What this gave has been used already, so it cannot be cancelled.", "兑换所得已被使用，无法取消。")
	ErrState     = fault.Declare(fault.Refused, "redemption_state", "This cannot be done with the redemption as it stands.", "该兑换的当前状态不支持此操作。")
	ErrCode      = fault.Declare(fault.Refused, "pickup_code_wrong", "This pick-up code is not right.", "自提码不正确。")
	ErrLocked    = fault.Declare(fault.Limited, "pickup_code_locked", "Too many wrong pick-up codes; try again in {minutes} minutes.", "自提码错误次数过多，请 {minutes} 分钟后再试。")
)
