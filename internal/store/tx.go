package store

import (
	"context"
	"fmt"
	"time"

	"regulars/internal/calendar"
	"regulars/internal/event"
)

// Tx is one transaction of one scope, writing (DB.Tx) or on a snapshot (DB.View).
// It is not safe for concurrent use.
type Tx struct {
	db      *DB
	session session
	scope   Scope
	now     calendar.Instant
	write   bool
	failed  error
	waiting []*step // put off until the next answer is waited for
	events  []event.Event
}

// MerchantID is the id of the merchant that the transaction belongs to.
func (tx *Tx) MerchantID() int64 { return tx.scope.Merchant.ID }

// Merchant is the merchant that the transaction belongs to.
func (tx *Tx) Merchant() Merchant { return tx.scope.Merchant }

// Zone is the merchant's time zone.
func (tx *Tx) Zone() *time.Location { return tx.scope.Merchant.Zone }

// Currency is the merchant's currency.
func (tx *Tx) Currency() string { return tx.scope.Merchant.Currency }

// Actor is who does it.
func (tx *Tx) Actor() Actor { return tx.scope.Actor }

// Historic reports whether facts of the past are being imported.
func (tx *Tx) Historic() bool { return tx.scope.Historic }

// Scope is the whole scope.
func (tx *Tx) Scope() Scope { return tx.scope }

// Now is the one instant of the transaction.
func (tx *Tx) Now() calendar.Instant { return tx.now }

// Today is the local day of Now.
func (tx *Tx) Today() calendar.Day { return tx.now.Day(tx.Zone()) }

// Writes reports whether the transaction may write.
func (tx *Tx) Writes() bool { return tx.write }

// NewID makes a time-ordered id, unique in the installation.
func (tx *Tx) NewID() int64 { return tx.db.node.next() }

// Query reads all rows of the statement, then calls fn with each.
func (tx *Tx) Query(ctx context.Context, sql string, fn func(Row) error, args ...any) error {
	tx.QueryLater(sql, fn, args...)
	return tx.Flush(ctx)
}

// Exec runs the statement and answers how many rows it changed.
func (tx *Tx) Exec(ctx context.Context, sql string, args ...any) (int64, error) {
	s := &step{sql: sql, args: args}
	err := tx.wait(ctx, s)
	return s.n, err
}

// One reads at most one row and reports whether there was one.
func One(ctx context.Context, tx *Tx, sql string, fn func(Row) error, args ...any) (bool, error) {
	found := false
	err := tx.Query(ctx, sql, func(r Row) error {
		if found {
			return nil
		}
		found = true
		return fn(r)
	}, args...)
	return found, err
}

// Value is what was given to Open in Config.Values, by its type; it panics where there is none,
// which is a mistake of wiring.
func Value[T any](tx *Tx) T {
	v, ok := FindValue[T](tx.db)
	if !ok {
		var zero T
		panic(fmt.Sprintf("store: no %T was given to Open", zero))
	}
	return v
}

// FindValue is what was given to Open in Config.Values, by its type.
func FindValue[T any](db *DB) (T, bool) {
	for _, v := range db.config.Values {
		if t, ok := v.(T); ok {
			return t, true
		}
	}
	var zero T
	return zero, false
}

// Emit tells the other rooms what happened, in this commit.
func (tx *Tx) Emit(e event.Event) {
	e.ID = tx.NewID()
	e.Historic = e.Historic || tx.scope.Historic
	e.Depth = tx.scope.Depth
	tx.events = append(tx.events, e)
}

// Forget drops the events emitted so far: what they tell of will not be written.
func (tx *Tx) Forget() { tx.events = nil }

// Emitted are the events of the transaction so far.
func (tx *Tx) Emitted() []event.Event { return tx.events }
