package segment

import (
	"strings"

	"regulars/internal/expr"
	"regulars/internal/member"
)

// attribute makes one of the member; sql is over m (member), s (member_stat), t (tier_member) and w (ledger_wallet).
func attribute(name string, kind expr.Type, labels [2]string, sql string) expr.Attribute {
	return expr.Attribute{Name: name, Type: kind, Scope: expr.Member, En: labels[0], Zh: labels[1], SQL: sql}
}

func unit(a expr.Attribute, unit string) expr.Attribute {
	a.Unit = unit
	return a
}

func stored(a expr.Attribute, how expr.Stored) expr.Attribute {
	a.Stored = how
	return a
}

func choices(a expr.Attribute, values ...expr.Choice) expr.Attribute {
	a.Values = values
	return a
}

// below selects the categories below one: those of conditions are what they are and whatever they lie below.
const below = `(WITH RECURSIVE below(code) AS (SELECT c.code FROM catalog_category c WHERE c.merchant_id = $1 AND c.parent = ` + expr.ListValue + `
UNION SELECT c.code FROM below b JOIN catalog_category c ON c.merchant_id = $1 AND c.parent = b.code) SELECT code FROM below)`

func category(a expr.Attribute) expr.Attribute {
	a.Below = below
	return a
}

// person is what a member is.
func person() []expr.Attribute {
	return []expr.Attribute{
		attribute("tier", expr.Text, [2]string{"tier", "会员等级"}, "t.tier"),
		choices(attribute("status", expr.Text, [2]string{"status", "身份"}, "m.status"),
			expr.Choice{Value: string(member.StatusMember), En: "member", Zh: "会员"}, expr.Choice{Value: string(member.StatusCustomer), En: "customer", Zh: "顾客"}),
		attribute("tags", expr.TextList, [2]string{"tags", "标签"},
			"EXISTS (SELECT 1 FROM member_tag g WHERE g.merchant_id = $1 AND g.member_id = m.id AND g.tag = "+expr.ListValue+")"),
		choices(attribute("gender", expr.Text, [2]string{"gender", "性别"}, "NULLIF(m.gender, '')"),
			expr.Choice{Value: "female", En: "female", Zh: "女"}, expr.Choice{Value: "male", En: "male", Zh: "男"}, expr.Choice{Value: "other", En: "other", Zh: "其他"}),
		attribute("birthday", expr.Day, [2]string{"birthday", "生日"}, "NULLIF(m.birthday, '')"),
		choices(attribute("birthday_month", expr.Int, [2]string{"month of birth", "生日月份"}, "NULLIF(m.birthday_month, 0)"), months()...),
		made(attribute("birthday_this_month", expr.Bool, [2]string{"birthday this month, by either calendar", "本月生日（含农历）"}, ""), birthdayThisMonth),
		attribute("children", expr.Int, [2]string{"number of children", "孩子数量"}, "(SELECT COUNT(*) FROM member_child c WHERE c.merchant_id = $1 AND c.member_id = m.id)"),
		made(attribute("child_birthday_this_month", expr.Bool, [2]string{"a child's birthday this month", "孩子本月生日"}, ""), childBirthdayThisMonth),
		stored(unit(attribute("youngest_child_days", expr.Int, [2]string{"age of the youngest child", "最小的孩子出生天数"},
			"(SELECT MAX(c.birthday) FROM member_child c WHERE c.merchant_id = $1 AND c.member_id = m.id)"), "days"), expr.OfDay),
		attribute("lunar_birthday_month", expr.Int, [2]string{"lunar month of birth", "农历生日月份"}, "NULLIF(m.lunar_month, 0)"),
		attribute("store", expr.Text, [2]string{"store of the member", "所属门店"}, "(SELECT o.code FROM org_store o WHERE o.merchant_id = $1 AND o.id = m.store_id)"),
		attribute("channel", expr.Text, [2]string{"channel of joining", "入会渠道"}, "NULLIF(m.channel, '')"),
		attribute("campaign", expr.Text, [2]string{"campaign of joining", "入会活动"}, "NULLIF(m.campaign, '')"),
		attribute("referred", expr.Bool, [2]string{"brought by a member", "由会员推荐"}, "(m.referrer_id <> 0)"),
		attribute("advised", expr.Bool, [2]string{"has an adviser", "有专属导购"}, "(m.adviser_id <> 0)"),
		attribute("personalised", expr.Bool, [2]string{"personal recommendations on", "已开启个性化推荐"}, "m.personalised"),
		stored(attribute("joined_on", expr.Day, [2]string{"day of joining", "入会日期"}, "m.joined_at"), expr.OfInstant),
		stored(unit(attribute("joined_days", expr.Int, [2]string{"days since joining", "入会天数"}, "m.joined_at"), "days"), expr.OfInstant),
	}
}

