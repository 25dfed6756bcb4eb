package day

import (
	"context"
	"errors"

	"regulars/internal/job"
)

// The kinds of jobs of the room.
const (
	KindTurn = "day.turn" // everything, once a day
	KindPost = "day.post" // what falls due within the day
)

// Schedules are the jobs that come by the clock, in each merchant's zone. Instants that passed while no server ran count once.
func Schedules() []job.Schedule {
	return []job.Schedule{
		{Name: KindTurn, Kind: KindTurn, Cron: nightly, Missed: job.OnceForAll},
		{Name: KindPost, Kind: KindPost, Cron: often, Missed: job.OnceForAll},
	}
}

// Handlers are the work of the room's jobs.
func Handlers() map[string]job.Handler {
	return map[string]job.Handler{
		KindTurn: func(ctx context.Context, run *job.Run) error {
			done, err := Turn(ctx, of(run))
			run.Result = done
			return err
		},
		KindPost: func(ctx context.Context, run *job.Run) error {
			posted, err := Post(ctx, of(run))
			lapsed, failed := Lapse(ctx, of(run))
			told, untold := Tell(ctx, of(run))
			run.Result = Done{Posted: posted, Lapsed: lapsed, Told: told}
			return errors.Join(err, failed, untold)
		},
	}
}

// of is the desk of a run: what it writes commits only while the run holds its lease. Tag rules write in short transactions that may
// be repeated, and need no lease.
func of(run *job.Run) Desk {
	desk := At(run.DB, run.Scope)
	desk.Tx = run.Tx
	return desk
}
