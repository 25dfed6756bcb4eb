package wording

import (
	"fmt"

	"regulars/internal/program"
)

// Description is what a programme promises, in words, in the order in which people ask.
type Description struct {
	Name     Words          `json:"name"`
	Entry    Promise        `json:"entry" doc:"How one becomes a member"`
	Tiers    []TierWords    `json:"tiers" doc:"Rising; the first is the base tier"`
	Benefits []BenefitWords `json:"benefits" doc:"Beside points; one a benefit"`
	Earning  []RuleWords    `json:"earning" doc:"One a rule"`
	Joining  Promise        `json:"multipliers" doc:"Where several multipliers apply"`
	Caps     []Promise      `json:"caps" doc:"Caps over all rules"`
	Points   []Promise      `json:"points" doc:"Basis, rounding, when they become available, expiry, reminders"`
	Growth   []Promise      `json:"growth"`
	Spending []Promise      `json:"spending" doc:"Points as money off; one line that says so where they are not accepted"`
}

// Promise is one of them: what it is about, and what it says.
type Promise struct {
	Field string `json:"field" doc:"Path into the document, such as points.expiry"`
	Label Words  `json:"label"`
	Text  Words  `json:"text"`
}

// TierWords is a tier in words.
type TierWords struct {
	Field     string  `json:"field" doc:"Path into the document, such as tiers[2]"`
	Code      string  `json:"code"`
	Name      Words   `json:"name"`
	Color     string  `json:"color" doc:"#rrggbb; empty for none"`
	Manual    bool    `json:"manual" doc:"Given by hand only"`
	EarnBp    int64   `json:"earn_bp" doc:"15000: one and a half times the points"`
	Condition Words   `json:"condition" doc:"How it is reached"`
	Keep      Words   `json:"keep" doc:"How long it is kept"`
	Grace     Words   `json:"grace" doc:"How long after that it may be earned back"`
	Downgrade Words   `json:"downgrade" doc:"What follows then"`
	Benefits  []Words `json:"benefits" doc:"What it gives"`
	Summary   Words   `json:"summary" doc:"The merchant's own words; empty for none"`
	Warning   *Words  `json:"warning,omitempty" doc:"What staff should look at: it gives less than the tier below"`
}

// RuleWords is an earning rule in words.
type RuleWords struct {
	Field     string  `json:"field" doc:"Path into the document, such as earning[0]"`
	Code      string  `json:"code"`
	Name      Words   `json:"name"`
	Asset     string  `json:"asset" doc:"points or growth"`
	Gives     Words   `json:"gives" doc:"How much"`
	Condition *Words  `json:"condition" doc:"When; null for always"`
	Dates     *Words  `json:"dates" doc:"From and until which day; null for always"`
	Caps      []Words `json:"caps"`
	Sentence  Words   `json:"sentence" doc:"All of it"`
}

// Describe says what a document promises.
func (v Voice) Describe(doc program.Document) Description {
	doc = doc.Filled()
	v.events = doc.Events
	names := namesOf(&doc)
	out := Description{
		Name:    Words(both(doc.Name)),
		Entry:   line("entry", text("入会方式", "Joining"), v.entryText(doc.Entry)),
		Joining: line("multipliers", text("多个倍数同时适用时", "Where several multipliers apply"), joiningText(doc.Multipliers)),
		Tiers:   make([]TierWords, len(doc.Tiers)), Earning: make([]RuleWords, len(doc.Earning)), Caps: make([]Promise, len(doc.Caps)),
		Points: pointsLines(&doc.Points),
		Growth: []Promise{line("growth.rounding", text(names.growth.Zh+"取整方式", "Rounding of "+names.growth.En), roundingText(doc.Growth.Rounding))},
	}
	for i := range doc.Tiers {
		out.Tiers[i] = v.tierWords(fmt.Sprintf("tiers[%d]", i), &doc.Tiers[i], names.points)
		if i > 0 && doc.Tiers[i].EarnBp < doc.Tiers[i-1].EarnBp {
			below := both(doc.Tiers[i-1].Name)
			out.Tiers[i].Warning = &Words{Zh: "积分倍数低于“" + below.Zh + "”：升级后反而得到更少。", En: "It multiplies points by less than " + below.En + ": who rises gets fewer."}
		}
		out.Tiers[i].Benefits = append(out.Tiers[i].Benefits, v.tierBenefits(&doc, doc.Tiers[i].Code, names.points)...)
	}
	out.Benefits = v.Benefits(doc.Benefits, doc.Tiers, names.points)
	for i := range doc.Earning {
		out.Earning[i] = v.ruleWords(fmt.Sprintf("earning[%d]", i), &doc.Earning[i], names.of(doc.Earning[i].Asset))
	}
	for i, k := range doc.Caps {
		name := names.of(k.Asset)
		out.Caps[i] = line(fmt.Sprintf("caps[%d]", i), text(name.Zh+"总上限", "Cap of all "+name.En), capText(k, name))
	}
	out.Spending = v.spendingLines(&doc.Spending, names.points)
	return out
}

