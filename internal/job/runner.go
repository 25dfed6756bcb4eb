package job

import (
	"context"
	"log/slog"
	"sort"
	"sync"
	"time"

	"regulars/internal/store"
)

// ScopeOf loads the scope of a merchant, acting as the system: app gives it, because this room knows no merchants.
type ScopeOf func(ctx context.Context, merchantID int64) (store.Scope, error)

// Runner claims the jobs of all merchants and runs them.
type Runner struct {
	DB        *store.DB
	Scope     ScopeOf
	Kinds     map[string]Handler
	Schedules []Schedule
	Workers   int           // jobs at a time; 4 where it is 0
	Each      int           // jobs at a time of one merchant; 2 where it is 0
	Poll      time.Duration // how often it looks when nobody wakes it; 1 s where it is 0
	Lease     time.Duration // DefaultLease where it is 0
	Log       *slog.Logger

	alarm alarm
	mu    sync.Mutex
	busy  map[int64]int // running jobs by merchant
	last  int64         // the merchant that was served last: the next one is after it
}

// Wake has the runner look for jobs now.
func (r *Runner) Wake() { r.alarm.ring() }

// Run runs jobs until ctx ends, and returns when the last handler has. Interrupted jobs wait for another runner.
func (r *Runner) Run(ctx context.Context) error {
	for _, s := range r.Schedules {
		if err := s.Check(); err != nil {
			return err
		}
	}
	var all sync.WaitGroup
	for range orElse(r.Workers, 4) {
		all.Go(func() { r.loop(ctx) })
	}
	all.Wait()
	return ctx.Err()
}

func (r *Runner) loop(ctx context.Context) {
	for ctx.Err() == nil {
		worked, err := r.Step(ctx)
		if err != nil && ctx.Err() == nil {
			r.log().Error("jobs", "error", err)
		}
		if !worked || err != nil {
			r.alarm.wait(ctx, orElse(r.Poll, time.Second))
		}
	}
}

// Step makes the jobs that have fallen due by schedule, then claims one job and runs it to its end. It reports
// whether there was one.
func (r *Runner) Step(ctx context.Context) (worked bool, err error) {
	if err := r.tickAll(ctx); err != nil {
		return false, err
	}
	run, err := r.next(ctx)
	if err != nil || run == nil {
		return false, err
	}
	defer r.release(run.Scope.Merchant.ID)
	r.log().Info("job starts", "kind", run.Kind, "job", run.ID, "merchant", run.Scope.Merchant.Slug, "try", run.Tries)
	err = run.work(ctx, r.Kinds[run.Kind])
	return true, err
}

// tickAll goes over the merchants for whom a schedule has fallen due.
func (r *Runner) tickAll(ctx context.Context) error {
	for _, s := range r.Schedules {
		err := r.pages(ctx, func(tx *store.Tx, after int64) ([]int64, error) {
			return merchantsToTick(ctx, tx, s, after)
		}, func(id int64) (bool, error) {
			scope, err := r.Scope(ctx, id)
			if err != nil {
				return false, err
			}
			return true, r.DB.Tx(ctx, scope, func(tx *store.Tx) error { return tick(ctx, tx, r.Schedules) })
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// pages calls each with the ids of list, page by page, until it says false.
func (r *Runner) pages(ctx context.Context, list func(*store.Tx, int64) ([]int64, error), each func(int64) (bool, error)) error {
	after := int64(0)
	for {
		var ids []int64
		err := r.DB.View(ctx, store.Installation, func(tx *store.Tx) (err error) {
			ids, err = list(tx, after)
			return err
		})
		if err != nil || len(ids) == 0 {
			return err
		}
		for _, id := range ids {
			if on, err := each(id); err != nil || !on {
				return err
			}
		}
		after = ids[len(ids)-1]
	}
}

// next claims a job of the first merchant, after the one served last, that has one.
func (r *Runner) next(ctx context.Context) (*Run, error) {
	var kinds []string
	for kind := range r.Kinds {
		kinds = append(kinds, kind)
	}
	sort.Strings(kinds)
	var due []int64
	err := r.pages(ctx, func(tx *store.Tx, after int64) ([]int64, error) {
		return merchantsDue(ctx, tx, kinds, after)
	}, func(id int64) (bool, error) {
		due = append(due, id)
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	for _, id := range r.turn(due) {
		if !r.reserve(id) {
			continue
		}
		run, err := r.claim(ctx, id, kinds)
		if run != nil {
			return run, nil
		}
		r.release(id)
		if err != nil {
			return nil, err
		}
	}
	return nil, nil
}

func (r *Runner) claim(ctx context.Context, merchantID int64, kinds []string) (*Run, error) {
	scope, err := r.Scope(ctx, merchantID)
	if err != nil {
		return nil, err
	}
	lease := orElse(r.Lease, DefaultLease)
	var j *Job
	err = r.DB.Tx(ctx, scope, func(tx *store.Tx) (err error) {
		j, err = claim(ctx, tx, kinds, lease)
		return err
	})
	if err != nil || j == nil {
		return nil, err
	}
	scope.Actor = j.MadeBy
	return &Run{Job: *j, DB: r.DB, Scope: scope, lease: lease}, nil
}

// turn puts the merchants that come after the one served last in front.
func (r *Runner) turn(ids []int64) []int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := sort.Search(len(ids), func(i int) bool { return ids[i] > r.last })
	return append(append([]int64{}, ids[i:]...), ids[:i]...)
}

func (r *Runner) reserve(id int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.busy == nil {
		r.busy = map[int64]int{}
	}
	if r.busy[id] >= orElse(r.Each, 2) {
		return false
	}
	r.busy[id]++
	r.last = id
	return true
}

func (r *Runner) release(id int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.busy[id]--; r.busy[id] == 0 {
		delete(r.busy, id)
	}
}

func (r *Runner) log() *slog.Logger { return orElse(r.Log, slog.Default()) }

func orElse[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}
