package member

import (
	"context"
	"fmt"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/member/tally"
	"regulars/internal/store"
)

// Rebuild replaces the statistics and days of a member by what its history says. The caller holds the member's lock.
func Rebuild(ctx context.Context, tx *store.Tx, id int64, h History) error {
	stat, days := tally.Recount(tx.Zone(), h)
	return replace(ctx, tx, id, stat, days)
}

// Join gives into the statistics of both, and from none. The caller holds both locks.
func Join(ctx context.Context, tx *store.Tx, from, into int64) error {
	bk, err := Open(ctx, tx, []int64{from, into}, BookNeed{Days: AllDays})
	if err != nil {
		return err
	}
	stat, days := tally.Join(bk.account(into), bk.account(from))
	if err := replace(ctx, tx, from, Stat{}, nil); err != nil {
		return err
	}
	return replace(ctx, tx, into, stat, days)
}

func replace(ctx context.Context, tx *store.Tx, id int64, stat Stat, days []Day) error {
	if _, err := tx.Exec(ctx, `DELETE FROM member_day WHERE merchant_id = $1 AND member_id = $2`, tx.MerchantID(), id); err != nil {
		return err
	}
	rows := make([][]any, len(days))
	for i, d := range days {
		rows[i] = dayCells(tx.MerchantID(), id, d)
	}
	if _, err := store.InsertMany(ctx, tx, insertDays, rows); err != nil {
		return err
	}
	_, err := store.UpdateMany(ctx, tx, updateStats, [][]any{append([]any{id}, statCells(&stat)...)})
	return err
}

// Differences says in what the books of a member, opened with [AllDays], depart from its history: one line each, for check. Days of
// nothing but zeros count as absent.
func (bk *Books) Differences(id int64, h History) []string {
	var out []string
	stat, days := tally.Recount(bk.zone, h)
	stored, _ := bk.account(id).Close()
	want, have := statCells(&stat), statCells(&stored)
	for i, name := range statColumns {
		if want[i] != have[i] {
			out = append(out, fmt.Sprintf("member_stat.%s is %v, its orders say %v", name, have[i], want[i]))
		}
	}
	byDay := map[calendar.Day][2]Day{}
	for _, d := range days {
		byDay[d.On] = [2]Day{d, {DayDelta: DayDelta{On: d.On}}}
	}
	for _, d := range bk.Days(id) {
		pair := byDay[d.On]
		pair[0].On, pair[1] = d.On, d
		byDay[d.On] = pair
	}
	for on, pair := range byDay {
		want, have := pair[0].Counts(), pair[1].Counts()
		for i, name := range tally.Columns {
			if want[i] != have[i] {
				out = append(out, fmt.Sprintf("member_day.%s of %s is %d, its orders say %d", name, on, have[i], want[i]))
			}
		}
	}
	slices.Sort(out)
	return out
}
