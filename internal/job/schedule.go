package job

import (
	"context"
	"time"

	"github.com/adhocore/gronx"

	"regulars/internal/calendar"
	"regulars/internal/fault"
	"regulars/internal/store"
)

// Schedule makes a job of every merchant again and again.
type Schedule struct {
	Name   string // unique; the merchant's row is kept under it
	Kind   string // of the job; its params are {"due_at": the instant that fell due}
	Cron   string // five fields, in the merchant's zone: "5 0 * * *" is five past midnight
	Missed Missed
}

// Missed says what becomes of the instants that passed while no server ran.
type Missed int

// The ways to treat them.
const (
	OnceForAll Missed = iota // one job for all of them
	Skip                     // none; the next instant counts
)

// DueParams is what a scheduled job is told.
type DueParams struct {
	DueAt calendar.Instant `json:"due_at"`
}

// Check refuses a schedule that cannot be kept.
func (s Schedule) Check() error {
	if !gronx.IsValid(s.Cron) {
		return ErrSchedule.New(fault.P{"cron": s.Cron, "reason": "five fields are needed"})
	}
	return nil
}

// next is the first instant after the given one that falls due.
func (s Schedule) next(after calendar.Instant, zone *time.Location) (calendar.Instant, error) {
	at, err := gronx.NextTickAfter(s.Cron, after.In(zone), false)
	if err != nil {
		return 0, ErrSchedule.Wrap(err, fault.P{"cron": s.Cron, "reason": err.Error()})
	}
	return calendar.Of(at), nil
}

// tick makes the jobs of the merchant's schedules that have fallen due, and writes down when each does next.
func tick(ctx context.Context, tx *store.Tx, schedules []Schedule) error {
	for _, s := range schedules {
		if err := s.tick(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

func (s Schedule) tick(ctx context.Context, tx *store.Tx) error {
	var due calendar.Instant
	var cron string
	found, err := store.One(ctx, tx, `SELECT cron, next_at FROM job_schedule WHERE merchant_id = $1 AND name = $2 FOR UPDATE`,
		func(r store.Row) error { return r.Scan(&cron, &due) }, tx.MerchantID(), s.Name)
	if err != nil || (found && cron == s.Cron && due > tx.Now()) {
		return err
	}
	next, err := s.next(tx.Now(), tx.Zone())
	if err != nil {
		return err
	}
	if found && due <= tx.Now() && (s.Missed == OnceForAll || s.stillDue(due, tx)) {
		_, _, err := EnqueueOrder(ctx, tx, Order{Kind: s.Kind, Params: DueParams{due}, Key: "schedule:" + s.Name})
		if err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `INSERT INTO job_schedule (merchant_id, name, cron, next_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (merchant_id, name) DO UPDATE SET cron = excluded.cron, next_at = excluded.next_at`,
		tx.MerchantID(), s.Name, s.Cron, next)
	return err
}

// stillDue reports whether no later instant of the schedule has passed since due.
func (s Schedule) stillDue(due calendar.Instant, tx *store.Tx) bool {
	after, err := s.next(due, tx.Zone())
	return err == nil && after > tx.Now()
}

// merchantsToTick lists merchants after the given id for whom the schedule has fallen due or has no row yet.
func merchantsToTick(ctx context.Context, tx *store.Tx, s Schedule, after int64) ([]int64, error) {
	return merchants(ctx, tx, `SELECT m.id FROM org_merchant m WHERE m.id > $1 AND NOT EXISTS
			(SELECT 1 FROM job_schedule s WHERE s.merchant_id = m.id AND s.name = $2 AND s.cron = $3 AND s.next_at > $4)
		ORDER BY m.id LIMIT 100`, after, s.Name, s.Cron, tx.Now())
}

// merchantsDue lists merchants after the given id that have a job to claim.
func merchantsDue(ctx context.Context, tx *store.Tx, kinds []string, after int64) ([]int64, error) {
	return merchants(ctx, tx, `SELECT m.id FROM org_merchant m WHERE m.id > $1 AND EXISTS
			(SELECT 1 FROM job j WHERE j.merchant_id = m.id AND j.due_at <= $2 AND j.kind = ANY($3))
		ORDER BY m.id LIMIT 100`, after, tx.Now(), kinds)
}

func merchants(ctx context.Context, tx *store.Tx, sql string, args ...any) ([]int64, error) {
	var ids []int64
	err := tx.Query(ctx, sql, func(r store.Row) error {
		var id int64
		err := r.Scan(&id)
		ids = append(ids, id)
		return err
	}, args...)
	return ids, err
}
