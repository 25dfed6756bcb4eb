package insight

import "regulars/internal/program"

// Definition says what a figure counts. Its key never changes.
type Definition struct {
	Key   string
	Label program.Text
	Text  program.Text
}

// Definitions are those of all figures of an overview, in the order in which a page shows them.
func Definitions() []Definition {
	return []Definition{
		define("sales", "Sales", "销售额",
			"What orders placed in the period cost, less what was given back in the period. An order counts on the day it was placed; a refund counts on the day the money went back, not on the day of its order. Members and guests together.",
			"期内下单的应付金额，减去期内退回的金额。订单计入下单日；退款计入退款当日，而不是原订单日。包含会员与散客。"),
		define("gross", "Sales before refunds", "退款前销售额",
			"What orders placed in the period cost after discounts, before anything was given back.", "期内下单的应付金额（优惠后），未扣除退款。"),
		define("refunds", "Refunds", "退款额",
			"What was given back in the period, with or without a receipt, whenever it was bought. A refund counts in the store of its order, a return without a receipt in the store that took it.",
			"期内退回的金额，含无单退货，不论何时购买。退款计入原订单门店，无单退货计入收货门店。"),
		define("member_sales", "Sales of members", "会员销售额",
			"The part of the sales that members bought. An order that a member claimed later counts as the member's.", "销售额中由会员购买的部分；事后认领的散客订单归入会员。"),
		define("guest_sales", "Sales of guests", "散客销售额", "The part of the sales without a member.", "销售额中未关联会员的部分。"),
		define("member_share", "Share of members", "会员销售占比",
			"Sales of members by all sales. Not shown where there are no sales, or where one side got back more than it bought.", "会员销售额 ÷ 销售额。没有销售额，或某一方退款超过购买时不显示。"),
		define("orders", "Orders", "订单数",
			"Orders placed in the period above 0. An order that was refunded as a whole since does not count; one refunded in part does.", "期内下单且金额大于 0 的订单数；已全额退款的不计，部分退款的仍计。"),
		define("member_orders", "Orders of members", "会员订单数", "The orders that have a member.", "其中关联会员的订单数。"),
		define("buyers", "Members who bought", "消费会员数", "Members with at least one such order in the period. Merged records count as one person.", "期内至少有一笔有效订单的会员数；已合并的档案按一人计。"),
		define("repeat_buyers", "Members who bought again", "复购会员数", "Members with at least two such orders in the period.", "期内至少有两笔有效订单的会员数。"),
		define("repurchase_rate", "Repurchase rate", "复购率",
			"Members with two or more purchases by members with one or more, both within the period. Not shown where nobody bought.", "期内购买两次及以上的会员数 ÷ 期内购买过的会员数。无人购买时不显示。"),
		define("new_members", "New members", "新增会员",
			"People who became members in the period and still are, each once. Merged duplicates, customers and erased records do not count.", "期内成为会员且仍为会员的人数；已合并的重复档案、顾客与已删除档案不计。"),
		define("points_issued", "Points issued", "发放积分", "Points given by the rules of the programme, by the day of what they were given for.", "按规则发放的积分，计入其来源发生之日。"),
		define("points_used", "Points used", "使用积分", "Points spent in the period, less points given back when something paid with them was refunded.", "期内使用的积分，减去退款时退还的积分。"),
		define("points_expired", "Points expired", "过期积分", "Points that ended unused in the period.", "期内未使用而过期的积分。"),
		define("points_clawed_back", "Points taken back", "收回积分", "Points taken back because what they were given for was refunded or undone.", "因退款或撤销而收回的积分。"),
		define("points_adjusted", "Points adjusted by hand", "人工调整积分", "Points that people added, less points that they took, and debts written off.", "人工增加减去人工扣减的积分，含核销的欠分。"),
		define("members", "Members", "会员总数", "Members as of now.", "当前会员数。"),
		define("tiers", "Tier distribution", "等级分布", "Members as of now by the tier they hold; those without a tier are counted too.", "当前会员按所持等级的分布，包含没有等级的会员。"),
		define("points_owed", "Points owed", "未兑现积分",
			"Points that members hold and may use one day: available, pending and reserved. What is owed by members is not taken off. In money: at the value of the programme in force, rounded up.",
			"会员持有、将来可使用的积分：可用、待生效与冻结之和，不扣除欠分。折合金额按现行规则的抵现价值向上取整。"),
		define("points_expiring", "Points expiring in 30 days", "30 天内到期积分",
			"Points whose last day is today or one of the 29 days after it, unless they are used. Expiry by inactivity is counted as if nobody were active any more.", "最后可用日在今天起 30 天内的积分，若不使用即过期。按不活跃规则到期的，假定此后不再活跃。"),
	}
}

func define(key, en, zh, textEn, textZh string) Definition {
	return Definition{key, program.Text{Zh: zh, En: en}, program.Text{Zh: textZh, En: textEn}}
}
