package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"regulars/internal/fault"
)

// ErrID refuses a text that is no id of the expected kind.
var ErrID = fault.Declare(fault.Invalid, "invalid_id", "This is not an id of the form {prefix}_….", "这不是 {prefix}_… 形式的编号。")

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// FormatID is an id as it is shown outside: the prefix, and the number in 13 characters.
func FormatID(prefix string, id int64) string {
	var b [13]byte
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = alphabet[id&31]
		id >>= 5
	}
	return prefix + "_" + string(b[:])
}

// ParseID reads an id of that prefix.
func ParseID(prefix, text string) (int64, error) {
	rest, ok := strings.CutPrefix(text, prefix+"_")
	if !ok || len(rest) != 13 || rest[0] > '7' {
		return 0, ErrID.New(fault.P{"prefix": prefix})
	}
	var id int64
	for i := range len(rest) {
		d := strings.IndexByte(alphabet, rest[i])
		if d < 0 {
			return 0, ErrID.New(fault.P{"prefix": prefix})
		}
		id = id<<5 | int64(d)
	}
	return id, nil
}

// An id is milliseconds since epoch (41 bits), the node (10 bits) and a sequence (12 bits).
const (
	epochMs   = 1_735_689_600_000 // 2025-01-01 UTC
	nodes     = 1 << 10
	sequences = 1 << 12
	nodeLease = 10 * time.Minute
)

// node makes ids under a leased node number.
type node struct {
	mu     sync.Mutex
	number int64 // 1 … nodes−1; 0 while none is leased
	holder string
	last   int64 // milliseconds and sequence of the last id
	stop   chan struct{}
}

func (n *node) next() int64 {
	n.mu.Lock()
	defer n.mu.Unlock()
	at := (time.Now().UnixMilli() - epochMs) * sequences
	if at <= n.last {
		at = n.last + 1 // the clock stood still or went back: ids go on
	}
	n.last = at
	return at/sequences<<22 | n.number<<12 | at%sequences
}

// Lease takes a node number for this process and keeps it until Close; ids made before it carry node 0
// and are for tests and for tools that stand alone.
func (db *DB) Lease(ctx context.Context) error {
	host, _ := os.Hostname()
	db.node.holder = fmt.Sprintf("%s/%d/%d", host, os.Getpid(), time.Now().UnixNano())
	if err := db.takeNode(ctx); err != nil {
		return err
	}
	db.node.stop = make(chan struct{})
	go db.keepNode(db.node.stop)
	return nil
}

func (db *DB) takeNode(ctx context.Context) error {
	return db.Tx(ctx, Installation, func(tx *Tx) error {
		now := time.Now().UnixMicro()
		number := int64(0)
		found, err := One(ctx, tx, `SELECT node FROM store_node WHERE lease_until < $1 ORDER BY lease_until, node LIMIT 1 FOR UPDATE SKIP LOCKED`,
			func(r Row) error { return r.Scan(&number) }, now)
		if err != nil {
			return err
		}
		if !found {
			return errors.New("store: every node number is leased; are there a thousand servers?")
		}
		_, err = tx.Exec(ctx, `UPDATE store_node SET lease_until = $1, holder = $2 WHERE node = $3`, now+nodeLease.Microseconds(), db.node.holder, number)
		db.node.mu.Lock()
		db.node.number = number
		db.node.mu.Unlock()
		return err
	})
}

func (db *DB) keepNode(stop chan struct{}) {
	tick := time.NewTicker(nodeLease / 4)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		err := db.Tx(ctx, Installation, func(tx *Tx) error {
			n, err := tx.Exec(ctx, `UPDATE store_node SET lease_until = $1 WHERE node = $2 AND holder = $3`,
				time.Now().UnixMicro()+nodeLease.Microseconds(), db.node.number, db.node.holder)
			if err == nil && n == 0 {
				err = errors.New("the lease was lost")
			}
			return err
		})
		if err != nil {
			db.config.Log.Error("node lease", "error", err)
			if err := db.takeNode(ctx); err != nil {
				db.config.Log.Error("no node number", "error", err)
			}
		}
		cancel()
	}
}

func (db *DB) releaseNode() {
	if db.node.stop == nil {
		return
	}
	close(db.node.stop)
	db.node.stop = nil
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	err := db.Tx(ctx, Installation, func(tx *Tx) error {
		_, err := tx.Exec(ctx, `UPDATE store_node SET lease_until = $1 WHERE node = $2 AND holder = $3`, time.Now().UnixMicro(), db.node.number, db.node.holder)
		return err
	})
	if err != nil {
		db.config.Log.Warn("node lease not given back", "error", err)
	}
}