func line(field string, label, said program.Text) Promise {
	return Promise{Field: field, Label: Words(label), Text: Words(said).Sentence()}
}

func (v Voice) tierWords(field string, t *program.Tier, points program.Text) TierWords {
	out := TierWords{
		Field: field, Code: t.Code, Name: Words(both(t.Name)), Color: t.Color, Manual: t.Manual, EarnBp: t.EarnBp, Summary: Words(both(t.Summary)),
		Condition: Words(v.tierWhen(t)).Sentence(), Keep: Words(keepSentence(t)), Grace: Words(daysText(t.GraceDays)).Sentence(),
		Downgrade: Words(downgradeText(t.Downgrade)).Sentence(), Benefits: []Words{},
	}
	if !t.Manual && t.When == "" {
		out.Condition = Words{Zh: "入会即可享有", En: "On joining"}
	}
	if t.EarnBp > 10_000 {
		out.Benefits = append(out.Benefits, Words{Zh: times(t.EarnBp) + " 倍" + points.Zh, En: times(t.EarnBp) + " times the " + points.En})
	}
	return out
}

func keepSentence(t *program.Tier) program.Text {
	switch k := t.Keep; k.Kind {
	case program.KeepDays:
		return say("保级 %d 天", "Kept for %d days", k.Days)
	case program.KeepYearEnd:
		w := keepText(k)
		return text("保级"+w.Zh, "Kept "+w.En)
	default:
		return text("永久保级", "Kept for good")
	}
}

func (v Voice) ruleWords(field string, r *program.Rule, name program.Text) RuleWords {
	out := RuleWords{
		Field: field, Code: r.Code, Name: Words(both(r.Name)), Asset: string(r.Asset), Gives: Words(v.rateText(r, name)).Sentence(), Caps: []Words{},
		Sentence: Words(v.ruleText(r, name)).Sentence(),
	}
	if r.When != "" {
		w := Words(v.condition(r.When)).Sentence()
		out.Condition = &w
	}
	if dates := datesText(r.From, r.Until); len(dates) > 0 {
		w := Words(list(dates)).Sentence()
		out.Dates = &w
	}
	for _, k := range r.Caps {
		out.Caps = append(out.Caps, Words(capText(program.Cap{Asset: r.Asset, Per: k.Per, Amount: k.Amount, AllMembers: k.AllMembers}, name)).Sentence())
	}
	return out
}

func pointsLines(p *program.Points) []Promise {
	return []Promise{
		line("points.on_basis", text("计算基数", "Counted on"), basisText(p.OnBasis)),
		line("points.rounding", text("取整方式", "Rounding"), roundingText(p.Rounding)),
		line("points.pending", text("到账时间", "Available"), pendingText(p.Pending)),
		line("points.expiry", text("有效期", "Expiry"), expiryText(p.Expiry)),
		line("points.remind_days_before", text("到期提醒", "Reminders"), remindText(p.RemindDaysBefore)),
	}
}

func (v Voice) spendingLines(s *program.Spending, points program.Text) []Promise {
	if !s.Enabled {
		return []Promise{line("spending.enabled", text(points.Zh+"抵扣", points.En+" as money off"), v.spendingText(s, points))}
	}
	off := *s
	off.MinPoints, off.Step, off.When = 0, 0, ""
	parts := v.spendingParts(&off, points)
	out := []Promise{
		line("spending.points", text("抵扣比例", "Worth"), parts[0]),
		line("spending.max_share_bp", text("抵扣上限", "At most"), parts[1]),
	}
	if s.MinPoints > 0 {
		out = append(out, line("spending.min_points", text("起用数量", "At least"), text(count(s.MinPoints, points.Zh), count(s.MinPoints, points.En))))
	}
	if s.Step > 1 {
		out = append(out, line("spending.step", text("步长", "Steps"), say("%d 的整数倍", "multiples of %d", s.Step)))
	}
	if s.When != "" {
		out = append(out, line("spending.when", text("条件", "When"), v.condition(s.When)))
	}
	return append(out, line("spending.balance_order", text("储值使用顺序", "The balance is spent"), balanceText(s.BalanceOrder)))
}
