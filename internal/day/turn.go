package day

import (
	"context"
	"errors"

	"regulars/internal/calendar"
	"regulars/internal/exporter"
	"regulars/internal/job"
	"regulars/internal/ledger/closing"
	"regulars/internal/mall"
	"regulars/internal/media"
	"regulars/internal/order/hand"
	"regulars/internal/org"
	"regulars/internal/segment"
	"regulars/internal/store"
)

// Desk is where the turn works: View opens snapshots, Tx writing transactions. A job's Tx proves that its lease still holds.
type Desk struct {
	View  func(ctx context.Context, fn func(tx *store.Tx) error) error
	Tx    func(ctx context.Context, fn func(tx *store.Tx) error) error
	Rules func(ctx context.Context) error // puts tags that stand by a rule on and off
}

// At is the desk of a merchant.
func At(db *store.DB, scope store.Scope) Desk {
	return Desk{
		View: func(ctx context.Context, fn func(tx *store.Tx) error) error { return db.View(ctx, scope, fn) },
		Tx:   func(ctx context.Context, fn func(tx *store.Tx) error) error { return db.Tx(ctx, scope, fn) },

		Rules: func(ctx context.Context) error { return segment.ApplyTagRules(ctx, db, scope) },
	}
}

// Done is what a turn did.
type Done struct {
	Posted   int64 `json:"posted"`   // members that were caught up
	Reminded int64 `json:"reminded"` // reminders that were emitted
	Told     int64 `json:"told"`     // what became usable, ends soon or has ended
	Closed   int64 `json:"closed"`   // days of the ledger
	Lapsed   int64 `json:"lapsed"`   // requests that nobody decided
	Cleaned  int64 `json:"cleaned"`  // exports, finished jobs and addresses whose time is over
}

// Turn does everything that time does to the merchant, as of now. A step that fails does not keep the next from its work; the errors
// are answered together. Running it again, after a crash or at once on another server, does nothing twice.
func Turn(ctx context.Context, desk Desk) (Done, error) {
	var done Done
	steps := []func() error{
		func() (err error) { done.Posted, err = Post(ctx, desk); return err },
		func() (err error) { done.Reminded, err = Remind(ctx, desk); return err },
		func() (err error) { done.Told, err = Tell(ctx, desk); return err },
		func() (err error) { done.Closed, err = Close(ctx, desk); return err },
		func() (err error) { done.Lapsed, err = Lapse(ctx, desk); return err },
		func() error { return desk.Rules(ctx) },
		func() (err error) { done.Cleaned, err = Clean(ctx, desk); return err },
	}
	var errs []error
	for _, step := range steps {
		err := step()
		if ends(ctx, err) {
			return done, err
		}
		errs = append(errs, err)
	}
	return done, errors.Join(errs...)
}

// ends reports whether an error is a reason to stop everything: the server stops, or another one has the job.
func ends(ctx context.Context, err error) bool {
	return err != nil && (ctx.Err() != nil || errors.Is(err, job.ErrLeaseLost) || errors.Is(err, job.ErrCancelled))
}

// Lapse writes down which requests for a second person are over.
func Lapse(ctx context.Context, desk Desk) (n int64, err error) {
	err = desk.Tx(ctx, func(tx *store.Tx) (err error) {
		n, err = org.ExpireApprovals(ctx, tx)
		return err
	})
	return n, err
}

// Clean removes exported files, jobs, addresses, holds and pictures whose time is over.
func Clean(ctx context.Context, desk Desk) (total int64, err error) {
	for _, clean := range []func(ctx context.Context, tx *store.Tx) (int64, error){exporter.Clean, job.Clean, mall.ForgetRecipients, hand.Clean, media.Clean} {
		for n := int64(1); n > 0; total += n {
			err := desk.Tx(ctx, func(tx *store.Tx) (err error) {
				n, err = clean(ctx, tx)
				return err
			})
			if err != nil {
				return total, err
			}
		}
	}
	return total, nil
}

// Close closes the days of the ledger that are over and were not closed yet, oldest first, and yesterday once more. A merchant of whom
// nothing was ever closed begins with yesterday.
func Close(ctx context.Context, desk Desk) (n int64, err error) {
	var days []calendar.Day
	err = desk.View(ctx, func(tx *store.Tx) error {
		yesterday := tx.Today() - 1
		last := yesterday - 1
		list, err := closing.Closings(ctx, tx, yesterday-maxUnclosed, yesterday)
		if len(list) > 0 {
			last = min(list[len(list)-1].On, yesterday-1)
		}
		for d := last + 1; d <= yesterday; d++ {
			days = append(days, d)
		}
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, d := range days {
		if err := desk.Tx(ctx, func(tx *store.Tx) error { return closing.Close(ctx, tx, d) }); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
