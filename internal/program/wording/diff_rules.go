package wording

import (
	"fmt"
	"strings"

	"regulars/internal/money"
	"regulars/internal/program"
)

func (d *differ) rules() {
	old := map[string]*program.Rule{}
	for i := range d.from.Earning {
		old[d.from.Earning[i].Code] = &d.from.Earning[i]
	}
	for i := range d.to.Earning {
		r := &d.to.Earning[i]
		a := at{"earning." + r.Code, fmt.Sprintf("earning[%d]", i)}
		gives, name := d.ruleText(r, d.is.of(r.Asset)), both(r.Name)
		was, ok := old[r.Code]
		if !ok {
			d.add(a, name, gives, text("新增“"+name.Zh+"”："+gives.Zh+"。", "New, "+name.En+": "+gives.En+"."))
			continue
		}
		delete(old, r.Code)
		d.texts(a.dot("name"), both(was.Name), text("名称", "name"), was.Name, r.Name)
		d.rule(a, was, r)
	}
	for i := range d.from.Earning {
		if r := &d.from.Earning[i]; old[r.Code] != nil {
			name := both(r.Name)
			d.remove("earning."+r.Code, name, d.ruleText(r, d.was.of(r.Asset)), text("取消“"+name.Zh+"”。", name.En+" is no more."))
		}
	}
}

// rule states what changes of a rule, part by part, so that each can be shown where it stands.
func (d *differ) rule(a at, was, is *program.Rule) {
	name, before, after := both(is.Name), d.was.of(was.Asset), d.is.of(is.Asset)
	if c := d.value(a, name, text("奖励", "gives"), d.rateText(was, before), d.rateText(is, after)); c != nil {
		c.Path, c.Field = a.path+"."+rateField(is), a.field+"."+rateField(is)
		c.Told = &Words{
			Zh: fmt.Sprintf("%s：%s（原为%s）。", name.Zh, c.After.Zh, strings.TrimRight(spaced(c.Before.Zh), " ")),
			En: fmt.Sprintf("%s: %s (before: %s).", name.En, c.After.En, c.Before.En),
		}
	}
	d.value(a.dot("when"), name, text("条件", "condition"), d.whenText(was.When), d.whenText(is.When))
	d.value(a.dot("from"), name, text("开始日期", "first day"), dayText(was.From), dayText(is.From))
	d.value(a.dot("until"), name, text("结束日期", "last day"), dayText(was.Until), dayText(is.Until))
	d.ruleCaps(a, was, is)
	rounding := func(r *program.Rule, of program.RoundingName) program.Text {
		if r.Rounding != "" {
			of = r.Rounding
		}
		return roundingText(of)
	}
	if was.Rounding != is.Rounding { // that of the asset is told with the asset
		d.value(a.dot("rounding"), name, text("取整方式", "rounding"), rounding(was, d.roundingOf(d.from, was)), rounding(is, d.roundingOf(d.to, is)))
	}
}

func (d *differ) roundingOf(doc *program.Document, r *program.Rule) program.RoundingName {
	if r.Asset == program.AssetGrowth {
		return doc.Growth.Rounding
	}
	return doc.Points.Rounding
}

// rateField is the field that says how much a rule gives.
func rateField(r *program.Rule) string {
	if r.Kind == program.Multiply {
		return "bp"
	}
	return "points"
}

func dayText(day string) program.Text {
	if day == "" {
		return text("不限", "open")
	}
	return writtenDay(day)
}

// ruleCaps states caps of members and budgets apart: the latter are the merchant's own affair.
func (d *differ) ruleCaps(a at, was, is *program.Rule) {
	part := func(r *program.Rule, budgets bool) []program.Cap {
		var out []program.Cap
		for _, k := range r.Caps {
			if k.AllMembers == budgets {
				out = append(out, program.Cap{Asset: r.Asset, Per: k.Per, Amount: k.Amount, AllMembers: k.AllMembers})
			}
		}
		return out
	}
	name := both(is.Name)
	d.value(a.dot("caps"), name, text("上限", "cap"), capsText(part(was, false), d.was), capsText(part(is, false), d.is))
	d.silent(a.dot("caps"), name, text("预算", "budget"), capsText(part(was, true), d.was), capsText(part(is, true), d.is))
}

func (d *differ) caps() {
	part := func(caps []program.Cap, budgets bool) []program.Cap {
		var out []program.Cap
		for _, k := range caps {
			if k.AllMembers == budgets {
				out = append(out, k)
			}
		}
		return out
	}
	whole, a := text("会员体系", "The programme"), at{"caps", "caps"}
	d.value(a, whole, text("总上限", "cap over all rules"), capsText(part(d.from.Caps, false), d.was), capsText(part(d.to.Caps, false), d.is))
	d.silent(a, whole, text("总预算", "budget over all rules"), capsText(part(d.from.Caps, true), d.was), capsText(part(d.to.Caps, true), d.is))
}

