package ledger

import (
	"cmp"
	"context"
	"slices"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/store"
)

// EntriesIn asks for a page of a member's entries, newest first.
type EntriesIn struct {
	MemberID int64
	Assets   []Asset
	Before   int64 // the id at which the last page ended; 0 for the first page
	Limit    int   // at most MaxPage, which 0 stands for
}

// Entries are a page of the entries of a member, newest first.
func Entries(ctx context.Context, tx *store.Tx, in EntriesIn) ([]Entry, error) {
	if in.Limit <= 0 || in.Limit > MaxPage {
		in.Limit = MaxPage
	}
	if in.Before == 0 {
		in.Before = int64(calendar.Never)
	}
	return entries(ctx, tx, entrySelect+` WHERE merchant_id = $1 AND member_id = $2 AND asset = ANY($3) AND id < $4
		ORDER BY id DESC LIMIT $5`, tx.MerchantID(), in.MemberID, names(in.Assets), in.Before, in.Limit)
}

// ByCause are all entries of a member that were made for the cause, oldest first.
func ByCause(ctx context.Context, tx *store.Tx, member int64, cause Cause) ([]Entry, error) {
	return entries(ctx, tx, entrySelect+` WHERE merchant_id = $1 AND member_id = $2 AND cause_id = $3 AND cause_kind = $4
		ORDER BY id`, tx.MerchantID(), member, cause.ID, cause.Kind)
}

func entries(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]Entry, error) {
	var out []Entry
	err := tx.Query(ctx, sql, func(r store.Row) error {
		e, err := scanEntry(r)
		out = append(out, e)
		return err
	}, args...)
	return out, err
}

func names(assets []Asset) []string {
	out := make([]string, len(assets))
	for i, a := range assets {
		out[i] = string(a)
	}
	return out
}

// Due is a member with something due.
type Due struct {
	MemberID int64
	At       calendar.Instant
}

// DueMembers are members with something due until the instant, soonest first, after the given one (the zero Due to begin);
// at most MaxDuePage. The day-turn posts them and asks again.
func DueMembers(ctx context.Context, tx *store.Tx, until calendar.Instant, after Due) ([]Due, error) {
	var out []Due
	err := tx.Query(ctx, `SELECT member_id, next_due_at FROM ledger_wallet
		WHERE merchant_id = $1 AND next_due_at <= $2 AND (next_due_at, member_id) > ($3, $4)
		ORDER BY next_due_at, member_id LIMIT $5`,
		func(r store.Row) error {
			var d Due
			err := r.Scan(&d.MemberID, &d.At)
			out = append(out, d)
			return err
		}, tx.MerchantID(), min(until, calendar.Never-1), after.At, after.MemberID, MaxDuePage)
	return out, err
}

// Holder is a member with what the wallet holds.
type Holder struct {
	MemberID int64
	Balance
}

// LargestHolders are the members that hold most of the asset, at most limit (and MaxHolders) of them. It reads every wallet.
func LargestHolders(ctx context.Context, tx *store.Tx, a Asset, limit int) ([]Holder, error) {
	var out []Holder
	err := tx.Query(ctx, `WITH holder AS (
			SELECT member_id,
				CASE CAST($2 AS bigint) WHEN 0 THEN points_available WHEN 1 THEN growth_available WHEN 2 THEN principal_available ELSE bonus_available END AS available,
				CASE CAST($2 AS bigint) WHEN 0 THEN points_pending WHEN 1 THEN growth_pending WHEN 2 THEN principal_pending ELSE bonus_pending END AS pending,
				CASE CAST($2 AS bigint) WHEN 0 THEN points_held WHEN 1 THEN growth_held WHEN 2 THEN principal_held ELSE bonus_held END AS held,
				CASE CAST($2 AS bigint) WHEN 0 THEN points_debt WHEN 1 THEN growth_debt WHEN 2 THEN principal_debt ELSE bonus_debt END AS debt
			FROM ledger_wallet WHERE merchant_id = $1)
		SELECT member_id, available, pending, held, debt FROM holder WHERE available + pending + held > 0
		ORDER BY available + pending + held DESC, member_id LIMIT $3`,
		func(r store.Row) error {
			var h Holder
			err := r.Scan(&h.MemberID, &h.Available, &h.Pending, &h.Held, &h.Debt)
			out = append(out, h)
			return err
		}, tx.MerchantID(), a.slot(), min(max(limit, 1), MaxHolders))
	return out, err
}

// Maturity is what of an asset expires in a month unless it is used; Month is its first day, or 0 for what never expires.
type Maturity struct {
	Month  calendar.Day
	Amount int64
}

// quarter is the width in microseconds by which lots are grouped: every zone's midnight lies on its bounds.
const quarter = 900_000_000

// Maturities are what is outstanding of an asset by the month of its last usable day, in order, what never expires last. It
// reads every open lot; what expires by inactivity counts as if nobody were active any more.
func Maturities(ctx context.Context, tx *store.Tx, a Asset) ([]Maturity, error) {
	months := map[calendar.Day]int64{}
	err := tx.Query(ctx, `SELECT (e.expires_at - 1) / 900000000, e.idle_months,
			CASE WHEN e.idle_months = 0 THEN 0 WHEN w.active_at > e.available_at THEN w.active_at ELSE e.available_at END / 900000000,
			CAST(SUM(e.remaining) AS bigint)
		FROM ledger_entry e JOIN ledger_wallet w ON w.merchant_id = e.merchant_id AND w.member_id = e.member_id
		WHERE e.merchant_id = $1 AND w.merchant_id = $1 AND e.asset = $2 AND e.remaining > 0 GROUP BY 1, 2, 3`,
		func(r store.Row) error {
			var fixed, base, amount int64
			var idle int
			err := r.Scan(&fixed, &idle, &base, &amount)
			months[maturity(fixed, base, idle, tx.Zone())] += amount
			return err
		}, tx.MerchantID(), string(a))
	out := make([]Maturity, 0, len(months))
	for month, amount := range months {
		out = append(out, Maturity{month, amount})
	}
	slices.SortFunc(out, func(x, y Maturity) int {
		return cmp.Or(-cmp.Compare(min(x.Month, 1), min(y.Month, 1)), cmp.Compare(x.Month, y.Month))
	})
	return out, err
}

// maturity is the month in which a group of lots expires: fixed and base are quarters of an hour.
func maturity(fixed, base int64, idle int, zone *time.Location) calendar.Day {
	const never = (int64(calendar.Never) - 1) / quarter
	last := calendar.Instant(fixed * quarter)
	if fixed >= never {
		last = calendar.Never
	}
	if idle > 0 && base < int64(calendar.Never)/quarter {
		last = min(last, idleExpiry(calendar.Instant(base*quarter), idle, zone)-1)
	}
	if last == calendar.Never {
		return 0
	}
	return last.Day(zone).FirstOfMonth()
}
