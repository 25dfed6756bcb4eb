package mass

import (
	"context"
	"math"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/money"
	"regulars/internal/org"
	"regulars/internal/reward"
	"regulars/internal/store"
)

// Allowance is what somebody may give without a second person: at once, and where a person gives also in a day, to one member as much as at once and
// to all together some times as much.
type Allowance struct {
	Points       int64 // points or growth to each member
	CostMinor    int64 // of everything together
	Members      int64
	TierDays     int64  // of a tier to each member
	AssumedMinor int64  // what a piece counts for that nobody has said the cost of; 0 of a system
	DayTimes     int64  // how often Points and CostMinor in a day
	By           string // the person, as records name him; "" of a system: no sum of the day is kept
	Approved     bool   // a second person has approved
}

// Alone is what the caller may give alone, by the merchant's settings.
func Alone(s *org.Settings, who org.Principal, approved bool) Allowance {
	a := Allowance{
		Points: s.AdjustmentLimit(who), CostMinor: int64(s.RewardMinor), Members: int64(s.MassMembers), TierDays: s.TierDaysLimit(who),
		DayTimes: int64(s.AloneDayTimes), Approved: approved,
	}
	if who.StaffID != 0 {
		a.By, a.AssumedMinor = org.Subject("staff", who.StaffID), int64(s.AssumedMinor)
	}
	return a
}

// Second are the refusals that ask for a second person.
func Second() []fault.Code {
	return []fault.Code{reward.ErrLimit, ErrCost, ErrMass, ErrTierDays, ErrDay}
}

// Gift is so much to each of so many.
type Gift struct {
	reward.Weight // of what each is given
	Members       int64
}

// total is what all of it counts for in money, as far as sums of money go.
func (a *Allowance) total(g Gift) int64 {
	return Total(g.CostMinor+Total(a.AssumedMinor, g.Unpriced), g.Members)
}

// Weigh refuses the items for so many members where they are too much at once; it says how much they are. Nothing is refused that a second person has
// approved. Returns reward.ErrLimit, ErrCost, ErrMass, ErrTierDays, and as reward.Weigh does.
func (a *Allowance) Weigh(ctx context.Context, tx *store.Tx, members int64, items []reward.Item) (Gift, error) {
	w, err := reward.Weigh(ctx, tx, items)
	g := Gift{w, members}
	if err != nil || a.Approved {
		return g, err
	}
	switch sum := a.total(g); {
	case members > a.Members && members > 1:
		return g, ErrMass.At("member_ids", fault.P{"limit": a.Members})
	case g.Points > a.Points:
		return g, reward.ErrLimit.At("rewards", fault.P{"limit": a.Points})
	case g.TierDays > a.TierDays:
		return g, ErrTierDays.At("rewards", fault.P{"limit": a.TierDays})
	case sum > a.CostMinor:
		return g, ErrCost.At("rewards", fault.P{"limit": money.Words(a.CostMinor, tx.Currency()), "cost": money.Words(sum, tx.Currency())})
	}
	return g, nil
}

const (
	sqlToday = `SELECT CAST(SUM(CASE WHEN p.kind IN ('points', 'growth') THEN ABS(p.amount) ELSE 0 END) AS bigint), CAST(SUM(p.cost_minor) AS bigint),
			CAST(SUM(CASE WHEN p.kind = 'tier_days' THEN p.amount ELSE 0 END) AS bigint)
		FROM reward_grant g JOIN reward_part p ON p.merchant_id = g.merchant_id AND p.grant_id = g.id
		WHERE g.merchant_id = $1 AND p.merchant_id = $1 AND g.member_id = ANY($2) AND g.made_by = $3 AND g.at >= $4 GROUP BY g.member_id`
	sqlDraw = `INSERT INTO reward_alone (merchant_id, made_by, given_on, points, cost_minor) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (merchant_id, made_by) DO UPDATE SET given_on = excluded.given_on,
			points = CASE WHEN reward_alone.given_on = excluded.given_on THEN reward_alone.points ELSE 0 END + excluded.points,
			cost_minor = CASE WHEN reward_alone.given_on = excluded.given_on THEN reward_alone.cost_minor ELSE 0 END + excluded.cost_minor
		RETURNING points, cost_minor`
)

// Draw holds what the person has given, this gift among it, to the sums of the day; what was taken back since counts, too. Call it after the gift and before
// the end of the audit trail is locked; refused, the transaction must not commit. The members are locked; none are named where codes are made or a job
// gives. Returns ErrDay, ErrTierDays.
func (a *Allowance) Draw(ctx context.Context, tx *store.Tx, g Gift, members ...int64) error {
	if a.By == "" || a.Approved {
		return nil
	}
	points, cost, days := int64(0), int64(0), int64(0)
	most := func(r store.Row) error {
		var p, c, d int64
		err := r.Scan(&p, &c, &d)
		points, cost, days = max(points, p), max(cost, c), max(days, d)
		return err
	}
	if len(members) > 0 {
		if err := tx.Query(ctx, sqlToday, most, tx.MerchantID(), members, a.By, tx.Today().Start(tx.Zone())); err != nil {
			return err
		}
	}
	switch {
	case points > a.Points:
		return ErrDay.New(fault.P{"limit": a.Points})
	case cost > a.CostMinor:
		return ErrDay.New(fault.P{"limit": money.Words(a.CostMinor, tx.Currency())})
	case days > a.TierDays:
		return ErrTierDays.New(fault.P{"limit": a.TierDays})
	}
	points, cost = 0, 0
	_, err := store.One(ctx, tx, sqlDraw, func(r store.Row) error { return r.Scan(&points, &cost) },
		tx.MerchantID(), a.By, tx.Today().String(), min(Total(g.Points, g.Members), money.Limit), min(a.total(g), money.Limit))
	switch {
	case err != nil:
		return err
	case points > Total(a.Points, a.DayTimes):
		return ErrDay.New(fault.P{"limit": Total(a.Points, a.DayTimes)})
	case cost > Total(a.CostMinor, a.DayTimes):
		return ErrDay.New(fault.P{"limit": money.Words(Total(a.CostMinor, a.DayTimes), tx.Currency())})
	}
	return nil
}

// Until refuses a tier by hand that ends too late. Returns ErrTierDays.
func (a *Allowance) Until(tx *store.Tx, end calendar.Instant) error {
	if days := int64(end.Day(tx.Zone()) - tx.Today()); !a.Approved && days > a.TierDays {
		return ErrTierDays.At("until", fault.P{"limit": a.TierDays})
	}
	return nil
}

// Total is so much for each of so many, as far as sums go.
func Total(each, members int64) int64 {
	if members > 0 && each > math.MaxInt64/members {
		return math.MaxInt64
	}
	return each * members
}
