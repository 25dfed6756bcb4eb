package job_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/job"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
)

var errTest = fault.Declare(fault.Refused, "test_refusal", "Row {row} is wrong.", "第 {row} 行有误。")

// scopes finds the scopes that a test made, as app would find merchants.
func scopes(list ...store.Scope) job.ScopeOf {
	return func(_ context.Context, id int64) (store.Scope, error) {
		for _, s := range list {
			if s.Merchant.ID == id {
				return s, nil
			}
		}
		return store.Scope{}, errors.New("no such merchant")
	}
}

func within(t *testing.T, db *store.DB, scope store.Scope, fn func(ctx context.Context, tx *store.Tx) error) {
	t.Helper()
	if err := db.Tx(t.Context(), scope, func(tx *store.Tx) error { return fn(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
}

func enqueue(t *testing.T, db *store.DB, scope store.Scope, in job.Order) (id int64) {
	t.Helper()
	within(t, db, scope, func(ctx context.Context, tx *store.Tx) (err error) {
		id, _, err = job.EnqueueOrder(ctx, tx, in)
		return err
	})
	return id
}

func get(t *testing.T, db *store.DB, scope store.Scope, id int64) (j job.Job) {
	t.Helper()
	within(t, db, scope, func(ctx context.Context, tx *store.Tx) (err error) {
		j, err = job.Get(ctx, tx, id)
		return err
	})
	return j
}

func step(t *testing.T, r *job.Runner, want bool) {
	t.Helper()
	worked, err := r.Step(t.Context())
	if err != nil || worked != want {
		t.Fatalf("step: worked %v, %v; want %v", worked, err, want)
	}
}

func TestJobRuns(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope := storetest.Merchant(t, db)
		scope.Actor = store.Actor{Kind: "staff", ID: 7, Name: "Li"}
		type params struct{ N int64 }
		runner := &job.Runner{DB: db, Scope: scopes(scope), Kinds: map[string]job.Handler{
			"count": func(ctx context.Context, run *job.Run) error {
				var p params
				if err := run.Decode(&p); err != nil {
					return err
				}
				if run.Scope.Actor.Name != "Li" {
					t.Errorf("it acts for %+v", run.Scope.Actor)
				}
				run.Result = map[string]int64{"counted": p.N}
				return run.Progress(ctx, p.N, p.N)
			},
			"refuse": func(context.Context, *job.Run) error { return errTest.New(fault.P{"row": 3}) },
			"panic":  func(context.Context, *job.Run) error { panic("oh") },
		}}
		step(t, runner, false)
		done := enqueue(t, db, scope, job.Order{Kind: "count", Params: params{5}})
		refused := enqueue(t, db, scope, job.Order{Kind: "refuse"})
		later := enqueue(t, db, scope, job.Order{Kind: "count", Params: params{1}, RunAt: calendar.Of(storetest.Start).Add(time.Hour)})
		strange := enqueue(t, db, scope, job.Order{Kind: "nobody knows it"})
		step(t, runner, true)
		step(t, runner, true)
		step(t, runner, false)
		if j := get(t, db, scope, done); j.State != job.Done || string(j.Result) != `{"counted":5}` || j.Done != 5 || j.Total != 5 || j.DueAt != calendar.Never {
			t.Errorf("%+v", j)
		}
		if j := get(t, db, scope, refused); j.State != job.Failed || j.ErrorCode != "test_refusal" || j.Error != "第 3 行有误。" || j.Tries != 1 {
			t.Errorf("%+v", j)
		}
		storetest.Clock(db).Add(time.Hour)
		step(t, runner, true)
		if j := get(t, db, scope, later); j.State != job.Done {
			t.Errorf("%+v", j)
		}
		if j := get(t, db, scope, strange); j.State != job.Waiting {
			t.Errorf("a job of an unknown kind: %+v", j)
		}
		// A panic is tried again with growing delay, and then given up.
		bad := enqueue(t, db, scope, job.Order{Kind: "panic"})
		for i := range job.MaxTries {
			step(t, runner, true)
			if j := get(t, db, scope, bad); (j.State == job.Failed) != (i == job.MaxTries-1) || j.Error == "" {
				t.Fatalf("after try %d: %+v", i+1, j)
			}
			step(t, runner, false)
			storetest.Clock(db).Add(2 * time.Hour)
		}
		step(t, runner, false)
	})
}

func TestKeyAndCancel(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope, other := storetest.Merchant(t, db), storetest.Merchant(t, db)
		runner := &job.Runner{DB: db, Scope: scopes(scope, other), Kinds: map[string]job.Handler{
			"x": func(context.Context, *job.Run) error { return nil },
		}}
		first := enqueue(t, db, scope, job.Order{Kind: "x", Key: "only"})
		if again := enqueue(t, db, scope, job.Order{Kind: "x", Key: "only"}); again != first {
			t.Errorf("two open jobs of a key")
		}
		if theirs := enqueue(t, db, other, job.Order{Kind: "x", Key: "only"}); theirs == first {
			t.Errorf("a key reaches over merchants")
		}
		within(t, db, scope, func(ctx context.Context, tx *store.Tx) error {
			j, err := job.Cancel(ctx, tx, first)
			if j.State != job.Cancelled {
				t.Errorf("%+v", j)
			}
			return err
		})
		err := db.Tx(t.Context(), scope, func(tx *store.Tx) error {
			_, err := job.Cancel(t.Context(), tx, first)
			return err
		})
		if !fault.Has(err, job.ErrFinished) {
			t.Errorf("cancelled twice: %v", err)
		}
		err = db.Tx(t.Context(), other, func(tx *store.Tx) error {
			_, err := job.Cancel(t.Context(), tx, first)
			return err
		})
		if !fault.Has(err, fault.ErrNotFound) {
			t.Errorf("another merchant's job: %v", err)
		}
		if again := enqueue(t, db, scope, job.Order{Kind: "x", Key: "only"}); again == first {
			t.Errorf("the key of a finished job is not free")
		}
		step(t, runner, true)
		step(t, runner, true)
		step(t, runner, false)
	})
}

