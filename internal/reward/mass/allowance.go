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
	Each          int64 // how often any one of them may have it; once where it is 0
}

// Counts reports whether what is given counts in the sums of a person's day.
func (a *Allowance) Counts() bool { return a.By != "" && !a.Approved }

// sum is what is given in points or growth, in money, and in days of a tier.
type sum struct{ points, cost, days int64 }

func (s *sum) add(o sum) {
	s.points, s.cost, s.days = s.points+o.points, s.cost+o.cost, s.days+o.days
}

// times is what the gift comes to where it is given so often, as far as sums go.
func (a *Allowance) times(g *Gift, n int64) sum {
	return sum{Total(g.Points, n), Total(g.CostMinor+Total(a.AssumedMinor, g.Unpriced), n), Total(g.TierDays, n)}
}

// Weigh refuses the items for as many as the gift says where they are too much at once; it answers the gift with how much they are. Nothing is refused
// that a second person has approved. Returns reward.ErrLimit, ErrCost, ErrMass, ErrTierDays, and as reward.Weigh does.
func (a *Allowance) Weigh(ctx context.Context, tx *store.Tx, g Gift, items []reward.Item) (Gift, error) {
	var err error
	g.Each = min(max(g.Each, 1), g.Members)
	if g.Weight, err = reward.Weigh(ctx, tx, items); err != nil || a.Approved {
		return g, err
	}
	each, all := a.times(&g, g.Each), a.times(&g, g.Members)
	switch {
	case g.Members > a.Members && g.Members > 1:
		return g, ErrMass.At("member_ids", fault.P{"limit": a.Members})
	case each.points > a.Points:
		return g, reward.ErrLimit.At("rewards", fault.P{"limit": a.Points})
	case each.days > a.TierDays:
		return g, ErrTierDays.At("rewards", fault.P{"limit": a.TierDays})
	case all.cost > a.CostMinor:
		return g, ErrCost.At("rewards", fault.P{"limit": fault.Minor(a.CostMinor), "cost": fault.Minor(all.cost)})
	}
	return g, nil
}

const (
	sqlToday = `SELECT CAST(SUM(CASE WHEN p.kind IN ('points', 'growth') THEN ABS(p.amount) ELSE 0 END) AS bigint),
			CAST(SUM(p.cost_minor + CASE WHEN p.cost_minor = 0 AND p.kind IN ('coupon', 'gift', 'entitlement', 'draw_chances') THEN p.amount * $5 ELSE 0 END) AS bigint),
			CAST(SUM(CASE WHEN p.kind = 'tier_days' THEN p.amount ELSE 0 END) AS bigint)
		FROM reward_grant g JOIN reward_part p ON p.merchant_id = g.merchant_id AND p.grant_id = g.id
		WHERE g.merchant_id = $1 AND p.merchant_id = $1 AND g.member_id = ANY($2) AND g.made_by = $3 AND g.at >= $4 AND g.alone GROUP BY g.member_id`
	sqlDraw = `INSERT INTO reward_alone (merchant_id, made_by, given_on, points, cost_minor, each_points, each_cost_minor, each_days,
			most_points, most_cost_minor, most_days)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (merchant_id, made_by) DO UPDATE SET given_on = excluded.given_on,
			points = CASE WHEN reward_alone.given_on = excluded.given_on THEN reward_alone.points ELSE 0 END + excluded.points,
			cost_minor = CASE WHEN reward_alone.given_on = excluded.given_on THEN reward_alone.cost_minor ELSE 0 END + excluded.cost_minor,
			each_points = CASE WHEN reward_alone.given_on = excluded.given_on THEN reward_alone.each_points ELSE 0 END + excluded.each_points,
			each_cost_minor = CASE WHEN reward_alone.given_on = excluded.given_on THEN reward_alone.each_cost_minor ELSE 0 END + excluded.each_cost_minor,
			each_days = CASE WHEN reward_alone.given_on = excluded.given_on THEN reward_alone.each_days ELSE 0 END + excluded.each_days,
			most_points = CASE WHEN reward_alone.given_on = excluded.given_on AND reward_alone.most_points > excluded.most_points
				THEN reward_alone.most_points ELSE excluded.most_points END,
			most_cost_minor = CASE WHEN reward_alone.given_on = excluded.given_on AND reward_alone.most_cost_minor > excluded.most_cost_minor
				THEN reward_alone.most_cost_minor ELSE excluded.most_cost_minor END,
			most_days = CASE WHEN reward_alone.given_on = excluded.given_on AND reward_alone.most_days > excluded.most_days
				THEN reward_alone.most_days ELSE excluded.most_days END
		RETURNING points, cost_minor, each_points, each_cost_minor, each_days, most_points, most_cost_minor, most_days`
)

