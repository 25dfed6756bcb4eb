package wording

import (
	"strconv"
	"strings"

	"regulars/internal/money"
	"regulars/internal/program"
	"regulars/internal/program/act"
)

// Phrases for terms of a document, in both languages, as parts of sentences.

// phrase finds a value's words; what has none stands for itself.
func phrase[T ~string](value T, words map[T]program.Text) program.Text {
	if t, ok := words[value]; ok {
		return t
	}
	return text(string(value), string(value))
}

func (v Voice) entryText(e program.Entry) program.Text {
	if e.Kind == program.EntryCondition {
		w := v.condition(e.When)
		return text(spaced(w.Zh)+"即可入会", "when "+w.En)
	}
	return phrase(e.Kind, map[program.EntryKind]program.Text{
		program.EntryOpen: {Zh: "开放注册", En: "open to all"}, program.EntryBought: {Zh: "购买付费会员", En: "by buying a paid plan"}, program.EntryApproval: {Zh: "审核通过", En: "by approval"}, program.EntryInvitation: {Zh: "邀请加入", En: "by invitation"},
	})
}

func (v Voice) tierWhen(t *program.Tier) program.Text {
	switch {
	case t.Manual:
		return program.Text{Zh: "手工授予", En: "given by hand"}
	case t.When == "":
		return program.Text{Zh: "无条件", En: "none"}
	}
	return v.condition(t.When)
}

