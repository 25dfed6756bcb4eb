package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"regexp"
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

func (e *postgresEngine) begin(ctx context.Context, write bool) (session, error) {
	options := pgx.TxOptions{}
	if !write {
		options = pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	}
	tx, err := e.pool.BeginTx(ctx, options)
	if err != nil {
		return nil, unify(err)
	}
	return &postgresSession{tx: tx, conn: tx.Conn(), write: write}, nil
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
	tx    pgx.Tx
	conn  *pgx.Conn
	write bool
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

func (s *postgresSession) query(ctx context.Context, sql string, args []any) (rowset, error) {
	rows, err := s.conn.Query(ctx, s.text(sql), plainAll(args)...)
	if err != nil {
		return rowset{}, err
	}
	return readRows(rows)
}

func (s *postgresSession) exec(ctx context.Context, sql string, args []any) (int64, error) {
	tag, err := s.conn.Exec(ctx, s.text(sql), plainAll(args)...)
	return tag.RowsAffected(), err
}

func (s *postgresSession) insertMany(ctx context.Context, in Insert, rows [][]any, returning string) (rowset, int64, error) {
	if len(rows) == 1 {
		return s.write1(ctx, in.perRow(returning), plainAll(rows[0]))
	}
	columns := transpose(rows)
	return s.write1(ctx, in.atOnce(columns, returning), columns)
}

func (s *postgresSession) updateMany(ctx context.Context, in Update, merchantID int64, rows [][]any) (int64, error) {
	if len(rows) == 1 {
		_, n, err := s.write1(ctx, in.perRow(), plainAll(append([]any{merchantID}, rows[0]...)))
		return n, err
	}
	columns := transpose(rows)
	_, n, err := s.write1(ctx, in.atOnce(columns), append([]any{merchantID}, columns...))
	return n, err
}

func (s *postgresSession) write1(ctx context.Context, sql string, args []any) (rowset, int64, error) {
	rows, err := s.conn.Query(ctx, sql, args...)
	if err != nil {
		return rowset{}, 0, err
	}
	rs, err := readRows(rows)
	return rs, rows.CommandTag().RowsAffected(), err
}

func (s *postgresSession) commit(ctx context.Context) error {
	if err := s.tx.Commit(context.WithoutCancel(ctx)); err != nil {
		return unify(err)
	}
	return nil
}

func (s *postgresSession) rollback() {
	_ = s.tx.Rollback(context.Background()) // a connection that cannot roll back is dropped by the pool
}

func plainAll(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = plain(a)
		if b, ok := out[i].([]byte); ok && b == nil {
			out[i] = []byte{}
		}
	}
	return out
}

func readRows(rows pgx.Rows) (rs rowset, err error) {
	defer rows.Close()
	fields := rows.FieldDescriptions()
	rs.columns = len(fields)
	for rows.Next() {
		rs.rows++
		for i, raw := range rows.RawValues() {
			c, err := decode(fields[i], raw)
			if err != nil {
				return rs, fmt.Errorf("column %s: %w", fields[i].Name, err)
			}
			rs.cells = append(rs.cells, c)
		}
	}
	return rs, rows.Err()
}

// The types that columns and expressions of the closed subset have (pg_type.oid).
const (
	oidBool, oidBytea, oidInt8, oidInt2, oidInt4      = 16, 17, 20, 21, 23
	oidText, oidVarchar, oidName, oidUnknown          = 25, 1043, 19, 705
	oidFloat4, oidFloat8, oidNumeric, oidOid, oidChar = 700, 701, 1700, 26, 18
)

func decode(f pgconn.FieldDescription, raw []byte) (cell, error) {
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
