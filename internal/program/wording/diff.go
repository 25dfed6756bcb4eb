package wording

import (
	"fmt"
	"strings"

	"regulars/internal/program"
)

// Statement is one change of a programme as members and staff read it.
type Statement struct {
	Path string `json:"path"` // of the field, such as tiers.gold.when
	Zh   string `json:"zh"`
	En   string `json:"en"`
}

// In is the statement in the language.
func (s Statement) In(language string) string { return program.Text{Zh: s.Zh, En: s.En}.In(language) }

// Diff says in sentences what changes from one document to another. Tiers and rules are matched by their codes.
func Diff(from, to program.Document, currency string) []Statement {
	from, to = from.Filled(), to.Filled()
	d := differ{currency: currency}
	d.texts("name", text("会员体系名称", "The programme's name"), from.Name, to.Name)
	d.value("entry", text("入会方式", "How one becomes a member"), entryText(from.Entry), entryText(to.Entry))
	d.tiers(from.Tiers, to.Tiers)
	d.rules(from.Earning, to.Earning)
	d.value("multipliers", text("多个倍数同时适用时", "Where several multipliers apply"), joiningText(from.Multipliers), joiningText(to.Multipliers))
	d.value("caps", text("总上限", "Caps over all rules"), capsText(from.Caps), capsText(to.Caps))
	d.points(&from.Points, &to.Points)
	d.texts("growth.name", text("成长值名称", "The name of growth"), from.Growth.Name, to.Growth.Name)
	d.value("growth.rounding", text("成长值取整", "Rounding of growth"), roundingText(from.Growth.Rounding), roundingText(to.Growth.Rounding))
	d.value("spending", text("积分抵扣", "Points as money off"), d.spendingText(&from.Spending), d.spendingText(&to.Spending))
	d.value("spending.balance_order", text("储值使用顺序", "The balance is spent"), balanceText(from.Spending.BalanceOrder), balanceText(to.Spending.BalanceOrder))
	return d.list
}

// differ collects statements.
type differ struct {
	currency string
	list     []Statement
}

func (d *differ) add(path string, t program.Text) {
	d.list = append(d.list, Statement{Path: path, Zh: t.Zh, En: t.En})
}

// value states that something was one thing and is now another.
func (d *differ) value(path string, what, from, to program.Text) {
	if from == to {
		return
	}
	d.add(path, program.Text{
		Zh: fmt.Sprintf("%s：原为%s，现为%s。", what.Zh, from.Zh, to.Zh),
		En: fmt.Sprintf("%s: was %s, is now %s.", what.En, from.En, to.En),
	})
}

// texts states that a text for people changed.
func (d *differ) texts(path string, what, from, to program.Text) {
	if from == to {
		return
	}
	quote := func(t program.Text) program.Text { return text("“"+t.In("zh")+"”", "“"+t.In("en")+"”") }
	if quote(from) == quote(to) {
		return
	}
	d.value(path, what, quote(from), quote(to))
}

func (d *differ) tiers(from, to []program.Tier) {
	old := map[string]*program.Tier{}
	for i := range from {
		old[from[i].Code] = &from[i]
	}
	for i := range to {
		t := &to[i]
		was, ok := old[t.Code]
		if !ok {
			d.add("tiers."+t.Code, text("新增等级“"+t.Name.In("zh")+"”。", "A new tier: "+t.Name.In("en")+"."))
			continue
		}
		delete(old, t.Code)
		d.tier(was, t)
	}
	for i := range from {
		if old[from[i].Code] != nil {
			d.add("tiers."+from[i].Code, text("取消等级“"+from[i].Name.In("zh")+"”。", "The tier "+from[i].Name.In("en")+" is no more."))
		}
	}
	if order := commonOrder(from, to); order != "" {
		d.add("tiers", text("等级的高低顺序有调整。", "The order of the tiers changed."))
	}
}

func (d *differ) tier(was, is *program.Tier) {
	path, name := "tiers."+is.Code, is.Name
	of := func(zh, en string) program.Text {
		return text("等级“"+name.In("zh")+"”的"+zh, en+" of "+name.In("en"))
	}
	d.texts(path+".name", of("名称", "The name"), was.Name, is.Name)
	d.value(path+".when", of("升级条件", "The condition"), tierWhen(was), tierWhen(is))
	d.value(path+".keep", of("保级期", "The keep period"), keepText(was.Keep), keepText(is.Keep))
	d.value(path+".grace_days", of("宽限期", "The grace"), daysText(was.GraceDays), daysText(is.GraceDays))
	d.value(path+".downgrade", of("降级方式", "The downgrade"), downgradeText(was.Downgrade), downgradeText(is.Downgrade))
	d.value(path+".earn_bp", of("积分倍数", "The multiplier"), timesText(was.EarnBp), timesText(is.EarnBp))
	d.texts(path+".summary", of("说明", "The summary"), was.Summary, is.Summary)
}

// commonOrder is not empty where tiers that both documents have stand in another order.
func commonOrder(from, to []program.Tier) string {
	place := map[string]int{}
	for i := range from {
		place[from[i].Code] = i + 1
	}
	last := 0
	for i := range to {
		at := place[to[i].Code]
		if at == 0 {
			continue
		}
		if at < last {
			return to[i].Code
		}
		last = at
	}
	return ""
}

func (d *differ) rules(from, to []program.Rule) {
	old := map[string]*program.Rule{}
	for i := range from {
		old[from[i].Code] = &from[i]
	}
	for i := range to {
		r := &to[i]
		gives := d.ruleText(r)
		was, ok := old[r.Code]
		if !ok {
			d.add("earning."+r.Code, text("新增规则“"+r.Name.In("zh")+"”："+gives.Zh+"。", "A new rule, "+r.Name.In("en")+": "+gives.En+"."))
			continue
		}
		delete(old, r.Code)
		d.texts("earning."+r.Code+".name", text("规则名称", "The name of a rule"), was.Name, r.Name)
		d.value("earning."+r.Code, text("规则“"+r.Name.In("zh")+"”", r.Name.In("en")), d.ruleText(was), gives)
	}
	for i := range from {
		if r := &from[i]; old[r.Code] != nil {
			d.add("earning."+r.Code, text("取消规则“"+r.Name.In("zh")+"”。", "The rule "+r.Name.In("en")+" is no more."))
		}
	}
}

func (d *differ) points(was, is *program.Points) {
	d.texts("points.name", text("积分名称", "The name of points"), was.Name, is.Name)
	d.value("points.pending", text("积分到账", "Points become available"), pendingText(was.Pending), pendingText(is.Pending))
	d.value("points.expiry", text("积分有效期", "Points expire"), expiryText(was.Expiry), expiryText(is.Expiry))
	d.value("points.rounding", text("积分取整", "Rounding of points"), roundingText(was.Rounding), roundingText(is.Rounding))
	d.value("points.on_basis", text("积分计算基数", "Points are counted on"), basisText(was.OnBasis), basisText(is.OnBasis))
	d.value("points.remind_days_before", text("到期提醒", "Reminders before expiry"), remindText(was.RemindDaysBefore), remindText(is.RemindDaysBefore))
}

// text is short for a text in both languages.
func text(zh, en string) program.Text { return program.Text{Zh: zh, En: en} }

// say makes a text of two formats with the same arguments.
func say(zh, en string, args ...any) program.Text {
	return program.Text{Zh: fmt.Sprintf(zh, args...), En: fmt.Sprintf(en, args...)}
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
	return text(strings.Join(zh, "、"), strings.Join(en, ", "))
}
