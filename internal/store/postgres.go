package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// postgresEngine is PostgreSQL, alone or spread by Citus.
type postgresEngine struct{ pool *pgxpool.Pool }

func openPostgres(ctx context.Context, config Config) (engine, error) {
	pc, err := pgxpool.ParseConfig(config.URL)
	if err != nil {
		return nil, err
	}
	pc.MaxConns = int32(config.Readers)
	if pc.MaxConns == 0 {
		pc.MaxConns = 16
	}
	pc.ConnConfig.RuntimeParams["application_name"] = "regulars"
	pc.ConnConfig.RuntimeParams["timezone"] = "UTC"
	pc.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.PgConn().Exec(ctx, sessionSettings).ReadAll()
		return err
	}
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("the database does not answer: %w", err)
	}
	return &postgresEngine{pool}, nil
}

// sessionSettings have each statement planned once, as SQLite does it, and not for the values of each execution: for one member
// that took ten times as long as the execution. A plan that is made once must go by index, however small the tables are just now,
// so random pages are priced as on a solid-state disk. They are set, and not asked for at the start, which poolers do not let pass.
const sessionSettings = `SET plan_cache_mode = force_generic_plan; SET random_page_cost = 1.1; SET jit = off`

func (e *postgresEngine) name() string { return "postgres" }

func (e *postgresEngine) close() { e.pool.Close() }

// begin takes a connection; the transaction begins with its first statements, in their round trip.
func (e *postgresEngine) begin(ctx context.Context, write bool) (session, error) {
	conn, err := e.pool.Acquire(ctx)
	if err != nil {
		return nil, unify(err)
	}
	return &postgresSession{conn: conn, write: write}, nil
}

func (e *postgresEngine) prepare(ctx context.Context, sql string) error {
	c, err := e.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	_, err = c.Conn().Prepare(ctx, "", sql)
	return err
}

type postgresSession struct {
	conn  *pgxpool.Conn
	write bool
	begun bool
}

// text is the statement for this session: nothing is locked on a snapshot.
func (s *postgresSession) text(sql string) string {
	if s.write || !strings.Contains(sql, "UPDATE") {
		return sql
	}
	if t, ok := viewTexts.Load(sql); ok {
		return t.(string)
	}
	t := forUpdate.ReplaceAllString(sql, "")
	viewTexts.Store(sql, t)
	return t
}

var viewTexts sync.Map

// run sends all steps in one round trip.
func (s *postgresSession) run(ctx context.Context, steps []*step) (done int, err error) {
	batch := &pgx.Batch{QueuedQueries: make([]*pgx.QueuedQuery, 0, 1+len(steps))}
	if !s.begun {
		batch.Queue(s.opening())
	}
	for _, one := range steps {
		sql, args := s.statement(one)
		batch.Queue(sql, args...)
	}
	results := s.conn.SendBatch(ctx, batch)
	defer func() {
		if e := results.Close(); err == nil {
			err = e
		}
	}()
	if !s.begun {
		if _, err := results.Exec(); err != nil {
			return 0, err
		}
		s.begun = true
	}
	for i, one := range steps {
		rows, err := results.Query()
		if err != nil {
			return i, err
		}
		if err := one.out.read(rows); err != nil {
			return i, err
		}
		one.n = rows.CommandTag().RowsAffected()
	}
	return len(steps), nil
}

func (s *postgresSession) opening() string {
	if s.write {
		return "BEGIN"
	}
	return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
}

// statement is the step's text and its arguments.
func (s *postgresSession) statement(one *step) (sql string, args []any) {
	switch len(one.rows) {
	case 0:
		return s.text(one.sql), plainAll(one.args)
	case 1:
		return one.sql, plainAll(slices.Concat(one.args, one.rows[0]))
	}
	sql, args = one.atOnce()
	return sql, slices.Concat(one.args, args)
}

func (s *postgresSession) commit(ctx context.Context) error {
	defer s.conn.Release()
	if !s.begun {
		return nil
	}
	tag, err := s.conn.Exec(context.WithoutCancel(ctx), "COMMIT")
	if err == nil && tag.String() == "ROLLBACK" {
		err = pgx.ErrTxCommitRollback
	}
	return unify(err)
}

