package wording

import (
	"strconv"

	"regulars/internal/program"
)

// Phrases for terms of a document, in both languages, as parts of sentences.

// phrase finds a value's words; what has none stands for itself.
func phrase[T ~string](value T, words map[T]program.Text) program.Text {
	if t, ok := words[value]; ok {
		return t
	}
	return text(string(value), string(value))
}

func entryText(e program.Entry) program.Text {
	if e.Kind == program.EntryCondition {
		return say("满足条件 %s", "when %s", e.When)
	}
	return phrase(e.Kind, map[program.EntryKind]program.Text{
		program.EntryOpen: {Zh: "开放注册", En: "open to all"}, program.EntryApproval: {Zh: "审核通过", En: "by approval"}, program.EntryInvitation: {Zh: "邀请加入", En: "by invitation"},
	})
}

func tierWhen(t *program.Tier) program.Text {
	switch {
	case t.Manual:
		return program.Text{Zh: "手工授予", En: "given by hand"}
	case t.When == "":
		return program.Text{Zh: "无条件", En: "none"}
	}
	return text(t.When, t.When)
}

func keepText(k program.Keep) program.Text {
	switch k.Kind {
	case program.KeepDays:
		return daysText(k.Days)
	case program.KeepYearEnd:
		if k.AfterYears == 0 {
			return program.Text{Zh: "至当年年底", En: "to the end of the year"}
		}
		return say("至 %d 年后的年底", "to the end of the year, %d later", k.AfterYears)
	default:
		return program.Text{Zh: "永久", En: "for good"}
	}
}

func daysText(days int) program.Text {
	if days == 0 {
		return program.Text{Zh: "无", En: "none"}
	}
	return say("%d 天", "%d days", days)
}

func downgradeText(d program.Downgrade) program.Text {
	return phrase(d, map[program.Downgrade]program.Text{
		program.DowngradeStep: {Zh: "逐级下降", En: "one level"}, program.DowngradeReassess: {Zh: "重新评定", En: "to what then holds"}, program.DowngradeNever: {Zh: "不降级", En: "never"},
	})
}

func timesText(bp int64) program.Text { return say("%s 倍", "%s times", times(bp)) }

func joiningText(j program.Joining) program.Text {
	return phrase(j, map[program.Joining]program.Text{program.JoinBest: {Zh: "取最高", En: "the highest counts"}, program.JoinAdd: {Zh: "相加", En: "they add up"}})
}

func periodText(per program.Period) program.Text {
	return phrase(per, map[program.Period]program.Text{
		program.PerOrderCap: {Zh: "每单", En: "an order"}, program.PerDay: {Zh: "每天", En: "a day"}, program.PerMonth: {Zh: "每月", En: "a month"},
		program.PerYear: {Zh: "每年", En: "a year"}, program.PerEver: {Zh: "累计", En: "in all"},
	})
}

func assetText(a program.Asset) program.Text {
	return phrase(a, map[program.Asset]program.Text{program.AssetPoints: {Zh: "积分", En: "points"}, program.AssetGrowth: {Zh: "成长值", En: "growth"}})
}

func capsText(caps []program.Cap) program.Text {
	var parts []program.Text
	for _, k := range caps {
		asset, per := assetText(k.Asset), periodText(k.Per)
		if k.AllMembers {
			parts = append(parts, program.Text{
				Zh: "全体会员" + per.Zh + "预算 " + strconv.FormatInt(k.Amount, 10) + " " + asset.Zh,
				En: "a budget for all members of " + strconv.FormatInt(k.Amount, 10) + " " + asset.En + " " + per.En,
			})
			continue
		}
		parts = append(parts, program.Text{
			Zh: per.Zh + "最多 " + strconv.FormatInt(k.Amount, 10) + " " + asset.Zh,
			En: "at most " + strconv.FormatInt(k.Amount, 10) + " " + asset.En + " " + per.En,
		})
	}
	return list(parts)
}

func roundingText(r program.RoundingName) program.Text {
	return phrase(r, map[program.RoundingName]program.Text{"floor": {Zh: "舍去小数", En: "down"}, "half_up": {Zh: "四舍五入", En: "to the nearest"}, "ceil": {Zh: "进一", En: "up"}})
}

func basisText(b program.Basis) program.Text {
	return phrase(b, map[program.Basis]program.Text{
		program.OnMoney: {Zh: "实付金额（不含赠送储值）", En: "what is paid, less bonus"}, program.OnPayable: {Zh: "应付金额", En: "what is payable"},
		program.OnBeforeDiscount: {Zh: "优惠前金额", En: "the total before discounts"},
	})
}

