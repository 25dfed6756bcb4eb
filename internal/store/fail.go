package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"zombiezen.com/go/sqlite"

	"regulars/internal/fault"
)

// What may go wrong with the database, whichever it is.
var (
	ErrDiskFull = fault.Declare(fault.Unavailable, "disk_full", "The disk of the database is full; nothing was changed.", "数据库磁盘已满；未做任何更改。")
	ErrBusy     = fault.Declare(fault.Unavailable, "database_busy", "The database is busy; nothing was changed. Try again.", "数据库繁忙；未做任何更改，请重试。")
	ErrLost     = fault.Declare(fault.Unavailable, "database_unreachable", "The database does not answer. Try again with the same idempotency key.", "数据库无响应。请用同一幂等键重试。")

	// ErrUnique is in the chain of an error that says that a key is there already.
	ErrUnique = errors.New("store: unique key exists")

	errDeadlock = errors.New("store: deadlock or serialization failure")
)

// unify gives the errors of both engines one face; the driver's own stays in the chain.
func unify(err error) error {
	if err == nil || fault.As(err) != nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) {
		return ErrLost.Wrap(err, nil)
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return unifyPostgres(pg, err)
	}
	switch code := sqlite.ErrCode(err); {
	case code == sqlite.ResultConstraintUnique || code == sqlite.ResultConstraintPrimaryKey:
		return fmt.Errorf("%w: %w", ErrUnique, err)
	case code == sqlite.ResultInterrupt: // the caller gave up
		return fmt.Errorf("%w: %w", context.Canceled, err)
	case code.ToPrimary() == sqlite.ResultFull:
		return ErrDiskFull.Wrap(err, nil)
	case code.ToPrimary() == sqlite.ResultBusy:
		return ErrBusy.Wrap(err, nil)
	}
	if pgconn.SafeToRetry(err) || cut(err) || errors.Is(err, pgconn.ErrConnClosed) {
		return ErrLost.Wrap(err, nil)
	}
	return err
}

// cut reports whether the connection broke off: whether the statement was done is not known then.
func cut(err error) bool {
	var op *net.OpError
	return errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) || errors.As(err, &op)
}

func unifyPostgres(pg *pgconn.PgError, err error) error {
	switch pg.Code {
	case "23505":
		return fmt.Errorf("%w: %w", ErrUnique, err)
	case "40001", "40P01":
		return fmt.Errorf("%w: %w", errDeadlock, err)
	case "53100":
		return ErrDiskFull.Wrap(err, nil)
	case "53300", "55P03":
		return ErrBusy.Wrap(err, nil)
	case "57P01", "57P02", "57P03":
		return ErrLost.Wrap(err, nil)
	}
	if strings.HasPrefix(pg.Code, "08") || strings.HasPrefix(pg.Code, "28") { // the connection; who may connect
		return ErrLost.Wrap(err, nil)
	}
	return err
}

func again(err error) bool { return errors.Is(err, ErrAgain) || errors.Is(err, errDeadlock) }