func (s *postgresSession) rollback() {
	defer s.conn.Release() // where it is still in the transaction it is closed
	if s.begun && !s.conn.Conn().IsClosed() {
		_, _ = s.conn.Exec(context.Background(), "ROLLBACK")
	}
}

func plainAll(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = argument(a)
	}
	return out
}

// argument is a value as PostgreSQL takes it: no bytes are empty bytes, not NULL.
func argument(a any) any {
	v := plain(a)
	if b, ok := v.([]byte); ok && b == nil {
		return []byte{}
	}
	return v
}

// read takes the rows over.
func (rs *rowset) read(rows pgx.Rows) (err error) {
	defer rows.Close()
	fields := rows.FieldDescriptions()
	for rows.Next() {
		row := rs.add(len(fields))
		for i, raw := range rows.RawValues() {
			if row[i], err = decode(&fields[i], raw); err != nil {
				return fmt.Errorf("column %s: %w", fields[i].Name, err)
			}
		}
	}
	return rows.Err()
}

// The types that columns and expressions of the closed subset have (pg_type.oid).
const (
	oidBool, oidBytea, oidInt8, oidInt2, oidInt4      = 16, 17, 20, 21, 23
	oidText, oidVarchar, oidName, oidUnknown          = 25, 1043, 19, 705
	oidFloat4, oidFloat8, oidNumeric, oidOid, oidChar = 700, 701, 1700, 26, 18
)

func decode(f *pgconn.FieldDescription, raw []byte) (cell, error) {
	if raw == nil {
		return cell{}, nil
	}
	switch f.DataTypeOID {
	case oidText, oidVarchar, oidBytea, oidName, oidUnknown, oidChar:
		if f.DataTypeOID == oidBytea && f.Format == pgx.TextFormatCode {
			return cell{}, fmt.Errorf("bytea came as text")
		}
		return cell{kind: text, s: string(raw)}, nil
	case oidNumeric:
		return cell{}, fmt.Errorf("numeric: write CAST(… AS bigint)")
	}
	if f.Format == pgx.TextFormatCode {
		return decodeText(f.DataTypeOID, string(raw))
	}
	switch f.DataTypeOID {
	case oidInt8:
		return cell{kind: integer, n: int64(binary.BigEndian.Uint64(raw))}, nil
	case oidInt4:
		return cell{kind: integer, n: int64(int32(binary.BigEndian.Uint32(raw)))}, nil
	case oidOid:
		return cell{kind: integer, n: int64(binary.BigEndian.Uint32(raw))}, nil
	case oidInt2:
		return cell{kind: integer, n: int64(int16(binary.BigEndian.Uint16(raw)))}, nil
	case oidBool:
		return cell{kind: integer, n: int64(raw[0])}, nil
	case oidFloat8:
		return cell{kind: float, n: int64(binary.BigEndian.Uint64(raw))}, nil
	case oidFloat4:
		return cell{kind: float, n: int64(math.Float64bits(float64(math.Float32frombits(binary.BigEndian.Uint32(raw)))))}, nil
	}
	return cell{}, fmt.Errorf("type %d is outside the portable subset", f.DataTypeOID)
}

func decodeText(oid uint32, s string) (cell, error) {
	switch oid {
	case oidBool:
		if s == "t" {
			return cell{kind: integer, n: 1}, nil
		}
		return cell{kind: integer}, nil
	case oidFloat4, oidFloat8:
		x, err := strconv.ParseFloat(s, 64)
		return cell{kind: float, n: int64(math.Float64bits(x))}, err
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return cell{kind: integer, n: n}, err
}

var (
	textColumn = regexp.MustCompile(`(?m)^(\s*\w+ text)\b( COLLATE "C")?`)
	tableMark  = regexp.MustCompile(`\s*/\* (clustered|updated|clustered updated) \*/\s*$`)
)

// dialect gives every text column the byte order that SQLite has, whatever the database's locale is.
func (e *postgresEngine) dialect(sql string) string {
	if strings.HasPrefix(sql, "CREATE TABLE") {
		sql = textColumn.ReplaceAllString(sql, `$1 COLLATE "C"`)
	}
	return tableMark.ReplaceAllStringFunc(sql, func(mark string) string {
		if strings.Contains(mark, "updated") {
			return " WITH (fillfactor = 75)" // room on the page for the next state of a row, so that no index need change
		}
		return ""
	})
}