func (d *differ) points() {
	was, is, name := &d.from.Points, &d.to.Points, d.is.points
	field := func(name string) at { return at{"points." + name, "points." + name} }
	d.texts(field("name"), text("会员体系", "The programme"), text("积分名称", "name of points"), was.Name, is.Name)
	d.value(field("pending"), name, text("到账时间", "availability"), pendingText(was.Pending), pendingText(is.Pending))
	d.value(field("expiry"), name, text("有效期", "expiry"), expiryText(was.Expiry), expiryText(is.Expiry))
	d.value(field("rounding"), name, text("取整方式", "rounding"), roundingText(was.Rounding), roundingText(is.Rounding))
	d.value(field("on_basis"), name, text("计算基数", "basis"), basisText(was.OnBasis), basisText(is.OnBasis))
	d.value(field("remind_days_before"), name, text("到期提醒", "reminder before expiry"), remindText(was.RemindDaysBefore), remindText(is.RemindDaysBefore))
}

// spending states each term where points are accepted before and after, else that they are, or are no more.
func (d *differ) spending(whole program.Text) {
	was, is, name := &d.from.Spending, &d.to.Spending, d.is.points
	field := func(name string) at { return at{"spending." + name, "spending." + name} }
	if !was.Enabled || !is.Enabled {
		if was.Enabled != is.Enabled {
			d.value(field("enabled"), name, text("抵扣", "use as money off"), d.spendingText(was, d.was.points), d.spendingText(is, name))
		}
	} else {
		worth := func(s *program.Spending, name program.Text) program.Text { return d.spendingParts(s, name)[0] }
		d.value(field("points"), name, text("抵扣比例", "worth"), worth(was, d.was.points), worth(is, name))
		if c := d.value(field("max_share_bp"), name, text("抵扣上限", "share of an order"), shareText(was), shareText(is)); c != nil {
			c.Told = &Words{
				Zh: fmt.Sprintf("%s最多可抵扣订单金额的 %s（原 %s）。", name.Zh, c.After.Zh, c.Before.Zh),
				En: fmt.Sprintf("%s pay for at most %s of an order (before: %s).", name.En, c.After.En, c.Before.En),
			}
			*c.Told = c.Told.Sentence()
		}
		d.value(field("min_points"), name, text("起用数量", "least number"), countText(was.MinPoints), countText(is.MinPoints))
		d.value(field("step"), name, text("使用步长", "step"), countText(was.Step), countText(is.Step))
		d.value(field("when"), name, text("抵扣条件", "condition of use"), d.whenText(was.When), d.whenText(is.When))
	}
	d.value(field("balance_order"), whole, text("储值使用顺序", "order of spending the balance"), balanceText(was.BalanceOrder), balanceText(is.BalanceOrder))
}

func shareText(s *program.Spending) program.Text {
	share := times(s.MaxShareBp * 100)
	return text(share+"%", share+" %")
}

func countText(n int64) program.Text {
	if n == 0 {
		return text("无", "none")
	}
	digits := group(n)
	return text(digits, digits)
}

// whenText says a condition that may be missing.
func (d *differ) whenText(when string) program.Text {
	if when == "" {
		return text("无条件", "always")
	}
	return d.condition(when)
}

// example says what a purchase of a hundred gives at two multipliers: by the rules that give points for every purchase. nil where there is
// none, or where they give less than a whole point.
func (d *differ) example(was, is int64) *Words {
	spent := int64(100)
	for range money.Exponent(d.Currency) {
		spent *= 10
	}
	before, after := d.gives(d.from, spent, was), d.gives(d.to, spent, is)
	if before == 0 || after == 0 || before == after {
		return nil
	}
	amount := money.Words(spent, d.Currency)
	return &Words{
		Zh: fmt.Sprintf("例如消费 %s 得 %s（原 %s）", amount, count(after, d.is.points.Zh), count(before, d.was.points.Zh)),
		En: fmt.Sprintf("for example %s for %s (before: %s)", count(after, d.is.points.En), amount, count(before, d.was.points.En)),
	}
}

// gives is what rules without condition and dates give for an amount, times a multiplier, rounded down.
func (d *differ) gives(doc *program.Document, spent, bp int64) int64 {
	var sum int64
	for i := range doc.Earning {
		r := &doc.Earning[i]
		if r.Asset == program.AssetPoints && r.Kind == program.PerAmount && r.When == "" && r.From == "" && r.Until == "" && r.PerMinor > 0 {
			sum += money.MulDiv(spent, r.Points, r.PerMinor, money.Floor)
		}
	}
	return money.MulDiv(sum, bp, money.BpOne, money.Floor)
}

// text is short for a text in both languages.
func text(zh, en string) program.Text { return program.Text{Zh: zh, En: en} }

// say makes a text of two formats with the same arguments.
func say(zh, en string, args ...any) program.Text {
	return program.Text{Zh: fmt.Sprintf(zh, args...), En: fmt.Sprintf(en, args...)}
}
