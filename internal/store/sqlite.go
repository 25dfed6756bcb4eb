package store

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"zombiezen.com/go/sqlite"
)

// sqliteEngine is the embedded database: one connection that writes, several that read, and one that carries what was committed from
// the journal into the file.
type sqliteEngine struct {
	path    string
	writer  chan *sqlite.Conn // holds the one writer while it is free
	readers chan *sqlite.Conn // holds free readers; nil stands for one not yet opened
	readMax int
	wrote   chan struct{} // something was committed since the journal was last carried over
	closing chan struct{}
	carrier sync.WaitGroup
}

// busyTimeout bounds how long a writer waits, for this process's other writers and for other processes.
const busyTimeout = 10 * time.Second

// writerPragmas keep the pages of some ten thousand busy members at hand. The journal begins anew where a commit finds all of it carried
// over, which under constant load is never; there the writer sees to what is left each 256 MiB, and waits for the disk meanwhile.
const writerPragmas = `PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;
PRAGMA wal_autocheckpoint=65536; PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY;`

// carryEvery is how often the journal is carried over while there are commits: a page that each of them touches is written once, and
// little is left to the writer.
const carryEvery = 250 * time.Millisecond

const readerPragmas = `PRAGMA query_only=ON; PRAGMA cache_size=-4000; PRAGMA temp_store=MEMORY;`

func openSQLite(config Config) (engine, error) {
	if err := os.MkdirAll(filepath.Dir(config.Path), 0o700); err != nil {
		return nil, err
	}
	if err := private(config.Path); err != nil {
		return nil, err
	}
	w, err := openConn(config.Path, sqlite.OpenReadWrite|sqlite.OpenCreate, writerPragmas)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", config.Path, err)
	}
	if config.Readers == 0 {
		config.Readers = 4
	}
	e := &sqliteEngine{path: config.Path, writer: make(chan *sqlite.Conn, 1), readers: make(chan *sqlite.Conn, config.Readers), readMax: config.Readers}
	e.wrote, e.closing = make(chan struct{}, 1), make(chan struct{})
	e.writer <- w
	for range config.Readers {
		e.readers <- nil
	}
	e.carrier.Go(e.carry)
	return e, nil
}

// carry writes what was committed from the journal into the file until the engine closes, beside the writer and not in its way.
func (e *sqliteEngine) carry() {
	var c *sqlite.Conn
	defer func() {
		if c != nil {
			c.Close()
		}
	}()
	for {
		select {
		case <-e.wrote:
		case <-e.closing:
			return
		}
		var err error
		if c == nil {
			c, err = openConn(e.path, sqlite.OpenReadWrite, "")
		}
		if err == nil {
			_ = run(c, "PRAGMA wal_checkpoint(PASSIVE)", nil, false, &rowset{}) // what it cannot carry stays in the journal
		}
		select {
		case <-time.After(carryEvery):
		case <-e.closing:
			return
		}
	}
}

// private makes the file, where there is none, readable by its owner alone; its journals follow it.
func private(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}

func openConn(path string, flags sqlite.OpenFlags, pragmas string) (*sqlite.Conn, error) {
	c, err := sqlite.OpenConn(path, flags)
	if err != nil {
		return nil, err
	}
	c.SetBusyTimeout(busyTimeout)
	for _, p := range strings.Split(pragmas, ";") {
		if strings.TrimSpace(p) == "" {
			continue
		}
		if err := run(c, p, nil, true, &rowset{}); err != nil {
			c.Close()
			return nil, err
		}
	}
	return c, nil
}

func (e *sqliteEngine) name() string { return "sqlite" }

func (e *sqliteEngine) close() {
	close(e.closing)
	e.carrier.Wait()
	if c := <-e.writer; c != nil {
		c.Close()
	}
	for range e.readMax {
		if c := <-e.readers; c != nil {
			c.Close()
		}
	}
}