func keepText(k program.Keep) program.Text {
	switch k.Kind {
	case program.KeepDays:
		return daysText(k.Days)
	case program.KeepYearEnd:
		switch k.AfterYears {
		case 0:
			return program.Text{Zh: "至当年年底", En: "to the end of the year"}
		case 1:
			return program.Text{Zh: "至次年年底", En: "to the end of the next year"}
		}
		return say("至 %d 年后的年底", "to the end of the year %d years later", k.AfterYears)
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
	return phrase(j, map[program.Joining]program.Text{program.JoinBest: {Zh: "取最高", En: "the highest alone"}, program.JoinAdd: {Zh: "相加", En: "adding up"}})
}

func periodText(per program.Period) program.Text {
	return phrase(per, map[program.Period]program.Text{
		program.PerOrderCap: {Zh: "每单", En: "an order"}, program.PerDay: {Zh: "每天", En: "a day"}, program.PerWeek: {Zh: "每周", En: "a week"}, program.PerMonth: {Zh: "每月", En: "a month"},
		program.PerYear: {Zh: "每年", En: "a year"}, program.PerEver: {Zh: "累计", En: "in all"},
	})
}

// capText is one cap; name is what the merchant calls the asset.
func capText(k program.Cap, name program.Text) program.Text {
	per := periodText(k.Per)
	if k.AllMembers {
		return text("全体会员"+per.Zh+"预算 "+count(k.Amount, name.Zh), "a budget for all members of "+count(k.Amount, name.En)+" "+per.En)
	}
	return text(per.Zh+"最多 "+count(k.Amount, name.Zh), "at most "+count(k.Amount, name.En)+" "+per.En)
}

func capsText(caps []program.Cap, names assetNames) program.Text {
	var parts []program.Text
	for _, k := range caps {
		parts = append(parts, capText(k, names.of(k.Asset)))
	}
	return list(parts)
}

// assetNames are what a merchant calls points and growth.
type assetNames struct{ points, growth program.Text }

func namesOf(d *program.Document) assetNames {
	return assetNames{points: both(d.Points.Name), growth: both(d.Growth.Name)}
}

func (n assetNames) of(a program.Asset) program.Text {
	if a == program.AssetGrowth {
		return n.growth
	}
	return n.points
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
		day := monthDay(x.MonthDay)
		switch x.AfterYears {
		case 0:
			return text("当年 "+day.Zh, "on "+day.En+" of the year")
		case 1:
			return text("次年 "+day.Zh, "on "+day.En+" of the next year")
		}
		years := strconv.Itoa(x.AfterYears)
		return text(years+" 年后的 "+day.Zh, "on "+day.En+", "+years+" years later")
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
func (v Voice) ruleText(r *program.Rule, name program.Text) program.Text {
	parts := []program.Text{v.rateText(r, name)}
	if r.When != "" {
		w := v.condition(r.When)
		parts = append(parts, text("条件："+w.Zh, "when "+w.En))
	}
	parts = append(parts, datesText(r.From, r.Until)...)
	for _, k := range r.Caps {
		parts = append(parts, capText(program.Cap{Asset: r.Asset, Per: k.Per, Amount: k.Amount, AllMembers: k.AllMembers}, name))
	}
	if r.Rounding != "" && r.Rounding != "floor" {
		parts = append(parts, roundingText(r.Rounding))
	}
	return list(parts)
}

// datesText is the days from and until which something is given.
func datesText(from, until string) []program.Text {
	var parts []program.Text
	if from != "" {
		day := writtenDay(from)
		parts = append(parts, text("自 "+day.Zh+"起", "from "+day.En))
	}
	if until != "" {
		day := writtenDay(until)
		parts = append(parts, text("至 "+day.Zh+"止", "until "+day.En))
	}
	return parts
}

// eventText is what something that a member does gives.
func (v Voice) eventText(code string, points program.Text) program.Text {
	switch kind := act.Find(v.events, code); {
	case code == act.Joined:
		return text("成为会员得 "+points.Zh, points.En+" for becoming a member")
	case code == act.Profile:
		return text("完善资料得 "+points.Zh, points.En+" for filling in the profile")
	case kind == nil:
		return text("每次“"+code+"”得 "+points.Zh, points.En+" each time ("+code+")")
	default:
		what := both(kind.Name)
		return text("每次"+spaced(what.Zh)+"得 "+points.Zh, points.En+" each time ("+what.En+")")
	}
}

func (v Voice) rateText(r *program.Rule, name program.Text) program.Text {
	points := text(count(r.Points, name.Zh), count(r.Points, name.En))
	switch r.Kind {
	case program.PerAmount:
		per := money.Words(r.PerMinor, v.Currency)
		return text("每 "+per+" 得 "+points.Zh, points.En+" for every "+per)
	case program.PerUnit:
		return text("每件得 "+points.Zh, points.En+" a piece")
	case program.PerEvent:
		return v.eventText(r.Event, points)
	case program.Multiply:
		return text(times(r.Bp)+" 倍"+name.Zh, times(r.Bp)+" times the "+name.En)
	default:
		return text("每单得 "+points.Zh, points.En+" for an order")
	}
}

// count is a number of something: 1,000 积分, 1 point.
func count(n int64, name string) string {
	if n == 1 {
		name = strings.TrimSuffix(name, "s")
	}
	return group(n) + " " + name
}

// group is a number with its groups: 1,000.
func group(n int64) string { return money.Group(strconv.FormatInt(n, 10)) }

// spendingParts are the terms on which points are money off.
func (v Voice) spendingParts(s *program.Spending, name program.Text) []program.Text {
	worth := money.Words(s.Minor, v.Currency)
	parts := []program.Text{
		text(count(s.Points, name.Zh)+"抵 "+worth, count(s.Points, name.En)+" are "+worth),
		say("最多抵扣 %s%%", "at most %s %% of an order", times(s.MaxShareBp*100)),
	}
	if s.MinPoints > 0 {
		parts = append(parts, text("至少 "+count(s.MinPoints, name.Zh), "at least "+count(s.MinPoints, name.En)))
	}
	if s.Step > 1 {
		parts = append(parts, say("%d 的整数倍", "in multiples of %d", s.Step))
	}
	if s.When != "" {
		w := v.condition(s.When)
		parts = append(parts, text("条件："+w.Zh, "when "+w.En))
	}
	return parts
}

func (v Voice) spendingText(s *program.Spending, name program.Text) program.Text {
	if !s.Enabled {
		return program.Text{Zh: "不可使用", En: "not accepted"}
	}
	return list(v.spendingParts(s, name))
}

// list joins texts, or says "none".
func list(texts []program.Text) program.Text {
	if len(texts) == 0 {
		return text("无", "none")
	}
	zh, en := make([]string, len(texts)), make([]string, len(texts))
	for i, t := range texts {
		zh[i], en[i] = t.Zh, t.En
	}
	return text(strings.Join(zh, "，"), strings.Join(en, ", "))
}
