package day_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"regulars/internal/day"
	"regulars/internal/event"
	"regulars/internal/job"
	"regulars/internal/ledger/closing"
	"regulars/internal/program"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// brief are points that wait for three days and live for two months, with reminders.
func brief(d *program.Document) {
	d.Points.Pending = program.Pending{Kind: program.PendingDays, Days: 3}
	d.Points.Expiry = program.Expiry{Kind: program.ExpiryRollingMonths, Months: 2}
	d.Points.RemindDaysBefore = []int{7, 30}
}

func (w *world) turn() day.Done {
	w.Helper()
	done, err := day.Turn(w.ctx, day.At(w.db, w.scope))
	if err != nil {
		w.Fatal(err)
	}
	return done
}

// reminders are the events of expiring points that wait in the outbox; it is emptied.
func (w *world) reminders() (out []event.Event) {
	w.Helper()
	w.tx(func(tx *store.Tx) error {
		list, err := store.Outbox(w.ctx, tx, 1000)
		for _, e := range list {
			if e.Kind == day.EventExpiring {
				out = append(out, e)
			}
		}
		return err
	})
	w.drain()
	return out
}

// Invariant 1, in its simplest form.
func TestTurnPostsWhatIsDue(t *testing.T) {
	each(t, brief, func(w *world) {
		id := w.join()
		w.buy(w.in(id, line("a", 1, 10_000)))
		if got := w.points(id); got.Pending != 100 || w.turn().Posted != 0 {
			t.Errorf("at once: %+v", got)
		}
		w.days(3)
		if got := w.turn(); got.Posted != 1 || w.points(id).Available != 100 {
			t.Errorf("after three days: %+v %+v", got, w.points(id))
		}
		w.days(70)
		before := w.standing(id)
		w.turn()
		if got := w.points(id); got.Net() != 0 {
			t.Errorf("after its time: %+v", got)
		}
		if got := w.standing(id); got != before {
			t.Errorf("the turn made %s of %s", got, before)
		}
		w.sound()
	})
}

// Invariant 2: each reminder once, the last one only where a member is late, and none for points that were spent.
func TestReminders(t *testing.T) {
	each(t, brief, func(w *world) {
		id, other := w.join(), w.join()
		w.buy(w.in(id, line("a", 1, 10_000)))
		w.buy(w.in(other, line("a", 1, 10_000)))
		spend := func() {
			in := w.in(other, line("b", 1, 10_000))
			in.Ask.Points = 100
			w.buy(in)
		}
		w.days(10)
		spend()
		var seen []int
		for range 60 {
			w.turn()
			w.turn() // as after a crash
			for _, e := range w.reminders() {
				if e.MemberID == id {
					seen = append(seen, int(e.Data["days"].(float64)))
					if e.Data["amount"].(float64) != 100 {
						t.Errorf("reminded of %v", e.Data)
					}
				}
			}
			w.days(1)
		}
		if len(seen) != 2 || seen[0] != 30 || seen[1] != 7 {
			t.Errorf("reminders %v days before", seen)
		}
		w.sound()
	})
}

func TestLateReminderIsOne(t *testing.T) {
	each(t, brief, func(w *world) {
		id := w.join()
		w.buy(w.in(id, line("a", 1, 10_000)))
		w.reminders()
		w.days(58) // the server was down
		var all sync.WaitGroup
		for range 4 { // and now there are four
			all.Go(func() {
				if _, err := day.Turn(w.ctx, day.At(w.db, w.scope)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got := w.reminders(); len(got) != 1 || got[0].Data["days"].(float64) != 7 {
			t.Errorf("%v", got)
		}
		w.days(5)
		w.turn()
		if got := w.reminders(); len(got) != 0 {
			t.Errorf("reminded of what is over: %v", got)
		}
		w.sound()
	})
}

// Days on which no server ran are closed afterwards.
func TestCloses(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.join()
		w.days(1)
		if got := w.turn(); got.Closed != 1 {
			t.Errorf("%+v", got)
		}
		w.buy(w.in(id, line("a", 1, 10_000)))
		w.days(4)
		if got := w.turn(); got.Closed != 4 {
			t.Errorf("%+v", got)
		}
		w.view(func(tx *store.Tx) error {
			list, err := closing.Closings(w.ctx, tx, tx.Today()-10, tx.Today())
			if len(list) != 7*4 { // and the two days before the first one
				t.Errorf("%d closings", len(list))
			}
			return err
		})
		w.sound()
	})
}

// Invariant 3: who cannot be posted keeps nobody from it, and is named.
func TestOneBrokenMember(t *testing.T) {
	each(t, brief, func(w *world) {
		ids := []int64{w.join(), w.join(), w.join()}
		for _, id := range ids {
			w.buy(w.in(id, line("a", 1, 10_000)))
		}
		w.tx(func(tx *store.Tx) error { // as if half of the points were never counted
			_, err := tx.Exec(w.ctx, `UPDATE ledger_wallet SET points_pending = 50 WHERE merchant_id = $1 AND member_id = $2`, tx.MerchantID(), ids[1])
			return err
		})
		w.days(3)
		done, err := day.Turn(w.ctx, day.At(w.db, w.scope))
		if err == nil || !strings.Contains(err.Error(), "member ") || done.Posted != 2 || done.Closed == 0 {
			t.Errorf("%+v %v", done, err)
		}
		if w.points(ids[0]).Available != 100 || w.points(ids[2]).Available != 100 {
			t.Error("the others were not posted")
		}
	})
}

// The clock makes the jobs: shortly after local midnight, and every few minutes.
func TestSchedules(t *testing.T) {
	each(t, brief, func(w *world) {
		id := w.join()
		w.buy(w.in(id, line("a", 1, 10_000)))
		r := &job.Runner{
			DB: w.db, Kinds: day.Handlers(), Schedules: day.Schedules(),
			Scope: func(context.Context, int64) (store.Scope, error) { return w.scope, nil },
		}
		step := func() bool {
			t.Helper()
			worked, err := r.Step(w.ctx)
			if err != nil {
				t.Fatal(err)
			}
			return worked
		}
		if step() {
			t.Error("nothing was due")
		}
		w.days(3)
		storetest.Clock(w.db).Add(10 * time.Minute)
		for step() {
		}
		if got := w.points(id); got.Available != 100 {
			t.Errorf("%+v", got)
		}
		w.view(func(tx *store.Tx) error {
			list, err := job.List(w.ctx, tx, job.ListIn{})
			kinds := map[string]int{}
			for _, j := range list {
				if j.State != job.Done {
					t.Errorf("%s is %s: %s", j.Kind, j.State, j.Error)
				}
				kinds[j.Kind]++
			}
			if kinds[day.KindTurn] != 1 || kinds[day.KindPost] != 1 {
				t.Errorf("jobs %v", kinds)
			}
			return err
		})
		w.sound()
	})
}
