package wording

import (
	"fmt"
	"slices"
	"strings"

	"regulars/internal/program"
)

// The kinds of change.
const (
	Added   = "added"
	Removed = "removed"
	Changed = "changed"
)

// Change is one thing that differs between two programmes, in words.
type Change struct {
	Path    string // by codes, such as tiers.gold.when: the same in both documents
	Field   string // by place, such as tiers[2].when: in the document after; "" where it is no more
	Kind    string // Added, Removed or Changed
	Subject Words  // whose: Gold, Points for purchases
	What    Words  // the multiplier, the condition
	Before  *Words // nil of what was added
	After   *Words // nil of what was removed
	Told    *Words // the sentence that members are told; nil of what does not concern them
}

// Text is the change on one line: 金卡：积分倍数 1.5 倍 → 2 倍.
func (c *Change) Text() Words {
	head := Words{Zh: c.Subject.Zh, En: c.Subject.En}
	if c.What.Zh != "" {
		head = Words{Zh: head.Zh + "：" + c.What.Zh, En: head.En + ": " + c.What.En}
	}
	switch c.Kind {
	case Added:
		return Words{Zh: "新增 " + head.Zh + after("：", c.After, "zh"), En: "Added " + head.En + after(": ", c.After, "en")}
	case Removed:
		return Words{Zh: "取消 " + head.Zh, En: "Removed " + head.En}
	}
	return Words{
		Zh: head.Zh + after(" ", c.Before, "zh") + after(" → ", c.After, "zh"),
		En: head.En + after(" ", c.Before, "en") + after(" → ", c.After, "en"),
	}
}

func after(sign string, w *Words, language string) string {
	if w == nil || w.In(language) == "" {
		return ""
	}
	return sign + w.In(language)
}

// Told are the sentences that members are told of changes.
func Told(changes []Change) []Words {
	out := []Words{}
	for i := range changes {
		if told := changes[i].Told; told != nil && !slices.Contains(out, *told) {
			out = append(out, *told)
		}
	}
	return out
}

// Diff says what changes from one document to another. Tiers and rules are matched by their codes.
func (v Voice) Diff(from, to program.Document) []Change {
	from, to = from.Filled(), to.Filled()
	v.events = slices.Concat(to.Events, from.Events)
	d := differ{Voice: v, from: &from, to: &to, was: namesOf(&from), is: namesOf(&to)}
	whole := text("会员体系", "The programme")
	d.texts(at{"name", "name"}, whole, text("名称", "name"), from.Name, to.Name)
	d.value(at{"entry", "entry"}, whole, text("入会方式", "entry"), v.entryText(from.Entry), v.entryText(to.Entry))
	d.tiers()
	d.rules()
	d.benefits()
	d.value(at{"multipliers", "multipliers"}, whole, text("多个倍数同时适用时的计算方式", "rule for several multipliers"), joiningText(from.Multipliers), joiningText(to.Multipliers))
	d.caps()
	d.points()
	d.texts(at{"growth.name", "growth.name"}, whole, text("成长值名称", "name of growth"), from.Growth.Name, to.Growth.Name)
	d.value(at{"growth.rounding", "growth.rounding"}, d.is.growth, text("取整方式", "rounding"), roundingText(from.Growth.Rounding), roundingText(to.Growth.Rounding))
	d.spending(whole)
	return d.list
}

// differ collects changes.
type differ struct {
	Voice
	from, to *program.Document
	was, is  assetNames
	list     []Change
}

// at is where a change lies: its path by codes, and its field by place in the document after.
type at struct{ path, field string }

func (a at) dot(name string) at { return at{a.path + "." + name, a.field + "." + name} }

// value states that something was one thing and is now another. Members are told.
func (d *differ) value(a at, subject, what, from, to program.Text) *Change {
	if from == to {
		return nil
	}
	before, after, said := Words(from), Words(to), Words{
		Zh: fmt.Sprintf("%s的%s改为%s（原为%s）。", subject.Zh, what.Zh, strings.TrimRight(spaced(to.Zh), " "), strings.TrimRight(spaced(from.Zh), " ")),
		En: fmt.Sprintf("%s: %s is now %s (before: %s).", subject.En, what.En, to.En, from.En),
	}.Sentence()
	d.list = append(d.list, Change{Path: a.path, Field: a.field, Kind: Changed, Subject: Words(subject), What: Words(what), Before: &before, After: &after, Told: &said})
	return &d.list[len(d.list)-1]
}

// spaced has spaces where it begins or ends with a digit or a letter, as Chinese is set.
func spaced(text string) string {
	if text == "" {
		return ""
	}
	if text[0] < 0x80 {
		text = " " + text
	}
	if text[len(text)-1] < 0x80 {
		text += " "
	}
	return text
}

// silent is a value that members are not told of.
func (d *differ) silent(a at, subject, what, from, to program.Text) {
	if c := d.value(a, subject, what, from, to); c != nil {
		c.Told = nil
	}
}

