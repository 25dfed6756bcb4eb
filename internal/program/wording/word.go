package wording

import (
	"fmt"
	"strconv"
	"strings"

	"regulars/internal/money"
	"regulars/internal/program"
)

// speech words steps in one language and currency.
type speech struct {
	p        *program.Program
	zh       bool
	language string
	currency string
}

// Step says a step as a sentence that can be said aloud, in "zh" or else in English. Names are those of this programme,
// which has to be the version that made the step.
func Step(p *program.Program, s program.Step, language, currency string) string {
	w := speech{p: p, zh: strings.HasPrefix(language, "zh"), language: language, currency: currency}
	switch s.Kind {
	case program.StepRule:
		return w.rule(s)
	case program.StepMultiply:
		return w.multiply(s)
	case program.StepCapped:
		return w.capped(s)
	case program.StepPrice, program.StepDiscount, program.StepDelivery, program.StepUse, program.StepCoupon:
		return w.off(s)
	case program.StepEarly:
		return w.say("{name}：先于他人享受该价格。", "{name}: a price before others have it.", "name", w.nameOf(s))
	case program.StepWait:
		return w.say("“{name}”自 {at} 起对该会员开放，届时更优惠。", "{name} opens for this member on {at} and will cost less.",
			"name", w.nameOf(s), "at", s.At.In(p.Zone()).Format("2006-01-02 15:04"))
	case program.StepPoints:
		return w.say("使用 {points}抵扣 {money}。", "{points} for {money} off.",
			"points", w.count(s.Amount, program.AssetPoints), "money", w.money(s.Minor))
	case program.StepBalance:
		return w.say("使用储值 {money}（本金 {principal}，赠送 {bonus}）。", "{money} of the balance were used ({principal} principal, {bonus} bonus).",
			"money", w.money(s.Amount), "principal", w.money(s.Minor), "bonus", w.money(s.Amount-s.Minor))
	case program.StepUnmet:
		return w.say("{rule}：条件不满足，本次没有奖励。", "{rule}: its condition did not hold, so nothing this time.", "rule", w.ruleName(s.Rule))
	case program.StepLate:
		return w.say("发生超过 {days} 天才上报，没有奖励。", "It was told more than {days} days after it happened, so nothing is earned.", "days", s.Base)
	case program.StepGuest:
		if s.How == program.PerEvent {
			return w.say("不是会员，没有奖励。", "Not a member, so nothing is earned.")
		}
		return w.say("不是会员，本单不计{name}。", "Not a member, so no {name} for this order.", "name", w.name(program.AssetPoints))
	default:
		return ""
	}
}

func (w *speech) rule(s program.Step) string {
	common := []any{"rule", w.ruleName(s.Rule), "rate", w.count(s.Points, s.Asset), "amount", w.count(s.Amount, s.Asset)}
	switch s.How {
	case program.PerAmount:
		return w.say("{rule}：每 {per} 得 {rate}，{money} 得 {amount}。",
			"{rule}: {rate} for every {per}; {money} gives {amount}.",
			append(common, "per", w.money(s.PerMinor), "money", w.money(s.Base))...)
	case program.PerUnit:
		return w.say("{rule}：每件得 {rate}，{units} 件得 {amount}。",
			"{rule}: {rate} a piece; {units} give {amount}.", append(common, "units", group(s.Base))...)
	case program.PerEvent:
		return w.say("{rule}：本次得 {amount}。", "{rule}: {amount} this time.", common...)
	default:
		return w.say("{rule}：本单得 {amount}。", "{rule}: {amount} for this order.", common...)
	}
}

func (w *speech) multiply(s program.Step) string {
	named := []any{"rule", w.nameOf(s), "name", w.name(s.Asset), "times", times(s.Bp),
		"base", w.count(s.Base, s.Asset), "amount", w.count(s.Amount, s.Asset)}
	if strings.HasPrefix(s.Rule, "tier:") {
		named[1] = members(w.ruleName(s.Rule), w.zh)
		return w.say("{rule}得 {times} 倍{name}：在 {base}之上多得 {amount}。",
			"{rule} get {times} times the {name}: {amount} on top of {base}.", named...)
	}
	return w.say("{rule}：{times} 倍{name}，在 {base}之上多得 {amount}。",
		"{rule}: {times} times the {name}, {amount} on top of {base}.", named...)
}

// members are those who hold a tier, whose name may say already that they are members.
func members(tier string, zh bool) string {
	switch {
	case !zh:
		return tier + " members"
	case strings.HasSuffix(tier, "会员"):
		return tier
	}
	return tier + "会员"
}