func (e *sqliteEngine) begin(ctx context.Context, write bool) (session, error) {
	pool, sql, wrote := e.readers, "BEGIN", (chan struct{})(nil)
	if write {
		pool, sql, wrote = e.writer, "BEGIN IMMEDIATE", e.wrote
	}
	var c *sqlite.Conn
	select {
	case c = <-pool:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if c == nil {
		var err error
		if c, err = openConn(e.path, sqlite.OpenReadWrite, readerPragmas); err != nil {
			pool <- nil
			return nil, err
		}
	}
	c.SetInterrupt(ctx.Done())
	if err := run(c, sql, nil, false, &rowset{}); err != nil {
		c.SetInterrupt(nil)
		pool <- c
		return nil, unify(err)
	}
	return &sqliteSession{conn: c, pool: pool, wrote: wrote}, nil
}

func (e *sqliteEngine) prepare(ctx context.Context, sql string) error {
	s, err := e.begin(ctx, false)
	if err != nil {
		return err
	}
	defer s.rollback()
	stmt, trailing, err := s.(*sqliteSession).conn.PrepareTransient(rewriteSQLite(sql))
	if err != nil {
		return err
	}
	if trailing > 0 {
		err = fmt.Errorf("%d bytes after the statement", trailing)
	}
	if e := stmt.Finalize(); err == nil {
		err = e
	}
	return err
}

type sqliteSession struct {
	conn  *sqlite.Conn
	pool  chan *sqlite.Conn
	wrote chan struct{} // nil where it only reads
}

func (s *sqliteSession) run(_ context.Context, steps []*step) (done int, err error) {
	for i, one := range steps {
		if one.rows == nil {
			sql, args := rewriteLists(one.sql, one.args)
			err = run(s.conn, sql, args, false, &one.out)
			one.n = int64(s.conn.Changes())
		} else {
			err = s.runMany(one)
		}
		if err != nil {
			return i, err
		}
	}
	return len(steps), nil
}

// runMany runs the statement of one row for each of them, that of many while there are so many.
func (s *sqliteSession) runMany(one *step) error {
	rows := one.rows
	if one.together != nil && len(rows) >= rowsTogether {
		n := len(rows) / rowsTogether * rowsTogether
		if err := s.runRows(one, one.together(), slices.Chunk(rows[:n], rowsTogether)); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return s.runRows(one, one.sql, slices.Chunk(rows, 1))
}

// runRows runs a statement of some rows for each of the parts, which have as many.
func (s *sqliteSession) runRows(one *step, sql string, parts iter.Seq[[][]any]) error {
	stmt, err := s.conn.Prepare(rewriteSQLite(sql))
	if err != nil {
		return err
	}
	defer stmt.Reset()
	if err := bindAll(stmt, one.args); err != nil {
		return err
	}
	var before [][]any // whose cells are bound still: about half are alike from row to row
	for rows := range parts {
		at := len(one.args)
		for i, row := range rows {
			for c, a := range row {
				if at++; before != nil && same(before[i][c], a) {
					continue
				}
				if err := bind(stmt, at, plain(a)); err != nil {
					return err
				}
			}
		}
		before = rows
		if err := readAll(stmt, &one.out); err != nil {
			return err
		}
		one.n += int64(s.conn.Changes())
		if err := stmt.Reset(); err != nil {
			return err
		}
	}
	return nil
}

func (s *sqliteSession) commit(context.Context) error {
	s.conn.SetInterrupt(nil) // a commit under way is not given up
	err := run(s.conn, "COMMIT", nil, false, &rowset{})
	if err != nil {
		s.rollback()
		return unify(err)
	}
	s.pool <- s.conn
	select {
	case s.wrote <- struct{}{}:
	default:
	}
	return nil
}

func (s *sqliteSession) rollback() {
	s.conn.SetInterrupt(nil)
	if !s.conn.AutocommitEnabled() {
		if err := run(s.conn, "ROLLBACK", nil, false, &rowset{}); err != nil && !s.conn.AutocommitEnabled() {
			s.conn.Close() // a connection that cannot leave its transaction must not be used again
			s.pool <- nil
			return
		}
	}
	s.pool <- s.conn
}

// run executes one statement and reads all its rows.
func run(c *sqlite.Conn, sql string, args []any, transient bool, out *rowset) (err error) {
	var stmt *sqlite.Stmt
	if transient {
		if stmt, _, err = c.PrepareTransient(sql); err != nil {
			return err
		}
		defer stmt.Finalize()
	} else {
		if stmt, err = c.Prepare(sql); err != nil {
			return err
		}
		defer stmt.Reset()
	}
	if err := bindAll(stmt, args); err != nil {
		return err
	}
	return readAll(stmt, out)
}

// same reports whether a cell is known to be the one that is bound already.
func same(a, b any) bool {
	switch a := a.(type) {
	case int64:
		b, ok := b.(int64)
		return ok && a == b
	case string:
		b, ok := b.(string)
		return ok && a == b
	}
	return false
}

func bindAll(stmt *sqlite.Stmt, args []any) error {
	for i, a := range args {
		if err := bind(stmt, i+1, plain(a)); err != nil {
			return err
		}
	}
	return nil
}

// readAll executes a statement that is bound, and reads its rows.
func readAll(stmt *sqlite.Stmt, out *rowset) error {
	columns := stmt.ColumnCount()
	for {
		more, err := stmt.Step()
		if err != nil {
			return err
		}
		if !more {
			return nil
		}
		row := out.add(columns)
		for i := range row {
			row[i] = readCell(stmt, i)
		}
	}
}

func bind(stmt *sqlite.Stmt, i int, v any) error {
	switch v := v.(type) {
	case int64:
		stmt.BindInt64(i, v)
	case string:
		stmt.BindText(i, v)
	case bool:
		stmt.BindBool(i, v)
	case []byte:
		if v == nil {
			v = []byte{}
		}
		stmt.BindBytes(i, v)
	case float64:
		stmt.BindFloat(i, v)
	case nil:
		stmt.BindNull(i)
	default: // []int64, []string
		list, err := json.Marshal(v)
		if err != nil {
			return err
		}
		if string(list) == "null" {
			list = []byte("[]")
		}
		stmt.BindText(i, string(list))
	}
	return nil
}

func readCell(stmt *sqlite.Stmt, i int) cell {
	switch stmt.ColumnType(i) {
	case sqlite.TypeInteger:
		return cell{kind: integer, n: stmt.ColumnInt64(i)}
	case sqlite.TypeText:
		return cell{kind: text, s: stmt.ColumnText(i)}
	case sqlite.TypeFloat:
		return cell{kind: float, n: int64(math.Float64bits(stmt.ColumnFloat(i)))}
	case sqlite.TypeBlob:
		b := make([]byte, stmt.ColumnLen(i))
		stmt.ColumnBytes(i, b)
		return cell{kind: text, s: string(b)}
	}
	return cell{}
}
