package wording

import (
	"fmt"
	"strings"

	"regulars/internal/money"
	"regulars/internal/offer/deal"
	"regulars/internal/program"
)

// BenefitWords is a benefit in words.
type BenefitWords struct {
	Field     string `json:"field" doc:"Path into the document, such as benefits[0]"`
	Code      string `json:"code"`
	Name      Words  `json:"name"`
	Kind      string `json:"kind"`
	Gives     Words  `json:"gives" doc:"What it gives"`
	For       Words  `json:"for" doc:"Whom"`
	Condition *Words `json:"condition" doc:"When; null for always"`
	Dates     *Words `json:"dates" doc:"From and until which day; null for always"`
	Summary   Words  `json:"summary" doc:"The merchant's own words; empty for none"`
	Sentence  Words  `json:"sentence" doc:"All of it"`
}

// Benefits says benefits in words: those of a programme, or, without tiers, of a paid plan. points is what the merchant calls points.
func (v Voice) Benefits(benefits []deal.Benefit, tiers []program.Tier, points program.Text) []BenefitWords {
	out := make([]BenefitWords, len(benefits))
	for i := range benefits {
		b := &benefits[i]
		w := BenefitWords{
			Field: fmt.Sprintf("benefits[%d]", i), Code: b.Code, Name: Words(both(b.Name)), Kind: string(b.Kind), Summary: Words(both(b.Summary)),
			Gives: Words(v.givesText(b, points)).Sentence(), For: Words(v.whomText(b, tiers)).Sentence(), Sentence: Words(v.benefitText(b, tiers, points)).Sentence(),
		}
		if b.When != "" {
			when := Words(v.condition(b.When)).Sentence()
			w.Condition = &when
		}
		if dates := datesText(b.From, b.Until); len(dates) > 0 {
			days := Words(list(dates)).Sentence()
			w.Dates = &days
		}
		out[i] = w
	}
	return out
}

// benefitText is all of a benefit but its name.
func (v Voice) benefitText(b *deal.Benefit, tiers []program.Tier, points program.Text) program.Text {
	parts := []program.Text{v.givesText(b, points)}
	if tiers != nil {
		parts = append(parts, v.whomText(b, tiers))
	}
	if b.When != "" {
		w := v.condition(b.When)
		parts = append(parts, text("条件："+w.Zh, "when "+w.En))
	}
	return list(append(parts, datesText(b.From, b.Until)...))
}

// givesText is what a benefit gives.
func (v Voice) givesText(b *deal.Benefit, points program.Text) program.Text {
	parts := []program.Text{}
	switch b.Kind {
	case deal.Discount:
		parts = append(parts, offText(b.OffBp))
		if b.FullPriceOnly {
			parts = append(parts, text("限未享会员价的商品", "not on member prices"))
		}
	case deal.MemberPrice:
		parts = append(parts, text("会员价", "member prices"))
	case deal.FreeDelivery:
		parts = append(parts, text("免运费", "free delivery"))
	case deal.Multiplier:
		parts = append(parts, text(times(b.Bp)+" 倍"+points.Zh, times(b.Bp)+" times the "+points.En))
	case deal.Quota:
		parts = append(parts, quotaText(b))
	case deal.Service:
		parts = append(parts, phrase(b.Service, map[deal.ServiceKind]program.Text{
			deal.Priority: earlyText(b.EarlyHours), deal.Queue: {Zh: "优先接待", En: "served first"},
			deal.Hotline: {Zh: "专属热线", En: "a hotline of their own"}, deal.Activity: {Zh: "专属活动", En: "gatherings of their own"},
		}))
		if b.Contact != "" {
			parts = append(parts, text(b.Contact, b.Contact))
		}
	}
	if b.CapMinor > 0 {
		most := money.Words(b.CapMinor, v.Currency)
		parts = append(parts, text("每单最多优惠 "+most, "at most "+most+" an order"))
	}
	return list(parts)
}

// earlyText is how long before others one may buy: whole days where it is so many.
func earlyText(hours int64) program.Text {
	n, zh, en := hours, "小时", "hours"
	if hours%24 == 0 {
		n, zh, en = hours/24, "天", "days"
	}
	if n == 1 {
		en = strings.TrimSuffix(en, "s")
	}
	return text(fmt.Sprintf("提前 %d %s购买", n, zh), fmt.Sprintf("early access, %d %s before others", n, en))
}

// offText is a discount: 8.8 折, 12 % off.
func offText(bp int64) program.Text {
	if bp == money.BpOne {
		return text("免费", "free")
	}
	return text(times((money.BpOne-bp)*10)+" 折", times(bp*100)+" % off")
}

func quotaText(b *deal.Benefit) program.Text {
	per := phrase(b.Quota.Per, map[deal.Per]program.Text{
		deal.PerDay: {Zh: "每天", En: "a day"}, deal.PerWeek: {Zh: "每周", En: "a week"}, deal.PerMonth: {Zh: "每月", En: "a month"},
		deal.PerQuarter: {Zh: "每季度", En: "a quarter"}, deal.PerYear: {Zh: "每年", En: "a year"}, deal.PerEver: {Zh: "共", En: "in all"},
	})
	n := b.Quota.Quantity
	if b.Gives == deal.UnitFree {
		return text(fmt.Sprintf("%s %d 件免费", per.Zh, n), fmt.Sprintf("%d free %s", n, per.En))
	}
	return text(fmt.Sprintf("%s %d 次", per.Zh, n), timesOf(n)+" "+per.En)
}

