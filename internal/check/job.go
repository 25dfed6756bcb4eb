package check

import (
	"context"

	"regulars/internal/job"
	"regulars/internal/store"
)

// Kind is the kind of the job that proves a merchant's books.
const Kind = "check"

// Outcome is what a proof found, as its job keeps it. The job itself says when it ran and how long it took.
type Outcome struct {
	Breaches int       `json:"breaches"` // all that were found, those not told too
	Notes    int       `json:"notes"`
	Findings []Finding `json:"findings"` // at most maxKept
}

// Handlers are the work of the room's jobs.
func Handlers() map[string]job.Handler {
	return map[string]job.Handler{Kind: func(ctx context.Context, run *job.Run) error {
		out, err := Prove(ctx, run.DB, run.Scope)
		run.Result = out
		return err
	}}
}

// Schedules has every merchant's books proven each night, once for all nights that no server ran.
func Schedules() []job.Schedule {
	return []job.Schedule{{Name: Kind, Kind: Kind, Cron: nightly, Missed: job.OnceForAll}}
}

// Order orders a proof; where one waits or runs already it answers that one.
func Order(ctx context.Context, tx *store.Tx) (id int64, err error) {
	id, _, err = job.EnqueueOrder(ctx, tx, job.Order{Kind: Kind, Params: job.DueParams{DueAt: tx.Now()}, Key: "schedule:" + Kind})
	return id, err
}

// Prove runs the proof and gathers what it finds.
func Prove(ctx context.Context, db *store.DB, scope store.Scope) (Outcome, error) {
	out := Outcome{Findings: []Finding{}}
	err := Run(ctx, db, scope, func(f Finding) {
		if len(out.Findings) < maxKept {
			out.Findings = append(out.Findings, f)
		}
		switch {
		case f.Note:
			out.Notes++
		default:
			out.Breaches += max(f.More, 1)
		}
	})
	return out, err
}