// bought is what a member has bought so far.
func bought() []expr.Attribute {
	return []expr.Attribute{
		unit(attribute("order_count", expr.Int, [2]string{"orders so far", "累计订单数"}, "s.order_count"), "orders"),
		unit(attribute("spend_minor", expr.Int, [2]string{"spend so far", "累计消费"}, "s.spend_minor"), "minor"),
		unit(attribute("refund_minor", expr.Int, [2]string{"refunded so far", "累计退款"}, "s.refund_minor"), "minor"),
		unit(attribute("average_minor", expr.Int, [2]string{"average order", "客单价"},
			"CASE WHEN s.order_count > 0 THEN CASE WHEN s.spend_minor < 0 THEN 0 ELSE s.spend_minor / s.order_count END END"), "minor"),
		unit(attribute("purchase_days", expr.Int, [2]string{"days with a purchase", "购买天数"}, "s.purchase_days"), "days"),
		unit(attribute("interval_days", expr.Int, [2]string{"average days between purchases", "平均购买间隔"},
			"CASE WHEN s.purchase_days > 1 THEN s.span_days / NULLIF(s.purchase_days - 1, 0) END"), "days"),
		attribute("first_order_on", expr.Day, [2]string{"day of the first order", "首单日期"}, "NULLIF(s.first_order_on, '')"),
		attribute("last_order_on", expr.Day, [2]string{"day of the last order", "最近消费日期"}, "NULLIF(s.last_order_on, '')"),
		stored(unit(attribute("first_order_days", expr.Int, [2]string{"days since the first order", "距首单天数"}, "NULLIF(s.first_order_on, '')"), "days"), expr.OfDay),
		stored(unit(attribute("last_order_days", expr.Int, [2]string{"days since the last order", "距最近消费天数"}, "NULLIF(s.last_order_on, '')"), "days"), expr.OfDay),
		category(attribute("favourite_category", expr.Text, [2]string{"favourite category", "偏好品类"}, "NULLIF(s.favourite_category, '')")),
		attribute("favourite_store", expr.Text, [2]string{"favourite store", "偏好门店"}, "(SELECT o.code FROM org_store o WHERE o.merchant_id = $1 AND o.id = s.favourite_store)"),
	}
}

// held is what a member holds.
func held() []expr.Attribute {
	return []expr.Attribute{
		made(attribute("plans", expr.TextList, [2]string{"paid plans", "付费会员"}, ""), activePlan),
		unit(attribute("points_available", expr.Int, [2]string{"points to spend", "可用积分"}, "COALESCE(w.points_available, 0)"), "points"),
		unit(attribute("growth_value", expr.Int, [2]string{"growth value", "成长值"},
			"COALESCE(w.growth_available + w.growth_pending + w.growth_held - w.growth_debt, 0)"), "growth"),
	}
}

// sale is what is known while an order or an event is decided; members cannot be selected by it. What else events tell stands in the
// programme that names them.
func sale() []expr.Attribute {
	scopes := map[string]expr.Scope{"order": expr.Order, "line": expr.Line, "event": expr.Event}
	of := func(name string, kind expr.Type, en, zh string) expr.Attribute {
		about, _, _ := strings.Cut(name, ".")
		return expr.Attribute{Name: name, Type: kind, Scope: scopes[about], En: en, Zh: zh}
	}
	return []expr.Attribute{
		choices(of("order.channel", expr.Text, "channel of the order", "下单渠道"),
			expr.Choice{Value: "pos", En: "till", Zh: "门店"}, expr.Choice{Value: "web", En: "web shop", Zh: "网店"},
			expr.Choice{Value: "miniapp", En: "mini-programme", Zh: "小程序"}, expr.Choice{Value: "h5", En: "H5", Zh: "H5"}),
		of("order.store", expr.Text, "store of the order", "下单门店"),
		of("order.region", expr.Text, "region of the store", "门店所在地区"),
		unit(of("order.total_minor", expr.Int, "total of the order", "订单总额"), "minor"),
		unit(of("order.payable_minor", expr.Int, "payable of the order", "订单应付"), "minor"),
		of("order.hour", expr.Int, "hour of the order", "下单小时"),
		choices(of("order.weekday", expr.Int, "weekday of the order", "下单星期"), weekdays()...),
		choices(of("order.month", expr.Int, "month of the order", "下单月份"), months()...),
		of("order.day", expr.Int, "day of the month of the order", "下单日"),
		of("line.sku", expr.Text, "product", "商品"),
		category(of("line.category", expr.Text, "category of the product", "商品品类")),
		choices(of("line.type", expr.Text, "type of the line", "明细类型"),
			expr.Choice{Value: "product", En: "product", Zh: "商品"}, expr.Choice{Value: "delivery", En: "delivery", Zh: "运费"}, expr.Choice{Value: "fee", En: "fee", Zh: "服务费"}),
		of("line.quantity", expr.Int, "quantity", "数量"),
		unit(of("line.total_minor", expr.Int, "total of the line", "明细总额"), "minor"),
		unit(of("line.payable_minor", expr.Int, "payable of the line", "明细应付"), "minor"),
		of("event.hour", expr.Int, "hour of the event", "行为发生的小时"),
		choices(of("event.weekday", expr.Int, "weekday of the event", "行为发生的星期"), weekdays()...),
		choices(of("event.month", expr.Int, "month of the event", "行为发生的月份"), months()...),
		of("event.day", expr.Int, "day of the month of the event", "行为发生的日"),
	}
}

func months() []expr.Choice {
	return numbered([]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		[]string{"一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"})
}

func weekdays() []expr.Choice {
	return numbered([]string{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
		[]string{"星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"})
}

// windows are the sums over days.
func windows() []expr.Window {
	return []expr.Window{
		{Name: "spend", Column: "spend_minor", Unit: "minor", En: "spend", Zh: "消费"},
		{Name: "orders", Column: "orders", Unit: "orders", En: "orders", Zh: "订单数"},
		{Name: "refund", Column: "refund_minor", Unit: "minor", En: "refunds", Zh: "退款"},
		{Name: "principal", Column: "principal_minor", Unit: "minor", En: "spend paid with principal", Zh: "储值本金消费"},
		{Name: "points", Column: "points", Unit: "points", En: "points earned", Zh: "获得积分"},
		{Name: "growth", Column: "growth", Unit: "growth", En: "growth earned", Zh: "获得成长值"},
		{Name: "recharge", Column: "recharge_minor", Unit: "minor", En: "recharged", Zh: "充值"},
		{Name: "referrals", Column: "referrals", Unit: "people", En: "friends brought", Zh: "推荐人数"},
	}
}
