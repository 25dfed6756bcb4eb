package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"regulars/internal/calendar"
)

// Config says where the database is and what its transactions carry.
type Config struct {
	Path    string           // file of the embedded database; or
	URL     string           // postgres://…
	Clock   func() time.Time // the time of the program; time.Now by default
	Values  []any            // taken by type with Value
	Log     *slog.Logger
	Readers int // connections that read (SQLite, default 4) or in all (PostgreSQL, default 16)
}

// DB is an open database. It is safe for concurrent use.
type DB struct {
	engine engine
	config Config
	node   node
}

// engine is one of the two kinds of database.
type engine interface {
	name() string
	begin(ctx context.Context, write bool) (session, error)
	dialect(sql string) string // rewrites DDL for this engine
	prepare(ctx context.Context, sql string) error
	close()
}

// session is one open transaction on a connection.
type session interface {
	run(ctx context.Context, steps []*step) (done int, err error) // in order, up to the first that fails
	commit(ctx context.Context) error
	rollback()
}

// ErrAgain, returned (wrapped or not) by the function of DB.Tx, asks for the whole transaction to be run again:
// another server was faster.
var ErrAgain = errors.New("store: run the transaction again")

// maxRuns bounds how often DB.Tx runs its function.
const maxRuns = 12

// Open opens the database; it does not change it.
func Open(ctx context.Context, config Config) (*DB, error) {
	if config.Clock == nil {
		config.Clock = time.Now
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	var e engine
	var err error
	if config.URL != "" {
		e, err = openPostgres(ctx, config)
	} else {
		e, err = openSQLite(config)
	}
	if err != nil {
		return nil, err
	}
	return &DB{engine: e, config: config}, nil
}

// Close gives back the node number and closes all connections.
func (db *DB) Close() {
	db.releaseNode()
	db.engine.close()
}

// Engine is "sqlite" or "postgres".
func (db *DB) Engine() string { return db.engine.name() }

// Config is what the database was opened with.
func (db *DB) Config() Config { return db.config }

// Now is the program's time.
func (db *DB) Now() calendar.Instant { return calendar.Of(db.config.Clock()) }

// Prepare asks the engine whether it understands the statement.
func (db *DB) Prepare(ctx context.Context, sql string) error { return db.engine.prepare(ctx, sql) }

// Analyze brings PostgreSQL's statistics up to date: plans made while tables were empty do not fit once they are full. SQLite's
// are fixed, see Migrate.
func (db *DB) Analyze(ctx context.Context) error {
	return db.Tx(ctx, Installation, func(tx *Tx) error { return Analyze(ctx, tx, "") })
}

// Analyze is DB.Analyze for one table that the transaction has filled.
func Analyze(ctx context.Context, tx *Tx, table string) error {
	if tx.db.Engine() != "postgres" {
		return nil
	}
	_, err := tx.Exec(ctx, `ANALYZE `+table)
	return err
}

// Tx runs fn in one transaction and commits it, running it again where another
// transaction was in the way. It returns fn's error, unchanged, after rolling back.
func (db *DB) Tx(ctx context.Context, scope Scope, fn func(tx *Tx) error) error {
	for run := 1; ; run++ {
		err := db.once(ctx, scope, true, fn)
		if err == nil || run == maxRuns || !again(err) || ctx.Err() != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(rand.IntN(1<<run)) * time.Millisecond):
		}
	}
}

// View runs fn on one read-only snapshot.
func (db *DB) View(ctx context.Context, scope Scope, fn func(tx *Tx) error) error {
	for run := 1; ; run++ {
		err := db.once(ctx, scope, false, fn)
		if err == nil || run == maxRuns || !again(err) || ctx.Err() != nil {
			return err
		}
	}
}

func (db *DB) once(ctx context.Context, scope Scope, write bool, fn func(tx *Tx) error) (err error) {
	s, err := db.engine.begin(ctx, write)
	if err != nil {
		return err
	}
	done := false
	defer func() {
		if !done {
			s.rollback()
		}
	}()
	tx := &Tx{db: db, session: s, scope: scope, now: db.Now(), write: write}
	if err := fn(tx); err != nil || !write {
		return err
	}
	if tx.failed != nil {
		return fmt.Errorf("commit refused: %w", tx.failed)
	}
	if err := tx.saveEvents(); err != nil {
		return err
	}
	if err := tx.Flush(ctx); err != nil {
		return err
	}
	done = true
	return s.commit(ctx)
}
