package job_test

import (
	"context"
	"testing"
	"time"

	"regulars/internal/job"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

// Only who made a job takes note of its end; a job that has not ended is neither seen nor removed.
func TestSeenAndCleaned(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope := storetest.Merchant(t, db)
		scope.Actor = store.Actor{Kind: "staff", ID: 7}
		other := scope
		other.Actor.ID = 8
		runner := &job.Runner{DB: db, Scope: scopes(scope), Kinds: map[string]job.Handler{"work": func(context.Context, *job.Run) error { return nil }}}
		ended := enqueue(t, db, scope, job.Order{Kind: "work"})
		step(t, runner, true)
		open := enqueue(t, db, scope, job.Order{Kind: "nobody knows it"})
		expect := func(what string, got, want int64) {
			t.Helper()
			if got != want {
				t.Errorf("%s: %d, want %d", what, got, want)
			}
		}
		within(t, db, other, func(ctx context.Context, tx *store.Tx) error {
			n, err := job.See(ctx, tx, []int64{ended, open})
			expect("seen by another", n, 0)
			return err
		})
		within(t, db, scope, func(ctx context.Context, tx *store.Tx) error {
			n, err := job.Unseen(ctx, tx, scope.Actor)
			expect("unseen", n, 1)
			if err != nil {
				return err
			}
			for _, want := range []int64{1, 0} {
				if n, err = job.See(ctx, tx, []int64{ended, open}); err != nil {
					return err
				}
				expect("seen", n, want)
			}
			list, err := job.List(ctx, tx, job.ListIn{MadeBy: &other.Actor})
			expect("jobs of another", int64(len(list)), 0)
			return err
		})
		if j := get(t, db, scope, ended); j.SeenAt == 0 {
			t.Error("not noted")
		}
		clean := func(want int64) {
			t.Helper()
			within(t, db, scope, func(ctx context.Context, tx *store.Tx) error {
				n, err := job.Clean(ctx, tx)
				expect("cleaned", n, want)
				return err
			})
		}
		storetest.Clock(db).Add(job.Retention)
		clean(0)
		storetest.Clock(db).Add(time.Second)
		clean(1)
		clean(0)
		if j := get(t, db, scope, open); j.State != job.Waiting {
			t.Errorf("%+v", j)
		}
	})
}
