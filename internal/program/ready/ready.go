package ready

import (
	"embed"
	"fmt"

	"regulars/internal/program"
)

// Programme is one to start from.
type Programme struct {
	Code    string // of the trade
	Name    program.Text
	Summary program.Text // for whom it is, and what it goes by
	Advice  []program.Text
}

// All are the trades, in the order in which they are offered.
func All() []Programme {
	return []Programme{
		{
			Code: "retail", Name: text("零售", "Retail"),
			Summary: text("适合服饰、百货、生鲜等高频小额的门店：按近一年消费分四级，积分抵现，银卡起会员折扣。",
				"For clothes, groceries and department stores: four tiers by the spend of a year, points as money off, discounts from silver up."),
			Advice: []program.Text{
				text("把银卡门槛设在一年消费的中位数附近，让多数回头客够得着。", "Set silver near the median spend of a year, so that most who come back can reach it."),
				text("积分抵现上限为订单的一半，避免零元单。", "Points pay half of an order at most."),
			},
		},
		{
			Code: "catering", Name: text("餐饮", "Catering"),
			Summary: text("适合餐厅、茶饮、咖啡：按到店次数升级，工作日午餐多倍积分，每月一份小食，集点另配次卡。",
				"For restaurants, tea and coffee: tiers by visits, more points on weekday lunches, a snack a month; stamps and times cards go beside it."),
			Advice: []program.Text{
				text("用次数而不是金额升级：客单价差别小，来得勤才是常客。", "Tiers go by visits, not by money: baskets are alike, coming often is what makes a regular."),
				text("积分 6 个月不消费即过期，促使尽快再来。", "Points end after six months without a visit."),
			},
		},
		{
			Code: "hotel", Name: text("酒店", "Hotel"),
			Summary: text("适合酒店、民宿：自然年定级保级到次年底，金卡起免费升房次数权益，专属预订热线。",
				"For hotels and inns: tiers by the calendar year, kept through the next; room upgrades as entitlements and a hotline from gold up."),
			Advice: []program.Text{
				text("客房以外的消费（餐饮、会议）也计入升级，可用条件排除。", "Meals and meetings count for tiers too; exclude them by a condition if you like."),
				text("延迟退房、升房的单次成本请按实际填写，季度权益表会用到。", "Fill in what a late check-out and an upgrade cost: the quarterly sheet goes by it."),
			},
		},
		{
			Code: "beauty", Name: text("美业", "Beauty"),
			Summary: text("适合美容、美发、养生：储值与消费任一达标即升级，专属护理次数，闲时双倍积分。",
				"For salons and spas: tiers by spend or recharge, treatments as entitlements, double points in quiet hours."),
			Advice: []program.Text{
				text("储值与消费同时计入条件时，同一笔钱不会重复计算。", "Where a tier goes by recharge and by spend, the same money never counts two times."),
				text("积分在服务完成 3 天后生效，给客诉留出时间。", "Points become available three days after a visit, so that complaints come first."),
			},
		},
		{
			Code: "baby", Name: text("母婴", "Mother and baby"),
			Summary: text("适合母婴店：成长值与消费并行，满额免运费，专家咨询，宝宝档案另设生日月双倍。",
				"For mother-and-baby shops: growth beside spend, free delivery from an amount, expert advice, double points in the month of birth."),
			Advice: []program.Text{
				text("育儿周期短，保级期设为半年，门槛也按半年算。", "Needs change quickly: tiers go by half a year and are kept for half a year."),
				text("奶粉等不参加优惠的品类，请在规则条件里排除。", "Exclude categories that may not be promoted, such as infant formula, by a condition."),
			},
		},
		{
			Code: "phone", Name: text("手机数码", "Phone shops"),
			Summary: text("适合手机、数码、家电：低频高额，终身累计消费定级，贴膜、清洁、备用机等服务权益，以旧换新优先。",
				"For phones and electronics: rare and dear purchases, tiers by lifetime spend, services such as screen films, cleaning and loan phones."),
			Advice: []program.Text{
				text("换机周期长，等级不过期，靠服务权益把人带回店里。", "Phones last for years: tiers never end, and services bring people back to the shop."),
				text("每单积分封顶，控制大额订单的成本。", "Points of an order are capped, so that a dear phone does not cost too much."),
			},
		},
	}
}

func text(zh, en string) program.Text { return program.Text{Zh: zh, En: en} }

//go:embed *.yaml
var files embed.FS

// Document is the programme of a trade; it reports false for a trade that there is not.
func Document(code string) (doc program.Document, ok bool, err error) {
	for _, p := range All() {
		if p.Code != code {
			continue
		}
		text, err := files.ReadFile(code + ".yaml")
		if err != nil {
			return doc, false, err
		}
		if doc, err = program.Parse(text); err != nil {
			err = fmt.Errorf("ready programme %s: %w", code, err)
		}
		return doc, true, err
	}
	return doc, false, nil
}
