package closing

import (
	"cmp"
	"context"
	"slices"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/ledger"
	"regulars/internal/store"
)

const maxHolders = 100 // of the list of largest holders

// Holder is a member with what the wallet holds.
type Holder struct {
	MemberID int64
	ledger.Balance
}

// LargestHolders are the members that hold most of the asset, at most limit (and maxHolders) of them. It reads every wallet.
func LargestHolders(ctx context.Context, tx *store.Tx, a ledger.Asset, limit int) ([]Holder, error) {
	var out []Holder
	column := slices.Index(ledger.Assets(), a)
	err := tx.Query(ctx, `WITH holder AS (
			SELECT member_id,
				CASE CAST($2 AS bigint) WHEN 0 THEN points_available WHEN 1 THEN growth_available WHEN 2 THEN principal_available WHEN 3 THEN bonus_available ELSE commission_available END AS available,
				CASE CAST($2 AS bigint) WHEN 0 THEN points_pending WHEN 1 THEN growth_pending WHEN 2 THEN principal_pending WHEN 3 THEN bonus_pending ELSE commission_pending END AS pending,
				CASE CAST($2 AS bigint) WHEN 0 THEN points_held WHEN 1 THEN growth_held WHEN 2 THEN principal_held WHEN 3 THEN bonus_held ELSE commission_held END AS held,
				CASE CAST($2 AS bigint) WHEN 0 THEN points_debt WHEN 1 THEN growth_debt WHEN 2 THEN principal_debt WHEN 3 THEN bonus_debt ELSE commission_debt END AS debt
			FROM ledger_wallet WHERE merchant_id = $1)
		SELECT member_id, available, pending, held, debt FROM holder WHERE available + pending + held > 0
		ORDER BY available + pending + held DESC, member_id LIMIT $3`,
		func(r store.Row) error {
			var h Holder
			err := r.Scan(&h.MemberID, &h.Available, &h.Pending, &h.Held, &h.Debt)
			out = append(out, h)
			return err
		}, tx.MerchantID(), column, min(max(limit, 1), maxHolders))
	return out, err
}

// Maturity is what of an asset expires in a month unless it is used; Month is its first day, or 0 for what never expires.
type Maturity struct {
	Month  calendar.Day
	Amount int64
}

// quarter is the width in microseconds by which lots are grouped: every zone's midnight lies on its bounds.
const quarter = 900_000_000

// Maturities are what is outstanding of an asset by the month of its last usable day, in order, what never expires last. See LastDays.
func Maturities(ctx context.Context, tx *store.Tx, a ledger.Asset) ([]Maturity, error) {
	days, err := LastDays(ctx, tx, a)
	if err != nil {
		return nil, err
	}
	return Months(days), nil
}

// Months gathers the amounts of LastDays by month, in order, what never expires last.
func Months(days map[calendar.Day]int64) []Maturity {
	months := map[calendar.Day]int64{}
	for day, amount := range days {
		if day != 0 {
			day = day.FirstOfMonth()
		}
		months[day] += amount
	}
	out := make([]Maturity, 0, len(months))
	for month, amount := range months {
		out = append(out, Maturity{month, amount})
	}
	slices.SortFunc(out, func(x, y Maturity) int {
		return cmp.Or(-cmp.Compare(min(x.Month, 1), min(y.Month, 1)), cmp.Compare(x.Month, y.Month))
	})
	return out
}

// LastDays are what is outstanding of an asset by its last usable day, 0 for what never expires. It reads every open lot; what expires by
// inactivity counts as if nobody were active any more.
func LastDays(ctx context.Context, tx *store.Tx, a ledger.Asset) (map[calendar.Day]int64, error) {
	days := map[calendar.Day]int64{}
	err := tx.Query(ctx, `SELECT (e.expires_at - 1) / 900000000, e.idle_months,
			CASE WHEN e.idle_months = 0 THEN 0 WHEN w.active_at > e.available_at THEN w.active_at ELSE e.available_at END / 900000000,
			CAST(SUM(e.remaining) AS bigint)
		FROM ledger_entry e JOIN ledger_wallet w ON w.merchant_id = e.merchant_id AND w.member_id = e.member_id
		WHERE e.merchant_id = $1 AND w.merchant_id = $1 AND e.asset = $2 AND e.remaining > 0 GROUP BY 1, 2, 3`,
		func(r store.Row) error {
			var fixed, base, amount int64
			var idle int
			err := r.Scan(&fixed, &idle, &base, &amount)
			days[lastDay(fixed, base, idle, tx.Zone())] += amount
			return err
		}, tx.MerchantID(), string(a))
	return days, err
}

// lastDay is the last usable day of a group of lots: fixed and base are quarters of an hour.
func lastDay(fixed, base int64, idle int, zone *time.Location) calendar.Day {
	const never = (int64(calendar.Never) - 1) / quarter
	last := calendar.Instant(fixed * quarter)
	if fixed >= never {
		last = calendar.Never
	}
	if idle > 0 && base < int64(calendar.Never)/quarter {
		last = min(last, ledger.IdleExpiry(calendar.Instant(base*quarter), idle, zone)-1)
	}
	if last == calendar.Never {
		return 0
	}
	return last.Day(zone)
}
