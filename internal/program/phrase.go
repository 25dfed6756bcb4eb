package program

import "strconv"

// Phrases for terms of a document, in both languages, as parts of sentences.

// phrase finds a value's words; what has none stands for itself.
func phrase[T ~string](value T, words map[T]Text) Text {
	if t, ok := words[value]; ok {
		return t
	}
	return Text{string(value), string(value)}
}

func entryText(e Entry) Text {
	if e.Kind == EntryCondition {
		return say("满足条件 %s", "when %s", e.When)
	}
	return phrase(e.Kind, map[EntryKind]Text{
		EntryOpen: {"开放注册", "open to all"}, EntryApproval: {"审核通过", "by approval"}, EntryInvitation: {"邀请加入", "by invitation"},
	})
}

func tierWhen(t *Tier) Text {
	switch {
	case t.Manual:
		return Text{"手工授予", "given by hand"}
	case t.When == "":
		return Text{"无条件", "none"}
	}
	return Text{t.When, t.When}
}

func keepText(k Keep) Text {
	switch k.Kind {
	case KeepDays:
		return daysText(k.Days)
	case KeepYearEnd:
		if k.AfterYears == 0 {
			return Text{"至当年年底", "to the end of the year"}
		}
		return say("至 %d 年后的年底", "to the end of the year, %d later", k.AfterYears)
	}
	return Text{"永久", "for good"}
}

func daysText(days int) Text {
	if days == 0 {
		return Text{"无", "none"}
	}
	return say("%d 天", "%d days", days)
}

func downgradeText(d Downgrade) Text {
	return phrase(d, map[Downgrade]Text{
		DowngradeStep: {"逐级下降", "one level"}, DowngradeReassess: {"重新评定", "to what then holds"}, DowngradeNever: {"不降级", "never"},
	})
}

func timesText(bp int64) Text { return say("%s 倍", "%s times", times(bp)) }

func joiningText(j Joining) Text {
	return phrase(j, map[Joining]Text{JoinBest: {"取最高", "the highest counts"}, JoinAdd: {"相加", "they add up"}})
}

func periodText(per Period) Text {
	return phrase(per, map[Period]Text{
		PerOrderCap: {"每单", "an order"}, PerDay: {"每天", "a day"}, PerMonth: {"每月", "a month"},
		PerYear: {"每年", "a year"}, PerEver: {"累计", "in all"},
	})
}

func assetText(a Asset) Text {
	return phrase(a, map[Asset]Text{AssetPoints: {"积分", "points"}, AssetGrowth: {"成长值", "growth"}})
}

func capsText(caps []Cap) Text {
	var parts []Text
	for _, k := range caps {
		asset, per := assetText(k.Asset), periodText(k.Per)
		parts = append(parts, Text{
			Zh: per.Zh + "最多 " + strconv.FormatInt(k.Amount, 10) + " " + asset.Zh,
			En: "at most " + strconv.FormatInt(k.Amount, 10) + " " + asset.En + " " + per.En,
		})
	}
	return list(parts)
}

func roundingText(r RoundingName) Text {
	return phrase(r, map[RoundingName]Text{"floor": {"舍去小数", "down"}, "half_up": {"四舍五入", "to the nearest"}, "ceil": {"进一", "up"}})
}

func basisText(b Basis) Text {
	return phrase(b, map[Basis]Text{
		OnMoney: {"实付金额（不含赠送储值）", "what is paid, less bonus"}, OnPayable: {"应付金额", "what is payable"},
		OnBeforeDiscount: {"优惠前金额", "the total before discounts"},
	})
}

func balanceText(b BalanceOrder) Text {
	return phrase(b, map[BalanceOrder]Text{
		BonusFirst: {"先用赠送", "bonus first"}, PrincipalFirst: {"先用本金", "principal first"}, ProRata: {"按比例", "in proportion"},
	})
}

func pendingText(p Pending) Text {
	switch p.Kind {
	case PendingDays:
		return say("下单 %d 天后", "%d days after the order", p.Days)
	case PendingFulfilment:
		status := phrase(p.Status, map[string]Text{
			"delivered": {"送达", "delivered"}, "signed": {"签收", "signed for"}, "completed": {"完成", "completed"},
		})
		return Text{
			Zh: "订单" + status.Zh + "后 " + strconv.Itoa(p.Days) + " 天",
			En: strconv.Itoa(p.Days) + " days after the order is " + status.En,
		}
	}
	return Text{"立即", "at once"}
}

func expiryText(x Expiry) Text {
	switch x.Kind {
	case ExpiryRollingMonths:
		return say("获得后 %d 个月", "%d months after they were earned", x.Months)
	case ExpiryInactivity:
		return say("%d 个月无消费", "after %d months without an order", x.Months)
	case ExpiryFixedDate:
		return say("每年 %s（之后 %d 年）", "on %s, %d years on", x.MonthDay, x.AfterYears)
	}
	return Text{"永久有效", "never"}
}

func remindText(days []int) Text {
	var parts []Text
	for _, n := range days {
		parts = append(parts, say("提前 %d 天", "%d days before", n))
	}
	return list(parts)
}

// ruleText is what a rule gives, with its condition, dates and caps.
func (d *differ) ruleText(r *Rule) Text {
	parts := []Text{d.rateText(r)}
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
		parts = append(parts, capsText([]Cap{{Asset: r.Asset, Per: k.Per, Amount: k.Amount}}))
	}
	if r.Rounding != "" && r.Rounding != "floor" {
		parts = append(parts, roundingText(r.Rounding))
	}
	return list(parts)
}

func (d *differ) rateText(r *Rule) Text {
	asset := assetText(r.Asset)
	points := strconv.FormatInt(r.Points, 10)
	switch r.Kind {
	case PerAmount:
		per := wordMoney(r.PerMinor, d.currency)
		return Text{"每 " + per + " 得 " + points + " " + asset.Zh, points + " " + asset.En + " for every " + per}
	case PerUnit:
		return Text{"每件得 " + points + " " + asset.Zh, points + " " + asset.En + " a piece"}
	case Multiply:
		return Text{times(r.Bp) + " 倍" + asset.Zh, times(r.Bp) + " times the " + asset.En}
	}
	return Text{"每单得 " + points + " " + asset.Zh, points + " " + asset.En + " for an order"}
}

func (d *differ) spendingText(s *Spending) Text {
	if !s.Enabled {
		return Text{"不可使用", "not accepted"}
	}
	worth := wordMoney(s.Minor, d.currency)
	parts := []Text{
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
