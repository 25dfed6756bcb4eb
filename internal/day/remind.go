package day

import (
	"context"
	"slices"

	"regulars/internal/calendar"
	"regulars/internal/edition"
	"regulars/internal/event"
	"regulars/internal/ledger"
	"regulars/internal/store"
)

// Remind tells of points that expire, by the days before that the programme in force says, and answers how many reminders it emitted.
func Remind(ctx context.Context, desk Desk) (int64, error) {
	r := &reminding{desk: desk}
	if err := r.begin(ctx); err != nil || r.days == nil {
		return 0, err
	}
	for {
		due, more, err := r.page(ctx)
		if err != nil {
			return r.told, err
		}
		if len(due) > 0 {
			if err := r.tell(ctx, due); err != nil {
				return r.told, err
			}
		}
		if !more {
			return r.told, r.forget(ctx)
		}
	}
}

// reminding is one run of Remind.
type reminding struct {
	desk  Desk
	days  []int // before an expiry, the fewest first
	until calendar.Instant
	after ledger.Due
	told  int64
}

// reminder is one that is due.
type reminder struct {
	member  int64
	expires calendar.Instant
	amount  int64
	days    int
}

func (r *reminding) begin(ctx context.Context) error {
	return r.desk.View(ctx, func(tx *store.Tx) error {
		ed, err := edition.At(ctx, tx, tx.Now())
		if err != nil {
			return err
		}
		r.days = slices.Sorted(slices.Values(ed.Program.Document().Points.RemindDaysBefore))
		if len(r.days) > 0 {
			furthest := calendar.Day(r.days[len(r.days)-1])
			r.until = (tx.Today() + furthest).End(tx.Zone())
		} else {
			r.days = nil
		}
		return nil
	})
}

// page finds reminders that are due among the next members. A lot that expires soon makes its wallet due soon, so that the one index
// of what falls due finds all of them.
func (r *reminding) page(ctx context.Context) (due []reminder, more bool, err error) {
	err = r.desk.View(ctx, func(tx *store.Tx) error {
		list, err := ledger.DueMembers(ctx, tx, r.until, r.after)
		if err != nil || len(list) == 0 {
			return err
		}
		list = list[:min(len(list), batch)]
		more, r.after = true, list[len(list)-1]
		ids := make([]int64, len(list))
		for i, d := range list {
			ids[i] = d.MemberID
		}
		bk, err := ledger.Open(ctx, tx, ids, ledger.Need{Draw: ids, Assets: []ledger.Asset{ledger.Points}})
		if err != nil {
			return err
		}
		for _, id := range ids {
			bk.CatchUp(id, tx.Now()) // in memory alone: what is over by now is not told of
			due = append(due, r.of(tx, bk, id)...)
		}
		due, err = untold(ctx, tx, due, ids)
		return err
	})
	return due, more, err
}

// of are the reminders of a member whose day has come: of each expiry the last one.
func (r *reminding) of(tx *store.Tx, bk *ledger.Books, id int64) []reminder {
	var out []reminder
	for _, bucket := range bk.Expiring(id, ledger.Points, r.until+1) {
		for _, days := range r.days {
			if remindsAt(tx, bucket.At, days) <= tx.Now() {
				out = append(out, reminder{id, bucket.At, bucket.Amount, days})
				break
			}
		}
	}
	return out
}

// remindsAt is the first instant of the day so many days before the one on which points expire, as program.RemindAt counts.
func remindsAt(tx *store.Tx, expires calendar.Instant, days int) calendar.Instant {
	return (expires.Day(tx.Zone()) - calendar.Day(days)).Start(tx.Zone())
}

const sqlReminded = `SELECT member_id, expires_at, days FROM day_reminder WHERE merchant_id = $1 AND member_id = ANY($2)`

// untold leaves out reminders that were emitted before, or after which a later one was.
func untold(ctx context.Context, tx *store.Tx, due []reminder, ids []int64) ([]reminder, error) {
	if len(due) == 0 {
		return nil, nil
	}
	type expiry struct {
		member  int64
		expires calendar.Instant
	}
	told := map[expiry]int{}
	err := tx.Query(ctx, sqlReminded, func(row store.Row) error {
		var e expiry
		var days int
		err := row.Scan(&e.member, &e.expires, &days)
		told[e] = days
		return err
	}, tx.MerchantID(), ids)
	return slices.DeleteFunc(due, func(d reminder) bool {
		days, known := told[expiry{d.member, d.expires}]
		return known && days <= d.days
	}), err
}

var insertReminder = store.Insert{
	Table: "day_reminder", Columns: []string{"merchant_id", "member_id", "expires_at", "days", "reminded_at"},
	Conflict: `ON CONFLICT (merchant_id, member_id, expires_at) DO UPDATE SET days = excluded.days, reminded_at = excluded.reminded_at
		WHERE day_reminder.days > excluded.days`,
}

// tell emits the reminders that no other server emitted meanwhile: those whose row it could write.
func (r *reminding) tell(ctx context.Context, due []reminder) error {
	slices.SortFunc(due, func(a, b reminder) int { // one order of locks
		if a.member != b.member {
			return int(max(min(a.member-b.member, 1), -1))
		}
		return int(max(min(a.expires-b.expires, 1), -1))
	})
	told := int64(0)
	err := r.desk.Tx(ctx, func(tx *store.Tx) error {
		told = 0
		for _, d := range due {
			n, err := store.InsertMany(ctx, tx, insertReminder, [][]any{{tx.MerchantID(), d.member, d.expires, int64(d.days), tx.Now()}})
			if err != nil {
				return err
			}
			if n == 0 {
				continue
			}
			told++
			tx.Emit(event.Event{Kind: EventExpiring, MemberID: d.member, Subject: d.member, At: tx.Now(), Root: rootOf(tx, d), Data: map[string]any{
				"amount": d.amount, "expires_at": int64(d.expires), "days": d.days,
			}})
		}
		return nil
	})
	r.told += told
	return err
}

// rootOf names the expiry: what follows from the reminder goes back to it.
func rootOf(tx *store.Tx, d reminder) string { return "expiry:" + d.expires.Day(tx.Zone()).String() }

// forget drops the rows of expiries that are long over.
func (r *reminding) forget(ctx context.Context) error {
	return r.desk.Tx(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM day_reminder WHERE merchant_id = $1 AND expires_at < $2`,
			tx.MerchantID(), (tx.Today() - keepReminded).Start(tx.Zone()))
		return err
	})
}