// Draw holds what the person has given to members who are named, this gift among it, to the sums of the day; what was taken back since counts, too.
// Call it after the gift and before the end of the audit trail is locked; refused, the transaction must not commit. The members are locked. Returns ErrDay,
// ErrTierDays.
func (a *Allowance) Draw(ctx context.Context, tx *store.Tx, g Gift, members ...int64) error {
	if !a.Counts() {
		return nil
	}
	had, err := a.today(ctx, tx, members)
	if err != nil {
		return err
	}
	all, each, _, err := a.draw(ctx, tx, a.times(&g, g.Members), sum{}, had)
	if err != nil {
		return err
	}
	return a.hold(all, each, had)
}

// Promise is Draw of what goes to an audience, or by codes to whom nobody knows yet: it counts as if every member had it, who has had most by name, too.
func (a *Allowance) Promise(ctx context.Context, tx *store.Tx, g Gift) error {
	if !a.Counts() {
		return nil
	}
	all, each, most, err := a.draw(ctx, tx, a.times(&g, g.Members), a.times(&g, g.Each), sum{})
	if err != nil {
		return err
	}
	return a.hold(all, each, most)
}

// draw adds to the sums of the day and answers them: what was given in all, what may have reached every member, and the most that one has had by name.
func (a *Allowance) draw(ctx context.Context, tx *store.Tx, all, each, had sum) (ofAll, ofEach, most sum, err error) {
	in := func(n int64) int64 { return min(n, money.Limit) }
	_, err = store.One(ctx, tx, sqlDraw, func(r store.Row) error {
		return r.Scan(&ofAll.points, &ofAll.cost, &ofEach.points, &ofEach.cost, &ofEach.days, &most.points, &most.cost, &most.days)
	}, tx.MerchantID(), a.By, tx.Today().String(), in(all.points), in(all.cost), in(each.points), in(each.cost), in(each.days), in(had.points), in(had.cost), in(had.days))
	return ofAll, ofEach, most, err
}

// hold refuses sums of a day above their limits; had is what a member has had by name.
func (a *Allowance) hold(all, each, had sum) error {
	each.add(had)
	switch points, cost := Total(a.Points, a.DayTimes), Total(a.CostMinor, a.DayTimes); {
	case each.points > a.Points:
		return ErrDay.New(fault.P{"limit": a.Points})
	case each.cost > a.CostMinor:
		return ErrDay.New(fault.P{"limit": fault.Minor(a.CostMinor)})
	case each.days > a.TierDays:
		return ErrTierDays.New(fault.P{"limit": a.TierDays})
	case all.points > points:
		return ErrDay.New(fault.P{"limit": points})
	case all.cost > cost:
		return ErrDay.New(fault.P{"limit": fault.Minor(cost)})
	}
	return nil
}

// today is the most of what the person has given any of the members alone since the day began.
func (a *Allowance) today(ctx context.Context, tx *store.Tx, members []int64) (most sum, err error) {
	err = tx.Query(ctx, sqlToday, func(r store.Row) error {
		var s sum
		err := r.Scan(&s.points, &s.cost, &s.days)
		most = sum{max(most.points, s.points), max(most.cost, s.cost), max(most.days, s.days)}
		return err
	}, tx.MerchantID(), members, a.By, tx.Today().Start(tx.Zone()), a.AssumedMinor)
	return most, err
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