func (w *speech) capped(s program.Step) string {
	if s.Shared {
		return w.say("{rule}：全体会员{per}预算 {limit}，还剩 {room}，因此少得 {amount}。",
			"{rule}: the budget of all members is {limit} {per}, {room} were left, so {amount} less.",
			"rule", w.ruleName(s.Rule), "per", w.period(s.Per), "limit", w.count(s.Limit, s.Asset), "room", group(s.Room), "amount", group(s.Amount))
	}
	return w.say("{rule}：{per}最多 {limit}，还可得 {room}，因此少得 {amount}。",
		"{rule}: at most {limit} {per}, {room} were left, so {amount} less.",
		"rule", w.ruleName(s.Rule), "per", w.period(s.Per), "limit", w.count(s.Limit, s.Asset), "room", group(s.Room), "amount", group(s.Amount))
}

// ruleName is the name of a rule, or of the tier that multiplies.
func (w *speech) ruleName(code string) string {
	if tier, ok := w.p.Tier(strings.TrimPrefix(code, "tier:")); ok && strings.HasPrefix(code, "tier:") {
		return tier.Name.In(w.language)
	}
	if benefit, ok := strings.CutPrefix(code, "benefit:"); ok {
		if b := w.p.Benefits().Find(benefit); b != nil {
			return b.Name.In(w.language)
		}
	}
	for i := range w.p.Document().Earning {
		if w.p.Document().Earning[i].Code == code {
			return w.p.Document().Earning[i].Name.In(w.language)
		}
	}
	return code
}

// nameOf is the name that the step brings, or that of its rule; and that it stands as a plan was bought with it.
func (w *speech) nameOf(s program.Step) string {
	if s.Sold {
		s.Sold = false
		return w.nameOf(s) + w.say("（付费会员开通时的条款）", " (as the plan was bought)")
	}
	if s.Name != nil && *s.Name != (program.Text{}) {
		return s.Name.In(w.language)
	}
	return w.ruleName(s.Rule)
}

// off is what took money off, or a service that was used.
func (w *speech) off(s program.Step) string {
	common := []any{"name", w.nameOf(s), "amount", w.money(s.Amount), "base", w.money(s.Base), "times", s.Base}
	switch s.Kind {
	case program.StepPrice:
		return w.say("{name}：原价 {base}，优惠 {amount}。", "{name}: {amount} off {base}.", common...)
	case program.StepDiscount:
		rate := offText(s.Bp)
		return w.say("{name}：{base} 享 {rate}，优惠 {amount}。", "{name}: {rate} on {base}, {amount} less.", append(common, "rate", rate.In(w.language))...)
	case program.StepDelivery:
		return w.say("{name}：运费减免 {amount}。", "{name}: {amount} off delivery.", common...)
	case program.StepCoupon:
		return w.say("使用优惠券“{name}”，优惠 {amount}。", "The coupon {name}: {amount} off.", common...)
	}
	if s.Amount == 0 {
		return w.say("使用权益“{name}” {times} 次。", "{name}, used {often}.", append(common, "often", timesOf(s.Base))...)
	}
	return w.say("使用权益“{name}” {times} 次，优惠 {amount}。", "{name}, used {often}: {amount} off.", append(common, "often", timesOf(s.Base))...)
}

// name is what the merchant calls an asset.
func (w *speech) name(asset program.Asset) string {
	if asset == program.AssetGrowth {
		return w.p.Document().Growth.Name.In(w.language)
	}
	return w.p.Document().Points.Name.In(w.language)
}

// count is a number of an asset: "1,060 积分", "1 point".
func (w *speech) count(n int64, asset program.Asset) string {
	name := w.name(asset)
	if w.zh {
		return group(n) + " " + name
	}
	return count(n, name)
}

func (w *speech) period(per program.Period) string {
	switch per {
	case program.PerOrderCap:
		return w.say("每单", "an order")
	case program.PerDay:
		return w.say("每天", "a day")
	case program.PerWeek:
		return w.say("每周", "a week")
	case program.PerMonth:
		return w.say("每月", "a month")
	case program.PerYear:
		return w.say("每年", "a year")
	default:
		return w.say("累计", "in all")
	}
}

// money is an amount as people write it, without needless decimals: ¥120, ¥0.50.
func (w *speech) money(minor int64) string { return money.Words(minor, w.currency) }

// times is a rate as a factor: 15000 is 1.5.
func times(bp int64) string {
	return strconv.FormatFloat(float64(bp)/money.BpOne, 'f', -1, 64)
}

// say fills the sentence of the language.
func (w *speech) say(zh, en string, pairs ...any) string { return fill(w.zh, zh, en, pairs...) }

// fill chooses a sentence and replaces {name} by the value that follows the name in pairs.
func fill(chinese bool, zh, en string, pairs ...any) string {
	text := en
	if chinese {
		text = zh
	}
	said := make([]byte, 0, 2*len(text))
	for {
		before, rest, found := strings.Cut(text, "{")
		said = append(said, before...)
		if !found {
			return string(said)
		}
		name, after, _ := strings.Cut(rest, "}")
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == any(name) {
				said = fmt.Append(said, pairs[i+1])
			}
		}
		text = after
	}
}