// Invariant 1: two workers never have the same job, and between them they do each once.
func TestTwoWorkers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		list := []store.Scope{storetest.Merchant(t, db), storetest.Merchant(t, db), storetest.Merchant(t, db)}
		var mu sync.Mutex
		ran := map[int64]int{}
		kinds := map[string]job.Handler{"x": func(_ context.Context, run *job.Run) error {
			mu.Lock()
			defer mu.Unlock()
			ran[run.ID]++
			return nil
		}}
		for i := range 30 {
			enqueue(t, db, list[i%3], job.Order{Kind: "x"})
		}
		ctx, stop := context.WithCancel(t.Context())
		var all sync.WaitGroup
		for range 2 {
			runner := &job.Runner{DB: db, Scope: scopes(list...), Kinds: kinds, Workers: 2, Poll: 2 * time.Millisecond}
			all.Go(func() { runner.Run(ctx) })
		}
		wait(t, func() bool { mu.Lock(); defer mu.Unlock(); return len(ran) == 30 })
		stop()
		all.Wait()
		for id, n := range ran {
			if n != 1 {
				t.Errorf("job %d ran %d times", id, n)
			}
		}
	})
}

func wait(t *testing.T, until func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !until(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("waited in vain")
		}
	}
}

// Invariant 1: who lost the lease commits nothing more, neither work nor an ending.
func TestLeaseLost(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope := storetest.Merchant(t, db)
		var second *job.Runner
		runs := 0
		handler := func(ctx context.Context, run *job.Run) error {
			if runs++; runs == 2 {
				run.Result = "second"
				return run.Progress(ctx, 2, 2)
			}
			storetest.Clock(db).Add(time.Hour) // it slept over the end of its lease
			if worked, err := second.Step(ctx); !worked || err != nil {
				t.Errorf("nobody took over: %v %v", worked, err)
			}
			run.Result = "first"
			err := run.Progress(ctx, 1, 2)
			if !errors.Is(err, job.ErrLeaseLost) {
				t.Errorf("the fence let it through: %v", err)
			}
			return nil // even claiming success
		}
		kinds := map[string]job.Handler{"x": handler}
		first := &job.Runner{DB: db, Scope: scopes(scope), Kinds: kinds}
		second = &job.Runner{DB: db, Scope: scopes(scope), Kinds: kinds}
		id := enqueue(t, db, scope, job.Order{Kind: "x"})
		step(t, first, true)
		if j := get(t, db, scope, id); j.State != job.Done || string(j.Result) != `"second"` || j.Done != 2 || j.Fence != 2 {
			t.Errorf("%+v", j)
		}
	})
}

