package segment

import (
	"strings"

	"regulars/internal/expr"
)

// made is an attribute whose SQL is written anew each time.
func made(a expr.Attribute, how func(*expr.SQLBinder, string) (string, error)) expr.Attribute {
	a.Make = how
	return a
}

// birthdayThisMonth is calendar.Birth.In as SQL: the lunar birthday where there is one, which falls into this month on the lunar days that it
// has; else the other.
func birthdayThisMonth(b *expr.SQLBinder, _ string) (string, error) {
	_, month, _ := b.Today().Date()
	lunar := []string{"FALSE"}
	for _, s := range b.Today().LunarOfMonth() {
		leap := ""
		switch {
		case s.Leap:
			leap = " AND m.lunar_leap"
		case !s.Alone:
			leap = " AND NOT m.lunar_leap"
		}
		lunar = append(lunar, "m.lunar_month = "+b.Value(s.Month)+" AND m.lunar_day >= "+b.Value(s.From)+" AND m.lunar_day <= "+b.Value(s.To)+leap)
	}
	return "CASE WHEN m.lunar_month <> 0 THEN (" + strings.Join(lunar, " OR ") + ") WHEN m.birthday_month <> 0 THEN m.birthday_month = " + b.Value(int64(month)) + " END", nil
}

// childBirthdayThisMonth is calendar.Children.BirthdayIn as SQL.
func childBirthdayThisMonth(b *expr.SQLBinder, _ string) (string, error) {
	today := b.Today().String()
	return "EXISTS (SELECT 1 FROM member_child c WHERE c.merchant_id = $1 AND c.member_id = m.id AND substr(c.birthday, 6, 2) = " + b.Value(today[5:7]) +
		" AND c.birthday <= " + b.Value(today) + ")", nil
}

// activePlan is plan.Membership.ActiveAt as SQL.
func activePlan(b *expr.SQLBinder, code string) (string, error) {
	now := b.Value(int64(b.Now()))
	return "EXISTS (SELECT 1 FROM plan_membership p JOIN plan q ON q.merchant_id = $1 AND q.id = p.plan_id WHERE p.merchant_id = $1 AND p.member_id = m.id AND q.code = " +
		b.Value(code) + " AND p.starts_at <= " + now + " AND p.ends_at > " + now + " AND p.closed_at > " + now + ")", nil
}