func balanceText(b program.BalanceOrder) program.Text {
	return phrase(b, map[program.BalanceOrder]program.Text{
		program.BonusFirst: {Zh: "先用赠送", En: "bonus first"}, program.PrincipalFirst: {Zh: "先用本金", En: "principal first"}, program.ProRata: {Zh: "按比例", En: "in proportion"},
	})
}

func pendingText(p program.Pending) program.Text {
	switch p.Kind {
	case program.PendingDays:
		return say("下单 %d 天后", "%d days after the order", p.Days)
	case program.PendingFulfilment:
		status := phrase(p.Status, map[string]program.Text{
			"delivered": {Zh: "送达", En: "delivered"}, "signed": {Zh: "签收", En: "signed for"}, "completed": {Zh: "完成", En: "completed"},
		})
		return program.Text{
			Zh: "订单" + status.Zh + "后 " + strconv.Itoa(p.Days) + " 天",
			En: strconv.Itoa(p.Days) + " days after the order is " + status.En,
		}
	default:
		return program.Text{Zh: "立即", En: "at once"}
	}
}

func expiryText(x program.Expiry) program.Text {
	switch x.Kind {
	case program.ExpiryRollingMonths:
		return say("获得后 %d 个月", "%d months after they were earned", x.Months)
	case program.ExpiryInactivity:
		return say("%d 个月无消费", "after %d months without an order", x.Months)
	case program.ExpiryFixedDate:
		return say("每年 %s（之后 %d 年）", "on %s, %d years on", x.MonthDay, x.AfterYears)
	default:
		return program.Text{Zh: "永久有效", En: "never"}
	}
}

func remindText(days []int) program.Text {
	var parts []program.Text
	for _, n := range days {
		parts = append(parts, say("提前 %d 天", "%d days before", n))
	}
	return list(parts)
}

// ruleText is what a rule gives, with its condition, dates and caps.
func (d *differ) ruleText(r *program.Rule) program.Text {
	parts := []program.Text{d.rateText(r)}
	if r.When != "" {
		parts = append(parts, say("条件 %s", "when %s", r.When))
	}
	if r.From != "" {
		parts = append(parts, say("自 %s 起", "from %s", r.From))
	}
	if r.Until != "" {
		parts = append(parts, say("至 %s 止", "until %s", r.Until))
	}
	for _, k := range r.Caps {
		parts = append(parts, capsText([]program.Cap{{Asset: r.Asset, Per: k.Per, Amount: k.Amount, AllMembers: k.AllMembers}}))
	}
	if r.Rounding != "" && r.Rounding != "floor" {
		parts = append(parts, roundingText(r.Rounding))
	}
	return list(parts)
}

func (d *differ) rateText(r *program.Rule) program.Text {
	asset := assetText(r.Asset)
	points := strconv.FormatInt(r.Points, 10)
	switch r.Kind {
	case program.PerAmount:
		per := wordMoney(r.PerMinor, d.currency)
		return text("每 "+per+" 得 "+points+" "+asset.Zh, points+" "+asset.En+" for every "+per)
	case program.PerUnit:
		return text("每件得 "+points+" "+asset.Zh, points+" "+asset.En+" a piece")
	case program.Multiply:
		return text(times(r.Bp)+" 倍"+asset.Zh, times(r.Bp)+" times the "+asset.En)
	default:
		return text("每单得 "+points+" "+asset.Zh, points+" "+asset.En+" for an order")
	}
}

func (d *differ) spendingText(s *program.Spending) program.Text {
	if !s.Enabled {
		return program.Text{Zh: "不可使用", En: "not accepted"}
	}
	worth := wordMoney(s.Minor, d.currency)
	parts := []program.Text{
		say("%d 积分抵 %s", "%d points are %s", s.Points, worth),
		say("最多抵扣 %s%%", "at most %s %% of an order", times(s.MaxShareBp*100)),
	}
	if s.MinPoints > 0 {
		parts = append(parts, say("至少 %d 积分", "at least %d points", s.MinPoints))
	}
	if s.Step > 1 {
		parts = append(parts, say("%d 的整数倍", "in multiples of %d", s.Step))
	}
	if s.When != "" {
		parts = append(parts, say("条件 %s", "when %s", s.When))
	}
	return list(parts)
}
