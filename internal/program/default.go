package program

import (
	"fmt"

	"regulars/internal/money"
)

// Default is a sensible programme for a new merchant: four tiers by the spend of a year, one point and one growth for
// each whole unit of money, more points from gold up, double points in the month of birth, points as money off up
// to half of an order, and points that live for two years.
func Default(currency, language string) Document {
	unit := int64(1)
	for range money.Exponent(currency) {
		unit *= 10
	}
	worth := unit // thresholds in a unit that buys something: a yen does not
	if unit == 1 {
		worth = 100
	}
	d := Document{
		Name:        Text{Zh: "会员俱乐部", En: "Members' club"},
		Entry:       Entry{Kind: EntryOpen},
		Multipliers: JoinBest,
		Points: Points{
			Name:             Text{Zh: "积分", En: "points"},
			Expiry:           Expiry{Kind: ExpiryRollingMonths, Months: 24},
			RemindDaysBefore: []int{30},
		},
		Growth:   Growth{Name: Text{Zh: "成长值", En: "growth"}},
		Tiers:    defaultTiers(worth),
		Earning:  defaultRules(unit),
		Spending: Spending{Enabled: true, Points: 100, Minor: unit, MaxShareBp: 5_000},
	}
	d.fill()
	return d
}

func defaultTiers(worth int64) []Tier {
	byYear := func(units int64) string { return fmt.Sprintf("spend(365) >= %d", units*worth) }
	keep := Keep{Kind: KeepDays, Days: 365}
	return []Tier{
		{Code: "base", Name: Text{Zh: "普通会员", En: "Member"}, Color: "#8a8f98"},
		{
			Code: "silver", Name: Text{Zh: "银卡", En: "Silver"}, Color: "#9fb0c3", When: byYear(1_000), Keep: keep, GraceDays: 30,
			Summary: Text{Zh: "近一年消费满 1,000 即可升级。", En: "Reached by spending 1,000 in a year."},
		},
		{
			Code: "gold", Name: Text{Zh: "金卡", En: "Gold"}, Color: "#d4a017", When: byYear(5_000), Keep: keep, GraceDays: 30, EarnBp: 15_000,
			Summary: Text{Zh: "1.5 倍积分。近一年消费满 5,000 即可升级。", En: "1.5 times the points. Reached by spending 5,000 in a year."},
		},
		{
			Code: "black", Name: Text{Zh: "黑金", En: "Black"}, Color: "#22252b", When: byYear(20_000), Keep: keep, GraceDays: 30, EarnBp: 20_000,
			Summary: Text{Zh: "双倍积分。近一年消费满 20,000 即可升级。", En: "Double points. Reached by spending 20,000 in a year."},
		},
	}
}

func defaultRules(unit int64) []Rule {
	return []Rule{
		{
			Code: "spend", Name: Text{Zh: "消费积分", En: "Points for purchases"},
			Asset: AssetPoints, Kind: PerAmount, Points: 1, PerMinor: unit,
		},
		{
			Code: "birthday", Name: Text{Zh: "生日月双倍积分", En: "Double points in your birthday month"},
			Asset: AssetPoints, Kind: Multiply, Bp: 20_000, When: "birthday_this_month",
		},
		{
			Code: "growth", Name: Text{Zh: "消费成长值", En: "Growth for purchases"},
			Asset: AssetGrowth, Kind: PerAmount, Points: 1, PerMinor: unit,
		},
	}
}