func TestCancelRunning(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope := storetest.Merchant(t, db)
		runner := &job.Runner{DB: db, Scope: scopes(scope), Kinds: map[string]job.Handler{
			"asks": func(ctx context.Context, run *job.Run) error {
				cancel(t, db, scope, run.ID)
				return run.Progress(ctx, 1, 2)
			},
			"sleeps": func(ctx context.Context, run *job.Run) error { // the heartbeat tells it
				cancel(t, db, scope, run.ID)
				<-ctx.Done()
				return ctx.Err()
			},
		}, Lease: 20 * time.Millisecond}
		for _, kind := range []string{"asks", "sleeps"} {
			id := enqueue(t, db, scope, job.Order{Kind: kind})
			step(t, runner, true)
			if j := get(t, db, scope, id); j.State != job.Cancelled || j.FinishedAt == 0 {
				t.Errorf("%s: %+v", kind, j)
			}
		}
	})
}

func cancel(t *testing.T, db *store.DB, scope store.Scope, id int64) {
	within(t, db, scope, func(ctx context.Context, tx *store.Tx) error {
		_, err := job.Cancel(ctx, tx, id)
		return err
	})
}

// A server that stops gives its jobs back at once, and that run does not count.
func TestStop(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope := storetest.Merchant(t, db)
		var running atomic.Bool
		runner := &job.Runner{DB: db, Scope: scopes(scope), Poll: time.Millisecond, Kinds: map[string]job.Handler{
			"x": func(ctx context.Context, run *job.Run) error {
				running.Store(true)
				<-ctx.Done()
				return fmt.Errorf("cut off: %w", ctx.Err())
			},
		}}
		id := enqueue(t, db, scope, job.Order{Kind: "x", Key: "k"})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); runner.Run(ctx) }()
		wait(t, running.Load)
		stop()
		<-ended
		if j := get(t, db, scope, id); j.State != job.Waiting || j.Tries != 0 || j.DueAt > calendar.Of(storetest.Start) {
			t.Errorf("%+v", j)
		}
	})
}

func TestSchedule(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		scope := storetest.Merchant(t, db) // it is Monday noon in Shanghai
		var due []string
		runner := &job.Runner{DB: db, Scope: scopes(scope), Kinds: map[string]job.Handler{
			"turn": func(_ context.Context, run *job.Run) error {
				var p job.DueParams
				err := run.Decode(&p)
				due = append(due, p.DueAt.In(scope.Merchant.Zone).Format("02 15:04"))
				return err
			},
		}, Schedules: []job.Schedule{{Name: "turn", Kind: "turn", Cron: "5 0 * * *"}}}
		clock := storetest.Clock(db)
		step(t, runner, false) // nothing is due when a merchant is new
		clock.Add(12 * time.Hour)
		step(t, runner, false) // midnight
		clock.Add(5 * time.Minute)
		step(t, runner, true)
		step(t, runner, false)
		clock.Add(72 * time.Hour) // the server was down for three days: one job for all
		step(t, runner, true)
		step(t, runner, false)
		runner.Schedules[0].Missed = job.Skip
		clock.Add(71 * time.Hour)
		step(t, runner, false) // two were missed
		clock.Add(time.Hour)
		step(t, runner, true)
		if got := fmt.Sprint(due); got != "[16 00:05 17 00:05 22 00:05]" {
			t.Errorf("ran for %s", got)
		}
		if err := (job.Schedule{Cron: "61 * * * *"}).Check(); !fault.Has(err, job.ErrSchedule) {
			t.Errorf("a bad schedule: %v", err)
		}
		if err := (job.Schedule{Cron: "every day"}).Check(); !fault.Has(err, job.ErrSchedule) {
			t.Errorf("a bad schedule: %v", err)
		}
	})
}
