package store

import (
	"context"
	"fmt"
)

// step is one statement on its way to the database, and what came back. A set operation has rows instead of args.
type step struct {
	sql      string                 // of one row, where there are rows
	atOnce   func() (string, []any) // the statement of all rows, and its arguments after args
	together func() string          // the statement of rowsTogether rows, for SQLite; nil where there is none
	args     []any                  // before those of a row
	rows     [][]any
	then     func(*step) error // is told when it is done; may be nil

	out rowset
	n   int64 // rows changed
}

// later puts the step off until the transaction next waits for an answer, or commits.
func (tx *Tx) later(s *step) { tx.waiting = append(tx.waiting, s) }

// QueryLater is Query, put off until the transaction next waits for an answer: statements that do not need each other's
// answers go to PostgreSQL in one round trip. What fn returns is returned there.
func (tx *Tx) QueryLater(sql string, fn func(Row) error, args ...any) {
	tx.later(&step{sql: sql, args: args, then: func(s *step) error { return s.out.each(fn) }})
}

// Flush does what was put off, in its order, and waits for it. All rows are read before the first callback runs.
func (tx *Tx) Flush(ctx context.Context) error {
	steps := tx.waiting
	tx.waiting = nil
	if tx.failed != nil || len(steps) == 0 {
		return tx.failed
	}
	if done, err := tx.session.run(ctx, steps); err != nil {
		return tx.fail(err, steps[min(done, len(steps)-1)].sql)
	}
	for _, s := range steps {
		if s.then == nil {
			continue
		}
		if err := s.then(s); err != nil {
			return tx.stick(err, s == steps[len(steps)-1])
		}
	}
	return nil
}

// stick keeps what an earlier step returned, which whoever waits for the last one might take for its own and get over.
func (tx *Tx) stick(err error, last bool) error {
	if !last && tx.failed == nil {
		tx.failed = err
	}
	return err
}

// wait does the step after all that was put off, and waits for it.
func (tx *Tx) wait(ctx context.Context, s *step) error {
	tx.later(s)
	return tx.Flush(ctx)
}

func (tx *Tx) fail(err error, sql string) error {
	if len(sql) > 200 {
		sql = sql[:200] + "…"
	}
	tx.failed = fmt.Errorf("%w\n\tin: %s", unify(err), sql)
	return tx.failed
}