// texts states that a text for people changed.
func (d *differ) texts(a at, subject, what, from, to program.Text) {
	quote := func(t program.Text) program.Text {
		if t == (program.Text{}) {
			return text("无", "none")
		}
		return text("“"+t.In("zh")+"”", "“"+t.In("en")+"”")
	}
	d.value(a, subject, what, quote(from), quote(to))
}

func (d *differ) add(a at, subject program.Text, gives, told program.Text) {
	after, said := Words(gives), Words(told)
	d.list = append(d.list, Change{Path: a.path, Field: a.field, Kind: Added, Subject: Words(subject), After: &after, Told: &said})
}

func (d *differ) remove(path string, subject program.Text, gave, told program.Text) {
	before, said := Words(gave), Words(told)
	d.list = append(d.list, Change{Path: path, Kind: Removed, Subject: Words(subject), Before: &before, Told: &said})
}

func (d *differ) tiers() {
	old := map[string]*program.Tier{}
	for i := range d.from.Tiers {
		old[d.from.Tiers[i].Code] = &d.from.Tiers[i]
	}
	for i := range d.to.Tiers {
		t := &d.to.Tiers[i]
		a := at{"tiers." + t.Code, fmt.Sprintf("tiers[%d]", i)}
		was, ok := old[t.Code]
		if !ok {
			name, when := both(t.Name), d.tierWhen(t)
			d.add(a, tierName(t), when, text("新增等级“"+name.Zh+"”："+when.Zh+"。", "A new tier, "+name.En+": "+when.En+"."))
			continue
		}
		delete(old, t.Code)
		d.tier(a, was, t)
	}
	for i := range d.from.Tiers {
		if t := &d.from.Tiers[i]; old[t.Code] != nil {
			name := both(t.Name)
			d.remove("tiers."+t.Code, tierName(t), d.tierWhen(t), text("取消等级“"+name.Zh+"”。", "The tier "+name.En+" is no more."))
		}
	}
	if commonOrder(d.from.Tiers, d.to.Tiers) != "" {
		said := Words{Zh: "等级的高低顺序有调整。", En: "The order of the tiers changes."}
		before, after := Words(orderText(d.from.Tiers)), Words(orderText(d.to.Tiers))
		d.list = append(d.list, Change{Path: "tiers", Field: "tiers", Kind: Changed, Subject: Words{Zh: "等级", En: "Tiers"}, What: Words{Zh: "高低顺序", En: "order"}, Before: &before, After: &after, Told: &said})
	}
}

// tierName is a tier as the subject of a sentence.
func tierName(t *program.Tier) program.Text { return both(t.Name) }

func orderText(tiers []program.Tier) program.Text {
	var zh, en []string
	for i := range tiers {
		zh, en = append(zh, tiers[i].Name.In("zh")), append(en, tiers[i].Name.In("en"))
	}
	return text(strings.Join(zh, " < "), strings.Join(en, " < "))
}

func (d *differ) tier(a at, was, is *program.Tier) {
	name := tierName(is)
	d.texts(a.dot("name"), tierName(was), text("名称", "name"), was.Name, is.Name)
	if c := d.value(a.dot("when"), name, text("升级条件", "condition"), d.tierWhen(was), d.tierWhen(is)); c != nil {
		c.Told = &Words{
			Zh: fmt.Sprintf("升级到%s的条件改为“%s”（原为“%s”）。", name.Zh, c.After.Zh, c.Before.Zh),
			En: fmt.Sprintf("To reach %s: %s (before: %s).", name.En, c.After.En, c.Before.En),
		}
	}
	d.value(a.dot("keep"), name, text("保级期", "keep period"), keepText(was.Keep), keepText(is.Keep))
	d.value(a.dot("grace_days"), name, text("宽限期", "grace period"), daysText(was.GraceDays), daysText(is.GraceDays))
	d.value(a.dot("downgrade"), name, text("降级方式", "downgrade"), downgradeText(was.Downgrade), downgradeText(is.Downgrade))
	if c := d.value(a.dot("earn_bp"), name, text("积分倍数", "multiplier of points"), timesText(was.EarnBp), timesText(is.EarnBp)); c != nil {
		c.Told = d.toldTimes(name, was.EarnBp, is.EarnBp)
	}
	d.texts(a.dot("summary"), name, text("说明", "summary"), was.Summary, is.Summary)
	d.silent(a.dot("color"), name, text("颜色", "colour"), colorText(was.Color), colorText(is.Color))
}

func colorText(color string) program.Text {
	if color == "" {
		return text("无", "none")
	}
	return text(color, color)
}

// toldTimes tells what another multiplier means for what people buy.
func (d *differ) toldTimes(name program.Text, was, is int64) *Words {
	said := Words{
		Zh: fmt.Sprintf("%s的%s倍数由 %s 倍变为 %s 倍", members(name.Zh, true), d.is.points.Zh, times(was), times(is)),
		En: fmt.Sprintf("%s get %s times the %s instead of %s times", members(name.En, false), times(is), d.is.points.En, times(was)),
	}
	if example := d.example(was, is); example != nil {
		said = Words{Zh: said.Zh + "，" + example.Zh, En: said.En + ", " + example.En}
	}
	return &Words{Zh: said.Zh + "。", En: said.En + "."}
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
