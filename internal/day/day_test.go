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
	"regulars/internal/ledger"
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
	done, err := day.Turn(w.Ctx, day.At(w.DB, w.Scope))
	if err != nil {
		w.Fatal(err)
	}
	return done
}

// reminders are the events of expiring points that wait in the outbox; it is emptied.
func (w *world) reminders() (out []event.Event) {
	w.Helper()
	w.Tx(func(tx *store.Tx) error {
		list, err := store.Outbox(w.Ctx, tx, 1000)
		for _, e := range list {
			if e.Kind == day.EventExpiring {
				out = append(out, e)
			}
		}
		return err
	})
	w.Drain()
	return out
}

// Invariant 1, in its simplest form.
func TestTurnPostsWhatIsDue(t *testing.T) {
	each(t, brief, func(w *world) {
		id := w.Join()
		w.Buy(w.In(id, line("a", 1, 10_000)))
		if got := w.Points(id); got.Pending != 100 || w.turn().Posted != 0 {
			t.Errorf("at once: %+v", got)
		}
		w.Days(3)
		if got := w.turn(); got.Posted != 1 || w.Points(id).Available != 100 {
			t.Errorf("after three days: %+v %+v", got, w.Points(id))
		}
		w.Days(70)
		before := w.Standing(id)
		w.turn()
		if got := w.Points(id); got.Net() != 0 {
			t.Errorf("after its time: %+v", got)
		}
		if got := w.Standing(id); got != before {
			t.Errorf("the turn made %s of %s", got, before)
		}
		w.Sound()
	})
}

// Invariant 2: each reminder once, the last one only where a member is late, and none for points that were spent.
func TestReminders(t *testing.T) {
	each(t, brief, func(w *world) {
		id, other := w.Join(), w.Join()
		w.Buy(w.In(id, line("a", 1, 10_000)))
		w.Buy(w.In(other, line("a", 1, 10_000)))
		spend := func() {
			in := w.In(other, line("b", 1, 10_000))
			in.Ask.Points = 100
			w.Buy(in)
		}
		w.Days(10)
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
			w.Days(1)
		}
		if len(seen) != 2 || seen[0] != 30 || seen[1] != 7 {
			t.Errorf("reminders %v days before", seen)
		}
		w.Sound()
	})
}

func TestLateReminderIsOne(t *testing.T) {
	each(t, brief, func(w *world) {
		id := w.Join()
		w.Buy(w.In(id, line("a", 1, 10_000)))
		w.reminders()
		w.Days(58) // the server was down
		var all sync.WaitGroup
		for range 4 { // and now there are four
			all.Go(func() {
				if _, err := day.Turn(w.Ctx, day.At(w.DB, w.Scope)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got := w.reminders(); len(got) != 1 || got[0].Data["days"].(float64) != 7 {
			t.Errorf("%v", got)
		}
		w.Days(5)
		w.turn()
		if got := w.reminders(); len(got) != 0 {
			t.Errorf("reminded of what is over: %v", got)
		}
		w.Sound()
	})
}

// Days on which no server ran are closed afterwards.
func TestCloses(t *testing.T) {
	each(t, nil, func(w *world) {
		id := w.Join()
		w.Days(1)
		if got := w.turn(); got.Closed != 1 {
			t.Errorf("%+v", got)
		}
		w.Buy(w.In(id, line("a", 1, 10_000)))
		w.Days(4)
		if got := w.turn(); got.Closed != 4 {
			t.Errorf("%+v", got)
		}
		w.View(func(tx *store.Tx) error {
			list, err := closing.Closings(w.Ctx, tx, tx.Today()-10, tx.Today())
			if len(list) != 7*len(ledger.Assets()) { // and the two days before the first one
				t.Errorf("%d closings", len(list))
			}
			return err
		})
		w.Sound()
	})
}

// Invariant 3: who cannot be posted keeps nobody from it, and is named.
func TestOneBrokenMember(t *testing.T) {
	each(t, brief, func(w *world) {
		ids := []int64{w.Join(), w.Join(), w.Join()}
		for _, id := range ids {
			w.Buy(w.In(id, line("a", 1, 10_000)))
		}
		w.Tx(func(tx *store.Tx) error { // as if half of the points were never counted
			_, err := tx.Exec(w.Ctx, `UPDATE ledger_wallet SET points_pending = 50 WHERE merchant_id = $1 AND member_id = $2`, tx.MerchantID(), ids[1])
			return err
		})
		w.Days(3)
		done, err := day.Turn(w.Ctx, day.At(w.DB, w.Scope))
		if err == nil || !strings.Contains(err.Error(), "member ") || done.Posted != 2 || done.Closed == 0 {
			t.Errorf("%+v %v", done, err)
		}
		if w.Points(ids[0]).Available != 100 || w.Points(ids[2]).Available != 100 {
			t.Error("the others were not posted")
		}
	})
}

// The clock makes the jobs: shortly after local midnight, and every few minutes.
func TestSchedules(t *testing.T) {
	each(t, brief, func(w *world) {
		id := w.Join()
		w.Buy(w.In(id, line("a", 1, 10_000)))
		r := &job.Runner{
			DB: w.DB, Kinds: day.Handlers(), Schedules: day.Schedules(),
			Scope: func(context.Context, int64) (store.Scope, error) { return w.Scope, nil },
		}
		step := func() bool {
			t.Helper()
			worked, err := r.Step(w.Ctx)
			if err != nil {
				t.Fatal(err)
			}
			return worked
		}
		if step() {
			t.Error("nothing was due")
		}
		w.Days(3)
		storetest.Clock(w.DB).Add(10 * time.Minute)
		for step() {
		}
		if got := w.Points(id); got.Available != 100 {
			t.Errorf("%+v", got)
		}
		w.View(func(tx *store.Tx) error {
			list, err := job.List(w.Ctx, tx, job.ListIn{})
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
		w.Sound()
	})
}