// timesOf is how often: once, 2 times.
func timesOf(n int64) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// whomText is for whom a benefit is.
func (v Voice) whomText(b *deal.Benefit, tiers []program.Tier) program.Text {
	var zh, en []string
	if named := b.Tiers; len(named) > 0 && b.Exact {
		var nz, ne []string
		for _, code := range named {
			t := tierCalled(tiers, code)
			nz, ne = append(nz, t.Zh), append(ne, t.En)
		}
		zh, en = append(zh, members(strings.Join(nz, "、"), true)), append(en, members(strings.Join(ne, " and "), false))
	} else if len(named) > 0 {
		t := tierCalled(tiers, lowest(tiers, named))
		zh, en = append(zh, spaced(t.Zh)+"及以上等级"), append(en, t.En+" and above")
	}
	for _, code := range b.Plans {
		p := v.planCalled(code)
		zh, en = append(zh, "“"+p.Zh+"”付费会员"), append(en, p.En+" subscribers")
	}
	if len(zh) == 0 {
		return text("全体会员", "all members")
	}
	return text(strings.TrimLeft(strings.Join(zh, "或"), " "), strings.Join(en, " or "))
}

// planCalled is the name of a paid plan, or its code.
func (v Voice) planCalled(code string) program.Text {
	if v.Plan != nil {
		if name := v.Plan(code); name != (Words{}) {
			return program.Text(name)
		}
	}
	return text(code, code)
}

func tierCalled(tiers []program.Tier, code string) program.Text {
	for i := range tiers {
		if tiers[i].Code == code {
			return both(tiers[i].Name)
		}
	}
	return text(code, code)
}

// lowest is the lowest of some tiers.
func lowest(tiers []program.Tier, codes []string) string {
	for i := range tiers {
		for _, code := range codes {
			if tiers[i].Code == code {
				return code
			}
		}
	}
	return codes[0]
}

// tierBenefits is what a tier alone gives beside points. What every member has is said of the base tier alone.
func (v Voice) tierBenefits(d *program.Document, code string, points program.Text) []Words {
	rising := make([]string, len(d.Tiers))
	for i := range d.Tiers {
		rising[i] = d.Tiers[i].Code
	}
	var out []Words
	for i := range d.Benefits {
		b := &d.Benefits[i]
		if !b.ForTier(code, rising) || len(b.Tiers) == 0 && code != rising[0] {
			continue
		}
		name, gives := both(b.Name), v.benefitText(b, nil, points)
		out = append(out, Words(text(named(name.Zh, "：", gives.Zh), named(name.En, ": ", gives.En))))
	}
	return out
}

// named puts a name before what is given, unless that says it already.
func named(name, sign, gives string) string {
	if len(gives) >= len(name) && strings.EqualFold(gives[:len(name)], name) {
		return name + gives[len(name):]
	}
	return name + sign + gives
}

// benefits states what changes of benefits.
func (d *differ) benefits() {
	old := map[string]*deal.Benefit{}
	for i := range d.from.Benefits {
		old[d.from.Benefits[i].Code] = &d.from.Benefits[i]
	}
	for i := range d.to.Benefits {
		b := &d.to.Benefits[i]
		a := at{"benefits." + b.Code, fmt.Sprintf("benefits[%d]", i)}
		name, gives := both(b.Name), d.benefitText(b, d.to.Tiers, d.is.points)
		was, ok := old[b.Code]
		if !ok {
			d.add(a, name, gives, text("新增权益“"+name.Zh+"”："+gives.Zh+"。", "A new benefit, "+name.En+": "+gives.En+"."))
			continue
		}
		delete(old, b.Code)
		d.benefit(a, was, b)
	}
	for i := range d.from.Benefits {
		if b := &d.from.Benefits[i]; old[b.Code] != nil {
			name := both(b.Name)
			d.remove("benefits."+b.Code, name, d.benefitText(b, d.from.Tiers, d.was.points), text("取消权益“"+name.Zh+"”。", "The benefit "+name.En+" is no more."))
		}
	}
}

// benefit states what changes of one, part by part.
func (d *differ) benefit(a at, was, is *deal.Benefit) {
	name := both(is.Name)
	d.texts(a.dot("name"), both(was.Name), text("名称", "name"), was.Name, is.Name)
	if c := d.value(a, name, text("内容", "gives"), d.givesText(was, d.was.points), d.givesText(is, d.is.points)); c != nil {
		c.Told = &Words{
			Zh: fmt.Sprintf("%s：%s（原为%s）。", name.Zh, c.After.Zh, strings.TrimRight(spaced(c.Before.Zh), " ")),
			En: fmt.Sprintf("%s: %s (before: %s).", name.En, c.After.En, c.Before.En),
		}
	}
	d.value(a.dot("tiers"), name, text("适用会员", "members"), d.whomText(was, d.from.Tiers), d.whomText(is, d.to.Tiers))
	d.value(a.dot("when"), name, text("条件", "condition"), d.whenText(was.When), d.whenText(is.When))
	d.value(a.dot("from"), name, text("开始日期", "first day"), dayText(was.From), dayText(is.From))
	d.value(a.dot("until"), name, text("结束日期", "last day"), dayText(was.Until), dayText(is.Until))
	d.value(a.dot("price_list"), name, text("价目表", "price list"), codeText(was.PriceList), codeText(is.PriceList))
	d.texts(a.dot("summary"), name, text("说明", "summary"), was.Summary, is.Summary)
	d.silent(a.dot("cost_minor"), name, text("每次成本", "cost of a use"), d.costText(was.CostMinor), d.costText(is.CostMinor))
}

func codeText(code string) program.Text {
	if code == "" {
		return text("无", "none")
	}
	return text(code, code)
}

func (d *differ) costText(minor int64) program.Text {
	amount := money.Words(minor, d.Currency)
	return text(amount, amount)
}
